"""Addresses of the reports' pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from progress import views
from progress.views import handing, minutes, second, sessions
from progress.views.kinds import PROGRESS, REGIONAL, Kind

app_name = "progress"

# One page each: what follows the report's number, the view, the name after the kind's prefix.
_PAGES = (
    ("isi/", views.edit, "edit"),
    ("simpan-otomatis/", views.autosaved, "autosave"),
    ("periksa/", views.check, "check"),
    ("ajukan/", views.propose, "propose"),
    ("kirim/", views.submit, "submit"),
    ("kembalikan-ke-operator/", views.hand_back, "hand_back"),
    ("tarik-kembali/", views.withdraw, "withdraw"),
    ("tanda-terima/", views.receipt, "receipt"),
    ("verifikasi/", views.desk, "desk"),
    ("mulai-periksa/", views.start, "start"),
    ("setujui/", views.accept, "accept"),
    ("kembalikan/", views.give_back, "return"),
    ("setujui-sebagai-ketua/", views.endorse, "endorse"),
    ("batalkan-keputusan/", views.undo, "undo"),
    ("catat-surat/", views.record, "record"),
    ("lembar-pengesahan/", views.sheet, "sheet"),
    ("lembar-pengesahan/pdf/", views.sheet_pdf, "sheet_pdf"),
    ("waktu/", views.time, "time"),
    ("formulir/", views.paper_form, "paper_form"),
)


def _pages_of(kind: Kind) -> list[URLPattern]:
    return [
        path(f"{kind.folder}/<int:pk>/{end}", view, {"kind": kind}, name=f"{kind.prefix}{name}")
        for end, view, name in _PAGES
    ]


urlpatterns = [
    path("", views.reports, name="reports"),
    path("unduh.<str:kind>", views.reports_export, name="reports-export"),
    path("antrean/unduh.<str:kind>", views.queue_export, name="queue-export"),
    path("tanda-terima/unduh.<str:kind>", views.archive_export, name="receipts-export"),
    path("antrean/", views.queue, name="queue"),
    path("antrean/tombol/", views.shortcuts, name="shortcuts"),
    path("antrean/alihkan/", handing.handing_over, name="handing_over"),
    path(
        "antrean/alihkan/unduh.<str:kind>",
        handing.handing_over_export,
        name="handing-over-export",
    ),
    path("tanda-terima/", views.archive, name="receipts"),
    path("kirim-beberapa/", views.send_many, name="send_many"),
    path("nihil-beberapa/", views.nil_many, name="nil_many"),
    path("koordinasi/", views.coordination, name="coordination"),
    path(
        "koordinasi/unduh.<str:kind>",
        views.coordination_export,
        name="coordination-export",
    ),
    path("koordinasi/pembagian/", views.hand_on, name="hand_on"),
    path("koordinasi/unit/<int:pk>/batas/", views.unit_deadline, name="unit_deadline"),
    path("kl/", views.institution_reports, name="institution_reports"),
    path("kl/mulai/", views.begin_institution_report, name="begin_institution_report"),
    path("kl/<int:pk>/", views.institution_report, name="institution_report"),
    path("kl/<int:pk>/pengantar/", views.cover, name="cover"),
    path("kl/<int:pk>/susun/", views.compile_report, name="compile"),
    path("kl/<int:pk>/berkas/", views.compiled_file, {"name": "berkas"}, name="compiled_file"),
    path("kl/<int:pk>/surat/", views.compiled_file, {"name": "surat"}, name="cover_file"),
    path("bersama/<int:pk>/<int:period_pk>/", views.joint_narrative, name="joint_narrative"),
    path("data-dukung/<int:pk>/", views.evidence, name="evidence"),
    path("data-dukung/<int:pk>/pratinjau/", views.preview, name="preview"),
    path("data-dukung/<int:pk>/isi/", views.shown, name="shown"),
    path("data-dukung/<int:pk>/salinan-publik/", views.public_copy, name="public_copy"),
    path("laporan/<int:pk>/kegiatan/", views.activity_add, name="activity_add"),
    path("laporan/<int:pk>/kegiatan/<int:activity_pk>/", views.activity, name="activity"),
    path(
        "laporan/<int:pk>/kegiatan/simpan-otomatis/",
        views.activity_add_autosaved,
        name="activity_add_autosave",
    ),
    path(
        "laporan/<int:pk>/kegiatan/<int:activity_pk>/simpan-otomatis/",
        views.activity_autosaved,
        name="activity_autosave",
    ),
    path("waktu/", views.times, name="times"),
    path("waktu/<int:pk>/kabulkan/", views.time_grant, name="time_grant"),
    path("waktu/<int:pk>/tolak/", views.time_decline, name="time_decline"),
    path("waktu/semua/", views.time_for_all, name="time_for_all"),
    path("surat/", views.letters, name="letters"),
    path("surat/<int:pk>/", views.letter, name="letter"),
    path("surat/<int:pk>/pindaian/", views.scan, name="scan"),
    path("surat/<int:pk>/benarkan/", views.letter_confirm, name="letter_confirm"),
    path("surat/<int:pk>/tolak/", views.letter_refuse, name="letter_refuse"),
    path("surat/<int:pk>/keberatan/", views.letter_object, name="letter_object"),
    path("laporan/<int:pk>/jalur-tertutup/", views.closed, name="closed"),
    path("laporan/<int:pk>/atur-jalur/", views.closed_path, name="path"),
    path("pengingat/", views.remind, name="remind"),
    path("pengingat/urungkan/", views.unremind, name="unremind"),
    path("buku-kerja/", views.workbook, name="workbook"),
    path("buku-kerja/unduh/", views.download, name="workbook-download"),
    path("buku-kerja/<int:pk>/", views.workbook_compare, name="workbook-compare"),
    path("penilaian-kedua/", second.seconds, name="seconds"),
    path("penilaian-kedua/unduh.<str:kind>", second.seconds_export, name="seconds-export"),
    path("penilaian-kedua/<int:pk>/", second.second, name="second"),
    path("penilaian-kedua/<int:pk>/tindak-lanjut/", second.second_settle, name="second_settle"),
    path("sesi/", sessions.sessions, name="sessions"),
    path("sesi/baru/", sessions.session_new, name="session_new"),
    path("sesi/<int:pk>/", sessions.session, name="session"),
    path("sesi/<int:pk>/papan/", sessions.session_board_part, name="session_board"),
    path("sesi/<int:pk>/bagi/", sessions.session_share, name="session_share"),
    path("sesi/<int:pk>/langkah/<slug:name>/", sessions.session_step, name="session_step"),
    path("sesi/<int:pk>/pindah/", sessions.session_move, name="session_move"),
    path("sesi/<int:pk>/contoh/<int:item_pk>/", sessions.session_mark, name="session_mark"),
    path("sesi/<int:pk>/daftar/", minutes.session_list, name="session_list"),
    path("sesi/<int:pk>/daftar/unduh.<str:kind>", minutes.list_export, name="session-list-export"),
    path("sesi/<int:pk>/unduh.<str:kind>", minutes.session_export, name="session-export"),
    path(
        "sesi/<int:pk>/berita-acara/<int:institution_pk>/",
        minutes.session_minutes,
        name="session_minutes",
    ),
    path(
        "sesi/<int:pk>/berita-acara/<int:institution_pk>/pdf/",
        minutes.session_minutes_pdf,
        name="session_minutes_pdf",
    ),
    *_pages_of(PROGRESS),
    *_pages_of(REGIONAL),
]
