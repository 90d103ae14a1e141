"""What is asked before a period changes its state."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pillars.models import PeriodKind, PlanVersion
from pillars.services import PeriodPlan
from ranpe.kit.clock import end_of, start_of
from ranpe.kit.form_fields import ChoiceOfOne, day_field
from ranpe.kit.scoped_forms import ScopedForm


class PeriodStepForm(forms.Form):
    """The step to take, that its effect was read, and why where the step asks for it."""

    reason = forms.CharField(
        label=_("Alasan"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Wajib untuk membuka kembali; tersimpan di jejak audit."),
    )


class PeriodKindForm(ScopedForm):
    """For which plan, of which kind, about which days: what a new period begins with."""

    use_required_attribute = False

    version = ChoiceOfOne(
        label=_("Rencana"),
        queryset=PlanVersion.everything.select_related("plan").order_by("-plan", "-number"),
        empty_label=None,
    )
    kind = forms.ChoiceField(label=_("Jenis periode"))
    starts_on = day_field(_("Hari pertama data"))
    ends_on = day_field(_("Hari terakhir data"))

    def __init__(self, *args: Any, kinds: Iterable[PeriodKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [(kind.key, kind.label) for kind in kinds]


class PeriodPlanForm(forms.Form):
    """The name and the days of a period; whether they fit the calendar is said by the service."""

    use_required_attribute = False

    name = forms.CharField(label=_("Nama periode"), max_length=60)
    starts_on = day_field(_("Hari pertama data"))
    ends_on = day_field(_("Hari terakhir data"))
    opens_on = day_field(_("Dibuka"))
    due_on = day_field(
        _("Batas waktu"), help_text=_("Sampai akhir hari itu laporan tercatat tepat waktu.")
    )
    closes_on = day_field(
        _("Ditutup"), help_text=_("Sampai akhir hari itu laporan terlambat masih diterima.")
    )
    cutoff_on = day_field(
        _("Pembekuan data"), help_text=_("Angka laporan tahunan dihitung menurut hari ini.")
    )

    def plan(self) -> PeriodPlan:
        """What was typed, as the service takes it."""
        data = self.cleaned_data
        return PeriodPlan(
            name=data["name"],
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            opens_at=start_of(data["opens_on"]),
            due_at=end_of(data["due_on"]),
            closes_at=end_of(data["closes_on"]),
            cutoff_at=end_of(data["cutoff_on"]),
        )


class SchedulePeriodForm(PeriodPlanForm):
    """The same with the code under which the year knows the period."""

    code = forms.CharField(label=_("Kode"), max_length=10, help_text=_("Misalnya S1 atau P1."))
    field_order = ["name", "code"]


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
