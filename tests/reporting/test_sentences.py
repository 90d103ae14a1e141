"""The sentences: short, honest, and equal to the figures."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from reporting import sentences
from reporting.compose import compose_report
from reporting.document import Figure, Past
from tests.reporting.years import SealedYear, a_draft

CUTOFF = datetime.fromisoformat("2027-01-31T23:59:59+07:00")


def a_figure(key: str, part: int, whole: int, past: Past | None = None) -> Figure:
    value = Decimal(part) * 100 / whole if whole else None
    return Figure(
        key, "Angka", "percent", part, whole, value, "basis", CUTOFF, "rumus", 1, "2026-1", past
    )


def test_the_verdict_of_a_full_year_has_at_most_25_words() -> None:
    parts = {"achieved": 41, "on_track": 30, "at_risk": 24, "behind": 20, "no_report": 15}
    figures = [a_figure(f"status.{name}", count, 130) for name, count in parts.items()]

    said = sentences.verdict(2026, [*figures, a_figure("scheduled", 130, 135)])

    assert said == (
        "Dari 130 aksi terjadwal tahun 2026, 71 tercapai atau sesuai target, 24 perlu perhatian, "
        "20 tertinggal, dan 15 belum melapor."
    )
    assert len(said.split()) <= 25


def test_a_year_without_any_judgement_says_so() -> None:
    assert sentences.verdict(2026, []).endswith("belum ada yang dapat dinilai.")


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a dan b"),
        (["a", "b", "c"], "a, b, dan c"),
    ],
)
def test_enumerations_read_as_indonesian(parts: list[str], said: str) -> None:
    assert sentences.joined(parts) == said


def test_a_figure_without_a_base_cannot_be_calculated() -> None:
    assert sentences.shown(a_figure("carried_out", 0, 0)) == "belum dapat dihitung (0 dari 0)"
    assert sentences.shown(a_figure("carried_out", 41, 50)) == "41 dari 50 (82,0%)"


def test_years_on_the_same_base_are_compared_in_points() -> None:
    past = Past(2025, 40, 50, Decimal(80), "basis", is_same_base=True)

    assert sentences.change(a_figure("carried_out", 41, 50, past)) == (
        "naik 2,0 poin dari 80,0% tahun 2025"
    )


def test_years_on_different_bases_are_not_subtracted() -> None:
    past = Past(2024, 122, 135, Decimal("90.370370"), "basis lama", is_same_base=False)

    assert sentences.change(a_figure("carried_out", 41, 50, past)) == (
        "tahun 2024: 90,4% (122 dari 135), basis berbeda, tidak diperbandingkan"
    )


def test_the_first_year_has_nothing_to_compare_with() -> None:
    assert "tidak ada data pembanding" in sentences.change(a_figure("mean", 1, 2))


def test_what_is_not_measured_is_said_so(year: SealedYear) -> None:
    document = compose_report(a_draft(year))
    for key in ("society", "inclusion", "budget", "outcome"):
        chapter = document.chapter(key)
        assert chapter is not None and "belum diukur" in chapter.text


def test_chapters_are_indonesian_whatever_language_the_writer_reads(year: SealedYear) -> None:
    from django.utils.translation import override  # noqa: PLC0415

    with override("en"):
        english = a_draft(year, "public")
    indonesian = a_draft(year, "public")

    texts = [
        list(row.sections.values_list("automatic", flat=True)) for row in (english, indonesian)
    ]
    assert texts[0] == texts[1]
