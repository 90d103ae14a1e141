"""The table of ASVS 5.0 level 2 is whole, honest in form, and every test that it names exists."""

from __future__ import annotations

import ast
import csv
import re
from collections import Counter
from pathlib import Path

from django.conf import settings

DOCS = Path(settings.BASE_DIR) / "docs"
with (DOCS / "asvs.csv").open(newline="", encoding="utf-8") as _file:
    ROWS = list(csv.DictReader(_file))


def _tests_of(path: str) -> set[str]:
    tree = ast.parse((Path(settings.BASE_DIR) / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_requirement_of_the_two_levels_stands_once() -> None:
    numbers = [row["number"] for row in ROWS]

    assert Counter(row["level"] for row in ROWS) == {"1": 70, "2": 183}
    assert len(set(numbers)) == len(numbers)
    assert numbers == sorted(numbers, key=lambda number: [int(part) for part in number.split(".")])
    assert all(row["in our words"] for row in ROWS)


def test_what_is_met_names_a_test_that_exists() -> None:
    named = {row["number"]: row["test"] for row in ROWS if row["state"] == "met"}
    missing = [
        f"{number}: {test}"
        for number, test in named.items()
        for path, _colons, name in [test.partition("::")]
        if name not in _tests_of(path)
    ]

    assert missing == []


def test_what_is_not_met_says_why_and_names_no_test() -> None:
    others = [row for row in ROWS if row["state"] != "met"]

    assert {row["state"] for row in others} == {"not applicable", "open"}
    assert [row["number"] for row in others if row["test"] or not row["reason or remark"]] == []


def test_the_page_beside_it_counts_as_the_table_does() -> None:
    counts = Counter(row["state"] for row in ROWS)
    [line] = re.findall(
        r"^\| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", (DOCS / "asvs.md").read_text(), re.M
    )

    assert [int(cell) for cell in line] == [
        len(ROWS), counts["met"], counts["not applicable"], counts["open"],
    ]  # fmt: skip
