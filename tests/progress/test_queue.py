"""The verifier's queue as a page: by risk or age, limited, in pages, and the way through it."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from pillars.models import PlanRules, Status
from progress.figures import contradicted_by
from progress.models import ProgressReport, ReportState
from progress.queries import by_risk, queue_rows
from progress.services import submit_report, withdraw_report
from tests import factories
from tests.factories import World
from tests.pages.visiting import queries_of, ten_times, words_of
from tests.people import People
from tests.progress.pages import again, judged, signed_in, url

QUEUE = reverse("progress:queue")


@pytest.fixture
def calm(small_plan: World, people: People, now: datetime) -> ProgressReport:
    """A report that has waited long and shows no sign of risk."""
    found = small_plan.report("P1-F01-A003", "Kemensos")
    return factories.a_report("submitted", found, people, at=now - timedelta(days=5))


@pytest.fixture
def risky(report: ProgressReport, people: People, now: datetime) -> ProgressReport:
    """A young report that was returned before and claims more than its figures say."""
    factories.a_report("returned", report, people, at=now, **BOLD)
    factories.answer_all(again(report), people, at=now)
    submit_report(again(report), by=people.approver, at=now)
    return again(report)


BOLD: dict[str, Any] = {"claimed_status": "achieved", "achieved_value": Decimal(10)}


def order_of(person: User, address: str = QUEUE) -> list[str]:
    """The codes on the page, from the top."""
    rows = signed_in(person).get(address).context["rows"]
    return [row.code for row in rows]


# --- What is risky, and the order -------------------------------------------------------------


@pytest.mark.parametrize(
    ("claimed", "percent", "computed"),
    [
        ("achieved", 99, "on_track"),
        ("on_track", 60, "at_risk"),
        ("behind", 90, "on_track"),
        ("on_track", 90, None),
        ("on_track", 100, None),
        ("at_risk", None, None),
        ("", 10, None),
    ],
)
def test_one_rule_says_whether_a_claim_fits_its_figures(
    claimed: str, percent: int | None, computed: Status | None
) -> None:
    reached = None if percent is None else Decimal(percent)

    assert contradicted_by(claimed, reached, PlanRules()) == computed


def test_every_reason_is_named_and_a_calm_report_has_none(
    calm: ProgressReport, risky: ProgressReport, people: People, now: datetime
) -> None:
    quiet, loud = queue_rows(people.verifier, now)

    assert quiet.reasons == []
    assert loud.reasons == [
        "Dinyatakan “Tercapai”, padahal 20,0% dari target berarti “Tertinggal”.",
        "Pernah dikembalikan.",
    ]


def test_a_claim_of_trouble_and_lateness_are_reasons_too(
    report: ProgressReport, people: People
) -> None:
    late = report.period.due_at + timedelta(hours=1)
    words = {"obstacle_kind": "budget", "obstacle": "Anggaran belum turun.", "follow_up": "Usul."}
    factories.a_report(
        "submitted", report, people, at=late, claimed_status="behind",
        achieved_value=Decimal(10), **words,
    )  # fmt: skip

    (row,) = queue_rows(people.verifier, late)

    assert row.reasons == ["Dinyatakan “Tertinggal”.", "Terlambat dikirim."]


def test_among_equals_the_oldest_comes_first(
    small_plan: World, calm: ProgressReport, risky: ProgressReport, people: People, now: datetime
) -> None:
    young = small_plan.report("P1-F01-A002", "Kemenag")
    factories.a_report("submitted", young, people, at=now - timedelta(days=1))

    found = [row.pk for row in by_risk(queue_rows(people.verifier, now))]

    assert found == [risky.pk, calm.pk, young.pk]


def test_the_address_says_whether_risk_or_age_comes_first(
    calm: ProgressReport, risky: ProgressReport, people: People
) -> None:
    page = words_of(signed_in(people.verifier).get(QUEUE))

    assert order_of(people.verifier) == ["P1-F01-A001", "P1-F01-A003"]
    assert order_of(people.verifier, f"{QUEUE}?urut=umur") == ["P1-F01-A003", "P1-F01-A001"]
    assert order_of(people.verifier, f"{QUEUE}?urut=lain") == ["P1-F01-A001", "P1-F01-A003"]
    assert "2 laporan menunggu Anda; yang paling lama 5 hari." in page
    assert "2 tanda risiko" in page
    assert "padahal 20,0% dari target" in page


@pytest.mark.parametrize("part", ["other_verifier", "operator", "auditor"])
def test_who_does_not_check_the_pillar_finds_none_of_it(
    part: str, calm: ProgressReport, risky: ProgressReport, people: People
) -> None:
    page = signed_in(people.all()[part]).get(f"{QUEUE}?saring=dikembalikan").content.decode()

    assert "P1-F01" not in page


# --- Limiting it ------------------------------------------------------------------------------


def test_the_queue_is_limited_by_the_address_and_counts_each_part(
    calm: ProgressReport, risky: ProgressReport, people: People
) -> None:
    page = words_of(signed_in(people.verifier).get(QUEUE))

    assert "Semua (2) Menunggu verifikasi (2) Dikembalikan sebelumnya (1)" in page
    assert "Menunggu ketua Pokja (" not in page
    assert order_of(people.verifier, f"{QUEUE}?saring=dikembalikan") == ["P1-F01-A001"]
    assert len(order_of(people.verifier, f"{QUEUE}?saring=lain")) == 2


def test_an_empty_part_is_not_an_empty_queue(calm: ProgressReport, people: People) -> None:
    page = words_of(signed_in(people.verifier).get(f"{QUEUE}?saring=terlambat"))

    assert "Terlambat (0)" in page
    assert "Tidak ada laporan yang cocok dengan saringan di atas." in page
    assert "Antrean kosong" not in page


def test_what_waits_for_the_chair_is_a_part_of_its_own(
    report: ProgressReport, people: People, now: datetime
) -> None:
    PlanRules.everything.update(needs_chair=True)
    factories.a_report("verified", report, people, at=now)

    assert order_of(people.chair, f"{QUEUE}?saring=ketua") == ["P1-F01-A001"]
    assert order_of(people.chair, f"{QUEUE}?saring=verifikasi") == []


def test_an_empty_queue_names_the_day_on_which_reports_are_due(
    small_plan: World, people: People
) -> None:
    page = words_of(signed_in(people.verifier).get(QUEUE))

    assert "Antrean kosong; batas waktu laporan 31 Juli 2026." in page


def test_the_file_holds_the_same_rows_in_the_same_order(
    calm: ProgressReport, risky: ProgressReport, people: People
) -> None:
    address = reverse("progress:queue-export", args=["csv"])
    client = signed_in(people.verifier)

    def told(query: str) -> list[str]:
        body = b"".join(client.get(address + query)).decode("utf-8-sig")
        return [line for line in body.splitlines() if "P1-F01" in line]

    assert ["A001" in line for line in told("")] == [True, False]
    assert ["A001" in line for line in told("?urut=umur")] == [False, True]
    (only,) = told("?saring=dikembalikan")
    assert "Pernah dikembalikan." in only


# --- What was sent again ----------------------------------------------------------------------


def test_a_report_that_was_sent_again_is_marked(
    calm: ProgressReport, report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)
    withdraw_report(again(report), by=people.approver, at=now)
    submit_report(again(report), by=people.approver, at=now)

    marks = {row.pk: row.is_resent for row in queue_rows(people.verifier, now)}
    page = words_of(signed_in(people.verifier).get(QUEUE))

    assert marks == {calm.pk: False, report.pk: True}
    assert page.count("Diubah sejak dikirim sebelumnya") == 1


# --- The way through it -----------------------------------------------------------------------


@pytest.fixture
def three(
    small_plan: World, calm: ProgressReport, risky: ProgressReport, people: People, now: datetime
) -> list[ProgressReport]:
    """By risk: the risky one, the calm one, the youngest."""
    young = small_plan.report("P1-F01-A002", "Kemenag")
    factories.a_report("submitted", young, people, at=now)
    return [risky, calm, again(young)]


def test_skipping_walks_the_order_of_the_page_and_begins_anew(
    three: list[ProgressReport], people: People
) -> None:
    risky, calm, young = three
    client = signed_in(people.verifier)

    def after(record: ProgressReport, query: str = "") -> str:
        return str(client.get(url("desk", record) + query).context["next_url"])

    assert [after(row) for row in three] == [url("desk", row) for row in (calm, young, risky)]
    by_age = "?urut=umur"
    assert after(calm, by_age) != after(risky, by_age) == url("desk", young) + by_age
    only = "?saring=dikembalikan"
    assert (after(risky, only), after(calm, only)) == ("", url("desk", risky) + only)


def test_every_decision_goes_on_in_the_same_walk(
    three: list[ProgressReport], people: People
) -> None:
    risky, calm, young = three
    client, walk = signed_in(people.verifier), "?urut=umur"
    saying = judged(submission_number="2", recognised_value="10")

    accepted = client.post(url("accept", calm) + walk, judged())
    returned = client.post(url("return", risky) + walk, {**saying, "usual": ["2"]})
    last = client.post(url("accept", young) + walk, judged())

    assert accepted.headers["Location"] == url("desk", risky) + walk
    assert returned.headers["Location"] == url("desk", young) + walk
    assert last.headers["Location"] == QUEUE + walk


def test_a_decision_taken_back_opens_the_desk_in_the_same_walk(
    three: list[ProgressReport], people: People
) -> None:
    calm, walk = three[1], "?saring=verifikasi&urut=umur"
    client = signed_in(people.verifier)
    client.post(url("accept", calm) + walk, judged())

    answer = client.post(client.get(QUEUE).context["undo_url"])

    assert answer.headers["Location"] == url("desk", calm) + walk
    assert again(calm).state == ReportState.SUBMITTED


def test_beginning_keeps_the_walk_and_unknown_words_are_dropped(
    calm: ProgressReport, people: People
) -> None:
    answer = signed_in(people.verifier).post(
        url("start", calm) + "?urut=umur&saring=//lain.example"
    )

    assert answer.headers["Location"] == url("desk", calm) + "?urut=umur"


# --- How much it costs ------------------------------------------------------------------------


def test_the_queue_takes_as_many_queries_for_ten_times_the_reports(
    small_plan: World, calm: ProgressReport, risky: ProgressReport, people: People, now: datetime
) -> None:
    few = queries_of(people.verifier, QUEUE)
    ten_times(small_plan)
    ProgressReport.everything.filter(state=ReportState.NOT_STARTED).update(
        state=ReportState.SUBMITTED,
        submitted_at=now,
        submitted_by=people.approver,
        first_submitted_at=now,
        claimed_status="on_track",
        achieved_value=Decimal(5),
    )

    page = signed_in(people.verifier).get(QUEUE)

    assert (few, queries_of(people.verifier, QUEUE)) == (11, 11)
    assert len(page.context["rows"]) == 50 < page.context["total"]
    second = signed_in(people.verifier).get(f"{QUEUE}?urut=umur&halaman=2")
    assert len(second.context["rows"]) == page.context["total"] - 50
    assert "?urut=umur&amp;halaman=1" in second.content.decode()
