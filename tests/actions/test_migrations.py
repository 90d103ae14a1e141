"""The two budget fields of a commitment become a line: which source their words name."""

from __future__ import annotations

from importlib import import_module

import pytest

moved = import_module("actions.migrations.0004_budget_into_lines")


@pytest.mark.parametrize(
    ("words", "source"),
    [("APBN (data contoh)", "apbn"), (" apbd provinsi", "apbd"), ("Hibah", "other"), ("", "other")],
)
def test_the_words_of_the_source_choose_the_kind(words: str, source: str) -> None:
    assert moved._source(words) == source
