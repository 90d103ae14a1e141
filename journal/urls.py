"""Addresses of the journal."""

from django.urls import path

from journal import views

app_name = "journal"
urlpatterns = [
    path("", views.entries, name="entries"),
    path("kepala/", views.heads, name="heads"),
    path("kepala/unduh.<str:kind>", views.heads_export, name="heads-export"),
]
