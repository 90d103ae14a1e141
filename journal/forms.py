"""What is typed about incidents with personal data, and about the periods that laws set."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journal.models import TermKey
from journal.services import IncidentContent
from ranpe.kit.clock import WIB
from ranpe.kit.form_fields import long_text
from ranpe.kit.scoped_forms import ScopedForm


class IncidentForm(ScopedForm):
    """What Undang-Undang 27/2022 wants told: what, whose, when, and the remedy."""

    discovered_at = forms.DateTimeField(
        label=_("Diketahui (WIB)"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M"],
        help_text=_("Jam pemberitahuan berjalan sejak saat ini."),
    )
    what = long_text(_("Data apa, dan bagaimana terungkap"), most=4000, rows=4)
    affected = long_text(_("Siapa yang terdampak"), most=2000, rows=2)
    people = forms.IntegerField(label=_("Perkiraan jumlah orang"), min_value=0, required=False)
    remedy = long_text(_("Penanganan dan pemulihan"), most=4000, rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("what", "affected", "remedy"):
            self.fields[name].required = True

    def content(self) -> IncidentContent:
        """What was typed; the moment is one in Jakarta."""
        said = self.cleaned_data
        known = said["discovered_at"].replace(tzinfo=WIB)
        return IncidentContent(
            known, said["what"], said["affected"], said["remedy"], said["people"]
        )


class TermForm(ScopedForm):
    """A period, and what it rests on."""

    key = forms.ChoiceField(label=_("Ketentuan"), choices=TermKey.choices)
    amount = forms.IntegerField(label=_("Angka"), min_value=1, max_value=9999)
    ground = forms.CharField(label=_("Dasar"), max_length=200)
