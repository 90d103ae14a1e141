"""Pembekuan data: complete, equal to the boards, and closed to every change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from actions.models import RegionalPlan
from institutions.models import Institution, InstitutionName, Region
from journal import triggers
from pillars.models import Status
from progress.figures import action_figures, carried_out, mean_percent, status_counts
from progress.lines import lines_of_year
from progress.models import ProgressReport
from ranpe.kit.refusals import NotYours, OutOfTurn
from reporting import services
from reporting.apps import SEALED
from reporting.compose import compose_report
from reporting.document import sha256_of
from reporting.models import Seal
from reporting.queries import totals_of
from reporting.sealing import is_intact
from tests.factories import SECRET, World, a_report
from tests.people import People
from tests.reporting.years import SEALED_AT, SILENT, SealedYear, a_draft, a_sealed_year


@pytest.fixture
def year(small_plan: World, people: People) -> SealedYear:
    """A year of each test's own: the sealing itself is what is tested here."""
    return a_sealed_year(small_plan, people)


def test_a_year_with_an_unlocked_period_is_not_sealed(small_plan: World, people: People) -> None:
    with pytest.raises(OutOfTurn, match="belum dikunci: Semester I 2026, Semester II 2026"):
        services.seal_year(2026, by=people.secretariat, at=SEALED_AT)


def test_a_year_without_periods_is_not_sealed(small_plan: World, people: People) -> None:
    with pytest.raises(OutOfTurn, match="belum memiliki periode"):
        services.seal_year(2031, by=people.secretariat, at=SEALED_AT)


def test_only_the_desk_seals(year: SealedYear) -> None:
    may = {"secretariat", "pokja_head"}
    for part, person in year.people.all().items():
        if part not in may:
            with pytest.raises(NotYours):
                services.seal_year(2026, by=person, at=year.later())
    for number, part in enumerate(sorted(may), start=2):
        by = getattr(year.people, part)
        assert services.seal_year(2026, by=by, at=year.later()).number == number


def test_the_seal_holds_every_action_line_institution_and_province(year: SealedYear) -> None:
    seal = year.seal

    assert seal.actions.count() == 12
    assert (
        seal.report_lines.count()
        == ProgressReport.everything.filter(period=year.world.next_period).count()
    )
    assert set(seal.institutions.values_list("short", flat=True)) == {
        "Kemenag", "Kemensos", "Polri", "BNPT", "Kemendagri"
    }  # fmt: skip
    assert seal.provinces.count() == 4
    assert {note.kind for note in seal.notes.all()} == {"meeting", "decision", "recommendation"}
    assert (seal.rules_version, seal.on_track_from, len(seal.journal_head)) == (1, Decimal(90), 64)


def test_nothing_edits_a_seal(year: SealedYear) -> None:
    assert set(SEALED) <= triggers.installed()
    for table in SEALED:
        for verb in ("UPDATE {} SET id = id", "DELETE FROM {}"):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                connection.cursor().execute(verb.format(table))


def test_a_seal_knows_when_its_rows_were_changed(year: SealedYear) -> None:
    assert is_intact(Seal.everything.get(pk=year.seal.pk))

    triggers.lift()
    year.seal.report_lines.filter(institution_short="Kemenag").update(recognised=Decimal(1))

    assert not is_intact(Seal.everything.get(pk=year.seal.pk))


def test_the_same_data_gives_the_same_rows_again(year: SealedYear) -> None:
    again = services.seal_year(2026, by=year.people.secretariat, at=year.later())

    for name in ("actions", "report_lines", "institutions", "provinces", "figures", "notes"):
        assert _values(year.seal, name) == _values(again, name)


def _values(seal: Seal, name: str) -> list[dict[str, object]]:
    rows = getattr(seal, name).values()
    return [{key: row[key] for key in row if key not in ("id", "seal_id")} for row in rows]


def test_totals_are_those_of_the_boards(year: SealedYear) -> None:
    rules = year.world.plan.rules.get()
    figures = action_figures(lines_of_year([year.world.period, year.world.next_period]), rules)
    counts = status_counts(figures)
    sealed = {row.key: row for row in year.seal.figures.all()}

    assert totals_of(year.seal) == {key: value for key, value in counts.items() if value}
    for status in Status:
        if status != Status.NOT_SCHEDULED:
            assert sealed[f"status.{status}"].part == counts[status]
    done = carried_out(figures, len(figures))
    assert (sealed["carried_out"].part, sealed["carried_out"].whole) == (done.part, done.whole)
    mean = mean_percent(figures)
    assert mean is not None
    assert sealed["mean"].value == round(mean, 6)


def test_parts_of_the_pillars_add_up_to_the_whole(year: SealedYear) -> None:
    rows = {row.key: row for row in year.seal.figures.all()}

    for key in ("carried_out", *(f"status.{s}" for s in Status if s != "not_scheduled")):
        parts = [row for name, row in rows.items() if name.startswith(f"{key}.pillar.")]
        assert sum(row.part or 0 for row in parts) == rows[key].part
        assert sum(row.whole or 0 for row in parts) == rows[key].whole


def test_every_share_is_its_part_of_its_whole(year: SealedYear) -> None:
    shares = year.seal.figures.filter(unit="percent").exclude(key__startswith="mean")
    for row in shares.exclude(key="evidence"):
        assert row.base and row.formula
        if row.whole:
            assert row.value == round(Decimal(row.part or 0) * 100 / row.whole, 6), row.key
        else:
            assert row.value is None


def test_an_action_without_a_verified_report_is_said_not_to_have_reported(
    year: SealedYear,
) -> None:
    row = year.seal.actions.get(code=SILENT)

    assert (row.status, row.percent, row.lines, row.verified) == ("no_report", None, 1, 0)


def test_what_an_institution_is_still_writing_is_not_sealed(
    small_plan: World, people: People
) -> None:
    report = small_plan.report("P1-F01-A001", "Kemenag")
    a_report("draft", report, people, at=SEALED_AT.replace(year=2026, month=7, day=28))
    _lock_everything(small_plan, people)

    seal = services.seal_year(2026, by=people.secretariat, at=SEALED_AT)

    line = seal.report_lines.get(action_code="P1-F01-A001")
    assert (line.narrative, line.claimed, line.public_summary, line.receipt) == ("", None, "", "")


def _lock_everything(world: World, people: People) -> None:
    from progress.services import close_period, lock_period, open_period  # noqa: PLC0415

    by, at = people.secretariat, SEALED_AT
    close_period(world.period, by=by, at=at)
    lock_period(world.period, by=by, at=at)
    open_period(world.next_period, by=by, at=at)
    close_period(world.next_period, by=by, at=at)
    lock_period(world.next_period, by=by, at=at)


def test_a_verifiers_note_is_in_no_row(year: SealedYear) -> None:
    for name in ("actions", "report_lines", "institutions", "provinces", "figures", "notes"):
        assert f"{SECRET} ELANG" not in str(_values(year.seal, name))
        assert f"{SECRET} MERPATI" not in str(_values(year.seal, name))


def test_a_rename_changes_no_sealed_report(year: SealedYear) -> None:
    report = a_draft(year)
    before = sha256_of(compose_report(report))

    Institution.everything.filter(short="Kemenag").update(name="Nama baru", short="Baru")
    year.world.plan.title = "Rencana lain"
    year.world.plan.save()

    assert sha256_of(compose_report(report)) == before


def test_names_are_those_of_the_last_day_of_the_year(small_plan: World, people: People) -> None:
    kemenag = small_plan.institutions["Kemenag"]
    for name, start, end in (
        ("Kementerian lama", None, date(2026, 10, 20)),
        ("Kementerian baru", date(2026, 10, 21), None),
    ):
        InstitutionName.everything.create(
            institution=kemenag, name=name, short=name[-4:], valid_from=start, valid_to=end
        )
    _lock_everything(small_plan, people)

    seal = services.seal_year(2026, by=people.secretariat, at=SEALED_AT)

    assert seal.institutions.get(code="KL09").name == "Kementerian baru"


def test_a_province_owes_from_its_first_reporting_day_and_exists_from_its_law(
    small_plan: World, people: People
) -> None:
    new = {"island_group": "Contoh", "time_zone": "WIT", "tile_row": 6, "tile_column": 16}
    for code, established, reports_from in (
        ("93", date(2026, 7, 25), date(2027, 1, 1)),
        ("96", date(2027, 1, 8), date(2027, 1, 8)),
    ):
        Region.everything.create(
            code=code,
            name=f"Provinsi {code}",
            short=code,
            established_on=established,
            reports_from=reports_from,
            **new,
        )
    _lock_everything(small_plan, people)

    seal = services.seal_year(2026, by=people.secretariat, at=SEALED_AT)

    rows = {row.code: row for row in seal.provinces.all()}
    assert "96" not in rows
    assert (rows["93"].owes, rows["93"].due, rows["32"].owes, rows["32"].due) == (False, 0, True, 2)
    assert seal.figures.get(key="provinces.plan").whole == 5


def test_a_later_seal_of_the_year_says_what_it_corrected(year: SealedYear) -> None:
    RegionalPlan.everything.create(
        region=Region.everything.get(code="51"),
        stage="enacted",
        instrument="Pergub contoh 2/2026",
        enacted_on=date(2026, 2, 2),
    )

    later = services.seal_year(2026, by=year.people.secretariat, at=year.later())
    report = services.open_annual_report(
        later, "public", by=year.people.secretariat, at=year.later()
    )

    assert compose_report(report).corrections == (
        "Cakupan RAD PE provinsi: semula 25,0% (1 dari 4), menjadi 50,0% (2 dari 4).",
    )
