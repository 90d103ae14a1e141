"""Workbooks that are not taken: every flaw by sheet, cell, reason and remedy; nothing saved."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from journal.models import Entry
from pillars.models import Period
from progress.models import ProgressReport, WorkbookUpload
from progress.workbook import schema
from tests.factories import World
from tests.people import People
from tests.progress.pages import signed_in
from tests.progress.workbooks import changed, filled, hand_in, problems, taken

FIRST, SECOND = "P1-F01-A001", "P1-F01-A002"


@pytest.fixture
def operator(people: People) -> Client:
    """The operator of Kemenag at the screen."""
    return signed_in(people.operator)


@pytest.fixture
def world(small_plan: World) -> World:
    """The small plan."""
    return small_plan


@pytest.fixture(autouse=True)
def _nothing_is_saved(world: World) -> Any:
    before = list(ProgressReport.everything.order_by("pk").values())
    yield
    assert WorkbookUpload.everything.count() == 0
    assert list(ProgressReport.everything.order_by("pk").values()) == before
    acts = Entry.everything.exclude(verb="refused").exclude(verb__startswith="read.")
    assert acts.count() == 0


def sheet(change: Callable[[Any], object]) -> Callable[[Any], object]:
    """A change on the sheet that people fill in."""
    return lambda book: change(book[schema.SHEET])


def meta(change: Callable[[Any], object]) -> Callable[[Any], object]:
    """A change on the hidden sheet."""
    return lambda book: change(book[schema.META_SHEET])


def put(row: int, column: int, value: object) -> Callable[[Any], object]:
    """Write one cell."""

    def write(page: Any) -> None:
        page.cell(row, column).value = value

    return write


def test_all_flaws_are_named_at_once_with_cell_reason_and_remedy(
    operator: Client, world: World
) -> None:
    rows: dict[str, dict[str, object]] = {
        FIRST: {"achieved_value": "banyak", "claimed_status": "Bagus"},
        SECOND: {"narrative": "x" * 4001, "achieved_value": 1.234, "obstacle_kind": "Angaran"},
    }

    found = problems(hand_in(operator, world, filled(taken(operator, world), rows)))

    assert found == [
        "Laporan, sel H2: “Bagus” tidak ada dalam daftar pilihan; pilih salah satu, misalnya "
        "Tercapai, Sesuai target, Perlu perhatian, Tertinggal.",
        "Laporan, sel I2: “banyak” bukan angka; tulis angka seperti 1.234,5 (titik untuk ribuan, "
        "koma untuk desimal).",
        "Laporan, sel I3: “1,234” memiliki terlalu banyak angka desimal; bulatkan menjadi paling "
        "banyak 2 angka desimal.",
        "Laporan, sel J3: teks terlalu panjang (4.001 huruf); singkat menjadi paling banyak 4.000 "
        "huruf.",
        "Laporan, sel K3: “Angaran” tidak ada dalam daftar pilihan; mungkin maksudnya Anggaran.",
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (sheet(put(2, 1, "999999")), "sel A2: nomor laporan “999999” tidak ada"),
        (sheet(put(2, 2, SECOND)), "sel B2: kode aksi diubah menjadi “P1-F01-A002”"),
        (sheet(lambda page: page.delete_rows(3)), "baris laporan P1-F01-A002"),
        (
            sheet(lambda page: put(9, 1, page.cell(2, 1).value)(page)),
            "sel A9: laporan ini sudah ada pada baris 2",
        ),
        (sheet(put(9, 10, "Baris baru")), "sel A9: nomor laporan “” tidak ada"),
        (sheet(put(1, 10, "Cerita")), "sel J1: judul kolom “cerita” tidak dikenal"),
        (sheet(put(2, 10, "=1+1")), "sel J2: sel ini berisi rumus"),
        (sheet(put(2, 9, '=HYPERLINK("x","y")')), "sel I2: sel ini berisi rumus"),
        (sheet(lambda page: [put(2, 6, "Ya")(page), put(2, 10, "Isi")(page)]), "J2: laporan nihil"),
        (sheet(put(3, 20, "Catatan di samping")), "sel T3: isi berada di kolom tanpa judul"),
        (meta(put(1, 2, "99")), "_ranpe, sel B1: susunan buku kerja ini versi “99”"),
        (meta(put(1, 1, "lain")), "_ranpe, sel A1: ini bukan buku kerja dari sistem ini"),
        (meta(put(1, 4, "KL15")), "_ranpe, sel D1: buku kerja ini bukan milik instansi Anda"),
        (meta(put(1, 4, "tidak-ada")), "_ranpe, sel D1: buku kerja ini bukan milik instansi Anda"),
        (meta(put(3, 3, "7")), "_ranpe, sel D3: catatan unduhan pada lembar tersembunyi berubah"),
        (meta(put(3, 7, "palsu")), "catatan unduhan pada lembar tersembunyi berubah"),
        (lambda book: book.remove(book[schema.META_SHEET]), "lembar “_ranpe” tidak ada"),
        (lambda book: book.remove(book[schema.SHEET]), "lembar “Laporan” tidak ada"),
    ],
)  # fmt: skip
def test_what_was_changed_in_the_workbook_is_named(
    change: Callable[[Any], object], said: str, operator: Client, world: World
) -> None:
    found = problems(hand_in(operator, world, changed(taken(operator, world), change)))

    assert any(said in sentence for sentence in found), found


def test_the_workbook_of_another_ministry_is_not_taken(
    operator: Client, world: World, people: People
) -> None:
    foreign = taken(signed_in(people.other_operator), world)

    found = problems(hand_in(operator, world, foreign))

    assert found == [
        "_ranpe, sel D1: buku kerja ini bukan milik instansi Anda; unduh buku kerja instansi Anda "
        "sendiri."
    ]


def test_a_report_of_another_ministry_does_not_come_in_under_an_own_name(
    operator: Client, world: World
) -> None:
    foreign = world.report("P1-F01-A003", "Kemensos")
    values = schema.values_of(foreign)
    mark = schema.fingerprint(str(foreign.pk), "0", values)

    def smuggle(page: Any) -> None:
        for place_, value in enumerate((str(foreign.pk), "P1-F01-A003", "0", mark), start=1):
            page.cell(3, place_).value = value

    found = problems(hand_in(operator, world, changed(taken(operator, world), meta(smuggle))))

    assert f"laporan “{foreign.pk}” bukan tugas Anda pada periode ini" in found[0]


def test_the_workbook_of_another_period_is_not_taken(operator: Client, world: World) -> None:
    data = taken(operator, world)
    Period.everything.filter(pk=world.next_period.pk).update(state="open")

    found = problems(
        operator.post(
            reverse("progress:workbook"),
            {"period": world.next_period.pk, "file": _upload(data)},
        )
    )

    assert "buku kerja ini bukan untuk Semester II 2026" in found[0]
    Period.everything.filter(pk=world.next_period.pk).update(state="scheduled")


def _upload(data: bytes) -> io.BytesIO:
    file = io.BytesIO(data)
    file.name = "buku-kerja.xlsx"
    return file


def test_without_a_file_the_page_asks_for_one(operator: Client, world: World) -> None:
    answer = operator.post(reverse("progress:workbook"), {"period": world.period.pk})

    assert answer.status_code == 422
    assert "Pilih berkas buku kerja yang sudah diisi." in answer.content.decode()


# --- Attacks ----------------------------------------------------------------------------------


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return output.getvalue()


def with_part(name: str, content: bytes) -> Callable[[bytes], bytes]:
    return lambda data: packed({**parts_of(data), name: content})


def in_sheet(number: int, old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """Other bytes in one sheet's part: 1 is filled in by people, 3 is the hidden one."""

    def replace(data: bytes) -> bytes:
        parts = parts_of(data)
        name = f"xl/worksheets/sheet{number}.xml"
        assert old in parts[name]
        return packed({**parts, name: parts[name].replace(old, new, 1)})

    return replace


FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
MANY = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(200, 400_000))
ENTITIES = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><worksheet>'
)
OUTSIDE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>'


@pytest.mark.parametrize(
    ("attack", "name", "said"),
    [
        (in_sheet(1, b"</sheetData>", FAR), "b.xlsx", "isi lembar terlalu luas"),
        (in_sheet(3, b"</sheetData>", FAR), "b.xlsx", "isi lembar terlalu luas"),
        (in_sheet(1, b"</sheetData>", MANY + b"</sheetData>"), "b.xlsx", "terlalu luas|lebih dari"),
        (with_part("xl/media/image1.png", bytes(80_000_000)), "b.xlsx", "isi lembar terlalu luas"),
        (with_part("xl/vbaProject.bin", b"x"), "b.xlsx", "berkas memuat makro"),
        (lambda data: data, "b.xlsm", "berkas memuat makro"),
        (with_part("xl/externalLinks/externalLink1.xml", b"<x/>"), "b.xlsx", "menautkan berkas"),
        (with_part("xl/connections.xml", b"<x/>"), "b.xlsx", "menautkan berkas"),
        (with_part("xl/embeddings/ole.bin", b"x"), "b.xlsx", "objek sisipan"),
        (lambda _data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "b.xlsx", "kata sandi"),
        (lambda data: data[: len(data) // 2], "b.xlsx", "berkas rusak"),
        (lambda _data: b"PK\x03\x04" + bytes(100), "b.xlsx", "berkas rusak"),
        (lambda _data: b"<html>" + bytes(100), "b.xlsx", "bukan buku kerja XLSX"),
        (lambda data: data, "b.html", "bukan buku kerja XLSX"),
        (lambda _data: bytes(6_000_000), "b.xlsx", "lebih besar dari 5.120 KB"),
    ],
)
def test_an_attack_is_answered_in_one_clear_sentence(
    attack: Callable[[bytes], bytes], name: str, said: str, operator: Client, world: World
) -> None:
    found = problems(hand_in(operator, world, attack(taken(operator, world)), name))

    assert len(found) == 1
    assert any(words in found[0] for words in said.split("|")), found
    assert found[0].startswith(f"{name}: ")
    assert "; " in found[0]


@pytest.mark.parametrize("head", [ENTITIES, OUTSIDE])
def test_entities_bring_nothing_in(head: bytes, operator: Client, world: World) -> None:
    data = taken(operator, world)
    parts = parts_of(data)
    name = "xl/worksheets/sheet1.xml"
    body = parts[name].split(b"<sheetData>", 1)[1]
    body = body.replace(b"Aksi contoh P1-F01-A001", b"&e;&c;", 1)
    parts[name] = head + b"<sheetData>" + body

    answer = hand_in(operator, world, packed(parts))

    assert "root:" not in answer.content.decode()
    assert answer.status_code in (302, 422)
