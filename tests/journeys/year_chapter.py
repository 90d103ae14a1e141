"""The second half: the year is locked, sealed, told, discussed, tested, decided, published."""

from __future__ import annotations

from datetime import date

from accounts.models import Occupancy, OccupancyKind, Role, User
from journal.models import Job, JobState
from ranpe.kit.formats import in_sentence
from reporting.models import AnnualReport, Edition, ReportKind, Stage
from tests.factories import SECRET
from tests.journeys.conftest import let_in
from tests.journeys.house import CLASSIFIED, House
from tests.journeys.visitor import Visitor
from tests.journeys.worker import Worker
from tests.people import a_person

PHONE = 390
PLENARY_CLOSED = {
    ReportKind.PRESIDENT: "Tutup pleno dan ajukan kepada Kepala BNPT",
    ReportKind.PUBLIC: "Tutup pleno, mulai uji konsekuensi",
}


def report_of(kind: str) -> AnnualReport:
    """The year's report of a kind, as it stands now."""
    found: AnnualReport = AnnualReport.everything.get(kind=kind)
    return found


def take_step(visitor: Visitor, name: str, note: str = "") -> None:
    """Take the step called `name` on the report in view, by way of its page."""
    visitor.follow(name)
    visitor.arrives_at(name)
    if note:
        visitor.fill("Catatan", note)
    visitor.press(f"Ya, {in_sentence(name)}")
    visitor.check_page()


def the_period_is_locked(house: House) -> None:
    """The Secretariat closes and locks the period on its page."""
    v = house.of(house.people.secretariat)
    v.follow("Kelola periode")
    v.arrives_at("Periode pelaporan", "Semester I 2026")
    for step, after in (("Tutup periode", "Ditutup"), ("Kunci periode", "Dikunci")):
        v.unfold(step)
        v.press(f"Ya, {in_sentence(step)}")
        v.arrives_at(f"Semester I 2026: {after}.")


def the_year_is_sealed(house: House) -> None:
    """The data of the year is frozen, and both reports are begun on it."""
    v = house.of(house.people.secretariat)
    v.follow("Laporan tahunan")
    v.check_page()
    v.press("Ya, bekukan data 2026")
    v.arrives_at("Data tahun 2026 dibekukan.")
    for kind in ReportKind:
        house.of(house.people.secretariat).follow("Laporan tahunan")
        v.press(f"Susun {kind.label}")
        v.arrives_at("Langkah berikutnya", "Penyusunan")


def a_chapter_is_edited(house: House, kind: str) -> None:
    """The Secretariat writes a chapter; the automatic text stays beside it."""
    v = open_report(house, house.people.secretariat, kind)
    section = report_of(kind).sections.order_by("order")[0]
    v.follow(f"{section.order}. {section.heading}")
    v.arrives_at("Teks otomatis dari data beku")
    v.fill("Teks bab", "Tahun ini pelatihan guru menjadi pusat kegiatan.\n\nBerikut hasilnya.")
    v.press("Simpan")
    v.arrives_at(f"Bab “{section.heading}” tersimpan.", "Disunting")


def open_report(house: House, person: User, kind: str, *, width: int = 1280) -> Visitor:
    """The report's page in the person's browser, by way of the list."""
    v = house.of(person, width=width)
    v.follow("Laporan tahunan")
    v.follow(report_of(kind).title)
    v.check_page()
    return v


def the_final_file_is_made(house: House, kind: str) -> Edition:
    """Asked for on the page; a worker makes it while the page shows how far it is."""
    v = open_report(house, house.people.secretariat, kind)
    v.press("Buat PDF final")
    v.arrives_at("Berkas sedang dibuat.", "Menunggu giliran")
    job = Job.everything.filter(state=JobState.QUEUED, task="reporting.build_edition").get()
    worker = Worker(job.pk, house.monkeypatch)
    _look_again(v)
    v.arrives_at("Menyusun", "5%")
    done = worker.finish()
    _look_again(v)
    assert done.state == JobState.DONE
    made: Edition = Edition.everything.get(pk=done.result["edition"])
    v.arrives_at("Berkas selesai dibuat", "100%", made.sha256)
    return made


def _look_again(visitor: Visitor) -> None:
    """With script the page asks by itself."""
    if not visitor.has_script:
        visitor.follow("Muat ulang")


def the_pokja_discuss_it(house: House, kind: str) -> None:
    """Sent by the Secretariat; the chairs of the three Pokja give their opinions."""
    take_step(open_report(house, house.people.secretariat, kind), "Kirim ke Pokja")
    for number, chair in enumerate(_chairs(house), start=1):
        v = house.of(chair)
        v.follow(report_of(kind).title)
        v.follow("Pembahasan")
        v.arrives_at("Pendapat Anda")
        v.select("Atas nama", f"Pokja Pilar {number}: Pilar contoh {number}")
        v.choose("Setuju dengan catatan" if number == 2 else "Setuju")
        v.fill("Catatan atau keberatan", f"{SECRET} MERAK" if number == 2 else "")
        v.press("Catat pendapat")
        v.arrives_at("Pendapat dicatat.", "Belum ada" if number > 3 else f"Pokja {number}")


def _chairs(house: House) -> list[User]:
    """The chairs of the three Pokja, one a pillar."""
    return [house.people.chair, *(_chair(house, number) for number in (2, 3))]


def _chair(house: House, number: int) -> User:
    email, name = f"ketua.pilar{number}@ranpe.example", f"Ketua Pilar {number}"
    known: User | None = User.objects.filter(email=email).first()
    if known is not None:
        return known
    bnpt = house.world.institutions["BNPT"]
    chair = a_person(email, name, f"Deputi pilar {number}", bnpt, (Role.POKJA_CHAIR, number))
    let_in(User.objects.filter(pk=chair.pk))
    return chair


def the_plenary_is_held(house: House, kind: str) -> None:
    """The Sestama passes it on, a member of the Sekber agrees, the Secretariat closes."""
    v = house.of(house.people.pokja_head)
    v.follow(report_of(kind).title)
    take_step(v, "Teruskan ke pleno Sekber", f"Semua Pokja setuju. {SECRET} BANGAU")
    v = house.of(house.people.sekber_member)
    v.follow(report_of(kind).title)
    v.follow("Pembahasan")
    v.choose("Setuju")
    v.press("Catat pendapat")
    v.arrives_at("Pendapat dicatat.", "Pleno Sekber")
    v = open_report(house, house.people.secretariat, kind)
    take_step(v, PLENARY_CLOSED[ReportKind(kind)])


def the_harm_test_is_done(house: House) -> None:
    """The PPID keeps the classified action back, with ground and period, and closes the test."""
    v = house.of(house.people.ppid)
    v.follow(report_of(ReportKind.PUBLIC).title)
    v.arrives_at("Uji konsekuensi", f"Aksi {CLASSIFIED}")
    v.choose("Dikecualikan")
    v.select("Dasar pengecualian", _ground_a(v))
    v.fill("Jangka waktu pengecualian", "5 tahun")
    v.fill("Alasan", f"Dapat menghambat penegakan hukum. {SECRET} GAGAK")
    v.press("Simpan putusan")
    v.arrives_at("putusan dicatat.", "Pasal 17 huruf a")
    take_step(v, "Selesaikan uji konsekuensi")


def _ground_a(visitor: Visitor) -> str:
    option = visitor.field("Dasar pengecualian").locator("option[value=a]")
    return str(option.text_content()).strip()


def it_is_laid_before_the_head(house: House) -> None:
    """After the harm test the Secretariat asks for the decision."""
    v = open_report(house, house.people.secretariat, ReportKind.PUBLIC)
    take_step(v, "Ajukan kepada Kepala BNPT", "Siap diputuskan.")


def an_acting_head_takes_office(house: House) -> User:
    """The head's term ends; a Plt. holds the office from now on."""
    today = house.clock.now().date()
    bnpt = house.world.institutions["BNPT"]
    Occupancy.everything.filter(user=house.people.head).update(ends_on=today)
    acting = a_person(
        "plt.kepala@ranpe.example",
        "Satya Nugraha",
        house.people.head.offices[0].position.title,
        bnpt,
        (Role.HEAD, None),
        kind=OccupancyKind.PLT,
    )
    Occupancy.everything.filter(user=acting).update(starts_on=date(2027, 2, 21))
    let_in(User.objects.filter(pk=acting.pk))
    return acting


def the_head_decides(house: House, head: User, kind: str, made: Edition) -> None:
    """Two taps on a phone: Setujui, and once more with name, version and hash in view."""
    v = house.of(head, width=PHONE)
    v.follow(report_of(kind).title)
    v.arrives_at("Lima angka")
    v.page.locator("summary", has_text="Setujui").tap()
    v.arrives_at("Setujui laporan ini?", made.sha256)
    v.page.get_by_role("button", name="Ya, setujui").tap()
    v.arrives_at("Disetujui", head.capacity)
    decided = report_of(kind)
    assert decided.state == Stage.APPROVED
    assert decided.approved_sha256 == made.sha256
    assert decided.decided_capacity == head.capacity


def it_is_sent_to_the_president(house: House) -> None:
    """The cover letter gets its number after the approval; then the sending is recorded."""
    v = open_report(house, house.people.secretariat, ReportKind.PRESIDENT)
    v.follow("Surat pengantar")
    v.fill("Nomor surat", "B-1/CONTOH/2027")
    v.fill("Tempat", "Bogor")
    v.press("Catat surat bernomor")
    v.arrives_at("Surat pengantar dicatat.")
    v.follow("Catat pengiriman")
    v.fill("Cara pengiriman", "Diserahkan kepada Sekretariat Negara.")
    v.press("Catat pengiriman")
    v.arrives_at("Pengiriman dicatat.", "Dikirim")


def it_is_published(house: House) -> None:
    """The PPID puts the approved bytes on the portal."""
    v = open_report(house, house.people.ppid, ReportKind.PUBLIC)
    v.follow("Terbitkan")
    v.arrives_at("Yang akan terlihat publik")
    v.press("Ya, terbitkan sekarang")
    v.arrives_at("terbit di portal.", "Terbit")
