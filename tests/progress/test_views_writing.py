"""Filling in a report: saved, kept, attached, merged."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal

import pytest

from pillars.models import PeriodState
from progress.models import Draft, Evidence, ProgressReport
from tests import factories
from tests.factories import World, a_file
from tests.people import People
from tests.progress.pages import again, signed_in, typed, url

# --- Filling in ------------------------------------------------------------------------------


def test_saving_reads_indonesian_numbers_and_comes_back_to_the_form(
    report: ProgressReport, people: People
) -> None:
    client = signed_in(people.operator)

    answer = client.post(url("edit", report), typed(report))

    assert answer.headers["Location"] == url("edit", report)
    assert again(report).achieved_value == Decimal("1234.5")
    assert 'value="1.234,5"' in client.get(url("edit", report)).content.decode()


def test_checking_saves_first(report: ProgressReport, people: People) -> None:
    answer = signed_in(people.operator).post(url("edit", report), typed(report, do="check"))

    assert answer.headers["Location"] == url("check", report)
    assert again(report).state == "draft"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("achieved_value", "seratus"),
        ("achieved_value", "-5"),
        ("achieved_value", "1,234"),
        ("achieved_value", "9999999999999"),
        ("narrative", "a" * 4001),
        ("claimed_status", "sempurna"),
    ],
)
def test_what_no_field_takes_is_shown_kept_and_explained(
    field: str, text: str, report: ProgressReport, people: People
) -> None:
    client = signed_in(people.operator)

    answer = client.post(url("edit", report), typed(report, **{field: text}))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "data-error-summary" in page
    assert f"#id_{field}" in page
    assert "Pelatihan berjalan" in page or field == "narrative"
    assert Draft.everything.get().content[field] == text
    assert again(report).version == 0


def test_an_invalid_draft_is_still_there_tomorrow_on_another_device(
    report: ProgressReport, people: People
) -> None:
    signed_in(people.operator).post(url("edit", report), typed(report, achieved_value="1o0"))

    page = signed_in(people.operator).get(url("edit", report)).content.decode()

    assert 'value="1o0"' in page


def test_the_previous_text_is_added_without_script(
    small_plan: World, report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report(
        "submitted", report, people, at=now, narrative="Naskah selesai ditulis tahun ini."
    )
    later = ProgressReport.everything.create(
        assignment=report.assignment, period=small_plan.next_period
    )
    small_plan.next_period.state = PeriodState.OPEN
    small_plan.next_period.save()

    answer = signed_in(people.operator).post(
        url("edit", later), typed(later, do="copy", narrative="Baru.")
    )

    assert answer.headers["Location"] == url("edit", later) + "#id_narrative"
    assert again(later).narrative == "Baru.\n\nNaskah selesai ditulis tahun ini."


def test_a_nil_report_is_one_step_and_leaves_no_work_behind(
    report: ProgressReport, people: People
) -> None:
    client = signed_in(people.operator)

    client.post(
        url("edit", report),
        typed(report, is_nil="on", nil_reason="Anggaran dialihkan.", do="check"),
    )

    done = again(report)
    assert (done.is_nil, done.achieved_value, done.narrative) == (True, None, "")
    assert "Belum dapat dikirim" not in client.get(url("check", report)).content.decode()


def test_files_are_taken_and_taken_out_again_without_script(
    report: ProgressReport, people: People
) -> None:
    client = signed_in(people.operator)
    two = [a_file("daftar.pdf"), a_file("foto.pdf", factories.PDF + b"%")]
    client.post(url("edit", report), {**typed(report, do="upload"), "evidence": two})
    first, second = Evidence.everything.order_by("pk")

    answer = client.post(
        url("edit", report), typed(again(report), do=f"remove:{first.pk}", narrative="Tetap.")
    )

    assert answer.headers["Location"].endswith("#data-dukung")
    assert list(Evidence.everything.filter(removed_at=None)) == [second]
    assert again(report).narrative == "Tetap."


def test_a_refused_file_stands_at_its_field_and_the_words_are_saved(
    report: ProgressReport, people: People
) -> None:
    bad = a_file("virus.exe", b"MZ")

    answer = signed_in(people.operator).post(
        url("edit", report), {**typed(report, do="check"), "evidence": [bad]}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "virus.exe: Jenis berkas ini tidak diterima" in page
    assert again(report).version == 1
    assert 'name="base_version" value="1"' in page


def test_a_good_file_is_kept_even_when_another_field_is_wrong(
    report: ProgressReport, people: People
) -> None:
    client = signed_in(people.operator)

    client.post(url("edit", report), {**typed(report, achieved_value="x"), "evidence": [a_file()]})

    assert Evidence.everything.filter(report=report).exists()


def test_a_foreign_file_cannot_be_taken_out_through_the_own_form(
    small_plan: World, report: ProgressReport, people: People, now: datetime
) -> None:
    other = small_plan.report("P1-F01-A002", "Kemenag")
    factories.a_report("draft", other, people, at=now)
    evidence = Evidence.everything.get()

    answer = signed_in(people.operator).post(
        url("edit", report), typed(report, do=f"remove:{evidence.pk}")
    )

    assert answer.status_code == 404
    evidence.refresh_from_db()
    assert evidence.removed_at is None


def test_two_who_save_at_once_see_both_texts_and_lose_none(
    report: ProgressReport, people: People
) -> None:
    mine, theirs = signed_in(people.operator), signed_in(people.approver)
    theirs.post(url("edit", report), typed(report, narrative="Tulisan atasan yang lebih dulu."))

    answer = mine.post(url("edit", report), typed(report, narrative="Tulisan operator."))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Tulisan atasan yang lebih dulu." in page
    assert "Tulisan operator." in page
    assert again(report).narrative == "Tulisan atasan yang lebih dulu."

    merged = typed(again(report), narrative="Gabungan keduanya.")
    assert mine.post(url("edit", report), merged).status_code == 302
    assert again(report).narrative == "Gabungan keduanya."


def test_a_closed_period_shows_the_report_to_read(report: ProgressReport, people: People) -> None:
    client = signed_in(people.operator)
    report.period.state = PeriodState.CLOSED
    report.period.save()

    answer = client.get(url("edit", report), follow=True)

    assert answer.redirect_chain == [(url("check", report), 302)]
    assert "tidak menerima laporan" in answer.content.decode()


def test_what_the_public_will_see_stands_under_the_summary(
    report: ProgressReport, people: People
) -> None:
    client = signed_in(people.operator)
    client.post(url("edit", report), typed(report, public_summary="Diikuti 48 orang."))

    page = client.get(url("edit", report)).content.decode()

    assert "Yang akan terlihat publik" in page
    assert '<p data-mirror="#id_public_summary">Diikuti 48 orang.</p>' in page


# --- Autosave --------------------------------------------------------------------------------


def test_autosave_answers_with_time_and_version(report: ProgressReport, people: People) -> None:
    client = signed_in(people.operator)

    answer = client.post(url("autosave", report), typed(report, narrative="Separuh kali"))

    assert json.loads(answer.content) == {"saved_at": "10.00", "version": 1}
    assert "Separuh kali" in client.get(url("edit", report)).content.decode()
    assert again(report).narrative == ""


def test_autosave_says_why_it_does_not_keep(report: ProgressReport, people: People) -> None:
    signed_in(people.approver).post(url("autosave", report), typed(report))

    answer = signed_in(people.operator).post(url("autosave", report), typed(report))

    assert answer.status_code == 409
    assert "sedang diubah orang lain" in json.loads(answer.content)["sentence"]
