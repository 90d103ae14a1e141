"""A meeting in the browser: agenda, invitation, attendance, a decision that comes home."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import World
from tests.journeys.clock import Clock
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor
from tests.people import People
from workgroups import services
from workgroups.models import Decision, DecisionState, Meeting, Presence, WorkingGroup

DECISION = "Kemenag melengkapi data dukung pelatihan (data contoh)."
REPORTED = "Data dukung sudah dilengkapi dan dikirim."


@pytest.fixture
def pokja(town: World, crowd: People, clock: Clock) -> WorkingGroup:
    """The Pokja of the first pillar with its chair and a member."""
    group = services.create_group("pokja", "Pokja Pilar I", pillar_number=1)
    for person, part in ((crowd.chair, "chair"), (crowd.sekber_member, "member")):
        office = person.offices[0].position
        day, at = date(2026, 1, 1), clock.now()
        services.add_member(group, office, part, starts_on=day, by=None, at=at)
    return group


def call(v: Visitor) -> Meeting:
    """Plan the meeting, put a point on its agenda, invite."""
    v.go("/rapat/")
    v.follow("Rencanakan rapat")
    v.select("Badan", "Pokja Pilar I")
    v.fill("Judul rapat", "Rakor Pilar I (data contoh)")
    v.fill("Hari", "2026-07-28")
    v.fill("Pukul", "14:00")
    v.fill("Tempat", "Ruang rapat contoh")
    v.press("Rencanakan rapat")
    v.arrives_at("Rapat direncanakan; periksa agenda yang diusulkan.")
    v.fill("Tambah butir", "Data dukung Semester I")
    v.press("Simpan agenda")
    v.arrives_at("Data dukung Semester I")
    v.press("Kirim undangan")
    v.arrives_at("Undangan dikirim kepada anggota.")
    return Meeting.everything.get()


def hold(v: Visitor, meeting: Meeting) -> None:
    """Note who came and what was decided, by whom and until when."""
    v.go(f"/rapat/{meeting.pk}/hadir/")
    v.check_page()
    v.select("Kehadiran Deputi Pencegahan", str(Presence.PRESENT.label))
    v.press("Simpan kehadiran")
    v.arrives_at("Kehadiran")
    v.unfold("Catat keputusan")
    v.fill("Keputusan", DECISION)
    v.select("Penanggung jawab", "Kemenag")
    v.fill("Batas waktu", "2026-08-20")
    v.press("Catat keputusan")
    v.arrives_at("Keputusan dicatat; penanggung jawabnya diberi tahu.")


def test_a_decision_appears_on_its_owners_home_until_it_is_closed(
    pokja: WorkingGroup, crowd: People, visit: Visit
) -> None:
    desk = visit(crowd.secretariat)
    meeting = call(desk)
    hold(desk, meeting)
    decision = Decision.everything.get()
    assert meeting.attendances.get().presence == Presence.PRESENT

    owner = visit(crowd.operator)
    owner.arrives_at("Keputusan rapat yang menjadi tugas Anda")
    owner.follow(DECISION)
    owner.arrives_at("Penanggung Jawab")
    owner.fill("Catatan", REPORTED)
    owner.press("Laporkan sudah dilaksanakan")
    owner.arrives_at("Laporan diterima; Sekretariat memeriksanya.")

    desk.go(f"/rapat/keputusan/{decision.pk}/")
    desk.arrives_at(REPORTED)
    desk.unfold("Tutup keputusan")
    desk.press("Tutup keputusan")
    desk.arrives_at("Keputusan ditutup.")
    owner.go("/beranda/")
    owner.arrives_at("Tugas Anda")
    assert DECISION not in owner.text
    decision.refresh_from_db()
    assert decision.state == DecisionState.CLOSED
