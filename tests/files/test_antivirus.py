"""Uploaded files wait for the antivirus: nobody opens them before it calls them clean."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from files import antivirus
from files.models import FileState, StoredFile
from files.services import check_file, check_waiting, read_bytes, store_upload
from journal import jobs
from journal.models import Entry, Job, Notice
from journal.services import send_waiting_mail
from progress.models import Evidence, ProgressReport, ReportState
from progress.services import attach_evidence, remove_evidence
from ranpe.kit.refusals import OutOfTurn
from tests import factories
from tests.factories import PDF, World, a_file
from tests.files.clamd import EICAR, FOUND, Clamd, listening
from tests.people import People
from tests.progress.pages import signed_in, url

INFECTED = PDF + EICAR
WAITS = "Berkas ini masih diperiksa antivirus; buka lagi nanti."
REFUSED = "Berkas ini ditolak antivirus dan sudah dihapus."


@pytest.fixture
def clamd(settings: Any) -> Iterator[Clamd]:
    """The house with an antivirus."""
    with listening() as server:
        settings.ANTIVIRUS, settings.ANTIVIRUS_SECONDS = server.setting, 5
        yield server


@pytest.fixture
def report(small_plan: World) -> ProgressReport:
    return small_plan.report("P1-F01-A001", "Kemenag")


def attached(report: ProgressReport, people: People, at: datetime, data: bytes = PDF) -> Evidence:
    """A file that the operator has just handed in."""
    file = a_file("daftar hadir.pdf", data)
    return attach_evidence(report, file, title="", by=people.operator, at=at)


def opened(row: Evidence, person: Any) -> set[tuple[int, bool]]:
    """How each page that hands the file out answers, and whether its bytes are in the answer."""
    answers = [
        signed_in(person).get(reverse(f"progress:{name}", args=[row.pk]))
        for name in ("evidence", "shown", "public_copy")
    ]
    return {(answer.status_code, answer.content.startswith(b"%PDF")) for answer in answers}


def state_of(row: Evidence) -> str:
    return str(StoredFile.everything.get(pk=row.file_id).state)


# --- The protocol ---------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, 64 * 1024, 200_000])
def test_the_whole_file_reaches_the_antivirus(size: int, clamd: Clamd) -> None:
    data = bytes(range(256)) * (size // 256) + b"x" * (size % 256)

    assert antivirus.scan(data) == ""
    assert clamd.streams == [data]


def test_a_finding_comes_back_by_its_name_also_through_a_socket_file(
    tmp_path: Path, settings: Any
) -> None:
    with listening(tmp_path / "clamd") as server:
        settings.ANTIVIRUS = server.setting

        assert antivirus.scan(INFECTED) == FOUND
        assert antivirus.scan(PDF) == ""


@pytest.mark.parametrize(
    "said",
    [
        "",
        "INSTREAM size limit exceeded. ERROR",
        "stream: Can't allocate memory ERROR",
        "UNKNOWN COMMAND",
        "stream:  FOUND",
        "stream: OK, mostly",
        "OK",
    ],
)
def test_any_other_answer_is_no_verdict(said: str, clamd: Clamd) -> None:
    clamd.says = said

    with pytest.raises(antivirus.NoVerdict):
        antivirus.scan(PDF)


def test_silence_is_no_verdict(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as place:
        settings.ANTIVIRUS = f"clamd://127.0.0.1:{place.getsockname()[1]}"
        settings.ANTIVIRUS_SECONDS = 1

        with pytest.raises(antivirus.NoVerdict, match="Timeout"):
            antivirus.scan(PDF)

    with pytest.raises(antivirus.NoVerdict, match="ConnectionRefused"):
        antivirus.scan(PDF)


# --- Waiting --------------------------------------------------------------------------------


def test_a_file_is_opened_by_nobody_before_its_verdict_and_by_its_readers_after(
    report: ProgressReport, people: People, now: datetime, clamd: Clamd
) -> None:
    row = attached(report, people, now)

    assert opened(row, people.operator) == {(409, False)}
    with pytest.raises(OutOfTurn, match=WAITS):
        read_bytes(row.file)
    assert check_file(row.file_id, at=now) == FileState.STORED

    answer = signed_in(people.operator).get(reverse("progress:evidence", args=[row.pk]))
    assert answer.content == PDF
    entry = Entry.everything.get(verb="file.clear")
    assert (entry.actor_name, entry.subject_id) == ("Sistem", row.file_id)
    assert "daftar hadir" not in entry.subject_name


def test_the_bell_rings_for_a_new_file_at_once(
    report: ProgressReport, people: People, now: datetime, clamd: Clamd
) -> None:
    row = attached(report, people, now)

    job = Job.everything.get(task="files.check")
    done = jobs.run(job.pk)

    assert done is not None
    assert done.result == {"state": FileState.STORED}
    assert state_of(row) == FileState.STORED


def test_a_report_is_sent_with_waiting_files_and_the_desk_shows_their_state(
    report: ProgressReport, people: People, now: datetime, clamd: Clamd
) -> None:
    factories.a_report("submitted", report, people, at=now)

    page = signed_in(people.verifier).get(url("desk", report)).content.decode()
    waiting = report.evidences.get()
    preview = signed_in(people.verifier).get(reverse("progress:preview", args=[waiting.pk]))

    assert factories.again(report).state == ReportState.SUBMITTED
    assert "Sedang diperiksa antivirus" in page
    assert reverse("progress:evidence", args=[waiting.pk]) not in page
    assert reverse("progress:shown", args=[waiting.pk]) not in preview.content.decode()
    check_waiting(at=now)
    page = signed_in(people.verifier).get(url("desk", report)).content.decode()
    assert "Sedang diperiksa antivirus" not in page
    assert reverse("progress:evidence", args=[waiting.pk]) in page


def test_what_gets_no_verdict_stays_and_is_asked_about_ever_more_seldom(
    report: ProgressReport, people: People, now: datetime, clamd: Clamd
) -> None:
    row, clamd.says = attached(report, people, now), "INSTREAM size limit exceeded. ERROR"
    asked = []

    for minute in range(100):
        if check_waiting(at=now + timedelta(minutes=minute)):
            asked.append(minute)

    assert asked == [0, 1, 3, 7, 15, 31, 61, 91]
    assert state_of(row) == FileState.PENDING
    assert not Entry.everything.filter(verb__startswith="file.").exists()
    clamd.says = None
    assert check_waiting(at=now + timedelta(minutes=121)) == 1
    assert state_of(row) == FileState.STORED
    assert check_waiting(at=now + timedelta(days=1)) == 0


def test_a_file_whose_turn_another_worker_has_taken_is_not_checked_twice(
    report: ProgressReport, people: People, now: datetime, clamd: Clamd
) -> None:
    row, clamd.says = attached(report, people, now), ""

    assert check_file(row.file_id, at=now) == FileState.PENDING
    assert check_file(row.file_id, at=now) == ""
    assert len(clamd.streams) == 1


# --- Findings -------------------------------------------------------------------------------


def test_what_has_a_finding_is_refused_removed_named_to_its_uploader_and_written_down(
    report: ProgressReport, people: People, now: datetime, clamd: Clamd
) -> None:
    row = attached(report, people, now, INFECTED)
    path = row.file.path

    assert check_file(row.file_id, at=now) == FileState.REFUSED

    assert not default_storage.exists(path)
    assert opened(row, people.operator) == {(409, False)}
    entry = Entry.everything.get(verb="file.refuse")
    assert (entry.reason, entry.actor_name) == (FOUND, "Sistem")
    notice = Notice.everything.get(subject_label="files.storedfile")
    assert notice.recipient_id == people.operator.pk
    page = signed_in(people.operator).get(f"/ke/files.storedfile/{row.file_id}/", follow=True)
    assert f"Ditolak antivirus: <code>{FOUND}</code>" in page.content.decode()
    assert "daftar hadir.pdf" in page.content.decode()
    assert send_waiting_mail(at=now + timedelta(minutes=1)) == 1
    assert "daftar hadir" not in str(mail.outbox[0].body)
    remove_evidence(Evidence.everything.get(), by=people.operator, at=now)


def test_the_same_bytes_are_refused_wherever_they_were_handed_in_also_later(
    report: ProgressReport, people: People, now: datetime, clamd: Clamd
) -> None:
    clamd.says = "stream: OK"
    earlier = attached(report, people, now, INFECTED)
    check_waiting(at=now)
    assert state_of(earlier) == FileState.STORED
    clamd.says = None

    again = attached(report, people, now, INFECTED)
    check_waiting(at=now)
    assert {state_of(earlier), state_of(again)} == {FileState.REFUSED}
    assert {file.path for file in StoredFile.everything.all()} == {""}

    heard = len(clamd.streams)
    third = attached(report, people, now, INFECTED)
    check_waiting(at=now)
    assert state_of(third) == FileState.REFUSED
    assert len(clamd.streams) == heard
    assert not default_storage.exists(f"{third.file.sha256[:2]}/{third.file.sha256}")


def test_bytes_that_the_storage_does_not_let_go_are_removed_with_the_next_round(
    report: ProgressReport, people: People, now: datetime, clamd: Clamd, settings: Any
) -> None:
    check_file(attached(report, people, now, INFECTED).file_id, at=now)
    again = attached(report, people, now, INFECTED)
    place = Path(settings.MEDIA_ROOT) / again.file.path
    place.unlink()
    (place / "x").mkdir(parents=True)  # a folder that is not empty cannot be removed

    assert check_file(again.file_id, at=now) == FileState.REFUSED
    assert StoredFile.everything.get(pk=again.file_id).path == again.file.path
    (place / "x").rmdir()
    check_waiting(at=now)

    assert StoredFile.everything.get(pk=again.file_id).path == ""
    assert not place.exists()


def test_a_refused_file_without_a_finding_is_refused_by_the_database(
    people: People, now: datetime, clamd: Clamd
) -> None:
    stored = store_upload(a_file(), owner_key="x", by=people.operator, at=now)
    rows = StoredFile.everything.filter(pk=stored.pk)

    for values in ({"state": FileState.REFUSED}, {"check_after": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**values)


# --- Without ----------------------------------------------------------------------------------


def test_without_an_antivirus_files_are_open_at_once_and_the_form_says_so(
    report: ProgressReport, people: People, now: datetime, settings: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: now)
    settings.ANTIVIRUS = "none-accepted-by=Kepala Bagian contoh"
    row = attached(report, people, now)

    page = signed_in(people.operator).get(url("edit", report)).content.decode()

    assert state_of(row) == FileState.STORED
    assert "Di sini berkas tidak diperiksa antivirus." in page


def test_with_one_the_form_does_not_say_so(
    report: ProgressReport, people: People, now: datetime, clamd: Clamd, monkeypatch: Any
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: now)

    page = signed_in(people.operator).get(url("edit", report)).content.decode()

    assert "Berkas tidak pernah terbit dengan sendirinya." in page
    assert "tidak diperiksa antivirus" not in page
