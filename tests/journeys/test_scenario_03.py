"""Scenario 3: who is late in five seconds, reminded in four clicks; undone, nothing leaves."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail

from accounts.models import User
from journal.services import send_waiting_mail
from progress.models import ProgressReport, Reminder
from tests.factories import World, writers
from tests.journeys.clock import Clock
from tests.journeys.conftest import Visit, a_session, let_in
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD, People

BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["with_script", "without_script"])


@pytest.fixture
def late(town: World, crowd: People, clock: Clock) -> int:
    """Five days after the due date, with somebody in office everywhere; how many are late."""
    for code, short in (("P2-F01-A003", "BNPT"), ("P3-F01-A002", "Kemendagri")):
        writers(town.report(code, short), crowd)
    let_in(User.objects.all())
    clock.move_to((town.period.due_at + timedelta(days=5)).replace(hour=9, minute=0))
    rows = ProgressReport.everything.late_at(clock.now())
    return len(set(rows.values_list("assignment__institution", flat=True)))


def is_in_view(visitor: Visitor, text: str) -> bool:
    """Whether a text stands in the first viewport, without scrolling."""
    box = visitor.sees(text).bounding_box()
    size = visitor.page.viewport_size
    assert box is not None
    assert size is not None
    return box["y"] >= 0 and box["y"] + box["height"] <= size["height"]


@pytest.mark.parametrize("width", [1280, 390])
def test_scenario_03_the_late_are_seen_without_scrolling(
    width: int, late: int, crowd: People, visit: Visit
) -> None:
    desk = visit(crowd.secretariat, width=width)
    if width == 1280:
        desk.page.set_viewport_size({"width": 1280, "height": 720})
    desk.go("/pantau/")
    desk.check_page()

    assert is_in_view(desk, f"{late} dari 5 K/L terlambat")
    assert is_in_view(desk, "Terlambat 5 hari")
    assert desk.page.locator("table").first.locator("tbody tr").count() == late == 5


@BOTH
def test_scenario_03_all_are_reminded_in_four_clicks_and_not_twice_in_a_day(
    late: int, crowd: People, visit: Visit, clock: Clock, *, javascript: bool
) -> None:
    desk = visit(crowd.secretariat, javascript=javascript)
    desk.go("/pantau/")
    desk.clicks = 0
    desk.follow("Pilih semua")
    desk.press("Sampaikan pengingat")
    desk.arrives_at(f"Kirim {late} pengingat")
    desk.press(f"Kirim {late} pengingat")
    desk.arrives_at(f"{late} pengingat disampaikan")

    assert desk.clicks <= 4
    assert Reminder.everything.count() == late
    clock.pass_by(hours=1)
    send_waiting_mail(at=clock.now())
    reached = {str(letter.to[0]): str(letter.body) for letter in mail.outbox}
    assert set(Reminder.everything.values_list("reached", flat=True)) <= {2, 3}
    assert (
        len(reached)
        == len(mail.outbox)
        == sum(Reminder.everything.values_list("reached", flat=True))
    )
    words = reached[crowd.operator.email]
    assert words.startswith(f"Yth. {crowd.operator.name},")
    assert "P1-F01-A001" in words
    assert "batas waktu 31 Jul 2026" in words
    _the_link_works(words, crowd, visit, javascript=javascript)

    # An hour without activity has ended the session.
    desk.is_let_in(*a_session(crowd.secretariat))
    desk.go("/pantau/")
    desk.follow("Pilih semua")
    desk.press("Sampaikan pengingat")
    desk.arrives_at("dapat diingatkan lagi mulai")
    assert desk.page.get_by_role("button", name=re.compile("^Kirim")).count() == 0


def _the_link_works(words: str, crowd: People, visit: Visit, *, javascript: bool) -> None:
    found = re.search(r"http://[^/]+(/ke/\S+)", words)
    assert found is not None
    officer = visit(javascript=javascript)
    officer.go(found[1])
    officer.answer_the_door(crowd.operator.email, PASSWORD)
    officer.arrives_at("Laporan")
    assert officer.path == "/laporan-kemajuan/"


def test_scenario_03_the_text_for_a_chat_is_copied_as_it_stands(
    late: int, crowd: People, visit: Visit
) -> None:
    desk = visit(crowd.secretariat)
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.go("/pantau/")
    desk.follow("Pilih semua")
    desk.press("Sampaikan pengingat")
    desk.press("Salin untuk WhatsApp grup")
    desk.sees("Disalin")

    copied = desk.page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == desk.page.locator("#wa-grup").inner_text().strip()
    assert "Batas waktu: 31 Jul 2026" in copied
    assert "Aksi contoh" not in copied


@BOTH
def test_scenario_03_undone_within_ten_seconds_nothing_leaves(
    late: int, crowd: People, visit: Visit, clock: Clock, *, javascript: bool
) -> None:
    desk = visit(crowd.secretariat, javascript=javascript)
    desk.go("/pantau/?pilih=kl")
    desk.press("Sampaikan pengingat")
    clock.stop()
    desk.press(f"Kirim {late} pengingat")
    desk.press("Urungkan (dalam 10 detik)")
    desk.arrives_at(f"{late} pengingat diurungkan; tidak ada yang terkirim.")

    send_waiting_mail(at=clock.now() + timedelta(hours=1))
    assert mail.outbox == []
