"""Half-typed activities: kept raw, shown again elsewhere, thrown away only when asked."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from journal.models import Entry
from pillars.models import PeriodState
from progress.models import Activity, ActivityDraft, ProgressReport
from progress.services import (
    autosave_activity,
    discard_activity_draft,
    remove_activity,
    save_activity,
    submit_report,
)
from progress.services.many import Chosen, report_nil
from ranpe.kit.refusals import NotYours, OutOfTurn
from tests import factories
from tests.factories import some_activity
from tests.people import People
from tests.progress.pages import again, signed_in, url
from tests.progress.test_activities import adding, held, page_of

HALF = {"title": "Pelatihan peng", "held_on": "", "version": "0", "base_version": "0"}
WARNING = "Ada kegiatan setengah diketik"


def kept_at(report: ProgressReport, row: Activity | None = None) -> str:
    """Where the words of an activity are autosaved."""
    if row is None:
        return reverse("progress:activity_add_autosave", args=[report.pk])
    return reverse("progress:activity_autosave", args=[report.pk, row.pk])


def test_what_is_typed_is_kept_raw_and_shown_elsewhere(
    report: ProgressReport, people: People
) -> None:
    entries = Entry.everything.count()

    answer = signed_in(people.operator).post(kept_at(report), {**HALF, "men": "dua p"})

    assert json.loads(answer.content) == {"saved_at": "10.00", "version": 1}
    assert Entry.everything.count() == entries
    assert not Activity.everything.exists()
    page = signed_in(people.operator).get(adding(report)).content.decode()
    assert 'value="Pelatihan peng"' in page
    assert 'value="dua p"' in page
    assert "Tersimpan 10.00" in page
    assert "Buang ketikan ini" in page


def test_the_report_names_it_and_the_check_page_warns_without_blocking(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("draft", report, people, at=now)
    client = signed_in(people.approver)
    client.post(kept_at(report), HALF)

    edit = client.get(url("edit", report)).content.decode()
    check = client.get(url("check", report)).content.decode()
    sent = client.post(url("submit", report), {"version": str(again(report).version)})

    assert "Kegiatan setengah diketik: Pelatihan peng" in edit
    assert WARNING in check
    assert sent.headers["Location"] == url("receipt", report)
    assert not ActivityDraft.everything.exists()
    assert WARNING not in client.get(url("check", report)).content.decode()


def test_nobody_but_the_writers_learns_of_it(
    report: ProgressReport, people: People, now: datetime
) -> None:
    autosave_activity(report, HALF, draft_version=0, by=people.operator, at=now)

    seen = {part for part, who in people.all().items() if ActivityDraft.everything.visible_to(who)}

    assert seen == {"operator", "approver"}
    desk = signed_in(people.secretariat).get(url("check", report)).content.decode()
    assert "Pelatihan peng" not in desk
    assert WARNING not in desk


def test_strangers_get_404_and_keep_nothing(report: ProgressReport, people: People) -> None:
    absent = reverse("progress:activity_add_autosave", args=[987_654])

    answers = [signed_in(people.other_operator).post(at, HALF) for at in (kept_at(report), absent)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert signed_in(people.secretariat).post(kept_at(report), HALF).status_code == 403
    assert not ActivityDraft.everything.exists()


def test_without_script_a_save_that_fails_keeps_the_words(
    report: ProgressReport, people: People
) -> None:
    answer = signed_in(people.operator).post(adding(report), held(men="", women="", held_on=""))

    assert answer.status_code == 422
    assert "Tersimpan 10.00" in answer.content.decode()
    page = signed_in(people.approver).get(adding(report)).content.decode()
    assert 'value="Pelatihan penggerak desa"' in page


def test_saving_the_activity_clears_what_was_typed(report: ProgressReport, people: People) -> None:
    client = signed_in(people.operator)
    client.post(kept_at(report), HALF)

    client.post(adding(report), held(version="1"))

    assert Activity.everything.get().title == "Pelatihan penggerak desa"
    assert not ActivityDraft.everything.exists()


def test_a_colleagues_words_are_neither_written_over_nor_thrown_away(
    report: ProgressReport, people: People
) -> None:
    theirs, mine = signed_in(people.approver), signed_in(people.operator)
    theirs.post(kept_at(report), HALF)

    typed = mine.post(kept_at(report), {**HALF, "title": "Lain"})
    dropped = mine.post(adding(report), {**HALF, "do": "discard"})
    saved = mine.post(adding(report), held(version="0"))

    assert (typed.status_code, dropped.status_code, saved.status_code) == (409, 409, 302)
    assert "orang lain" in json.loads(typed.content)["sentence"]
    assert ActivityDraft.everything.get().content["title"] == "Pelatihan peng"


def test_words_are_thrown_away_when_asked(report: ProgressReport, people: People) -> None:
    client = signed_in(people.operator)
    client.post(kept_at(report), HALF)

    answer = client.post(adding(report), {**HALF, "version": "1", "do": "discard"})

    assert answer.headers["Location"] == adding(report)
    assert not ActivityDraft.everything.exists()
    assert Entry.everything.filter(verb="activity.discarded").count() == 1
    assert "Pelatihan peng" not in client.get(adding(report)).content.decode()


def test_a_change_is_typed_beside_the_activity_and_meets_what_was_saved_meanwhile(
    report: ProgressReport, people: People, now: datetime
) -> None:
    row = save_activity(report, some_activity(), by=people.operator, at=now)
    client = signed_in(people.operator)
    words = {**HALF, "base_version": "1"}
    assert client.post(kept_at(report, row), words).status_code == 200
    later = some_activity(title="Yang lebih dulu")
    save_activity(report, later, activity=row, version=1, by=people.approver, at=now)

    late = client.post(kept_at(report, row), words)
    page = client.get(page_of(report, row)).content.decode()

    assert late.status_code == 409
    assert 'value="Pelatihan peng"' in page
    assert "Yang lebih dulu" in page
    assert 'name="base_version" value="2"' in page


def test_what_goes_out_of_a_report_takes_its_words_along(
    report: ProgressReport, people: People, now: datetime
) -> None:
    row = save_activity(report, some_activity(), by=people.operator, at=now)
    typed: dict[str, Any] = {"version": 1, "draft_version": 0, "by": people.operator, "at": now}
    autosave_activity(report, HALF, activity=row, **typed)

    remove_activity(row, report, by=people.operator, at=now)

    assert not ActivityDraft.everything.exists()
    with pytest.raises(OutOfTurn):
        autosave_activity(report, HALF, activity=row, **typed)


def test_only_writers_of_an_open_report_type(
    report: ProgressReport, people: People, now: datetime
) -> None:
    autosave_activity(report, HALF, draft_version=0, by=people.operator, at=now)

    for person in (people.other_operator, people.verifier, people.secretariat):
        with pytest.raises(NotYours):
            autosave_activity(report, HALF, draft_version=1, by=person, at=now)
        with pytest.raises(NotYours):
            discard_activity_draft(report, None, draft_version=1, by=person, at=now)
    report.period.state = PeriodState.CLOSED
    report.period.save()
    with pytest.raises(OutOfTurn):
        autosave_activity(report, HALF, draft_version=1, by=people.operator, at=now)


def test_a_report_in_which_somebody_types_is_not_made_nil_in_passing(
    report: ProgressReport, people: People, now: datetime
) -> None:
    autosave_activity(report, HALF, draft_version=0, by=people.operator, at=now)
    chosen: Any = [Chosen(report, report.version)]

    (outcome,) = report_nil(
        chosen, reason="Anggaran dialihkan.", send=False, by=people.operator, at=now
    )

    assert "sedang ditulis" in outcome.refusal
    assert ActivityDraft.everything.exists()


def test_a_sending_takes_the_half_typed_words_out(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("draft", report, people, at=now)
    autosave_activity(report, HALF, draft_version=0, by=people.operator, at=now)

    submit_report(again(report), by=people.approver, at=now)

    assert not ActivityDraft.everything.exists()
