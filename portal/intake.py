"""The only way in: a cleared edition and its files become public, or cease to be."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from portal.editions import (
    PublicAction,
    PublicEdition,
    PublicFigure,
    PublicFile,
    PublicPillar,
    sha256_of,
)
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
from ranpe.kit.refusals import Incomplete, OutOfTurn

CONTENT_TYPES: Final = frozenset({"application/pdf"})
_SAFE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
_OF_A_PILLAR: Final = re.compile(r"\.pillar\.(\d{1,3})$")
_SIMPLE: Final = {field.name for field in fields(PublicEdition)} & {
    field.name for field in PublishedEdition._meta.concrete_fields
}


class HashMismatch(ValueError):  # noqa: N818 - reads as the domain speaks
    """The bytes of a file are not those that its hash names."""


def publish(edition: PublicEdition, files: Sequence[PublicFile], at: datetime) -> PublishedEdition:
    """Make an edition public; the same edition and files again give the same row.

    The bytes are written before any row. Raises HashMismatch for bytes that are not the approved
    ones, Incomplete for a file that the portal does not take, and OutOfTurn for a version that
    was withdrawn, is older than a public one, or is public with other content, and for
    everything in the training mode.
    """
    if settings.TRAINING:
        raise OutOfTurn(_("Dalam mode latihan tidak ada yang dapat diterbitkan."))
    for file in files:
        _check(file)
    for file in files:
        _keep(file)
    with transaction.atomic():
        earlier = PublishedEdition._base_manager.select_for_update().filter(year=edition.year)
        known = {row.version: row for row in earlier}
        if edition.version in known:
            return _the_same(known[edition.version], edition, files)
        if any(version > edition.version for version in known):
            raise OutOfTurn(_("Versi yang lebih baru dari tahun ini sudah terbit."))
        earlier.filter(is_current=True).update(is_current=False)
        return _store(edition, files, at)


def withdraw(year: int, version: int, reason: str, at: datetime) -> WithdrawalNotice:
    """Take an edition out of the public eye; its address shows the reason from now on.

    Doing it again gives the same notice. Raises Incomplete without a reason and OutOfTurn for an
    edition that was never published.
    """
    if not reason.strip():
        raise Incomplete(_("Penarikan memerlukan alasan yang akan dibaca publik."))
    with transaction.atomic():
        rows = PublishedEdition._base_manager.select_for_update()
        row = rows.filter(year=year, version=version).first()
        if row is None:
            raise OutOfTurn(_("Edisi ini belum pernah terbit."))
        if row.withdrawn_at is None:
            WithdrawalNotice(edition=row, reason=reason.strip(), at=at).save()
            row.is_current, row.withdrawn_at = False, at
            row.save(update_fields=["is_current", "withdrawn_at"])
        return WithdrawalNotice.published.get(edition=row)


def path_of(sha256: str) -> Path:
    """Where the bytes with this hash lie."""
    return Path(settings.PORTAL_FILES_ROOT) / sha256[:2] / sha256


def read_bytes(file: PublishedFile) -> bytes:
    """The bytes of a published file, checked again; raises HashMismatch when they changed."""
    content = path_of(file.sha256).read_bytes()
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise HashMismatch(file.sha256)
    return content


def _check(file: PublicFile) -> None:
    if hashlib.sha256(file.content).hexdigest() != file.sha256:
        raise HashMismatch(file.name)
    if file.content_type not in CONTENT_TYPES or not _SAFE_NAME.fullmatch(file.name):
        raise Incomplete(_("Portal tidak menerima berkas “%(name)s”.") % {"name": file.name})


def _keep(file: PublicFile) -> None:
    place = path_of(file.sha256)
    if place.exists() and hashlib.sha256(place.read_bytes()).hexdigest() == file.sha256:
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(descriptor, "wb") as target:
        target.write(file.content)
        target.flush()
        os.fsync(target.fileno())
    Path(name).replace(place)


def _the_same(
    row: PublishedEdition, edition: PublicEdition, files: Sequence[PublicFile]
) -> PublishedEdition:
    if row.withdrawn_at:
        raise OutOfTurn(_("Versi ini sudah ditarik; terbitkan versi yang baru."))
    held = set(PublishedFile.published.filter(edition=row).values_list("name", "sha256"))
    if row.content_sha256 != sha256_of(edition) or held != {(f.name, f.sha256) for f in files}:
        raise OutOfTurn(_("Versi ini sudah terbit dengan isi lain; terbitkan versi yang baru."))
    return row


def _store(edition: PublicEdition, files: Sequence[PublicFile], at: datetime) -> PublishedEdition:
    row = PublishedEdition(
        **{name: _plain(getattr(edition, name)) for name in _SIMPLE},
        obstacle_rows=_rows(edition.obstacles),
        content_sha256=sha256_of(edition),
        published_at=at,
    )
    row.save()
    PublishedFigure.published.bulk_create(_figures(edition, row))
    PublishedPillar.published.bulk_create(_pillar(row, pillar) for pillar in edition.pillars)
    PublishedAction.published.bulk_create(_actions(edition, row))
    PublishedInstitution.published.bulk_create(_institutions(edition, row))
    PublishedProvince.published.bulk_create(
        PublishedProvince(edition=row, **vars(province)) for province in edition.provinces
    )
    PublishedSection.published.bulk_create(
        PublishedSection(edition=row, **vars(section)) for section in edition.sections
    )
    PublishedFile.published.bulk_create(
        PublishedFile(
            edition=row,
            name=file.name,
            content_type=file.content_type,
            sha256=file.sha256,
            size=len(file.content),
        )
        for file in files
    )
    return row


def _figures(edition: PublicEdition, row: PublishedEdition) -> Iterator[PublishedFigure]:
    of_pillars = {
        figure.key: (figure, pillar.number)
        for pillar in edition.pillars
        for figure in (pillar.carried_out, pillar.mean)
        if figure is not None
    }
    figures: dict[str, tuple[PublicFigure, int | None]] = {
        figure.key: (figure, None) for figure in edition.figures
    }
    figures.update(of_pillars)
    figures = {key: (row, at or _pillar_in(key)) for key, (row, at) in figures.items()}
    for order, (figure, pillar_number) in enumerate(figures.values()):
        yield _figure(row, figure, order=order, pillar_number=pillar_number)


def _pillar_in(key: str) -> int | None:
    found = _OF_A_PILLAR.search(key)
    return int(found[1]) if found else None


def _figure(
    row: PublishedEdition, figure: PublicFigure, *, order: int, pillar_number: int | None
) -> PublishedFigure:
    values = {name: value for name, value in vars(figure).items() if name != "past"}
    if figure.past is not None:
        values |= {f"past_{name}": value for name, value in vars(figure.past).items()}
    return PublishedFigure(edition=row, order=order, pillar_number=pillar_number, **values)


def _pillar(row: PublishedEdition, pillar: PublicPillar) -> PublishedPillar:
    return PublishedPillar(
        edition=row,
        number=pillar.number,
        name=pillar.name,
        scheduled=pillar.scheduled,
        count_rows=_rows(pillar.counts),
        past_count_rows=_rows(pillar.past_counts),
        focus_rows=_rows(pillar.foci),
        mean_key=pillar.mean.key if pillar.mean else "",
        carried_out_key=pillar.carried_out.key if pillar.carried_out else "",
        withheld_count=pillar.withheld.count if pillar.withheld else 0,
        withheld_basis=pillar.withheld.basis if pillar.withheld else "",
        is_partial=pillar.is_partial,
    )


def _actions(edition: PublicEdition, row: PublishedEdition) -> Iterator[PublishedAction]:
    for action in edition.actions:
        values = dict(vars(action))
        yield PublishedAction(
            edition=row,
            summary_rows=_rows(values.pop("summaries")),
            measure_rows=_rows(values.pop("measures")),
            owner_line="".join(f"|{short}" for short in action.responsible) + "|",
            words=_words(action),
            **{name: _plain(value) for name, value in values.items()},
        )


def _words(action: PublicAction) -> str:
    owners = (*action.responsible, *action.responsible_names)
    told = [summary.text for summary in action.summaries]
    return " ".join([action.code, action.title, action.focus_name, *owners, *told]).casefold()


def _institutions(edition: PublicEdition, row: PublishedEdition) -> Iterator[PublishedInstitution]:
    for institution in edition.institutions:
        values = dict(vars(institution))
        periods = _rows(values.pop("periods"))
        yield PublishedInstitution(edition=row, period_rows=periods, **values)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _rows(items: Iterable[Any]) -> list[Any]:
    return [_json(asdict(item)) for item in items]


def _json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _json(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_json(part) for part in value]
    return str(value) if isinstance(value, Decimal) else value
