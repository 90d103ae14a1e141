"""The small words of the reports: a figure, its change, a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from portal.editions import PublicFigure
from ranpe.kit.charts import Status
from ranpe.kit.formats import long_day, number, percent
from reporting.document import Action, Count, Pillar
from reporting.document import Figure as DocumentFigure

Figure = DocumentFigure | PublicFigure

NOT_MEASURED = "belum dapat dihitung"
HIGHLIGHTS = 3


class _Counted(Protocol):
    @property
    def status(self) -> str: ...

    @property
    def count(self) -> int: ...


def joined(parts: Iterable[str]) -> str:
    """The parts as one enumeration: a, b, dan c."""
    found = [part for part in parts if part]
    if len(found) < 3:
        return " dan ".join(found)
    return f"{', '.join(found[:-1])}, dan {found[-1]}"


def shown(figure: Figure | None) -> str:
    """A figure with its parts, as in "41 dari 50 (82,0%)"; a mean names what it runs over."""
    if figure is None:
        return NOT_MEASURED
    if figure.unit == "count":
        return f"{number(figure.part)} dari {number(figure.whole)}"
    if figure.value is None:
        return f"{NOT_MEASURED} ({number(figure.part)} dari {number(figure.whole)})"
    if figure.key.startswith(("mean", "evidence")):
        return f"{percent(figure.value)} (atas {number(figure.part)} dari {number(figure.whole)})"
    return f"{number(figure.part)} dari {number(figure.whole)} ({percent(figure.value)})"


def with_base(figure: Figure | None) -> str:
    """The base and the cut-off of a figure, for the line under it."""
    if figure is None:
        return ""
    return f"basis: {figure.base}; data per {long_day(figure.cutoff_at)}"


def change(figure: Figure | None) -> str:
    """How a figure changed since the year before; other bases are said, not subtracted."""
    if figure is None or figure.past is None:
        return "tahun lalu: tidak ada data pembanding"
    past = figure.past
    if not past.is_same_base:
        return f"tahun {past.year}: {_past_value(figure)}, basis berbeda, tidak diperbandingkan"
    if figure.value is None or past.value is None:
        return f"tahun {past.year}: {_past_value(figure)}"
    step = figure.value - past.value
    if percent(step) in ("0,0%", "-0,0%"):
        return f"tetap dibandingkan tahun {past.year}"
    way = "naik" if step > 0 else "turun"
    return f"{way} {number(abs(step), 1)} poin dari {percent(past.value)} tahun {past.year}"


def _past_value(figure: Figure) -> str:
    past = figure.past
    if past is None or past.value is None:
        return NOT_MEASURED
    return f"{percent(past.value)} ({number(past.part)} dari {number(past.whole)})"


def count_of(counts: Sequence[_Counted], *statuses: str) -> int:
    """How many actions have one of the statuses."""
    return sum(row.count for row in counts if row.status in statuses)


def _part(figures: Sequence[Figure], key: str) -> int:
    return next((figure.part or 0 for figure in figures if figure.key == key), 0)


def verdict(year: int, figures: Sequence[Figure]) -> str:
    """The year in one sentence of at most 25 words."""
    counts = [Count(status, _part(figures, f"status.{status}")) for status in Status]
    scheduled = _part(figures, "scheduled")
    return f"Dari {number(scheduled)} aksi terjadwal tahun {year}, {_told(counts)}."


def pillar_verdict(pillar: Pillar) -> str:
    """A pillar in one sentence."""
    if not pillar.is_partial:
        return f"Dari {number(pillar.scheduled)} aksi terjadwal, {_told(pillar.counts)}."
    shown = sum(row.count for row in pillar.counts if row.status != Status.NOT_SCHEDULED)
    return f"Dari {number(shown)} aksi terjadwal yang dirinci, {_told(pillar.counts)}."


def _told(counts: Sequence[Count]) -> str:
    good = count_of(counts, Status.ACHIEVED, Status.ON_TRACK)
    parts = [
        (good, "tercapai atau sesuai target"),
        (count_of(counts, Status.AT_RISK), "perlu perhatian"),
        (count_of(counts, Status.BEHIND), "tertinggal"),
        (count_of(counts, Status.NO_REPORT), "belum melapor"),
    ]
    told = [f"{number(count)} {word}" for count, word in parts if count]
    return joined(told) or "belum ada yang dapat dinilai"


def highlights(actions: Sequence[Action]) -> list[str]:
    """Up to three achieved actions, the complete and best measured first."""
    done = [row for row in actions if row.status == Status.ACHIEVED and row.percent is not None]
    best = sorted(done, key=lambda row: (-len(row.lines), row.pillar_number, row.code))
    return [f"{row.title} ({row.code}, {row.responsible})" for row in _spread(best)]


def _spread(actions: Sequence[Action]) -> list[Action]:
    """One action a pillar as far as there are, then the next best."""
    firsts = {row.pillar_number: row for row in reversed(actions)}
    chosen = [row for row in actions if firsts[row.pillar_number] is row]
    rest = [row for row in actions if row not in chosen]
    return [*chosen, *rest][:HIGHLIGHTS]
