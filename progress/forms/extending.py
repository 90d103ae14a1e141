"""What is typed when more time is asked for, given by letter, or refused."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ranpe.kit.form_fields import day_field, long_text


class TimeForm(forms.Form):
    """Until which day, and why; the service says what is missing."""

    use_required_attribute = False

    until = day_field(_("Sampai tanggal"), error_messages={"required": _("Isi tanggalnya.")})
    reason = long_text(_("Alasan"), most=1000, rows=3)
    reason.required = True
    reason.error_messages["required"] = _("Tuliskan alasannya terlebih dahulu.")


class LetterTimeForm(TimeForm):
    """The same, given of the Secretariat's own motion: it stands on a letter."""

    letter = forms.CharField(
        label=_("Nomor dan tanggal surat"),
        max_length=160,
        required=False,
        help_text=_("Surat yang menjadi dasar perpanjangan."),
    )


class DeclineForm(forms.Form):
    """Why a request is turned down."""

    use_required_attribute = False

    reason: Any = long_text(_("Alasan"), most=1000, rows=2, hint=_("Dibaca oleh instansi pelapor."))
