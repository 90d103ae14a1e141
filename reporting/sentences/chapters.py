"""The chapters of both reports and the text that each begins with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ranpe.kit.formats import long_day, number, percent
from reporting.document import Action, AnnualDocument, Note
from reporting.sentences.words import change, joined, pillar_verdict, shown

Text = Callable[[AnnualDocument], Iterable[str]]


@dataclass(frozen=True)
class ChapterPlan:
    """A chapter: its key, its heading, and the paragraphs made from the document."""

    key: str
    heading: str
    paragraphs: Text

    def text(self, document: AnnualDocument) -> str:
        """The automatic text."""
        return "\n\n".join(self.paragraphs(document))


def _introduction(document: AnnualDocument) -> Iterable[str]:
    yield (
        f"Laporan ini disusun berdasarkan {document.plan_basis} dan memuat pelaksanaan "
        f"{document.plan_title} sepanjang tahun {document.year}."
    )
    yield (
        f"Ruang lingkupnya adalah {shown(document.figure('scheduled'))} aksi yang dijadwalkan, "
        f"dengan basis {document.base}. Data dibekukan per {long_day(document.cutoff_at)}; "
        "perubahan sesudahnya dicatat sebagai koreksi pada pembekuan berikutnya."
    )
    yield (
        "Setiap angka dihitung dari laporan yang telah diverifikasi oleh instansi lain. Klaim "
        "pelapor dan hasil verifikasi disimpan serta disajikan terpisah. Setiap persentase "
        "disertai pembilang, penyebut, basis, dan batas data."
    )


def _bodies(document: AnnualDocument) -> Iterable[str]:
    meetings = [note for note in document.notes if note.kind == "meeting"]
    decisions = [note for note in document.notes if note.kind == "decision"]
    yield (
        "Sekretariat Bersama mengoordinasikan pelaksanaan, didukung Kelompok Kerja pada setiap "
        f"{document.level_one_label.lower()}."
    )
    if not meetings:
        yield f"Rapat tahun {document.year} belum tercatat dalam sistem."
        return
    bodies = sorted({note.body for note in meetings})
    held = [
        f"{number(sum(note.body == body for note in meetings))} rapat {body}" for body in bodies
    ]
    yield f"Sepanjang tahun {document.year} tercatat {joined(held)}."
    if decisions:
        done = sum(note.is_done for note in decisions)
        yield (
            f"Rapat-rapat itu menghasilkan {number(len(decisions))} keputusan; "
            f"{number(done)} di antaranya telah selesai sampai batas data."
        )


def _compliance(document: AnnualDocument) -> Iterable[str]:
    on_time, sent = document.figure("compliance.on_time"), document.figure("compliance.sent")
    yield (
        f"Laporan K/L yang terkirim: {shown(sent)}. Yang tepat waktu: {shown(on_time)}, "
        f"{change(on_time)}."
    )
    yield from _at_first(document)
    full = document.figure("compliance.full")
    yield f"K/L yang seluruh laporannya tepat waktu: {shown(full)}."
    yield from _closed_path(document)
    missing = [row for row in document.institutions if row.missing]
    if missing:
        worst = sorted(missing, key=lambda row: (-row.missing, row.code))[:5]
        names = joined(f"{row.short} ({number(row.missing)})" for row in worst)
        yield f"Laporan yang tidak terkirim paling banyak pada {names}."
    else:
        yield "Tidak ada laporan K/L yang tidak terkirim."


def _at_first(document: AnnualDocument) -> Iterable[str]:
    """The same against the first due dates, where both were sealed."""
    at_first, extended = (
        document.figure("compliance.on_time_at_first"),
        document.figure("compliance.extended"),
    )
    if at_first is None or extended is None:
        return
    yield (
        "Tepat waktu di atas menurut batas yang disepakati; menurut batas semula, tanpa waktu "
        f"tambahan: {shown(at_first)}. Yang diberi perpanjangan: {shown(extended)}."
    )


def _closed_path(document: AnnualDocument) -> Iterable[str]:
    """Who reported on the closed path; the public reads it of actions classified Biasa only."""
    told = [row for row in document.actions if document.kind == "president" or _is_open(row)]
    found = [
        f"{action.code} ({line.institution_short})"
        for action in told
        for line in action.lines
        if line.is_closed and line.is_sent
    ]
    if found:
        yield (
            f"Dilaporkan melalui jalur tertutup, dengan status saja dan tanpa isi: {joined(found)}."
        )


def _is_open(action: Action) -> bool:
    return action.classification == "B"


def _achievement(document: AnnualDocument) -> Iterable[str]:
    yield (
        f"Keterlaksanaan aksi tercatat {shown(document.figure('carried_out'))}. Angka ini "
        "berarti ada kegiatan yang terverifikasi, dan tidak sama dengan ketercapaian target."
    )
    mean = document.figure("mean")
    yield f"Rata-rata capaian target adalah {shown(mean)}, {change(mean)}."
    for pillar in document.pillars:
        yield f"{document.level_one_label} {pillar.number}, {pillar.name}. {pillar_verdict(pillar)}"


def _regions(document: AnnualDocument) -> Iterable[str]:
    yield (
        f"Provinsi dengan RAD PE yang berlaku: {shown(document.figure('provinces.plan'))} provinsi "
        f"yang ada pada akhir tahun {document.year}."
    )
    yield (
        f"Laporan provinsi yang terkirim: {shown(document.figure('provinces.sent'))}. Yang tepat "
        f"waktu: {shown(document.figure('provinces.on_time'))}."
    )
    at_first = document.figure("provinces.on_time_at_first")
    if at_first is not None:
        yield f"Menurut batas semula, tanpa waktu tambahan: {shown(at_first)}."
    new = [row for row in document.provinces if not row.owes]
    if new:
        yield f"Belum wajib melapor pada tahun ini: {joined(row.name for row in new)}."


def _society(document: AnnualDocument) -> Iterable[str]:
    yield (
        "Kontribusi organisasi masyarakat sipil melalui Pokja Tematis belum direkam sebagai data "
        f"terverifikasi pada tahun {document.year}, sehingga besarnya belum diukur dan tidak "
        "dicampurkan ke dalam capaian K/L."
    )


def _inclusion(document: AnnualDocument) -> Iterable[str]:
    yield (
        "Data peserta terpilah menurut jenis kelamin, usia, dan disabilitas belum tersedia secara "
        f"lengkap untuk tahun {document.year}; jangkauan bagi perempuan, anak, dan penyandang "
        "disabilitas karena itu belum diukur."
    )


def _budget(_document: AnnualDocument) -> Iterable[str]:
    yield (
        "Realisasi anggaran menurut sumber dana tidak menjadi bagian formulir pelaporan, sehingga "
        "dukungan anggaran belum diukur dalam laporan ini."
    )


def _obstacles(document: AnnualDocument) -> Iterable[str]:
    named = [row for row in document.obstacles if row.count]
    if not named:
        yield "Laporan yang telah diverifikasi tidak menyebut kendala."
        return
    kinds = joined(f"{row.label.lower()} ({number(row.count)})" for row in named)
    yield f"Kendala yang paling sering dilaporkan menurut jenisnya: {kinds}."
    raised = [
        f"{action.code} ({line.institution_short})"
        for action in document.actions
        for line in action.lines
        if line.needs_escalation
    ]
    if raised and document.kind == "president":
        yield f"Penanganan pada tingkat lebih tinggi dimintakan untuk {joined(raised[:10])}."


def _follow_up(document: AnnualDocument) -> Iterable[str]:
    made = _recommendations(document, document.year - 1)
    if not made:
        yield f"Tidak ada rekomendasi laporan tahun {document.year - 1} yang tercatat."
        return
    yield f"Rekomendasi tahun lalu yang selesai: {shown(document.figure('recommendations'))}."
    yield "Keadaan setiap rekomendasi dimuat pada tabel."


def _recommendations(document: AnnualDocument, year: int) -> list[Note]:
    return [note for note in document.notes if note.kind == "recommendation" and note.year == year]


def _closed(text: str) -> str:
    """The text with its full stop."""
    said = " ".join(text.split())
    return said if said.endswith((".", "!", "?")) else f"{said}."


def _outcome(_document: AnnualDocument) -> Iterable[str]:
    yield (
        "Hasil (outcome) pelaksanaan rencana belum diukur dalam sistem ini. Indeks nasional yang "
        "relevan dimuat hanya bila bersumber resmi, dan tidak dinyatakan sebagai akibat langsung "
        "pelaksanaan aksi."
    )


def _next(document: AnnualDocument) -> Iterable[str]:
    made = _recommendations(document, document.year)
    for note in made:
        yield f"{_closed(note.text)} Penanggung jawab: {note.owner}."
    behind = [row for row in document.actions if row.status == "behind"]
    if behind:
        yield (
            f"Pada tahun {document.year + 1} perhatian diarahkan lebih dahulu kepada "
            f"{number(len(behind))} aksi yang tertinggal."
        )
    if not made and not behind:
        yield f"Rencana tahun {document.year + 1} mengikuti jadwal aksi pada Lampiran A."


def _next_for_all(document: AnnualDocument) -> Iterable[str]:
    waiting = _part(document, "status.at_risk") + _part(document, "status.behind")
    silent = _part(document, "status.no_report")
    yield (
        f"Pada tahun {document.year + 1} perhatian diarahkan kepada {number(waiting)} aksi yang "
        f"perlu perhatian atau tertinggal dan {number(silent)} aksi yang belum melapor."
    )
    yield "Kemajuannya disampaikan dalam laporan publik tahun berikutnya."


def _part(document: AnnualDocument, key: str) -> int:
    figure = document.figure(key)
    return figure.part or 0 if figure else 0


def _foreword(document: AnnualDocument) -> Iterable[str]:
    yield (
        f"Laporan ini menyampaikan kepada masyarakat apa yang dijanjikan dalam "
        f"{document.plan_title}, apa yang telah dikerjakan pada tahun {document.year}, dan apa "
        "yang belum."
    )
    yield (
        "Angka di dalamnya berasal dari pembekuan data yang sama dengan laporan kepada Presiden. "
        "Bagian yang dikecualikan dinyatakan jumlah dan dasar hukumnya."
    )


def _about(document: AnnualDocument) -> Iterable[str]:
    yield (
        f"{document.plan_title} ditetapkan dengan {document.plan_basis}. Tujuannya melindungi hak "
        "setiap orang atas rasa aman."
    )
    rules = document.rules
    yield (
        f"Aksi disebut tercapai bila capaiannya paling sedikit {percent(rules.achieved_from)} dan "
        f"buktinya layak, sesuai target bila paling sedikit {percent(rules.on_track_from)}, perlu "
        f"perhatian bila paling sedikit {percent(rules.at_risk_from)}, dan tertinggal bila kurang "
        "dari itu."
    )
    yield (
        "Data berasal dari laporan kementerian, lembaga, dan provinsi yang telah diverifikasi oleh "
        "instansi lain. Yang belum terverifikasi ditulis belum melapor."
    )


def _headline(document: AnnualDocument) -> Iterable[str]:
    yield document.verdict
    carried = document.figure("carried_out")
    yield f"Keterlaksanaan aksi tercatat {shown(carried)}, {change(carried)}."
    mean = document.figure("mean")
    yield f"Rata-rata capaian target adalah {shown(mean)}, {change(mean)}."


def _changes(document: AnnualDocument) -> Iterable[str]:
    if document.previous_year is None:
        yield "Belum ada laporan tahun sebelumnya yang dapat diperbandingkan."
    elif document.base != document.previous_base:
        yield (
            f"Basis tahun ini ({document.base}) berbeda dari tahun {document.previous_year} "
            f"({document.previous_base}); angka kedua tahun tidak diperbandingkan langsung."
        )
    else:
        for key in ("carried_out", "mean", "compliance.on_time"):
            figure = document.figure(key)
            if figure:
                yield f"{figure.label}: {shown(figure)}, {change(figure)}."
    if document.corrections:
        yield f"Koreksi sejak pembekuan sebelumnya: {number(len(document.corrections))} angka."


def _contact(_document: AnnualDocument) -> Iterable[str]:
    yield (
        "Data laporan ini tersedia dalam bentuk terbuka di portal, bersama kamus data dan cara "
        "menghitungnya."
    )
    yield (
        "Permohonan informasi disampaikan kepada PPID BNPT. Pengaduan dan aspirasi disampaikan "
        "melalui SP4N-LAPOR!"
    )


PRESIDENT_CHAPTERS = (
    ChapterPlan("introduction", "Pendahuluan", _introduction),
    ChapterPlan("bodies", "Kelembagaan", _bodies),
    ChapterPlan("compliance", "Kepatuhan pelaporan", _compliance),
    ChapterPlan("achievement", "Capaian", _achievement),
    ChapterPlan("regions", "Daerah", _regions),
    ChapterPlan("society", "Peran masyarakat", _society),
    ChapterPlan("inclusion", "Pengarusutamaan gender, anak, dan HAM", _inclusion),
    ChapterPlan("budget", "Dukungan anggaran", _budget),
    ChapterPlan("obstacles", "Kendala dan tindak lanjut", _obstacles),
    ChapterPlan("follow_up", "Tindak lanjut rekomendasi tahun lalu", _follow_up),
    ChapterPlan("outcome", "Konteks hasil", _outcome),
    ChapterPlan("next", "Rekomendasi dan rencana tahun berikutnya", _next),
)

PUBLIC_CHAPTERS = (
    ChapterPlan("foreword", "Sambutan", _foreword),
    ChapterPlan("about", "Apa itu RAN PE dan cara membaca laporan ini", _about),
    ChapterPlan("headline", "Tahun ini dalam angka", _headline),
    ChapterPlan("compliance", "Kepatuhan pelaporan", _compliance),
    ChapterPlan("achievement", "Kemajuan", _achievement),
    ChapterPlan("regions", "Daerah", _regions),
    ChapterPlan("society", "Kontribusi masyarakat", _society),
    ChapterPlan("inclusion", "Gender dan inklusi", _inclusion),
    ChapterPlan("obstacles", "Kendala menurut jenis", _obstacles),
    ChapterPlan("changes", "Yang berubah sejak tahun lalu", _changes),
    ChapterPlan("next", "Langkah berikutnya", _next_for_all),
    ChapterPlan("contact", "Data terbuka dan kontak", _contact),
)
