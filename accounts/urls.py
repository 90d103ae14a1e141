"""Addresses of the person's own pages."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("profil/", views.profile, name="profile"),
    path("profil/delegasi/", views.delegation, name="delegate"),
    path("profil/delegasi/<int:pk>/akhiri/", views.ended_delegation, name="end_delegation"),
    path("profil/telepon/", views.phone, name="phone"),
    path("profil/surel/", views.mail_choice, name="mail-choice"),
    path("profil/tombol/", views.shortcut_choice, name="shortcut-choice"),
    path("profil/pejabat-pengganti/", views.acting, name="acting"),
]
