"""Indonesian telephone numbers: how they are typed, kept and shown."""

from __future__ import annotations

import re

_TYPED = re.compile(r"(?:\+?62|0)([2-9]\d{7,11})")
_SEPARATORS = re.compile(r"[\s().-]")


def phone_number(typed: str) -> str:
    """A number as it is kept: +62 and the digits after it.

    Raises:
        ValueError: it is no Indonesian number with its area or operator code.
    """
    found = _TYPED.fullmatch(_SEPARATORS.sub("", typed))
    if found is None:
        raise ValueError(typed)
    return f"+62{found[1]}"


def shown_phone(kept: str) -> str:
    """A kept number in groups: +62 812-3456-7890; other words as they are."""
    if not kept.startswith("+62"):
        return kept
    digits = kept[3:]
    return f"+62 {digits[:3]}-{'-'.join(re.findall('.{1,4}', digits[3:]))}"
