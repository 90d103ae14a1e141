"""What the tests of spreadsheets stand on."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from ranpe.kit.sheets import (
    Column,
    Sheet,
    Table,
    choice,
    codes,
    decimal,
    integer,
    iso_date,
    read_table,
    text,
    write_xlsx,
    years,
)

CREATED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", '=HYPERLINK("http://x","y")']
COLUMNS = [
    Column("code", "Kode aksi", True, text(20)),
    Column("target", "Target", True, integer(0, 100)),
    Column("budget", "Anggaran", False, decimal(0)),
    Column("due", "Batas waktu", False, iso_date),
    Column("years", "Tahun", False, years, blank=()),
    Column("partners", "Instansi terkait", False, codes()),
    Column("state", "Keadaan", False, choice({"Berjalan": "running", "Selesai": "done"})),
]
HEADERS = [column.header for column in COLUMNS]
FULL = ["A1.1", 75, Decimal("1234.5"), date(2026, 12, 31), "2026-2028", "BNPT; POLRI", "selesai"]
FULL_VALUES = {
    "code": "A1.1",
    "target": 75,
    "budget": Decimal("1234.5"),
    "due": date(2026, 12, 31),
    "years": (2026, 2027, 2028),
    "partners": ("BNPT", "POLRI"),
    "state": "done",
}


def a_workbook(*rows: Sequence[object], headers: Sequence[str] = HEADERS) -> bytes:
    return write_xlsx([Sheet("Aksi", headers, rows)], created=CREATED)


def read(data: bytes, columns: Sequence[Column] = COLUMNS, **options: object) -> Table:
    return read_table(data, name="matriks.xlsx", columns=columns, **options)  # type: ignore[arg-type]


def places(table: Table) -> list[str]:
    return [problem.cell for problem in table.problems]


def the_refusal(data: bytes) -> str:
    table = read(data)
    assert table.rows == []
    assert [(problem.sheet, problem.cell) for problem in table.problems] == [("matriks.xlsx", "")]
    return str(table.problems[0])


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            if part.filename != name:
                target.writestr(part, source.read(part))
        target.writestr(name, content)
    return output.getvalue()
