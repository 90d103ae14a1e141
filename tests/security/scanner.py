"""Every text that a public file holds, wherever it hides: for finding what should not be there."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import Any
from urllib.parse import unquote

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from tests.security.marking import squeeze

_TAG = re.compile(r"<[^>]*>")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
PDF, ARCHIVE = b"%PDF-", b"PK\x03\x04"


@lru_cache(maxsize=1000)
def everything_in(content: bytes) -> str:
    """All that a file says in any of its places, with letters and digits only."""
    if content.startswith(PDF):
        return " ".join(squeeze(text) for _place, text in places_of_pdf(content))
    if content.startswith(ARCHIVE):
        return " ".join(squeeze(text) for _place, text in places_of_archive(content))
    return " ".join(squeeze(text) for text in readings(content))


def readings(content: bytes) -> Iterator[str]:
    """A text as it stands, and as a browser, an address bar or a program would read it."""
    for encoding in ("utf-8", "utf-16"):
        text = content.decode(encoding, "ignore")
        yield text
        yield unescape(text)
        yield unescape(_TAG.sub("", text))
        yield unquote(text)
    text = content.decode("utf-8", "ignore")
    if "\\u" in text:
        yield _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    if text.lstrip()[:1] in ("{", "["):
        yield from _strings(_parsed(text))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return ""


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield str(key)
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
    else:
        yield str(value)


def places_of_archive(content: bytes) -> Iterator[tuple[str, str]]:
    """The names and the contents of an archive's parts, and its comment."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield "comment", archive.comment.decode("utf-8", "ignore")
        for name in archive.namelist():
            yield "name", name
            for text in readings(archive.read(name)):
                yield name, text


def places_of_pdf(content: bytes) -> Iterator[tuple[str, str]]:
    """Every place of a PDF in which words can stand, with its words."""
    reader = PdfReader(io.BytesIO(content))
    yield "text layer", "".join(page.extract_text() for page in reader.pages)
    yield "document information", " ".join(str(row) for row in (reader.metadata or {}).values())
    for text in readings(content):
        yield "raw bytes", text
    yield from _attachments(reader)
    seen: set[int] = set()
    for number in range(len(reader.xref_objStm) + _highest(reader) + 1):
        found = reader.get_object(IndirectObject(number, 0, reader))
        yield from _texts_in(found, "object", seen)
    yield from _texts_in(reader.trailer, "trailer", seen)


def _highest(reader: PdfReader) -> int:
    known: list[int] = [number for rows in reader.xref.values() for number in rows]
    return max([*known, *reader.xref_objStm, 0])


def _attachments(reader: PdfReader) -> Iterator[tuple[str, str]]:
    for name, contents in reader.attachments.items():
        yield "attachment name", name
        for content in contents:
            yield "attachment", everything_in(content)


def _texts_in(value: Any, place: str, seen: set[int]) -> Iterator[tuple[str, str]]:
    """The strings, names and streams below an object; what it refers to is walked by itself."""
    if id(value) in seen or isinstance(value, IndirectObject):
        return
    if isinstance(value, DictionaryObject):
        seen.add(id(value))
        yield from _texts_in_dictionary(value, place, seen)
    elif isinstance(value, ArrayObject):
        for part in value:
            yield from _texts_in(part, place, seen)
    elif isinstance(value, ByteStringObject):
        for text in readings(bytes(value)):
            yield f"{place} bytes", text
    elif isinstance(value, TextStringObject | NameObject):
        yield f"{place} string", str(value)


def _texts_in_dictionary(
    value: DictionaryObject, place: str, seen: set[int]
) -> Iterator[tuple[str, str]]:
    for key, part in value.items():
        yield f"{place} key", str(key)
        yield from _texts_in(part, f"{place} {key}", seen)
    if isinstance(value, StreamObject) and value.get("/Subtype") != "/Image":
        for text in readings(value.get_data()):
            yield f"{place} stream", text
