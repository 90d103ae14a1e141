"""What an institution and a province report: the shape of the form, not its rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actions.models import Action, RegionalPlanState
from pillars.models import Period, Status
from progress.forms.fields import FilesField, typed_in
from progress.models import EvidenceLabel, ObstacleKind, ProgressReport, RegionalReport
from progress.services import ProgressContent, RegionalContent
from ranpe.kit.form_fields import NumberField, long_text
from ranpe.kit.scoped_forms import ScopedForm

CLAIMS = [
    (status.value, status.label)
    for status in (Status.ACHIEVED, Status.ON_TRACK, Status.AT_RISK, Status.BEHIND)
]
# The default stands first: a file is for the house unless somebody says otherwise.
LABELS = (EvidenceLabel.LIMITED, EvidenceLabel.PUBLIC, EvidenceLabel.SECRET)
_CHOOSE = ("", _("Pilih"))


class ReportForm(ScopedForm):
    """What both kinds of report ask; nothing is required until the report is sent.

    `version` guards the draft, `base_version` the report that the reader started from.
    """

    use_required_attribute = False
    # Not required to save, but to send: their labels do not say "optional".
    needed_to_send = (
        "claimed_status",
        "achieved_value",
        "narrative",
        "obstacle_kind",
        "obstacle",
        "follow_up",
        "evidence",
        "nil_reason",
        "is_nil",
    )

    narrative = long_text(
        _("Uraian kemajuan"),
        most=4000,
        rows=7,
        hint=_("Apa yang dikerjakan, siapa yang dijangkau, dan apa hasilnya."),
    )
    obstacle_kind = forms.ChoiceField(
        label=_("Jenis kendala"), required=False, choices=[_CHOOSE, *ObstacleKind.choices]
    )
    obstacle = long_text(_("Kendala"), most=2000)
    follow_up = long_text(_("Tindak lanjut"), most=2000, hint=_("Siapa melakukan apa, kapan."))
    evidence = FilesField(label=_("Data dukung"))
    evidence_classification = forms.ChoiceField(
        label=_("Label berkas"),
        required=False,
        choices=[(label.value, label.label) for label in LABELS],
        initial=EvidenceLabel.LIMITED,
    )
    note_to_verifier = long_text(
        _("Catatan untuk verifikator"), most=2000, rows=2, hint=_("Tidak pernah dipublikasikan.")
    )
    public_summary = long_text(
        _("Ringkasan untuk publik"),
        most=1000,
        rows=3,
        hint=_("Satu atau dua kalimat, tanpa nama orang dan tanpa lokasi rinci."),
    )
    is_nil = forms.BooleanField(
        label=_("Tidak ada kegiatan pada periode ini (laporan nihil)"), required=False
    )
    nil_reason = long_text(_("Alasan tidak ada kegiatan"), most=2000, rows=3)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    base_version = forms.IntegerField(widget=forms.HiddenInput)

    def mark_needed(self) -> None:
        """Show what sending needs without "optional"; to be called once the form is checked."""
        for name in self.needed_to_send:
            if name in self.fields:
                self.fields[name].required = True

    def ask_only(self, period: Period) -> None:
        """Leave the fields that the period asks, with the length that it gives to the text."""
        if not period.asks_everything:
            kept = {*period.asks, "version", "base_version"}
            self.fields = {name: field for name, field in self.fields.items() if name in kept}
        if period.text_limit and "narrative" in self.fields:
            label, hint = self.fields["narrative"].label, _("Satu atau dua kalimat.")
            self.fields["narrative"] = long_text(label, most=period.text_limit, rows=3, hint=hint)

    def filled(self) -> dict[str, Any]:
        """What was typed; a field that is not asked stays as empty as it is."""
        empty: dict[str, Any] = dict.fromkeys(self.base_fields, "")
        return {**empty, **self.cleaned_data}

    @classmethod
    def typed(cls, data: Any) -> dict[str, Any]:
        """What was typed, raw; for the draft that loses nothing."""
        return typed_in(cls.base_fields, data)

    @classmethod
    def values_of(cls, report: Any) -> dict[str, Any]:
        """The report's own words as the form's first values."""
        unsaved = {"evidence", "evidence_classification", "version", "base_version"}
        return {name: getattr(report, name) for name in cls.base_fields if name not in unsaved}

    def _common(self) -> dict[str, Any]:
        """The content that both kinds share; a nil report carries its reason and no work."""
        data = self.filled()
        kept = {name: data[name] for name in ("note_to_verifier", "public_summary", "nil_reason")}
        if data["is_nil"]:
            return {**kept, "is_nil": True}
        worked = ("narrative", "obstacle_kind", "obstacle", "follow_up")
        return {**kept, **{name: data[name] for name in worked}}


class ProgressForm(ReportForm):
    """An institution's report on one action."""

    claimed_status = forms.ChoiceField(
        label=_("Status kemajuan"), required=False, choices=CLAIMS, widget=forms.RadioSelect
    )
    achieved_value = NumberField(label=_("Realisasi"))
    needs_escalation = forms.BooleanField(
        label=_("Perlu dibahas di tingkat Pokja atau Sekber"), required=False
    )
    field_order = [
        "is_nil",
        "nil_reason",
        "claimed_status",
        "achieved_value",
        "narrative",
        "obstacle_kind",
        "obstacle",
        "follow_up",
        "needs_escalation",
        "evidence",
        "evidence_classification",
        "public_summary",
        "note_to_verifier",
    ]

    @classmethod
    def for_report(cls, report: ProgressReport, *args: Any, **kwargs: Any) -> ProgressForm:
        """The form for one report, with what its period asks."""
        form = cls(*args, **kwargs)
        form.ask_only(report.period)
        return form

    def content(self) -> ProgressContent:
        """What was typed, as the service takes it."""
        data = self.filled()
        if data["is_nil"]:
            return ProgressContent(**self._common())
        return ProgressContent(
            claimed_status=data["claimed_status"],
            achieved_value=data["achieved_value"] if data["achieved_value"] != "" else None,
            needs_escalation=bool(data["needs_escalation"]),
            **self._common(),
        )


class RegionalForm(ReportForm):
    """A province's report on its period."""

    activity_count = NumberField(label=_("Jumlah kegiatan"), whole=True)
    plan_stage = forms.ChoiceField(
        label=_("Tahap RAD PE"), required=False, choices=[_CHOOSE, *RegionalPlanState.choices]
    )
    actions = forms.ModelMultipleChoiceField(
        label=_("Aksi yang didukung"),
        required=False,
        queryset=Action.everything.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = [
        "is_nil",
        "nil_reason",
        "narrative",
        "activity_count",
        "actions",
        "plan_stage",
        "obstacle_kind",
        "obstacle",
        "follow_up",
        "evidence",
        "evidence_classification",
        "public_summary",
        "note_to_verifier",
    ]

    @classmethod
    def for_report(cls, report: RegionalReport, *args: Any, **kwargs: Any) -> RegionalForm:
        """The form for one report: its actions are those of its plan that the reader sees."""
        form = cls(*args, **kwargs)
        rows = Action.everything.filter(plan=report.period.version.plan_id)
        field = form.fields["actions"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101
        field.queryset = rows.visible_to(form.user).select_related("focus__pillar")
        return form

    @classmethod
    def values_of(cls, report: Any) -> dict[str, Any]:
        """As every form; the linked actions by their keys."""
        linked = [str(pk) for pk in report.actions.values_list("pk", flat=True)]
        return {**super().values_of(report), "actions": linked}

    def content(self) -> RegionalContent:
        """What was typed, as the service takes it."""
        data = self.cleaned_data
        if data["is_nil"]:
            return RegionalContent(plan_stage=data["plan_stage"], **self._common())
        return RegionalContent(
            activity_count=data["activity_count"],
            plan_stage=data["plan_stage"],
            actions=tuple(action.pk for action in data["actions"]),
            **self._common(),
        )
