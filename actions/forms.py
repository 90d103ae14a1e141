"""What is typed into Form A."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from actions.models import (
    Assignment,
    BudgetLine,
    BudgetSource,
    Commitment,
    Direction,
    Indicator,
)
from actions.services import BudgetContent, Promise
from actions.workflow import target_problems
from pillars.models import Period
from ranpe.kit.form_fields import NumberField, PlainText, long_text
from ranpe.kit.formats import in_sentence
from ranpe.kit.scoped_forms import ScopedForm

OWN = "own"
_BEFORE_TARGETS = (
    "reason",
    "planned_activity",
    "location",
    "indicator",
    "own_name",
    "own_unit",
    "own_direction",
    "annual_target",
)


class CommitmentForm(ScopedForm):
    """Form A of one assignment and year: one target field for each of its `periods`.

    Nothing is required until it is sent, but what is typed has to make sense.
    """

    use_required_attribute = False
    # Not required to save, but to send: their labels do not say "optional".
    needed_to_send = ("planned_activity", "indicator", "annual_target", "reason")

    reason = long_text(
        _("Alasan perubahan"),
        most=1000,
        rows=3,
        hint=_("Mengapa komitmen yang sudah disetujui perlu diubah. Dibaca ketua Pokja."),
    )
    planned_activity = long_text(
        _("Kegiatan yang direncanakan"), most=2000, rows=4, hint=_("Apa yang akan dikerjakan.")
    )
    location = forms.CharField(label=_("Lokasi"), required=False, max_length=200)
    indicator = forms.ChoiceField(
        label=_("Indikator"), required=False, choices=(), widget=forms.RadioSelect
    )
    own_name = forms.CharField(
        label=_("Indikator sendiri"),
        required=False,
        max_length=300,
        help_text=_("Apa yang dihitung atau diukur, misalnya “Guru yang dilatih”."),
    )
    own_unit = forms.CharField(
        label=_("Satuan"), required=False, max_length=60, help_text=_("Misalnya: orang, dokumen.")
    )
    own_direction = forms.ChoiceField(
        label=_("Arah"), required=False, choices=Direction.choices, initial=Direction.UP
    )
    annual_target = NumberField(label=_("Target tahunan"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        assignment: Assignment,
        periods: list[Period],
        is_revision: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.periods = periods
        rows = Indicator.everything.visible_to(self.user).filter(action=assignment.action_id)
        self.indicators = {str(row.pk): row for row in rows}
        choices = [(key, _said(row)) for key, row in self.indicators.items()]
        field: Any = self.fields["indicator"]
        field.choices = [*choices, (OWN, _("Indikator lain, kami tulis sendiri"))]
        for place, period in enumerate(periods):
            self.fields[f"target_{place}"] = NumberField(
                label=_now("Target sampai akhir %(period)s") % {"period": period.name}
            )
        if not is_revision:
            del self.fields["reason"]
        self.order_fields([*_BEFORE_TARGETS, *(f"target_{n}" for n in range(len(periods)))])
        self.fields["version"] = self.fields.pop("version")

    @property
    def target_fields(self) -> list[Any]:
        """The fields of the periods' targets, in order."""
        return [self[f"target_{place}"] for place in range(len(self.periods))]

    @property
    def unit(self) -> str:
        """The unit of the chosen indicator, for the fields of the targets."""
        found = self.indicators.get(str(self["indicator"].value() or ""))
        return found.unit if found else ""

    def mark_needed(self) -> None:
        """Show what sending needs without "optional"; to be called once the form is checked."""
        for name in (*self.needed_to_send, *(field.name for field in self.target_fields)):
            if name in self.fields:
                self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        """What is typed must fit together: the indicator, and targets that add up."""
        data = super().clean() or self.cleaned_data
        self._check_indicator(data)
        due = [data.get(f"target_{place}") for place in range(len(self.periods))]
        for problem in target_problems(self.direction, data.get("annual_target"), due):
            if problem.field not in self.errors:
                self.add_error(problem.field, problem.sentence)
        return data

    def _check_indicator(self, data: dict[str, Any]) -> None:
        chosen, own = data.get("indicator"), data.get("own_name", "").strip()
        if chosen != OWN:
            if own:
                said = _now(
                    "Pilih “Indikator lain, kami tulis sendiri” untuk memakai tulisan ini, atau "
                    "kosongkan bidang ini."
                )
                self.add_error("own_name", said)
            if not chosen and "indicator" not in self.errors:
                self.add_error("indicator", _now("Pilih indikatornya terlebih dahulu."))
            return
        if not own:
            self.add_error("own_name", _now("Tuliskan nama indikatornya."))
        if not data.get("own_unit", "").strip():
            self.add_error("own_unit", _now("Tuliskan satuannya, misalnya orang."))
        if own in {row.name for row in self.indicators.values()}:
            self.add_error("own_name", _now("Indikator ini sudah ada; pilih dari daftar di atas."))

    @property
    def direction(self) -> str:
        """Which way the chosen or written indicator should go."""
        chosen = self.cleaned_data.get("indicator")
        found = self.indicators.get(chosen or "")
        return found.direction if found else self.cleaned_data.get("own_direction") or Direction.UP

    @property
    def chosen(self) -> Indicator | None:
        """The indicator from the list; None where it is to be made from what was written."""
        return self.indicators.get(self.cleaned_data["indicator"])

    def promise(self) -> Promise:
        """What was typed, as the service takes it."""
        data = self.cleaned_data
        given = {
            period: data[f"target_{place}"]
            for place, period in enumerate(self.periods)
            if data[f"target_{place}"] is not None
        }
        return Promise(
            planned_activity=data["planned_activity"],
            annual_target=data["annual_target"],
            targets=given,
            location=data["location"],
            reason=data.get("reason", ""),
        )


def _said(indicator: Indicator) -> str:
    words = {
        "name": indicator.name,
        "unit": indicator.unit,
        "direction": in_sentence(indicator.get_direction_display()),
    }
    return _now("%(name)s · satuan %(unit)s · arah %(direction)s") % words


def first_values(commitment: Commitment, periods: list[Period]) -> dict[str, Any]:
    """A commitment's own words as the form's first values."""
    names = ("planned_activity", "location", "reason")
    given: dict[int, Decimal] = {row.period_id: row.value for row in commitment.targets.all()}
    return {
        **{name: getattr(commitment, name) for name in names},
        "annual_target": commitment.annual_target,
        "indicator": str(commitment.indicator_id),
        "version": commitment.version,
        **{f"target_{place}": given.get(row.pk) for place, row in enumerate(periods)},
    }


class BudgetLineForm(ScopedForm):
    """One line of the budget as it is promised."""

    use_required_attribute = False

    source = forms.ChoiceField(label=_("Sumber"), choices=BudgetSource.choices)
    note = PlainText(
        label=_("Keterangan sumber"),
        required=False,
        max_length=120,
        help_text=_("Misalnya: DIPA satuan kerja, hibah."),
    )
    ro_code = PlainText(
        label=_("Kode RO"),
        required=False,
        max_length=40,
        help_text=_(
            "Rincian Output. RO yang sama pada beberapa aksi dihitung satu kali dalam jumlah."
        ),
    )
    allocated = NumberField(
        label=_("Pagu"), help_text=_("Seluruh pagu RO itu, bukan hanya bagian aksi ini.")
    )
    share = NumberField(
        label=_("Bagian untuk aksi ini"),
        initial=Decimal(100),
        help_text=_("Berapa persen dari pagu itu untuk aksi ini; 100 bila seluruhnya."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def clean_share(self) -> Decimal:
        """The share: a blank is the whole."""
        share: Decimal | None = self.cleaned_data["share"]
        if share is None:
            return Decimal(100)
        if not 0 < share <= 100:
            raise forms.ValidationError(_now("Tulis angka di atas 0 sampai dengan 100."))
        return share

    def content(self) -> BudgetContent:
        """What was typed, as the service takes it."""
        data = self.cleaned_data
        names = ("source", "note", "ro_code", "allocated", "share")
        return BudgetContent(**{name: data[name] for name in names})

    @classmethod
    def values_of(cls, line: BudgetLine) -> dict[str, Any]:
        """The line's own words as the form's first values."""
        return {name: getattr(line, name) for name in cls.base_fields if name != "version"}


class SpendingForm(ScopedForm):
    """What was spent of a line so far."""

    use_required_attribute = False

    spent = NumberField(
        label=_("Realisasi"), help_text=_("Seluruh realisasi baris ini sampai hari ini.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class DecisionForm(forms.Form):
    """Approve, or return with a reason; the reason is examined by the service."""

    use_required_attribute = False

    reason = long_text(
        _("Alasan pengembalian"), most=1000, rows=3, hint=_("Dibaca oleh instansi penulisnya.")
    )
