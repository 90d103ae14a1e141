"""Peta panas: actions by periods, each status from the one metric engine."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime

import pytest
from django.urls import reverse

from pillars.models import Period, PeriodState, Plan, PlanVersion, Status
from pillars.queries import rules_of
from progress.figures import action_figures
from progress.lines import lines_of
from progress.models import ProgressReport
from ranpe.kit.clock import end_of
from ranpe.pages.heatmap import heatmap_for
from tests import factories
from tests.factories import World
from tests.pages.visiting import body_of, queries_of, signed_in, ten_times, words_of
from tests.people import People

HEAT = reverse("heatmap")
EXPORT = reverse("heatmap-export", args=["csv"])


def test_the_statuses_are_those_of_the_metric_engine(
    small_plan: World, people: People, now: datetime
) -> None:
    report = small_plan.report("P3-F01-A002", "Kemendagri")
    factories.a_report("verified", report, people, at=now)
    rules = rules_of(small_plan.period.version.plan)
    figures = {
        row.action_code: row.status for row in action_figures(lines_of(small_plan.period), rules)
    }

    found = heatmap_for(people.secretariat)

    assert found is not None
    shown = {row.code: row.statuses[-1] for row in found.every if row.code in figures}
    assert shown == figures
    assert shown["P3-F01-A002"] != Status.NO_REPORT


def test_each_period_is_measured_against_its_own_target(
    small_plan: World, people: People, now: datetime
) -> None:
    before = factories.an_earlier_period(small_plan, due_at=end_of(date(2026, 7, 20)))
    assert ProgressReport.everything.filter(period=before).exists()

    found = heatmap_for(people.secretariat)

    assert found is not None
    assert [period.pk for period in found.periods] == [before.pk, small_plan.period.pk]
    assert all(len(row.statuses) == 2 for row in found.every)


def test_an_action_without_a_duty_in_a_period_is_not_scheduled(
    small_plan: World, people: People
) -> None:
    action = small_plan.report("P3-F01-A002", "Kemendagri").assignment.action
    ProgressReport.everything.filter(assignment__action=action).delete()

    found = heatmap_for(people.secretariat)

    assert found is not None
    rows = {row.code: row.statuses for row in found.every}
    assert rows["P3-F01-A002"] == (Status.NOT_SCHEDULED,)
    assert "Tidak dijadwalkan" in words_of(signed_in(people.secretariat).get(HEAT))


def test_a_pokja_begins_with_its_own_pillar_and_never_sees_another(
    people: People, small_plan: World
) -> None:
    own = body_of(signed_in(people.verifier).get(HEAT))
    other = body_of(signed_in(people.verifier).get(HEAT, {"pokja": "2"}))

    assert "P1-F01-A001" in own
    assert "P2-F01-A001" not in own + other


def test_the_map_is_narrowed_by_pillar_and_institution(people: People, small_plan: World) -> None:
    client = signed_in(people.secretariat)

    pillar = {row.pillar_number for row in client.get(HEAT, {"pokja": "3"}).context["page_obj"]}
    kemenag = {row.code for row in client.get(HEAT, {"kl": "KL09"}).context["page_obj"]}

    assert pillar == {3}
    assert kemenag == {"P1-F01-A001", "P1-F01-A002", "P1-F01-A006"}
    nobody = words_of(client.get(HEAT, {"kl": "KL99"}))
    assert "Tidak ada aksi yang cocok dengan saringan di atas." in nobody


def test_every_row_leads_to_its_action_and_every_cell_has_a_word(
    people: People, small_plan: World
) -> None:
    answer = signed_in(people.secretariat).get(HEAT)
    body, rows = body_of(answer), list(answer.context["page_obj"])

    for row in rows:
        assert reverse("actions:detail", args=["CONTOH-2026", row.code]) in body
    cells = re.findall(r'<td class="cell" data-status="(\w+)" data-mark>([^<]+)</td>', body)
    assert [word.strip() for _status, word in cells] == [
        str(status.label) for row in rows for status in row.statuses
    ]


def test_an_earlier_plan_is_read_under_its_own_code(people: People, small_plan: World) -> None:
    old = Plan.everything.create(
        code="CONTOH-LAMA", title="Rencana contoh lama", first_year=2020, last_year=2025
    )
    version = PlanVersion.everything.create(
        plan=old,
        number=1,
        basis="Contoh",
        first_year=2020,
        last_year=2025,
        expected_actions=0,
        expected_institutions=0,
        expected_provinces=0,
        expected_working_groups=0,
    )
    Period.everything.filter(
        pk=factories.an_earlier_period(small_plan, due_at=end_of(date(2026, 7, 20))).pk
    ).update(version=version)
    client = signed_in(people.secretariat)

    now, before = client.get(HEAT).context, client.get(HEAT, {"rencana": "CONTOH-LAMA"}).context

    assert [period.pk for period in now["map"].periods] == [small_plan.period.pk]
    assert [period.version.plan.code for period in before["map"].periods] == ["CONTOH-LAMA"]
    assert "CONTOH-LAMA" in body_of(client.get(HEAT))


def test_before_the_first_period_it_says_so(people: People, small_plan: World) -> None:
    Period.everything.update(state=PeriodState.SCHEDULED)

    assert "Belum ada periode yang dibuka." in words_of(signed_in(people.head).get(HEAT))


@pytest.mark.parametrize("part", ["operator", "approver", "province_operator", "ppid", "admin"])
@pytest.mark.parametrize("url", [HEAT, EXPORT])
def test_those_who_report_do_not_see_it(part: str, url: str, people: People) -> None:
    answer = signed_in(people.all()[part]).get(url)

    assert answer.status_code == 403
    assert "P1-F01" not in body_of(answer)


def test_the_list_of_actions_leads_there_for_those_who_may(
    people: People, small_plan: World
) -> None:
    page = reverse("actions:list")

    assert f'href="{HEAT}"' in body_of(signed_in(people.verifier).get(page))
    assert f'href="{HEAT}"' not in body_of(signed_in(people.operator).get(page))


def test_the_file_holds_the_rows_of_the_page(people: People, small_plan: World) -> None:
    answer = signed_in(people.secretariat).get(EXPORT, {"pokja": "3"})

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Kode", "Aksi", "Pilar", "Semester I 2026"]
    assert {row[2] for row in rows[1:]} == {"3"}
    assert rows[1][3] == "Belum melapor"


@pytest.mark.parametrize("part", ["secretariat", "verifier"])
def test_ten_times_the_actions_take_as_many_queries_and_few_elements(
    part: str, small_plan: World, people: People
) -> None:
    factories.an_earlier_period(small_plan)
    person = people.all()[part]
    few = queries_of(person, HEAT)

    ten_times(small_plan)

    assert (few, queries_of(person, HEAT)) == (12, 12)
    body = body_of(signed_in(person).get(HEAT))
    assert len(re.findall(r"<[a-z]", body)) <= 2500
