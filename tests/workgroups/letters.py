"""Official letters as the Secretariat walks them, for the tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from institutions.models import Institution
from pillars.models import Period
from ranpe.kit.clock import day_of
from tests.factories import World, a_file
from tests.people import People
from workgroups import services
from workgroups.models import Letter
from workgroups.models.letter_texts import usual_template
from workgroups.services import OwedItem

OWED = (
    OwedItem("P1-F01-A001", "Aksi contoh (data contoh)", date(2026, 7, 20), "Belum diisi"),
    OwedItem("P1-F01-A002", "", date(2026, 7, 20), "Draf"),
)

Step = Callable[[Letter, Any, datetime], Letter]

# Each step with usable facts, in the order of a letter's life.
STEPS: dict[str, Step] = {
    "initial": lambda row, by, at: services.initial_letter(row, by=by, at=at),
    "sign": lambda row, by, at: services.sign_letter(row, signed_on=day_of(at), by=by, at=at),
    "number": lambda row, by, at: services.number_letter(
        row,
        number=f"B-{row.pk}/KONTOH/2026",
        dated_on=day_of(at),
        scan=a_file("surat.pdf"),
        by=by,
        at=at,
    ),
    "send": lambda row, by, at: services.send_letter(
        row, sent_on=day_of(at), way="Kurir", by=by, at=at
    ),
    "receive": lambda row, by, at: services.receive_letter(
        row, received_on=day_of(at), name="Bagian persuratan", by=by, at=at
    ),
}
AFTER = dict(zip(STEPS, ("initialled", "signed", "numbered", "sent", "received"), strict=True))


def a_letter(
    state: str,
    institution: Institution,
    period: Period,
    people: People,
    *,
    at: datetime,
    kind: str = "request",
) -> Letter:
    """A letter that was walked to a state through the services."""
    by = people.secretariat
    letter = services.draft_letter(period, institution, kind, OWED, by=by, at=at)
    if state == "cancelled":
        return services.cancel_letter(letter, reason="Laporan sudah masuk.", by=by, at=at)
    for name, step in STEPS.items():
        if letter.state == state:
            break
        letter = step(letter, by, at)
        assert letter.state == AFTER[name]
    return again(letter)


def letters_of_the_house(world: World, people: People, *, at: datetime) -> None:
    """One row in each table of letters."""
    a_letter("received", world.institutions["Kemenag"], world.period, people, at=at)
    usual_template("request", is_internal=False).save()


def again(letter: Letter) -> Letter:
    """The letter as it stands now."""
    rows = Letter.everything.select_related("period", "institution", "signatory")
    found: Letter = rows.get(pk=letter.pk)
    return found
