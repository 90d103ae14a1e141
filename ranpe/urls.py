"""Addresses of the whole house."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from ranpe.pages.language import choose_language

_parts = [
    ("", "ranpe.pages.urls"),
    ("laporan-kemajuan/", "progress.urls"),
    ("laporan-tahunan/", "reporting.urls"),
    ("rencana-aksi/", "actions.urls"),
    ("rapat/", "workgroups.urls"),
    ("jejak/", "journal.urls"),
    ("", "portal.urls"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("bahasa/<str:code>/", choose_language, name="choose_language"),
    *[path(prefix, include(name)) for prefix, name in _parts if find_spec(name)],
]
if find_spec("actions.api") and find_spec("progress.api"):
    urlpatterns.append(path("api/", include("ranpe.pages.api_urls")))
