"""Making a workbook: the sheet to fill in, its help, and what an upload is compared with."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import xlsxwriter
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from institutions.models import Institution
from pillars.models import Period
from pillars.queries import rules_of
from progress.lines import TargetLine, targets_in
from progress.models import ProgressReport
from progress.workbook import schema
from progress.workbook.schema import Column, Values
from ranpe.kit.formats import moment, number
from ranpe.kit.sheets import writing as kit

# Excel's own limits for the note beside a cell.
_TITLE, _MESSAGE = 32, 255
_PROTECTED: Final = {"format_columns": True, "format_rows": True, "autofilter": True}


@dataclass(frozen=True)
class Workbook:
    """What a workbook is made of."""

    period: Period
    institution: Institution
    reports: Sequence[ProgressReport]
    at: datetime

    @property
    def is_sample(self) -> bool:
        """Whether the data are made up."""
        return bool(self.period.version.plan.is_sample)

    @property
    def title(self) -> str:
        """Whose workbook, for which period; sample data say so."""
        words = _("Buku kerja %(institution)s, %(period)s") % {
            "institution": self.institution.name,
            "period": self.period.name,
        }
        return f"{words} ({_('data contoh')})" if self.is_sample else words

    @property
    def file_name(self) -> str:
        """The name under which it is downloaded."""
        period = f"{self.period.year}-{self.period.code}"
        mark = "-data-contoh" if self.is_sample else ""
        return f"buku-kerja-{self.institution.code}-{period}{mark}.xlsx"


def write_workbook(workbook: Workbook) -> bytes:
    """The bytes of a workbook, in Indonesian; no text in it is ever a formula."""
    output = io.BytesIO()
    with override(settings.LANGUAGE_CODE), xlsxwriter.Workbook(output, kit.BOOK_OPTIONS) as book:
        created = workbook.at.astimezone(UTC).replace(tzinfo=None)
        book.set_properties({"title": workbook.title, "created": created})
        _Writer(book, workbook).write()
    return output.getvalue()


class _Writer:
    def __init__(self, book: Any, workbook: Workbook) -> None:
        self.book, self.workbook = book, workbook
        edge = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C5CCD3"}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.header = book.add_format({**edge, "bold": True, "bg_color": "#DCE6F0"})
        self.locked = book.add_format({**edge, "bg_color": "#F1F3F5"})
        self.plain = book.add_format({"text_wrap": True, "valign": "top"})
        # Cells of the kind "text": what begins with = stays what was typed.
        self.open = book.add_format({**edge, "locked": False, "num_format": "@"})
        self.figure = book.add_format({**edge, "locked": False, "num_format": "#,##0.##"})

    def write(self) -> None:
        page = self.book.add_worksheet(schema.SHEET)
        guide = self.book.add_worksheet(schema.HELP_SHEET)
        meta = self.book.add_worksheet(schema.META_SHEET)
        self._reports(page)
        self._guide(guide)
        self._meta(meta)
        meta.hide()
        page.activate()

    def _reports(self, page: Any) -> None:
        columns, last = schema.columns(), len(self.workbook.reports)
        duties = [report.assignment_id for report in self.workbook.reports]
        targets = targets_in(self.workbook.period, duties)
        for place, column in enumerate(columns):
            page.set_column(place, place, column.width)
            page.write_string(0, place, column.heading, self.header)
            _help_beside(page, place, column, last)
        for line, report in enumerate(self.workbook.reports, start=1):
            facts = _facts(report, targets.get(report.assignment_id))
            values = schema.values_of(report)
            for place, column in enumerate(columns):
                self._cell(page, line, place, column, facts if column.locked else values)
        page.freeze_panes(1, 2)
        page.autofilter(0, 0, last, len(columns) - 1)
        page.protect("", _PROTECTED)
        page.set_landscape()
        page.set_header(f"&L{self.workbook.title.replace('&', '&&')}")

    def _cell(self, page: Any, line: int, place: int, column: Column, values: Values) -> None:
        value = column.shown(values[column.key])
        if column.locked:
            page.write_string(line, place, kit.cell_text(value), self.locked)
        elif column.is_number and value is not None:
            page.write_number(line, place, value, self.figure)
        elif value is None or value == "":
            is_number = column.is_number
            page.write_blank(line, place, None, self.figure if is_number else self.open)
        else:
            page.write_string(line, place, kit.cell_text(value), self.open)

    def _guide(self, page: Any) -> None:
        page.set_column(0, 0, 30)
        page.set_column(1, 1, 14)
        page.set_column(2, 3, 60)
        page.write_string(0, 0, kit.cell_text(self.workbook.title), self.title)
        steps = _steps(self.workbook)
        for line, step in enumerate(steps, start=2):
            page.write_string(line, 0, kit.cell_text(step))
        line = len(steps) + 3
        for place, heading in enumerate(
            (_("Kolom"), _("Formulir"), _("Cara mengisi"), _("Pilihan"))
        ):
            page.write_string(line, place, heading, self.header)
        codes = rules_of(self.workbook.period.version.plan).form_codes
        for row, column in enumerate(schema.content_columns(), start=line + 1):
            said = (
                column.heading,
                str(codes.get(column.form, "")),
                schema.help_of(column),
                "; ".join(column.labels),
            )
            for place, words in enumerate(said):
                page.write_string(row, place, kit.cell_text(words), self.plain)
        page.protect("", _PROTECTED)

    def _meta(self, page: Any) -> None:
        """Texts only: a spreadsheet does not change them when it saves the file again."""
        about, at = self.workbook, self.workbook.at.astimezone(UTC)
        head = (schema.MARK, schema.VERSION, str(about.period.pk), about.institution.code)
        headings = ("report", "code", "version", "fingerprint", *schema.CONTENT)
        lines: list[Sequence[str]] = [(*head, at.isoformat()), headings]
        for report in about.reports:
            key, version = str(report.pk), str(report.version)
            values = schema.values_of(report)
            mark = schema.fingerprint(key, version, values)
            code = report.assignment.action.code
            lines.append((key, code, version, mark, *(values[name] for name in schema.CONTENT)))
        for row, line in enumerate(lines):
            for place, words in enumerate(line):
                if words:
                    page.write_string(row, place, kit.cell_text(words))
        page.protect("")


def _facts(report: ProgressReport, target: TargetLine | None) -> Values:
    duty = report.assignment
    due = ""
    if target is not None and target.value is not None:
        due = f"{number(target.value)} {target.unit}".strip()
    return {
        "report": str(report.pk),
        "code": duty.action.code,
        "title": duty.action.title,
        "unit": duty.unit.name if duty.unit else "",
        "target": due,
    }


def _help_beside(page: Any, place: int, column: Column, last: int) -> None:
    if column.locked:
        said: dict[str, Any] = {"validate": "any"}
        words = _("Kolom ini mengenali laporan dan tidak diubah.")
    else:
        words = schema.help_of(column)
        said = {"validate": "list", "source": column.labels} if column.choices else {}
        said = said or {"validate": "any"}
    said |= {"input_title": column.heading[:_TITLE], "input_message": words[:_MESSAGE]}
    if column.choices:
        said |= {
            "error_title": _("Pilih dari daftar"),
            "error_message": _("Pilih salah satu: %(labels)s.")
            % {"labels": "; ".join(column.labels)},
        }
    page.data_validation(1, place, last, place, said)


def _steps(workbook: Workbook) -> list[str]:
    said = [
        _("Diunduh %(when)s. Batas waktu laporan: %(due)s.")
        % {"when": moment(workbook.at), "due": moment(workbook.period.due_at)},
        _("1. Isi sel putih pada lembar Laporan; sel abu-abu mengenali laporan dan tidak diubah."),
        _("2. Jangan menambah, menghapus, atau menyalin baris, dan jangan memakai rumus."),
        _("3. Simpan sebagai XLSX (Excel atau LibreOffice), lalu unggah di halaman Buku kerja."),
        _("4. Bandingkan isi berkas dengan isi web, lalu terima baris demi baris."),
        _("Yang diterima disimpan sebagai draf. Data dukung diunggah dan laporan dikirim di web."),
    ]
    if workbook.is_sample:
        said.insert(0, _("DATA CONTOH, bukan data resmi."))
    return said
