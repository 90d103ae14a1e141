"""Addresses of the whole house."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("bahasa/", include("django.conf.urls.i18n")),
    path("", include("ranpe.pages.urls")),
    path("laporan-kemajuan/", include("progress.urls")),
    path("laporan-tahunan/", include("reporting.urls")),
    path("rencana-aksi/", include("actions.urls")),
    path("rapat/", include("workgroups.urls")),
    path("jejak/", include("journal.urls")),
    path("api/", include("ranpe.pages.api_urls")),
    path("", include("portal.urls")),
]
