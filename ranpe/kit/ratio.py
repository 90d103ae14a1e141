"""A share that always carries its parts, its base and its cut-off."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from ranpe.kit.formats import number, percent


@dataclass(frozen=True)
class Ratio:
    """A part of a whole, both counted in the same unit.

    `base` says what the whole is, `cutoff` on which day it was counted. Raises ValueError when
    the part or the whole is negative, or the part is larger than the whole.
    """

    part: int
    whole: int
    base: str = ""
    cutoff: date | None = None

    def __post_init__(self) -> None:
        if self.part < 0 or self.whole < 0:
            raise ValueError(f"a ratio has no negative parts: {self.part} of {self.whole}")
        if self.part > self.whole:
            raise ValueError(f"the part exceeds the whole: {self.part} of {self.whole}")

    @property
    def value(self) -> Decimal | None:
        """The share in per cent, unrounded; None when there is nothing to divide by."""
        return Decimal(self.part) * 100 / Decimal(self.whole) if self.whole else None

    def __str__(self) -> str:
        if self.value is None:
            return _("tidak dapat dihitung (0 dari 0)")
        return _("%(part)s dari %(whole)s (%(share)s)") % {
            "part": number(self.part),
            "whole": number(self.whole),
            "share": percent(self.value),
        }
