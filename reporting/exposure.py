"""What becomes newly public with an edition: the list that its approver signs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal import queries
from portal.editions import PublicEdition


@dataclass(frozen=True)
class Exposed:
    """One thing that nobody could read on the portal before."""

    key: str
    text: str


@dataclass(frozen=True)
class Exposure:
    """Everything of one kind that becomes newly public."""

    kind: str
    items: tuple[Exposed, ...]


def exposure_of(edition: PublicEdition) -> tuple[Exposure, ...]:
    """What `edition` tells beyond the newest edition that stands on the portal today.

    Kinds without anything new are left out. Figures are not listed: all of them are new each year.
    """
    known = _known(edition.year)
    found = (Exposure(kind, _new(rows, known.get(kind, ()))) for kind, rows in _told(edition))
    return tuple(kind for kind in found if kind.items)


def sha256_of(exposure: Iterable[Exposure]) -> str:
    """SHA-256 (hex) of the list, so that an approval names exactly the list that was read."""
    text = json.dumps([asdict(kind) for kind in exposure], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def kind_label(kind: str) -> str:
    """The kind in words."""
    return {
        "action": _("Aksi yang dirinci"),
        "summary": _("Ringkasan aksi"),
        "province": _("Ringkasan provinsi"),
        "institution": _("Instansi yang disebut"),
        "section": _("Bab"),
    }[kind]


def _new(rows: Iterable[Exposed], known: Iterable[Exposed]) -> tuple[Exposed, ...]:
    old = set(known)
    return tuple(row for row in rows if row not in old)


def _known(year: int) -> dict[str, list[Exposed]]:
    standing = [row for row in queries.editions() if row.is_current and row.year <= year]
    if not standing:
        return {}
    before = standing[0]
    told = _Told(
        before.plan_code,
        list(queries.actions_with_texts(before)),
        queries.provinces_of(before),
        queries.institutions_of(before),
        queries.sections_of(before),
    )
    return {kind: list(rows) for kind, rows in _told(told)}


@dataclass(frozen=True)
class _Told:
    """A published edition, read back with the names of the public shapes."""

    plan_code: str
    actions: Sequence[Any]
    provinces: Sequence[Any]
    institutions: Sequence[Any]
    sections: Sequence[Any]


def _told(edition: PublicEdition | _Told) -> Iterable[tuple[str, Iterable[Exposed]]]:
    """Everything that an edition tells in words, by kind."""
    actions = edition.actions
    yield "action", (Exposed(f"{edition.plan_code} {row.code}", row.title) for row in actions)
    yield (
        "summary",
        (
            Exposed(f"{row.code} {summary.institution}", summary.text)
            for row in actions
            for summary in row.summaries
        ),
    )
    told = (row for row in edition.provinces if row.summary)
    yield "province", (Exposed(row.name, row.summary) for row in told)
    yield "institution", (Exposed(row.short, row.name) for row in edition.institutions)
    yield "section", (Exposed(row.heading, row.text) for row in edition.sections)
