"""What the public pages read: a few questions to the published rows, never to anything else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet

from portal.models import (
    PublishedAction,
    PublishedEdition,
    PublishedFigure,
    PublishedFile,
    PublishedInstitution,
    PublishedPillar,
    PublishedProvince,
    PublishedSection,
    WithdrawalNotice,
)

HEADLINES = 4
# The figures of the front page come first, by their fixed keys.
FIRST = ("carried_out", "mean", "compliance.on_time", "provinces.on_time", "provinces.plan")
# Told by the charts and by a table of their own.
ELSEWHERE = ("status.", "obstacle.")


@dataclass(frozen=True)
class Search:
    """What a reader looks for among the actions; empty parts ask for nothing."""

    words: str = ""
    pillar: int | None = None
    status: str = ""
    institution: str = ""


def current_edition(year: int | None = None) -> PublishedEdition | None:
    """The edition that is valid now: of `year`, or of the newest year."""
    return PublishedEdition.published.current(year)


def edition_of(year: int, version: int) -> PublishedEdition | None:
    """One version of a year, valid or superseded; nothing when withdrawn."""
    return PublishedEdition.published.filter(year=year, version=version).first()


def editions() -> list[PublishedEdition]:
    """Every edition that stands, newest first."""
    return list(PublishedEdition.published.all())


def notices() -> list[WithdrawalNotice]:
    """Every withdrawal, newest first."""
    return list(WithdrawalNotice.published.select_related("edition"))


def notice_of(year: int, version: int | None = None) -> WithdrawalNotice | None:
    """The withdrawal of a version, or of the newest version of a year."""
    rows = WithdrawalNotice.published.select_related("edition").filter(edition__year=year)
    if version is not None:
        rows = rows.filter(edition__version=version)
    return rows.order_by("-edition__version").first()


def figures_of(edition: PublishedEdition) -> list[PublishedFigure]:
    """All figures in the order in which they were handed in."""
    return list(PublishedFigure.published.filter(edition=edition))


def main_figures(figures: Iterable[PublishedFigure]) -> list[PublishedFigure]:
    """The figures of the whole plan, those of the front page first."""
    own = [
        figure
        for figure in figures
        if figure.pillar_number is None and not figure.key.startswith(ELSEWHERE)
    ]
    return sorted(own, key=lambda row: FIRST.index(row.key) if row.key in FIRST else len(FIRST))


def pillars_of(edition: PublishedEdition) -> list[PublishedPillar]:
    """The pillars by number."""
    return list(PublishedPillar.published.filter(edition=edition))


def institutions_of(edition: PublishedEdition) -> list[PublishedInstitution]:
    """The institutions that owed reports, by name."""
    return list(PublishedInstitution.published.filter(edition=edition).order_by("short"))


def provinces_of(edition: PublishedEdition) -> list[PublishedProvince]:
    """The provinces by code."""
    return list(PublishedProvince.published.filter(edition=edition))


@dataclass(frozen=True)
class Island:
    """The provinces of one island group."""

    name: str
    provinces: list[PublishedProvince]


def by_island(provinces: Iterable[PublishedProvince]) -> list[Island]:
    """Provinces under their island groups, from west to east."""
    groups = groupby(provinces, attrgetter("island_group"))
    merged: dict[str, list[PublishedProvince]] = {}
    for name, members in groups:
        merged.setdefault(name, []).extend(members)
    return [Island(name, members) for name, members in merged.items()]


def sections_of(edition: PublishedEdition) -> list[PublishedSection]:
    """The chapters in order."""
    return list(PublishedSection.published.filter(edition=edition))


def files_of(edition: PublishedEdition) -> list[PublishedFile]:
    """The files of an edition."""
    return list(PublishedFile.published.filter(edition=edition))


def files_by_hash(sha256: str) -> list[PublishedFile]:
    """The published files with these bytes."""
    rows = PublishedFile.published.filter(sha256=sha256).select_related("edition")
    return list(rows.order_by("-edition__year", "-edition__version"))


def notices_by_hash(sha256: str) -> list[WithdrawalNotice]:
    """The withdrawals of editions that these bytes belonged to."""
    rows = WithdrawalNotice.published.select_related("edition")
    return list(rows.filter(edition__publishedfile_rows__sha256=sha256).distinct())


def actions_of(edition: PublishedEdition) -> QuerySet[Any]:
    """The open actions by code, without their long texts."""
    rows = PublishedAction.published.filter(edition=edition)
    return rows.defer("summary_rows", "measure_rows", "words")


def actions_with_texts(edition: PublishedEdition) -> QuerySet[Any]:
    """The open actions by code, with what was written for the public."""
    return PublishedAction.published.filter(edition=edition)


def matching(edition: PublishedEdition, search: Search) -> list[PublishedAction]:
    """The open actions that hold every word and fit every choice."""
    rows = actions_of(edition)
    for word in search.words.casefold().split()[:8]:
        rows = rows.filter(words__contains=word)
    if search.pillar is not None:
        rows = rows.filter(pillar_number=search.pillar)
    if search.status:
        rows = rows.filter(status=search.status)
    if search.institution:
        rows = rows.filter(owner_line__contains=f"|{search.institution}|")
    return list(rows)


def owners_of(edition: PublishedEdition) -> list[str]:
    """The short names of all institutions that are responsible for an open action."""
    rows = PublishedAction.published.filter(edition=edition).order_by()
    lines = rows.values_list("owner_line", flat=True).distinct()
    return sorted({name for line in lines for name in line.split("|") if name})


def years_of_action(code: str) -> list[PublishedAction]:
    """An action as published in each year, newest first, only under the newest one's plan."""
    rows = PublishedAction.published.filter(code=code, edition__is_current=True)
    found = list(rows.select_related("edition").order_by("-edition__year"))
    return [row for row in found if row.edition.plan_code == found[0].edition.plan_code]


def years_of_province(code: str) -> list[PublishedProvince]:
    """A province as published in each year, newest first."""
    rows = PublishedProvince.published.filter(code=code, edition__is_current=True)
    return list(rows.select_related("edition").order_by("-edition__year"))
