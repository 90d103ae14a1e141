"""The colours and words of charts: six statuses, one scale, one ink."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

INK: Final = "#17202A"
INK_SOFT: Final = "#4A5663"
LINE: Final = "#C9D1DA"
LINE_STRONG: Final = "#77828F"
TRACK: Final = "#E9EDF1"
PAPER: Final = "#FFFFFF"
BRAND: Final = "#0B3A66"
BRAND_SOFT: Final = "#2B6FA8"


class Status(StrEnum):
    """The six performance statuses, by the values that the data carries."""

    ACHIEVED = "achieved"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    BEHIND = "behind"
    NO_REPORT = "no_report"
    NOT_SCHEDULED = "not_scheduled"


class Timeliness(StrEnum):
    """How one report of one period arrived."""

    ON_TIME = "on_time"
    LATE = "late"
    NONE = "none"
    NOT_DUE = "not_due"


@dataclass(frozen=True, slots=True)
class Look:
    """How a filled area looks: its colour, what is drawn on it, its edge."""

    word: Promise
    fill: str
    on_fill: str
    edge: str | None = None
    hatched: bool = False


STATUS_LOOKS: Final[Mapping[Status, Look]] = {
    Status.ACHIEVED: Look(_("Tercapai"), "#0B4F8A", PAPER),
    Status.ON_TRACK: Look(_("Sesuai target"), "#2F9E6E", INK),
    Status.AT_RISK: Look(_("Perlu perhatian"), "#F2B134", INK, edge=INK_SOFT),
    Status.BEHIND: Look(_("Tertinggal"), "#8E1F3A", PAPER),
    Status.NO_REPORT: Look(_("Belum melapor"), "#E3E8ED", INK, edge=INK_SOFT, hatched=True),
    Status.NOT_SCHEDULED: Look(_("Tidak dijadwalkan"), PAPER, INK, edge=LINE_STRONG),
}

TIMELINESS_LOOKS: Final[Mapping[Timeliness, Look]] = {
    Timeliness.ON_TIME: Look(_("Tepat waktu"), "#0B4F8A", PAPER),
    Timeliness.LATE: Look(_("Terlambat"), "#F2B134", INK, edge=INK_SOFT),
    Timeliness.NONE: Look(_("Tidak dikirim"), "#E3E8ED", INK, edge=INK_SOFT, hatched=True),
    Timeliness.NOT_DUE: Look(_("Belum jatuh tempo"), PAPER, INK, edge=LINE_STRONG),
}


@dataclass(frozen=True, slots=True)
class Level:
    """One of the five fixed classes of a percentage."""

    label: str
    fill: str
    on_fill: str


# The classes are closed below and open above, save the last, which holds 100 too.
LEVELS: Final[tuple[Level, ...]] = (
    Level("0–20", "#E8F1F8", INK),
    Level("20–40", "#BBD6EA", INK),
    Level("40–60", "#7FB3D8", INK),
    Level("60–80", "#2B6FA8", PAPER),
    Level("80–100", "#0B3A66", PAPER),
)


def level_of(percentage: float | None) -> int | None:
    """Return the class (0 to 4) of a percentage, or nothing when there is no figure."""
    if percentage is None:
        return None
    return max(0, min(len(LEVELS) - 1, int(percentage // 20)))
