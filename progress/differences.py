"""What has changed between two texts, sentence by sentence, for the verifier's eye."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True)
class Piece:
    """A run of sentences that stayed, came or went: `kind` is same, new or gone."""

    kind: str
    text: str


@dataclass(frozen=True)
class Difference:
    """Two texts side by side; `share` is how much of them is alike, in whole per cent.

    Where nobody asks for the share, it is not counted: that is slow for long texts.
    """

    pieces: tuple[Piece, ...]
    share: int | None = None

    @property
    def is_same(self) -> bool:
        """Whether nothing has changed."""
        return all(piece.kind == "same" for piece in self.pieces)


def difference(before: str, after: str) -> Difference:
    """What came into `after` and what went out of `before`; spaces do not count."""
    old, new = _sentences(before), _sentences(after)
    letters = SequenceMatcher(None, " ".join(old), " ".join(new), autojunk=False)
    return Difference(changed_sentences(before, after).pieces, int(letters.ratio() * 100))


def changed_sentences(before: str, after: str) -> Difference:
    """The same without the share, for lists of many texts."""
    old, new = _sentences(before), _sentences(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    pieces = [piece for step in matcher.get_opcodes() for piece in _pieces(step, old, new)]
    return Difference(tuple(pieces))


def repeated_share(before: str, after: str) -> int:
    """How much of `after` (its letters, in whole per cent) is sentences that `before` has too."""
    old, new = set(_sentences(before)), _sentences(after)
    letters = sum(map(len, new))
    kept = sum(len(sentence) for sentence in new if sentence in old)
    return kept * 100 // letters if letters else 0


def _sentences(text: str) -> list[str]:
    found = (" ".join(part.split()) for part in _BETWEEN_SENTENCES.split(text))
    return [sentence for sentence in found if sentence]


def _pieces(
    step: tuple[str, int, int, int, int], old: list[str], new: list[str]
) -> Iterator[Piece]:
    kind, old_from, old_to, new_from, new_to = step
    if kind == "equal":
        yield Piece("same", " ".join(new[new_from:new_to]))
        return
    if old_from < old_to:
        yield Piece("gone", " ".join(old[old_from:old_to]))
    if new_from < new_to:
        yield Piece("new", " ".join(new[new_from:new_to]))
