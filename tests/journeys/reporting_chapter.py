"""The first half of the year: reported, sent, taken back, returned, repaired, accepted."""

from __future__ import annotations

from progress.models import Submission
from tests.factories import SECRET
from tests.journeys.conftest import a_pdf
from tests.journeys.house import REPORTED, TITLE, House
from tests.journeys.visitor import Visitor

PHONE = 390


def an_action_is_reported(house: House) -> None:
    """The operator opens the first task, fills the one page, checks it and proposes."""
    v = house.of(house.people.operator)
    v.follow(f"Isi {REPORTED}")
    v.arrives_at("Uraian kemajuan", TITLE)
    v.choose("Perlu perhatian")
    v.fill("Realisasi", "31")
    v.fill("Uraian kemajuan", f"Satu angkatan telah selesai dilatih. {SECRET} CAMAR")
    v.select("Jenis kendala", "Anggaran")
    v.fill("Kendala", f"Anggaran turun terlambat. {SECRET} NURI")
    v.fill("Tindak lanjut", f"Biro Perencanaan mengajukan revisi pada Agustus. {SECRET} KUTILANG")
    v.attach("Data dukung", a_pdf(house.folder / "daftar-hadir.pdf"))
    v.fill("Ringkasan untuk publik", "Satu angkatan guru madrasah telah dilatih.")
    v.unfold("Tambah catatan untuk verifikator")
    v.fill("Catatan untuk verifikator", f"{SECRET} KEPODANG")
    v.press("Periksa")
    v.arrives_at("Periksa isian", "Yang akan terlihat publik", "daftar-hadir.pdf")
    v.press("Ajukan ke Eselon II")
    v.arrives_at("Laporan sudah diajukan")


def it_is_sent_taken_back_and_sent_again(house: House) -> None:
    """The official sends from a phone, sees a mistake in time, and sends once more."""
    v = house.of(house.people.approver, width=PHONE)
    v.follow(f"Periksa {REPORTED}")
    v.check_page()
    v.press("Kirim")
    v.arrives_at("Tanda terima", "Laporan diterima dengan nomor")
    first = _receipt(house)
    assert first in v.text
    v.press("Tarik kembali")
    v.arrives_at("Laporan ditarik kembali dan dapat diubah.")
    v.press("Periksa")
    v.press("Kirim")
    v.arrives_at("Tanda terima", "Laporan diterima dengan nomor")
    assert _receipt(house) != first
    assert _receipt(house) in v.text


def _receipt(house: House) -> str:
    report = house.world.report(REPORTED, "Kemenag")
    newest = Submission.everything.filter(report=report).latest("number")
    return str(newest.receipt)


def it_is_returned_and_repaired(house: House) -> None:
    """The verifier wants more evidence; the operator sees that first, and adds it."""
    v = house.of(house.people.verifier)
    v.follow("Verifikasi berikutnya")
    v.arrives_at("Yang dilaporkan", TITLE)
    v.unfold("Beri catatan perbaikan Data dukung")
    v.choose("Data dukung belum memadai.")
    v.press("Kembalikan")
    v.arrives_at("Laporan dikembalikan; instansi pelapor diberi tahu.")

    v = house.of(house.people.operator)
    assert "1 laporan perlu diperbaiki." in v.text
    first = v.page.locator(".task").first.inner_text()
    assert TITLE in first
    assert "Perlu perbaikan" in first
    v.follow(f"Perbaiki {REPORTED}")
    v.arrives_at("Dikembalikan untuk perbaikan", "Data dukung belum memadai.")
    v.fill("Jawaban Anda", f"Laporan kegiatan kami tambahkan. {SECRET} GELATIK")
    v.attach("Data dukung", a_pdf(house.folder / "laporan-kegiatan.pdf"))
    v.press("Periksa")
    v.arrives_at("Periksa isian", "laporan-kegiatan.pdf")
    v.press("Ajukan ke Eselon II")
    v.arrives_at("Laporan sudah diajukan")

    v = house.of(house.people.approver)
    v.follow(f"Periksa {REPORTED}")
    v.press("Kirim")
    v.arrives_at("Tanda terima", _receipt(house))


def it_is_accepted(house: House) -> None:
    """The verifier finds both files and accepts what they show."""
    v = house.of(house.people.verifier)
    v.follow("Verifikasi berikutnya")
    v.arrives_at("sudah 1 kali dikembalikan", "laporan-kegiatan.pdf")
    v.choose("Semua terpenuhi")
    v.fill("Realisasi yang diakui", "30")
    v.fill("Catatan verifikasi", f"Daftar hadir memuat 30 nama. {SECRET} ELANG")
    v.press("Setujui")
    v.arrives_at("Realisasi diakui 30, status dihitung: Perlu perhatian.")


def a_province_reports(house: House) -> None:
    """The province's operator fills its report, Kepala Kesbangpol sends, a verifier accepts."""
    v = house.of(house.people.province_operator)
    v.follow("Isi laporan")
    v.arrives_at("Laporan daerah Jawa Barat")
    v.fill("Uraian kemajuan", f"Forum koordinasi berlangsung di tiga kabupaten. {SECRET} JALAK")
    v.fill("Jumlah kegiatan", "3")
    v.unfold("Pilar contoh 1")
    v.page.get_by_label(REPORTED).check()
    v.select("Tahap RAD PE", "Harmonisasi")
    v.fill("Ringkasan untuk publik", "Tiga forum koordinasi telah diadakan.")
    v.press("Periksa")
    v.arrives_at("Periksa isian")
    v.press("Ajukan ke Eselon II")
    v.arrives_at("Laporan sudah diajukan")

    v = house.of(house.people.province_approver, width=PHONE)
    v.follow("Periksa laporan")
    v.press("Kirim")
    v.arrives_at("Tanda terima", "Laporan diterima dengan nomor")

    v = house.of(house.people.verifier)
    v.follow("Verifikasi berikutnya")
    v.arrives_at("Laporan daerah Jawa Barat")
    _accept(v)


def _accept(verifier: Visitor) -> None:
    verifier.choose("Semua terpenuhi")
    verifier.press("Setujui")
    verifier.arrives_at("32: Terverifikasi.")
