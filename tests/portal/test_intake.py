"""How an edition becomes public, is corrected, and is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import intake
from portal.intake import HashMismatch, publish, withdraw
from portal.models import (
    CorrectionSuggestion,
    PublishedAction,
    PublishedEdition,
    PublishedFigure,
    PublishedFile,
    PublishedProvince,
    WithdrawalNotice,
)
from ranpe.kit.refusals import Incomplete, OutOfTurn
from tests.portal.editions import AT, a_file, an_edition

pytestmark = pytest.mark.django_db


def test_every_part_of_an_edition_is_kept() -> None:
    edition = an_edition(actions=13)

    row = publish(edition, [a_file()], AT)

    assert (row.title, row.verdict, row.version) == (edition.title, edition.verdict, 1)
    assert PublishedAction.published.filter(edition=row).count() == 13
    assert PublishedProvince.published.filter(edition=row).count() == 4
    figures = PublishedFigure.published.filter(edition=row)
    assert [figure.key for figure in figures][:2] == ["carried_out", "mean"]
    assert figures.get(key="mean").value == Decimal("78.4321")
    assert figures.get(key="carried_out").past_base == "12 aksi"
    action = PublishedAction.published.get(edition=row, code="P1-F01-A001")
    assert action.measures == edition.actions[0].measures
    assert action.summaries == edition.actions[0].summaries
    assert row.obstacles == edition.obstacles


def test_the_bytes_of_a_file_are_kept_under_their_hash() -> None:
    file = a_file(b"%PDF-1.7 isi")

    publish(an_edition(), [file], AT)

    kept = PublishedFile.published.get()
    assert intake.path_of(file.sha256).read_bytes() == b"%PDF-1.7 isi"
    assert (kept.size, intake.read_bytes(kept)) == (12, b"%PDF-1.7 isi")


def test_bytes_that_are_not_the_approved_ones_are_refused_and_nothing_is_kept() -> None:
    forged = replace(a_file(), content=b"%PDF-1.7 lain")

    with pytest.raises(HashMismatch):
        publish(an_edition(), [forged], AT)

    assert not PublishedEdition.published.exists()
    assert not intake.path_of(forged.sha256).exists()


@pytest.mark.parametrize("name", ["../laporan.pdf", "a b.pdf", ".tersembunyi", "x\r\ny.pdf", ""])
def test_a_file_with_an_unsafe_name_is_refused(name: str) -> None:
    with pytest.raises(Incomplete):
        publish(an_edition(), [a_file(name=name)], AT)


def test_a_file_of_another_type_is_refused() -> None:
    page = replace(a_file(), content_type="text/html")

    with pytest.raises(Incomplete):
        publish(an_edition(), [page], AT)


def test_the_same_edition_twice_is_the_same_row() -> None:
    first = publish(an_edition(), [a_file()], AT)

    second = publish(an_edition(), [a_file()], AT + timedelta(days=1))

    assert first.pk == second.pk
    assert PublishedEdition.published.count() == 1
    assert PublishedAction.published.count() == 13


def test_the_same_version_with_other_content_or_other_files_is_refused() -> None:
    publish(an_edition(), [a_file()], AT)

    with pytest.raises(OutOfTurn):
        publish(an_edition(verdict="Lain."), [a_file()], AT)
    with pytest.raises(OutOfTurn):
        publish(an_edition(), [a_file(b"%PDF-1.7 lain")], AT)


def test_a_newer_version_supersedes_and_an_older_one_comes_too_late() -> None:
    publish(an_edition(version=2), [], AT)

    third = publish(an_edition(version=3), [], AT)

    assert PublishedEdition.published.current(2026) == third
    assert PublishedEdition.published.filter(is_current=True).count() == 1
    with pytest.raises(OutOfTurn):
        publish(an_edition(version=1), [], AT)


def test_the_newest_year_is_current() -> None:
    publish(an_edition(2026), [], AT)
    publish(an_edition(2025), [], AT)

    current = PublishedEdition.published.current()

    assert current is not None
    assert current.year == 2026


def test_a_withdrawn_edition_is_gone_and_its_reason_stands() -> None:
    publish(an_edition(), [a_file()], AT)

    notice = withdraw(2026, 1, " Angka keliru. ", AT)

    assert notice.reason == "Angka keliru."
    assert not PublishedEdition.published.exists()
    assert not PublishedAction.published.exists()
    assert not PublishedFile.published.exists()


def test_withdrawing_twice_gives_the_first_notice() -> None:
    publish(an_edition(), [], AT)
    first = withdraw(2026, 1, "Angka keliru.", AT)

    second = withdraw(2026, 1, "Lain.", AT)

    assert (first.pk, second.reason) == (second.pk, "Angka keliru.")
    assert WithdrawalNotice.published.count() == 1


def test_withdrawing_needs_a_reason_and_an_edition() -> None:
    publish(an_edition(), [], AT)

    with pytest.raises(Incomplete):
        withdraw(2026, 1, "  ", AT)
    with pytest.raises(OutOfTurn):
        withdraw(2026, 2, "Angka keliru.", AT)


def test_a_withdrawn_version_does_not_come_back_but_a_newer_one_does() -> None:
    publish(an_edition(), [], AT)
    withdraw(2026, 1, "Angka keliru.", AT)

    with pytest.raises(OutOfTurn):
        publish(an_edition(), [], AT)
    newer = publish(an_edition(version=2), [], AT)

    assert PublishedEdition.published.current() == newer


def test_withdrawing_the_newest_version_does_not_bring_the_corrected_one_back() -> None:
    publish(an_edition(version=1), [], AT)
    publish(an_edition(version=2), [], AT)

    withdraw(2026, 2, "Angka keliru.", AT)

    assert PublishedEdition.published.current(2026) is None


def test_rows_are_stored_in_batches_not_one_by_one() -> None:
    counts = []
    for version, size in ((1, 13), (2, 130)):
        with CaptureQueriesContext(connection) as captured:
            publish(an_edition(version=version, actions=size), [a_file()], AT)
        counts.append(len(captured))

    assert counts[0] == 12
    assert counts[1] <= counts[0] + 3


def test_a_suggestion_is_written_once_and_stays() -> None:
    suggestion = CorrectionSuggestion(page="/aksi/", text="Angka keliru.", at=AT)
    suggestion.save()
    suggestion.text = "Lain."

    with pytest.raises(TypeError):
        suggestion.save()
    with pytest.raises(TypeError):
        suggestion.delete()
