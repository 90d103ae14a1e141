"""Addresses of the whole house."""

from django.urls import URLPattern, URLResolver, include, path

from ranpe.pages.language import choose_language

handler500 = "ranpe.pages.failures.server_error"
urlpatterns: list[URLPattern | URLResolver] = [
    path("bahasa/<str:code>/", choose_language, name="choose_language"),
    path("", include("ranpe.pages.urls")),
    path("laporan-kemajuan/", include("progress.urls")),
    path("laporan-tahunan/", include("reporting.urls")),
    path("komitmen/", include("actions.urls")),
    path("rapat/", include("workgroups.urls")),
    path("jejak/", include("journal.urls")),
    path("api/", include("ranpe.pages.api_urls")),
    path("", include("portal.urls")),
]
