"""Addresses of the commitments' pages (Form A); the plan's own pages span apps."""

from __future__ import annotations

from django.urls import path

from actions import views

app_name = "commitments"

urlpatterns = [
    path("", views.commitments, name="list"),
    path("persetujuan/", views.queue, name="queue"),
    path("baru/<int:pk>/<int:year>/", views.write, name="new"),
    path("baru/<int:pk>/<int:year>/formulir/", views.paper_new, name="paper_new"),
    path("unduh/<str:kind>/", views.export, name="export"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/isi/", views.edit, name="edit"),
    path("<int:pk>/anggaran/", views.line_add, name="line_add"),
    path("<int:pk>/anggaran/<int:line_pk>/", views.line, name="line"),
    path("<int:pk>/formulir/", views.paper, name="paper"),
    path("<int:pk>/ajukan/", views.submit, name="submit"),
    path("<int:pk>/ubah/", views.revise, name="revise"),
    path("<int:pk>/setujui/", views.approve, name="approve"),
    path("<int:pk>/kembalikan/", views.give_back, name="return"),
]
