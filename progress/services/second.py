"""The blind second verdict: drawing the sample, giving the verdict, settling a difference."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import in_office
from accounts.models import Role, User
from accounts.queries import holders_of
from journal.models import Entry
from journal.services import UNDO_WINDOW, Change, record_entry, tell
from pillars.models import PlanRules
from pillars.queries import rules_of
from progress import access
from progress.figures import status_of_line
from progress.lines import line_with_value
from progress.models import ProgressReport, SecondVerdict, Submission, Verification
from progress.queries import verifiers_of
from progress.queries.second import OPEN_STATES, open_seconds, seconds_with_parts
from ranpe.kit.clock import day_of
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn

_CHAIRS = (Role.POKJA_CHAIR, Role.POKJA_HEAD, Role.SEKBER_MEMBER)
_ASKED = gettext_lazy("{report}: menunggu penilaian kedua Anda, tanpa melihat putusan pertama")
_DIFFERS = gettext_lazy("{report}: penilaian kedua berbeda dari putusan pertama")


def is_drawn(report: ProgressReport, number: int, rules: PlanRules) -> bool:
    """Whether a submission is in the sample; anybody can draw it again from codes and seed."""
    duty, period = report.assignment, report.period
    unit = duty.unit.code if duty.unit else ""
    named = f"{duty.action.code}:{duty.institution.code}:{unit}:{period.year}:{period.code}"
    drawn = hashlib.sha256(f"{rules.second_seed}:{named}:{number}".encode()).hexdigest()
    return int(drawn, 16) % 10_000 < rules.second_share * 100


def draw_second(
    verification: Verification, report: ProgressReport, rules: PlanRules, *, entry: Entry
) -> SecondVerdict | None:
    """Draw an accepted submission for a second verdict, if the plan's rules ask for one.

    It goes to the verifier of another institution than the report's who has the fewest waiting,
    never to the one who has just decided.
    """
    submission: Submission = verification.submission
    if not rules.second_share or not is_drawn(report, submission.number, rules):
        return None
    at = verification.decided_at
    second = SecondVerdict.everything.create(
        verification=verification, verifier=_another(verification, report), drawn_at=at
    )
    if second.verifier_id:
        said = format_lazy(_ASKED, report=report.journal_name)
        tell([second.verifier_id], report, said, key=f"{entry.pk}:kedua", at=at)
    return second


def _another(verification: Verification, report: ProgressReport) -> User | None:
    others = set(verifiers_of(report)) - {verification.decided_by_id}
    people = [
        person
        for person in User.everything.filter(pk__in=others, is_active=True).order_by("pk")
        if access.is_verifier(person, report)
    ]
    waiting = open_seconds().filter(verifier__in=[person.pk for person in people])
    counted = waiting.order_by().values("verifier").annotate(total=models.Count("pk"))
    loads: dict[int, int] = dict(counted.values_list("verifier", "total"))
    return min(people, key=lambda person: (loads.get(person.pk, 0), person.pk), default=None)


def give_second(
    second: SecondVerdict,
    *,
    accepts: bool,
    recognised_value: Decimal | None,
    rubric: Mapping[str, bool],
    note: str = "",
    by: Any,
    at: datetime,
) -> SecondVerdict:
    """Keep what the second verifier finds; the report and its first verdict stay as they are.

    Raises:
        NotYours: somebody else was drawn, or `by` may no longer judge the report.
        OutOfTurn: given already, or the first verdict no longer stands.
        Incomplete: no value, a question unanswered, or no word why it would be returned.
    """
    with transaction.atomic():
        row = _locked(second)
        report = row.report
        is_theirs = row.verifier_id == by.pk and row.verification.decided_by_id != by.pk
        if not is_theirs or not access.is_verifier(by, report):
            raise NotYours(_("Anda bukan penilai kedua laporan ini."))
        _is_open(row, report, at)
        rules = rules_of(report.period.version.plan)
        answers = {q["key"]: bool(rubric.get(q["key"])) for q in rules.rubric}
        _is_said(accepts=accepts, value=recognised_value, note=note)
        row.accepts, row.rubric, row.note = accepts, answers, note.strip()
        if accepts:
            row.recognised_value = recognised_value
            row.computed_status = _status(report, recognised_value, answers, rules)
        row.given_at, row.given_by_id = at, by.pk
        row.save()
        said = gettext_lazy("penilaian kedua diberikan")
        entry = record_entry(report, "second.given", said, by=in_office(by, Role.VERIFIER), at=at)
        if row.differs:
            words = format_lazy(_DIFFERS, report=report.journal_name)
            tell(_chairs_of(report, at), report, words, key=str(entry.pk), at=at)
    return row


def _locked(second: SecondVerdict) -> SecondVerdict:
    SecondVerdict.everything.select_for_update().order_by().get(pk=second.pk)
    found: SecondVerdict = seconds_with_parts().get(pk=second.pk)
    return found


def _is_open(row: SecondVerdict, report: ProgressReport, at: datetime) -> None:
    first = row.verification
    if row.given_at is not None:
        raise OutOfTurn(_("Penilaian kedua Anda sudah tersimpan dan tidak dapat diubah."))
    if first.undone_at is not None or report.state not in OPEN_STATES:
        raise OutOfTurn(_("Putusan pertama sudah berubah; penilaian kedua tidak diperlukan lagi."))
    if at - first.decided_at < UNDO_WINDOW:
        raise OutOfTurn(_("Putusan pertama masih dapat dibatalkan; coba lagi sebentar."))


def _is_said(*, accepts: bool, value: Decimal | None, note: str) -> None:
    if accepts and value is None:
        raise Incomplete(_("Isi realisasi yang didukung data dukung."))
    if not accepts and not note.strip():
        raise Incomplete(_("Tuliskan mengapa laporan ini akan Anda kembalikan."))


def _status(
    report: ProgressReport, value: Decimal | None, rubric: Mapping[str, bool], rules: PlanRules
) -> str:
    share = Decimal(sum(rubric.values())) * 100 / len(rubric) if rubric else None
    line = line_with_value(report, value=value, share=share)
    return str(status_of_line(line, rules))


def _chairs_of(report: ProgressReport, at: datetime) -> Any:
    pillar = report.assignment.action.focus.pillar.number
    condition = models.Q(role=Role.POKJA_CHAIR, pillar_number=pillar)
    if access.is_of_the_lead(report):
        condition |= models.Q(role=Role.SEKBER_MEMBER)
    own = models.Q(position__institution_id=access.institution_of(report))
    return holders_of(condition & ~own, on=day_of(at))


def settle_second(second: SecondVerdict, *, note: str, by: Any, at: datetime) -> SecondVerdict:
    """The chair notes what came of a difference; the row leaves the list, the verdict stands.

    Raises:
        NotYours: not the chair of the report's pillar, or of the own institution.
        OutOfTurn: nothing differs, or it is settled already.
        Incomplete: without words nothing is settled.
    """
    with transaction.atomic():
        row = _locked(second)
        report = row.report
        if not access.is_chair(by, report):
            raise NotYours(_("Hanya ketua Pokja yang memutuskan laporan ini."))
        if not row.differs or row.settled_at is not None:
            raise OutOfTurn(_("Perbedaan ini sudah ditindaklanjuti. Muat ulang halaman."))
        if not note.strip():
            raise Incomplete(_("Tuliskan tindak lanjutnya."))
        row.settled_note, row.settled_at, row.settled_by_id = note.strip(), at, by.pk
        row.save(update_fields=["settled_note", "settled_at", "settled_by"])
        said = gettext_lazy("perbedaan penilaian kedua ditindaklanjuti")
        officer = in_office(by, *_CHAIRS)
        change = Change(reason=row.settled_note)
        record_entry(report, "second.settled", said, by=officer, at=at, change=change)
    return row
