"""The pages of the budget: a line, a commitment, the list of a year, its file, the queue."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from actions.models import BudgetLine, Commitment
from actions.services import submit_commitment
from tests.actions.budgets import RO, a_draft, a_line, in_force
from tests.actions.test_commitment_pages import LIST, QUEUE, typed, unpromised, url
from tests.actions.test_commitments import a_revision, promised
from tests.factories import World
from tests.pages.visiting import body_of, queries_of, signed_in, words_of
from tests.people import People

MILLION = Decimal(1_000_000)


def line_url(line: BudgetLine) -> str:
    """The address of a line's page."""
    return reverse("commitments:line", args=[line.commitment_id, line.pk])


def sent(draft: Commitment, **changes: Any) -> dict[str, Any]:
    """A line as a browser sends it."""
    version = Commitment.everything.get(pk=draft.pk).version
    return {
        "source": "apbn", "note": "DIPA", "ro_code": RO, "allocated": "250.000.000",
        "share": "60", "version": str(version), "do": "save", **changes,
    }  # fmt: skip


def test_form_a_is_saved_before_the_first_line_is_added(small_plan: World, people: People) -> None:
    assignment, form = unpromised(small_plan)
    client = signed_in(people.operator)

    answer = client.post(form, typed(small_plan, do="budget"))

    row = Commitment.everything.get(assignment=assignment)
    assert answer.headers["Location"] == url("line_add", row)
    done = client.post(url("line_add", row), sent(row))
    assert done.headers["Location"] == url("edit", row) + "#id_budget"
    page = words_of(client.get(url("edit", row)))
    assert "APBN (DIPA) · RO 6042.QDB.001 · pagu Rp250.000.000 · 60% untuk aksi ini" in page
    line = row.budget_lines.get()
    opened = client.post(url("edit", row), {**typed(small_plan), "version": "2",
                                            "do": f"line:{line.pk}"})  # fmt: skip
    assert opened.headers["Location"] == line_url(line)


def test_a_line_is_changed_and_removed_without_script(
    small_plan: World, people: People, now: datetime
) -> None:
    draft = a_draft(small_plan, people, now)
    line = a_line(draft, people, now)
    client = signed_in(people.operator)
    assert 'value="200.000.000"' in body_of(client.get(line_url(line)))

    client.post(line_url(line), sent(draft, share=""))
    line.refresh_from_db()
    assert (line.allocated, line.share) == (250 * MILLION, Decimal(100))

    version = Commitment.everything.get(pk=draft.pk).version
    client.post(line_url(line), {"do": "remove", "version": str(version)})
    assert not draft.budget_lines.exists()


@pytest.mark.parametrize(
    ("field", "text", "status", "said"),
    [
        ("allocated", "-1", 422, "tidak boleh kurang dari nol"),
        ("share", "0", 422, "di atas 0"),
        ("share", "100,5", 422, "sampai dengan 100"),
        ("source", "lain", 422, "lain"),
        ("version", "77", 409, "baru saja disimpan orang lain"),
    ],
)
def test_what_makes_no_sense_is_named_and_kept(
    field: str,
    text: str,
    status: int,
    said: str,
    small_plan: World,
    people: People,
    now: datetime,
) -> None:
    draft = a_draft(small_plan, people, now)

    answer = signed_in(people.operator).post(url("line_add", draft), sent(draft, **{field: text}))

    page = body_of(answer)
    assert answer.status_code == status
    assert said in words_of(answer)
    assert "DIPA" in page
    assert not draft.budget_lines.exists()


def test_what_was_spent_is_entered_on_an_approved_promise_with_a_warning_beyond_the_pagu(
    small_plan: World, people: People
) -> None:
    line = in_force(promised(small_plan), allocated=100 * MILLION)
    client = signed_in(people.operator)
    assert "Isi realisasi" in words_of(client.get(url("detail", line.commitment)))
    assert "Pagu (opsional)" not in words_of(client.get(line_url(line)))

    version = str(line.commitment.version)
    answer = client.post(line_url(line), {"spent": "120.000.000", "version": version}, follow=True)

    words = words_of(answer)
    assert "Realisasi tersimpan." in words
    assert "realisasi Rp120.000.000 melebihi pagu Rp100.000.000" in words
    stale = client.post(line_url(line), {"spent": "1", "version": version})
    assert (stale.status_code, "baru saja diubah" in body_of(stale)) == (409, True)


@pytest.mark.parametrize(
    ("part", "read", "write"),
    [("approver", 200, 302), ("secretariat", 302, 403), ("chair", 302, 403),
     ("other_operator", 404, 404)],
)  # fmt: skip
def test_only_the_institution_opens_a_line(
    part: str, read: int, write: int, small_plan: World, people: People, now: datetime
) -> None:
    draft = a_draft(small_plan, people, now)
    line = a_line(draft, people, now)
    client = signed_in(people.all()[part])

    assert client.get(line_url(line)).status_code == read
    assert client.post(line_url(line), sent(draft)).status_code == write


def test_a_line_of_another_promise_is_not_found(
    small_plan: World, people: People, now: datetime
) -> None:
    line = in_force(promised(small_plan))
    other = promised(small_plan, "P1-F01-A002")

    answer = signed_in(people.operator).get(reverse("commitments:line", args=[other.pk, line.pk]))

    assert answer.status_code == 404


def test_the_list_tells_in_words_how_many_actions_have_a_budget(
    small_plan: World, people: People
) -> None:
    in_force(promised(small_plan), allocated=200 * MILLION, spent=80 * MILLION, share=60)
    in_force(promised(small_plan, "P1-F01-A002"), allocated=200 * MILLION, share=60)

    words = words_of(signed_in(people.operator).get(LIST))

    assert "Anggaran terisi 2 dari 3 aksi (66,7%)." in words
    assert "APBN: pagu Rp200.000.000, realisasi Rp80.000.000." in words
    assert "bagian untuk semua aksi berjumlah 120%." in words
    assert "terisi 0 dari" in words_of(signed_in(people.other_operator).get(LIST))


def test_the_file_has_a_row_for_each_line_and_one_for_whoever_has_none(
    small_plan: World, people: People
) -> None:
    in_force(promised(small_plan), allocated=200 * MILLION, spent=80 * MILLION, share=60)
    in_force(promised(small_plan), ro_code="", source="apbd", note="=1+1", allocated=MILLION)
    client = signed_in(people.operator)

    answer = client.get(reverse("commitments:export", args=["xlsx"]), {"keadaan": "approved"})

    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert [row[0] for row in rows[1:3]] == ["P1-F01-A001", "P1-F01-A001"]
    assert rows[1][11:] == ["APBN", None, RO, 200e6, 80e6, 60, 120e6, 48e6]
    assert len(rows) == 5
    assert rows[3][10:] == [None] * 9
    assert client.get(reverse("commitments:export", args=["pdf"])).status_code == 404
    other = signed_in(people.other_operator).get(reverse("commitments:export", args=["csv"]))
    assert RO not in other.content.decode()


def test_the_chair_reads_the_lines_in_as_many_queries(
    small_plan: World, people: People, now: datetime
) -> None:
    revision = a_revision(small_plan, people, now)
    for code in (RO, "6042.QDB.002", ""):
        a_line(revision, people, now, ro_code=code)
    submit_commitment(revision, by=people.approver, at=now)

    words = words_of(signed_in(people.chair).get(QUEUE))

    assert "APBN · RO 6042.QDB.002 · pagu Rp200.000.000 · 100% untuk aksi ini" in words
    assert queries_of(people.chair, QUEUE) == 12


def test_pages_with_lines_take_as_many_queries_for_one_as_for_six(
    small_plan: World, people: People
) -> None:
    one, two = promised(small_plan), promised(small_plan, "P1-F01-A002")
    in_force(one, allocated=MILLION)
    few = queries_of(people.operator, url("detail", one)), queries_of(people.operator, LIST)
    in_force(two, allocated=MILLION)
    for row in (one, two):
        for place in range(2):
            in_force(row, ro_code=f"RO-{place}")

    many = queries_of(people.operator, url("detail", one)), queries_of(people.operator, LIST)

    assert (few, many) == ((15, 12), (15, 12))
