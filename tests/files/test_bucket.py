"""Files in an object storage: kept whole, read back, and never half there when it fails."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from files.bucket import Bucket
from files.models import StoredFile
from files.services import Unreachable, read_bytes, store_upload
from journal.models import Entry
from progress.models import Evidence, ProgressReport, ReportState
from progress.services import attach_evidence
from ranpe.kit.refusals import Incomplete
from tests import factories
from tests.factories import PDF, World, a_file
from tests.files.conftest import BUCKET, REGION, ObjectServer
from tests.journeys.conftest import a_pdf
from tests.people import People
from tests.progress.pages import signed_in, typed, url

SENTENCE = "Penyimpanan berkas sedang terganggu; coba lagi nanti atau hubungi admin sistem."
# More than one part of an upload in parts.
LARGE = PDF + b"%" * (9 * 1024 * 1024)
Change = Callable[..., None]


@pytest.fixture
def use(settings: Any, object_server: ObjectServer) -> Change:
    """Keep the files in the bucket of the server; `changes` make the settings wrong."""

    def change(**changes: str) -> None:
        options = {
            "bucket_name": BUCKET,
            "endpoint_url": object_server.address,
            "region_name": REGION,
            "access_key": object_server.access_key,
            "secret_key": object_server.secret_key,
            **changes,
        }
        bucket = {"BACKEND": "files.bucket.Bucket", "OPTIONS": options}
        settings.STORAGES = {**settings.STORAGES, "default": bucket}

    change()
    return change


@pytest.fixture
def report(small_plan: World) -> ProgressReport:
    """A report that nobody has begun."""
    return small_plan.report("P1-F01-A001", "Kemenag")


def a_closed_port() -> str:
    """An address at which nobody listens."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{place.getsockname()[1]}"


@pytest.mark.parametrize("data", [PDF, LARGE], ids=["small", "in_parts"])
def test_a_file_lies_in_the_bucket_under_its_hash(
    data: bytes, use: Change, object_server: ObjectServer, people: People, now: datetime
) -> None:
    stored = store_upload(a_file(data=data), owner_key="x", by=people.operator, at=now)
    again = store_upload(a_file(data=data), owner_key="x", by=people.operator, at=now)

    sha256 = hashlib.sha256(data).hexdigest()
    storage: Any = default_storage
    assert isinstance(storage._wrapped, Bucket)
    assert object_server.names == [f"{sha256[:2]}/{sha256}"] == [stored.path]
    assert again.path == stored.path
    assert read_bytes(stored) == data


def test_evidence_is_read_back_through_its_pages(
    use: Change, report: ProgressReport, people: People, now: datetime
) -> None:
    row = attach_evidence(
        report, a_file(), title="", classification="B", by=people.operator, at=now
    )
    factories.a_report("verified", factories.again(report), people, at=now)

    def asked(person: Any, page: str) -> Any:
        return signed_in(person).get(reverse(f"progress:{page}", args=[row.pk]))

    assert asked(people.operator, "evidence").content == PDF
    assert asked(people.verifier, "shown").content == PDF
    assert asked(people.other_operator, "evidence").status_code == 404


def test_the_copy_for_the_public_is_made_from_the_bucket(
    use: Change, report: ProgressReport, people: People, now: datetime, tmp_path: Any
) -> None:
    upload = a_file(data=a_pdf(tmp_path / "foto-asli.pdf").read_bytes())
    row = attach_evidence(report, upload, title="", classification="B", by=people.operator, at=now)
    factories.a_report("verified", factories.again(report), people, at=now)

    answer = signed_in(people.verifier).get(reverse("progress:public_copy", args=[row.pk]))

    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")
    assert b"foto-asli" not in answer.content


WRONG = {
    "unknown_key": {"access_key": "AKIASALAH"},
    "wrong_secret": {"secret_key": "salah"},
    "absent_bucket": {"bucket_name": "tidak-ada"},
    "nobody_listens": {"endpoint_url": ""},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_what_cannot_be_kept_is_said_in_one_sentence_and_leaves_nothing(
    wrong: dict[str, str],
    use: Change,
    object_server: ObjectServer,
    report: ProgressReport,
    people: People,
    now: datetime,
) -> None:
    entries = Entry.everything.count()
    use(**{key: value or a_closed_port() for key, value in wrong.items()})

    with pytest.raises(Unreachable) as refusal:
        attach_evidence(report, a_file(), title="", by=people.operator, at=now)

    assert refusal.value.sentence == SENTENCE
    assert not StoredFile.everything.exists()
    assert not Evidence.everything.exists()
    assert factories.again(report).state == ReportState.NOT_STARTED
    assert Entry.everything.count() == entries
    assert object_server.names == []


def test_the_form_says_it_beside_the_file_and_the_words_are_saved(
    use: Change, report: ProgressReport, people: People, now: datetime, monkeypatch: Any
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: now)
    use(bucket_name="tidak-ada")
    words = typed(report, do="check", narrative="Pelatihan berjalan di tiga kota.")

    answer = signed_in(people.operator).post(
        url("edit", report), {**words, "evidence": [a_file("hadir.pdf")]}
    )

    assert answer.status_code == 422
    assert f"hadir.pdf: {SENTENCE}" in answer.content.decode()
    assert factories.again(report).narrative == words["narrative"]
    assert not StoredFile.everything.exists()


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_file_that_is_kept_but_not_at_hand_is_not_called_broken(
    wrong: dict[str, str], use: Change, report: ProgressReport, people: People, now: datetime
) -> None:
    row = attach_evidence(report, a_file(), title="", by=people.operator, at=now)
    use(**{key: value or a_closed_port() for key, value in wrong.items()})

    answer = signed_in(people.operator).get(reverse("progress:evidence", args=[row.pk]))

    assert answer.status_code == 503
    assert SENTENCE in answer.content.decode()


def test_what_was_changed_or_taken_away_in_the_bucket_is_not_handed_out(
    use: Change, object_server: ObjectServer, people: People, now: datetime
) -> None:
    stored = store_upload(a_file(), owner_key="x", by=people.operator, at=now)
    bucket = object_server.client("s3")

    bucket.put_object(Bucket=BUCKET, Key=stored.path, Body=b"lain")
    with pytest.raises(Incomplete, match="rusak"):
        read_bytes(stored)
    bucket.delete_object(Bucket=BUCKET, Key=stored.path)
    with pytest.raises(Incomplete, match="rusak"):
        read_bytes(stored)
