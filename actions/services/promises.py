"""Writing promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from actions.access import drafts_promises
from actions.models import (
    Assignment,
    BudgetLine,
    Commitment,
    CommitmentState,
    Indicator,
    RegionalPlan,
    Target,
)
from actions.workflow import COMMITMENT_FLOW, OPEN_STATES, periods_of, target_problems
from institutions.models import Region
from journal.door import advance
from journal.services import Change, record_entry
from pillars.models import Period, PeriodState
from ranpe.kit.formats import number
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn


@dataclass(frozen=True)
class Promise:
    """What is written into Form A; `targets` are cumulative, one for each period.

    `reason` is why an approved promise changes. The budget has lines of its own.
    """

    planned_activity: str
    annual_target: Decimal | None
    targets: Mapping[Period, Decimal]
    location: str = ""
    reason: str = ""


BUDGET_WORDS = ("source", "note", "ro_code", "allocated", "share")
_WORDS = ("planned_activity", "annual_target", "location")


def draft_commitment(
    assignment: Assignment,
    promise: Promise,
    *,
    year: int,
    indicator: Indicator,
    by: Any,
    at: datetime,
) -> Commitment:
    """Write down what an institution means to do in a year."""
    check_writer(assignment, by)
    check_running(assignment, year)
    _can_stand(promise, assignment, year, indicator)
    with transaction.atomic():
        _not_taken(assignment, year)
        commitment = Commitment.everything.create(
            assignment=assignment,
            year=year,
            indicator=indicator,
            version=1,
            **{name: getattr(promise, name) for name in _WORDS},
        )
        _put_targets(commitment, promise)
        record_entry(commitment, "commitment.drafted", _("komitmen ditulis"), by=by, at=at)
    return commitment


def save_commitment(
    commitment: Commitment,
    promise: Promise,
    *,
    indicator: Indicator,
    version: int,
    by: Any,
    at: datetime,
) -> Commitment:
    """Save Form A while it lies with the institution; `version` is the one that was read."""
    check_writer(commitment.assignment, by)
    with transaction.atomic():
        check_draft(commitment, version)
        _can_stand(promise, commitment.assignment, commitment.year, indicator)
        for name in (*_WORDS, "reason"):
            setattr(commitment, name, getattr(promise, name))
        commitment.indicator, commitment.version = indicator, version + 1
        commitment.save(update_fields=[*_WORDS, "reason", "indicator", "version"])
        commitment.targets.all().delete()
        _put_targets(commitment, promise)
        record_entry(commitment, "commitment.saved", _("komitmen disimpan"), by=by, at=at)
    return commitment


def check_writer(assignment: Assignment, by: Any) -> None:
    """Raise NotYours for whoever does not write the assignment's promises."""
    if not drafts_promises(by, assignment):
        raise NotYours(_("Komitmen ini ditulis oleh instansi penanggung jawabnya."))


def check_draft(commitment: Commitment, version: int) -> None:
    """Lock a promise; raise OutOfTurn unless it is open in the version that was read."""
    rows = Commitment.everything.select_for_update(of=("self",)).order_by()
    state, current = rows.values_list("state", "version").get(pk=commitment.pk)
    if state not in OPEN_STATES:
        raise OutOfTurn(_("Komitmen ini sudah diajukan dan tidak dapat diubah lagi."))
    if current != version:
        raise OutOfTurn(
            _(
                "Komitmen ini baru saja disimpan orang lain. Tulisan Anda masih ada di bawah; "
                "simpan sekali lagi untuk menggantikan yang tersimpan."
            )
        )


def _can_stand(promise: Promise, assignment: Assignment, year: int, indicator: Indicator) -> None:
    if indicator.action_id != assignment.action_id:
        raise Incomplete(_("Indikator ini bukan milik aksi tersebut."))
    due = [promise.targets.get(row) for row in periods_of(assignment.action, year)]
    found = [
        problem.sentence
        for problem in target_problems(indicator.direction, promise.annual_target, due)
    ]
    if found:
        raise Incomplete(found[0], problems=found)


def _not_taken(assignment: Assignment, year: int) -> None:
    hold(assignment.pk)
    if Commitment.everything.filter(assignment=assignment, year=year).exists():
        raise OutOfTurn(_("Komitmen aksi ini untuk tahun itu sudah ada. Buka yang sudah ada."))


def hold(assignment: int) -> None:
    """Let nobody else begin a promise for the assignment meanwhile."""
    Assignment.everything.select_for_update(of=("self",)).order_by().get(pk=assignment)


def check_running(assignment: Assignment, year: int) -> None:
    """Raise OutOfTurn once every period of the year is locked."""
    if not is_running(assignment, year):
        raise OutOfTurn(_("Semua periode tahun itu sudah dikunci; komitmennya tidak berubah lagi."))


def is_running(assignment: Assignment, year: int) -> bool:
    """Whether some period of the year is not locked yet."""
    periods = periods_of(assignment.action, year)
    return not periods or any(period.state != PeriodState.LOCKED for period in periods)


def _put_targets(commitment: Commitment, promise: Promise) -> None:
    Target.everything.bulk_create(
        Target(commitment=commitment, period=period, value=value)
        for period, value in promise.targets.items()
    )


def own_indicator(
    assignment: Assignment, *, name: str, unit: str, direction: str, by: Any, at: datetime
) -> Indicator:
    """Add an indicator that the institution words itself; one that is there is taken as it is."""
    check_writer(assignment, by)
    with transaction.atomic():
        found, is_new = Indicator.everything.get_or_create(
            action=assignment.action, name=name, defaults={"unit": unit, "direction": direction}
        )
        if is_new:
            record_entry(
                assignment.action, "indicator.added", _("indikator ditambahkan"), by=by, at=at
            )
    return found


def revise_commitment(commitment: Commitment, *, by: Any, at: datetime) -> Commitment:
    """Begin the next version of an approved promise; the approved one stays in force meanwhile."""
    check_writer(commitment.assignment, by)
    check_running(commitment.assignment, commitment.year)
    with transaction.atomic():
        hold(commitment.assignment_id)
        _can_be_revised(commitment)
        revision = Commitment.everything.create(
            assignment=commitment.assignment,
            year=commitment.year,
            indicator=commitment.indicator,
            number=commitment.number + 1,
            **{name: getattr(commitment, name) for name in _WORDS},
        )
        Target.everything.bulk_create(
            Target(commitment=revision, period_id=row.period_id, value=row.value)
            for row in commitment.targets.all()
        )
        _copy_budget(commitment, revision)
        record_entry(revision, "commitment.revised", _("perubahan komitmen disusun"), by=by, at=at)
    return revision


def _copy_budget(commitment: Commitment, revision: Commitment) -> None:
    BudgetLine.everything.bulk_create(
        BudgetLine(
            commitment=revision,
            copied_from=row,
            **{name: getattr(row, name) for name in (*BUDGET_WORDS, "spent")},
        )
        for row in commitment.budget_lines.all()
    )


def _can_be_revised(commitment: Commitment) -> None:
    if commitment.state != CommitmentState.APPROVED:
        raise OutOfTurn(_("Hanya komitmen yang sudah disetujui yang diubah lewat versi baru."))
    later = Commitment.everything.filter(
        assignment=commitment.assignment_id,
        year=commitment.year,
        number__gt=commitment.number,
    )
    if later.exists():
        raise OutOfTurn(_("Sudah ada versi yang lebih baru dari komitmen ini."))


def submit_commitment(
    commitment: Commitment, *, by: Any, at: datetime, version: int | None = None
) -> Commitment:
    """Send Form A to the Pokja's chair; `version` is the one that the official has read."""
    with transaction.atomic():
        if version is not None:
            _was_read(commitment, version)
        advance(commitment, COMMITMENT_FLOW, "submit", by=by, at=at)
    return commitment


def _was_read(commitment: Commitment, version: int) -> None:
    rows = Commitment.everything.select_for_update(of=("self",)).order_by()
    if rows.values_list("version", flat=True).get(pk=commitment.pk) != version:
        raise OutOfTurn(_("Komitmen ini diubah sejak Anda membacanya. Baca kembali, lalu ajukan."))


def approve_commitment(commitment: Commitment, *, by: Any, at: datetime) -> Commitment:
    """Approve Form A; from now on progress is measured against it.

    For a revision the entry keeps what was promised before, and why it changed.
    """
    change = _compared_with_last(commitment) if commitment.number > 1 else None
    advance(commitment, COMMITMENT_FLOW, "approve", by=by, at=at, change=change)
    return commitment


def _compared_with_last(commitment: Commitment) -> Change:
    last = Commitment.everything.get(
        assignment=commitment.assignment_id,
        year=commitment.year,
        number=commitment.number - 1,
    )
    return Change(
        reason=commitment.reason, before=_printed_targets(last), after=_printed_targets(commitment)
    )


def _printed_targets(commitment: Commitment) -> dict[str, Any]:
    """The promise as the journal prints it, in Indonesian whatever the reader's language."""
    unit = commitment.indicator.unit
    rows = commitment.targets.select_related("period").order_by("period__code")
    return {
        "versi": commitment.number,
        "indikator": commitment.indicator.name,
        "target tahunan": f"{number(commitment.annual_target)} {unit}",
        **{row.period.name: f"{number(row.value)} {unit}" for row in rows},
    }


def return_commitment(commitment: Commitment, *, reason: str, by: Any, at: datetime) -> Commitment:
    """Give Form A back with a reason."""
    advance(commitment, COMMITMENT_FLOW, "return", by=by, at=at, change=Change(reason=reason))
    return commitment


def register_regional_plan(
    region: Region,
    stage: str,
    *,
    by: Any,
    at: datetime,
    instrument: str = "",
    enacted_on: date | None = None,
    expires_on: date | None = None,
) -> RegionalPlan:
    """Enter a province's regional action plan (RAD PE) into the register."""
    with transaction.atomic():
        plan, _is_new = RegionalPlan.everything.update_or_create(
            region=region,
            instrument=instrument,
            defaults={"stage": stage, "enacted_on": enacted_on, "expires_on": expires_on},
        )
        record_entry(plan, "regional_plan.registered", _("RAD PE dicatat"), by=by, at=at)
    return plan
