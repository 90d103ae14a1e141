"""The life of an annual report: who may take which step, and what voids an approval."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.models import Grant, Occupancy, OccupancyKind, Position, Role, User
from journal.door import advance
from journal.models import Entry, Notice
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from reporting import access, services
from reporting.models import AnnualReport, CoverLetter, Opinion, Stage
from reporting.workflow import ANNUAL_FLOW
from tests.reporting.years import SealedYear, a_draft, a_file_of, again, decide_everything, walked

# Step -> kind -> the parts of the people who may take it from the states it leads from.
DESK = {"secretariat", "pokja_head"}
WHO_MAY: dict[str, dict[str, set[str]]] = {
    "send_to_review": {"president": {"secretariat"}, "public": {"secretariat"}},
    "to_plenary": {"president": {"pokja_head"}, "public": {"pokja_head"}},
    "to_harm_test": {"president": set(), "public": DESK},
    "finish_harm_test": {"president": set(), "public": {"ppid"}},
    "close_plenary": {"president": DESK, "public": set()},
    "ask_decision": {"president": set(), "public": DESK},
    "approve": {"president": {"head"}, "public": {"head"}},
    "edit": {"president": {"secretariat"}, "public": {"secretariat"}},
    "withdraw_approval": {"president": {"head"}, "public": {"head"}},
    "dispatch": {"president": {*DESK, "head"}, "public": set()},
    "publish": {"president": set(), "public": {"ppid", "secretariat"}},
    "withdraw_publication": {"president": set(), "public": {"head", "ppid"}},
}
RETURNS = {
    Stage.POKJA_REVIEW: {"pokja_head"},
    Stage.PLENARY: DESK,
    Stage.HARM_TEST: {"ppid"},
    Stage.AWAITING_DECISION: {"head"},
}


def _who(step: str, report: AnnualReport, year: SealedYear) -> set[str]:
    return {
        part
        for part, person in year.people.all().items()
        if any(each.name == step for each in ANNUAL_FLOW.open_to(person, report))
    }


def test_each_step_is_open_to_its_people_only(year: SealedYear) -> None:
    for kind in ("president", "public"):
        report = a_draft(year, kind)
        for name, by_kind in WHO_MAY.items():
            found = set()
            for state in ANNUAL_FLOW.step(name).sources:
                report.state = state
                found |= _who(name, report, year)
            assert found == by_kind[kind], (name, kind)


def test_the_matrix_names_every_step() -> None:
    assert {*WHO_MAY, "return_to_drafting"} == {step.name for step in ANNUAL_FLOW.steps}


def test_a_report_is_given_back_by_whoever_has_it_on_the_desk(year: SealedYear) -> None:
    report = a_draft(year, "public")
    for state, who in RETURNS.items():
        report.state = state
        assert _who("return_to_drafting", report, year) == who


def test_no_step_is_taken_out_of_turn(year: SealedYear) -> None:
    report = a_draft(year)
    for state in (Stage.DRAFTING, Stage.POKJA_REVIEW, Stage.PLENARY, Stage.AWAITING_DECISION):
        AnnualReport.everything.filter(pk=report.pk).update(state=state)
        for step in ANNUAL_FLOW.steps:
            if state not in step.sources:
                with pytest.raises(OutOfTurn):
                    advance(
                        again(report), ANNUAL_FLOW, step.name, by=year.people.head, at=year.later()
                    )
    assert again(report).state == Stage.AWAITING_DECISION


def test_a_draft_cannot_jump_to_the_decision(year: SealedYear) -> None:
    report = a_draft(year, "public")
    edition = a_file_of(report, year)

    with pytest.raises(OutOfTurn):
        services.ask_decision(report, by=year.people.pokja_head, at=year.later())
    with pytest.raises(OutOfTurn):
        services.approve_report(report, sha256=edition.sha256, by=year.people.head, at=year.later())


def test_an_empty_chapter_holds_the_draft_back(year: SealedYear) -> None:
    report = a_draft(year)
    report.sections.filter(key="budget").update(automatic="")

    with pytest.raises(Incomplete, match="Dukungan anggaran"):
        services.send_to_review(report, by=year.people.secretariat, at=year.later())


def test_opinions_are_given_by_the_body_that_has_the_report(year: SealedYear) -> None:
    people, report = year.people, walked(a_draft(year), Stage.POKJA_REVIEW, year)

    def say(by: Any, pillar: int | None, opinion: str = Opinion.AGREES, text: str = "") -> Any:
        return services.record_review(
            report, opinion=opinion, text=text, pillar_number=pillar, by=by, at=year.later(3)
        )

    assert say(people.chair, 1).capacity == "Deputi Pencegahan"
    assert say(people.pokja_head, 2).pillar_number == 2
    with pytest.raises(NotYours):
        say(people.chair, 2)
    with pytest.raises(NotYours):
        say(people.verifier, 1)
    with pytest.raises(OutOfTurn):
        say(people.sekber_member, None)
    with pytest.raises(Incomplete):
        say(people.chair, 1, Opinion.OBJECTS)


def test_an_objection_stands_until_the_same_body_agrees(year: SealedYear) -> None:
    people, report = year.people, walked(a_draft(year), Stage.POKJA_REVIEW, year)
    words: dict[str, Any] = {"pillar_number": 1, "by": people.chair, "at": year.later(3)}
    services.record_review(report, opinion=Opinion.OBJECTS, text="Angka keliru.", **words)

    with pytest.raises(Incomplete, match="Pokja 1 belum setuju"):
        services.to_plenary(report, by=people.pokja_head, at=year.later(3))
    services.record_review(report, opinion=Opinion.AGREES, **words)

    passed = services.to_plenary(report, by=people.pokja_head, at=year.later(3))
    assert passed.state == Stage.PLENARY


def test_giving_back_needs_a_reason_and_clears_the_stamps(year: SealedYear) -> None:
    report = walked(a_draft(year), Stage.PLENARY, year)

    with pytest.raises(Incomplete):
        services.return_to_drafting(report, reason=" ", by=year.people.pokja_head, at=year.later(4))
    back = services.return_to_drafting(
        report, reason="Bab 4 kurang jelas.", by=year.people.pokja_head, at=year.later(4)
    )

    assert (back.state, back.drafted_at, back.reviewed_at) == (Stage.DRAFTING, None, None)
    assert Notice.everything.filter(recipient=year.people.secretariat).exists()


def test_the_decision_needs_a_final_file_of_the_present_content(year: SealedYear) -> None:
    report = walked(a_draft(year, "public"), Stage.HARM_TEST, year)
    decide_everything(report, year)
    services.finish_harm_test(report, by=year.people.ppid, at=year.later(6))
    a_file_of(report, year, is_final=False)

    with pytest.raises(Incomplete, match="Berkas final belum dibuat"):
        services.ask_decision(report, by=year.people.pokja_head, at=year.later(7))


def test_approval_binds_the_bytes_and_an_edit_voids_it(year: SealedYear) -> None:
    people = year.people
    report = walked(a_draft(year), Stage.AWAITING_DECISION, year)
    edition = report.editions.get(is_final=True)

    with pytest.raises(OutOfTurn, match="versi yang lebih baru"):
        services.approve_report(report, sha256="0" * 64, by=people.head, at=year.later(8))
    approved = services.approve_report(
        report, sha256=edition.sha256, by=people.head, at=year.later(8)
    )
    assert (approved.approved_edition, approved.approved_sha256) == (edition, edition.sha256)
    assert approved.decided_capacity == "Kepala BNPT"

    section = report.sections.get(key="next")
    services.save_section(section, "Rencana lain.", by=people.secretariat, at=year.later(9))

    voided = again(report)
    assert (voided.state, voided.decided_at, voided.approved_sha256) == (Stage.DRAFTING, None, "")
    assert Entry.everything.filter(verb="annual.edit", subject_id=report.pk).exists()
    assert edition.content_sha256 != a_file_of(report, year).content_sha256


def test_a_chapter_saved_without_a_change_voids_nothing(year: SealedYear) -> None:
    report = walked(a_draft(year), Stage.POKJA_REVIEW, year)
    section = report.sections.get(key="next")

    services.save_section(section, section.text, by=year.people.secretariat, at=year.later(3))

    assert again(report).state == Stage.POKJA_REVIEW


def test_two_writers_of_one_chapter_do_not_overwrite_each_other(year: SealedYear) -> None:
    section = a_draft(year).sections.get(key="next")
    services.save_section(section, "Satu.", version=0, by=year.people.secretariat, at=year.later())

    with pytest.raises(OutOfTurn, match="tidak hilang"):
        services.save_section(
            section, "Dua.", version=0, by=year.people.secretariat, at=year.later()
        )


def test_an_emptied_chapter_says_the_automatic_text_again(year: SealedYear) -> None:
    section = a_draft(year).sections.get(key="next")
    services.save_section(section, "Lain.", by=year.people.secretariat, at=year.later())

    again_automatic = services.save_section(
        section, "", by=year.people.secretariat, at=year.later()
    )

    assert (again_automatic.text, again_automatic.is_edited) == (section.automatic, False)


def test_requests_to_the_president_are_at_most_five_and_have_owners(year: SealedYear) -> None:
    report, by, at = a_draft(year), year.people.secretariat, year.later()
    one = services.RequestText("Penetapan jadwal bersama.", "Bappenas", date(2027, 6, 30))

    with pytest.raises(Incomplete, match="lima"):
        services.save_requests(report, [one] * 6, by=by, at=at)
    with pytest.raises(Incomplete, match="penanggung jawab"):
        services.save_requests(report, [services.RequestText("Tanpa pemilik", "")], by=by, at=at)
    services.save_requests(report, [one], by=by, at=at)

    assert [row.owner for row in report.directionrequests.all()] == ["Bappenas"]


def test_an_approval_can_be_withdrawn_before_the_sending_only(year: SealedYear) -> None:
    people, report = year.people, walked(a_draft(year), Stage.APPROVED, year)

    withdrawn = services.withdraw_approval(
        report, reason="Menunggu lampiran.", by=people.head, at=year.later(9)
    )
    assert (withdrawn.state, withdrawn.approved_edition) == (Stage.AWAITING_DECISION, None)

    sha256 = report.editions.get(is_final=True).sha256
    services.approve_report(report, sha256=sha256, by=people.head, at=year.later(9))
    with pytest.raises(Incomplete, match="Surat pengantar"):
        services.dispatch_report(report, by=people.secretariat, at=year.later(9))
    sent = walked(report, Stage.DISPATCHED, year)
    assert (sent.state, CoverLetter.everything.get().number) == ("dispatched", "B-1/CONTOH/2027")
    with pytest.raises(OutOfTurn):
        services.withdraw_approval(report, reason="Terlambat.", by=people.head, at=year.later(11))
    with pytest.raises(OutOfTurn):
        services.save_section(
            report.sections.get(key="next"), "Lain.", by=people.secretariat, at=year.later(11)
        )


def test_the_letter_is_numbered_after_the_approval(year: SealedYear) -> None:
    report = a_draft(year)
    with pytest.raises(OutOfTurn):
        services.number_cover_letter(
            report,
            number="B-2/CONTOH/2027",
            dated_on=date(2027, 3, 1),
            city="Bogor",
            text="Dengan hormat.",
            by=year.people.secretariat,
            at=year.later(),
        )


def _acting_head(year: SealedYear, user: User, kind: str) -> User:
    office = Position.everything.get(title="Kepala BNPT")
    Occupancy.everything.create(
        position=office, user=user, kind=kind, starts_on=date(2026, 1, 1), decree="SK contoh"
    )
    return User.objects.get(pk=user.pk)


def test_an_acting_head_decides_and_is_recorded_as_acting(year: SealedYear) -> None:
    report = walked(a_draft(year, "public"), Stage.AWAITING_DECISION, year)
    acting = _acting_head(year, year.people.sekber_member, OccupancyKind.PLT)

    approved = services.approve_report(
        report, sha256=report.editions.get(is_final=True).sha256, by=acting, at=year.later(8)
    )

    entry = Entry.everything.get(verb="annual.approve", subject_id=report.pk)
    assert approved.decided_capacity == entry.capacity == "Plt. Kepala BNPT"
    assert acting.capacity == "Deputi Bappenas"


def test_whoever_wrote_the_report_does_not_approve_it(year: SealedYear) -> None:
    report = walked(a_draft(year, "public"), Stage.AWAITING_DECISION, year)
    sha256 = report.editions.get(is_final=True).sha256
    drafter = _acting_head(year, year.people.secretariat, OccupancyKind.PLH)

    assert not access.decides(drafter, report)
    with pytest.raises(NotYours, match="tidak dapat menyetujui laporannya sendiri"):
        services.approve_report(report, sha256=sha256, by=drafter, at=year.later(8))


def test_whoever_edited_a_chapter_does_not_approve_it(year: SealedYear) -> None:
    report = a_draft(year)
    second = year.people.pokja_head
    Grant.everything.create(position=second.offices[0].position, role=Role.SECRETARIAT)
    second = User.objects.get(pk=second.pk)
    services.save_section(report.sections.get(key="next"), "Baru.", by=second, at=year.later())

    assert second.pk in access.drafters_of(again(report))


def test_a_report_is_seen_by_the_desk_then_the_chairs_then_the_ppid(year: SealedYear) -> None:
    report = a_draft(year, "public")

    def seen_by() -> set[str]:
        return {
            part
            for part, person in year.people.all().items()
            if AnnualReport.everything.visible_to(person).exists()
        }

    desk = {"secretariat", "pokja_head", "sekber_member", "head", "auditor"}
    assert seen_by() == desk
    walked(report, Stage.POKJA_REVIEW, year)
    assert seen_by() == {*desk, "chair"}
    walked(report, Stage.HARM_TEST, year)
    assert seen_by() == {*desk, "chair", "ppid"}


def test_the_harm_test_is_finished_once_everything_is_decided(year: SealedYear) -> None:
    people, report = year.people, walked(a_draft(year, "public"), Stage.HARM_TEST, year)

    with pytest.raises(Incomplete, match="belum diputuskan"):
        services.finish_harm_test(report, by=people.ppid, at=year.later(6))
    with pytest.raises(NotYours):
        services.finish_harm_test(report, by=people.secretariat, at=year.later(6))
    decide_everything(report, year)
    services.finish_harm_test(report, by=people.ppid, at=year.later(6))

    with pytest.raises(OutOfTurn):
        decide_everything(report, year)
