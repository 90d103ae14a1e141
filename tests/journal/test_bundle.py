"""The file for an auditor: checked outside the house, by a script that needs nothing of it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from journal import chain
from journal.models import DailyHead, Entry, EntrySeal
from journal.services import Change, record_entry, write_bundle
from tests.factories import World
from tests.pages.visiting import body_of, signed_in
from tests.people import People

Rewrite = Callable[[list[str]], list[str]]
BUNDLE = reverse("journal:bundle")


@pytest.fixture
def export(db: None, now: datetime, tmp_path: Path) -> Path:
    """Twenty sealed entries with every kind of value, one that waits, and a head."""
    for number in range(20):
        said = Change(reason="Alasan “é”", before={"b": 0.1, "a": [1, None]}, after={"n": number})
        record_entry(None, "sample", f"kejadian {number}", by=None, at=now, change=said)
    chain.seal_waiting()
    chain.note_head(at=now)
    record_entry(None, "sample", "menunggu", by=None, at=now)
    path = tmp_path / "jejak.zip"
    assert write_bundle(path, Entry.everything.all()) == 21
    return path


def checked(path: Path, *arguments: str) -> tuple[int, str]:
    """What the shipped script says of a file, run without the house."""
    script = path.with_name("periksa.py")
    with zipfile.ZipFile(path) as book:
        script.write_bytes(book.read("periksa_jejak.py"))
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(script), str(path), *arguments],
        capture_output=True, text=True, timeout=60, check=False, cwd=path.parent,
    )  # fmt: skip
    assert done.stderr == ""
    return done.returncode, done.stdout


def rewritten(path: Path, name: str, change: Rewrite) -> Path:
    """The same file with the lines of one part changed."""
    new = path.with_name("lain.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(new, "w") as book:
        for part in old.namelist():
            data = old.read(part)
            if part == name:
                data = "".join(change(data.decode().splitlines(keepends=True))).encode()
            book.writestr(part, data)
    return new


def test_an_untouched_file_is_whole(export: Path) -> None:
    code, said = checked(export)

    assert code == 0
    assert said == "20 kejadian bersegel diperiksa, 1 menunggu segel, 20 segel.\nUtuh.\n"


def test_a_head_from_paper_is_found_or_missed(export: Path) -> None:
    head = EntrySeal.everything.get(sequence=7).hash

    assert checked(export, head[:16].upper())[0] == 0
    assert checked(export, "0123456789ab")[0] == 1
    assert checked(export, "012")[0] == 2


def _altered(lines: list[str]) -> list[str]:
    row = json.loads(lines[4])
    row["content"][7] = "kalimat lain"
    return [*lines[:4], json.dumps(row) + "\n", *lines[5:]]


@pytest.mark.parametrize(
    ("part", "change", "said"),
    [
        ("kejadian.jsonl", _altered, "segel 5, kejadian"),
        ("segel.csv", lambda lines: [*lines[:5], *lines[6:]], "segel 5 hilang"),
        ("segel.csv", lambda lines: [*lines[:5], lines[6], lines[5], *lines[7:]], "hilang"),
        (
            "segel.csv",
            lambda lines: [*lines[:5], lines[5].replace(lines[5][-10:-2], "0" * 8), *lines[6:]],
            "segel 6 tidak menyambung ke segel 5",
        ),
        ("kepala.csv", lambda lines: [lines[0], lines[1].replace(lines[1][-9:-2], "0000000")],
         "kepala hari 2026-07-27 tidak cocok"),
    ],
)  # fmt: skip
def test_what_was_changed_is_named(export: Path, part: str, change: Rewrite, said: str) -> None:
    code, words = checked(rewritten(export, part, change))

    assert code == 1
    assert said in words


def test_a_part_of_the_journal_is_checked_too(export: Path, tmp_path: Path) -> None:
    part = tmp_path / "bagian.zip"
    write_bundle(part, Entry.everything.filter(sentence__endswith="5"))

    code, said = checked(part)

    assert (code, "2 kejadian bersegel diperiksa, 0 menunggu segel, 15 segel." in said) == (0, True)


def test_an_auditor_takes_it_along_as_filtered(
    small_plan: World, people: People, now: datetime, tmp_path: Path
) -> None:
    record_entry(None, "refused", "Ditolak.", by=people.operator, at=now)
    record_entry(None, "refused", "Ditolak lagi.", by=people.operator, at=now - timedelta(days=9))
    chain.seal_waiting()
    asked = {"jenis": "refused", "dari": "2026-07-28"}

    answer = signed_in(people.auditor).get(BUNDLE, asked)
    path = tmp_path / "dari-halaman.zip"
    path.write_bytes(answer.content)

    assert "jejak-auditor-" in answer["Content-Disposition"]
    assert checked(path)[1].startswith("1 kejadian bersegel diperiksa")
    assert Entry.everything.filter(verb="read.file", after__page="journal:bundle").count() == 1


@pytest.mark.parametrize("part", ["operator", "verifier", "ppid", "admin"])
def test_nobody_else_gets_it(small_plan: World, people: People, part: str) -> None:
    answer = signed_in(people.all()[part]).get(BUNDLE)

    assert answer.status_code == 403
    assert "Jejak audit dibaca oleh" in body_of(answer)


def test_the_command_writes_the_days_that_were_asked_for(
    export: Path, now: datetime, tmp_path: Path
) -> None:
    record_entry(None, "sample", "dahulu", by=None, at=now - timedelta(days=40))
    said, path = io.StringIO(), tmp_path / "perintah.zip"

    call_command("export_journal", str(path), "--until", "2026-06-30", stdout=said)

    assert "1 kejadian ditulis ke perintah.zip." in said.getvalue()
    assert DailyHead.everything.count() == 1
    with pytest.raises(CommandError, match="sudah ada"):
        call_command("export_journal", str(path), stdout=said)
