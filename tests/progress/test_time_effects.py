"""What more time would change in compliance is said before it is decided."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.urls import reverse

from journal.models import Entry
from progress.lines import lines_of
from progress.models import Extension
from progress.queries.extending import effect_of_giving, effects_of_granting
from progress.services import submit_report
from progress.services.extending import ask_for_time, reports_to_extend
from ranpe.kit.clock import end_of
from ranpe.kit.ratio import Ratio
from tests.factories import World, a_report, again
from tests.pages.visiting import queries_of, words_of
from tests.people import People
from tests.progress.pages import signed_in

FOR_ALL, TIMES = reverse("progress:time_for_all"), reverse("progress:times")


@pytest.fixture
def now() -> datetime:
    """Three days after the due date."""
    return datetime.fromisoformat("2026-08-03T10:00:00+07:00")


@pytest.fixture
def asked(small_plan: World, people: People) -> Extension:
    """Kemenag has sent one of three in time, and asks for more of it for a second one."""
    in_time = datetime.fromisoformat("2026-07-28T10:00:00+07:00")
    a_report("submitted", small_plan.report("P1-F01-A001", "Kemenag"), people, at=in_time)
    return ask_for_time(
        small_plan.report("P1-F01-A002", "Kemenag"),
        until=date(2026, 8, 10),
        reason="Menunggu data.",
        by=people.operator,
        at=in_time,
    )


def test_one_request_moves_one_report_of_its_institution(asked: Extension, now: datetime) -> None:
    effect = effects_of_granting([asked], now)[asked.pk]

    # Of Kemenag's three: one is on time, two are late; the one asked for could still come in time.
    assert (effect.late_before, effect.late_after) == (2, 1)
    assert (effect.best_before, effect.best_after) == (Ratio(1, 3), Ratio(2, 3))
    assert effect.at_first == Ratio(1, 3)


def test_a_general_extension_is_counted_over_all_institutions(
    small_plan: World, asked: Extension, people: People, now: datetime
) -> None:
    reports = reports_to_extend(small_plan.period, people.secretariat)

    effect = effect_of_giving(small_plan.period, reports, end_of(date(2026, 8, 10)), now)

    # 13 duties, one on time. BNPT's three are not the Secretariat's to move: nine of twelve are.
    assert (effect.late_before, effect.late_after) == (12, 3)
    assert (effect.best_before, effect.best_after) == (Ratio(1, 13), Ratio(10, 13))
    assert effect.at_first == Ratio(1, 13)


def test_what_was_sent_late_is_not_made_good(
    small_plan: World, asked: Extension, people: People, now: datetime
) -> None:
    report = small_plan.report("P1-F01-A006", "Kemenag")
    a_report("proposed", report, people, at=now)
    submit_report(again(report), by=people.approver, at=now)

    effect = effects_of_granting([asked], now)[asked.pk]

    assert (effect.late_before, effect.late_after) == (1, 0)
    assert (effect.best_before, effect.best_after) == (Ratio(1, 3), Ratio(2, 3))


def test_the_desk_shows_the_effect_beside_the_request(asked: Extension, people: People) -> None:
    words = words_of(signed_in(people.secretariat).get(TIMES))

    assert "Akibat bagi kepatuhan bila dikabulkan" in words
    assert "Terlambat sekarang, Kemenag 2 menjadi 1" in words
    assert "1 dari 3 (33,3%) menjadi 2 dari 3 (66,7%)" in words
    assert "1 dari 3 (33,3%), tidak berubah" in words


@pytest.mark.usefixtures("asked")
def test_looking_at_a_general_extension_changes_nothing(small_plan: World, people: People) -> None:
    before = Entry.everything.count()
    typed = {"until": "2026-08-10", "reason": "Libur panjang", "letter": "S-12"}

    answer = signed_in(people.secretariat).post(FOR_ALL, {**typed, "do": "preview"})

    words = words_of(answer)
    assert answer.status_code == 200
    assert "Terlambat sekarang, K/L 12 menjadi 3" in words
    assert "Belum ada yang berubah." in words
    assert 'value="2026-08-10"' in answer.content.decode()
    assert Entry.everything.count() == before
    assert all(line.extended_to is None for line in lines_of(small_plan.period))


@pytest.mark.usefixtures("small_plan")
def test_a_preview_without_a_day_asks_for_it(people: People) -> None:
    answer = signed_in(people.secretariat).post(FOR_ALL, {"do": "preview", "reason": "Libur"})

    assert answer.status_code == 422
    assert "Isi tanggalnya." in words_of(answer)


def test_the_desk_takes_as_many_queries_for_more_requests(
    small_plan: World, asked: Extension, people: People, now: datetime
) -> None:
    few = queries_of(people.secretariat, TIMES)
    for code in ("P1-F01-A003", "P1-F01-A006", "P2-F01-A004"):
        ask_for_time(
            small_plan.report(code, "Kemensos"),
            until=date(2026, 8, 12),
            reason="Menunggu data.",
            by=people.other_operator,
            at=datetime.fromisoformat("2026-07-29T10:00:00+07:00"),
        )

    assert queries_of(people.secretariat, TIMES) == few
