"""Addresses of the journal."""

from django.urls import path

from journal import views

app_name = "journal"
urlpatterns = [
    path("", views.entries, name="entries"),
    path("unduh.<str:kind>", views.entries_export, name="export"),
    path("berkas-auditor.zip", views.bundle, name="bundle"),
    path("pembacaan/", views.readings, name="readings"),
    path("pembacaan/unduh.<str:kind>", views.readings_export, name="readings-export"),
    path("insiden/", views.incidents, name="incidents"),
    path("insiden/<int:pk>/", views.incident, name="incident"),
    path("insiden/<int:pk>/<str:name>/", views.step, name="incident-step"),
    path("ketentuan/", views.terms, name="terms"),
    path("kepala/", views.heads, name="heads"),
    path("kepala/unduh.<str:kind>", views.heads_export, name="heads-export"),
]
