"""The plan matrix by file: all or nothing, every error by its cell, only what differs."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.imports import MATRIX, import_matrix
from actions.models import Action, ActionState, ActionText, ActionYear, Assignment, Part
from institutions.imports import import_institutions
from institutions.models import Institution
from institutions.services import create_unit
from journal.models import Entry
from pillars.models import Focus, Pillar, PlanVersion
from pillars.services import create_plan, create_version
from ranpe.kit.importing import ImportRefused
from ranpe.kit.sheets import Sheet, write_xlsx

SAMPLE = Path(settings.BASE_DIR) / "sample"
HEADERS = [column.header for column in MATRIX]
# Column letters of the headers as the template has them.
LETTERS = dict(zip(HEADERS, "ABCDEFGHIJKLM", strict=True))
WRITES = ("INSERT", "UPDATE", "DELETE")

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(now: datetime) -> PlanVersion:
    """A plan version that expects three actions of two institutions."""
    import_institutions(SAMPLE / "institutions.csv", by=None, at=now)
    plan = create_plan(
        "RENCANA",
        "Rencana contoh",
        legal_basis="Dasar contoh (data contoh)",
        first_year=2026,
        last_year=2029,
        is_sample=True,
        by=None,
        at=now,
    )
    return create_version(
        plan,
        1,
        basis="Basis contoh",
        years=(2026, 2029),
        expected={
            "actions": 3,
            "per_pillar": {"1": 2, "2": 1},
            "institutions": 2,
            "provinces": 4,
            "working_groups": 2,
        },
        by=None,
        at=now,
    )


def a_row(code: str, **changes: str) -> dict[str, str]:
    pillar, focus = code[1], str(int(code[4:6]))
    return {
        "Pilar": pillar,
        "Nama Pilar": f"Pilar {pillar}",
        "Fokus": focus,
        "Nama Fokus": f"Fokus {pillar}.{focus}",
        "Permasalahan": "Permasalahan contoh",
        "Kode Aksi": code,
        "Aksi": f"Aksi {code} (data contoh)",
        "Tujuan/Hasil": "Hasil contoh",
        "Keluaran": "Keluaran contoh",
        "Tahun": "2026;2027",
        "Penanggung Jawab": "KL09",
        "Instansi Terkait": "KL06; KL04",
        "Klasifikasi": "B",
        **changes,
    }


def three_rows() -> list[dict[str, str]]:
    return [
        a_row("P1-F01-A001"),
        a_row("P1-F02-A002", **{"Penanggung Jawab": "KL09;KL15", "Tahun": "2026-2029"}),
        a_row("P2-F01-A001", Klasifikasi="T", **{"Instansi Terkait": ""}),
    ]


def a_matrix(
    folder: Path, rows: Sequence[dict[str, str]], headers: Sequence[str] = HEADERS
) -> Path:
    path = folder / "matriks.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=headers)
        writer.writeheader()
        writer.writerows(rows)
    return path


def the_cells(path: Path, version: PlanVersion, now: datetime) -> list[str]:
    """The cells that the refusal names, and whole sentences where no cell is meant."""
    with pytest.raises(ImportRefused) as caught:
        import_matrix(path, version, by=None, at=now)
    return [
        problem.partition("sel ")[2].partition(":")[0] or problem
        for problem in caught.value.problems
    ]


def writes(seen: CaptureQueriesContext) -> list[str]:
    return [query["sql"] for query in seen.captured_queries if query["sql"].startswith(WRITES)]


def parts_in_force(code: str) -> set[tuple[str, str]]:
    rows = Assignment.everything.filter(action__code=code, valid_to=None)
    return set(rows.values_list("institution__code", "part"))


def test_a_matrix_becomes_pillars_foci_actions_texts_years_and_parts(
    version: PlanVersion, now: datetime, tmp_path: Path
) -> None:
    import_matrix(a_matrix(tmp_path, three_rows()), version, by=None, at=now)

    assert (Pillar.everything.count(), Focus.everything.count()) == (2, 3)
    action = Action.everything.get(code="P1-F02-A002")
    assert (action.focus.number, action.focus.pillar.number, action.classification) == (2, 1, "B")
    assert ActionText.everything.get(action=action, version=version).output == "Keluaran contoh"
    assert [row.year for row in action.years.all()] == [2026, 2027, 2028, 2029]
    assert parts_in_force("P1-F02-A002") == {
        ("KL09", Part.RESPONSIBLE),
        ("KL15", Part.RESPONSIBLE),
        ("KL06", Part.RELATED),
        ("KL04", Part.RELATED),
    }
    assert {row.valid_from for row in Assignment.everything.all()} == {date(2026, 1, 1)}
    assert Entry.everything.get(verb="matrix.imported").subject_id == version.pk


def test_a_workbook_says_the_same_as_a_text_file(
    version: PlanVersion, now: datetime, tmp_path: Path
) -> None:
    rows = three_rows()
    import_matrix(a_matrix(tmp_path, rows), version, by=None, at=now)
    table = [[row[header] for header in HEADERS] for row in rows]
    book = tmp_path / "matriks.xlsx"
    book.write_bytes(write_xlsx([Sheet("Matriks", HEADERS, table)], created=datetime.now(UTC)))

    assert import_matrix(book, version, by=None, at=now).is_empty


def test_the_same_file_again_writes_nothing(
    version: PlanVersion, now: datetime, tmp_path: Path
) -> None:
    path = a_matrix(tmp_path, three_rows())
    import_matrix(path, version, by=None, at=now)

    with CaptureQueriesContext(connection) as seen:
        differences = import_matrix(path, version, by=None, at=now)

    assert writes(seen) == []
    assert (differences.is_empty, differences.unchanged) == (True, 27)


def test_changed_words_are_told_with_before_and_after(
    version: PlanVersion, now: datetime, tmp_path: Path
) -> None:
    rows = three_rows()
    import_matrix(a_matrix(tmp_path, rows), version, by=None, at=now)
    rows[0].update({"Keluaran": "Keluaran baru", "Klasifikasi": "R"})

    differences = import_matrix(a_matrix(tmp_path, rows), version, by=None, at=now)

    assert differences.changed == [
        "Aksi P1-F01-A001, Klasifikasi: “B” > “R”",
        "Naskah P1-F01-A001, Keluaran: “Keluaran contoh” > “Keluaran baru”",
    ]


def test_a_year_that_is_no_longer_named_is_struck_out(
    version: PlanVersion, now: datetime, tmp_path: Path
) -> None:
    rows = three_rows()
    import_matrix(a_matrix(tmp_path, rows), version, by=None, at=now)
    rows[0]["Tahun"] = "2027;2028"

    differences = import_matrix(a_matrix(tmp_path, rows), version, by=None, at=now)

    assert differences.ended == ["Jadwal P1-F01-A001 2026"]
    years = ActionYear.everything.filter(action__code="P1-F01-A001")
    assert [row.year for row in years] == [2027, 2028]


def test_a_part_that_changes_hands_ends_and_begins_on_the_day_of_the_change(
    version: PlanVersion, now: datetime, tmp_path: Path
) -> None:
    rows = three_rows()
    import_matrix(a_matrix(tmp_path, rows), version, by=None, at=now)
    rows[0]["Penanggung Jawab"] = "KL15"

    differences = import_matrix(a_matrix(tmp_path, rows), version, by=None, at=now)

    assert differences.ended == ["Penugasan P1-F01-A001 KL09 (Penanggung Jawab)"]
    held = Assignment.everything.filter(action__code="P1-F01-A001", part=Part.RESPONSIBLE)
    days = {row.institution.code: (str(row.valid_from), str(row.valid_to)) for row in held}
    assert days == {"KL09": ("2026-01-01", "2026-07-27"), "KL15": ("2026-07-28", "None")}


def test_a_slip_taken_back_on_the_same_day_leaves_no_trace_in_the_parts(
    version: PlanVersion, now: datetime, tmp_path: Path
) -> None:
    rows = three_rows()
    import_matrix(a_matrix(tmp_path, rows), version, by=None, at=now)
    rows[0]["Penanggung Jawab"] = "KL15"
    import_matrix(a_matrix(tmp_path, rows), version, by=None, at=now)

    import_matrix(a_matrix(tmp_path, three_rows()), version, by=None, at=now)

    held = Assignment.everything.filter(action__code="P1-F01-A001", part=Part.RESPONSIBLE)
    assert parts_in_force("P1-F01-A001") >= {("KL09", Part.RESPONSIBLE)}
    assert held.get(institution__code="KL09").valid_from == date(2026, 1, 1)
    assert not held.get(institution__code="KL15").in_force_on(date(2026, 7, 28))


def test_an_action_that_is_no_longer_named_is_withdrawn_and_may_come_back(
    version: PlanVersion, now: datetime, tmp_path: Path
) -> None:
    import_matrix(a_matrix(tmp_path, three_rows()), version, by=None, at=now)
    PlanVersion.everything.update(
        expected_actions=2, expected_per_pillar={"1": 2}, expected_institutions=2
    )
    version.refresh_from_db()

    shorter = import_matrix(a_matrix(tmp_path, three_rows()[:2]), version, by=None, at=now)
    again = import_matrix(a_matrix(tmp_path, three_rows()[:2]), version, by=None, at=now)

    assert shorter.ended == ["Aksi P2-F01-A001"]
    assert again.is_empty
    action = Action.everything.get(code="P2-F01-A001")
    assert action.standing == ActionState.WITHDRAWN
    PlanVersion.everything.update(expected_actions=3, expected_per_pillar={"1": 2, "2": 1})
    version.refresh_from_db()
    import_matrix(a_matrix(tmp_path, three_rows()), version, by=None, at=now)
    action.refresh_from_db()
    assert action.standing == ActionState.ACTIVE


def test_units_are_taken_from_their_own_file_and_kept_when_it_is_not_given(
    version: PlanVersion, now: datetime, tmp_path: Path
) -> None:
    unit = create_unit(
        Institution.everything.get(code="KL09"), "KL09-U1", "Unit contoh", by=None, at=now
    )
    units = tmp_path / "unit.csv"
    units.write_text("Kode Aksi,Kode K/L,Kode Unit\nP1-F01-A001,KL09,KL09-U1\n", encoding="utf-8")
    path = a_matrix(tmp_path, three_rows())

    import_matrix(path, version, units=units, by=None, at=now)
    without = import_matrix(path, version, by=None, at=now)

    held = Assignment.everything.get(action__code="P1-F01-A001", part=Part.RESPONSIBLE)
    assert held.unit == unit
    assert without.is_empty


def test_a_wrong_unit_is_named_by_the_cell_of_its_own_file(
    version: PlanVersion, now: datetime, tmp_path: Path
) -> None:
    units = tmp_path / "unit.csv"
    units.write_text(
        "Kode Unit,Kode K/L,Kode Aksi\nKL09-U7,KL09,P1-F01-A001\nKL09-U7,KL40,P1-F01-A001\n",
        encoding="utf-8",
    )

    with pytest.raises(ImportRefused) as caught:
        import_matrix(a_matrix(tmp_path, three_rows()), version, units=units, by=None, at=now)

    places = [problem.split(":")[0] for problem in caught.value.problems]
    assert places == [f"unit.csv, sel {cell}" for cell in ("A2", "A3", "B3")]


FAULTS = {
    "a code of another form": ("Kode Aksi", "P1-1-A1"),
    "a code of another focus": ("Kode Aksi", "P1-F03-A001"),
    "a code that stands twice": ("Kode Aksi", "P2-F01-A001"),
    "an unknown responsible": ("Penanggung Jawab", "KL77"),
    "no responsible": ("Penanggung Jawab", ""),
    "an unknown related": ("Instansi Terkait", "KL06;KL88"),
    "a responsible that is related too": ("Instansi Terkait", "KL09"),
    "a year outside the plan": ("Tahun", "2026;2031"),
    "a text for a year": ("Tahun", "tahun depan"),
    "an unknown classification": ("Klasifikasi", "X"),
    "another name of the same pillar": ("Nama Pilar", "Pilar lain"),
    "no words": ("Aksi", ""),
    "a pillar that is no number": ("Pilar", "satu"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_error_is_named_by_its_cell(
    fault: str, version: PlanVersion, now: datetime, tmp_path: Path
) -> None:
    header, value = FAULTS[fault]
    rows = [*three_rows()[1:], a_row("P1-F01-A001", **{header: value})]

    cells = the_cells(a_matrix(tmp_path, rows), version, now)

    assert f"{LETTERS[header]}4" in cells
    assert Action.everything.count() == 0


def test_all_errors_of_a_damaged_matrix_are_told_at_once_and_nothing_is_saved(
    version: PlanVersion, now: datetime, tmp_path: Path
) -> None:
    before = Entry.everything.count()
    rows = [
        a_row("P1-F01-A001", **{"Penanggung Jawab": "KL77;KL78", "Tahun": "2019;2031"}),
        a_row("P1-F02-A002", **{"Instansi Terkait": "KL09", "Fokus": "3"}),
        a_row("P2-F01-A001", Klasifikasi="rahasia sekali", Aksi=""),
    ]

    cells = the_cells(a_matrix(tmp_path, rows), version, now)

    assert sorted(cells) == ["F3", "G4", "J2", "K2", "K2", "L3", "M4"]
    assert (Pillar.everything.count(), Action.everything.count()) == (0, 0)
    assert Entry.everything.count() == before


def test_the_cell_is_named_where_it_stands_whatever_the_order_of_the_columns(
    version: PlanVersion, now: datetime, tmp_path: Path
) -> None:
    rows = three_rows()
    rows[1]["Penanggung Jawab"] = "KL77"
    turned = a_matrix(tmp_path, rows, headers=list(reversed(HEADERS)))

    assert "C3" in the_cells(turned, version, now)


def test_totals_are_held_against_the_numbers_of_the_version(
    version: PlanVersion, now: datetime, tmp_path: Path
) -> None:
    rows = [a_row("P1-F01-A001"), a_row("P3-F01-A001")]

    sentences = the_cells(a_matrix(tmp_path, rows), version, now)

    assert sentences == [
        "Jumlah aksi 2, seharusnya 3 menurut versi rencana.",
        "Jumlah aksi pilar 1 1, seharusnya 2 menurut versi rencana.",
        "Jumlah aksi pilar 2 0, seharusnya 1 menurut versi rencana.",
        "Jumlah aksi pilar 3 1, seharusnya 0 menurut versi rencana.",
        "Jumlah K/L penanggung jawab 1, seharusnya 2 menurut versi rencana.",
    ]
    assert Action.everything.count() == 0


@pytest.mark.parametrize(
    ("name", "actions"), [("matriks_2020_2024.csv", 130), ("matriks_2026_2029.csv", 130)]
)
def test_the_sample_matrices_pass_with_their_units(
    name: str, actions: int, version: PlanVersion, now: datetime
) -> None:
    with (SAMPLE / "unit_kerja.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            home = Institution.everything.get(code=row["Kode K/L"])
            create_unit(home, row["Kode Unit"], row["Nama Unit"], by=None, at=now)
    version.plan.first_year, version.expected_actions = 2020, actions
    version.expected_per_pillar, version.expected_institutions = {"1": 82, "2": 33, "3": 15}, 48

    import_matrix(SAMPLE / name, version, units=SAMPLE / "penugasan_unit.csv", by=None, at=now)

    assert Action.everything.filter(title__contains="data contoh").count() == actions
    assert Assignment.everything.exclude(unit=None).count() > 50


def test_the_command_prints_every_problem_and_ends_in_failure(
    version: PlanVersion, tmp_path: Path
) -> None:
    rows = three_rows()
    rows[0].update({"Tahun": "2031", "Penanggung Jawab": "KL77"})

    with pytest.raises(CommandError) as caught:
        call_command("import_matrix", str(a_matrix(tmp_path, rows)), plan="RENCANA")

    heading, *problems = str(caught.value).splitlines()
    assert heading == "Berkas tidak disimpan: 2 kesalahan."
    assert problems == [
        "matriks.csv, sel J2: tahun 2031 di luar masa rencana; hapus atau perbaiki tahunnya.",
        "matriks.csv, sel K2: kode K/L “KL77” tidak dikenal; "
        "perbaiki kodenya atau impor dahulu instansinya.",
    ]


def test_a_dry_run_prints_the_differences_and_saves_nothing(
    version: PlanVersion, tmp_path: Path
) -> None:
    said = StringIO()

    call_command(
        "import_matrix",
        str(a_matrix(tmp_path, three_rows())),
        plan="RENCANA",
        dry_run=True,
        stdout=said,
    )

    lines = said.getvalue().splitlines()
    assert "baru: Aksi (3): P1-F01-A001, P1-F02-A002, P2-F01-A001" in lines
    assert lines[-1] == "Uji coba: tidak ada yang disimpan."
    assert Action.everything.count() == 0


def test_a_plan_that_is_not_there_is_named(version: PlanVersion, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Rencana LAIN versi 1 belum ada"):
        call_command("import_matrix", str(a_matrix(tmp_path, three_rows())), plan="LAIN")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 rusak", b"%PDF-1.4 bukan tabel\x00"])
def test_a_damaged_file_is_refused_in_one_sentence(
    content: bytes, version: PlanVersion, now: datetime, tmp_path: Path
) -> None:
    damaged = tmp_path / "matriks.xlsx"
    damaged.write_bytes(content)

    with pytest.raises(ImportRefused) as caught:
        import_matrix(damaged, version, by=None, at=now)

    assert len(caught.value.problems) == 1
    assert Action.everything.count() == 0
