"""Reading the second verdicts: what waits, how far both agree, the rows behind each figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Role
from pillars.models import Status
from pillars.queries import rules_of
from progress.figures import AgreementFigure, Line, agreement_of
from progress.models import ReportState, SecondVerdict
from ranpe.kit.formats import number

# A locked period is sealed; until then the first verdict can still be looked at again.
OPEN_STATES = (ReportState.AWAITING_CHAIR, ReportState.VERIFIED)
VERDICT, STATUS = "putusan", "status"
_REPORT = "verification__submission__report"


def seconds_with_parts() -> Any:
    """Second verdicts with all that a list shows, in one query, the oldest first."""
    rows = SecondVerdict.everything.select_related(
        "verifier",
        "verification__submission",
        f"{_REPORT}__period__version__plan",
        f"{_REPORT}__assignment__action__focus__pillar",
        f"{_REPORT}__assignment__institution",
        f"{_REPORT}__assignment__unit",
    )
    return rows.order_by("drawn_at", "pk")


def open_seconds() -> Any:
    """Those that wait for the person who was drawn."""
    stands = {f"{_REPORT}__state__in": OPEN_STATES, "verification__undone_at": None}
    return seconds_with_parts().filter(given_at=None, verifier__isnull=False, **stands)


def seconds_waiting_for(user: Any) -> Any:
    """What waits for the second verdict of one person, the oldest first."""
    return open_seconds().filter(verifier=user.pk)


def second_waiting_for(user: Any, report: Any) -> SecondVerdict | None:
    """The second verdict that a person has still to give on a report, if any."""
    if report.state not in OPEN_STATES or not user.reach.has(Role.VERIFIER):
        return None
    found: SecondVerdict | None = seconds_waiting_for(user).filter(**{_REPORT: report}).first()
    return found


def blind_reports(user: Any) -> frozenset[int]:
    """The reports of which a person must not know the first verdict yet."""
    if not user.reach.has(Role.VERIFIER):
        return frozenset()
    return frozenset(seconds_waiting_for(user).order_by().values_list(_REPORT, flat=True))


def blinded(lines: Iterable[Line], hidden: frozenset[int]) -> list[Line]:
    """The lines as somebody sees them who has still to judge the `hidden` reports."""
    return [
        replace(line, state=ReportState.SUBMITTED, value=None, evidence_share=None)
        if line.report_id in hidden
        else line
        for line in lines
    ]


@dataclass(frozen=True)
class Answer:
    """What both said to one question about one report, in words, and whether it is the same."""

    row: SecondVerdict
    first: str
    second: str

    @property
    def is_same(self) -> bool:
        """Whether both said the same."""
        return self.first == self.second


@dataclass(frozen=True)
class Measure:
    """One question to both verifiers, its answers and how far they agree."""

    key: str
    label: str
    answers: tuple[Answer, ...]

    @property
    def figure(self) -> AgreementFigure:
        """Per cent and kappa; the sample is of accepted reports, so the verdict has no kappa."""
        found = agreement_of([(answer.first, answer.second) for answer in self.answers])
        return replace(found, kappa=None) if self.key == VERDICT else found

    @property
    def differing(self) -> int:
        """In how many reports they differ."""
        return sum(not answer.is_same for answer in self.answers)


def measures_over(rows: Sequence[SecondVerdict]) -> list[Measure]:
    """The verdict, the computed status, then each question of the rubric that both answered."""
    given = [row for row in rows if row.given_at is not None]
    found = [
        Measure(VERDICT, _("Putusan"), tuple(_verdicts(row) for row in given)),
        Measure(STATUS, _("Status dihitung"), tuple(_statuses(r) for r in given if r.accepts)),
    ]
    for key, label in _questions(given).items():
        both = [row for row in given if key in row.rubric and key in row.verification.rubric]
        answers = tuple(_answers(row, key) for row in both)
        found.append(Measure(key, label, answers))
    return found


def _questions(rows: Iterable[SecondVerdict]) -> dict[str, str]:
    versions = (row.report.period.version for row in rows)
    plans = {version.plan_id: version.plan for version in versions}
    rules = [rules_of(plan) for plan in plans.values()]
    return {row["key"]: row["label"] for found in rules for row in found.rubric}


def _verdicts(row: SecondVerdict) -> Answer:
    return Answer(row, _("Setujui"), _("Setujui") if row.accepts else _("Kembalikan"))


def _statuses(row: SecondVerdict) -> Answer:
    first, second = row.verification.computed_status, row.computed_status
    return Answer(row, str(Status(first).label), str(Status(second).label))


def _answers(row: SecondVerdict, key: str) -> Answer:
    words = {True: _("Ya"), False: _("Tidak")}
    return Answer(row, words[bool(row.verification.rubric[key])], words[bool(row.rubric[key])])


def values_of(row: SecondVerdict) -> tuple[str, str]:
    """The recognised values of both, as they are written."""
    return number(row.verification.recognised_value), number(row.recognised_value)
