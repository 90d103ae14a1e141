"""The end: someone without an account reads on the portal what was approved."""

from __future__ import annotations

import hashlib
import io
import re

from pypdf import PdfReader

from reporting.models import ReportKind
from tests.factories import SECRET
from tests.journeys.house import CLASSIFIED, REPORTED, TITLE, House
from tests.journeys.visitor import Visitor
from tests.journeys.year_chapter import report_of

SMALLEST = 320


def a_citizen_reads_it(house: House, *, javascript: bool) -> None:
    """The portal on a small screen: an action found by a word, its data, the report's file."""
    v = house.visit(javascript=javascript, width=SMALLEST)
    v.go("/")
    v.check_public_page()
    v.fill("Cari aksi", "guru")
    v.press("Cari")
    v.sees("1 aksi cocok")
    v.check_public_page()
    v.follow(TITLE)
    v.sees("Siapa bertanggung jawab")
    v.check_public_page()
    for words in ("Perlu perhatian", "30 dari target 50 orang", "Kementerian Agama contoh"):
        assert words in v.text
    _the_data_say_the_same(v)
    _the_file_is_the_approved_one(v)
    _nothing_else_is_shown(v)


def _the_data_say_the_same(visitor: Visitor) -> None:
    table = visitor.download("CSV").decode("utf-8-sig")
    row = next(line for line in table.splitlines() if REPORTED in line)
    assert TITLE in row
    assert "Perlu perhatian" in row
    assert SECRET not in table


def _the_file_is_the_approved_one(visitor: Visitor) -> None:
    approved = report_of(ReportKind.PUBLIC).approved_edition
    assert approved is not None
    visitor.go("/laporan/2026/")
    visitor.check_public_page()
    data = visitor.download(re.compile(r"\.pdf$"))
    assert hashlib.sha256(data).hexdigest() == approved.sha256
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    assert TITLE.split()[0] in words
    assert SECRET not in words
    visitor.go(f"/verifikasi/{approved.sha256}/")
    visitor.check_public_page()
    assert "Dokumen ini diterbitkan oleh portal RAN PE" in visitor.text


def _nothing_else_is_shown(visitor: Visitor) -> None:
    pages = (
        "/aksi/",
        "/provinsi/",
        "/provinsi/32/",
        "/laporan/",
        "/laporan/2026/v1/aksi/",
        "/data/",
        "/tentang/",
        "/koreksi/",
    )
    for path in pages:
        visitor.go(path)
        visitor.check_public_page()
    visitor.go(f"/aksi/{CLASSIFIED}/")
    assert "tidak" in visitor.text
    assert SECRET not in visitor.page.content()
