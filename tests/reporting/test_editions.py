"""The files: complete, tagged, the same for the same content, and one whatever happens."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pypdf import PdfReader

from files.models import StoredFile
from journal import jobs
from journal.models import Job, JobState
from ranpe.kit.refusals import Incomplete, NotYours
from reporting import services
from reporting.models import AnnualReport, Edition, Stage
from reporting.rendering import PrintedReport
from reporting.services.files import printed
from tests.reporting.years import SealedYear, a_draft, a_file_of, again, walked


def _reader(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def _text(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in _reader(data).pages)


def _titles(outline: Any) -> list[str]:
    found: list[str] = []
    for item in outline:
        found += _titles(item) if isinstance(item, list) else [str(item.title)]
    return found


def test_the_presidents_file_is_complete_and_every_page_says_what_it_is(year: SealedYear) -> None:
    report = a_draft(year)

    data = services.edition_bytes(a_file_of(report, year))

    _holds_every_action_and_can_be_navigated(data, report, year)
    _every_page_but_the_cover_carries_cut_off_number_and_sample_mark(data)


def _holds_every_action_and_can_be_navigated(
    data: bytes, report: AnnualReport, year: SealedYear
) -> None:
    reader, text = _reader(data), _text(data)
    for code in year.seal.actions.values_list("code", flat=True):
        assert code in text
    titles = _titles(reader.outline)
    for heading in (*report.sections.values_list("heading", flat=True), "Lampiran A", "Lampiran D"):
        assert any(heading in title for title in titles), heading
    assert str(reader.root_object["/Lang"]) == "id"
    assert reader.metadata is not None and reader.metadata.title == report.title
    assert year.seal.journal_head in text.replace(" ", "")
    assert "DRAF" not in text


def _every_page_but_the_cover_carries_cut_off_number_and_sample_mark(data: bytes) -> None:
    pages = [" ".join(page.extract_text().split()) for page in _reader(data).pages]
    for number, text in enumerate(pages[1:], start=2):
        assert "Data dibekukan 19 Feb 2027 23.59 WIB" in text
        assert f"Halaman {number} dari {len(pages)}" in text
        assert "TERBATAS" in text and "DATA CONTOH" in text
    assert "TERBATAS" in pages[0] and "Data contoh".upper() in pages[0].upper()


def test_the_summary_is_one_page_and_words_of_people_are_printed_as_they_stand(
    year: SealedYear,
) -> None:
    report, by, at = a_draft(year), year.people.secretariat, year.later()
    long = services.RequestText("Penyelarasan jadwal " * 20, "Kementerian contoh")
    typed = '<b>tebal</b> <img src="file:///etc/passwd"> {{ 7 }}'
    services.save_requests(report, [long] * 5, by=by, at=at)
    services.save_section(report.sections.get(key="budget"), typed, by=by, at=at)

    data = services.edition_bytes(a_file_of(report, year))

    pages = _reader(data).pages
    assert "Ringkasan satu halaman" in pages[1].extract_text()
    assert pages[2].extract_text().count("Daftar isi") >= 1
    assert "<b>tebal</b>" in _text(data)


def test_the_same_content_gives_the_same_bytes(year: SealedYear) -> None:
    report = a_draft(year, "public")
    first = a_file_of(report, year)
    again_built = printed(again(report), PrintedReport(is_draft=False))

    assert hashlib.sha256(again_built).hexdigest() == first.sha256 == first.file.sha256


def test_a_preview_is_marked_and_never_kept(year: SealedYear) -> None:
    report = a_draft(year, "public")

    data = services.preview_bytes(report)

    assert all("DRAF" in page.extract_text() for page in _reader(data).pages)
    assert not Edition.everything.exists()
    assert not StoredFile.everything.filter(owner_key=f"report:{report.pk}").exists()


def test_asking_twice_for_the_same_content_is_one_job_and_one_file(year: SealedYear) -> None:
    report, by, at = a_draft(year, "public"), year.people.secretariat, year.later()

    first = services.request_edition(report, is_final=True, by=by, at=at)
    second = services.request_edition(report, is_final=True, by=by, at=at)
    jobs.run(first.pk)
    jobs.run(second.pk)

    assert first.pk == second.pk
    assert Edition.everything.count() == 1


def test_a_build_that_was_killed_is_taken_up_again_and_gives_one_file(year: SealedYear) -> None:
    report, by = a_draft(year, "public"), year.people.secretariat
    job = services.request_edition(report, is_final=True, by=by, at=year.later())
    lost = jobs._claim(job.pk, timezone.now() - timedelta(minutes=10))
    assert lost is not None

    assert jobs.sweep(at=timezone.now()) == 1
    done = jobs.run(job.pk)

    assert done is not None
    assert (done.state, done.attempts, done.percent) == (JobState.DONE, 2, 100)
    edition = Edition.everything.get()
    assert (edition.pk, edition.sha256) == (done.result["edition"], done.result["sha256"])
    with pytest.raises(jobs.Superseded):
        services.build_edition(jobs.Running(lost))
    assert StoredFile.everything.filter(owner_key=f"report:{report.pk}").count() == 1


def test_a_build_after_the_file_was_kept_finds_that_file(year: SealedYear) -> None:
    report = a_draft(year, "public")
    edition = a_file_of(report, year)
    Job.everything.update(
        state=JobState.RUNNING, heartbeat_at=timezone.now() - timedelta(minutes=10)
    )

    done = jobs.run(Job.everything.get().pk)

    assert done is not None and done.result["edition"] == edition.pk
    assert Edition.everything.count() == 1


def test_a_build_of_content_that_has_moved_on_makes_no_file(year: SealedYear) -> None:
    report, by = a_draft(year, "public"), year.people.secretariat
    job = services.request_edition(report, is_final=True, by=by, at=year.later())
    services.save_section(report.sections.get(key="next"), "Lain.", by=by, at=year.later())

    done = jobs.run(job.pk)

    assert done is not None and "OutOfTurn" in done.error
    assert not Edition.everything.exists()


def test_strangers_do_not_have_files_made(year: SealedYear) -> None:
    report = a_draft(year)
    for person in (year.people.operator, year.people.admin, year.people.ppid, year.people.chair):
        with pytest.raises(NotYours):
            services.request_edition(report, is_final=True, by=person, at=year.later())


def test_a_damaged_file_is_not_approved(year: SealedYear, settings: Any) -> None:
    report = walked(a_draft(year, "public"), Stage.AWAITING_DECISION, year)
    edition = report.editions.get(is_final=True)
    (Path(settings.MEDIA_ROOT) / edition.file.path).write_bytes(b"lain")

    with pytest.raises(Incomplete, match="rusak"):
        services.approve_report(
            report, sha256=edition.sha256, by=year.people.head, at=year.later(8)
        )
