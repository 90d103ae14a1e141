"""Read an XLSX file into a grid, in a process of its own with little memory and time."""

import io
import json
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from ranpe.kit.sheets.delimited import too_many_rows, wrong_type
from ranpe.kit.sheets.tables import Cell, Grid, Unreadable

MAX_PARTS: Final = 1000
MAX_UNPACKED_BYTES: Final = 64 * 1024 * 1024
# Real sheets shrink 5 to 40 times; a small file may shrink more, so the ratio counts from here.
MAX_RATIO: Final = 150
RATIO_COUNTS_FROM_BYTES: Final = 4 * 1024 * 1024
MAX_COLUMNS: Final = 256
SECONDS: Final = 20

# Parts that do something by themselves, or fetch something, when the file is opened.
_ACTIVE = {
    "vbaproject": "macro",
    "/macrosheets/": "macro",
    "/activex/": "macro",
    "/ctrlprops/": "macro",
    "/externallinks/": "link",
    "xl/connections.xml": "link",
    "/querytables/": "link",
    "/embeddings/": "object",
}

_WORKER = Path(__file__).with_name("worker.py")
_MAIN_PART = "xl/workbook.xml"
_ENCRYPTED_PART = 0x1
_TOO_LARGE_EXIT = 3


@dataclass(frozen=True)
class Caution:
    """How much a file may cost, and whether a formula in it is a flaw although it has a value."""

    seconds: int = SECONDS
    memory_bytes: int = 512 * 1024 * 1024
    refuses_formulas: bool = False


def read_workbook(
    data: bytes, *, sheet: str | None, max_rows: int, caution: Caution | None = None
) -> Grid:
    """Read one sheet of an XLSX file, the first visible one unless it is named.

    Raises Unreadable for damaged, hostile, protected and oversized files and a missing sheet.
    """
    check_archive(data)
    answer = _ask_worker(data, sheet, max_rows, caution or Caution())
    if "refusal" in answer:
        raise _refusal(answer, sheet, max_rows)
    flaws = {(row, column): _flaw(kind) for row, column, kind in answer["flaws"]}
    lines = [(row, [_cell(cell) for cell in cells]) for row, cells in answer["lines"]]
    return Grid(answer["sheet"], lines, flaws)


def check_archive(data: bytes) -> None:
    """Judge an XLSX file by its zip directory, before anything is unpacked.

    Raises Unreadable when it is damaged, protected, no workbook, or would unpack to too much.
    """
    parts = _directory(data)
    names = {part.filename for part in parts}
    if any(part.flag_bits & _ENCRYPTED_PART for part in parts):
        raise protected()
    if _MAIN_PART not in names:
        raise wrong_type()
    unpacked = sum(part.file_size for part in parts)
    is_dense = unpacked > max(RATIO_COUNTS_FROM_BYTES, MAX_RATIO * len(data))
    if len(parts) > MAX_PARTS or len(names) < len(parts):
        raise too_large()
    if unpacked > MAX_UNPACKED_BYTES or is_dense:
        raise too_large()


def check_passive(data: bytes) -> None:
    """Judge by the zip directory whether a workbook is only a table.

    Raises Unreadable for macros, links to other files or databases, and embedded objects.
    """
    for part in _directory(data):
        name = f"/{part.filename.lower()}"
        for sign, kind in _ACTIVE.items():
            if sign in name:
                raise Unreadable(*_active(kind))


def _active(kind: str) -> tuple[str, str]:
    if kind == "macro":
        return _("berkas memuat makro"), _("simpan ulang sebagai XLSX tanpa makro")
    if kind == "link":
        return (
            _("berkas menautkan berkas atau basis data lain"),
            _("putuskan tautannya, lalu simpan ulang"),
        )
    return _("berkas memuat objek sisipan"), _("hapus objeknya, lalu simpan ulang")


def protected() -> Unreadable:
    """The refusal of a file with a password."""
    return Unreadable(
        _("berkas dilindungi kata sandi atau memakai format lama"),
        _("hapus kata sandinya dan simpan sebagai XLSX"),
    )


def damaged() -> Unreadable:
    """The refusal of a file that cannot be opened."""
    return Unreadable(
        _("berkas rusak atau tidak lengkap"),
        _("buka di aplikasi lembar kerja, simpan ulang sebagai XLSX, lalu unggah lagi"),
    )


def too_large() -> Unreadable:
    """The refusal of a workbook that would take too much memory or time."""
    return Unreadable(
        _("isi lembar terlalu luas untuk dibaca"),
        _("hapus baris, kolom dan gambar di luar tabel, lalu simpan ulang"),
    )


def _directory(data: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
        raise damaged() from None


def _ask_worker(data: bytes, sheet: str | None, max_rows: int, caution: Caution) -> dict[str, Any]:
    wanted = {"sheet": sheet, "rows": max_rows + 1, "columns": MAX_COLUMNS}
    request = json.dumps(
        {**wanted, "memory": caution.memory_bytes, "formulas": caution.refuses_formulas}
    )
    # By path and isolated: the worker must not load the application. Files instead of pipes:
    # the worker's file size limit then bounds its answer too.
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as answer:
        source.write(data)
        source.seek(0)
        try:
            done = subprocess.run(  # noqa: S603 - fixed program, no shell
                [sys.executable, "-I", str(_WORKER), request],
                stdin=source,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                env={},
                timeout=caution.seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise too_large() from None
        if done.returncode < 0 or done.returncode == _TOO_LARGE_EXIT:
            raise too_large()
        if done.returncode:
            raise damaged()
        answer.seek(0)
        content: dict[str, Any] = json.load(answer)
        return content


def _refusal(answer: Mapping[str, Any], sheet: str | None, max_rows: int) -> Unreadable:
    if answer["refusal"] == "rows":
        return too_many_rows(max_rows)
    if answer["refusal"] == "columns":
        return too_large()
    if answer["refusal"] == "protected":
        return protected()
    if answer["refusal"] == "sheet":
        return Unreadable(
            _("lembar “%(sheet)s” tidak ada") % {"sheet": sheet or "1"},
            _("pakai salah satu lembar dari templat; berkas ini berisi %(sheets)s")
            % {"sheets": ", ".join(answer["sheets"]) or "–"},
        )
    return damaged()


def _flaw(kind: str) -> tuple[str, str]:
    if kind == "error":
        return _("rumus menghasilkan kesalahan"), _("perbaiki rumusnya atau ketik nilainya")
    if kind == "formula":
        return _("sel ini berisi rumus"), _("ketik nilainya, tanpa tanda = di depan")
    return _("rumus belum dihitung"), _("simpan ulang di aplikasi lembar kerja atau ketik nilainya")


def _cell(value: object) -> Cell:
    if isinstance(value, list):
        kind, written = value
        return date.fromisoformat(written) if kind == "date" else datetime.fromisoformat(written)
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int | float):
        return value
    raise TypeError(f"unexpected cell: {value!r}")
