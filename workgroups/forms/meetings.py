"""What is typed about bodies, meetings and what they decide."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Position
from institutions.models import NATIONAL_KINDS, Institution
from ranpe.kit.clock import WIB
from ranpe.kit.form_fields import ChoiceOfOne, PlainText, day_field, long_text
from ranpe.kit.scoped_forms import ScopedForm
from workgroups.models import (
    AgendaItem,
    GroupKind,
    Meeting,
    MembershipPart,
    Presence,
    RecommendationState,
    WorkingGroup,
)
from workgroups.queries import Comer
from workgroups.services import Invitation, ItemEdit, Mark
from workgroups.services.meetings import LAST_NUMBER

PILLARS = [("", "–"), ("1", "1"), ("2", "2"), ("3", "3")]


def hidden_version() -> forms.IntegerField:
    """The version of the row that the page showed."""
    return forms.IntegerField(widget=forms.HiddenInput)


class _Office(ChoiceOfOne):
    """An office under its title and house."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.institution.short} · {obj.title}"


class MemberForm(ScopedForm):
    """A seat: which office, in which body, since when, by which decree."""

    use_required_attribute = False

    group = ChoiceOfOne(WorkingGroup.everything.all(), label=_("Badan"))
    position = _Office(
        Position.everything.select_related("institution").order_by("institution__code", "title"),
        label=_("Jabatan"),
    )
    part = forms.ChoiceField(label=_("Kedudukan"), choices=MembershipPart.choices)
    pillar_number = forms.ChoiceField(
        label=_("Pilar yang dipasangkan"),
        choices=PILLARS,
        required=False,
        help_text=_("Hanya untuk anggota Sekber; Pokja sudah mempunyai pilar."),
    )
    starts_on = day_field(_("Mulai"))
    decree = PlainText(label=_("Nomor SK"), max_length=120)

    def seat(self) -> dict[str, Any]:
        """What was typed, as the service takes it."""
        data = dict(self.cleaned_data)
        data["pillar_number"] = int(data["pillar_number"]) if data["pillar_number"] else None
        return data


class OrganisationForm(ScopedForm):
    """An organisation of civil society in a Pokja Tematis, by decree."""

    use_required_attribute = False

    group = ChoiceOfOne(
        WorkingGroup.everything.filter(kind=GroupKind.THEMATIC), label=_("Pokja Tematis")
    )
    name = PlainText(label=_("Nama organisasi"), max_length=200)
    short = PlainText(label=_("Singkatan"), max_length=60)
    part = forms.ChoiceField(
        label=_("Kedudukan"),
        choices=[
            (part.value, part.label) for part in (MembershipPart.CHAIR, MembershipPart.MEMBER)
        ],
    )
    starts_on = day_field(_("Mulai"))
    decree = PlainText(label=_("Nomor SK"), max_length=120)


class EndForm(ScopedForm):
    """The last day of a seat and the decree."""

    use_required_attribute = False

    ends_on = day_field(_("Hari terakhir"))
    decree = PlainText(label=_("Nomor SK pemberhentian"), max_length=120)


class MeetingForm(ScopedForm):
    """What is told of a meeting before it is held."""

    use_required_attribute = False

    group = ChoiceOfOne(WorkingGroup.everything.all(), label=_("Badan"))
    title = PlainText(label=_("Judul rapat"), max_length=200)
    day = day_field(_("Hari"))
    time = forms.TimeField(
        label=_("Pukul (WIB)"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    place = PlainText(label=_("Tempat"), max_length=200, required=False)
    link = forms.URLField(
        label=_("Tautan rapat daring"), max_length=300, required=False, assume_scheme="https"
    )
    is_plenary = forms.BooleanField(
        label=_("Pleno: semua anggota Sekber dan Pokja diundang"), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @classmethod
    def first_values(cls, meeting: Meeting) -> dict[str, Any]:
        """A meeting's own words as the form's first values."""
        names = ("group", "title", "place", "link", "is_plenary", "version")
        starts_at = meeting.starts_at
        moment = starts_at.astimezone(WIB) if starts_at else None
        when = {"day": moment.date(), "time": moment.time()} if moment else {}
        return {**{name: getattr(meeting, name) for name in names}, **when}

    def invitation(self) -> Invitation:
        """What was typed, as the service takes it."""
        data = self.cleaned_data
        return Invitation(
            title=data["title"],
            starts_at=datetime.combine(data["day"], data["time"], tzinfo=WIB),
            place=data["place"],
            link=data["link"],
            is_plenary=data["is_plenary"],
        )


class AgendaForm(ScopedForm):
    """The order and words of the items, which of them go, and new ones, one a line."""

    use_required_attribute = False

    new = long_text(_("Tambah butir"), most=3000, rows=3, hint=_("Satu butir setiap baris."))
    version = hidden_version()

    def __init__(self, *args: Any, items: Iterable[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        for item in self.items:
            self.fields[f"order_{item.pk}"] = forms.IntegerField(
                label=_now("Nomor urut"), initial=item.order, min_value=1, max_value=LAST_NUMBER
            )
            self.fields[f"text_{item.pk}"] = PlainText(
                label=_now("Butir"), initial=item.text, max_length=300, required=False
            )
            self.fields[f"drop_{item.pk}"] = forms.BooleanField(label=_now("Hapus"), required=False)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each item with its three fields."""
        names = ("order", "text", "drop")
        return [
            {"item": item, **{name: self[f"{name}_{item.pk}"] for name in names}}
            for item in self.items
        ]

    def edits(self) -> dict[int, ItemEdit]:
        """What was typed for the items that stand."""
        said = self.cleaned_data
        return {
            row.pk: ItemEdit(
                said[f"order_{row.pk}"], said[f"text_{row.pk}"], said[f"drop_{row.pk}"]
            )
            for row in self.items
        }

    def new_texts(self) -> list[str]:
        """The new items, at most 300 characters each."""
        lines = self.cleaned_data["new"].splitlines()
        return [line.strip()[:300] for line in lines if line.strip()]


class AttendanceForm(ScopedForm):
    """Who came, by seat, and the guests."""

    use_required_attribute = False

    guests = long_text(
        _("Tamu"), most=3000, rows=3, hint=_("Satu orang setiap baris: nama, jabatan, instansi.")
    )
    version = hidden_version()

    def __init__(self, *args: Any, comers: Iterable[Comer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.comers = list(comers)
        choices = [("", _("Belum dicatat")), *Presence.choices]
        for comer in self.comers:
            key, known = comer.seat.membership.pk, comer.attendance
            self.fields[f"presence_{key}"] = forms.ChoiceField(
                label=_now("Kehadiran"),
                choices=choices,
                required=False,
                initial=known.presence if known else "",
            )
            self.fields[f"name_{key}"] = PlainText(
                label=_now("Nama yang hadir atau mewakili"),
                max_length=200,
                required=False,
                initial=comer.shown_name,
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each seat with its two fields."""
        return [
            {"comer": row, **{name: self[f"{name}_{row.seat.membership.pk}"] for name in _MARK}}
            for row in self.comers
        ]

    def marks(self) -> dict[int, Mark]:
        """What was typed, by the key of the seat."""
        keys = [row.seat.membership.pk for row in self.comers]
        said = self.cleaned_data
        return {key: Mark(said[f"presence_{key}"], said[f"name_{key}"]) for key in keys}


_MARK = ("presence", "name")


class MinutesForm(ScopedForm):
    """The notula: the whole in a few sentences, and what was said on each item."""

    use_required_attribute = False

    summary = long_text(_("Ringkasan rapat"), most=6000, rows=5)
    version = hidden_version()

    def __init__(self, *args: Any, items: Iterable[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        for item in self.items:
            field = long_text(f"{item.order}. {item.text}", most=6000, rows=4)
            field.initial = item.minutes
            self.fields[f"item_{item.pk}"] = field
        self.order_fields([*(f"item_{item.pk}" for item in self.items), "summary"])

    def minutes(self) -> dict[int, str]:
        """What was said, by the key of the item."""
        return {item.pk: self.cleaned_data[f"item_{item.pk}"] for item in self.items}


class DecisionForm(ScopedForm):
    """What was decided, who owes it, until when; what is missing is said by the service."""

    use_required_attribute = False

    text = long_text(_("Keputusan"), most=2000, rows=3)
    owner = ChoiceOfOne(
        Institution.everything.filter(kind__in=NATIONAL_KINDS).order_by("code"),
        label=_("Penanggung jawab"),
        required=False,
    )
    due_on = day_field(_("Batas waktu"), required=False)

    def mark_needed(self) -> DecisionForm:
        """Nothing is optional; to be called once the form is checked."""
        for field in self.fields.values():
            field.required = True
        return self


class NoteForm(ScopedForm):
    """A note on an item of the agenda."""

    note = long_text(_("Catatan"), most=2000, rows=3)


class ReasonForm(ScopedForm):
    """A reason, examined by the service."""

    reason = long_text(_("Alasan"), most=1000, rows=3)


class DayForm(ScopedForm):
    """The day on which something was done or held."""

    use_required_attribute = False

    on = day_field(_("Tanggal"))


class AdviceForm(ScopedForm):
    """How far a recommendation has come."""

    use_required_attribute = False

    progress = forms.ChoiceField(label=_("Keadaan"), choices=RecommendationState.choices)
    note = long_text(_("Apa yang sudah dilakukan"), most=2000, rows=4)


class AssignForm(ScopedForm):
    """Who owes a recommendation, and until when."""

    use_required_attribute = False

    owner = ChoiceOfOne(
        Institution.everything.filter(kind__in=NATIONAL_KINDS).order_by("code"),
        label=_("Penanggung Jawab"),
    )
    due_on = day_field(_("Batas waktu"))


class NewAdviceForm(AssignForm):
    """A recommendation as a year's report makes it."""

    year = forms.IntegerField(label=_("Laporan tahun"), min_value=2000, max_value=2100)
    text = long_text(_("Rekomendasi"), most=2000, rows=4)
    text.required = True
    field_order = ["year", "text", "owner", "due_on"]
