"""Activities: typed row by row, shared by reports, frozen with what is sent."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from institutions.models import Region
from journal.models import Entry
from pillars.models import PeriodState
from progress.models import Activity, Draft, ProgressReport, RegionalReport
from progress.services import (
    RemarkText,
    remove_activity,
    return_report,
    save_activity,
    save_report,
    submit_report,
)
from progress.services.writing import content_of
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from tests import factories
from tests.factories import World, answer_all, some_activity, verifier_of
from tests.people import People
from tests.progress.pages import again, signed_in, typed, url


def held(**changes: str) -> dict[str, Any]:
    """An activity as a browser sends it."""
    return {
        "title": "Pelatihan penggerak desa",
        "held_on": "2026-05-12",
        "region": "32",
        "partners": "Lembaga contoh",
        "output_kind": "society",
        "men": "20",
        "women": "28",
        "version": "0",
        "base_version": "0",
        "do": "save",
        **changes,
    }


def adding(report: ProgressReport) -> str:
    """The page on which an activity is added."""
    return reverse("progress:activity_add", args=[report.pk])


def page_of(report: ProgressReport, activity: Activity) -> str:
    """The page of one activity."""
    return reverse("progress:activity", args=[report.pk, activity.pk])


# --- Typing ----------------------------------------------------------------------------------


def test_an_activity_is_added_without_script_and_nothing_typed_is_lost(
    report: ProgressReport, people: People
) -> None:
    client = signed_in(people.operator)

    to_page = client.post(url("edit", report), typed(report, do="activity"))
    saved = client.post(adding(report), held())

    assert to_page.headers["Location"] == adding(report)
    assert saved.headers["Location"] == url("edit", report) + "#id_activities"
    page = client.get(url("edit", report)).content.decode()
    assert "Pelatihan penggerak desa" in page
    assert "48 peserta: 20 laki-laki, 28 perempuan" in page
    assert "Pelatihan berjalan di dua tempat" in page


def test_even_half_typed_words_wait_while_an_activity_is_added(
    report: ProgressReport, people: People
) -> None:
    client = signed_in(people.operator)

    to_page = client.post(url("edit", report), typed(report, do="activity", achieved_value="1o0"))
    client.post(adding(report), held())

    assert to_page.headers["Location"] == adding(report)
    assert Draft.everything.get().content["achieved_value"] == "1o0"
    assert 'value="1o0"' in client.get(url("edit", report)).content.decode()


def test_adding_an_activity_begins_the_report(
    report: ProgressReport, people: People, now: datetime
) -> None:
    save_activity(report, some_activity(), by=people.operator, at=now)

    assert (again(report).state, again(report).version) == ("draft", 1)
    assert Entry.everything.filter(verb="activity.added", subject_id=report.pk).count() == 1


def test_one_after_another_is_added_without_the_way_back(
    report: ProgressReport, people: People
) -> None:
    answer = signed_in(people.operator).post(adding(report), held(do="another"))

    assert answer.headers["Location"] == adding(report)


def test_an_activity_is_changed_and_taken_out(report: ProgressReport, people: People) -> None:
    client = signed_in(people.operator)
    client.post(adding(report), held())
    row = Activity.everything.get()

    shown = client.get(page_of(report, row)).content.decode()
    client.post(page_of(report, row), held(title="Lokakarya", base_version="1"))
    row.refresh_from_db()
    gone = client.post(url("edit", report), typed(again(report), do=f"drop:{row.pk}"))

    assert 'value="Pelatihan penggerak desa"' in shown
    assert 'value="2026-05-12"' in shown
    assert row.title == "Lokakarya"
    assert gone.headers["Location"].endswith("#id_activities")
    assert not Activity.everything.exists()


@pytest.mark.parametrize("key", ["999", "x", "١", "9" * 40, ""])
def test_an_activity_that_is_not_there_is_not_opened(
    key: str, report: ProgressReport, people: People
) -> None:
    client = signed_in(people.operator)

    opened = client.post(url("edit", report), typed(report, do=f"activity:{key}"), follow=True)
    dropped = client.post(url("edit", report), typed(again(report), do=f"drop:{key}"))

    assert opened.status_code in (200, 404)
    assert dropped.status_code == 404


BAD = [
    ({"title": ""}, "id_title", "bidang ini"),
    ({"held_on": ""}, "id_held_on", ""),
    ({"held_on": "2026-07-01"}, "id_held_on", "antara 1 Jan 2026 dan 30 Jun 2026"),
    ({"held_on": "2025-12-31"}, "id_held_on", "antara 1 Jan 2026"),
    ({"held_on": "kemarin"}, "id_held_on", ""),
    ({"region": ""}, "id_region", "tandai daring"),
    ({"region": "99"}, "id_region", ""),
    ({"men": ""}, "id_men", "tidak terpilah"),
    ({"men": "-1"}, "id_men", "kurang dari nol"),
    ({"men": "2,5"}, "id_men", "bilangan bulat"),
    ({"men": "99999999999"}, "id_men", "terlalu besar"),
    ({"participants": "50"}, "id_participants", "tidak sama"),
    ({"is_undivided": "on"}, "id_men", "Kosongkan"),
    ({"is_undivided": "on", "men": "", "women": ""}, "id_participants", "Isi jumlah peserta"),
    ({"children": "40", "adults": "9"}, "id_children", "melebihi"),
    ({"with_disability": "49"}, "id_with_disability", "melebihi"),
    ({"title": "a" * 1_000_000}, "id_title", ""),
]


@pytest.mark.parametrize(("changes", "anchor", "words"), BAD)
def test_what_no_field_takes_is_named_on_top_and_everything_else_stays(
    changes: dict[str, str], anchor: str, words: str, report: ProgressReport, people: People
) -> None:
    answer = signed_in(people.operator).post(adding(report), held(**changes))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'<a href="#{anchor}">' in page[page.index("data-error-summary") :]
    assert words.lower() in page.lower()
    assert 'value="Lembaga contoh"' in page
    assert not Activity.everything.exists()


def test_participants_that_are_not_told_apart_are_only_counted(
    report: ProgressReport, people: People
) -> None:
    words = held(is_undivided="on", men="", women="", participants="60", region="", is_online="on")

    signed_in(people.operator).post(adding(report), words)

    row = Activity.everything.get()
    assert (row.participants, row.men, row.is_online) == (60, None, True)
    page = signed_in(people.operator).get(url("check", report)).content.decode()
    assert "60 peserta, tidak terpilah" in page
    assert "daring" in page


def test_pasted_control_characters_are_left_out(report: ProgressReport, people: People) -> None:
    signed_in(people.operator).post(adding(report), held(title="Pela\x00tihan\x07 A\x1b"))

    assert Activity.everything.get().title == "Pelatihan A"


def test_two_who_change_an_activity_at_once_see_both(
    report: ProgressReport, people: People
) -> None:
    client = signed_in(people.operator)
    client.post(adding(report), held())
    row = Activity.everything.get()
    signed_in(people.approver).post(
        page_of(report, row), held(title="Yang lebih dulu", base_version="1")
    )

    answer = client.post(page_of(report, row), held(title="Yang kedua", base_version="1"))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Yang lebih dulu" in page
    assert "Yang kedua" in page
    assert 'name="base_version" value="2"' in page
    client.post(page_of(report, row), held(title="Yang kedua", base_version="2"))
    row.refresh_from_db()
    assert row.title == "Yang kedua"


def test_a_closed_period_takes_no_activity_and_loses_no_word(
    report: ProgressReport, people: People
) -> None:
    report.period.state = PeriodState.CLOSED
    report.period.save()

    answer = signed_in(people.operator).post(adding(report), held())

    assert answer.status_code == 409
    assert 'value="Pelatihan penggerak desa"' in answer.content.decode()
    assert not Activity.everything.exists()


# --- Shared by several actions ---------------------------------------------------------------


def test_one_activity_serves_several_actions_of_the_same_institution(
    small_plan: World, report: ProgressReport, people: People
) -> None:
    other = small_plan.report("P1-F01-A002", "Kemenag")
    client = signed_in(people.operator)

    offered = client.get(adding(report)).content.decode()
    client.post(adding(report), held(reports=str(other.pk)))

    assert "P1-F01-A002" in offered
    assert "P1-F01-A003" not in offered  # of another institution
    assert set(Activity.everything.get().reports.all()) == {report, other}
    assert again(other).state == "draft"
    assert "Pelatihan penggerak desa" in client.get(url("check", other)).content.decode()


def test_the_reports_of_others_are_not_told_of(
    small_plan: World, report: ProgressReport, people: People, now: datetime
) -> None:
    foreign = small_plan.report("P1-F01-A003", "Kemensos")

    answer = signed_in(people.operator).post(adding(report), held(reports=str(foreign.pk)))

    assert answer.status_code == 422
    with pytest.raises(Incomplete):
        save_activity(report, some_activity(), also_in=[foreign.pk], by=people.operator, at=now)
    assert not Activity.everything.exists()


def test_what_stands_in_a_sent_report_is_not_changed_through_another(
    small_plan: World, report: ProgressReport, people: People, now: datetime
) -> None:
    other = small_plan.report("P1-F01-A002", "Kemenag")
    row = save_activity(report, some_activity(), also_in=[other.pk], by=people.operator, at=now)
    factories.a_report("submitted", again(other), people, at=now)

    answer = signed_in(people.operator).post(
        page_of(report, row), held(title="Lain", base_version="1")
    )
    remove_activity(row, again(report), by=people.operator, at=now)

    assert answer.status_code == 409
    assert 'value="Lain"' in answer.content.decode()
    row.refresh_from_db()
    assert row.title == some_activity().title
    assert list(row.reports.all()) == [other]


def test_an_activity_outside_the_period_is_refused_by_the_service_too(
    report: ProgressReport, people: People, now: datetime
) -> None:
    content = some_activity(held_on=date(2026, 7, 1))

    with pytest.raises(Incomplete, match="antara"):
        save_activity(report, content, by=people.operator, at=now)


def test_only_writers_put_activities_into_a_report(
    report: ProgressReport, people: People, now: datetime
) -> None:
    row = save_activity(report, some_activity(), by=people.operator, at=now)

    for person in (people.other_operator, people.verifier, people.secretariat):
        with pytest.raises(NotYours):
            save_activity(report, some_activity(), by=person, at=now)
        with pytest.raises(NotYours):
            remove_activity(row, report, by=person, at=now)


@pytest.mark.parametrize(
    "wrong",
    [
        {"region_id": None},
        {"women": 27},
        {"men": None},
        {"is_undivided": True},
        {"with_disability": 49},
        {"participants": None},
    ],
)
def test_the_database_holds_what_the_form_asks(
    wrong: dict[str, Any], report: ProgressReport, people: People, now: datetime
) -> None:
    with pytest.raises(IntegrityError):
        save_activity(report, some_activity(**wrong), by=people.operator, at=now)


# --- Sent and checked ------------------------------------------------------------------------


def test_activities_are_frozen_and_hashed_with_what_is_sent(
    report: ProgressReport, people: People, now: datetime
) -> None:
    save_activity(report, some_activity(), by=people.operator, at=now)
    factories.a_report("submitted", again(report), people, at=now)

    sent = report.submissions.get()
    (told,) = sent.content["activities"]
    assert (told["held_on"], told["region"], told["women"]) == ("2026-05-12", "32", 28)
    text = json.dumps(sent.content, ensure_ascii=False, sort_keys=True)
    assert sent.sha256 == hashlib.sha256(text.encode()).hexdigest()
    receipt = signed_in(people.operator).get(url("receipt", report)).content.decode()
    assert "1 kegiatan, 1 data dukung" in receipt


def test_a_report_without_activities_reads_as_before_there_were_any(
    report: ProgressReport, regional: RegionalReport, people: People, now: datetime
) -> None:
    done = factories.a_report("draft", report, people, at=now)

    assert "activities" not in content_of(done)
    assert "activities" not in content_of(regional)


def test_what_was_not_read_is_not_sent(
    report: ProgressReport, people: People, now: datetime
) -> None:
    done = factories.a_report("draft", report, people, at=now)
    save_activity(report, some_activity(), by=people.operator, at=now)

    with pytest.raises(OutOfTurn):
        submit_report(report, version=done.version, by=people.approver, at=now)


def test_a_nil_report_tells_of_no_activity(
    report: ProgressReport, people: People, now: datetime
) -> None:
    save_activity(report, some_activity(), by=people.operator, at=now)
    nil = factories.some_content(is_nil=True, nil_reason="Anggaran dialihkan.")
    save_report(report, nil, version=1, by=people.operator, at=now)

    with pytest.raises(Incomplete, match="nihil"):
        submit_report(report, by=people.approver, at=now)


def test_the_verifier_reads_the_activities_and_what_has_changed_in_them(
    report: ProgressReport, people: People, now: datetime
) -> None:
    row = save_activity(report, some_activity(), by=people.operator, at=now)
    factories.a_report("submitted", again(report), people, at=now)
    desk = signed_in(verifier_of(report, people))
    assert "KUTILANG" in desk.get(url("desk", report)).content.decode()
    remark = RemarkText("narrative", "Kegiatan mana yang dimaksud?")
    return_report(again(report), remarks=[remark], by=verifier_of(report, people), at=now)
    later = now + timedelta(minutes=1)
    changed = some_activity(title="Lokakarya daerah")
    save_activity(again(report), changed, activity=row, version=1, by=people.operator, at=later)
    answer_all(again(report), people, at=later)
    submit_report(again(report), by=people.approver, at=later)

    page = desk.get(url("desk", report)).content.decode()

    assert "Perubahan kegiatan sejak kiriman sebelumnya" in page
    assert "<ins>Lokakarya daerah" in page


def test_unsent_activities_stay_with_their_institution(
    report: ProgressReport, people: People, now: datetime
) -> None:
    row = save_activity(report, some_activity(), by=people.operator, at=now)

    def seen(person: Any) -> bool:
        return bool(Activity.everything.visible_to(person).filter(pk=row.pk).exists())

    assert seen(people.operator)
    assert seen(people.secretariat)
    assert not any(map(seen, (people.verifier, people.chair, people.other_operator, people.ppid)))


def test_programs_read_the_activities(
    report: ProgressReport, people: People, now: datetime
) -> None:
    save_activity(report, some_activity(), by=people.operator, at=now)

    address = reverse("api-progress-detail", args=[report.pk])
    (told,) = signed_in(people.operator).get(address).json()["activities"]

    assert (told["region"], told["held_on"], told["men"]) == ("32", "2026-05-12", 20)


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize("name", ["edit", "check"])
def test_many_activities_take_no_more_queries_than_one(
    name: str, report: ProgressReport, people: People, now: datetime
) -> None:
    client = signed_in(people.operator)
    save_activity(report, some_activity(), by=people.operator, at=now)
    few = _queries(client, url(name, report))
    for region in Region.everything.all():
        content = some_activity(region_id=region.pk)
        save_activity(report, content, by=people.operator, at=now)

    assert _queries(client, url(name, report)) == few
