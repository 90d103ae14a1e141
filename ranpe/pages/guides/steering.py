"""Guides for those who steer and decide: the Joint Secretariat, its head and its members."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from ranpe.pages.guides.shape import Guide, Step, Trouble

_CHANGED = Trouble(
    _("Isi laporan berubah setelah disetujui?"),
    _("Persetujuan hanya untuk satu berkas; berkas baru perlu persetujuan baru."),
)
_AWAY = Trouble(
    _("Berhalangan?"),
    _("Delegasikan jabatan untuk beberapa hari; Plt. dan Plh. dicatat Sekretariat."),
    "profile",
    _("Profil"),
)
_TIME_ASKED = Trouble(
    _("K/L minta waktu?"),
    _("Kabulkan atau tolak dengan alasan; kepatuhan memuat kedua batas."),
    "progress:times",
    _("Waktu tambahan"),
)
_OWN_TIME = Trouble(
    _("BNPT sendiri perlu waktu?"),
    _("Anggota Sekber dari instansi lain yang memutuskannya."),
    "progress:times",
    _("Waktu tambahan"),
)

STEERING = (
    Guide(
        "sekretariat",
        Role.SECRETARIAT,
        _("Sekretariat Bersama"),
        _("Anda menjalankan periode, menagih yang terlambat, dan menyiapkan rapat dan laporan."),
        (
            Step("periods", _("Periode"), _("Buka, tutup, dan kunci periode pelaporan.")),
            Step(
                "board", _("Pantau"), _("Lihat siapa terlambat; pilih, lalu sampaikan pengingat.")
            ),
            Step("radar", _("Hal yang perlu perhatian"), _("Tiap temuan menyebut langkahnya.")),
            Step("workgroups:meetings", _("Rapat"), _("Agenda, undangan, notula, keputusan.")),
            Step("reporting:list", _("Laporan tahunan"), _("Bekukan data, tulis, dan kirimkan.")),
        ),
        (
            _TIME_ASKED,
            Trouble(
                _("Laporan datang lewat surat?"),
                _("Catat dengan pindaiannya; orang kedua membenarkan."),
                "progress:letters",
                _("Catatan surat"),
            ),
            Trouble(
                _("Pejabat berganti?"),
                _("Catat Plt. atau Plh. dengan surat tugas dan tanggalnya."),
                "acting",
                _("Pejabat pengganti"),
            ),
            Trouble(
                _("Sudah terkunci, tetapi keliru?"),
                _("Buka kembali dengan alasan; alasannya tersimpan di jejak audit."),
                "periods",
                _("Periode"),
            ),
        ),
        (Role.POKJA_HEAD, Role.SYSTEM_ADMIN),
    ),
    Guide(
        "sestama",
        Role.POKJA_HEAD,
        _("Ketua Pokja (Sestama)"),
        _("Anda memimpin ketiga Pokja dan memutuskan periode, waktu tambahan, dan pembahasan."),
        (
            Step("home", _("Beranda"), _("Baca yang menunggu Anda dan keadaan tiap pilar.")),
            Step(
                "progress:queue", _("Antrean verifikasi"), _("Setujui yang menunggu ketua Pokja.")
            ),
            Step("commitments:queue", _("Persetujuan komitmen"), _("Setujui atau kembalikan.")),
            Step("periods", _("Periode"), _("Buka, tutup, dan kunci periode pelaporan.")),
            Step("reporting:list", _("Laporan tahunan"), _("Bahas, lalu teruskan ke pleno.")),
        ),
        (
            _TIME_ASKED,
            _OWN_TIME,
            _AWAY,
        ),
        (Role.SECRETARIAT,),
    ),
    Guide(
        "kepala",
        Role.HEAD,
        _("Kepala BNPT"),
        _("Anda memutuskan laporan tahunan kepada Presiden dan untuk publik."),
        (
            Step("home", _("Beranda"), _("Baca satu kalimat keadaan dan yang menunggu Anda.")),
            Step(
                "reporting:list", _("Laporan tahunan"), _("Setujui satu berkas, atau kembalikan.")
            ),
            Step(
                "calls", _("Lembar telepon"), _("Lima K/L yang perlu Anda hubungi, dan kalimatnya.")
            ),
            Step("board", _("Pantau"), _("Lihat siapa terlambat, BNPT termasuk.")),
            Step("workgroups:meetings", _("Rapat"), _("Keputusan Sekber dan siapa pemiliknya.")),
        ),
        (
            _CHANGED,
            Trouble(
                _("Ada yang keliru setelah terbit?"),
                _("Tarik dari portal dengan alasan; publik membaca bahwa laporan ditarik."),
                "reporting:list",
                _("Laporan tahunan"),
            ),
            _AWAY,
        ),
        (Role.POKJA_HEAD, Role.SECRETARIAT),
    ),
    Guide(
        "anggota-sekber",
        Role.SEKBER_MEMBER,
        _("Anggota Sekber"),
        _("Anda membahas laporan dalam pleno dan memutuskan hal yang menyangkut BNPT sendiri."),
        (
            Step("home", _("Beranda"), _("Baca keadaan RAN PE dan yang menunggu Anda.")),
            Step("reporting:list", _("Laporan tahunan"), _("Beri tanggapan dalam pleno.")),
            Step("progress:queue", _("Antrean verifikasi"), _("Tutup verifikasi laporan BNPT.")),
            Step("progress:times", _("Waktu tambahan"), _("Putuskan waktu tambahan bagi BNPT.")),
            Step("workgroups:meetings", _("Rapat"), _("Agenda, notula, dan keputusan Sekber.")),
        ),
        (
            Trouble(
                _("Laporan instansi Anda sendiri?"),
                _("Ditutup oleh orang lain; Anda hanya membacanya."),
            ),
            _CHANGED,
        ),
        (Role.SECRETARIAT, Role.POKJA_HEAD),
    ),
    Guide(
        "ppid",
        Role.PPID,
        _("PPID"),
        _("Anda menguji apakah yang akan terbit merugikan, dan mencatat dasar hukumnya."),
        (
            Step("home", _("Beranda"), _("Laporan publik sampai di sini setelah pleno.")),
            Step(
                "reporting:list",
                _("Uji konsekuensi"),
                _("Buka tiap butir: dikecualikan atau dibuka, dengan dasarnya."),
            ),
            Step(
                "portal:home", _("Portal publik"), _("Periksa yang dibaca publik setelah terbit.")
            ),
        ),
        (
            Trouble(
                _("Angkanya keliru?"),
                _("PPID tidak mengubah angka; kembalikan laporan untuk perbaikan dengan alasan."),
            ),
            Trouble(
                _("Sudah terbit, tetapi merugikan?"),
                _("Hubungi Kepala BNPT; hanya Kepala BNPT yang menariknya dari portal."),
            ),
        ),
        (Role.SECRETARIAT, Role.HEAD),
    ),
    Guide(
        "pembina-daerah",
        Role.REGIONAL_SUPERVISOR,
        _("Pembina daerah Kemendagri"),
        _("Anda mengikuti laporan provinsi dan menyampaikan pengingat; isinya tidak Anda ubah."),
        (
            Step("home", _("Beranda"), _("Lihat provinsi yang belum mengirim.")),
            Step(
                "progress:remind", _("Pengingat"), _("Pilih provinsi, baca kalimatnya, sampaikan.")
            ),
            Step("actions:list", _("Rencana Aksi"), _("Aksi yang dilayani kegiatan daerah.")),
        ),
        (
            Trouble(
                _("Terlanjur mengirim pengingat?"),
                _("Urungkan dalam 10 detik; yang sama tidak terkirim lagi dalam 24 jam."),
            ),
            Trouble(
                _("Provinsi tidak punya narahubung?"),
                _("Minta Sekretariat mencatat pejabatnya."),
            ),
        ),
        (Role.SECRETARIAT,),
    ),
)
