"""Sharing out is fair, deterministic and never to whoever may not judge."""

from __future__ import annotations

from progress.services.sharing import Sharing, ToShare, calibration_sample, share_out


def loads(shared: Sharing) -> list[int]:
    return sorted(len(keys) for keys in shared.desks.values())


def some(count: int, *, house: int = 1, takers: tuple[int, ...], first: int = 0) -> list[ToShare]:
    return [ToShare(first + number, house, frozenset(takers)) for number in range(count)]


def test_the_loads_differ_by_one_at_most_and_all_is_shared() -> None:
    shared = share_out(some(10, takers=(1, 2, 3)), [1, 2, 3])

    assert loads(shared) == [3, 3, 4]
    assert sorted(key for keys in shared.desks.values() for key in keys) == list(range(10))


def test_the_same_input_in_another_order_is_shared_the_same_way() -> None:
    items = some(7, takers=(1, 2)) + some(6, house=2, takers=(2, 3), first=10)

    assert share_out(items, [1, 2, 3]) == share_out(items[::-1], [1, 2, 3])


def test_what_nobody_may_take_is_left_and_named() -> None:
    items = [*some(2, takers=(1,)), ToShare(9, 5, frozenset()), ToShare(8, 5, frozenset({77}))]

    shared = share_out(items, [1, 2])

    assert shared.left == (8, 9)
    assert shared.desks == {1: (0, 1), 2: ()}


def test_a_chain_of_moves_evens_what_no_single_move_can() -> None:
    # 1 may only pass on to 2, and 2 to 3: the reports must travel along the chain.
    items = some(6, house=1, takers=(1, 2)) + some(3, house=2, takers=(2, 3), first=20)

    shared = share_out(items, [1, 2, 3])

    assert loads(shared) == [3, 3, 3]


def test_a_house_stays_at_one_desk_where_the_load_allows() -> None:
    items = [
        item
        for house in range(4)
        for item in some(3, house=house, takers=(1, 2, 3, 4), first=house * 10)
    ]

    shared = share_out(items, [1, 2, 3, 4])

    assert all(len({key // 10 for key in keys}) == 1 for keys in shared.desks.values())


def test_without_a_seat_everything_is_left() -> None:
    assert share_out(some(2, takers=(1,)), []).left == (0, 1)


def test_the_sample_is_what_most_may_judge_and_can_be_drawn_again() -> None:
    items = some(20, takers=(1, 2, 3)) + some(5, takers=(1,), first=50)

    drawn = calibration_sample(items, 4, 20260728)

    assert drawn == calibration_sample(items[::-1], 4, 20260728)
    assert len(drawn) == 4
    assert max(drawn) < 20
    assert drawn != calibration_sample(items, 4, 20260729)
