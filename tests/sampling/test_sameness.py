"""The same seed and the same anchor give the same data."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction

from pillars.models import Period
from ranpe.sampling.world import anchor, build_world
from reporting.models import Seal

APPS = {
    "institutions",
    "pillars",
    "accounts",
    "actions",
    "workgroups",
    "progress",
    "reporting",
    "files",
    "journal",
}
# The moment of writing is the clock's own, and so is every hash that runs over it.
OF_THE_CLOCK = {
    "journal.Entry.recorded_at",
    "journal.EntrySeal.hash",
    "journal.EntrySeal.previous",
    "journal.DailyHead.hash",
    "reporting.Seal.journal_head",
    "reporting.Seal.sha256",
}

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("sampling")]


def tables() -> list[type[models.Model]]:
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.app_label in APPS]


def digests() -> dict[str, str]:
    """One hash a table over every value of every row."""
    seals = list(Seal.everything.order_by("pk").values_list("sha256", flat=True))
    found = {}
    for model in tables():
        rows = model._base_manager.order_by("pk").values_list(*_columns(model))
        lines = "\n".join(map(repr, rows.iterator(2000)))
        for place, sha256 in enumerate(seals):
            lines = lines.replace(sha256, f"seal {place}")
        found[model._meta.label] = hashlib.sha256(lines.encode()).hexdigest()
    return found


def _columns(model: type[models.Model]) -> list[str]:
    label = model._meta.label
    fields = model._meta.concrete_fields
    return [field.attname for field in fields if f"{label}.{field.name}" not in OF_THE_CLOCK]


def a_world_of_its_own(day: date) -> dict[str, str]:
    """Build a small world with numbers that start at one, and leave nothing behind."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)
    with transaction.atomic():
        build_world(day, is_small=True, say=lambda _line: None)
        found = digests()
        transaction.set_rollback(True)
    return found


def test_two_small_worlds_of_one_day_are_equal_in_every_value() -> None:
    first = a_world_of_its_own(date(2026, 11, 24))
    second = a_world_of_its_own(date(2026, 11, 24))

    assert {label for label in first if first[label] != second[label]} == set()


def test_a_world_of_a_later_day_walks_the_semesters_between() -> None:
    with transaction.atomic():
        build_world(date(2027, 9, 1), is_small=True, say=lambda _line: None)

        states = {period.name: period.state for period in Period.everything.filter(year__gte=2026)}
        transaction.set_rollback(True)

    assert states == {
        "Semester I 2026": "locked",
        "Semester II 2026": "locked",
        "Semester I 2027": "open",
        "Semester II 2027": "scheduled",
    }


def test_a_day_that_is_none_is_refused_before_anything_is_written() -> None:
    with pytest.raises(CommandError, match="bukan tanggal"):
        call_command("seed", at="kemarin")

    assert anchor() is None
