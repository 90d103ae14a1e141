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


class HolidayFileForm(forms.Form):
    """A year and the file of its days off."""

    use_required_attribute = False

    year = forms.IntegerField(
        label=_("Tahun"),
        min_value=2000,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": _("Isi tahun kalendernya."),
            "invalid": _("Tulis tahun empat angka, misalnya 2027."),
            "min_value": _("Tulis tahun antara 2000 dan 2100."),
            "max_value": _("Tulis tahun antara 2000 dan 2100."),
        },
    )
    file = forms.FileField(
        label=_("Berkas hari libur"),
        help_text=_("XLSX atau CSV dengan kolom Tanggal, Nama, dan Jenis; paling besar 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": _("Pilih berkas hari libur."),
            "empty": _("Berkas ini kosong; pilih berkas lain."),
        },
    )


class ConfirmHolidaysForm(forms.Form):
    """What was compared, sealed by the server, and whether days that the file lacks go."""

    content = forms.CharField(widget=forms.HiddenInput)
    drops_absent = forms.BooleanField(
        label=_("Hapus juga hari libur yang tidak ada di berkas"),
        help_text=_("Pakai bila keputusan bersama diubah dan sebuah hari tidak lagi libur."),
        required=False,
    )
