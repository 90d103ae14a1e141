"""The verifier's desk: rubric, recognised value, remarks per field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from pillars.models import PlanRules, Status
from progress.services import OnSiteCheck, RemarkText
from ranpe.kit.form_fields import NumberField, day_field, long_text
from ranpe.kit.formats import number
from ranpe.kit.scoped_forms import ScopedForm

# What is said most often, so that it need not be typed: (field, sentence).
USUAL_REMARKS: tuple[tuple[str, Any], ...] = (
    ("achieved_value", _("Realisasi tidak didukung data dukung.")),
    ("narrative", _("Uraian belum menjelaskan hasil kegiatan.")),
    ("evidence", _("Data dukung belum memadai.")),
    ("evidence", _("Data dukung bukan dari periode ini.")),
    ("obstacle", _("Kendala belum dijelaskan.")),
    ("follow_up", _("Tindak lanjut belum menyebut siapa dan kapan.")),
    ("public_summary", _("Ringkasan memuat hal yang tidak boleh dipublikasikan.")),
)


def remark_name(field: str) -> str:
    """The name of the text area for a remark on `field`."""
    return f"remark_{field}"


def optional_name(field: str) -> str:
    """The name of the tick that makes the remark on `field` one that need not be answered."""
    return f"optional_{field}"


def thresholds_in_words(rules: PlanRules) -> str:
    """From which per cent of the target on which status is counted."""
    words = {
        "achieved": Status.ACHIEVED.label,
        "on_track": Status.ON_TRACK.label,
        "at_risk": Status.AT_RISK.label,
        "behind": Status.BEHIND.label,
        "achieved_from": number(rules.achieved_from),
        "on_track_from": number(rules.on_track_from),
        "at_risk_from": number(rules.at_risk_from),
        "evidence_from": number(rules.evidence_from),
    }
    return (
        _now(
            "≥ %(achieved_from)s%% %(achieved)s bila rubrik terpenuhi ≥ %(evidence_from)s%%; "
            "≥ %(on_track_from)s%% %(on_track)s; "
            "%(at_risk_from)s–%(on_track_from)s%% %(at_risk)s; < %(at_risk_from)s%% %(behind)s"
        )
        % words
    )


@dataclass(frozen=True)
class Question:
    """One question of the rubric, and what a yes means for this kind of report (or nothing)."""

    option: Any
    anchor: str


def questions_of(rubric: Any, rules: PlanRules, anchored: str) -> list[Question]:
    """The ticks of a rubric with their anchors; a plan may give a question none for this kind."""
    found = []
    for option, row in zip(rubric.subwidgets, rules.rubric, strict=True):
        anchor = row.get("anchors", {}).get(anchored, "")
        if anchor:
            option.data["attrs"]["aria-describedby"] = f"{option.id_for_label}_anchor"
        found.append(Question(option, anchor))
    return found


class DeskForm(ScopedForm):
    """One form with two ends: accept, or return with remarks on the fields in `about`."""

    use_required_attribute = False

    recognised_value = NumberField(label=_("Realisasi yang diakui"))
    rubric = forms.MultipleChoiceField(
        label=_("Rubrik data dukung"), required=False, widget=forms.CheckboxSelectMultiple
    )
    rubric_all = forms.BooleanField(label=_("Semua terpenuhi"), required=False)
    note = long_text(
        _("Catatan verifikasi"), most=2000, rows=2, hint=_("Dibaca oleh instansi pelapor.")
    )
    on_site_name = forms.CharField(
        label=_("Diperiksa di tempat oleh"), max_length=200, required=False
    )
    on_site_on = day_field(_("Tanggal pemeriksaan di tempat"), required=False)
    submission_number = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, rules: PlanRules, about: list[str], wants_value: bool, **kwargs: Any
    ) -> None:
        self.is_closed: bool = kwargs.pop("is_closed", False)
        self.anchored = ""
        super().__init__(*args, **kwargs)
        self.rules, self.about, self.wants_value = rules, about, wants_value
        questions = self.fields["rubric"]
        assert isinstance(questions, forms.MultipleChoiceField)  # noqa: S101
        questions.choices = [(row["key"], row["label"]) for row in rules.rubric]
        for name in about:
            self.fields[remark_name(name)] = long_text(_("Catatan perbaikan"), most=2000, rows=3)
            self.fields[optional_name(name)] = forms.BooleanField(
                label=_("Catatan saja, tidak wajib dijawab"), required=False
            )
        usual = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
        usual.choices = [
            (str(number), sentence)
            for number, (name, sentence) in enumerate(USUAL_REMARKS)
            if name in about
        ]
        self.fields["usual"] = usual

    def explain(self, *, claimed: str, anchored: str) -> None:
        """Say what was claimed, and show the rubric's anchors for that kind of report."""
        self.anchored = anchored
        if claimed:
            words = _now("Diklaim %(value)s") % {"value": claimed}
            self.fields["recognised_value"].help_text = words

    def questions(self) -> list[Question]:
        """The rubric as it is asked."""
        return questions_of(self["rubric"], self.rules, self.anchored)

    def rubric_answers(self) -> dict[str, bool]:
        """Yes or no to every question of the plan's rubric; the closed path asks none."""
        if self.is_closed:
            return {}
        ticked = set(self.cleaned_data["rubric"])
        everything = self.cleaned_data["rubric_all"]
        return {row["key"]: everything or row["key"] in ticked for row in self.rules.rubric}

    def remarks(self) -> list[RemarkText]:
        """The remarks that were ticked or written, in the order of the fields."""
        ticked = [USUAL_REMARKS[int(number)] for number in self.cleaned_data["usual"]]
        found = []
        for name in self.about:
            said = [str(sentence) for field, sentence in ticked if field == name]
            said.append(self.cleaned_data[remark_name(name)].strip())
            text = " ".join(part for part in said if part)
            if text:
                is_blocking = not self.cleaned_data[optional_name(name)]
                found.append(RemarkText(name, text, is_blocking=is_blocking))
        return found

    def on_site(self) -> OnSiteCheck | None:
        """Who checked at the institution; None where it was not written down."""
        name, day = self.cleaned_data["on_site_name"], self.cleaned_data["on_site_on"]
        return OnSiteCheck(name, day) if name and day else None

    def is_ready_to_accept(self) -> bool:
        """Whether the form can end in an acceptance; adds the errors when it cannot."""
        if not self.is_valid():
            return False
        if self.is_closed and self.on_site() is None:
            self.add_error(
                "on_site_name", _now("Isi nama yang memeriksa di tempat dan tanggalnya.")
            )
        if self.wants_value and self.cleaned_data["recognised_value"] is None:
            self.add_error("recognised_value", _now("Isi realisasi yang didukung data dukung."))
        if not self.is_closed and not any(self.rubric_answers().values()):
            self.add_error(
                "rubric",
                _now("Centang butir yang terpenuhi. Bila tidak ada, kembalikan laporannya."),
            )
        if self.remarks():
            self.add_error(
                None,
                _now(
                    "Ada catatan perbaikan yang sudah ditulis. Kembalikan laporan, atau hapus "
                    "catatannya lalu setujui."
                ),
            )
        return self.is_valid()
