"""How much may be kept: a quota for each institution, and a part of the disk for the words."""

from __future__ import annotations

import shutil
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from files.models import FileState, StoredFile
from files.services import Unreachable, store_bytes, store_upload
from progress.services import attach_evidence
from ranpe.kit.refusals import Incomplete
from tests import factories
from tests.factories import PDF, World, a_file
from tests.people import People
from tests.progress.pages import signed_in, typed, url

NEARLY_FULL = "Ruang penyimpanan hampir penuh, berkas belum diterima; isian tetap tersimpan."


def test_an_institution_keeps_no_more_than_its_quota_and_the_others_still_theirs(
    small_plan: World, people: People, now: datetime, settings: Any
) -> None:
    settings.UPLOAD_QUOTA_BYTES = 2 * len(PDF)
    report = small_plan.report("P1-F01-A001", "Kemenag")
    for _twice in range(2):
        attach_evidence(report, a_file(), title="", by=people.operator, at=now)

    with pytest.raises(Incomplete, match=r"^Kuota berkas instansi Anda \(0 MB\) sudah penuh; "):
        attach_evidence(report, a_file(), title="", by=people.operator, at=now)

    assert report.evidences.count() == 2
    other = small_plan.report("P1-F01-A003", "Kemensos")
    attach_evidence(other, a_file(), title="", by=people.other_operator, at=now)


def test_what_was_refused_and_what_the_house_made_count_for_nobody(
    people: People, now: datetime, settings: Any
) -> None:
    settings.UPLOAD_QUOTA_BYTES = len(PDF)
    kept: dict[str, Any] = {"owner_key": "institution:1", "by": people.operator, "at": now}
    store_upload(a_file(), **kept)
    StoredFile.everything.update(state=FileState.REFUSED, finding="Temuan")

    store_upload(a_file(), **kept)
    store_bytes(PDF, name="laporan.pdf", content_type="application/pdf", **kept)

    with pytest.raises(Incomplete):
        store_upload(a_file(), **kept)


def _fullness(settings: Any) -> int:
    disk = shutil.disk_usage(settings.DATA_DIR)
    return disk.used * 100 // (disk.used + disk.free)


def test_a_disk_that_is_nearly_full_takes_no_files_and_still_takes_words(
    small_plan: World, people: People, now: datetime, settings: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: now)
    settings.UPLOAD_DISK_PERCENT = _fullness(settings) - 1
    report = small_plan.report("P1-F01-A001", "Kemenag")
    words = typed(report, do="check", narrative="Pelatihan berjalan di tiga kota.")

    answer = signed_in(people.operator).post(
        url("edit", report), {**words, "evidence": [a_file("hadir.pdf")]}
    )

    assert answer.status_code == 422
    assert f"hadir.pdf: {NEARLY_FULL}" in answer.content.decode()
    assert factories.again(report).narrative == words["narrative"]
    assert not StoredFile.everything.exists()
    with pytest.raises(Unreachable):
        store_upload(a_file(), owner_key="x", by=people.operator, at=now)


def test_a_disk_with_room_takes_files(people: People, now: datetime, settings: Any) -> None:
    settings.UPLOAD_DISK_PERCENT = _fullness(settings) + 2

    assert store_upload(a_file(), owner_key="x", by=people.operator, at=now).pk


def test_another_storage_looks_after_its_own_room(
    people: People, now: datetime, settings: Any
) -> None:
    settings.UPLOAD_DISK_PERCENT = 0
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": memory}

    assert store_upload(a_file(), owner_key="x", by=people.operator, at=now).pk


@pytest.mark.parametrize(
    ("typed_name", "shown"),
    [
        ("../../etc/hadir.pdf", "hadir.pdf"),
        ("C:\\Users\\a\\hadir.pdf", "hadir.pdf"),
        ("hadir\r\nSet-Cookie: a=1.pdf", "hadirSet-Cookie: a=1.pdf"),
        ("hadir\u202efdp.pdf", "hadirfdp.pdf"),
        ("hadir\x00.pdf", "hadir.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_is_shown_without_folders_and_without_what_turns_or_breaks_a_line(
    typed_name: str, shown: str, people: People, now: datetime
) -> None:
    upload: Any = a_file()
    upload._name = typed_name  # as a hostile client could send it past the form

    stored = store_upload(upload, owner_key="x", by=people.operator, at=now)

    assert stored.name == shown
    assert stored.path == f"{stored.sha256[:2]}/{stored.sha256}"
