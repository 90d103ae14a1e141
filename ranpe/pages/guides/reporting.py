"""Guides for those who report: ministries, agencies and provinces."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from ranpe.pages.guides.shape import Guide, Step, Trouble

_LATE = Trouble(
    _("Batas waktu sudah atau hampir lewat?"),
    _("Minta waktu tambahan dari halaman laporannya; yang terlambat tetap diterima dan tercatat."),
)
_LINE_LOST = Trouble(
    _("Sambungan putus saat mengetik?"),
    _("Tulisan tersimpan sendiri dua detik setelah Anda berhenti, juga untuk perangkat lain."),
)
_RETURNED = Trouble(
    _("Laporan dikembalikan?"),
    _("Catatan ada di samping bidangnya. Jawab, perbaiki, lalu kirim lagi sebelum batas barunya."),
)
_AWAY = Trouble(
    _("Berhalangan beberapa hari?"),
    _("Delegasikan jabatan (a.n.); wewenangnya berakhir sendiri."),
    "profile",
    _("Profil"),
)
_NIL = Trouble(
    _("Tidak ada kegiatan?"),
    _("Kirim laporan nihil dengan alasannya; itu terhitung melapor."),
    "progress:nil_many",
    _("Laporan nihil"),
)

REPORTING = (
    Guide(
        "operator",
        Role.OPERATOR,
        _("Operator K/L"),
        _("Anda menulis laporan dan komitmen instansi; pejabat Eselon II yang mengirimnya."),
        (
            Step("home", _("Beranda"), _("Ambil yang teratas; yang dikembalikan selalu di depan.")),
            Step(
                "commitments:list",
                _("Komitmen (Form A)"),
                _("Tulis target setahun sebelum laporan pertama."),
            ),
            Step(
                "progress:reports",
                _("Laporan"),
                _("Isi status, nilai, kegiatan, kendala, dan data dukung; pilih Periksa."),
            ),
            Step(
                "progress:workbook",
                _("Buku kerja"),
                _("Banyak aksi? Isi semuanya dalam satu berkas, lalu unggah."),
            ),
            Step(
                "progress:receipts",
                _("Tanda terima"),
                _("Ajukan ke Eselon II; nomornya muncul di sini setelah terkirim."),
            ),
        ),
        (_RETURNED, _NIL, _LINE_LOST, _LATE),
        (Role.APPROVER, Role.COORDINATOR, Role.SECRETARIAT),
    ),
    Guide(
        "eselon-ii",
        Role.APPROVER,
        _("Pejabat Eselon II"),
        _("Anda memeriksa yang diajukan operator dan mengirimnya atas nama instansi."),
        (
            Step("home", _("Beranda"), _("Lihat yang menunggu keputusan Anda.")),
            Step(
                "progress:send_many",
                _("Kirim beberapa"),
                _("Baca perubahannya, lalu kirim satu atau beberapa sekaligus."),
            ),
            Step(
                "progress:reports",
                _("Laporan"),
                _("Belum tepat? Kembalikan ke operator dengan alasan."),
            ),
            Step(
                "commitments:list",
                _("Komitmen (Form A)"),
                _("Ajukan komitmen kepada ketua Pokja."),
            ),
            Step(
                "progress:receipts",
                _("Tanda terima"),
                _("Bukti kirim dengan nomor, waktu, dan kapasitas Anda."),
            ),
        ),
        (
            Trouble(
                _("Terlanjur mengirim?"),
                _("Tarik kembali dari halaman laporan selama belum mulai diperiksa."),
            ),
            _AWAY,
            _RETURNED,
            _LATE,
        ),
        (Role.OPERATOR, Role.COORDINATOR, Role.SECRETARIAT),
    ),
    Guide(
        "koordinator",
        Role.COORDINATOR,
        _("Koordinator K/L"),
        _("Anda menjaga agar semua unit instansi melapor, dan menyusun satu berkas untuk K/L."),
        (
            Step(
                "progress:coordination",
                _("Pembagian tugas"),
                _("Bagi tugas kepada unit, tetapkan batas internal, lihat yang tertahan."),
            ),
            Step("home", _("Beranda"), _("Semua tugas instansi, yang dikembalikan di depan.")),
            Step(
                "progress:workbook",
                _("Buku kerja"),
                _("Kumpulkan isian unit dalam satu berkas, lalu unggah."),
            ),
            Step(
                "progress:institution_reports",
                _("Laporan K/L"),
                _("Susun satu berkas seluruh periode dengan surat pengantar."),
            ),
            Step(
                "progress:receipts",
                _("Tanda terima"),
                _("Semua yang sudah terkirim, dengan nomornya."),
            ),
        ),
        (
            Trouble(
                _("Unit tidak bergerak?"),
                _("Unit tertahan ditandai; alihkan tugasnya ke unit lain bila perlu."),
                "progress:coordination",
                _("Pembagian tugas"),
            ),
            _RETURNED,
            _NIL,
            _LATE,
        ),
        (Role.APPROVER, Role.SECRETARIAT),
    ),
    Guide(
        "provinsi",
        Role.OPERATOR,
        _("Operator provinsi"),
        _("Anda menulis laporan daerah tiap periode; Kepala Kesbangpol yang mengirimnya."),
        (
            Step("home", _("Beranda"), _("Buka laporan provinsi Anda dari sini.")),
            Step(
                "progress:reports",
                _("Laporan"),
                _("Isi kegiatan, aksi yang dilayani, kendala, dan tahap RAD PE."),
            ),
            Step(
                "actions:list",
                _("Rencana Aksi"),
                _("Cari kode aksi yang dilayani kegiatan daerah."),
            ),
            Step(
                "progress:receipts",
                _("Tanda terima"),
                _("Ajukan ke Kepala Kesbangpol; nomornya muncul setelah terkirim."),
            ),
        ),
        (_RETURNED, _LINE_LOST, _LATE),
        (Role.APPROVER, Role.REGIONAL_SUPERVISOR, Role.SECRETARIAT),
        of_province=True,
    ),
    Guide(
        "kesbangpol",
        Role.APPROVER,
        _("Kepala Kesbangpol"),
        _("Anda memeriksa laporan daerah dan mengirimnya atas nama provinsi."),
        (
            Step("home", _("Beranda"), _("Lihat apakah laporan menunggu keputusan Anda.")),
            Step(
                "progress:send_many",
                _("Kirim beberapa"),
                _("Baca perubahannya, lalu kirim."),
            ),
            Step(
                "progress:reports",
                _("Laporan"),
                _("Belum tepat? Kembalikan ke operator dengan alasan."),
            ),
            Step(
                "progress:receipts",
                _("Tanda terima"),
                _("Bukti kirim dengan nomor, waktu, dan kapasitas Anda."),
            ),
        ),
        (_AWAY, _RETURNED, _LATE),
        (Role.OPERATOR, Role.REGIONAL_SUPERVISOR, Role.SECRETARIAT),
        of_province=True,
    ),
)
