"""What the log says, and that nothing of what people type ever gets there."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from journal.models import Job
from progress.models import ProgressReport
from ranpe.kit.logs import JsonLines, new_request, request_code
from tests.factories import World, a_report
from tests.people import People

NIK = "3273010101900001"
CANARIES = {
    "password": "kata-sandi-kenari",
    "token": "token-merpati",
    "cookie": "kue-gelatik",
    "note": f"Catatan rahasia elang {NIK}",
    "file": "daftar-nama-rajawali.pdf",
    "word": "pencarian-kutilang",
}


class Log:
    """Everything that the root logger would write in production."""

    def __init__(self) -> None:
        self.written = io.StringIO()
        self.handler = logging.StreamHandler(self.written)
        self.handler.setFormatter(JsonLines())

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The lines as objects."""
        return [json.loads(line) for line in self.written.getvalue().splitlines()]

    @property
    def requests(self) -> list[dict[str, Any]]:
        """The lines about requests."""
        return [line for line in self.lines if line["logger"] == "ranpe.requests"]


@pytest.fixture(autouse=True)
def _fixed_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.fixture
def log() -> Iterator[Log]:
    kept = Log()
    root, requests = logging.getLogger(), logging.getLogger("ranpe.requests")
    levels = root.level, requests.level
    root.addHandler(kept.handler)
    root.setLevel(logging.DEBUG)
    requests.setLevel(logging.INFO)
    yield kept
    root.removeHandler(kept.handler)
    root.setLevel(levels[0])
    requests.setLevel(levels[1])


def test_a_request_is_one_line_with_page_ids_outcome_and_person(
    people: People, small_plan: World, log: Log, client: Client
) -> None:
    report = small_plan.report("P1-F01-A001", "Kemenag")
    client.force_login(people.operator)

    client.get(reverse("progress:edit", args=[report.pk]), {"cari": CANARIES["word"]})

    (line,) = log.requests
    assert line["page"] == "progress:edit"
    assert line["about"] == [report.pk]
    assert (line["method"], line["status"], line["actor"]) == ("GET", 200, people.operator.pk)
    assert datetime.fromisoformat(line["at"]).utcoffset() is not None
    assert len(line["request"]) == 16


def test_two_requests_stand_under_two_codes_and_outside_there_is_none() -> None:
    with new_request() as first:
        assert request_code() == first
    with new_request() as second:
        assert second != first
    assert request_code() == ""


def test_a_fault_of_ours_tells_its_code_and_the_log_its_place_without_the_words(
    people: People, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: Any, **_named: Any) -> None:
        raise ValueError(CANARIES["note"])

    monkeypatch.setattr("ranpe.pages.search.render", broken)
    client = Client(raise_request_exception=False)
    client.force_login(people.operator)

    answer = client.get(reverse("search"), {"q": CANARIES["word"]})

    told = next(line for line in log.lines if "problem" in line)
    assert answer.status_code == 500
    assert told["request"] in answer.content.decode()
    assert told["problem"] == ["builtins.ValueError"]
    assert any(place.startswith("search.py:") for place in told["places"])
    assert not any(word in log.written.getvalue() for word in CANARIES.values())


def test_line_breaks_cannot_forge_a_line(log: Log) -> None:
    logging.getLogger("ranpe.files").warning("satu\r\n{}\u2028dua")

    (line,) = log.lines
    assert line["event"] == "satu\r\n{}\u2028dua"
    assert len(log.written.getvalue().splitlines()) == 1


def test_what_people_type_is_never_logged(
    people: People, small_plan: World, log: Log, tmp_path: Path, now: datetime
) -> None:
    report = small_plan.report("P1-F01-A001", "Kemenag")
    client = Client(raise_request_exception=False)
    client.cookies["asing"] = CANARIES["cookie"]
    sign_in = {"login": people.operator.email, "password": CANARIES["password"]}

    client.post(reverse("sign_in"), sign_in)
    client.get(f"/kalender/{CANARIES['token']}.ics")
    client.get(f"/tidak-ada/{CANARIES['word']}/", headers={"authorization": CANARIES["token"]})
    client.force_login(people.operator)
    words = {"narrative": CANARIES["note"], "version": report.version, "achieved_value": "x"}
    client.post(reverse("progress:edit", args=[report.pk]), words)
    for data in (b"%PDF-1.7 kosong", b"bukan berkas"):
        file = SimpleUploadedFile(CANARIES["file"], data, content_type="application/pdf")
        client.post(reverse("progress:edit", args=[report.pk]), {"files": file})
    client.get(reverse("search"), {"q": CANARIES["word"]})

    assert len(log.requests) >= 7
    assert not any(word in log.written.getvalue() for word in CANARIES.values())
    assert NIK not in log.written.getvalue()


def test_the_work_that_is_asked_for_names_ids_only(
    people: People, small_plan: World, now: datetime
) -> None:
    a_report("submitted", small_plan.report("P1-F01-A001", "Kemenag"), people, at=now)

    for job in Job.everything.all():
        assert all(isinstance(value, int | bool | str) for value in job.payload.values())
        assert not any(len(str(value)) > 40 for value in job.payload.values())
    assert ProgressReport.everything.filter(submitted_by__in=User.objects.all()).exists()
