"""Open data: the same figures in every file and on the pages."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from portal.editions import PublicSummary
from portal.intake import publish
from ranpe.kit.formats import percent
from tests.portal.editions import AT, an_action, an_edition

pytestmark = pytest.mark.django_db


def rows_of(client: Client, name: str) -> list[dict[str, str]]:
    text = client.get(f"/data/2026/{name}.csv").content.decode()
    return list(csv.DictReader(io.StringIO(text)))


def json_of(client: Client, name: str) -> list[dict[str, Any]]:
    body = json.loads(client.get(f"/data/2026/{name}.json").content)
    rows: list[dict[str, Any]] = body["data"]
    return rows


@pytest.mark.parametrize("name", ["aksi", "instansi", "provinsi", "angka"])
def test_csv_json_and_workbook_hold_the_same(client: Client, name: str) -> None:
    publish(an_edition(actions=13), [], AT)
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"/data/2026/{name}.xlsx").content))
    first, *lines = book.get_sheet_by_index(0).to_python()
    headers = [str(header) for header in first]

    from_json = json_of(client, name)
    from_csv = rows_of(client, name)

    assert list(from_csv[0]) == list(from_json[0]) == headers
    assert len(from_csv) == len(from_json) == len(lines) > 0
    for in_csv, in_json, in_book in zip(from_csv, from_json, lines, strict=True):
        for header, cell in zip(headers, in_book, strict=True):
            value = in_json[header]
            assert same(in_csv[header]) == same(value) == same(cell), header


def same(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Ya" if value else "Tidak"
    try:
        return str(float(str(value)))
    except ValueError:
        return str(value)


def test_the_figures_on_the_pages_are_those_of_the_files(client: Client) -> None:
    publish(an_edition(actions=13), [], AT)
    home = client.get("/").content.decode()
    actions = client.get("/aksi/").content.decode()

    for figure in json_of(client, "angka")[:4]:
        assert percent(figure["nilai"]) in home
        assert figure["dasar"] in home
    for action in json_of(client, "aksi"):
        assert action["kode"] in actions
        assert percent(action["capaian"]) in actions


def test_a_text_that_a_spreadsheet_would_calculate_stays_text(client: Client) -> None:
    action = replace(an_action(1), title="=1+1", summaries=(PublicSummary("BNPT", "+2"),))
    publish(replace(an_edition(actions=1), actions=(action,)), [], AT)

    (row,) = rows_of(client, "aksi")
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/data/2026/aksi.xlsx").content))

    assert row["aksi"] == "'=1+1"
    assert book.get_sheet_by_index(0).to_python()[1][2] == "=1+1"


def test_files_are_the_same_bytes_each_time_and_in_each_language(client: Client) -> None:
    publish(an_edition(), [], AT)
    addresses = [f"/data/2026/aksi.{kind}" for kind in ("csv", "xlsx", "json")]
    first = [client.get(address).content for address in addresses]
    client.get("/bahasa/en/")

    again = [client.get(address).content for address in addresses]

    assert first == again


def test_a_semicolon_table_has_decimal_commas(client: Client) -> None:
    publish(an_edition(actions=1), [], AT)

    text = client.get("/data/2026/aksi.csv?pemisah=titik-koma").content.decode("utf-8-sig")

    assert text.splitlines()[0].startswith("tahun;kode;aksi")
    assert ";61,3;" in text


def test_every_table_carries_its_card(client: Client) -> None:
    publish(an_edition(), [], AT)

    card = json.loads(client.get("/data/2026/aksi.json").content)["keterangan"]
    page = client.get("/data/").content.decode()

    assert card["licence"] == "CC BY 4.0"
    assert card["cutoff"] == "31 Januari 2027"
    for words in ("Batas data", "Produsen data", "CC BY 4.0", "Arti kolom"):
        assert words in page


def test_a_file_has_a_telling_name(client: Client) -> None:
    publish(an_edition(), [], AT)

    response = client.get("/data/2026/provinsi.csv")

    assert response["Content-Disposition"] == 'attachment; filename="ranpe-2026-provinsi.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"
