"""Reference data of institutions by file: all or nothing, every error by its cell."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from institutions.imports import import_institutions, import_provinces
from institutions.models import Institution, InstitutionName, Kind, Region, Succession
from institutions.services import create_unit
from journal.models import Entry
from ranpe.kit.importing import ImportRefused

SAMPLE = Path(settings.BASE_DIR) / "sample"
PROVINCES = SAMPLE / "provinces.csv"
INSTITUTIONS = SAMPLE / "institutions.csv"
SUCCESSIONS = SAMPLE / "successions.csv"
WRITES = ("INSERT", "UPDATE", "DELETE")

pytestmark = pytest.mark.django_db


def writes(seen: CaptureQueriesContext) -> list[str]:
    return [query["sql"] for query in seen.captured_queries if query["sql"].startswith(WRITES)]


def a_copy(source: Path, folder: Path, *changes: tuple[int, str, str]) -> Path:
    """The file with some cells changed: (row number, column, new text)."""
    with source.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, column, value in changes:
        rows[number - 2][column] = value
    return a_file(folder / source.name, list(rows[0]), [list(row.values()) for row in rows])


def a_file(path: Path, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headers, *rows])
    return path


def everything(now: datetime) -> None:
    import_provinces(PROVINCES, by=None, at=now)
    import_institutions(INSTITUTIONS, successions=SUCCESSIONS, by=None, at=now)


def refusal(path: Path, now: datetime, successions: Path | None = None) -> list[str]:
    with pytest.raises(ImportRefused) as caught:
        import_institutions(path, successions=successions, by=None, at=now)
    return list(caught.value.problems)


def test_the_provinces_come_with_their_governments(now: datetime) -> None:
    differences = import_provinces(PROVINCES, by=None, at=now)

    assert {kind: len(names) for kind, names in differences.added.items()} == {
        "Provinsi": 38,
        "Instansi": 38,
        "Nama": 38,
    }
    government = Institution.everything.get(code="P32")
    assert (government.kind, str(government.region)) == (Kind.PROVINCE, "Jawa Barat")
    assert Region.everything.filter(reports_from__year=2023).count() == 4


def test_a_renamed_institution_keeps_both_names_with_their_days(now: datetime) -> None:
    everything(now)

    names = InstitutionName.everything.filter(institution__code="KL13").order_by("valid_to")
    found = {(row.short, str(row.valid_from), str(row.valid_to)) for row in names}
    assert found == {
        ("Kemenkominfo", "None", "2024-10-20"),
        ("Kemkomdigi", "2024-10-21", "None"),
    }


@pytest.mark.parametrize(
    ("day", "short", "province"),
    [
        ("2024-04-24", "Kemenkominfo", "DKI Jakarta"),
        ("2026-07-28", "Kemkomdigi", "Daerah Khusus Jakarta"),
    ],
)
def test_the_present_name_follows_the_day(day: str, short: str, province: str) -> None:
    everything(datetime.fromisoformat(f"{day}T10:00:00+07:00"))

    assert Institution.everything.get(code="KL13").short == short
    assert Region.everything.get(code="31").name == province


def test_a_split_gives_successors_of_the_same_kind_whose_basis_is_told(now: datetime) -> None:
    everything(now)

    heir = Institution.everything.get(code="KL49")
    link = Succession.everything.get(successor=heir)
    assert (heir.kind, str(heir.names.get().valid_from)) == (
        Kind.COORDINATING_MINISTRY,
        "2024-10-21",
    )
    assert (link.predecessor.code, link.kind, link.basis) == ("KL01", "split", "unverified")
    assert Institution.everything.get(code="KL12").short == "Kemenkumham"


def test_the_same_files_again_write_nothing(now: datetime) -> None:
    everything(now)

    with CaptureQueriesContext(connection) as seen:
        everything(now)

    assert writes(seen) == []


def test_without_the_successions_what_followed_stays(now: datetime) -> None:
    everything(now)

    differences = import_institutions(INSTITUTIONS, by=None, at=now)

    assert differences.is_empty
    assert differences.absent == []
    assert Institution.everything.get(code="KL01").short == "Kemenko Polkam"


def test_a_change_is_told_with_before_and_after_and_stands_in_the_journal(
    now: datetime, tmp_path: Path
) -> None:
    everything(now)
    changed = a_copy(INSTITUTIONS, tmp_path, (16, "short", "Kemensos RI"))

    differences = import_institutions(changed, by=None, at=now)

    assert differences.changed == [
        "Nama KL15, short: “Kemensos” > “Kemensos RI”",
        "Nama kini KL15, short: “Kemensos” > “Kemensos RI”",
    ]
    entry = Entry.everything.latest("pk")
    assert entry.verb == "reference.imported"
    assert "berubah: Nama KL15, short: “Kemensos” > “Kemensos RI”" in entry.after["differences"]


def test_an_institution_that_the_file_leaves_out_is_named_and_stays(
    now: datetime, tmp_path: Path
) -> None:
    everything(now)
    with INSTITUTIONS.open(encoding="utf-8", newline="") as file:
        headers, *rows = csv.reader(file)
    shorter = a_file(tmp_path / "institutions.csv", headers, rows[:-1])

    differences = import_institutions(shorter, by=None, at=now)

    assert differences.absent == ["Instansi KL48"]
    assert Institution.everything.filter(code="KL48").exists()


def test_every_error_is_named_by_its_cell_and_nothing_is_saved(
    now: datetime, tmp_path: Path
) -> None:
    broken = a_copy(
        INSTITUTIONS,
        tmp_path,
        (3, "kind", "kementrian"),
        (5, "name", ""),
        (9, "sekber_member", "mungkin"),
    )

    problems = refusal(broken, now)

    places = [problem.split(":")[0] for problem in problems]
    assert places == [f"institutions.csv, sel {cell}" for cell in ("D3", "B5", "E9")]
    assert Institution.everything.count() == 0
    assert Entry.everything.count() == 0


def test_a_code_that_stands_twice_is_named_with_both_rows(now: datetime, tmp_path: Path) -> None:
    doubled = a_copy(INSTITUTIONS, tmp_path, (7, "code", "KL04"))

    problems = refusal(doubled, now)

    assert problems == [
        "institutions.csv, sel A7: “KL04” sudah ada pada baris 5; hapus salah satunya."
    ]


def test_a_cell_is_named_where_it_stands_whatever_the_order_of_the_columns(
    now: datetime, tmp_path: Path
) -> None:
    with INSTITUTIONS.open(encoding="utf-8", newline="") as file:
        rows = [list(reversed(row)) for row in csv.reader(file)]
    rows[6][-1] = "KL04"
    turned = a_file(tmp_path / "terbalik.csv", rows[0], rows[1:])

    assert refusal(turned, now)[0].startswith("terbalik.csv, sel F7: “KL04” sudah ada")


def test_a_succession_of_nobody_and_a_renaming_under_another_code_are_refused(
    now: datetime, tmp_path: Path
) -> None:
    import_provinces(PROVINCES, by=None, at=now)
    broken = a_copy(
        SUCCESSIONS, tmp_path, (2, "predecessor_code", "KL99"), (3, "successor_code", "KL01")
    )

    problems = refusal(INSTITUTIONS, now, successions=broken)

    assert [problem.split(":")[0] for problem in problems] == [
        f"successions.csv, sel {cell}" for cell in ("A2", "B2", "B3")
    ]
    assert not Institution.everything.filter(code="KL01").exists()


def test_the_command_prints_differences_and_a_dry_run_saves_nothing() -> None:
    said = StringIO()

    call_command("import_provinces", str(PROVINCES), dry_run=True, stdout=said)

    assert "baru: Provinsi (38): 11, 12, 13, 14, 15, 16, dan 32 lagi" in said.getvalue()
    assert "tidak ada yang disimpan" in said.getvalue()
    assert Region.everything.count() == 0


def test_the_command_says_when_there_was_nothing_to_save() -> None:
    call_command("import_provinces", str(PROVINCES), stdout=StringIO())
    said = StringIO()

    call_command("import_provinces", str(PROVINCES), stdout=said)

    assert said.getvalue().splitlines() == ["sama: 114 baris", "Tidak ada perubahan."]


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 rusak", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x00\x01\x02"]
)
def test_a_damaged_file_is_refused_in_one_sentence(content: bytes, tmp_path: Path) -> None:
    damaged = tmp_path / "rusak.xlsx"
    damaged.write_bytes(content)

    with pytest.raises(CommandError) as caught:
        call_command("import_provinces", str(damaged))

    heading, *problems = str(caught.value).splitlines()
    assert heading == "Berkas tidak disimpan: 1 kesalahan."
    assert len(problems) == 1
    assert problems[0].startswith("rusak.xlsx: ")


def test_a_file_that_is_not_there_is_refused_in_one_sentence() -> None:
    with pytest.raises(CommandError, match=r"Berkas tiada\.csv tidak ditemukan\."):
        call_command("import_institutions", "tiada.csv")


def test_a_unit_is_recorded_in_the_journal(now: datetime) -> None:
    everything(now)

    unit = create_unit(
        Institution.everything.get(code="KL15"), "KL15-U9", "Unit contoh", by=None, at=now
    )

    assert Entry.everything.get(verb="unit.created").subject_id == unit.pk
