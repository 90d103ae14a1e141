"""The scanner itself: a word that was planted is found in every place where words can hide."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Text
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    NameObject,
    StreamObject,
    TextStringObject,
)
from weasyprint import HTML, Attachment

from ranpe.kit.sheets import Sheet, write_csv, write_xlsx
from tests.conftest import NOW
from tests.security.marking import Marks
from tests.security.scanner import everything_in

MARKS = Marks()
WORD = MARKS.word("planted")
PLAIN = "<p>Laporan contoh</p>"
BOX = [0, 0, 100, 100]


def printed(html: str, head: str = "") -> bytes:
    """A small PDF as the house makes them."""
    return bytes(HTML(string=f"<html><head>{head}</head><body>{html}</body></html>").write_pdf())


def rewritten(change: Callable[[PdfWriter], object]) -> bytes:
    """A plain PDF into which something was put afterwards; nothing of it is compressed away."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(printed(PLAIN))))
    change(writer)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _in_catalogue(name: str, value: object) -> bytes:
    return rewritten(lambda pdf: pdf.root_object.update({NameObject(name): value}))


def _a_stream(writer: PdfWriter) -> None:
    stream = StreamObject()
    stream.set_data(WORD.encode())
    hidden = writer._add_object(stream.flate_encode())
    writer.root_object[NameObject("/Hidden")] = hidden


def _metadata(writer: PdfWriter) -> None:
    packet = StreamObject()
    packet.set_data(f"<x:xmpmeta><dc:title>{WORD}</dc:title></x:xmpmeta>".encode())
    packet[NameObject("/Subtype")] = NameObject("/XML")
    writer.root_object[NameObject("/Metadata")] = writer._add_object(packet)


def _form_field(writer: PdfWriter) -> None:
    field = DictionaryObject(
        {NameObject("/T"): TextStringObject("isian"), NameObject("/V"): TextStringObject(WORD)}
    )
    form = DictionaryObject({NameObject("/Fields"): ArrayObject([writer._add_object(field)])})
    writer.root_object[NameObject("/AcroForm")] = form


def _broken() -> str:
    """The word so that every letter stands on a line of its own."""
    return "".join(f"<span>{letter}</span><br>" for letter in WORD)


PDF_PLACES: dict[str, Callable[[], bytes]] = {
    "the text": lambda: printed(f"<p>{WORD}</p>"),
    "a word broken over lines": lambda: printed(f"<p>{_broken()}</p>"),
    "white on white": lambda: printed(f'<p style="color:#fff">{WORD}</p>'),
    "the title": lambda: printed(PLAIN, f"<title>{WORD}</title>"),
    "the author": lambda: printed(PLAIN, f'<meta name="author" content="{WORD}">'),
    "the keywords": lambda: printed(PLAIN, f'<meta name="keywords" content="{WORD}">'),
    "a bookmark": lambda: printed(f"<h1 style=\"bookmark-label:'{WORD}'\">Bab</h1>"),
    "a link": lambda: printed(f'<a href="https://contoh.example/{WORD}">Tautan</a>'),
    "an attachment": lambda: bytes(
        HTML(string=PLAIN).write_pdf(attachments=[Attachment(string=WORD, name="a.txt")])
    ),
    "the name of an attachment": lambda: rewritten(
        lambda pdf: pdf.add_attachment(f"{WORD}.txt", b"kosong")
    ),
    "an archive in an attachment": lambda: rewritten(
        lambda pdf: pdf.add_attachment("a.xlsx", workbook())
    ),
    "a note": lambda: rewritten(
        lambda pdf: pdf.add_annotation(0, Text(text=WORD, rect=(0, 0, 10, 10)))
    ),
    "a free text": lambda: rewritten(
        lambda pdf: pdf.add_annotation(0, FreeText(text=WORD, rect=(0, 0, 10, 10)))
    ),
    "the metadata packet": lambda: rewritten(_metadata),
    "a form field": lambda: rewritten(_form_field),
    "a string of UTF-16": lambda: _in_catalogue(
        "/Hidden", ByteStringObject(b"\xfe\xff" + WORD.encode("utf-16-be"))
    ),
    "a string of an unknown key": lambda: _in_catalogue("/Hidden", TextStringObject(WORD)),
    "a name": lambda: _in_catalogue("/Hidden", NameObject(f"/{WORD}")),
    "a key": lambda: _in_catalogue(f"/{WORD}", NameObject("/Hidden")),
    "a compressed stream": lambda: rewritten(_a_stream),
    "a nested list": lambda: _in_catalogue(
        "/Hidden", ArrayObject([ArrayObject([TextStringObject(WORD)])])
    ),
    "bytes after the end": lambda: printed(PLAIN) + WORD.encode(),
}


def workbook() -> bytes:
    """A spreadsheet with the word in one cell."""
    return write_xlsx([Sheet("Data", ["kolom"], [[WORD]])], created=NOW)


def _commented_archive() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "kosong")
        archive.comment = WORD.encode()
    return target.getvalue()


def _entities() -> str:
    return "".join(f"&#{ord(letter)};" for letter in WORD)


def _escapes() -> str:
    return "".join(f"\\u{ord(letter):04x}" for letter in WORD)


def _percents() -> str:
    return "".join(f"%{ord(letter):02X}" for letter in WORD)


TEXT_PLACES: dict[str, Callable[[], bytes]] = {
    "the text of a page": f"<p>{WORD}</p>".encode,
    "an attribute": f'<p title="{WORD}">a</p>'.encode,
    "a comment": f"<!-- {WORD} -->".encode,
    "a word with tags inside": f"<p>{WORD[:4]}<b>{WORD[4:]}</b></p>".encode,
    "a word broken over lines": f"<p>{WORD[:4]}\n   {WORD[4:]}</p>".encode,
    "a word with a soft hyphen": f"<p>{WORD[:4]}\u00ad{WORD[4:]}</p>".encode,
    "entities": f"<p>{_entities()}</p>".encode,
    "capital letters": f"<p>{WORD.upper()}</p>".encode,
    "an address": f'<a href="/cari?q={_percents()}">a</a>'.encode,
    "a script": f'<script>var a = "{_escapes()}"</script>'.encode,
    "a key of JSON": lambda: json.dumps({WORD: 1}).encode(),
    "a value of JSON": f'{{"a": ["{_escapes()}"]}}'.encode,
    "a line of CSV": lambda: write_csv([["kolom"], [WORD]], ",", bom=False),
    "a text of UTF-16": lambda: f"<p>{WORD}</p>".encode("utf-16"),
    "a cell of a workbook": workbook,
    "the name of a sheet": lambda: write_xlsx([Sheet(WORD, ["a"], [])], created=NOW),
    "the comment of an archive": _commented_archive,
}


@pytest.mark.parametrize("place", PDF_PLACES)
def test_a_word_in_a_pdf_is_found(place: str) -> None:
    content = PDF_PLACES[place]()

    assert content.startswith(b"%PDF-")
    assert MARKS.found_in(everything_in(content)) == {"planted"}


@pytest.mark.parametrize("place", TEXT_PLACES)
def test_a_word_in_a_page_or_a_file_is_found(place: str) -> None:
    assert MARKS.found_in(everything_in(TEXT_PLACES[place]())) == {"planted"}


@pytest.mark.parametrize(
    "content", [printed(PLAIN), PLAIN.encode(), b'{"a": "\\u0062"}'], ids=["pdf", "page", "json"]
)
def test_nothing_is_found_where_nothing_was_planted(content: bytes) -> None:
    assert MARKS.found_in(everything_in(content)) == set()


def test_the_marked_phrase_is_found_without_its_word() -> None:
    content = printed("<p>RAHASIA&shy;-<br>CONTOH</p>")

    assert MARKS.found_in(everything_in(content)) == {"RAHASIA-CONTOH"}
