"""What a coordinator types."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class UnitDeadlineForm(forms.Form):
    """The day until which a unit is to be ready."""

    due_on = forms.DateField(
        label=_("Batas internal"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": _("Isi tanggalnya."), "invalid": _("Isi tanggalnya.")},
    )
