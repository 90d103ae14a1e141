"""A short data update never enters the figures of its year, locked or not."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from progress.figures import compliance_of
from progress.lines import lines_of
from reporting import services
from reporting.models import Seal
from tests.progress.updates import an_update, owed, sent
from tests.reporting.years import SealedYear

NOVEMBER = datetime.fromisoformat("2026-11-05T10:00:00+07:00")


def rows_of(seal: Seal, name: str) -> list[dict[str, object]]:
    rows = getattr(seal, name).values()
    return [{key: row[key] for key in row if key not in ("id", "seal_id")} for row in rows]


def test_an_update_changes_nothing_in_the_seal_of_its_year(year: SealedYear) -> None:
    update = an_update(year.world, year.people, NOVEMBER)
    for code in ("P1-F01-A001", "P1-F01-A002"):
        report = owed(update, code, "Kemenag")
        sent(report, year.people, NOVEMBER, achieved_value=Decimal(999), claimed_status="behind")

    again = services.seal_year(2026, by=year.people.secretariat, at=year.later())

    for name in ("actions", "report_lines", "institutions", "provinces", "figures", "notes"):
        assert rows_of(year.seal, name) == rows_of(again, name)


def test_counted_by_hand_the_year_holds_the_two_semesters_only(year: SealedYear) -> None:
    update = an_update(year.world, year.people, NOVEMBER)
    sent(owed(update, "P1-F01-A001", "Kemenag"), year.people, NOVEMBER)

    again = services.seal_year(2026, by=year.people.secretariat, at=year.later())

    # 13 duties in each semester: 26 are owed in the year; the update's 13 are counted apart.
    # Semester I brought 3 reports, semester II all but that of the silent action: 15 in all.
    sealed = again.figures.get(key="compliance.sent")
    assert (sealed.part, sealed.whole) == (15, 26)
    own = compliance_of(0, lines_of(update), NOVEMBER)
    assert (own.sent, own.due) == (1, 13)
