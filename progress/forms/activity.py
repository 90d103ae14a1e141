"""One activity of a report: what was held, when, where, for whom."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from institutions.models import Region
from progress.forms.fields import typed_in
from progress.models import AGE_GROUPS, COUNTED, SEXES, Activity, OutputKind, ProgressReport
from progress.services import ActivityContent, outside_period
from ranpe.kit.form_fields import ChoiceOfMany, NumberField, PlainText
from ranpe.kit.scoped_forms import ScopedForm

_GROUPS = (*SEXES, *AGE_GROUPS, "with_disability")


def _label(name: str) -> Any:
    field: Any = Activity._meta.get_field(name)
    return field.verbose_name


def _count(name: str, hint: Any = "") -> NumberField:
    return NumberField(label=_label(name), whole=True, help_text=hint)


class ReportsField(ChoiceOfMany):
    """Reports by the code and the title of their action."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """Code and title."""
        action = obj.assignment.action
        return f"{action.code} · {action.title}"


class ActivityForm(ScopedForm):
    """The shape of one activity; sums are checked here, whether it may be written is not.

    `version` guards what is being typed, `base_version` the activity that is changed.
    """

    use_required_attribute = False

    title = PlainText(label=_label("title"), max_length=200)
    held_on = forms.DateField(
        label=_label("held_on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    region = forms.ModelChoiceField(
        label=_label("region"),
        required=False,
        queryset=Region.everything.all(),
        to_field_name="code",
        empty_label=_("Pilih"),
    )
    is_online = forms.BooleanField(label=_label("is_online"), required=False)
    partners = PlainText(
        label=_label("partners"),
        required=False,
        max_length=300,
        help_text=_("Nama lembaga, bukan nama orang."),
    )
    output_kind = forms.ChoiceField(
        label=_label("output_kind"),
        required=False,
        choices=[("", _("Pilih")), *OutputKind.choices],
    )
    participants = _count(
        "participants", _("Boleh kosong bila laki-laki dan perempuan diisi; dijumlahkan sendiri.")
    )
    men = _count("men")
    women = _count("women")
    is_undivided = forms.BooleanField(label=_label("is_undivided"), required=False)
    children = _count("children")
    youth = _count("youth")
    adults = _count("adults")
    elderly = _count("elderly")
    with_disability = _count("with_disability")
    reports = ReportsField(
        label=_("Juga untuk aksi"), required=False, queryset=ProgressReport.everything.none()
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(
        self, *args: Any, report: ProgressReport, others: Any, user: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.report = report
        shared: Any = self.fields["reports"]
        shared.queryset = others.visible_to(user)

    @classmethod
    def typed(cls, data: Any) -> dict[str, Any]:
        """What was typed, raw; for the draft that loses nothing."""
        return typed_in(cls.base_fields, data)

    @classmethod
    def values_of(cls, activity: Activity, report: ProgressReport) -> dict[str, Any]:
        """The activity's own words as the form's first values."""
        others = activity.reports.exclude(pk=report.pk).values_list("pk", flat=True)
        apart = ("region", "reports", "version", "base_version")
        region = activity.region.code if activity.region else None
        values = {name: getattr(activity, name) for name in cls.base_fields if name not in apart}
        return {**values, "region": region, "reports": list(others)}

    def clean_held_on(self) -> Any:
        """The day, within the report's period."""
        held_on = self.cleaned_data["held_on"]
        sentence = outside_period(self.report, held_on)
        if sentence:
            raise forms.ValidationError(sentence)
        return held_on

    def clean(self) -> dict[str, Any]:
        """A place, and numbers of participants that add up."""
        data = self.cleaned_data
        if "region" in data and not (data["region"] or data.get("is_online")):
            self.add_error("region", _now("Pilih provinsinya, atau tandai daring."))
        if not any(name in self.errors for name in COUNTED):
            self._count_participants(data)
        return data

    def _count_participants(self, data: dict[str, Any]) -> None:
        given = [name for name in _GROUPS if data[name] is not None]
        if data["is_undivided"]:
            self._of_the_undivided(data, given)
        elif given or data["participants"] is not None:
            self._of_the_divided(data)

    def _of_the_undivided(self, data: dict[str, Any], given: list[str]) -> None:
        if data["participants"] is None:
            self.add_error("participants", _now("Isi jumlah peserta."))
        for name in given:
            self.add_error(
                name, _now("Kosongkan, atau hapus tanda bahwa data peserta tidak terpilah.")
            )

    def _of_the_divided(self, data: dict[str, Any]) -> None:
        missing = [name for name in SEXES if data[name] is None]
        for name in missing:
            self.add_error(
                name, _now("Isi (boleh 0), atau tandai bahwa data peserta tidak terpilah.")
            )
        if missing:
            return
        total = data["men"] + data["women"]
        if data["participants"] not in (None, total):
            self.add_error(
                "participants", _now("Jumlah peserta tidak sama dengan laki-laki dan perempuan.")
            )
        data["participants"] = total
        if sum(data[name] or 0 for name in AGE_GROUPS) > total:
            self.add_error("children", _now("Jumlah kelompok usia melebihi jumlah peserta."))
        if (data["with_disability"] or 0) > total:
            self.add_error("with_disability", _now("Angka ini melebihi jumlah peserta."))

    def content(self) -> ActivityContent:
        """What was typed, as the service takes it."""
        data = self.cleaned_data
        words = ("title", "held_on", "is_online", "partners", "output_kind", "is_undivided")
        return ActivityContent(
            region_id=data["region"].pk if data["region"] else None,
            **{name: data[name] for name in (*words, *COUNTED)},
        )
