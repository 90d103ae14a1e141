"""The form of a reminder: to whom, and how."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from institutions.models import Institution
from progress.models import Channel
from ranpe.kit.scoped_forms import ScopedForm


class ReminderForm(ScopedForm):
    """The ticked institutions and the channel."""

    kl = forms.ModelMultipleChoiceField(
        Institution.everything.select_related("region").order_by("code"),
        label=_("Penerima"),
        error_messages={"required": _("Pilih paling sedikit satu penerima.")},
    )
    channel = forms.ChoiceField(
        label=_("Saluran"), choices=Channel.choices, initial=Channel.MAIL, required=False
    )

    def clean_channel(self) -> str:
        """By mail, unless something else was chosen."""
        return str(self.cleaned_data["channel"] or Channel.MAIL)
