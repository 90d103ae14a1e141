"""Form A on paper: prefilled, with room for what is not known."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from actions.models import Target
from tests.actions.budgets import RO, a_draft, a_line, in_force
from tests.actions.test_commitment_pages import unpromised, url
from tests.actions.test_commitments import promised
from tests.factories import World
from tests.pages.visiting import body_of, signed_in
from tests.people import People


def printed(answer: Any) -> str:
    """The words of a PDF, and that it is A4."""
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    sizes = {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages}
    assert sizes == {(595, 842)}
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_form_carries_what_is_known_of_a_commitment(
    small_plan: World, people: People, now: datetime
) -> None:
    draft = a_draft(small_plan, people, now)
    a_line(draft, people, now, share=Decimal(60))
    client = signed_in(people.operator)

    assert url("paper", draft) in body_of(client.get(url("detail", draft)))
    text = printed(client.get(url("paper", draft)))

    assert "P1-F01-A001" in text
    assert draft.assignment.institution.name in text
    assert "Form A" in text
    assert "Semester I 2026 50" in text
    assert "Target tahunan 100" in text
    assert f"APBN {RO} 200.000.000 60" in text
    assert "2 · Draf" in text
    assert "Tempat, tanggal:" in text
    assert "Halaman 1 dari" in text
    assert url("detail", draft) in text.replace(" ", "")


def test_the_form_shows_what_was_promised_last_year(small_plan: World, people: People) -> None:
    row = promised(small_plan)
    for target in Target.everything.filter(commitment=row):
        target.value += 7
        target.save()
    row.year, row.annual_target = 2025, Decimal(93)
    row.save()
    form = reverse("commitments:paper_new", args=[row.assignment_id, 2026])

    text = printed(signed_in(people.operator).get(form))

    assert "Semester I 2026 57" in text
    assert "Target tahunan 93" in text


def test_an_assignment_without_commitment_is_printed_with_room_to_write(
    small_plan: World, people: People
) -> None:
    assignment, form = unpromised(small_plan)
    client = signed_in(people.operator)
    address = reverse("commitments:paper_new", args=[assignment.pk, 2026])

    assert address in body_of(client.get(form))
    text = printed(client.get(address))

    assert "☐ Peserta P1-F01-A001 (orang, naik)" in text
    assert "Indikator lain:" in text
    assert "belum ada" in text
    assert form in text.replace(" ", "")


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [("approver", 200, 200), ("secretariat", 200, 403), ("other_operator", 404, 404)],
)
def test_the_form_is_printed_by_those_who_read_it(
    part: str, old: int, new: int, small_plan: World, people: People
) -> None:
    row = promised(small_plan)
    in_force(row)
    client = signed_in(people.all()[part])
    empty = reverse("commitments:paper_new", args=[row.assignment_id, 2026])

    assert client.get(url("paper", row)).status_code == old
    assert client.get(empty).status_code == new
    assert client.get(empty.replace("2026", "1999")).status_code in (403, 404)
