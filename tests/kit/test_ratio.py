"""Ratios carry their parts."""

from dataclasses import FrozenInstanceError
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ranpe.kit.formats import parse_number
from ranpe.kit.ratio import Ratio

counts = st.integers(min_value=0, max_value=10**6)


def test_a_ratio_is_written_with_its_parts_and_its_share() -> None:
    assert str(Ratio(part=41, whole=50)) == "41 dari 50 (82,0%)"
    assert str(Ratio(part=122, whole=135)) == "122 dari 135 (90,4%)"
    assert str(Ratio(part=1041, whole=1250)) == "1.041 dari 1.250 (83,3%)"


def test_nothing_to_divide_by_is_neither_zero_nor_a_hundred() -> None:
    empty = Ratio(part=0, whole=0)

    assert empty.value is None
    assert str(empty) == "tidak dapat dihitung (0 dari 0)"


def test_a_ratio_keeps_its_base_and_its_cutoff_unchanged() -> None:
    ratio = Ratio(1, 2, base="aksi terjadwal 2026", cutoff=date(2026, 12, 31))

    with pytest.raises(FrozenInstanceError):
        ratio.part = 2  # type: ignore[misc]
    assert (ratio.base, ratio.cutoff) == ("aksi terjadwal 2026", date(2026, 12, 31))


@settings(deadline=None)
@given(counts, counts)
def test_a_part_larger_than_the_whole_is_refused(part: int, whole: int) -> None:
    assume(part > whole)

    with pytest.raises(ValueError, match="exceeds"):
        Ratio(part, whole)


@settings(deadline=None)
@given(st.integers(max_value=-1), counts)
def test_negative_parts_and_wholes_are_refused(negative: int, count: int) -> None:
    with pytest.raises(ValueError, match="negative"):
        Ratio(negative, count)
    with pytest.raises(ValueError, match="negative"):
        Ratio(0, negative)


@settings(deadline=None)
@given(counts, counts)
def test_the_share_lies_between_nothing_and_everything(first: int, second: int) -> None:
    part, whole = sorted((first, second))
    assume(whole > 0)

    share = Ratio(part, whole).value

    assert share is not None
    assert 0 <= share <= 100
    assert round(share * whole / 100) == part


@settings(deadline=None)
@given(counts, counts)
def test_the_written_share_is_the_value_within_half_a_tenth(first: int, second: int) -> None:
    part, whole = sorted((first, second))
    assume(whole > 0)
    ratio = Ratio(part, whole)

    written = parse_number(str(ratio).split("(")[1].removesuffix("%)"))

    assert ratio.value is not None
    assert abs(written - ratio.value) <= Decimal("0.05")


@settings(deadline=None)
@given(counts)
def test_a_ratio_and_its_rest_make_a_hundred(whole: int) -> None:
    assume(whole > 0)
    part = whole // 3

    shares = [Ratio(part, whole).value, Ratio(whole - part, whole).value]

    assert round(sum(share for share in shares if share is not None), 10) == 100
