"""Penilaian kedua: giving it blind, how far both agree, and what came of a difference."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Role
from progress.access import is_chair, is_watched_reading
from progress.forms.second import SecondForm, SettleForm
from progress.models import SecondVerdict
from progress.queries.contents import shown_activities
from progress.queries.second import (
    VERDICT,
    Answer,
    Measure,
    measures_over,
    seconds_waiting_for,
    seconds_with_parts,
    values_of,
)
from progress.services.second import give_second, settle_second
from progress.views.kinds import PROGRESS, rules_for, subject_of
from progress.views.lists import ROWS_A_PAGE
from progress.views.parts import activity_lines, proofs_of, summary_rows
from ranpe.kit.downloads import table_answer
from ranpe.kit.formats import number
from ranpe.kit.readings import note_reading
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn, note_refusal
from ranpe.kit.scope import visible_or_404


def _reads_figures(user: Any) -> bool:
    """Blind is who may still be asked; the desk and the chairs compare."""
    return bool(user.reach.national or user.reach.has(Role.POKJA_CHAIR))


def _admitted(user: Any) -> None:
    if not (_reads_figures(user) or user.reach.has(Role.VERIFIER)):
        raise NotYours(_("Penilaian kedua dibuka oleh verifikator, ketua Pokja, dan Sekretariat."))


@require_GET
def seconds(request: HttpRequest) -> HttpResponse:
    """What waits for one's own second verdict; for those who compare, the agreement."""
    return _list_page(request, SettleForm(user=request.user), None)


def _given(request: HttpRequest) -> list[SecondVerdict]:
    """What was given, for those who compare."""
    if not _reads_figures(request.user):
        return []
    return list(seconds_with_parts().visible_to(request.user).filter(given_at__isnull=False))


def _compared(request: HttpRequest, given: list[SecondVerdict]) -> list[SecondVerdict]:
    """Those of the chosen period, or all of them."""
    chosen = request.GET.get("periode", "")
    return [row for row in given if not chosen or str(row.report.period_id) == chosen]


def _list_page(
    request: HttpRequest, form: SettleForm, failed: int | None, *, status: int = 200
) -> HttpResponse:
    user: Any = request.user
    _admitted(user)
    given = _given(request)
    rows = _compared(request, given)
    measures = measures_over(rows) if rows else []
    measure = _chosen(request, measures)
    page = Paginator(_shown(request, measure), ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    unsettled = [row for row in rows if row.differs and row.settled_at is None]
    differences = [(row, is_chair(user, row.report)) for row in unsettled[:ROWS_A_PAGE]]
    context = {
        "waiting": list(seconds_waiting_for(user)),
        "compares": _reads_figures(user),
        "total": len(rows),
        "periods": list(dict.fromkeys(row.report.period for row in reversed(given))),
        "period_key": request.GET.get("periode", ""),
        "measures": measures,
        "measure": measure,
        "result": request.GET.get("hasil", ""),
        "page_obj": page,
        "differences": differences,
        "unsettled": len(unsettled),
        "settles": any(may for _row, may in differences),
        "unasked": _unasked(request) if _reads_figures(user) else 0,
        "form": form,
        "failed": failed,
    }
    return render(request, "progress/seconds.html", context, status=status)


def _unasked(request: HttpRequest) -> int:
    """How many were drawn for which nobody could be found."""
    drawn = SecondVerdict.everything.visible_to(request.user)
    return drawn.filter(verifier=None, verification__undone_at=None).count()


def _chosen(request: HttpRequest, measures: list[Measure]) -> Measure | None:
    key = request.GET.get("ukuran", "")
    found = next((row for row in measures if row.key == key), None)
    if key and measures and found is None:
        raise Http404
    return found


def _shown(request: HttpRequest, measure: Measure | None) -> list[Answer]:
    if measure is None:
        return []
    wanted = {"sama": True, "beda": False}.get(request.GET.get("hasil", ""))
    return [row for row in measure.answers if wanted is None or row.is_same is wanted]


@require_GET
def seconds_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The rows behind the chosen number, or those of the verdict."""
    user: Any = request.user
    if not _reads_figures(user):
        raise NotYours(_("Penilaian kedua dibandingkan oleh ketua Pokja dan Sekretariat."))
    measures = measures_over(_compared(request, _given(request)))
    measure = _chosen(request, measures) or next(row for row in measures if row.key == VERDICT)
    headers = [
        _("Kode"), _("K/L"), _("Periode"), _("Ukuran"), _("Putusan pertama"), _("Penilaian kedua"),
        _("Realisasi diakui pertama"), _("Realisasi diakui kedua"), _("Penilai kedua"),
        _("Diberikan"), _("Catatan"), _("Tindak lanjut"),
    ]  # fmt: skip
    rows = (_cells(measure, answer) for answer in _shown(request, measure))
    return table_answer(kind, "penilaian-kedua", headers, rows, timezone.now())


def _cells(measure: Measure, answer: Answer) -> list[object]:
    row = answer.row
    duty = row.report.assignment
    return [
        duty.action.code, duty.institution.short, row.report.period.name, measure.label,
        answer.first, answer.second, *values_of(row), str(row.verifier), row.given_at, row.note,
        row.settled_note,
    ]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def second(request: HttpRequest, pk: int) -> HttpResponse:
    """The claim beside its evidence, without the first verdict, and one's own judgement."""
    row: SecondVerdict = visible_or_404(seconds_with_parts(), request.user, pk=pk)
    if row.verifier_id != request.user.pk:
        raise NotYours(_("Anda bukan penilai kedua laporan ini."))
    if row.given_at is not None:
        messages.info(request, _("Penilaian kedua Anda sudah tersimpan dan tidak dapat diubah."))
        return redirect("progress:seconds")
    at, report = timezone.now(), row.report
    if is_watched_reading(request.user, report):
        note_reading(request, report, "report")
    subject = subject_of(report, PROGRESS, at)
    unit = subject.target.unit if subject.target else ""
    data = request.POST if request.method == "POST" else None
    form = SecondForm(
        data,
        user=request.user,
        rules=rules_for(report),
        claimed=f"{number(report.achieved_value)} {unit}".strip(),
        anchored=subject.target.direction if subject.target else "",
    )
    form.fields["recognised_value"].required = True  # shown without "optional"
    if data is not None and form.is_valid() and _is_given(request, row, form, at):
        messages.success(request, _("Penilaian kedua tersimpan; putusan pertama tetap berlaku."))
        return redirect("progress:seconds")
    context = {
        "row": row,
        "report": report,
        "subject": subject,
        "form": form,
        "rows": summary_rows(report, PROGRESS, unit),
        "activities": activity_lines(shown_activities(report)),
        "proofs": proofs_of(report, request.user),
    }
    return render(request, "progress/second.html", context, status=200 if data is None else 422)


def _is_given(request: HttpRequest, row: SecondVerdict, form: SecondForm, at: datetime) -> bool:
    said = form.cleaned_data
    try:
        give_second(
            row,
            accepts=said["accepts"],
            recognised_value=said["recognised_value"],
            rubric=form.answers(),
            note=said["note"],
            by=request.user,
            at=at,
        )
    except (Incomplete, OutOfTurn) as refusal:
        note_refusal(request, refusal)
        form.add_error(None, refusal.sentence)
        return False
    return True


@require_POST
def second_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """The chair notes what came of a difference."""
    row: SecondVerdict = visible_or_404(seconds_with_parts(), request.user, pk=pk)
    if not is_chair(request.user, row.report):
        raise NotYours(_("Hanya ketua Pokja yang memutuskan laporan ini."))
    form = SettleForm(request.POST, user=request.user)
    if not form.is_valid():
        return _list_page(request, form, row.pk, status=422)
    settle_second(row, note=form.cleaned_data["note"], by=request.user, at=timezone.now())
    messages.success(request, _("Tindak lanjut dicatat."))
    return redirect(reverse("progress:seconds"))
