"""What is typed for a blind second verdict, and for what came of a difference."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from pillars.models import PlanRules
from progress.forms.desk import Question, questions_of
from progress.forms.sessions import MarkForm
from ranpe.kit.form_fields import NumberField, long_text
from ranpe.kit.scoped_forms import ScopedForm


class SecondForm(MarkForm):
    """Verdict, rubric and the value that the evidence supports; nothing is filled in before."""

    recognised_value = NumberField(label=_("Realisasi yang diakui"))
    note = long_text(_("Catatan"), most=2000, rows=3, hint=_("Wajib bila Anda akan mengembalikan."))

    def __init__(
        self, *args: Any, rules: PlanRules, claimed: str, anchored: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, rules=rules, **kwargs)
        self.rules, self.anchored = rules, anchored
        if claimed:
            words = _now("Diklaim %(value)s") % {"value": claimed}
            self.fields["recognised_value"].help_text = words

    def questions(self) -> list[Question]:
        """The rubric as the first verifier was asked."""
        return questions_of(self["rubric"], self.rules, self.anchored)

    def clean(self) -> dict[str, Any]:
        """A value where it is accepted, a word where it is not."""
        said = super().clean() or self.cleaned_data
        accepts, has_value = said.get("accepts"), said.get("recognised_value") is not None
        if accepts and not has_value and "recognised_value" not in self.errors:
            self.add_error("recognised_value", _now("Isi realisasi yang didukung data dukung."))
        if accepts is False and not said.get("note", "").strip():
            self.add_error("note", _now("Tuliskan mengapa laporan ini akan Anda kembalikan."))
        return said


class SettleForm(ScopedForm):
    """What the chair has done about a difference."""

    use_required_attribute = False

    note = forms.CharField(
        label=_("Tindak lanjut"),
        max_length=500,
        error_messages={"required": _("Tuliskan tindak lanjutnya.")},
    )
