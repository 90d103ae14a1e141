"""Addresses of the pages that span apps."""

from django.urls import include, path

from ranpe.pages import (
    calls,
    entrance,
    feed,
    going,
    heat,
    home,
    inbox,
    institutions,
    mailbox,
    meetings,
    monitoring,
    periods,
    plan,
    radar,
    reference,
    search,
    upkeep,
)

_plan = (
    [
        path("", plan.actions, name="list"),
        path("unduh.<str:kind>", plan.export, name="export"),
        path("<str:plan>/<str:code>/", plan.action, name="detail"),
    ],
    "actions",
)

urlpatterns = [
    path("masuk/", entrance.SignIn.as_view(), name="sign_in"),
    path("keluar/", entrance.SignOut.as_view(), name="sign_out"),
    path("beranda/", home.home, name="home"),
    path("cari/", search.search, name="search"),
    path("notifikasi/", inbox.notices, name="notices"),
    path("notifikasi/dibaca/", inbox.read_all, name="notices-read"),
    path("kotak-surat/", mailbox.mailbox, name="mailbox"),
    path("kalender/<str:secret>.ics", feed.feed, name="feed"),
    path("profil/kalender/", feed.make, name="feed-make"),
    path("profil/kalender/cabut/", feed.revoke, name="feed-revoke"),
    path("ke/<str:label>/<int:pk>/", going.go, name="go"),
    path("pantau/", monitoring.board, name="board"),
    path("pantau/unduh.<str:kind>", monitoring.export, name="board-export"),
    path("pantau/lembar-telepon/", calls.call_sheet, name="calls"),
    path("pantau/peta-panas/", heat.heatmap, name="heatmap"),
    path("pantau/peta-panas/unduh.<str:kind>", heat.export, name="heatmap-export"),
    path("pantau/perhatian/", radar.radar, name="radar"),
    path("pantau/perhatian/unduh.<str:kind>", radar.export, name="radar-export"),
    path("rapat/rencanakan/", meetings.plan, name="meeting-plan"),
    path("rapat/<int:pk>/usulan/", meetings.propose, name="meeting-propose"),
    path("pantau/kl/<str:code>/", institutions.profile, name="institution"),
    path("pantau/kl/<str:code>/unduh.<str:kind>", institutions.export, name="institution-export"),
    path("rapat/<int:pk>/bekal.<str:kind>", meetings.package, name="meeting-package"),
    path("periode/", periods.periods, name="periods"),
    path("periode/<int:pk>/<str:name>/", periods.step, name="period-step"),
    path("pekerjaan/<int:pk>/", upkeep.job, name="job"),
    path("sehat/", upkeep.health, name="health"),
    path("bantuan/", reference.help_page, name="help"),
    path("kewenangan/", reference.permissions, name="permissions"),
    path("gaya/", reference.style, name="style"),
    path("rencana-aksi/", include(_plan)),
    path("", include("accounts.urls")),
]
