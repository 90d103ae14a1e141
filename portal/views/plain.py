"""The public report in plain text: for screen readers, Braille displays, mail and thin lines."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Final

from django.utils.translation import override

from portal import queries
from portal.editions import PARTIAL
from portal.models import PublishedAction, PublishedEdition, PublishedPillar, PublishedProvince
from portal.views.shown import shown
from ranpe.kit.charts import Status
from ranpe.kit.charts.palette import STATUS_LOOKS
from ranpe.kit.formats import long_day, number, percent

WIDTH: Final = 78


def plain_text(edition: PublishedEdition) -> str:
    """The whole edition as lines of at most 78 characters, in Indonesian."""
    with override("id"):
        parts = [*_head(edition), *_figures(edition), *_chapters(edition), *_pillars(edition)]
        parts += [*_provinces(edition), *_corrections(edition)]
    return "\n\n".join(_wrapped(part) for part in parts) + "\n"


def _wrapped(part: str) -> str:
    return "\n".join(
        textwrap.fill(
            line,
            WIDTH,
            subsequent_indent="  " if line.startswith("- ") else "",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in part.splitlines()
    )


def _heading(words: str) -> str:
    return f"== {words} =="


def _head(edition: PublishedEdition) -> Iterable[str]:
    if edition.is_sample:
        yield "DATA CONTOH, BUKAN LAPORAN RESMI"
    yield edition.title.upper()
    yield (
        f"Versi {edition.version}, terbit {long_day(edition.published_at)}. "
        f"Data per {long_day(edition.cutoff_at)}."
    )
    yield edition.verdict


def _figures(edition: PublishedEdition) -> Iterable[str]:
    yield _heading("Angka utama")
    rows = [shown(row) for row in queries.main_figures(queries.figures_of(edition))]
    yield "\n".join(f"- {row.label}: {row.value} ({row.parts}). {row.base}." for row in rows)


def _chapters(edition: PublishedEdition) -> Iterable[str]:
    for section in queries.sections_of(edition):
        yield _heading(section.heading)
        yield from section.paragraphs


def _word(status: str) -> str:
    return str(STATUS_LOOKS[Status(status)].word)


def _pillars(edition: PublishedEdition) -> Iterable[str]:
    actions = list(queries.actions_of(edition))
    for pillar in queries.pillars_of(edition):
        yield _heading(f"{edition.level_one_label} {pillar.number}. {pillar.name}")
        yield _counts(pillar)
        own = [row for row in actions if row.pillar_number == pillar.number]
        yield "\n".join(_action(row) for row in own)


def _counts(pillar: PublishedPillar) -> str:
    told = [f"{_word(row.status)} {number(row.count)}" for row in pillar.counts if row.count]
    said = f"{'; '.join(told)}."
    if not pillar.withheld_count:
        return said
    kept = number(pillar.withheld_count)
    said = f"{said} {kept} aksi tidak dirinci, dasar {pillar.withheld_basis}."
    return f"{said} {PARTIAL}" if pillar.is_partial else said


def _action(action: PublishedAction) -> str:
    owners = ", ".join(action.responsible)
    reached = "" if action.percent is None else f", {percent(action.percent)}"
    return f"- {action.code} {action.title} ({owners}): {_word(action.status)}{reached}."


def _provinces(edition: PublishedEdition) -> Iterable[str]:
    yield _heading("Provinsi")
    yield "\n".join(_province(row) for row in queries.provinces_of(edition))


def _province(row: PublishedProvince) -> str:
    reports = "belum wajib melapor"
    if row.owes:
        sent = f"{number(row.sent)} dari {number(row.due)} laporan dikirim"
        reports = f"{sent}, {number(row.on_time)} tepat waktu"
    return f"- {row.name}: {reports}. RAD PE: {row.plan_stage_word}."


def _corrections(edition: PublishedEdition) -> Iterable[str]:
    yield _heading("Koreksi")
    texts = edition.corrections or ["Tidak ada koreksi pada laporan ini."]
    yield "\n".join(f"- {text}" for text in texts)
