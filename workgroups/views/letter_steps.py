"""One letter with the steps that are open, and what is typed for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ranpe.kit.clock import day_of
from ranpe.kit.refusals import NotYours
from ranpe.kit.workflow import Step
from workgroups.access import keeps_letters
from workgroups.forms import (
    CancelForm,
    NothingForm,
    NumberForm,
    ReceiveForm,
    RedraftForm,
    SendForm,
    SignForm,
    TemplateForm,
)
from workgroups.models import Letter, LetterKind, LetterTemplate
from workgroups.queries import entries_of_letters, template_of
from workgroups.services import (
    cancel_letter,
    initial_letter,
    number_letter,
    receive_letter,
    redraft_letter,
    save_template,
    send_letter,
    sign_letter,
)
from workgroups.views.letters import letter_of
from workgroups.views.parts import tried
from workgroups.workflow import LETTER_FLOW

_FORMS: dict[str, Any] = {
    "initial": NothingForm,
    "redraft": RedraftForm,
    "sign": SignForm,
    "number": NumberForm,
    "send": SendForm,
    "receive": ReceiveForm,
    "cancel": CancelForm,
}
_ACTS: dict[str, Callable[..., Letter]] = {
    "initial": initial_letter,
    "redraft": redraft_letter,
    "sign": sign_letter,
    "number": number_letter,
    "send": send_letter,
    "receive": receive_letter,
    "cancel": cancel_letter,
}
_DAYS = {"sign": "signed_on", "number": "dated_on", "send": "sent_on", "receive": "received_on"}
_DONE = {
    "initial": gettext_lazy("Surat diparaf; isinya tidak berubah lagi."),
    "redraft": gettext_lazy("Surat menjadi konsep kembali."),
    "sign": gettext_lazy("Tanda tangan dicatat; minta nomor dari buku agenda."),
    "number": gettext_lazy("Nomor dan pindaian dicatat; surat siap dikirim."),
    "send": gettext_lazy("Pengiriman dicatat; penerima diberi tahu."),
    "receive": gettext_lazy("Penerimaan dicatat."),
    "cancel": gettext_lazy("Surat dibatalkan."),
}
# What turns a letter back stands behind the way forward.
BACKWARD = ("redraft", "cancel")


@dataclass(frozen=True)
class OpenStep:
    """A step that the reader may take now, with what is to be typed for it."""

    step: Step
    form: Any

    @property
    def is_forward(self) -> bool:
        """Whether it brings the letter further."""
        return self.step.name not in BACKWARD


def _form(name: str, request: HttpRequest, letter: Letter, at: datetime, *, typed: bool) -> Any:
    data = {"data": request.POST, "files": request.FILES} if typed else {}
    more = {"letter": letter} if name == "sign" else {}
    first = {_DAYS[name]: day_of(at)} if name in _DAYS else {}
    return _FORMS[name](**data, **more, initial=first, user=request.user)


@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter: its words, what it lists, how far it has come and what may be done."""
    return _page(request, letter_of(request, pk), {})


def _page(
    request: HttpRequest, row: Letter, typed: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    steps = [
        OpenStep(step, typed.get(step.name) or _form(step.name, request, row, at, typed=False))
        for step in LETTER_FLOW.open_to(request.user, row)
    ]
    for open_step in steps:
        open_step.form.mark_needed()
    context = {
        "letter": row,
        "items": list(row.items.all()),
        "steps": steps,
        "form": next(iter(typed.values()), None),
        "may_edit": row.is_draft and keeps_letters(request.user),
        "entries": entries_of_letters(Letter.everything.filter(pk=row.pk), request.user),
    }
    return render(request, "workgroups/letter.html", context, status=status)


@require_POST
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take a step of a letter with what was typed for it."""
    row, at = letter_of(request, pk), timezone.now()
    if name not in _FORMS:
        raise Http404
    if not LETTER_FLOW.step(name).taken_by(request.user, row):
        raise NotYours(_("Langkah ini bukan kewenangan Anda."))
    form = _form(name, request, row, at, typed=True)
    act = _ACTS[name]
    status = tried(request, form, lambda: act(row, **form.cleaned_data, by=request.user, at=at))
    if status:
        return _page(request, letter_of(request, pk), {name: form}, status=status)
    messages.success(request, str(_DONE[name]))
    return redirect("letters:letter", pk)


def _every_template() -> list[LetterTemplate]:
    return [
        template_of(kind, is_internal=is_internal)
        for kind in LetterKind.values
        for is_internal in (False, True)
    ]


@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """The words with which each kind of letter begins."""
    context = {"templates": _every_template(), "keeps": keeps_letters(request.user)}
    return render(request, "workgroups/letter_templates.html", context)


@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """Change the words of one kind of letter; what is drafted already stays as it is."""
    if kind not in LetterKind.values or form not in ("surat", "nota-dinas"):
        raise Http404
    if not keeps_letters(request.user):
        raise NotYours(_("Hanya Sekretariat Bersama yang mengurus surat resmi."))
    is_internal = form == "nota-dinas"
    row, status = template_of(kind, is_internal=is_internal), 200
    data = request.POST if request.method == "POST" else None
    typed = TemplateForm(data, initial=TemplateForm.first_values(row), user=request.user)
    if data is not None:
        status = tried(
            request,
            typed,
            lambda: save_template(
                kind,
                typed.words(),
                is_internal=is_internal,
                version=typed.cleaned_data["version"],
                by=request.user,
                at=timezone.now(),
            ),
        )
        if not status:
            messages.success(request, _("Naskah baku disimpan; konsep berikutnya memakainya."))
            return redirect("letters:templates")
    typed.mark_needed()
    context = {"form": typed, "template": row}
    return render(request, "workgroups/letter_template.html", context, status=status)
