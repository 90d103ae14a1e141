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


class CoverForm(forms.Form):
    """The institution's own number and day, and the signed letter as a file."""

    number = forms.CharField(label=_("Nomor surat"), max_length=80)
    dated_on = forms.DateField(
        label=_("Tanggal surat"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    letter = forms.FileField(
        label=_("Surat pengantar bertanda tangan"),
        required=False,
        help_text=_("PDF atau foto hasil pindai. Berkas baru menggantikan yang lama."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
