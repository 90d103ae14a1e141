"""Tables as slides: native tables in a PPTX that can be edited, a long one over several slides."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pptx import Presentation
from pptx.enum.text import PP_ALIGN
from pptx.slide import Slide
from pptx.table import _Cell
from pptx.util import Emu, Inches, Pt

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
EDGE = Inches(0.6)
FULL = Emu(WIDTH - 2 * EDGE)
LINES_A_SLIDE = 15
LETTERS_A_LINE = 130
_ONLY_A_TITLE = 5  # the layout's place in the library's own template


@dataclass(frozen=True)
class Column:
    """A column: its heading, its share of the width, and whether it holds figures."""

    label: str
    share: int = 1
    is_number: bool = False


@dataclass(frozen=True)
class Table:
    """A table with a sentence that sums it up; the cells are written as readers see them."""

    title: str
    words: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()

    @property
    def number_places(self) -> tuple[int, ...]:
        """Which columns hold figures."""
        return tuple(place for place, column in enumerate(self.columns) if column.is_number)


def write_pptx(
    title: str,
    lines: Sequence[str],
    tables: Sequence[Table],
    *,
    footer: str,
    author: str,
    created: datetime,
) -> bytes:
    """The slides: first the title with its lines, then the tables; `footer` stands on each."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    pages: list[tuple[str, Sequence[str], Table | None]] = [(title, lines, None)]
    for table in tables:
        parts = list(_parts(table))
        for number, part in enumerate(parts, start=1):
            again = f" ({number}/{len(parts)})" if len(parts) > 1 else ""
            pages.append((f"{table.title}{again}", [table.words], part))
    for heading, said, shown in pages:
        slide = deck.slides.add_slide(deck.slide_layouts[_ONLY_A_TITLE])
        _write_heading(slide, heading)
        _write_lines(slide, said, Inches(1.2), size=14 if shown else 18)
        if shown is not None and shown.rows:
            _write_table(slide, shown)
        _write_lines(slide, [footer], Emu(HEIGHT - Inches(0.5)), size=10)
    own = deck.core_properties
    own.title, own.author, own.last_modified_by, own.language = title, author, author, "id"
    own.created = own.modified = created.astimezone(UTC).replace(tzinfo=None)
    kept = io.BytesIO()
    deck.save(kept)
    return kept.getvalue()


def _parts(table: Table) -> Iterator[Table]:
    """The table in pieces that fit on a slide; the total stands under the last one."""
    kept: list[tuple[str, ...]] = []
    room = LINES_A_SLIDE
    for row in table.rows:
        needed = _lines(table.columns, row)
        if kept and needed > room:
            yield Table(table.title, table.words, table.columns, tuple(kept))
            kept, room = [], LINES_A_SLIDE
        kept.append(row)
        room -= needed
    yield Table(table.title, table.words, table.columns, tuple(kept), table.total)


def _lines(columns: Sequence[Column], row: Sequence[str]) -> int:
    """How many lines the highest cell of a row takes, about."""
    whole = sum(column.share for column in columns)
    return max(
        sum(
            1 + len(line) * whole // (LETTERS_A_LINE * column.share)
            for line in (cell.splitlines() or [""])
        )
        for column, cell in zip(columns, row, strict=True)
    )


def _write_heading(slide: Slide, words: str) -> None:
    title = slide.shapes.title
    if title is None:
        raise ValueError("the layout has a title")
    title.left, title.top, title.width, title.height = EDGE, Inches(0.3), FULL, Inches(0.9)
    title.text_frame.text = words
    paragraph = title.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    paragraph.font.size, paragraph.font.bold = Pt(28), True


def _write_lines(slide: Slide, lines: Sequence[str], top: int, *, size: int) -> None:
    box = slide.shapes.add_textbox(EDGE, Emu(top), FULL, Inches(0.4))
    box.text_frame.word_wrap = True
    box.text_frame.text = "\n".join(lines)
    for paragraph in box.text_frame.paragraphs:
        paragraph.font.size = Pt(size)


def _write_table(slide: Slide, table: Table) -> None:
    labels = tuple(column.label for column in table.columns)
    rows = [labels, *table.rows, *([table.total] if table.total else [])]
    frame = slide.shapes.add_table(
        len(rows), len(labels), EDGE, Inches(1.95), FULL, Emu(Inches(0.3) * len(rows))
    )
    frame.name = table.title
    native = frame.table
    native.last_row = bool(table.total)
    whole = sum(column.share for column in table.columns)
    for place, column in enumerate(table.columns):
        native.columns[place].width = Emu(FULL * column.share // whole)
    for row, cells in zip(rows, native.rows, strict=True):
        for column, words, cell in zip(table.columns, row, cells.cells, strict=True):
            _write_cell(cell, words, is_number=column.is_number)


def _write_cell(cell: _Cell, words: str, *, is_number: bool) -> None:
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    cell.text_frame.text = words
    for paragraph in cell.text_frame.paragraphs:
        paragraph.font.size = Pt(12)
        if is_number:
            paragraph.alignment = PP_ALIGN.RIGHT
