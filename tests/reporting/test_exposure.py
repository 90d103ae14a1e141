"""What becomes newly public is listed, and the head signs that list."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from journal.models import Entry
from portal.editions import PublicEdition, PublicSummary
from portal.intake import publish, withdraw
from ranpe.kit.refusals import OutOfTurn
from reporting import services
from reporting.compose import compose_public
from reporting.exposure import Exposure, exposure_of, sha256_of
from reporting.models import Stage
from tests.portal.editions import AT, an_edition
from tests.reporting.years import SealedYear, a_draft, a_file_of, again, walked

pytestmark = pytest.mark.django_db


def kinds(exposure: tuple[Exposure, ...]) -> dict[str, int]:
    return {kind.kind: len(kind.items) for kind in exposure}


def test_the_first_edition_exposes_everything_that_it_tells() -> None:
    edition = an_edition(actions=3)

    assert kinds(exposure_of(edition)) == {
        "action": len(edition.actions),
        "summary": sum(len(row.summaries) for row in edition.actions),
        "province": sum(bool(row.summary) for row in edition.provinces),
        "institution": len(edition.institutions),
        "section": len(edition.sections),
    }


def test_the_same_words_again_expose_nothing() -> None:
    edition = an_edition(actions=3)
    publish(edition, [], AT)

    assert exposure_of(replace(edition, version=2)) == ()


def _with_a_new_summary(edition: PublicEdition) -> PublicEdition:
    first, *rest = edition.actions
    summary = PublicSummary(first.responsible[0], "Kalimat yang belum pernah terbit.")
    return replace(edition, actions=(replace(first, summaries=(summary,)), *rest))


def test_one_new_sentence_is_named_with_its_action() -> None:
    edition = an_edition(actions=3)
    publish(edition, [], AT)

    (only,) = exposure_of(_with_a_new_summary(replace(edition, version=2)))

    assert only.kind == "summary"
    assert [row.text for row in only.items] == ["Kalimat yang belum pernah terbit."]
    assert only.items[0].key.startswith(edition.actions[0].code)


def test_what_was_withdrawn_is_new_again() -> None:
    edition = an_edition(actions=3)
    publish(edition, [], AT)
    withdraw(2026, 1, "Keliru.", AT + timedelta(days=1))

    assert kinds(exposure_of(replace(edition, version=2)))["action"] == 3


def test_an_action_of_another_plan_with_the_same_code_is_new() -> None:
    publish(an_edition(actions=3), [], AT)

    other = replace(an_edition(actions=3), year=2027, plan_code="LAIN")

    assert kinds(exposure_of(other)) == {"action": 3}


def test_another_list_has_another_hash() -> None:
    edition = an_edition(actions=3)

    first, second = exposure_of(edition), exposure_of(_with_a_new_summary(edition))

    assert sha256_of(first) == sha256_of(exposure_of(edition)) != sha256_of(second)


def test_the_head_approves_the_list_that_was_shown_and_the_journal_keeps_it(
    year: SealedYear,
) -> None:
    report = walked(a_draft(year, "public"), Stage.AWAITING_DECISION, year)
    exposure = exposure_of(compose_public(report))
    seen: dict[str, Any] = {
        "sha256": a_file_of(report, year).sha256,
        "by": year.people.head,
        "at": year.later(8),
    }

    with pytest.raises(OutOfTurn, match="Daftar yang menjadi publik sudah berubah"):
        services.approve_report(report, exposed="0" * 64, **seen)
    assert again(report).state == Stage.AWAITING_DECISION
    services.approve_report(report, exposed=sha256_of(exposure), **seen)

    entry = Entry.everything.get(verb="annual.approve")
    assert entry.after["newly_public"] == {"sha256": sha256_of(exposure), **kinds(exposure)}


def test_the_decision_page_shows_the_list_and_sends_its_hash(year: SealedYear) -> None:
    report = walked(a_draft(year, "public"), Stage.AWAITING_DECISION, year)
    a_file_of(report, year)
    client = Client()
    client.force_login(year.people.head)

    page = client.get(f"/laporan-tahunan/{report.pk}/putusan/").content.decode()
    fields = dict(re.findall(r'name="(sha256|exposed)" value="([0-9a-f]{64})"', page))
    unread = client.post(
        f"/laporan-tahunan/{report.pk}/setujui/", {"sha256": fields["sha256"]}, follow=True
    )
    done = client.post(f"/laporan-tahunan/{report.pk}/setujui/", fields)

    assert "Yang baru menjadi publik" in page and "Aksi yang dirinci: 10" in page
    assert fields["exposed"] == sha256_of(exposure_of(compose_public(report)))
    assert "Daftar yang menjadi publik sudah berubah" in unread.content.decode()
    assert done.status_code == 302
    assert again(report).state == Stage.APPROVED
