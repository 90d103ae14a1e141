"""The whole period of an institution as one file, under its official cover letter."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from files.services import read_bytes
from journal.jobs import run
from journal.models import Entry, Job
from progress.models import InstitutionReport, ProgressReport
from progress.services.compiling import begin_compilation, compiled, request_compilation
from ranpe.kit.refusals import Incomplete, NotYours
from tests import factories
from tests.factories import World, a_file
from tests.people import People
from tests.progress.pages import signed_in


@pytest.fixture
def row(small_plan: World, people: People, now: datetime) -> InstitutionReport:
    """The place for the report of Kemenag."""
    kemenag = small_plan.institutions["Kemenag"]
    return begin_compilation(kemenag, small_plan.period, by=people.approver, at=now)


def page(row: InstitutionReport, name: str = "institution_report") -> str:
    return reverse(f"progress:{name}", args=[row.pk])


def text_of(row: InstitutionReport) -> str:
    row.refresh_from_db()
    assert row.file is not None
    pages = PdfReader(io.BytesIO(read_bytes(row.file))).pages
    return " ".join(" ".join(part.extract_text().split()) for part in pages)


def test_the_file_holds_what_was_sent_and_only_names_the_rest(
    row: InstitutionReport,
    report: ProgressReport,
    small_plan: World,
    people: People,
    now: datetime,
) -> None:
    factories.a_report("submitted", report, people, at=now)
    unsent = small_plan.report("P1-F01-A002", "Kemenag")
    factories.a_report("draft", unsent, people, at=now, narrative="Kalimat yang belum dikirim.")

    job = request_compilation(row, by=people.approver, at=now)
    run(job.pk)

    words = text_of(row)
    assert "1 dari 3 laporan aksi telah dikirim" in words
    assert "Pelatihan telah berjalan di dua tempat" in words
    assert "48 orang" in words
    assert "P1-F01-A002" in words
    assert "Kalimat yang belum dikirim" not in words
    entry = Entry.everything.get(verb="institution_report.built")
    assert entry.capacity == "Kepala Biro Perencanaan Kemenag"


def test_the_same_content_is_made_once_and_a_changed_one_anew(
    row: InstitutionReport, report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)
    client = signed_in(people.approver)

    for _press in range(2):
        client.post(page(row, "compile"))

    job = Job.everything.get()
    assert "Susun PDF" not in client.get(page(row)).content.decode().split("</aside>")[-1]
    run(job.pk)
    assert "sesuai dengan isi terkini" in client.get(page(row)).content.decode()
    client.post(page(row, "cover"), {"number": "B-77/2026", "version": "0"})
    assert "Isi sudah berubah" in client.get(page(row)).content.decode()
    client.post(page(row, "compile"))
    run(Job.everything.latest("pk").pk)
    assert "Nomor B-77/2026" in text_of(row)


def test_without_anything_sent_there_is_no_file(
    row: InstitutionReport, people: People, now: datetime
) -> None:
    with pytest.raises(Incomplete):
        request_compilation(row, by=people.approver, at=now)


def test_the_letter_is_kept_and_the_secretariat_reads_it(
    row: InstitutionReport, people: People
) -> None:
    data: dict[str, Any] = {
        "number": "B-77/2026",
        "dated_on": "2026-07-28",
        "letter": a_file("surat.pdf"),
        "version": "0",
    }

    answer = signed_in(people.approver).post(page(row, "cover"), data)

    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.number, row.dated_on, row.version) == ("B-77/2026", date(2026, 7, 28), 1)
    desk = signed_in(people.secretariat)
    assert "B-77/2026" in desk.get(page(row)).content.decode()
    assert "B-77/2026" in desk.get(reverse("progress:institution_reports")).content.decode()
    letter = desk.get(page(row, "cover_file"))
    assert (letter.status_code, letter.content) == (200, factories.PDF)
    assert desk.get(page(row, "compiled_file")).status_code == 404
    assert signed_in(people.other_approver).get(page(row, "cover_file")).status_code == 404


def test_a_letter_changed_elsewhere_is_not_written_over_and_the_words_come_back(
    row: InstitutionReport, people: People
) -> None:
    client = signed_in(people.approver)
    client.post(page(row, "cover"), {"number": "B-1", "version": "0"})

    answer = client.post(page(row, "cover"), {"number": "B-2", "version": "0"})

    assert answer.status_code == 409
    assert 'value="B-2"' in answer.content.decode()
    row.refresh_from_db()
    assert row.number == "B-1"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"number": "", "version": "0"}, 422),
        ({"number": "B-1", "version": "x"}, 422),
        ({"number": "B-1", "version": "0", "dated_on": "kemarin"}, 422),
    ],
)
def test_what_is_no_letter_is_not_kept(
    data: dict[str, str], status: int, row: InstitutionReport, people: People
) -> None:
    answer = signed_in(people.approver).post(page(row, "cover"), data)

    assert answer.status_code == status
    row.refresh_from_db()
    assert (row.number, row.version) == ("", 0)


def test_only_who_speaks_for_the_whole_institution_compiles(
    small_plan: World, people: People, now: datetime
) -> None:
    polri = small_plan.institutions["Polri"]
    for person in (people.unit_approver, people.unit_operator, people.approver, people.secretariat):
        with pytest.raises(NotYours):
            begin_compilation(polri, small_plan.period, by=person, at=now)

    begun = begin_compilation(polri, small_plan.period, by=people.coordinator, at=now)
    again = begin_compilation(polri, small_plan.period, by=people.coordinator, at=now)

    assert begun == again
    assert compiled(begun)["total"] == 3


def test_the_button_makes_the_place_once(small_plan: World, people: People) -> None:
    client = signed_in(people.coordinator)
    listing = reverse("progress:institution_reports")
    begin = reverse("progress:begin_institution_report")
    polri = small_plan.institutions["Polri"]
    assert "Susun laporan Polri" in client.get(listing).content.decode()

    for _press in range(2):
        answer = client.post(begin, {"institution": polri.pk, "period": small_plan.period.pk})

    assert answer["Location"] == page(InstitutionReport.everything.get())
    assert "Susun laporan Polri" not in client.get(listing).content.decode()


def test_a_province_has_no_such_report_to_begin(people: People) -> None:
    client = signed_in(people.province_approver)

    page = client.get(reverse("progress:institution_reports")).content.decode()

    assert "Belum ada laporan K/L yang disusun." in page
    assert "Laporan K/L" not in client.get(reverse("progress:reports")).content.decode()
