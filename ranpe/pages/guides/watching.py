"""Guides for those who watch over the house: auditors and its administrators."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from ranpe.pages.guides.shape import Guide, Step, Trouble

WATCHING = (
    Guide(
        "auditor",
        Role.AUDITOR,
        _("Auditor"),
        _("Anda membaca semuanya, dari janji sampai bukti, dan tidak mengubah apa pun."),
        (
            Step("home", _("Beranda"), _("Kejadian terbaru: siapa, apa, dalam kapasitas apa.")),
            Step(
                "journal:entries", _("Jejak audit"), _("Saring menurut orang, jenis, dan tanggal.")
            ),
            Step(
                "actions:list", _("Rencana Aksi"), _("Dari aksi ke laporan, bukti, dan riwayatnya.")
            ),
            Step("board", _("Pantau"), _("Kepatuhan tiap K/L; angkanya membuka barisnya.")),
            Step("permissions", _("Kewenangan"), _("Siapa boleh melakukan apa.")),
        ),
        (
            Trouble(
                _("Dua angka berbeda?"),
                _("Lihat basis dan tanggal di bawah tiap angka; laporan memakai data beku."),
            ),
            Trouble(
                _("Permintaan yang ditolak?"),
                _("Juga tercatat; pilih jenis Permintaan yang ditolak."),
                "journal:entries",
                _("Jejak audit"),
            ),
        ),
        (Role.SECRETARIAT,),
    ),
    Guide(
        "admin-sistem",
        Role.SYSTEM_ADMIN,
        _("Admin sistem"),
        _("Anda menjaga akun, jabatan, dan jalannya sistem; isi laporan tidak Anda baca."),
        (
            Step("home", _("Beranda"), _("Pekerjaan gagal, surel gagal, jabatan kosong.")),
            Step("acting", _("Pejabat pengganti"), _("Catat Plt. dan Plh. dengan surat tugasnya.")),
            Step("workgroups:bodies", _("Sekber dan Pokja"), _("Catat anggota dan SK-nya.")),
            Step("permissions", _("Kewenangan"), _("Jawab siapa boleh melakukan apa.")),
        ),
        (
            Trouble(
                _("Ada yang lupa kata sandi?"),
                _("Pastikan orangnya dulu; kata sandi tidak pernah lewat surel atau telepon."),
            ),
            Trouble(
                _("Surel tidak berjalan?"),
                _("Tidak ada yang hilang: surel menunggu dan dicoba lagi sendiri."),
                "home",
                _("Beranda"),
            ),
        ),
        (Role.SECRETARIAT,),
    ),
)
