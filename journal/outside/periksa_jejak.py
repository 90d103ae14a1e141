"""Checks an exported journal anywhere, with Python 3.9 or newer and nothing else.

    python3 periksa_jejak.py jejak-auditor.zip [KEPALA]

KEPALA is a head that was kept on paper, or at least its first 12 letters and digits. What it says
is Indonesian, as everything that leaves the house. It ends with 1 if anything does not fit.
"""

import csv
import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

FEWEST_DIGITS = 12


class Found(NamedTuple):
    """What a check has seen: what does not fit, and how many of what."""

    faults: list[str]
    sealed: int
    waiting: int
    seals: int


def digest(previous: str, sequence: int, content: list[object]) -> str:
    """The seal of an entry: SHA-256 over the previous seal, the place and every value."""
    line = json.dumps(
        [previous, sequence, *content], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(line.encode()).hexdigest()


def table(book: zipfile.ZipFile, name: str) -> Iterator[list[str]]:
    """The rows of a table without its headers."""
    with book.open(name) as raw:
        rows = csv.reader(io.TextIOWrapper(raw, "utf-8", newline=""))
        next(rows)
        yield from rows


def seals_of(book: zipfile.ZipFile, faults: list[str]) -> dict[int, str]:
    """Every seal by its place; each must hold the one before it."""
    found: dict[int, str] = {}
    before = ""
    for place, _entry, previous, seal in table(book, "segel.csv"):
        sequence = int(place)
        if found and sequence - 1 not in found:
            faults.append(f"segel {sequence - 1} hilang")
        elif found and previous != before:
            faults.append(f"segel {sequence} tidak menyambung ke segel {sequence - 1}")
        found[sequence] = before = seal
    return found


def check_entries(
    book: zipfile.ZipFile, seals: dict[int, str], faults: list[str]
) -> tuple[int, int]:
    """Every entry must give its seal anew; returns how many are sealed and how many wait."""
    sealed = waiting = 0
    with book.open("kejadian.jsonl") as lines:
        for line in lines:
            row = json.loads(line)
            if row["sequence"] is None:
                waiting += 1
                continue
            sealed += 1
            sequence, content = row["sequence"], row["content"]
            made = digest(row["previous"], sequence, content)
            if made != row["hash"] or made != seals.get(sequence):
                faults.append(f"segel {sequence}, kejadian {content[0]}: isi diubah")
    return sealed, waiting


def check(path: str, head: str = "") -> Found:
    """Everything that does not fit in an export."""
    faults: list[str] = []
    with zipfile.ZipFile(path) as book:
        seals = seals_of(book, faults)
        sealed, waiting = check_entries(book, seals, faults)
        for day, place, kept in table(book, "kepala.csv"):
            if int(place) in seals and seals[int(place)] != kept:
                faults.append(f"kepala hari {day} tidak cocok dengan segel {place}")
    if head and not any(seal.startswith(head) for seal in seals.values()):
        faults.append("kepala yang diketik tidak ada di antara segel berkas ini")
    return Found(faults, sealed, waiting, len(seals))


def place_of(path: str, head: str) -> int:
    """The place of a kept head in an export; 0 if it is not there."""
    with zipfile.ZipFile(path) as book:
        for place, _entry, _previous, seal in table(book, "segel.csv"):
            if seal.startswith(head):
                return int(place)
    return 0


def say(words: str) -> None:
    """One line on the screen."""
    sys.stdout.write(f"{words}\n")


def main(arguments: list[str]) -> int:
    """0 if everything fits."""
    head = arguments[1].strip().lower() if len(arguments) > 1 else ""
    if not arguments or (head and len(head) < FEWEST_DIGITS):
        say("Pakai: python3 periksa_jejak.py jejak-auditor.zip [KEPALA, paling sedikit 12 huruf]")
        return 2
    found = check(arguments[0], head)
    say(
        f"{found.sealed} kejadian bersegel diperiksa, {found.waiting} menunggu segel,"
        f" {found.seals} segel."
    )
    for fault in found.faults:
        say(f"TIDAK COCOK: {fault}")
    say(f"Tidak utuh: {len(found.faults)} temuan." if found.faults else "Utuh.")
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
