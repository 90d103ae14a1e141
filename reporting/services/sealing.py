"""Pembekuan data: a locked year becomes rows that nothing can change."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Role
from journal import chain
from journal.services import Change, record_entry
from progress.figures import FORMULA_VERSION
from ranpe.kit.refusals import NotYours, OutOfTurn
from reporting import access
from reporting.models import Seal
from reporting.sealing import Year, read_year, rows_of_year, sha256_of_rows


def seal_year(year: int, *, by: Any, at: datetime) -> Seal:
    """Freeze a year whose periods are all locked; a further seal of a year corrects the first.

    Raises:
        NotYours: `by` is not of the Secretariat.
        OutOfTurn: a period of the year is not locked.
    """
    return _seal(year, is_provisional=False, by=by, at=at)


def seal_provisionally(year: int, *, by: Any, at: datetime) -> Seal:
    """Freeze what there is of a year by now, for the draft of its report.

    What is verified and what is only claimed are figures of their own. Nothing that stands on it
    is decided, sent or published.

    Raises:
        NotYours: `by` is not of the Secretariat.
        OutOfTurn: no period of the year has begun, or the year is sealed for good.
    """
    if Seal.everything.filter(year=year, is_provisional=False).exists():
        raise OutOfTurn(_("Data tahun ini sudah dibekukan; koreksi menjadi pembekuan baru."))
    return _seal(year, is_provisional=True, by=by, at=at)


def _seal(year: int, *, is_provisional: bool, by: Any, at: datetime) -> Seal:
    if not access.seals_years(by):
        raise NotYours(_("Data dibekukan oleh Sekretariat Bersama atau Ketua Pokja."))
    chain.seal_waiting()
    with transaction.atomic(), override("id"):
        read = read_year(year, is_provisional=is_provisional, at=at)
        seal = _unsaved(read, by=by, at=at)
        rows = rows_of_year(seal, read)
        seal.sha256 = sha256_of_rows(seal, rows)
        seal.save()
        _save(rows)
        record_entry(
            seal,
            "seal.provisional" if is_provisional else "seal.made",
            "data dibekukan sementara" if is_provisional else "data tahun ini dibekukan",
            by=access.in_office(by, Role.SECRETARIAT, Role.POKJA_HEAD),
            at=at,
            change=Change(after={"sha256": seal.sha256, "rows": len(rows)}),
        )
    return seal


def _unsaved(year: Year, *, by: Any, at: datetime) -> Seal:
    plan, rules = year.version.plan, year.rules
    last = Seal.everything.filter(year=year.number).aggregate(last=models.Max("number"))["last"]
    return Seal(
        year=year.number,
        number=(last or 0) + 1,
        plan_version=year.version,
        plan_code=plan.code,
        plan_title=plan.title,
        plan_basis=plan.legal_basis,
        base=year.version.basis,
        level_one_label=plan.level_one_label,
        level_two_label=plan.level_two_label,
        is_sample=plan.is_sample,
        is_provisional=year.is_provisional,
        cutoff_at=year.cutoff_at,
        rules_version=rules.version,
        formula_version=FORMULA_VERSION,
        achieved_from=rules.achieved_from,
        on_track_from=rules.on_track_from,
        at_risk_from=rules.at_risk_from,
        evidence_from=rules.evidence_from,
        small_cell_below=rules.small_cell_below,
        journal_head=chain.head(),
        sealed_at=at,
        sealed_by_id=by.pk,
    )


def _save(rows: list[models.Model]) -> None:
    by_model: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        row.seal = row.seal  # type: ignore[attr-defined]  # takes up the key of the saved seal
        by_model.setdefault(type(row), []).append(row)
    for model, each in by_model.items():
        model._base_manager.bulk_create(each, batch_size=200)
