"""Reading a filled workbook: everything that is wrong is named at once, by sheet and cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from institutions.models import Institution
from pillars.models import Period
from progress.models import ProgressReport
from progress.workbook import schema
from progress.workbook.rows import reports_of
from progress.workbook.schema import Column, Values
from ranpe.kit.formats import number, shortened
from ranpe.kit.importing import ImportRefused
from ranpe.kit.sheets import MAX_BYTES, Cell, CellError, Problem
from ranpe.kit.sheets.cells import as_text, folded
from ranpe.kit.sheets.tables import Grid, Unreadable, cell_name, is_blank
from ranpe.kit.sheets.workbook import Caution, check_passive, read_workbook, too_large

# Two sheets are read; a hostile file is answered within five seconds and 512 MB.
CAUTION: Final = Caution(seconds=4, memory_bytes=448 * 1024 * 1024, refuses_formulas=True)
SHOWN_PROBLEMS: Final = 200
# A small file can say one long text a thousand times; so much is kept of none.
MAX_LETTERS: Final = 2 * MAX_BYTES
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Downloaded:
    """A report as it stood when the workbook was made."""

    report: str
    code: str
    version: str
    values: Values


@dataclass(frozen=True)
class FilledRow:
    """A row of the sheet: what was downloaded, and what stands there now."""

    downloaded: Downloaded
    values: Values


@dataclass(frozen=True)
class FilledWorkbook:
    """A workbook that was read without a problem."""

    institution: Institution
    rows: Sequence[FilledRow]


@dataclass
class _Reader:
    period: Period
    by: Any
    problems: list[Problem] = field(default_factory=list)

    def say(self, sheet: str, cell: str, reason: str, remedy: str) -> None:
        self.problems.append(Problem(sheet, cell, reason, remedy))

    def stop(self) -> None:
        """Refuse with everything found so far.

        Raises:
            ImportRefused: there are problems.
        """
        if len(self.problems) > SHOWN_PROBLEMS:
            hidden = number(len(self.problems) - SHOWN_PROBLEMS)
            rest = Problem(
                schema.SHEET,
                "",
                _("masih ada %(count)s masalah lain") % {"count": hidden},
                _("perbaiki dahulu yang tercantum, lalu unggah lagi"),
            )
            self.problems[SHOWN_PROBLEMS:] = [rest]
        if self.problems:
            raise ImportRefused(self.problems)


def read_filled(data: bytes, *, name: str, period: Period, by: Any) -> FilledWorkbook:
    """Read a filled workbook of `period`, as `by` uploaded it under `name`.

    Raises:
        ImportRefused: the file is no untampered workbook of this person, or cells are wrong.
    """
    reader = _Reader(period, by)
    try:
        _check_file(data, name)
        found = _read(reader, data)
    except Unreadable as refusal:
        raise ImportRefused([Problem(name, "", refusal.reason, refusal.remedy)]) from None
    reader.stop()
    return found


def _read(reader: _Reader, data: bytes) -> FilledWorkbook:
    meta = _grid(data, schema.META_SHEET)
    institution = _institution(reader, meta)
    reader.stop()
    assert institution is not None, "said above"  # noqa: S101
    own = reports_of(reader.by, reader.period, institution)
    downloaded = _downloaded(reader, meta, own)
    reader.stop()
    rows = _filled(reader, _grid(data, schema.SHEET), downloaded)
    if sum(map(_letters, rows)) > MAX_LETTERS:
        raise too_large()
    return FilledWorkbook(institution, rows)


def _letters(row: FilledRow) -> int:
    return sum(map(len, (*row.downloaded.values.values(), *row.values.values())))


def _check_file(data: bytes, name: str) -> None:
    if len(data) > MAX_BYTES:
        raise Unreadable(
            _("berkas lebih besar dari %(limit)s KB") % {"limit": number(MAX_BYTES // 1024)},
            _("hapus gambar dan lembar lain"),
        )
    if data.startswith(_OLE):
        raise Unreadable(
            _("berkas dilindungi kata sandi atau memakai format lama"),
            _("hapus kata sandinya dan simpan sebagai XLSX"),
        )
    if not data.startswith(_ZIP) or not name.lower().endswith((".xlsx", ".xlsm")):
        raise Unreadable(
            _("ini bukan buku kerja XLSX"), _("simpan sebagai XLSX, bukan ODS, XLS, atau CSV")
        )
    check_passive(data)
    if name.lower().endswith(".xlsm"):
        raise Unreadable(_("berkas memuat makro"), _("simpan ulang sebagai XLSX tanpa makro"))


def _grid(data: bytes, sheet: str) -> Grid:
    return read_workbook(data, sheet=sheet, max_rows=schema.MAX_REPORTS + 10, caution=CAUTION)


def _institution(reader: _Reader, meta: Grid) -> Institution | None:
    """Whose workbook it is: of this version, this period, and an institution of the person."""
    head = [_text(cell) for cell in meta.lines[0][1]] if meta.lines else []
    mark, version, period, code, *_rest = [*head, "", "", "", ""]
    again = _("unduh buku kerja baru dan salin isian Anda ke dalamnya")
    if mark != schema.MARK:
        reader.say(schema.META_SHEET, "A1", _("ini bukan buku kerja dari sistem ini"), again)
        return None
    if version != schema.VERSION:
        reason = _("susunan buku kerja ini versi “%(found)s”, yang diterima versi “%(wanted)s”")
        shown = {"found": shortened(version), "wanted": schema.VERSION}
        reader.say(schema.META_SHEET, "B1", reason % shown, again)
        return None
    if period != str(reader.period.pk):
        reason = _("buku kerja ini bukan untuk %(period)s") % {"period": reader.period.name}
        reader.say(
            schema.META_SHEET,
            "C1",
            reason,
            _("pilih periode yang sesuai, atau unduh buku kerja baru"),
        )
    found = _own_institution(reader.by, code)
    if found is None:
        reader.say(
            schema.META_SHEET,
            "D1",
            _("buku kerja ini bukan milik instansi Anda"),
            _("unduh buku kerja instansi Anda sendiri"),
        )
    return found


def _own_institution(by: Any, code: str) -> Institution | None:
    reach = by.reach
    rows = Institution.everything.filter(code=code.replace("\0", ""))
    found: Institution | None = rows.first()
    if found is None or found.pk in reach.institutions:
        return found
    of_a_unit = found.units.filter(pk__in=reach.units)
    return found if of_a_unit.exists() else None


def _downloaded(
    reader: _Reader, meta: Grid, reports: Iterable[ProgressReport]
) -> dict[str, Downloaded]:
    own = {str(report.pk): report.assignment.action.code for report in reports}
    found: dict[str, Downloaded] = {}
    for line, cells in meta.lines:
        if line < schema.META_ROWS_FROM:
            continue
        size = 4 + len(schema.CONTENT)
        words = [_text(cell) for cell in cells] + [""] * size
        key, code, version, mark = words[:4]
        values = dict(zip(schema.CONTENT, words[4:size], strict=True))
        if mark != schema.fingerprint(key, version, values):
            _altered(reader, f"D{line}")
        elif own.get(key) != code:
            reader.say(
                schema.META_SHEET,
                f"A{line}",
                _("laporan “%(key)s” bukan tugas Anda pada periode ini") % {"key": shortened(key)},
                _("unduh buku kerja baru dan salin isian Anda ke dalamnya"),
            )
        else:
            found[key] = Downloaded(key, code, version, values)
    return found


def _altered(reader: _Reader, cell: str) -> None:
    reader.say(
        schema.META_SHEET,
        cell,
        _("catatan unduhan pada lembar tersembunyi berubah"),
        _("unduh buku kerja baru dan salin isian Anda ke dalamnya"),
    )


def _filled(reader: _Reader, grid: Grid, downloaded: Mapping[str, Downloaded]) -> list[FilledRow]:
    for (line, place), (reason, remedy) in sorted(grid.flaws.items()):
        reader.say(grid.sheet, cell_name(line, place), reason, remedy)
    places = _places(reader, grid)
    if places is None:
        return []
    _check_margin(reader, grid, set(places.values()))
    seen: dict[str, int] = {}
    rows = []
    for line, cells in grid.lines[1:]:
        at = _Line(line, [*cells, *[""] * (max(places.values()) + 1 - len(cells))])
        about = _report_of(reader, grid, at, places, downloaded, seen)
        if about is not None:
            rows.append(FilledRow(about, _values(reader, grid, at, places, about)))
    for key in downloaded.keys() - seen.keys():
        reader.say(
            grid.sheet,
            "",
            _("baris laporan %(code)s (nomor %(key)s) hilang")
            % {"code": downloaded[key].code, "key": key},
            _("kembalikan barisnya, atau unduh buku kerja baru"),
        )
    return rows


def _check_margin(reader: _Reader, grid: Grid, headed: set[int]) -> None:
    """What was written beside the table would get lost without a word."""
    for line, cells in grid.lines[1:]:
        for place, cell in enumerate(cells):
            if place not in headed and not is_blank(cell):
                reader.say(
                    grid.sheet,
                    cell_name(line, place),
                    _("isi berada di kolom tanpa judul"),
                    _("hapus isinya atau pindahkan ke kolom yang benar"),
                )


@dataclass(frozen=True)
class _Line:
    number: int
    cells: Sequence[Cell]


def _places(reader: _Reader, grid: Grid) -> dict[str, int] | None:
    """Where each column stands; None when the headings are not those of the workbook."""
    heads = [folded(_text(cell)) for cell in grid.lines[0][1]] if grid.lines else []
    row = grid.lines[0][0] if grid.lines else schema.HEADER_ROW
    known = {folded(column.heading): column for column in schema.columns()}
    places: dict[str, int] = {}
    count = len(reader.problems)
    for place, head in enumerate(heads):
        if not head:
            continue
        if head not in known or known[head].key in places:
            reader.say(
                grid.sheet,
                cell_name(row, place),
                _("judul kolom “%(header)s” tidak dikenal atau ganda")
                % {"header": shortened(head)},
                _("hapus kolom ini"),
            )
        else:
            places[known[head].key] = place
    for column in schema.columns():
        if column.key not in places:
            reader.say(
                grid.sheet,
                cell_name(row, 0),
                _("judul kolom “%(header)s” tidak ada") % {"header": column.heading},
                _("kembalikan baris judul, atau unduh buku kerja baru"),
            )
    return places if len(reader.problems) == count else None


def _report_of(
    reader: _Reader,
    grid: Grid,
    line: _Line,
    places: Mapping[str, int],
    downloaded: Mapping[str, Downloaded],
    seen: dict[str, int],
) -> Downloaded | None:
    """The report that a row is about; None, with its problem, when that cannot be told."""
    key, code = (_text(line.cells[places[name]]) for name in ("report", "code"))
    cell = cell_name(line.number, places["report"])
    about = downloaded.get(key)
    if about is None:
        reason = _("nomor laporan “%(key)s” tidak ada dalam buku kerja ini")
        remedy = _("hapus baris ini atau kembalikan nomornya")
        reader.say(grid.sheet, cell, reason % {"key": shortened(key)}, remedy)
        return None
    if key in seen:
        reason = _("laporan ini sudah ada pada baris %(row)s") % {"row": seen[key]}
        reader.say(grid.sheet, cell, reason, _("hapus salah satunya"))
        return None
    seen[key] = line.number
    if code != about.code:
        cell = cell_name(line.number, places["code"])
        reason = _("kode aksi diubah menjadi “%(code)s”") % {"code": shortened(code)}
        remedy = _("kembalikan menjadi %(code)s") % {"code": about.code}
        reader.say(grid.sheet, cell, reason, remedy)
    return about


def _values(
    reader: _Reader, grid: Grid, line: _Line, places: Mapping[str, int], about: Downloaded
) -> Values:
    found: Values = dict(about.values)
    for column in schema.content_columns():
        place, before = places[column.key], about.values[column.key]
        try:
            found[column.key] = _value(column, line.cells[place], before)
        except CellError as problem:
            cell = cell_name(line.number, place)
            reader.say(grid.sheet, cell, problem.reason, problem.remedy)
    if found != about.values:
        _check_nil(reader, grid, line, places, found)
    return found


def _value(column: Column, cell: Cell, before: str) -> str:
    """A cell's value; one that was not touched is what was downloaded, to the letter."""
    if isinstance(cell, str) and schema.canonical(cell) == schema.canonical(column.shown(before)):
        return before
    return column.read(cell)


def _check_nil(
    reader: _Reader, grid: Grid, line: _Line, places: Mapping[str, int], values: Values
) -> None:
    for name in schema.filled_beside_nil(values):
        reader.say(
            grid.sheet,
            cell_name(line.number, places[name]),
            _("laporan nihil tidak memuat “%(heading)s”")
            % {"heading": schema.column_of(name).heading},
            _("kosongkan sel ini, atau pilih Tidak pada kolom laporan nihil"),
        )


def _text(cell: Cell) -> str:
    """A cell of letters or digits as the text it stands for: 12.0 is 12."""
    if is_blank(cell):
        return ""
    try:
        return schema.canonical(as_text(cell))
    except CellError:
        return ""
