"""Sharing a session's reports out to its desks: a pure function, so that anybody can repeat it."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class ToShare:
    """A report to be shared out: whose it is, and the seats that may judge it."""

    key: int
    house: int
    takers: frozenset[int]


@dataclass(frozen=True)
class Sharing:
    """The reports at each seat, and those that no seat may take."""

    desks: dict[int, tuple[int, ...]]
    left: tuple[int, ...]


Desks = dict[int, list[ToShare]]


def share_out(items: Iterable[ToShare], seats: Sequence[int]) -> Sharing:
    """Share the reports out: fairly first, then each K/L to few desks; always the same way.

    Nothing is given to a seat that may not judge it. The loads differ by at most one wherever
    that is possible: as long as a chain of moves makes two loads more even, it is taken.
    """
    given = sorted(items, key=lambda item: item.key)
    free = [item for item in given if item.takers & set(seats)]
    desks: Desks = {seat: [] for seat in seats}
    room = _room(len(free), seats)
    for item in _house_by_house(free):
        desks[_best_seat(item, desks, room)].append(item)
    while _evened(desks):
        pass
    return Sharing(
        {seat: tuple(sorted(item.key for item in held)) for seat, held in desks.items()},
        tuple(item.key for item in given if item not in free),
    )


def _room(total: int, seats: Sequence[int]) -> dict[int, int]:
    """The even share of each seat; the first ones carry what does not divide."""
    each, more = divmod(total, len(seats)) if seats else (0, 0)
    return {seat: each + (order < more) for order, seat in enumerate(seats)}


def _house_by_house(items: Sequence[ToShare]) -> Iterator[ToShare]:
    """The houses that few may judge first, then the large ones, so that each stays together."""
    houses: dict[int, list[ToShare]] = {}
    for item in items:
        houses.setdefault(item.house, []).append(item)
    order = sorted(
        houses, key=lambda house: (len(houses[house][0].takers), -len(houses[house]), house)
    )
    for house in order:
        yield from sorted(houses[house], key=lambda item: (sorted(item.takers), item.key))


def _best_seat(item: ToShare, desks: Desks, room: dict[int, int]) -> int:
    """Where the K/L already sits, else the seat begun last: so a K/L is torn apart once at most.

    A full seat is the last resort; what it has too much is moved on afterwards.
    """
    return min(
        item.takers & desks.keys(),
        key=lambda seat: (
            max(0, len(desks[seat]) + 1 - room[seat]),
            not _sits(item.house, desks[seat]),
            -len(desks[seat]),
            seat,
        ),
    )


def _sits(house: int, held: Iterable[ToShare]) -> bool:
    return any(other.house == house for other in held)


def _evened(desks: Desks) -> bool:
    """Move one report off the fullest desk that can be relieved; False when all is even."""
    for seat in sorted(desks, key=lambda seat: (-len(desks[seat]), seat)):
        path = _path_to_emptier(seat, desks)
        if path:
            for giver, taker in reversed(list(pairwise(path))):
                moved = _easiest(giver, taker, desks)
                desks[giver].remove(moved)
                desks[taker].append(moved)
            return True
    return False


def _path_to_emptier(start: int, desks: Desks) -> list[int]:
    """The shortest chain of seats, each of which can take from the one before, that evens two."""
    came_from: dict[int, int] = {start: start}
    waiting = deque([start])
    while waiting:
        seat = waiting.popleft()
        if len(desks[seat]) <= len(desks[start]) - 2:
            return _traced(seat, start, came_from)
        reached = {taker for item in desks[seat] for taker in item.takers & desks.keys()}
        for taker in sorted(reached - came_from.keys(), key=lambda key: (len(desks[key]), key)):
            came_from[taker] = seat
            waiting.append(taker)
    return []


def _traced(seat: int, start: int, came_from: dict[int, int]) -> list[int]:
    path = [seat]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return path[::-1]


def _easiest(giver: int, taker: int, desks: Desks) -> ToShare:
    """The report whose move tears a K/L apart the least."""
    held = desks[giver]
    return min(
        (item for item in held if taker in item.takers),
        key=lambda item: (
            not _sits(item.house, desks[taker]),
            sum(other.house == item.house for other in held),
            item.key,
        ),
    )


def calibration_sample(items: Iterable[ToShare], size: int, seed: int) -> list[int]:
    """The keys of the sample: what most seats may judge, drawn by the seed."""

    def drawn(item: ToShare) -> tuple[int, str]:
        return -len(item.takers), hashlib.sha256(f"{seed}:{item.key}".encode()).hexdigest()

    return [item.key for item in sorted(items, key=drawn)[:size]]
