"""The journal for an auditor: entries, seals and heads in one file that is checked anywhere."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from django.db import models

from journal.chain import content_of
from journal.models import DailyHead, Entry, EntrySeal
from journal.outside import periksa_jejak

BATCH = 1000
_READ_ME = """\
JEJAK AUDIT RAN PE untuk auditor

kejadian.jsonl     satu kejadian tiap baris: nomor segel, segel sebelumnya, segel, semua nilainya
segel.csv          rantai segel sejak kejadian pertama dalam berkas ini sampai yang terbaru
kepala.csv         kepala rantai tiap hari
periksa_jejak.py   pemeriksa; hanya perlu Python 3.9 atau yang lebih baru

Periksa:           python3 periksa_jejak.py BERKAS.zip
Dengan kepala yang Anda simpan di luar sistem (tanda terima, surel harian, Lampiran D):
                   python3 periksa_jejak.py BERKAS.zip 3f9c20be7a11

Isi kejadian yang tidak ikut tersaring tidak ada di sini; segelnya ada, jadi rantainya terbaca.
Bukti penuh bahwa tidak ada yang berubah: berkas tanpa saringan, dicocokkan dengan kepala dari luar.
"""


def write_bundle(
    target: IO[bytes] | Path, rows: models.QuerySet[Entry], *, until: int | None = None
) -> int:
    """Write `rows` with the chain from the first of them on, and the checker; returns how many.

    The chain goes on to the newest seal, or to the one at `until`.
    Everything is written row by row, so the journal may be as long as it likes.
    """
    rows = rows.order_by("pk")
    first = rows.aggregate(first=models.Min("seal__sequence"))["first"]
    seals = EntrySeal.everything.filter(sequence__gte=first or 0).order_by("sequence")
    if until is not None:
        seals = seals.filter(sequence__lte=until)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("BACA.txt", _READ_ME)
        book.write(periksa_jejak.__file__, "periksa_jejak.py")
        count = _write_lines(book, "kejadian.jsonl", _entry_lines(rows))
        _write_lines(book, "segel.csv", _csv_lines(_SEAL_HEADERS, _seal_rows(seals)))
        heads = DailyHead.everything.values_list("day", "sequence", "hash").iterator(BATCH)
        _write_lines(book, "kepala.csv", _csv_lines(("hari", "nomor", "segel"), heads))
    return count


_SEAL_HEADERS = ("nomor", "kejadian", "segel_sebelumnya", "segel")


def _write_lines(book: zipfile.ZipFile, name: str, lines: Iterable[str]) -> int:
    count = 0
    with book.open(name, "w", force_zip64=True) as part:
        for line in lines:
            part.write(line.encode())
            count += 1
    return count


def _entry_lines(rows: models.QuerySet[Entry]) -> Iterator[str]:
    for entry in rows.select_related("seal").iterator(BATCH):
        seal = entry.seal_or_none
        line = {
            "sequence": seal.sequence if seal else None,
            "previous": seal.previous if seal else None,
            "hash": seal.hash if seal else None,
            "content": content_of(entry),
        }
        yield json.dumps(line, ensure_ascii=False) + "\n"


def _seal_rows(seals: models.QuerySet[EntrySeal]) -> Iterator[Any]:
    return seals.values_list("sequence", "entry_id", "previous", "hash").iterator(BATCH)


def _csv_lines(headers: Iterable[str], rows: Iterable[Any]) -> Iterator[str]:
    yield _csv_line(headers)
    for row in rows:
        yield _csv_line(row)


def _csv_line(cells: Iterable[object]) -> str:
    line = io.StringIO(newline="")
    csv.writer(line).writerow(cells)
    return line.getvalue()
