"""What is typed on the pages of the workbook: the file, and a choice for each row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pillars.models import Period, PeriodState
from ranpe.kit.scoped_forms import ScopedForm


class WorkbookForm(ScopedForm):
    """A filled workbook and the period it is for."""

    use_required_attribute = False

    period = forms.ModelChoiceField(
        label=_("Periode"),
        queryset=Period.everything.filter(is_checked=True).exclude(state=PeriodState.SCHEDULED),
        widget=forms.HiddenInput,
    )
    file = forms.FileField(
        label=_("Berkas buku kerja"),
        help_text=_("XLSX yang diunduh dari halaman ini, paling besar 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": _("Pilih berkas buku kerja yang sudah diisi."),
            "empty": _("Berkas ini kosong; pilih berkas lain."),
        },
    )


class ChoicesForm(ScopedForm):
    """For each row that a workbook fills: file or web, and the versions that were compared."""

    use_required_attribute = False

    def __init__(self, *args: Any, rows: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in rows:
            key = row.report.pk
            self.fields[f"side_{key}"] = forms.ChoiceField(
                label=row.report.assignment.action.code,
                choices=[("file", _("Pakai isi berkas")), ("web", _("Biarkan isi web"))],
                widget=forms.RadioSelect,
                initial="" if row.must_choose else "file",
                error_messages={"required": _("Pilih isi berkas atau isi web.")},
            )
            self.fields[f"seen_{key}"] = forms.CharField(
                widget=forms.HiddenInput, initial=row.seen, max_length=40
            )
