"""Rows that many tests begin with: built once a process, laid down again as they were."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.apps import apps
from django.db import models, transaction

T = TypeVar("T")
Rows = dict[type[models.Model], dict[Any, models.Model]]


@dataclass(frozen=True)
class _Kept:
    """The rows of one beginning and what was answered with them, which no test ever holds."""

    rows: dict[type[models.Model], list[models.Model]]
    answer: object


_kept: dict[str, _Kept] = {}


def once(name: str, build: Callable[[], T]) -> T:
    """What `build` answers, with its rows in the database.

    The first call of a process builds; every later call inserts the same rows under the same keys
    and answers a fresh copy, so that no test sees what another did to an object.

    Raises:
        AssertionError: `build` changed or removed a row that stood before.
    """
    if name not in _kept:
        before = _everything()
        built = build()
        _kept[name] = _Kept(_new(before, _everything()), copy.deepcopy(built))
        return built
    with transaction.atomic():
        for model, rows in _kept[name].rows.items():
            model._base_manager.bulk_create(rows)
    return cast("T", copy.deepcopy(_kept[name].answer))


def _everything() -> Rows:
    tables = apps.get_models(include_auto_created=True)
    return {model: {row.pk: row for row in model._base_manager.all()} for model in tables}


def _new(before: Rows, after: Rows) -> dict[type[models.Model], list[models.Model]]:
    found = {}
    for model, rows in after.items():
        old = before[model]
        assert old.keys() <= rows.keys(), f"{model} lost rows"
        assert all(_values(row) == _values(rows[key]) for key, row in old.items()), model
        added = [row for key, row in rows.items() if key not in old]
        if added:
            found[model] = added
    return found


def _values(row: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
