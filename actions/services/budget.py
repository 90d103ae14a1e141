"""Writing the budget lines of a promise, and later what was spent of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from actions.models import BudgetLine, Commitment, CommitmentState
from actions.services.promises import (
    check_draft,
    check_running,
    check_writer,
    hold,
    is_running,
)
from journal.services import Change, record_entry
from ranpe.kit.formats import number, rupiah
from ranpe.kit.refusals import Incomplete, OutOfTurn


@dataclass(frozen=True)
class BudgetContent:
    """What is promised in one line; amounts are rupiah, `share` is in per cent."""

    source: str
    note: str = ""
    ro_code: str = ""
    allocated: Decimal | None = None
    share: Decimal = Decimal(100)


def save_budget_line(
    commitment: Commitment,
    content: BudgetContent,
    *,
    line: BudgetLine | None = None,
    version: int,
    by: Any,
    at: datetime,
) -> BudgetLine:
    """Add a line to a promise that lies with the institution, or change what it says.

    Raises:
        Incomplete: the amount or the share cannot be, or the promise has that RO already.
        OutOfTurn: the promise is sent, or was changed elsewhere since `version`.
    """
    check_writer(commitment.assignment, by)
    with transaction.atomic():
        check_draft(commitment, version)
        check_running(commitment.assignment, commitment.year)
        row = line or BudgetLine(commitment=commitment)
        before = _printed(row) if line else {}
        for name, value in asdict(content).items():
            setattr(row, name, value)
        row.ro_code = "".join(content.ro_code.split()).upper()
        _can_stand(row)
        row.save()
        verb, sentence = (
            ("budget.changed", _("baris anggaran diubah"))
            if line
            else ("budget.added", _("baris anggaran ditambahkan"))
        )
        change = Change(before=before, after=_printed(row))
        _note(commitment, verb, sentence, change, by=by, at=at)
    return row


def remove_budget_line(line: BudgetLine, *, version: int, by: Any, at: datetime) -> None:
    """Take a line out of a promise that lies with the institution."""
    commitment = line.commitment
    check_writer(commitment.assignment, by)
    with transaction.atomic():
        check_draft(commitment, version)
        check_running(commitment.assignment, commitment.year)
        change = Change(before=_printed(line))
        line.delete()
        _note(commitment, "budget.removed", _("baris anggaran dihapus"), change, by=by, at=at)


def record_spending(
    line: BudgetLine, spent: Decimal | None, *, version: int, by: Any, at: datetime
) -> BudgetLine:
    """Note what was spent of a line of the promise in force, until the year is locked.

    It is no promise, so it needs no revision; a revision under way takes it over.
    """
    commitment = line.commitment
    check_writer(commitment.assignment, by)
    check_running(commitment.assignment, commitment.year)
    if spent is not None and spent < 0:
        raise Incomplete(_("Realisasi tidak boleh kurang dari nol."))
    with transaction.atomic():
        hold(commitment.assignment_id)
        _check_in_force(commitment, version)
        before = _printed(line)
        line.spent = spent
        line.save(update_fields=["spent"])
        line.copies.update(spent=spent)
        change = Change(before=before, after=_printed(line))
        _note(commitment, "budget.spent", _("realisasi anggaran dicatat"), change, by=by, at=at)
    return line


def may_record_spending(commitment: Commitment) -> bool:
    """Whether the year of a promise still takes realisation."""
    return is_running(commitment.assignment, commitment.year)


def _check_in_force(commitment: Commitment, version: int) -> None:
    later = Commitment.everything.filter(
        assignment=commitment.assignment_id,
        year=commitment.year,
        number__gt=commitment.number,
        state=CommitmentState.APPROVED,
    )
    rows = Commitment.everything.select_for_update(of=("self",)).order_by()
    state, current = rows.values_list("state", "version").get(pk=commitment.pk)
    if state != CommitmentState.APPROVED or later.exists():
        raise OutOfTurn(_("Realisasi dicatat pada komitmen yang berlaku."))
    if current != version:
        raise OutOfTurn(_("Anggaran ini baru saja diubah orang lain. Simpan sekali lagi."))


def _can_stand(line: BudgetLine) -> None:
    if line.allocated is not None and line.allocated < 0:
        raise Incomplete(_("Pagu tidak boleh kurang dari nol."))
    if not 0 < line.share <= 100:
        raise Incomplete(_("Bagian untuk aksi ini harus lebih dari 0% dan paling tinggi 100%."))
    same = BudgetLine.everything.filter(
        commitment=line.commitment_id, source=line.source, ro_code=line.ro_code
    )
    if line.ro_code and same.exclude(pk=line.pk).exists():
        raise Incomplete(_("Kode RO ini sudah ada pada komitmen ini; ubah baris itu."))


def _note(
    commitment: Commitment, verb: str, sentence: Any, change: Change, *, by: Any, at: datetime
) -> None:
    Commitment.everything.filter(pk=commitment.pk).update(version=models.F("version") + 1)
    commitment.version += 1
    record_entry(commitment, verb, sentence, by=by, at=at, change=change)


def _printed(line: BudgetLine) -> dict[str, Any]:
    """A line as the journal prints it, in Indonesian whatever the reader's language."""
    with override(settings.LANGUAGE_CODE):
        source = str(line.get_source_display())
    return {
        "sumber": source,
        "keterangan": line.note,
        "kode RO": line.ro_code,
        "pagu": rupiah(line.allocated),
        "bagian": f"{number(line.share)}%",
        "realisasi": rupiah(line.spent),
    }
