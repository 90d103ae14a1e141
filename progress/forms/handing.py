"""What is typed to hand a verifier's queue on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from progress.queries.holding import Held, Taker
from ranpe.kit.form_fields import long_text
from ranpe.kit.scoped_forms import ScopedForm


class HandOverForm(ScopedForm):
    """To whom, why, and which reports; the button decides whether the ticks count."""

    use_required_attribute = False

    to = forms.ChoiceField(
        label=_("Kepada verifikator"),
        error_messages={
            "required": _("Pilih verifikator yang menerima."),
            "invalid_choice": _("Pilih verifikator yang menerima."),
        },
    )
    reason = long_text(_("Alasan"), most=500, rows=2)

    def __init__(
        self, *args: Any, rows: Sequence[Held], takers: Sequence[Taker], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        self.fields["reason"].required = True
        self.fields["reason"].error_messages["required"] = _now("Tuliskan alasannya.")
        self.people = {str(row.person.pk): row.person for row in takers}
        to: Any = self.fields["to"]
        named = [(str(row.person.pk), _label(row)) for row in takers]
        to.choices = [("", _now("Pilih verifikator")), *named]

    @property
    def taker(self) -> User:
        """The person who receives the reports."""
        return self.people[self.cleaned_data["to"]]

    @property
    def ticked(self) -> set[str]:
        """The keys of the ticked reports; somebody may have taken one away meanwhile."""
        data: Any = self.data
        return set(data.getlist("reports")) if self.is_bound else set()

    def chosen(self, *, everything: bool) -> list[Any]:
        """The reports that are to change hands: all, or those that are ticked and still there."""
        return [row.report for row in self.rows if everything or row.key in self.ticked]


def _label(row: Taker) -> str:
    words = {
        "name": row.person.printed_name,
        "home": row.home,
        "pillars": ", ".join(map(str, row.pillars)) or "–",
        "count": row.count,
    }
    return _now("%(name)s (%(home)s; pilar %(pillars)s; sedang memegang %(count)s)") % words
