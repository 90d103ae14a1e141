"""Personal data: the inventory, and a copy of everything about one person."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.access import answers_for_privacy, reads_privacy
from accounts.models import User
from journal.models import Entry
from journal.services import Change, record_entry
from ranpe.kit.clock import WIB
from ranpe.kit.downloads import KINDS
from ranpe.kit.paper import file_answer
from ranpe.kit.refusals import NotYours
from ranpe.kit.scoped_forms import ScopedForm
from ranpe.kit.sheets import Sheet, write_xlsx

INVENTORY = settings.BASE_DIR / "docs" / "personal-data.csv"
_YES, _MAYBE = "ya", "mungkin"


@dataclass(frozen=True)
class Column:
    """One column of the inventory: whether it is about people, what for, and if it is copied."""

    name: str
    holds: str
    is_copied: bool
    purpose: str


def inventory() -> list[Column]:
    """Every text and every link to a person in the tables, judged by people."""
    with INVENTORY.open(newline="", encoding="utf-8") as file:
        _headers, *rows = csv.reader(file)
    return [Column(name, holds, copied == _YES, purpose) for name, holds, copied, purpose in rows]


class CopyForm(ScopedForm):
    """Whose data, and who asked for it."""

    email = forms.EmailField(label=gettext_lazy("Alamat surel orangnya"))
    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=300,
        help_text=gettext_lazy("Misalnya nomor dan tanggal surat permintaan."),
    )

    def clean_email(self) -> User:
        """The person of that address."""
        rows = User.everything.filter(email=self.cleaned_data["email"].lower())
        person = rows.first()
        if person is None:
            raise forms.ValidationError(_("Tidak ada akun dengan alamat surel ini."))
        return person


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The inventory, and where a copy is made."""
    _admit(request)
    return _page(request, _form(request))


@require_POST
def person_copy(request: HttpRequest) -> HttpResponse:
    """Everything about a person who asked for it; the journal keeps for whom and why."""
    user: Any = request.user
    if not answers_for_privacy(user):
        raise NotYours(_("Salinan data orang lain dibuat oleh admin sistem atau PPID."))
    form = CopyForm(request.POST, user=user)
    if not form.is_valid():
        return _page(request, form, status=422)
    person, at = form.cleaned_data["email"], timezone.now()
    answer = _copied(person, at)
    record_entry(
        person, "privacy.copied", gettext_lazy("salinan data pribadi dibuat"),
        by=user, at=at, change=Change(reason=form.cleaned_data["reason"]),
    )  # fmt: skip
    return answer


@require_safe
def own_copy(request: HttpRequest) -> HttpResponse:
    """Everything that is kept about oneself."""
    user: Any = request.user
    return _copied(user, timezone.now())


def _admit(request: HttpRequest) -> None:
    if not reads_privacy(request.user):
        raise NotYours(_("Halaman ini untuk admin sistem, PPID, dan auditor."))


def _form(request: HttpRequest) -> CopyForm | None:
    return CopyForm(user=request.user) if answers_for_privacy(request.user) else None


def _page(request: HttpRequest, form: CopyForm | None, *, status: int = 200) -> HttpResponse:
    rows = inventory()
    context = {
        "certain": [row for row in rows if row.holds == _YES],
        "possible": [row for row in rows if row.holds == _MAYBE],
        "form": form,
    }
    return render(request, "pages/privacy.html", context, status=status)


def _copied(person: User, at: datetime) -> HttpResponse:
    stamp = at.astimezone(WIB).strftime("%Y%m%d-%H%M")
    content = write_xlsx(sheets_about(person), created=at)
    return file_answer(content, f"data-pribadi-{person.pk}-{stamp}.xlsx", KINDS["xlsx"])


def sheets_about(person: User) -> list[Sheet]:
    """All that is kept about a person: account, deeds, and every other row that names them."""
    return [
        Sheet(_("Akun"), [_("Kolom"), _("Isi")], _account(person)),
        Sheet(
            _("Jejak"),
            [_("Waktu"), _("Siapa"), _("Jabatan"), _("Apa"), _("Objek"), _("Alasan")],
            _deeds(person),
        ),
        Sheet(
            _("Data lain"),
            [_("Tabel"), _("Nomor"), _("Kolom"), _("Isi")],
            _elsewhere(person),
        ),
    ]


def _account(person: User) -> Iterator[list[object]]:
    for column in _copied_columns(User):
        yield [column, getattr(person, column)]
    for name in ("is_active", "mail_choice", "last_login"):
        yield [name, getattr(person, name)]


def _deeds(person: User) -> Iterator[list[object]]:
    own = Q(actor=person.pk) | Q(subject_label=User._meta.label_lower, subject_id=person.pk)
    for row in Entry.everything.filter(own).order_by("pk").iterator(1000):
        yield [row.at, row.actor_name, row.capacity, row.sentence, row.subject_name, row.reason]


def _elsewhere(person: User) -> Iterator[list[object]]:
    """Every row that points to the person, with the columns that are about this person.

    Where a row points to several people, these are the ones named after the link.
    """
    for model in apps.get_models():
        links = [field for field in model._meta.concrete_fields if field.related_model is User]
        if not links or model is Entry or model._meta.auto_created:
            continue
        copied = _copied_columns(model)
        for link in links:
            columns = [name for name in copied if len(links) == 1 or name.startswith(link.name)]
            rows = model._base_manager.filter(**{link.name: person.pk}).order_by("pk")
            for row in rows.iterator(1000):
                yield [model._meta.label, row.pk, link.name, person.name]
                for column in columns:
                    if value := getattr(row, column):
                        yield [model._meta.label, row.pk, column, value]


def _copied_columns(model: type[models.Model]) -> list[str]:
    start = f"{model._meta.label}."
    texts = {field.name for field in model._meta.concrete_fields if not field.is_relation}
    told = (row.name for row in inventory() if row.is_copied and row.name.startswith(start))
    return [name for name in (full.removeprefix(start) for full in told) if name in texts]
