"""What the Secretariat does with its letters in the simulated year; the calendar never does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from pillars.models import Period
from progress.queries.letters import owed_items
from progress.services.lettering import draft_letters
from ranpe.kit.clock import day_of
from tests.factories import World
from tests.people import People
from tests.workgroups.letters import STEPS
from workgroups.models import Letter
from workgroups.services import cancel_letter

Act = Callable[[datetime], object]


def living(period: Period, kind: str) -> list[Letter]:
    """The letters of a kind that were not cancelled."""
    rows = Letter.everything.filter(period=period, kind=kind).exclude(state="cancelled")
    return list(rows.order_by("pk"))


def drafted(period: Period, kind: str, people: People) -> Act:
    """Letters to everybody to whom one is due that day."""

    def act(at: datetime) -> None:
        row = Period.everything.get(pk=period.pk)
        draft_letters(row, owed_items(row, kind, at), kind, by=people.secretariat, at=at)

    return act


def walked(period: Period, kind: str, people: People, *names: str) -> Act:
    """Some steps of every letter of a kind."""

    def act(at: datetime) -> None:
        for letter in living(period, kind):
            for name in names:
                letter.refresh_from_db()
                STEPS[name](letter, people.secretariat, at)

    return act


def acts_on_letters(world: World, people: People) -> dict[tuple[int, int, int], Act]:
    """A request that is received, invitations, requests of which one is cancelled, firm drafts."""
    first, second = world.period, world.next_period
    whole = ("initial", "sign", "number", "send")

    def received(at: datetime) -> None:
        [letter] = living(first, "request")
        STEPS["receive"](letter, people.other_approver, at)

    def one_cancelled(at: datetime) -> None:
        [_kemenag, kemensos, _province] = living(second, "request")
        reason = "Rapat diadakan lebih dahulu."
        cancel_letter(kemensos, reason=reason, by=people.secretariat, at=at)

    return {
        (2026, 8, 11): drafted(first, "request", people),
        (2026, 8, 12): walked(first, "request", people, "initial", "sign"),
        (2026, 8, 13): walked(first, "request", people, "number"),
        (2026, 8, 14): walked(first, "request", people, "send"),
        (2026, 8, 18): received,
        (2026, 12, 15): drafted(second, "invitation", people),
        (2026, 12, 16): walked(second, "invitation", people, *whole),
        (2027, 1, 31): drafted(second, "request", people),
        (2027, 2, 1): one_cancelled,
        (2027, 2, 2): walked(second, "request", people, *whole),
        (2027, 2, 10): drafted(second, "firm", people),
    }


def letters() -> list[tuple[str, ...]]:
    """The letters that were written, and how far they have come."""

    def told(day: date | None) -> str:
        return f"{day:%d/%m}" if day else ""

    return [
        (
            told(day_of(row.drafted_at)),
            str(row.institution),
            row.kind,
            row.state,
            told(row.sent_on),
            told(row.received_on),
        )
        for row in Letter.everything.select_related("institution").order_by("pk")
    ]
