"""What a ministry's workbook consists of: the one description of its columns.

The workbook, its help, its drop-downs and what checks an upload are all made from it. Labels,
hints, choices and lengths are those of the form on the web (`ProgressForm`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from progress.forms.report import ProgressForm
from progress.models import ProgressReport
from progress.services import ProgressContent
from ranpe.kit.form_fields import LARGEST, NumberField
from ranpe.kit.formats import number
from ranpe.kit.sheets import Cell, decimal, integer, text
from ranpe.kit.sheets.cells import chosen

VERSION: Final = "1"
MARK: Final = "ranpe-buku-kerja"
SHEET: Final = "Laporan"
HELP_SHEET: Final = "Petunjuk"
META_SHEET: Final = "_ranpe"
HEADER_ROW: Final = 1
META_ROWS_FROM: Final = 3
# The confirmation sends two fields a row; a form may have 1,000.
MAX_REPORTS: Final = 400
# One cell holds 32,767 letters; a longer text would come back cut.
LONGEST_TEXT: Final = 32000

YES, NO = gettext_lazy("Ya"), gettext_lazy("Tidak")


@dataclass(frozen=True)
class Column:
    """One column of the sheet; `form` names the paper form's code in the rules of the plan.

    Locked columns say which report a row is and are never read as content.
    """

    key: str
    heading: str
    help: str = ""
    width: int = 20
    kind: str = "text"
    choices: tuple[tuple[str, str], ...] = ()
    max_length: int | None = None
    form: str = ""
    locked: bool = False

    @property
    def labels(self) -> list[str]:
        """The words of the drop-down."""
        return [label for _value, label in self.choices]

    @property
    def is_number(self) -> bool:
        """Whether its cells hold numbers."""
        return self.kind in ("number", "whole")

    @property
    def is_yes_or_no(self) -> bool:
        """Whether its choices are Ya and Tidak."""
        return [value for value, _label in self.choices] == ["1", ""]

    def shown(self, value: str) -> object:
        """A canonical value as it stands in the cell."""
        if self.is_number:
            return Decimal(value) if value else None
        return dict(self.choices).get(value, value) if self.choices else value

    def read(self, cell: Cell) -> str:
        """The canonical value of a cell.

        Raises CellError for what the column does not take.
        """
        if isinstance(cell, str) and not cell.strip():
            return ""
        if self.kind == "number":
            return canonical(decimal(0, LARGEST)(cell))
        if self.kind == "whole":
            return canonical(integer(0)(cell))
        if self.choices:
            return self._chosen(cell)
        return canonical(text(self.max_length)(cell))

    def _chosen(self, cell: Cell) -> str:
        if self.is_yes_or_no and cell in (0, 1):  # ODF keeps a truth value as a number
            cell = self.labels[0 if cell else 1]
        values = {label: value for value, label in self.choices}
        return values[chosen(cell, self.labels)]


def canonical(value: object) -> str:
    """A value as the three sides are compared by: text without what a spreadsheet changes."""
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    if isinstance(value, Decimal):
        return format(value.normalize() + 0, "f")
    return str(text()(str(value).replace("\t", " "))).strip()  # ODF cells lose their tabs


def _is_cell(name: str) -> bool:
    """Whether a field of the form is one line of text, number, choice or yes and no."""
    field = ProgressForm.base_fields.get(name)
    several = isinstance(field, forms.MultipleChoiceField | forms.ModelChoiceField)
    kinds = forms.CharField | forms.ChoiceField | forms.BooleanField
    return isinstance(field, kinds) and not several


# What is saved, as far as it fits into cells; all else of a report stays as it is on the web.
_SAVED: Final = tuple(field.name for field in fields(ProgressContent))
CONTENT: Final = tuple(name for name in _SAVED if _is_cell(name))
_WIDE: Final = {"narrative": 60, "obstacle": 40, "follow_up": 40, "public_summary": 40}
_FORMS: Final = {
    "claimed_status": "realisation",
    "achieved_value": "realisation",
    "narrative": "realisation_detail",
    "obstacle_kind": "obstacle",
    "obstacle": "obstacle",
    "follow_up": "obstacle",
}
_OWN_HELP: Final[Mapping[str, Any]] = {
    "claimed_status": gettext_lazy("Pilih dari daftar, menurut penilaian instansi Anda."),
    "achieved_value": gettext_lazy(
        "Angka saja, misalnya 1.234,5. Tulis 0 bila memang belum ada hasil."
    ),
    "obstacle_kind": gettext_lazy("Pilih dari daftar; kosongkan bila tanpa kendala."),
    "obstacle": gettext_lazy("Wajib bila status Perlu perhatian atau Tertinggal."),
    "needs_escalation": gettext_lazy("Pilih Ya atau Tidak."),
    "is_nil": gettext_lazy(
        "Pilih Ya bila tidak ada kegiatan; lalu isi alasannya dan kosongkan bidang lain."
    ),
    "nil_reason": gettext_lazy("Diisi hanya pada laporan nihil."),
}


@cache
def columns() -> tuple[Column, ...]:
    """The columns of the sheet, in Indonesian whatever the reader's language."""
    with override(settings.LANGUAGE_CODE):
        order = [name for name in ProgressForm.field_order if name in CONTENT]
        return (*_locked(), *(_column(name) for name in order))


def content_columns() -> list[Column]:
    """The columns that people fill in."""
    return [column for column in columns() if not column.locked]


def column_of(key: str) -> Column:
    """The column of one field."""
    return next(column for column in columns() if column.key == key)


def _locked() -> list[Column]:
    return [
        Column("report", _("Nomor laporan"), width=10, locked=True, kind="key"),
        Column("code", _("Kode aksi"), width=14, locked=True),
        Column("title", _("Judul aksi"), width=44, locked=True),
        Column("unit", _("Unit kerja"), width=18, locked=True),
        Column("target", _("Target sampai akhir periode"), width=18, locked=True),
    ]


def _column(name: str) -> Column:
    field = ProgressForm.base_fields[name]
    hint = _OWN_HELP.get(name) or field.help_text
    return Column(
        key=name,
        heading=str(field.label),
        help=str(hint),
        width=_WIDE.get(name, 22),
        kind=_kind(field),
        choices=_choices(field),
        max_length=_longest(field),
        form=_FORMS.get(name, ""),
    )


def _kind(field: forms.Field) -> str:
    if isinstance(field, NumberField):
        return "whole" if field.whole else "number"
    return "text"


def _choices(field: forms.Field) -> tuple[tuple[str, str], ...]:
    if isinstance(field, forms.BooleanField):
        return (("1", str(YES)), ("", str(NO)))
    found: Any = getattr(field, "choices", ())
    return tuple((value, str(label)) for value, label in found if value)


def _longest(field: forms.Field) -> int | None:
    limits = (item for item in field.validators if isinstance(item, MaxLengthValidator))
    limit: Any = next((item.limit_value for item in limits), None)
    return int(limit) if limit is not None else None


Values = dict[str, str]


def values_of(report: ProgressReport) -> Values:
    """The content of a report, canonical, by field."""
    return {name: canonical(getattr(report, name)) for name in CONTENT}


def fits(values: Mapping[str, str]) -> bool:
    """Whether every text finds room in a cell."""
    return all(len(value) <= LONGEST_TEXT for value in values.values())


def fingerprint(report: str, version: str, values: Mapping[str, str]) -> str:
    """The SHA-256 of a row as it was downloaded."""
    said = [VERSION, report, version, *(values[name] for name in CONTENT)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _typed(name: str, value: str) -> Any:
    """A canonical value as the report keeps it."""
    field = ProgressForm.base_fields[name]
    if isinstance(field, forms.BooleanField):
        return bool(value)
    if isinstance(field, NumberField):
        whole_or_not = int if field.whole else Decimal
        return whole_or_not(value) if value else None
    return value


def with_values(report: ProgressReport, accepted: Mapping[str, str]) -> ProgressContent:
    """The report's content with the accepted fields; all others stay to the letter."""
    values = {name: getattr(report, name) for name in _SAVED}
    values |= {name: _typed(name, value) for name, value in accepted.items()}
    return ProgressContent(**values)


def help_of(column: Column) -> str:
    """What stands beside a cell: the hint, the choices, the length."""
    said = [column.help]
    if column.max_length:
        said.append(_("Paling banyak %(count)s huruf.") % {"count": number(column.max_length)})
    return " ".join(part for part in said if part)


_WORK: Final = (
    "claimed_status",
    "achieved_value",
    "narrative",
    "obstacle_kind",
    "obstacle",
    "follow_up",
    "needs_escalation",
)


def filled_beside_nil(values: Mapping[str, str]) -> list[str]:
    """The fields of a nil report that only a report of work has, as on the form."""
    return [name for name in _WORK if values[name]] if values["is_nil"] else []
