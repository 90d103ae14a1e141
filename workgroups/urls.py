"""Addresses of the working groups' pages."""

from django.urls import path

from workgroups.views import (
    advice,
    bodies,
    exports,
    following,
    meetings,
    papers,
    projecting,
    writing,
)

app_name = "workgroups"
urlpatterns = [
    path("", meetings.meetings, name="meetings"),
    path("unduh.<str:kind>", exports.meetings_export, name="meetings-export"),
    path("badan/unduh.<str:kind>", exports.bodies_export, name="bodies-export"),
    path("<int:pk>/agenda/unduh.<str:kind>", exports.agenda_export, name="agenda-export"),
    path("<int:pk>/hadir/unduh.<str:kind>", exports.attendance_export, name="attendance-export"),
    path("badan/", bodies.bodies, name="bodies"),
    path("badan/anggota/", bodies.add, name="member_add"),
    path("badan/organisasi/", bodies.add_organisation, name="organisation_add"),
    path("badan/anggota/<int:pk>/akhiri/", bodies.end, name="member_end"),
    path("<int:pk>/", meetings.detail, name="meeting"),
    path("<int:pk>/ubah/", meetings.change, name="change"),
    path("<int:pk>/agenda/", writing.agenda, name="agenda"),
    path("<int:pk>/hadir/", writing.attendance, name="attendance"),
    path("<int:pk>/notula/", writing.minutes, name="minutes"),
    path("<int:pk>/keputusan/", meetings.decide, name="decide"),
    path("<int:pk>/layar/", projecting.projector, name="projector"),
    path("<int:pk>/layar/catatan/", projecting.note, name="note"),
    path("<int:pk>/undangan.ics", papers.calendar, name="calendar"),
    path("<int:pk>/undangan.pdf", papers.invitation, name="invitation"),
    path("<int:pk>/daftar-hadir.pdf", papers.attendance_list, name="attendance_list"),
    path("<int:pk>/notula.pdf", papers.notula, name="notula"),
    path("<int:pk>/langkah/<str:name>/", meetings.step, name="step"),
    path("keputusan/<int:pk>/", following.decision, name="decision"),
    path("keputusan/<int:pk>/<str:name>/", following.decision_step, name="decision_step"),
    path("rekomendasi/", advice.recommendations, name="recommendations"),
    path(
        "rekomendasi/unduh.<str:kind>",
        advice.recommendations_export,
        name="recommendations-export",
    ),
    path("rekomendasi/baru/", advice.new_advice, name="advice-new"),
    path("rekomendasi/<int:pk>/", advice.advice, name="advice"),
    path("rekomendasi/<int:pk>/penanggung-jawab/", advice.assign, name="advice-assign"),
]
