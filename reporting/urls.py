"""Addresses of the annual reports."""

from __future__ import annotations

from django.urls import path

from reporting import views

app_name = "reporting"
urlpatterns = [
    path("", views.reports, name="list"),
    path("buat/", views.open_report, name="open"),
    path("pembekuan/<int:year>/", views.seal, name="seal"),
    path("pembekuan/<int:year>/sementara/", views.seal_provisionally, name="seal_provisionally"),
    path("berkas/<int:pk>/", views.edition, name="edition"),
    path("uji/<int:pk>/", views.decide_item, name="decide_item"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/bab/<int:section_pk>/", views.section, name="section"),
    path("<int:pk>/arahan/", views.requests, name="requests"),
    path("<int:pk>/berkas/", views.build, name="build"),
    path("<int:pk>/kemajuan/", views.job, name="job"),
    path("<int:pk>/pratinjau/", views.preview, name="preview"),
    path("<int:pk>/pembahasan/", views.review, name="review"),
    path("<int:pk>/uji-konsekuensi/", views.harm_test, name="harm_test"),
    path("<int:pk>/uji-konsekuensi/tambah/", views.add_item, name="add_item"),
    path("<int:pk>/putusan/", views.decide, name="decide"),
    path("<int:pk>/setujui/", views.approve, name="approve"),
    path("<int:pk>/surat-pengantar/", views.cover_letter, name="cover_letter"),
    path("<int:pk>/pengiriman/", views.dispatch, name="dispatch"),
    path("<int:pk>/terbitkan/", views.publish, name="publish"),
    path("<int:pk>/langkah/<slug:name>/", views.step, name="step"),
]
