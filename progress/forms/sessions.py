"""What is typed for a verification session."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from accounts.queries import holders_of
from pillars.models import Period, PeriodState, PlanRules
from progress.models import SessionItem, SessionSeat
from progress.services.sessions import SessionPlan
from ranpe.kit.clock import day_of
from ranpe.kit.form_fields import ChoiceOfMany, ChoiceOfOne, PlainText, day_field, long_text
from ranpe.kit.scoped_forms import ScopedForm
from workgroups.models import Decision


class SessionForm(ScopedForm):
    """A new session: which period, when, where, whose reports, who checks."""

    use_required_attribute = False

    name = PlainText(label=_("Nama sesi"), max_length=150)
    period = ChoiceOfOne(
        label=_("Periode"),
        queryset=Period.everything.filter(
            state__in=[PeriodState.OPEN, PeriodState.CLOSED], is_checked=True
        ),
        empty_label=None,
    )
    starts_on = day_field(_("Hari pertama"))
    ends_on = day_field(_("Hari terakhir"))
    place = PlainText(label=_("Tempat"), max_length=200)
    pillars = forms.TypedMultipleChoiceField(
        label=_("Pilar atau tema"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tanpa pilihan: semua."),
    )
    sample_size = forms.IntegerField(
        label=_("Contoh kalibrasi (laporan)"),
        min_value=0,
        max_value=20,
        help_text=_("Dinilai semua verifikator lebih dahulu; tidak mengubah laporan."),
    )
    verifiers = ChoiceOfMany(
        label=_("Verifikator"),
        queryset=User.everything.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, pillars: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["pillars"]
        choice.choices = [(number, str(number)) for number in pillars]
        people: Any = self.fields["verifiers"]
        holders = holders_of(Q(role=Role.VERIFIER), on=day_of(timezone.now()))
        people.queryset = User.everything.visible_to(self.user).filter(pk__in=holders)

    def plan(self) -> SessionPlan:
        """What was typed, as the service takes it."""
        said = self.cleaned_data
        return SessionPlan(
            name=said["name"],
            place=said["place"],
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            pillars=tuple(said["pillars"]),
            sample_size=said["sample_size"],
        )

    def clean(self) -> dict[str, Any]:
        """The days in order."""
        said = super().clean() or self.cleaned_data
        first, last = said.get("starts_on"), said.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _now("Hari terakhir tidak boleh sebelum hari pertama."))
        return said


class MoveForm(ScopedForm):
    """One report of the session, and the desk to which it goes."""

    item = ChoiceOfOne(label=_("Laporan"), queryset=SessionItem.everything.none())
    seat = ChoiceOfOne(label=_("Ke verifikator"), queryset=SessionSeat.everything.none())

    def __init__(self, *args: Any, items: Any, seats: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item: Any = self.fields["item"]
        seat: Any = self.fields["seat"]
        item.queryset = items.visible_to(self.user)
        item.label_from_instance = lambda row: str(row.report.assignment)
        seat.queryset = seats.visible_to(self.user)


class MarkForm(ScopedForm):
    """A blind judgement of a sample report."""

    use_required_attribute = False

    accepts = forms.TypedChoiceField(
        label=_("Putusan Anda"),
        choices=[("yes", _("Setujui")), ("no", _("Kembalikan"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih salah satu.")},
    )
    rubric = forms.MultipleChoiceField(
        label=_("Rubrik data dukung"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, rules: PlanRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questions: Any = self.fields["rubric"]
        questions.choices = [(row["key"], row["label"]) for row in rules.rubric]

    def answers(self) -> dict[str, bool]:
        """The ticked questions as yes; the service completes the others."""
        return dict.fromkeys(self.cleaned_data["rubric"], True)


class ListForm(ScopedForm):
    """The chair's list: what is ticked, and the meeting's decision for the exceptions."""

    use_required_attribute = False

    items = ChoiceOfMany(
        label=_("Laporan"),
        queryset=SessionItem.everything.none(),
        error_messages={"required": _("Pilih paling sedikit satu laporan.")},
    )
    decision = ChoiceOfOne(
        label=_("Keputusan rapat"),
        queryset=Decision.everything.select_related("meeting"),
        required=False,
    )
    note = long_text(_("Catatan pengecualian"), most=1000, rows=2)

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["items"]
        chosen.queryset = items.visible_to(self.user)
        decision: Any = self.fields["decision"]
        decision.label_from_instance = _named


def _named(decision: Decision) -> str:
    return f"{decision.meeting.held_on:%d-%m-%Y} · {decision.meeting.title}: {decision.text[:80]}"


class MinutesForm(ScopedForm):
    """The number of a berita acara, and the names of both who sign."""

    use_required_attribute = False

    number = PlainText(label=_("Nomor berita acara"), max_length=80)
    verified_by_name = PlainText(label=_("Nama verifikator yang menandatangani"), max_length=200)
    official_name = PlainText(label=_("Nama pejabat K/L yang menandatangani"), max_length=200)
