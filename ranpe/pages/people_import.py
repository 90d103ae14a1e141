"""People and offices by file: compared and shown first, saved only when confirmed."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import appoints
from accounts.forms import ConfirmPeopleForm, PeopleFileForm
from accounts.imports import (
    COLUMNS,
    PeopleFile,
    compare_people,
    import_people,
    lines_of,
    read_people,
    sealed,
    unsealed,
)
from accounts.models import Role
from accounts.queries import definitive_offices
from ranpe.kit.clock import day_of
from ranpe.kit.downloads import table_answer
from ranpe.kit.refusals import Incomplete, NotYours, note_refusal
from ranpe.kit.sheets import MAX_BYTES

# A preview may wait for a working day, not longer: what stands may have moved on.
_PREVIEW_SECONDS: Final = 24 * 60 * 60


def _admitted(user: Any) -> None:
    if not appoints(user):
        raise NotYours(_("Pengguna dan jabatan dicatat oleh admin sistem dan Sekretariat."))


def _salt(user: Any) -> str:
    return f"people:{user.pk}"


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The form; an uploaded file is compared and nothing is saved yet."""
    user: Any = request.user
    _admitted(user)
    if request.method != "POST":
        return _form(request, PeopleFileForm())
    form = PeopleFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, form, status=422)
    file, at = form.cleaned_data["file"], timezone.now()
    try:
        found = read_people(file.read(MAX_BYTES + 1), name=file.name or "", by=user, at=at)
    except Incomplete as refusal:
        note_refusal(request, refusal)
        return _form(request, form, refusal, status=422)
    differences = compare_people(found, at=at)
    if differences.is_empty:
        messages.info(request, _("Isi berkas sama dengan yang tercatat; tidak ada yang disimpan."))
        return redirect("people")
    content = signing.dumps(sealed(found), salt=_salt(user), compress=True)
    context = {
        "found": found,
        "differences": differences,
        "form": ConfirmPeopleForm(initial={"content": content}),
    }
    return render(request, "pages/people_preview.html", context)


def _form(
    request: HttpRequest,
    form: PeopleFileForm,
    refusal: Incomplete | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "refusal": refusal, "columns": COLUMNS}
    return render(request, "pages/people_import.html", context, status=status)


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Save what the preview showed."""
    user: Any = request.user
    _admitted(user)
    found = _shown_to(user, ConfirmPeopleForm(request.POST))
    differences = import_people(found, by=user, at=timezone.now())
    if differences.is_empty:
        messages.info(request, _("Isi berkas sama dengan yang tercatat; tidak ada yang disimpan."))
    else:
        messages.success(request, _("Pengguna dan jabatan dari berkas tersimpan."))
    return redirect("people")


def _shown_to(user: Any, form: ConfirmPeopleForm) -> PeopleFile:
    """What this person compared, exactly as it was shown.

    Raises:
        Incomplete: it is not what was shown, or it was shown too long ago.
    """
    text = form.cleaned_data["content"] if form.is_valid() else ""
    try:
        kept = signing.loads(text, salt=_salt(user), max_age=_PREVIEW_SECONDS)
    except signing.BadSignature:
        sentence = _("Pratinjau ini sudah tidak berlaku; unggah berkasnya sekali lagi.")
        raise Incomplete(sentence) from None
    return unsealed(kept)


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """Who holds which office today, as the file that can be handed in again."""
    user: Any = request.user
    _admitted(user)
    at = timezone.now()
    rows = definitive_offices(day_of(at)).visible_to(user)
    rows = rows.select_related("user", "position__institution", "position__unit")
    rows = rows.prefetch_related("position__grants").order_by(
        "position__institution__code", "position__title", "user__email"
    )
    shows_phones = user.reach.has(Role.SECRETARIAT)
    headers = [column.header for column in COLUMNS]
    lines = lines_of(rows, shows_phones=shows_phones)
    return table_answer(kind, "pengguna-dan-jabatan", headers, lines, at)
