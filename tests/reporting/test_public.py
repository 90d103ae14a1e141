"""What the public reads: only what the allow-list names, and nothing that was marked."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from pypdf import PdfReader

from portal.editions import PublicEdition, as_json
from portal.models import PublishedAction, PublishedEdition, PublishedFile
from ranpe.kit.refusals import Incomplete
from reporting import services
from reporting.clearing import finding_in
from reporting.compose import compose_public, compose_report
from reporting.disclosure import is_small_cell
from reporting.document import Clearance
from reporting.models import HarmTestItem, Stage
from reporting.public_edition import public_edition
from reporting.rendering import public_html
from tests.factories import SECRET
from tests.reporting.years import (
    LIMITED,
    LIMITED_TITLE,
    SECRET_ACTION,
    SealedYear,
    a_draft,
    again,
    walked,
)


def _everything(edition: PublicEdition) -> str:
    return as_json(edition) + public_html(edition, is_draft=False)


def _squeezed(data: bytes) -> str:
    reader = PdfReader(io.BytesIO(data))
    text = "".join(page.extract_text() for page in reader.pages) + str(reader.metadata)
    return re.sub(r"\s+", "", text)


def test_no_marked_phrase_reaches_the_public(year: SealedYear) -> None:
    report = a_draft(year, "public")

    said = _everything(compose_public(report))

    assert SECRET in str(compose_report(report)), "the private document holds the marked phrases"
    assert SECRET not in said
    for person in year.people.all().values():
        assert person.name not in said and person.email not in said


def test_no_marked_phrase_is_in_the_published_bytes(year: SealedYear) -> None:
    report = walked(a_draft(year, "public"), Stage.PUBLISHED, year)

    assert report.approved_edition is not None
    text = _squeezed(services.edition_bytes(report.approved_edition))

    assert "RAHASIA-CONTOH" not in text
    assert re.sub(r"\s+", "", LIMITED_TITLE) not in text
    assert LIMITED not in text and SECRET_ACTION not in text


def test_classified_actions_are_only_counted_with_their_ground(year: SealedYear) -> None:
    report = walked(a_draft(year, "public"), Stage.AWAITING_DECISION, year)

    edition = compose_public(report)

    shown = {action.code for action in edition.actions}
    assert {LIMITED, SECRET_ACTION}.isdisjoint(shown) and len(shown) == 10
    kept = {row.number: row.withheld for row in edition.pillars if row.withheld}
    assert {number: row.count for number, row in kept.items()} == {1: 1, 2: 1}
    assert {row.basis for row in kept.values()} == {"Pasal 17 huruf a UU 14/2008"}
    assert [row.scheduled for row in edition.pillars] == [6, 4, 2]
    assert "1 aksi tidak dirinci, dasar Pasal 17 huruf a" in public_html(edition, is_draft=False)


def test_the_public_figures_are_those_of_the_president_or_name_their_own_base(
    year: SealedYear,
) -> None:
    public = compose_public(a_draft(year, "public"))
    president = {row.key: row for row in compose_report(a_draft(year)).figures}

    whole = [row for row in public.figures if not row.base.endswith("yang tidak dirinci")]

    assert {"scheduled", "compliance.on_time", "mean.pillar.3"} <= {row.key for row in whole}
    for row in whole:
        same = president[row.key]
        assert (row.part, row.whole, row.value) == (same.part, same.whole, same.value)


def test_a_presidents_text_is_never_public(year: SealedYear) -> None:
    edition = public_edition(compose_report(a_draft(year)))

    assert edition.sections == ()
    assert SECRET not in as_json(edition)


def test_two_years_equal_in_what_is_cleared_give_the_same_edition(year: SealedYear) -> None:
    document = compose_report(a_draft(year, "public"))
    other = replace(
        document,
        seal_sha256="f" * 64,
        journal_head="e" * 64,
        notes=(),
        actions=tuple(
            replace(action, lines=tuple(replace(line, **_private()) for line in action.lines))
            for action in document.actions
        ),
        provinces=tuple(replace(row, obstacle="lain") for row in document.provinces),
    )

    assert as_json(public_edition(other)) == as_json(public_edition(document))


def _private() -> dict[str, Any]:
    return {
        "narrative": "lain",
        "obstacle": "lain",
        "follow_up": "lain",
        "unit_name": "lain",
        "indicator": "lain",
        "claimed": Decimal(7),
        "receipt": "lain",
        "needs_escalation": True,
    }


@pytest.mark.parametrize(
    ("value", "unit", "is_small"),
    [
        (Decimal(4), "orang", True),
        (Decimal(1), "Orang ", True),
        (Decimal(5), "orang", False),
        (Decimal(0), "orang", False),
        (Decimal(2), "dokumen", False),
        (None, "orang", False),
    ],
)
def test_a_small_cell_is_a_small_number_of_people(
    value: Decimal | None, unit: str, is_small: bool
) -> None:
    assert is_small_cell(value, unit, 5) is is_small


def test_a_small_cell_hides_value_target_and_percentage(year: SealedYear) -> None:
    document = compose_report(a_draft(year, "public"))
    first = document.actions[0]
    few = replace(first, lines=(replace(first.lines[0], recognised=Decimal(3)),))

    edition = public_edition(replace(document, actions=(few,)))

    action = edition.actions[0]
    measure = action.measures[0]
    assert (measure.value, measure.target, measure.is_suppressed) == (None, None, True)
    assert action.percent is None


def test_only_verified_summaries_are_public(year: SealedYear) -> None:
    document = compose_report(a_draft(year, "public"))
    first = document.actions[0]
    unchecked = replace(first, lines=(replace(first.lines[0], is_verified=False),))

    edition = public_edition(replace(document, actions=(unchecked,)))

    assert (edition.actions[0].summaries, edition.actions[0].measures) == ((), ())


def test_the_ppid_can_keep_back_a_summary_a_chapter_and_an_action(year: SealedYear) -> None:
    document = compose_report(a_draft(year, "public"))
    code, owner = document.actions[0].code, document.actions[0].lines[0].institution_code

    kept = public_edition(
        document,
        Clearance(
            grounds={"P3-F01-A001": "h"},
            summaries=frozenset({f"{code}/{owner}", "P32"}),
            chapters=frozenset({"society"}),
        ),
    )

    assert kept.actions[0].summaries == ()
    assert all(row.summary == "" for row in kept.provinces)
    assert "society" not in {row.key for row in kept.sections}
    assert "P3-F01-A001" not in {row.code for row in kept.actions}
    assert kept.pillars[2].withheld is not None


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Peserta 3201234567890123 hadir", "memuat angka seperti NIK"),
        ("NIP 198001012005011001", "memuat angka seperti NIP"),
        ("hubungi nama@contoh.id", "memuat alamat surel"),
        ("telepon 0812-3456-7890", "memuat telepon"),
        ("Diikuti 1.250 orang pada 12 Mei 2026", ""),
    ],
)
def test_texts_that_look_like_personal_data_are_found(text: str, finding: str) -> None:
    assert finding_in(text) == finding


def test_the_harm_test_lays_out_classified_actions_and_suspicious_texts(
    year: SealedYear,
) -> None:
    report = a_draft(year, "public")
    section = report.sections.get(key="foreword")
    by, at = year.people.secretariat, year.later()
    services.save_section(section, f"Termasuk {LIMITED_TITLE}.", by=by, at=at)

    walked(report, Stage.HARM_TEST, year)

    items = {(row.subject_kind, row.subject_key) for row in HarmTestItem.everything.all()}
    assert items == {
        ("action", LIMITED),
        ("action", SECRET_ACTION),
        ("section", "foreword"),
    }


def test_a_classified_action_is_not_released_by_the_harm_test(year: SealedYear) -> None:
    report = walked(a_draft(year, "public"), Stage.HARM_TEST, year)
    item = report.harmtestitems.get(subject_key=LIMITED)
    words: dict[str, Any] = {"by": year.people.ppid, "at": year.later(5)}

    with pytest.raises(Incomplete, match="klasifikasi"):
        services.decide_harm_item(item, decision="release", reason="Sudah umum.", **words)
    with pytest.raises(Incomplete, match="Pasal 17"):
        services.decide_harm_item(item, decision="withhold", reason="Bahaya.", **words)
    with pytest.raises(Incomplete, match="alasan"):
        services.decide_harm_item(item, decision="withhold", ground="a", **words)


def test_what_is_published_is_what_was_approved(year: SealedYear) -> None:
    report = walked(a_draft(year, "public"), Stage.PUBLISHED, year)

    published = PublishedEdition._base_manager.get(year=2026, version=1)
    assert report.approved_edition is not None
    assert published.content_sha256 == report.approved_edition.content_sha256
    file = PublishedFile._base_manager.get(edition=published)
    assert file.sha256 == report.approved_sha256
    assert PublishedAction._base_manager.filter(edition=published).count() == 10


def test_a_publication_is_withdrawn_with_its_reason(year: SealedYear) -> None:
    report = walked(a_draft(year, "public"), Stage.PUBLISHED, year)

    with pytest.raises(Incomplete):
        services.withdraw_publication(report, reason="", by=year.people.head, at=year.later(12))
    services.withdraw_publication(
        report, reason="Angka provinsi keliru.", by=year.people.head, at=year.later(12)
    )

    assert again(report).state == Stage.WITHDRAWN
    assert PublishedEdition._base_manager.get(year=2026).withdrawn_at is not None
