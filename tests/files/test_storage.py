"""Where files are kept: whole, under the hash of their bytes, wherever the settings say."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, default_storage

from files.models import StoredFile
from files.services import read_bytes, store_bytes, store_upload
from ranpe.kit.refusals import Incomplete
from tests.factories import PDF, a_file
from tests.people import People


def kept(data: bytes, people: People, now: datetime) -> StoredFile:
    """A file that the house keeps."""
    return store_bytes(
        data,
        name="bukti.pdf",
        content_type="application/pdf",
        owner_key="institution:1",
        by=people.operator,
        at=now,
    )


def test_a_file_lies_in_the_folder_under_its_hash(
    people: People, now: datetime, settings: Any
) -> None:
    stored = kept(PDF, people, now)

    place = Path(settings.MEDIA_ROOT) / stored.path
    assert stored.path == f"{stored.sha256[:2]}/{stored.sha256}"
    assert place.read_bytes() == read_bytes(stored) == PDF
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert list(place.parent.iterdir()) == [place]


def test_the_same_bytes_are_kept_once(people: People, now: datetime) -> None:
    first, second = kept(PDF, people, now), kept(PDF, people, now)

    assert (first.path, first.pk) == (second.path, second.pk - 1)


def test_a_half_written_file_of_a_killed_worker_is_in_nobodys_way(
    people: People, now: datetime, settings: Any
) -> None:
    class Killed(ContentFile):  # type: ignore[type-arg]
        def chunks(self, chunk_size: int | None = None) -> Any:
            yield b"%PDF"
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        default_storage.save("ab/abc", Killed(PDF))

    assert not default_storage.exists("ab/abc")
    default_storage.save("ab/abc", ContentFile(PDF))
    assert (Path(settings.MEDIA_ROOT) / "ab/abc").read_bytes() == PDF


def test_bytes_that_were_changed_or_are_gone_are_not_handed_out(
    people: People, now: datetime, settings: Any
) -> None:
    stored = kept(PDF, people, now)
    place = Path(settings.MEDIA_ROOT) / stored.path

    place.write_bytes(b"lain")
    with pytest.raises(Incomplete):
        read_bytes(stored)
    place.unlink()
    with pytest.raises(Incomplete):
        read_bytes(stored)


def test_another_storage_is_a_matter_of_the_settings(
    people: People, now: datetime, settings: Any
) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }

    stored = kept(PDF, people, now)

    assert isinstance(default_storage._wrapped, InMemoryStorage)  # type: ignore[attr-defined]
    assert read_bytes(stored) == PDF
    assert not Path(settings.MEDIA_ROOT).exists()


# --- What is taken -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("kosong.pdf", b"", "kosong"),
        ("besar.pdf", PDF + b"%" * 2000, "lebih besar dari"),
        ("program.exe", b"MZ\x90", "tidak diterima"),
        ("disamarkan.pdf", b"MZ\x90", "tidak diterima"),
        ("disamarkan.png", PDF, "tidak diterima"),
        ("disamarkan.docx", b"PK\x03\x04rusak", "tidak diterima"),
        ("halaman.html", b"<script>", "tidak diterima"),
        ("gambar.svg", b"<svg onload='x()'/>", "tidak diterima"),
        ("tanpa-akhiran", PDF, "tidak diterima"),
    ],
)
def test_what_is_too_large_empty_or_not_what_it_says_is_refused(
    name: str, data: bytes, words: str, people: People, now: datetime, settings: Any
) -> None:
    settings.UPLOAD_MAX_BYTES = 1000

    with pytest.raises(Incomplete, match=words):
        store_upload(a_file(name, data), owner_key="x", by=people.operator, at=now)

    assert not StoredFile.everything.exists()


KIND_OF_STORAGE = (
    "import django; django.setup(); from django.core.files.storage import storages; "
    "found = storages['default']; print(type(found).__name__, getattr(found, 'bucket_name', ''))"
)


@pytest.mark.parametrize(
    ("named", "kind"), [("", "WholeFiles"), ("ranpe-contoh", "Bucket ranpe-contoh")]
)
def test_a_bucket_named_in_the_environment_takes_the_place_of_the_folder(
    named: str, kind: str, tmp_path: Path
) -> None:
    names = {
        "DJANGO_SETTINGS_MODULE": "ranpe.settings",
        "RANPE_DEMO": "1",
        "RANPE_DATA_DIR": str(tmp_path),
        "FILES_S3_BUCKET": named,
        "FILES_S3_ENDPOINT": "http://127.0.0.1:9",
        "FILES_S3_REGION": "contoh",
        "FILES_S3_ACCESS_KEY": "contoh",
        "FILES_S3_SECRET_KEY": "contoh",
    }
    said = subprocess.run(
        [sys.executable, "-c", KIND_OF_STORAGE],
        env={**os.environ, **names},
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout.strip() == kind
