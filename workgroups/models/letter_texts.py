"""The words with which letters begin where the Secretariat has not written its own."""

from __future__ import annotations

from typing import Any

from accounts.models import Role
from workgroups.models.letters import LetterKind, LetterTemplate

# What a draft fills in; any other word in braces is refused when a template is saved.
PLACES = (
    "instansi",
    "periode",
    "tahun",
    "dasar_hukum",
    "batas_waktu",
    "jumlah",
    "hari_ini",
    "tanggapan",
)

_CLOSING = "Atas perhatian dan kerja sama Bapak/Ibu, kami ucapkan terima kasih."
_REQUEST = (
    "Berdasarkan {dasar_hukum}, laporan kemajuan {periode} disampaikan paling lambat "
    "{batas_waktu}. Sampai dengan {hari_ini}, {jumlah} laporan {instansi} belum kami terima, "
    "sebagaimana daftar terlampir.",
    "Sehubungan dengan hal tersebut, mohon kiranya laporan dimaksud dapat disampaikan paling "
    "lambat {tanggapan}. Apabila terdapat kendala, Sekretariat Bersama siap membantu.",
)
_FIRM = (
    "Menindaklanjuti permohonan penyampaian laporan {periode} yang telah kami sampaikan, sampai "
    "dengan {hari_ini} masih terdapat {jumlah} laporan {instansi} yang belum kami terima, "
    "sebagaimana daftar terlampir. Batas waktu penyampaian adalah {batas_waktu}.",
    "Dengan ini kami tegaskan bahwa laporan dimaksud diperlukan untuk laporan tahunan kepada "
    "Presiden sesuai {dasar_hukum}. Mohon laporan disampaikan paling lambat {tanggapan}; setelah "
    "tanggal tersebut aksi terkait tercatat “Belum melapor”.",
)
_INVITATION = (
    "Berdasarkan {dasar_hukum}, pelaporan pelaksanaan rencana aksi tahun {tahun} dimulai dengan "
    "{periode}. {instansi} bertanggung jawab atas {jumlah} laporan sebagaimana daftar terlampir, "
    "dengan batas waktu {batas_waktu}.",
    "Kami mengundang Bapak/Ibu menugaskan pejabat penanggung jawab dan narahubung untuk mengikuti "
    "pembukaan pelaporan, serta memeriksa daftar terlampir. Koreksi atas daftar tersebut mohon "
    "disampaikan paling lambat {tanggapan}.",
)

_SUBJECTS = {
    LetterKind.REQUEST: "Permohonan penyampaian laporan {periode}",
    LetterKind.FIRM: "Penegasan penyampaian laporan {periode}",
    LetterKind.INVITATION: "Undangan pembukaan pelaporan tahun {tahun}",
}
_BODIES = {
    LetterKind.REQUEST: _REQUEST,
    LetterKind.FIRM: _FIRM,
    LetterKind.INVITATION: _INVITATION,
}
_SIGNERS = {
    LetterKind.REQUEST: Role.POKJA_HEAD,
    LetterKind.FIRM: Role.HEAD,
    LetterKind.INVITATION: Role.HEAD,
}


def usual_template(kind: str, *, is_internal: bool) -> LetterTemplate:
    """A template that is in no table yet, with the usual words."""
    told: dict[str, Any] = {
        "subject": _SUBJECTS[LetterKind(kind)],
        "nature": "Biasa" if kind == LetterKind.INVITATION else "Segera",
        "place": "Jakarta",
        "body": "\n\n".join((*_BODIES[LetterKind(kind)], _CLOSING)),
        "copies": "" if is_internal else "Kepala BNPT",
        "signing_role": Role.POKJA_HEAD if is_internal else _SIGNERS[LetterKind(kind)],
    }
    if kind != LetterKind.REQUEST and not is_internal:
        told["copies"] = "Ketua Sekretariat Bersama RAN PE"
    return LetterTemplate(kind=kind, is_internal=is_internal, **told)
