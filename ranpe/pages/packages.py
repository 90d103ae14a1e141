"""Bekal rapat: the board, agenda and open decisions of a meeting, to take along without network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from pillars.models import Status
from pillars.queries import rules_of
from ranpe.kit.clock import day_of
from ranpe.kit.formats import clock, day, long_day, moment, number
from ranpe.kit.paper import AUTHOR, printed_pdf
from ranpe.kit.slides import Column, Table, write_pptx
from ranpe.pages.boards import Board, board_for
from ranpe.pages.outlook import Outlook, outlook_of
from workgroups.models import Meeting
from workgroups.queries import decisions_of_body, is_overdue, shows_sample

TEMPLATE = "pages/print/package.html"


@dataclass(frozen=True)
class Package:
    """What is taken along to a meeting, as it stood at `at`; every rendering shows the same."""

    title: str
    facts: tuple[str, ...]
    tables: tuple[Table, ...]
    at: datetime
    is_sample: bool

    @property
    def source(self) -> str:
        """Whose data it is, of which moment."""
        parts = [AUTHOR, _("Data per %(time)s") % {"time": moment(self.at)}]
        return " · ".join([*parts, *([_("data contoh")] if self.is_sample else [])])


def package_for(meeting: Meeting, user: Any, at: datetime) -> Package:
    """The package of a meeting, in Indonesian; a Pokja takes along the board of its pillar.

    The board is narrowed to what `user` oversees, as on its page.
    """
    with override(settings.LANGUAGE_CODE):
        pillar = meeting.group.pillar_number
        board = board_for(user, at, pillar=pillar, periods=1, checked=True)
        facts = [meeting.group.name, long_day(meeting.day)]
        if meeting.starts_at:
            facts[1] += f", {clock(meeting.starts_at)}"
        tables = [_agenda(meeting), _decisions(meeting, at)]
        if board is not None:
            rules = rules_of(board.period.version.plan)
            outlook = outlook_of(board.period, board.lines, rules, at, risks=0)
            tables += _board_tables(board, outlook)
            facts.append(board.period.name)
        return Package(
            title=meeting.title,
            facts=tuple(fact for fact in (*facts, meeting.place) if fact),
            tables=tuple(tables),
            at=at,
            is_sample=shows_sample(),
        )


def _agenda(meeting: Meeting) -> Table:
    rows = tuple(
        (number(place), row.text, str(row.get_kind_display()), row.reason)
        for place, row in enumerate(meeting.agenda.all(), start=1)
    )
    return Table(
        title=_("Agenda"),
        words="" if rows else _("Agenda belum disusun."),
        columns=(
            Column(_("No."), 1, is_number=True),
            Column(_("Butir"), 9),
            Column(_("Jenis"), 3),
            Column(_("Alasan"), 6),
        ),
        rows=rows,
    )


def _decisions(meeting: Meeting, at: datetime) -> Table:
    found = list(decisions_of_body(meeting.group))
    late = sum(is_overdue(row, day_of(at)) for row in found)
    words = ngettext(
        "%(total)s keputusan belum selesai, %(overdue)s lewat batas waktu.",
        "%(total)s keputusan belum selesai, %(overdue)s lewat batas waktu.",
        len(found),
    )
    return Table(
        title=_("Keputusan yang belum selesai"),
        words=words % {"total": number(len(found)), "overdue": number(late)}
        if found
        else _("Tidak ada keputusan yang terbuka."),
        columns=(
            Column(_("Keputusan"), 8),
            Column(_("Penanggung Jawab"), 3),
            Column(_("Batas waktu"), 2),
            Column(_("Keadaan"), 3),
        ),
        rows=tuple(
            (row.text, row.owner.short, day(row.due_on), str(row.get_state_display()))
            for row in found
        ),
    )


def _board_tables(board: Board, outlook: Outlook) -> Iterator[Table]:
    yield _pillars(outlook, str(board.period.version.plan.level_one_label))
    yield _owners(board)
    if board.provinces:
        yield _provinces(board)


def _pillars(outlook: Outlook, label: str) -> Table:
    counted = [dict(row.counts) for row in outlook.pillars]
    used = [status for status in Status if any(status.value in counts for counts in counted)]
    rows = tuple(
        (row.label, *(number(counts.get(status.value, 0)) for status in used), number(row.total))
        for row, counts in zip(outlook.pillars, counted, strict=True)
    )
    sums = [sum(counts.get(status.value, 0) for counts in counted) for status in used]
    whole = sum(row.total for row in outlook.pillars)
    return Table(
        title=_("Status per pilar"),
        words=outlook.verdict,
        columns=(
            Column(label, 3),
            *(Column(str(status.label), 2, is_number=True) for status in used),
            Column(_("Jumlah aksi"), 2, is_number=True),
        ),
        rows=rows,
        total=(_("Jumlah"), *(number(count) for count in sums), number(whole)),
    )


def _owners(board: Board) -> Table:
    found = (*board.late_rows, *board.other_rows)
    figures = [(row.days_late, row.due, row.sent, row.unsent, row.returned) for row in found]
    late, *sums = (
        len(board.late_rows),
        *(sum(row[place] for row in figures) for place in range(1, 5)),
    )
    return Table(
        title=_("Laporan K/L"),
        words=board.verdict,
        columns=(
            Column(_("K/L"), 5),
            *(
                Column(words, 2, is_number=True)
                for words in (
                    _("Terlambat (hari)"),
                    _("Wajib"),
                    _("Terkirim"),
                    _("Belum terkirim"),
                    _("Perlu perbaikan"),
                )
            ),
        ),
        rows=tuple(
            (row.name, *(number(figure) for figure in own))
            for row, own in zip(found, figures, strict=True)
        ),
        total=(
            _("Jumlah"),
            _("%(late)s K/L") % {"late": number(late)},
            *(number(figure) for figure in sums),
        ),
    )


def _provinces(board: Board) -> Table:
    late = sum(row.days_late > 0 for row in board.provinces)
    sent = sum(row.is_sent for row in board.provinces)
    return Table(
        title=_("Laporan daerah"),
        words=board.provinces_verdict,
        columns=(
            Column(_("Provinsi"), 5),
            Column(_("Terlambat (hari)"), 2, is_number=True),
            Column(_("Wajib"), 2, is_number=True),
            Column(_("Terkirim"), 2, is_number=True),
        ),
        rows=tuple(
            (row.name, number(row.days_late), number(1), number(int(row.is_sent)))
            for row in board.provinces
        ),
        total=(
            _("Jumlah"),
            _("%(late)s provinsi") % {"late": number(late)},
            number(len(board.provinces)),
            number(sent),
        ),
    )


def as_html(package: Package) -> bytes:
    """One page that asks for nothing else, with its style in it."""
    css = (settings.BASE_DIR / "static" / "css" / "package.css").read_text(encoding="utf-8")
    head = format_html("<style>{}</style>", css)
    with override(settings.LANGUAGE_CODE):
        page = render_to_string(TEMPLATE, {"package": package, "head": head})
    return page.encode()


def as_pdf(package: Package) -> bytes:
    """The same on A4.

    Raises:
        OutOfTurn: the PDF could not be made.
    """
    head = format_html('<link rel="stylesheet" href="static:css/{}">', "paper.css")
    context = {"package": package, "head": head}
    return printed_pdf(TEMPLATE, context, title=package.title, at=package.at)


def as_slides(package: Package) -> bytes:
    """The same as slides whose tables can be edited."""
    with override(settings.LANGUAGE_CODE):
        footer = package.source
    return write_pptx(
        package.title,
        package.facts,
        package.tables,
        footer=footer,
        author=AUTHOR,
        created=package.at,
    )


# How each kind of file is made, and what it is.
RENDERINGS: dict[str, tuple[Callable[[Package], bytes], str]] = {
    "html": (as_html, "text/html; charset=utf-8"),
    "pdf": (as_pdf, "application/pdf"),
    "pptx": (
        as_slides,
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
}
