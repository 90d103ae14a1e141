"""The sample accounts that a newcomer signs in with, one a role."""

from __future__ import annotations

from dataclasses import dataclass

DOMAIN = "ranpe.example"
# One password for every sample account; sample accounts exist in the demonstration mode only.
PASSWORD = "contoh-ran-pe-2026"  # noqa: S105


@dataclass(frozen=True)
class DemoAccount:
    """A sample account: who it is, and what it finds after signing in."""

    label: str
    email: str
    finds: str


_ROWS = [
    ("Operator K/L (Kemenag)", "operator.kemenag", "tugas laporan, satu dikembalikan"),
    ("Pejabat Eselon II (Kemenag)", "eselon2.kemenag", "laporan yang menunggu dikirim"),
    ("Koordinator K/L (Kemenag)", "koordinator.kemenag", "laporan semua unit Kemenag"),
    ("Operator provinsi (Jawa Barat)", "operator.p32", "laporan daerah"),
    ("Kepala Kesbangpol (Jawa Barat)", "kesbangpol.p32", "laporan daerah yang menunggu dikirim"),
    ("Verifikator Pokja pilar 1", "verifikator.pilar1", "antrean verifikasi"),
    ("Verifikator dari Bappenas", "verifikator2.pilar1", "laporan BNPT untuk diperiksa"),
    ("Ketua Pokja pilar 1", "ketua.pilar1", "komitmen, pembahasan laporan tahunan"),
    ("Sestama, ketua Pokja", "sestama", "keadaan RAN PE, keputusan"),
    ("Sekretariat Bersama", "sekretariat", "siapa yang terlambat, laporan tahunan"),
    ("Anggota Sekber (Bappenas)", "sekber.bappenas", "pleno"),
    ("Pembina daerah Kemendagri", "pembina.daerah", "laporan daerah"),
    ("PPID", "ppid", "uji konsekuensi"),
    ("Kepala BNPT", "kepala", "laporan yang menunggu keputusan"),
    ("Auditor", "auditor", "jejak audit"),
    ("Admin sistem", "admin", "akun dan antrean pekerjaan"),
]


def address(name: str) -> str:
    """The e-mail address of a sample account."""
    return f"{name}@{DOMAIN}"


def demo_accounts() -> list[DemoAccount]:
    """One sample account a role."""
    return [DemoAccount(label, address(name), finds) for label, name, finds in _ROWS]
