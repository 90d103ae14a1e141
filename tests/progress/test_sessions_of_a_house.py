"""The running session on a K/L's own page of reports."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from progress.models import ProgressReport, SessionState, VerificationSession
from tests import factories
from tests.factories import World
from tests.people import People
from tests.progress.pages import signed_in
from tests.progress.sessions import a_session, many_reports

REPORTS = reverse("progress:reports")


@pytest.fixture
def running(
    small_plan: World, people: People, report: ProgressReport, now: datetime
) -> VerificationSession:
    """A running session with one report of Kemenag sent."""
    factories.a_report("submitted", report, people, at=now)
    return a_session("running", small_plan, people, at=now)


def test_a_k_l_finds_the_running_session_on_its_page_of_reports(
    running: VerificationSession, people: People
) -> None:
    page = " ".join(signed_in(people.operator).get(REPORTS).content.decode().split())
    desk = signed_in(people.secretariat).get(REPORTS).content.decode()
    province = signed_in(people.province_operator).get(REPORTS).content.decode()

    assert "sampai 30 Jul 2026; 3 laporan Anda termasuk di dalamnya." in page
    assert reverse("progress:session", args=[running.pk]) in page
    assert "termasuk di dalamnya" not in desk
    assert "termasuk di dalamnya" not in province


def test_the_page_of_reports_asks_at_most_twelve_queries_beside_a_session(
    small_plan: World, running: VerificationSession, people: People, now: datetime
) -> None:
    client = signed_in(people.operator)
    client.get(REPORTS)
    with CaptureQueriesContext(connection) as few:
        client.get(REPORTS)
    VerificationSession.everything.update(
        state=SessionState.CLOSED, closed_at=now, closed_by=people.secretariat
    )
    a_session("running", small_plan, people, at=now, name="Sesi lain")
    many_reports(small_plan, people, 120, at=now)
    with CaptureQueriesContext(connection) as many:
        page = client.get(REPORTS).content.decode()

    assert "Sesi lain" in page
    assert len(many) == len(few) <= 12
