"""What is asked before a period changes its state."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class PeriodStepForm(forms.Form):
    """The step to take, that its effect was read, and why where the step asks for it."""

    reason = forms.CharField(
        label=_("Alasan"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Wajib untuk membuka kembali; tersimpan di jejak audit."),
    )
