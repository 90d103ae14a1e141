"""The acts around official letters as they are really done, for the matrix."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from pillars.models import Period
from tests.security.deeds import Deed
from tests.security.matrix import Matter
from tests.security.stage import Stage
from tests.workgroups.letters import OWED, STEPS, a_letter
from workgroups import services
from workgroups.services import LetterWords, TemplateWords


def letters(stage: Stage, state: str = "draft") -> list[Matter]:
    """A letter to a ministry, and one to a governor."""
    houses = (
        ("Kemenag", stage.world.institutions["Kemenag"]),
        ("Jawa Barat", stage.world.provinces["32"]),
    )
    return [
        Matter(
            a_letter(state, house, stage.world.period, stage.people, at=stage.now),
            owner=owner,
            house=owner,
        )
        for owner, house in houses
    ]


def _houses(stage: Stage) -> list[Matter]:
    kemenag = stage.world.institutions["Kemenag"]
    return [Matter(kemenag, owner="Kemenag", house="Kemenag")]


def _draft(house: Any, by: Any, at: datetime) -> None:
    period = Period.everything.get(state="open")
    services.draft_letter(period, house, "request", OWED, by=by, at=at)


def _change(letter: Any, by: Any, at: datetime) -> None:
    words = LetterWords("Pimpinan", "Hal", "Biasa", "Jakarta", "Isi", "", letter.signatory)
    services.change_letter(letter, words, version=letter.version, by=by, at=at)


def _reword(_period: Any, by: Any, at: datetime) -> None:
    words = TemplateWords("Hal", "Biasa", "Jakarta", "Isi", "", "head", 7)
    services.save_template("request", words, is_internal=False, version=0, by=by, at=at)


def _as_it_is(_stage: Stage, record: Any) -> Any:
    return record


def _on_letters(state: str, do: Callable[[Any, Any, datetime], Any]) -> Deed:
    return Deed(partial(letters, state=state), _as_it_is, do)


LETTER_DEEDS: dict[str, Deed] = {
    "official_letter.draft": Deed(_houses, _as_it_is, _draft),
    "official_letter.change": _on_letters("draft", _change),
    "official_letter.reword": Deed(Stage.periods, _as_it_is, _reword),
    "official_letter.initial": _on_letters("draft", STEPS["initial"]),
    "official_letter.redraft": _on_letters(
        "initialled",
        lambda row, by, at: services.redraft_letter(row, reason="Hal keliru.", by=by, at=at),
    ),
    "official_letter.sign": _on_letters("initialled", STEPS["sign"]),
    "official_letter.number": _on_letters("signed", STEPS["number"]),
    "official_letter.send": _on_letters("numbered", STEPS["send"]),
    "official_letter.receive": _on_letters("sent", STEPS["receive"]),
    "official_letter.cancel": _on_letters(
        "numbered",
        lambda row, by, at: services.cancel_letter(row, reason="Sudah masuk.", by=by, at=at),
    ),
}
