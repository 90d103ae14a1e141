"""Whatever is typed wrong: the summary on top names the field, and everything else stays."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from actions.models import Target
from journal.models import Entry
from pillars.models import PeriodState
from progress.models import Activity, Draft, Evidence, ProgressReport, RegionalReport
from progress.services import close_period
from tests import factories
from tests.factories import PDF, World, a_file
from tests.people import People
from tests.progress.pages import again, signed_in, typed, url

KEPT = "Pelatihan berjalan di dua tempat"
LONG = "a" * 1_000_000


def summary(page: str) -> str:
    """The summary of what is wrong, on top of the page; the script moves the focus to it."""
    assert 'role="alert" tabindex="-1" data-error-summary' in page
    return page[page.index("data-error-summary") :].split("</ul>", maxsplit=1)[0]


# What is typed, the field that the summary leads to, and the words there.
WRONG: list[Any] = [
    pytest.param({"achieved_value": "seratus"}, "achieved_value", "angka", id="no number"),
    pytest.param({"achieved_value": "-1"}, "achieved_value", "kurang dari nol", id="below range"),
    pytest.param({"achieved_value": "1" * 13}, "achieved_value", "terlalu besar", id="above range"),
    pytest.param({"achieved_value": LONG}, "achieved_value", "", id="a number of 1 MB"),
    pytest.param({"achieved_value": "NaN"}, "achieved_value", "", id="not a number"),
    pytest.param({"achieved_value": "1e999"}, "achieved_value", "", id="an endless number"),
    pytest.param({"claimed_status": "sempurna"}, "claimed_status", "", id="no such status"),
    pytest.param({"claimed_status": LONG}, "claimed_status", "", id="a status of 1 MB"),
    pytest.param({"obstacle_kind": "cuaca"}, "obstacle_kind", "", id="no such kind"),
    pytest.param({"note_to_verifier": LONG}, "note_to_verifier", "2000", id="a note of 1 MB"),
    pytest.param({"public_summary": LONG}, "public_summary", "1000", id="a summary of 1 MB"),
    pytest.param({"obstacle": LONG}, "obstacle", "2000", id="an obstacle of 1 MB"),
    pytest.param({"evidence_classification": "X"}, "evidence_classification", "", id="no label"),
]


@pytest.mark.parametrize(("changes", "field", "words"), WRONG)
def test_a_wrong_answer_is_named_on_top_and_the_others_stay(
    changes: dict[str, str], field: str, words: str, report: ProgressReport, people: People
) -> None:
    answer = signed_in(people.operator).post(url("edit", report), typed(report, **changes))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'<a href="#id_{field}' in summary(page)
    assert words.lower() in summary(page).lower()
    assert KEPT in page
    assert Draft.everything.get().content[field] == changes[field] or field.startswith("evidence")
    assert again(report).narrative == ""


BAD_FILES: list[Any] = [
    pytest.param("besar.pdf", PDF + b"%" * 3000, "lebih besar dari", id="too large"),
    pytest.param("program.exe", b"MZ\x90", "tidak diterima", id="wrong kind"),
    pytest.param("disamarkan.pdf", b"MZ\x90", "tidak diterima", id="disguised"),
    pytest.param("disamarkan.jpg", PDF, "tidak diterima", id="a document as a picture"),
    pytest.param("kosong.pdf", b"", "kosong", id="empty"),
]


@pytest.mark.parametrize(("name", "data", "words"), BAD_FILES)
def test_a_bad_file_is_named_on_top_and_all_words_are_saved(
    name: str, data: bytes, words: str, report: ProgressReport, people: People, settings: Any
) -> None:
    settings.UPLOAD_MAX_BYTES = 2000
    upload = SimpleUploadedFile(name, data, content_type="application/pdf")

    answer = signed_in(people.operator).post(
        url("edit", report), {**typed(report, do="check"), "evidence": [upload]}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert '<a href="#id_evidence">' in summary(page)
    assert name in summary(page)
    assert words in summary(page)
    assert KEPT in page
    assert again(report).narrative.startswith(KEPT)
    assert not Evidence.everything.exists()


def test_a_missing_obstacle_is_named_on_the_page_before_sending(
    report: ProgressReport, people: People
) -> None:
    words = typed(report, claimed_status="behind", do="check")

    answer = signed_in(people.operator).post(url("edit", report), words, follow=True)

    page = answer.content.decode()
    assert f'{url("edit", report)}#id_obstacle">' in summary(page)
    assert f'{url("edit", report)}#id_follow_up">' in summary(page)
    assert again(report).narrative.startswith(KEPT)


def test_a_target_of_zero_stops_nothing(
    report: ProgressReport, people: People, now: datetime
) -> None:
    Target.everything.filter(commitment__assignment=report.assignment).update(value=Decimal(0))
    client = signed_in(people.operator)

    page = client.get(url("edit", report)).content.decode()
    saved = client.post(url("edit", report), typed(report, achieved_value="3"))

    assert "Target sampai akhir periode ini: 0 orang." in page
    assert saved.status_code == 302
    done = factories.a_report("verified", again(report), people, at=now, achieved_value=Decimal(3))
    assert done.state == "verified"
    assert client.get(url("check", report)).status_code == 200


@pytest.mark.parametrize("field", ["narrative", "obstacle", "public_summary", "note_to_verifier"])
def test_pasted_control_characters_are_left_out_and_lines_stay(
    field: str, report: ProgressReport, people: People
) -> None:
    pasted = "Satu\x00 kata\x07.\x0bBaris\u2028 lain\x1b.\ufeff\tSelesai\r\nsudah."

    answer = signed_in(people.operator).post(
        url("edit", report), typed(report, **{field: pasted, "achieved_value": "x"})
    )
    signed_in(people.operator).post(url("edit", report), typed(report, **{field: pasted}))

    clean = "Satu kata.\nBaris\n lain.\tSelesai\nsudah."
    assert answer.status_code == 422
    assert "\x07" not in answer.content.decode()
    assert getattr(again(report), field) == clean


def test_autosave_keeps_a_paste_with_control_characters(
    report: ProgressReport, people: People
) -> None:
    answer = signed_in(people.operator).post(
        url("autosave", report), typed(report, narrative="Nol\x00 dan\x0bbel\x07")
    )

    assert answer.status_code == 200
    assert Draft.everything.get().content["narrative"] == "Nol dan\nbel"


@pytest.mark.parametrize("kind", ["institution", "province"])
def test_a_closed_period_saves_nothing_and_shows_what_was_typed(
    kind: str,
    small_plan: World,
    report: ProgressReport,
    regional: RegionalReport,
    people: People,
    now: datetime,
) -> None:
    row: Any = report if kind == "institution" else regional
    person = people.operator if kind == "institution" else people.province_operator
    close_period(small_plan.period, by=people.pokja_head, at=now)

    answer = signed_in(person).post(
        url("edit", row), {**typed(row, do="check"), "evidence": [a_file()]}
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "tidak menerima laporan" in summary(page)
    assert KEPT in page
    assert not Evidence.everything.exists()
    assert Entry.everything.filter(verb="refused").exists()
    row.refresh_from_db()
    assert (row.state, row.narrative) == ("not_started", "")


def test_a_report_that_was_sent_meanwhile_shows_what_was_typed(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)

    answer = signed_in(people.operator).post(
        url("edit", report), typed(again(report), narrative="Tambahan yang terlambat.")
    )

    assert answer.status_code == 409
    assert "sudah dikirim" in summary(answer.content.decode())
    assert "Tambahan yang terlambat." in answer.content.decode()


def test_a_day_outside_the_period_is_named_and_nothing_is_saved(
    report: ProgressReport, people: People
) -> None:
    words = {"title": "Rapat", "held_on": "2026-07-01", "region": "32", "version": "0"}

    answer = signed_in(people.operator).post(
        reverse("progress:activity_add", args=[report.pk]), words
    )

    assert answer.status_code == 422
    assert '<a href="#id_held_on">' in summary(answer.content.decode())
    assert not Activity.everything.exists()


def test_a_foreign_report_takes_no_words_even_in_a_closed_period(
    small_plan: World, report: ProgressReport, people: People
) -> None:
    small_plan.period.state = PeriodState.CLOSED
    small_plan.period.save()

    assert signed_in(people.secretariat).post(url("edit", report), {}).status_code == 403
    assert signed_in(people.other_operator).post(url("edit", report), {}).status_code == 404
