"""Sixty hostile files and forty good ones: each gets its verdict, with little memory and time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from files.models import FileState, StoredFile
from files.services import check_waiting, store_upload
from ranpe.kit.refusals import Incomplete
from tests.factories import PDF
from tests.files.clamd import EICAR, listening
from tests.files.corpus import GOOD, HOSTILE, UPLOAD, Case
from tests.files.judging import judge_all
from tests.people import People


def _uploaded(case: Case) -> Any:
    upload: Any = SimpleUploadedFile("x", case.build())
    upload._name = case.name  # as a hostile client could send it past the form
    return upload


@pytest.mark.parametrize(("cases", "count"), [(HOSTILE, 60), (GOOD, 40)], ids=["hostile", "good"])
def test_every_file_gets_its_verdict_in_a_process_with_512_megabytes_and_5_seconds(
    cases: list[Case], count: int
) -> None:
    rows = judge_all(cases)

    assert len(rows) == len({case.name for case in cases}) == count
    assert [(row.name, row.verdict) for row in rows] == [(row.name, row.expected) for row in rows]


def test_nothing_of_a_hostile_file_is_kept(people: People, now: datetime) -> None:
    refused = []
    for case in HOSTILE:
        if case.door == UPLOAD:
            with pytest.raises(Incomplete) as refusal:
                store_upload(_uploaded(case), owner_key="x", by=people.operator, at=now)
            refused.append(refusal.value.sentence)

    assert len(refused) == 57
    assert not StoredFile.everything.exists()
    # One sentence, which ends, and which repeats nothing of the file.
    assert all(s.endswith(".") and "<" not in s and "exe" not in s for s in refused)


def test_good_files_are_kept_under_generated_names(people: People, now: datetime) -> None:
    for case in GOOD:
        if case.door == UPLOAD:
            store_upload(_uploaded(case), owner_key="x", by=people.operator, at=now)

    kept = StoredFile.everything.all()
    assert len(kept) == 39
    assert {file.path for file in kept} == {f"{f.sha256[:2]}/{f.sha256}" for f in kept}
    assert all(default_storage.exists(file.path) for file in kept)


def test_what_only_the_antivirus_knows_waits_for_it(
    people: People, now: datetime, settings: Any
) -> None:
    with listening() as clamd:
        settings.ANTIVIRUS = clamd.setting
        case = Case("laporan.pdf", lambda: PDF + EICAR)
        stored = store_upload(_uploaded(case), owner_key="x", by=people.operator, at=now)

        check_waiting(at=now)

    stored.refresh_from_db()
    assert stored.state == FileState.REFUSED
    assert not default_storage.exists(f"{stored.sha256[:2]}/{stored.sha256}")
