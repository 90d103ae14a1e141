"""What the Secretariat types from a letter, and what the closed path asks."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from files.services import ACCEPTED
from progress.forms.report import CLAIMS
from progress.services import ClosedContent, LetterFacts
from ranpe.kit.form_fields import day_field
from ranpe.kit.scoped_forms import ScopedForm


class LetterForm(ScopedForm):
    """The head of a letter, the day it came, and its scan."""

    use_required_attribute = False
    prefix = "surat"

    number = forms.CharField(label=_("Nomor surat"), max_length=80)
    dated_on = day_field(_("Tanggal surat"))
    sender = forms.CharField(
        label=_("Pengirim"), max_length=200, help_text=_("Jabatan yang menandatangani surat.")
    )
    received_on = day_field(
        _("Tanggal diterima"),
        help_text=_("Kepatuhan dihitung menurut tanggal ini, bukan tanggal pencatatan."),
    )
    scan = forms.FileField(
        label=_("Pindaian surat"),
        help_text=_("Pilih kembali berkasnya bila halaman ini menunjukkan kesalahan."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in ACCEPTED)}),
    )

    def letter(self) -> LetterFacts:
        """The letter, as the service takes it."""
        data = self.cleaned_data
        return LetterFacts(
            number=data["number"],
            dated_on=data["dated_on"],
            sender=data["sender"],
            received_on=data["received_on"],
        )


class SheetForm(ScopedForm):
    """The signed sheet: its code, who signed it, when, and its scan."""

    use_required_attribute = False

    number = forms.CharField(
        label=_("Kode lembar"),
        max_length=80,
        help_text=_("Tercetak di bagian bawah lembar; lembar versi lama ditolak."),
    )
    signed_by = forms.CharField(label=_("Ditandatangani oleh"), max_length=200)
    signed_on = day_field(_("Tanggal tanda tangan"))
    scan = forms.FileField(
        label=_("Pindaian lembar bertanda tangan"),
        help_text=_("Pilih kembali berkasnya bila halaman ini menunjukkan kesalahan."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in ACCEPTED)}),
    )


class ClosedLetterForm(ScopedForm):
    """What the Secretariat notes of a letter on the closed path; no scan is asked or kept."""

    use_required_attribute = False

    claimed_status = forms.ChoiceField(
        label=_("Status kemajuan"), choices=CLAIMS, widget=forms.RadioSelect
    )
    number = forms.CharField(label=_("Nomor surat"), max_length=80)
    dated_on = day_field(_("Tanggal surat"))
    received_on = day_field(
        _("Tanggal diterima"),
        help_text=_("Kepatuhan dihitung menurut tanggal ini, bukan tanggal pencatatan."),
    )

    def content(self) -> ClosedContent:
        """What the letter says, as the service takes it."""
        data = self.cleaned_data
        return ClosedContent(data["claimed_status"], data["number"], data["dated_on"])


class ClosedForm(ScopedForm):
    """All that a report on the closed path says."""

    use_required_attribute = False

    claimed_status = forms.ChoiceField(
        label=_("Status kemajuan"), required=False, choices=CLAIMS, widget=forms.RadioSelect
    )
    closed_number = forms.CharField(label=_("Nomor surat"), max_length=80, required=False)
    closed_dated_on = day_field(_("Tanggal surat"), required=False)
    base_version = forms.IntegerField(widget=forms.HiddenInput)

    def mark_needed(self) -> None:
        """Nothing is optional; to be called once the form is checked."""
        for field in self.fields.values():
            field.required = True

    def content(self) -> ClosedContent:
        """What was typed, as the service takes it."""
        data = self.cleaned_data
        return ClosedContent(
            claimed_status=data["claimed_status"],
            number=data["closed_number"],
            dated_on=data["closed_dated_on"],
        )
