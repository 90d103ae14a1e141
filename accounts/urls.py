"""Addresses of the person's own pages."""

from django.urls import path, re_path

from accounts import views
from accounts.views import door_keys, recovery, second_factor, sessions

urlpatterns = [
    path("profil/", views.profile, name="profile"),
    path("profil/delegasi/", views.delegation, name="delegate"),
    path("profil/delegasi/<int:pk>/akhiri/", views.ended_delegation, name="end_delegation"),
    path("profil/telepon/", views.phone, name="phone"),
    path("profil/surel/", views.mail_choice, name="mail-choice"),
    path("profil/tombol/", views.shortcut_choice, name="shortcut-choice"),
    # The names under which the sign-in library asks for its pages.
    path("masuk/kode/", second_factor.second_step, name="mfa_authenticate"),
    path("masuk/lupa/", door_keys.forgotten, name="password_forgotten"),
    re_path(
        r"^masuk/(?P<purpose>undangan|pulihkan)/(?P<key>[\w:-]{20,300})/$",
        door_keys.door_key,
        name="door_key",
    ),
    path("pengguna/<int:pk>/undang/", door_keys.send_invitation, name="invite"),
    path("masuk/langkah-kedua/", second_factor.enrol, name="factor_enrol"),
    path("profil/keamanan/", second_factor.security, name="security"),
    path("profil/keamanan/kode-baru/", second_factor.new_codes, name="factor_codes"),
    path("profil/keamanan/kunci-sandi/", second_factor.add_passkey, name="passkey_add"),
    path(
        "profil/keamanan/kunci-sandi/<int:pk>/hapus/",
        second_factor.remove_passkey,
        name="passkey_remove",
    ),
    path("profil/keamanan/sesi/<int:pk>/akhiri/", sessions.end_session, name="session_end"),
    path("profil/keamanan/sesi/akhiri/", sessions.end_others, name="sessions_end"),
    path("profil/keamanan/kata-sandi/", sessions.password, name="password"),
    path("pemulihan/", recovery.recoveries, name="recoveries"),
    path("pemulihan/<int:pk>/kabulkan/", recovery.grant, name="recovery_grant"),
    path("pemulihan/<int:pk>/batalkan/", recovery.withdraw, name="recovery_withdraw"),
    path("profil/pejabat-pengganti/", views.acting, name="acting"),
]
