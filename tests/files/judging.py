"""Judge every file of the corpus in a process of its own with 512 MB and 5 seconds of work.

By itself (`python -m tests.files.judging`) it prints what each took.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.files.corpus import ACTIVE, GOOD, HOSTILE, IMPORT, KIND, LOCKED, TAKEN, TOO_MUCH, Case

MEMORY = 512 * 1024 * 1024
SECONDS = 5
DIED = "died"
# The beginning of each refusal, at the form and in the importer.
_SAID = {
    "Jenis berkas ini tidak diterima": KIND,
    "Berkas ini dilindungi kata sandi": LOCKED,
    "Berkas ini memuat makro": ACTIVE,
    "Isi berkas ini terlalu besar": TOO_MUCH,
    "isi lembar terlalu luas": TOO_MUCH,
    "berkas rusak": KIND,
}


@dataclass(frozen=True)
class Judged:
    """What was said of a file, and what it took."""

    name: str
    verdict: str
    expected: str
    seconds: float
    megabytes: int


def judged(data: bytes, case: Case) -> str:
    """The verdict on a file at its door."""
    if case.door == IMPORT:
        return _imported(data, case.name)
    from ranpe.kit.uploads import Unfit, content_type_of, plain_name  # noqa: PLC0415

    try:
        content_type_of(plain_name(case.name), data)
    except Unfit as flaw:
        return _verdict_of(str(flaw))
    return TAKEN


def _imported(data: bytes, name: str) -> str:
    from ranpe.kit.sheets import Column, read_table, text  # noqa: PLC0415

    columns = [Column("name", "Nama", True, text(200)), Column("value", "Nilai", True, text(20))]
    problems = read_table(data, name=name, columns=columns).problems
    return _verdict_of(problems[0].reason) if problems else TAKEN


def _verdict_of(sentence: str) -> str:
    return next(kind for start, kind in _SAID.items() if sentence.startswith(start))


def _in_a_child(data: bytes, case: Case) -> str:
    """The verdict of a process that has little memory and time."""
    back, out = os.pipe()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        os.write(out, judged(data, case).encode())
        os._exit(0)
    os.close(out)
    with os.fdopen(back, "rb") as answer:
        said = answer.read().decode()
    _child, status, used = os.wait4(child, 0)
    whole = used.ru_maxrss // 1024
    return json.dumps([said if status == 0 else DIED, used.ru_utime + used.ru_stime, whole])


def judge_all(cases: Sequence[Case]) -> list[Judged]:
    """Every verdict, each from a process that was made for it alone."""
    which = "hostile" if cases is HOSTILE else "good"
    done = subprocess.run(
        [sys.executable, "-m", "tests.files.judging", which],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return [
        Judged(case.name, row[0], case.verdict, row[1], row[2])
        for case, row in zip(cases, rows, strict=True)
    ]


def _judge_here(which: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ranpe.settings")
    import django  # noqa: PLC0415

    django.setup()
    for case in HOSTILE if which == "hostile" else GOOD:
        print(_in_a_child(case.build(), case), flush=True)  # noqa: T201


def _print_all() -> None:
    for cases, word in ((HOSTILE, "hostile"), (GOOD, "good")):
        start, rows = time.perf_counter(), judge_all(cases)
        right = sum(row.verdict == row.expected for row in rows)
        slow, large = max(r.seconds for r in rows), max(r.megabytes for r in rows)
        print(  # noqa: T201
            f"{word} files: {right} of {len(rows)} right, slowest {slow:.2f} s, largest {large} MB,"
            f" together {time.perf_counter() - start:.1f} s"
        )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _judge_here(sys.argv[1])
    else:
        _print_all()
