"""Evidence: several files at once, labels, a look at them, and files that were used before."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from progress.models import Evidence, ProgressReport, RegionalReport
from progress.queries.contents import Uses, other_uses
from progress.services import attach_evidence
from tests import factories
from tests.factories import PDF, World, a_file
from tests.people import People
from tests.progress.pages import signed_in, typed, url


def a_picture(kind: str = "PNG") -> bytes:
    """A small valid picture."""
    place = io.BytesIO()
    Image.new("RGB", (8, 6), "navy").save(place, kind)
    return place.getvalue()


def attached(
    report: ProgressReport,
    people: People,
    now: datetime,
    *,
    name: str = "bukti.pdf",
    data: bytes = PDF,
) -> Evidence:
    """A file in the report of the operator's institution."""
    upload = SimpleUploadedFile(name, data)
    return attach_evidence(report, upload, title="", by=people.operator, at=now)


# --- Several at once -------------------------------------------------------------------------


def test_of_several_files_the_good_ones_are_kept_and_each_bad_one_is_named(
    report: ProgressReport, people: People
) -> None:
    files = [
        a_file("daftar.pdf"),
        a_file("disamarkan.pdf", b"MZ\x90\x00"),
        a_file("kosong.pdf", b""),
        SimpleUploadedFile("foto.png", a_picture()),
    ]

    answer = signed_in(people.operator).post(
        url("edit", report), {**typed(report, do="upload"), "evidence": files}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    summary = page[page.index("data-error-summary") :].split("</ul>")[0]
    assert "disamarkan.pdf: Jenis berkas ini tidak diterima" in summary
    assert "kosong.pdf: Berkas ini kosong" in summary
    assert {row.title for row in Evidence.everything.all()} == {"daftar.pdf", "foto.png"}
    assert "Pelatihan berjalan di dua tempat" in page


@pytest.mark.parametrize(
    ("chosen", "label"), [("T", "Terbatas"), ("B", "Publik"), ("", "Terbatas")]
)
def test_a_file_is_limited_unless_somebody_says_otherwise(
    chosen: str, label: str, report: ProgressReport, people: People
) -> None:
    words = typed(report, do="upload", evidence_classification=chosen)

    signed_in(people.operator).post(url("edit", report), {**words, "evidence": [a_file()]})

    assert Evidence.everything.get().get_classification_display() == label


def test_the_default_label_is_chosen_beforehand(report: ProgressReport, people: People) -> None:
    page = signed_in(people.operator).get(url("edit", report)).content.decode()

    assert '<option value="T" selected>Terbatas</option>' in page
    assert '<option value="B">Publik</option>' in page


# --- A look at a file ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "tag"),
    [("bukti.pdf", PDF, "<iframe"), ("foto.png", a_picture(), "<img")],
)
def test_a_pdf_or_picture_is_shown_in_a_sandbox_on_the_own_origin(
    name: str, data: bytes, tag: str, report: ProgressReport, people: People, now: datetime
) -> None:
    row = attached(report, people, now, name=name, data=data)
    client = signed_in(people.operator)

    page = client.get(reverse("progress:preview", args=[row.pk])).content.decode()
    shown = client.get(reverse("progress:shown", args=[row.pk]))

    assert f'{tag} class="preview" src="/' in page or f'{tag} src="/' in page
    assert shown.content == data
    assert shown["Content-Disposition"].startswith("inline")
    assert shown["Content-Security-Policy"] == (
        "default-src 'none'; sandbox; frame-ancestors 'self'"
    )
    assert (shown["X-Content-Type-Options"], shown["Cache-Control"]) == ("nosniff", "no-store")
    assert shown["X-Frame-Options"] == "SAMEORIGIN"


def test_a_download_stays_a_download(report: ProgressReport, people: People, now: datetime) -> None:
    row = attached(report, people, now)

    answer = signed_in(people.operator).get(reverse("progress:evidence", args=[row.pk]))

    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["preview", "shown", "evidence"])
def test_nobody_looks_at_a_file_of_a_report_they_do_not_see(
    name: str, report: ProgressReport, people: People, now: datetime
) -> None:
    row = attached(report, people, now)

    for person in (people.other_operator, people.verifier, people.ppid):
        assert signed_in(person).get(reverse(f"progress:{name}", args=[row.pk])).status_code == 404


def test_other_kinds_are_only_handed_out(
    report: ProgressReport, people: People, now: datetime
) -> None:
    row = attached(report, people, now)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    type(row.file).everything.filter(pk=row.file.pk).update(content_type=kind)
    client = signed_in(people.operator)

    page = client.get(reverse("progress:preview", args=[row.pk])).content.decode()

    assert "tidak dapat ditampilkan" in page
    assert client.get(reverse("progress:shown", args=[row.pk])).status_code == 404


# --- Used before -----------------------------------------------------------------------------


def test_the_same_bytes_elsewhere_are_named_to_those_who_see_both(
    small_plan: World, report: ProgressReport, people: People, now: datetime
) -> None:
    second = small_plan.report("P1-F01-A003", "Kemensos")
    for row in (report, second):
        factories.a_report("submitted", row, people, at=now)
    sha256 = Evidence.everything.filter(report=report).get().file.sha256

    assert other_uses(report, people.verifier) == {
        sha256: Uses(["Laporan P1-F01-A003 · Kemensos · Semester I 2026"])
    }
    assert other_uses(report, people.operator) == {sha256: Uses([], is_elsewhere=True)}


def test_an_officer_reads_at_once_that_a_file_was_used_before(
    small_plan: World,
    report: ProgressReport,
    regional: RegionalReport,
    people: People,
    now: datetime,
) -> None:
    own = small_plan.report("P1-F01-A002", "Kemenag")
    attached(own, people, now)
    attach_evidence(regional, a_file(), title="", by=people.province_operator, at=now)
    attached(report, people, now)
    attached(report, people, now, name="lagi.pdf")

    page = signed_in(people.operator).get(url("edit", report)).content.decode()

    assert "P1-F01-A002 · Kemenag" in page
    assert "Berkas yang sama sudah ada di laporan ini." in page
    assert "dipakai di laporan yang tidak dapat Anda lihat" in page
    assert "Jawa Barat" not in page


def test_a_file_of_its_own_has_no_hint(
    report: ProgressReport, people: People, now: datetime
) -> None:
    attached(report, people, now)

    assert other_uses(report, people.operator) == {}
    assert (
        "Berkas yang sama"
        not in signed_in(people.operator).get(url("edit", report)).content.decode()
    )


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize("name", ["edit", "check"])
def test_many_files_take_no_more_queries_than_one(
    name: str, small_plan: World, report: ProgressReport, people: People, now: datetime
) -> None:
    client = signed_in(people.operator)
    own = small_plan.report("P1-F01-A002", "Kemenag")
    attached(report, people, now)
    attached(own, people, now)
    few = _queries(client, url(name, report))
    for number in range(4):
        for row in (report, own):
            attached(row, people, now, name=f"{number}.pdf", data=PDF + b"%%%d" % number)

    assert _queries(client, url(name, report)) == few


# --- Cleared for the public ------------------------------------------------------------------


def a_photo_with_a_place() -> bytes:
    """A photo that tells where and by whom it was taken."""
    exif = Image.Exif()
    exif[0x013B] = "Juru foto RAHASIA-CONTOH"
    exif.get_ifd(0x8825).update({1: "S", 2: (6.0, 10.0, 30.0), 3: "E", 4: (106.0, 49.0, 12.0)})
    place = io.BytesIO()
    Image.new("RGB", (8, 6), "navy").save(place, "JPEG", exif=exif)
    return place.getvalue()


def test_a_photo_cleared_for_the_public_comes_out_without_its_place(
    report: ProgressReport, people: People, now: datetime
) -> None:
    photo = SimpleUploadedFile("foto.jpg", a_photo_with_a_place())
    row = attach_evidence(report, photo, title="", classification="B", by=people.operator, at=now)
    factories.a_report("verified", factories.again(report), people, at=now)
    client = signed_in(people.verifier)

    answer = client.get(reverse("progress:public_copy", args=[row.pk]))

    picture = Image.open(io.BytesIO(answer.content))
    assert dict(picture.getexif()) == {}
    assert b"RAHASIA" not in answer.content
    assert answer["Content-Disposition"].startswith("attachment")
    assert client.get(reverse("progress:shown", args=[row.pk])).content == a_photo_with_a_place()
    page = client.get(reverse("progress:preview", args=[row.pk])).content.decode()
    assert "Unduh salinan untuk publik" in page


@pytest.mark.parametrize(
    ("state", "label"), [("verified", "T"), ("verified", "R"), ("submitted", "B"), ("draft", "B")]
)
def test_no_copy_for_the_public_is_made_of_what_is_not_cleared(
    state: str, label: str, report: ProgressReport, people: People, now: datetime
) -> None:
    row = attach_evidence(
        report, a_file(), title="", classification=label, by=people.operator, at=now
    )
    factories.a_report(state, factories.again(report), people, at=now)

    answer = signed_in(people.operator).get(reverse("progress:public_copy", args=[row.pk]))

    assert answer.status_code == 409
    assert answer["Content-Type"].startswith("text/html")


def test_a_file_that_cannot_be_cleaned_is_not_passed_on(
    report: ProgressReport, people: People, now: datetime
) -> None:
    row = attach_evidence(
        report,
        a_file("rusak.pdf", b"%PDF-1.4 rusak"),
        title="",
        classification="B",
        by=people.operator,
        at=now,
    )
    factories.a_report("verified", factories.again(report), people, at=now)

    answer = signed_in(people.operator).get(reverse("progress:public_copy", args=[row.pk]))

    assert answer.status_code == 422
