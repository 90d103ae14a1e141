"""Public addresses; they are permanent, so none is ever given to something else."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import IntConverter, StringConverter

from portal import views


class YearConverter(IntConverter):
    """A year of four digits."""

    regex = "20[0-9]{2}"


class VersionConverter(IntConverter):
    """The number of an edition of a year."""

    regex = "[1-9][0-9]{0,2}"


class HashConverter(StringConverter):
    """A SHA-256 in small hexadecimal letters."""

    regex = "[0-9a-f]{64}"


register_converter(YearConverter, "year")
register_converter(VersionConverter, "version")
register_converter(HashConverter, "sha256")

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("aksi/", views.actions, name="actions"),
    path("aksi/<str:code>/", views.action, name="action"),
    path("provinsi/", views.provinces, name="provinces"),
    path("provinsi/<str:code>/", views.province, name="province"),
    path("laporan/", views.reports, name="reports"),
    path("laporan/<year:year>/", views.report, name="report"),
    path("laporan/<year:year>/v<version:version>/", views.version, name="version"),
    path(
        "laporan/<year:year>/v<version:version>/aksi/", views.report_actions, name="report_actions"
    ),
    path("laporan/<year:year>/v<version:version>/teks/", views.plain, name="plain"),
    path("laporan/umpan.xml", views.feed, name="feed"),
    path("data/", views.data, name="data"),
    path("data/katalog.jsonld", views.catalogue, name="catalogue"),
    path("data/<year:year>/<slug:name>.<slug:extension>", views.table, name="table"),
    path("berkas/<sha256:sha256>/<str:name>", views.file, name="file"),
    path("verifikasi/", views.verification, name="verification"),
    path("verifikasi/<sha256:sha256>/", views.verification, name="verification"),
    path("tentang/", views.about, name="about"),
    path("koreksi/", views.correction, name="correction"),
    path("koreksi/diterima/", views.correction_received, name="correction_received"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security, name="security"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
]
