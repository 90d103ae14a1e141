"""Scenario 7: an official names a deputy for three days, who sends; on the fourth it is over."""

from __future__ import annotations

import pytest

from accounts.models import Occupancy, OccupancyKind, User
from journal.models import Entry
from progress.models import ProgressReport, ReportState, Submission
from tests.factories import World, a_report, again
from tests.journeys.clock import Clock
from tests.journeys.conftest import Visit, let_in
from tests.people import People, a_person

DECREE = "SK-7/CONTOH/2026"
FROM, TO = "2026-07-28", "2026-07-30"


@pytest.fixture
def deputy(town: World, crowd: People) -> User:
    """A colleague of the official, without any right of their own."""
    house = town.institutions["Kemenag"]
    person = a_person("wakil.kemenag@ranpe.example", "Laila Kusnadi", "Kepala Bagian Umum", house)
    let_in(User.objects.filter(pk=person.pk))
    return person


@pytest.mark.parametrize("javascript", [True, False], ids=["with_script", "without_script"])
def test_scenario_07_a_deputy_sends_in_the_name_of_the_official(
    town: World, crowd: People, deputy: User, visit: Visit, clock: Clock, *, javascript: bool
) -> None:
    report = town.report("P1-F01-A001", "Kemenag")
    a_report("proposed", report, crowd, at=clock.now())

    official = visit(crowd.approver, javascript=javascript)
    official.go("/profil/")
    official.check_page()
    official.unfold("Delegasikan jabatan")
    person = official.field("Penerima delegasi")
    person.select_option(label=person.locator("option", has_text=deputy.name).inner_text())
    official.fill("Mulai", FROM)
    official.fill("Sampai dengan", TO)
    official.fill("Nomor SK", DECREE)
    official.press("Catat delegasi")
    official.arrives_at("Delegasi dicatat", deputy.name, DECREE)

    second = visit(deputy, javascript=javascript, width=390)
    second.arrives_at("Anda bertindak sebagai a.n. Kepala Biro Perencanaan")
    second.follow("Periksa P1-F01-A001")
    second.check_page()
    second.press("Kirim")
    second.arrives_at("Tanda terima", deputy.name, "a.n. Kepala Biro Perencanaan")
    sent = Submission.everything.get()
    assert sent.capacity.startswith("a.n. ")
    assert again(report).state == ReportState.SUBMITTED
    assert Entry.everything.get(verb="report.submit").capacity == sent.capacity

    clock.pass_by(hours=3 * 24)
    later = visit(deputy, javascript=javascript, width=390)
    later.check_page()
    assert "a.n." not in later.text
    answer = later.page.goto(f"{later.address}/laporan-kemajuan/laporan/{report.pk}/periksa/")
    assert answer is not None
    assert answer.status == 404
    assert Occupancy.everything.get(kind=OccupancyKind.DELEGATE).ended_at is None
    assert not ProgressReport.everything.visible_to(User.objects.get(pk=deputy.pk)).exists()
