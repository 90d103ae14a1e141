"""Guides for those who check: verifiers and the working groups of the pillars."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from ranpe.pages.guides.shape import Guide, Step, Trouble

_OWN = Trouble(
    _("Laporan instansi sendiri?"),
    _("Tidak tampil di antrean Anda; verifikator dari instansi lain yang memeriksanya."),
)
_UNDO = Trouble(
    _("Salah memutuskan?"),
    _("Batalkan dalam 10 detik; kabar belum dikirim. Sesudahnya, hubungi ketua Pokja."),
)

CHECKING = (
    Guide(
        "verifikator",
        Role.VERIFIER,
        _("Verifikator Sekber"),
        _("Anda menilai apakah data dukung menunjukkan yang dilaporkan."),
        (
            Step("home", _("Beranda"), _("Mulai dari yang paling lama menunggu.")),
            Step(
                "progress:queue",
                _("Antrean verifikasi"),
                _("Buka laporan: jawab rubrik, tetapkan nilai diakui, setujui atau kembalikan."),
            ),
            Step(
                "progress:sessions",
                _("Sesi verifikasi"),
                _("Periksa bersama dua atau tiga hari; laporan dibagi rata."),
            ),
            Step(
                "commitments:list",
                _("Komitmen"),
                _("Lihat target yang menjadi ukuran laporan."),
            ),
        ),
        (
            Trouble(
                _("Data dukung kurang?"),
                _("Kembalikan dengan catatan pada bidangnya; batas baru dihitung hari kerja."),
            ),
            _UNDO,
            _OWN,
            Trouble(
                _("Tombol papan ketik mengganggu?"),
                _("Matikan untuk seterusnya di profil."),
                "profile",
                _("Profil"),
            ),
        ),
        (Role.POKJA_CHAIR, Role.SECRETARIAT),
    ),
    Guide(
        "ketua-pokja",
        Role.POKJA_CHAIR,
        _("Ketua Pokja pilar"),
        _("Anda menutup verifikasi, menyetujui komitmen, dan memimpin rapat Pokja."),
        (
            Step(
                "progress:queue",
                _("Antrean verifikasi"),
                _("Setujui atau kembalikan yang diteruskan verifikator."),
            ),
            Step(
                "commitments:queue",
                _("Persetujuan komitmen"),
                _("Setujui Form A, atau kembalikan dengan alasan."),
            ),
            Step(
                "progress:sessions",
                _("Sesi verifikasi"),
                _("Putuskan daftar yang belum tuntas; pengecualian merujuk keputusan rapat."),
            ),
            Step(
                "workgroups:meetings",
                _("Rapat"),
                _("Setujui notula; tiap keputusan punya pemilik dan batas waktu."),
            ),
            Step("reporting:list", _("Laporan tahunan"), _("Bahas bab pilar Anda.")),
        ),
        (
            Trouble(
                _("Keputusan tidak dijalankan?"),
                _("Tampil lagi di agenda rapat berikutnya sampai selesai."),
                "workgroups:meetings",
                _("Rapat"),
            ),
            _OWN,
            _UNDO,
        ),
        (Role.POKJA_HEAD, Role.SECRETARIAT),
    ),
    Guide(
        "anggota-pokja",
        Role.POKJA_MEMBER,
        _("Anggota Pokja pilar"),
        _("Anda mengikuti keadaan pilar dan menyiapkan keputusan Pokja."),
        (
            Step("home", _("Beranda"), _("Baca keadaan pilar dan yang perlu perhatian.")),
            Step("actions:list", _("Rencana Aksi"), _("Buka aksi pilar Anda satu per satu.")),
            Step("board", _("Pantau"), _("Lihat K/L yang terlambat dan sejak kapan.")),
            Step(
                "workgroups:meetings",
                _("Rapat"),
                _("Baca undangan, agenda, dan notula; laporkan keputusan yang Anda pegang."),
            ),
        ),
        (
            Trouble(
                _("Tidak dapat hadir?"),
                _("Beri tahu Sekretariat; kehadiran dicatat menurut jabatan, juga bila diwakili."),
            ),
            Trouble(
                _("Aksi tidak tampil?"),
                _("Anda membaca aksi pilar sendiri; aksi Rahasia hanya untuk yang berhak."),
            ),
        ),
        (Role.POKJA_CHAIR, Role.SECRETARIAT),
    ),
)
