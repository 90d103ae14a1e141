"""The acts of the matrix as they are really done: the record they need, and the service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from accounts.models import Occupancy, Role, User
from accounts.services import Term, appoint_acting, delegate, end_delegation
from actions.models import BudgetLine
from actions.services import (
    BudgetContent,
    Promise,
    approve_commitment,
    draft_commitment,
    record_spending,
    remove_budget_line,
    return_commitment,
    revise_commitment,
    save_budget_line,
    save_commitment,
    submit_commitment,
)
from institutions.models import Institution, Unit
from pillars.imports import import_holidays, read_holidays
from pillars.models import Period
from pillars.queries import current_period
from pillars.services import reschedule_period, schedule_period
from progress.models import InstitutionReport, ProgressReport, RegionalReport, WorkbookUpload
from progress.queries.reminders import owner_of
from progress.services import (
    ClosedContent,
    accept_report,
    answer_remarks,
    attach_evidence,
    autosave,
    autosave_activity,
    close_duty,
    close_period,
    confirm_record,
    discard_activity_draft,
    end_closed_duty,
    endorse_report,
    hand_back_report,
    lock_period,
    object_to_record,
    open_period,
    propose_report,
    record_sheet,
    refuse_record,
    remarks_of_return,
    remove_activity,
    remove_evidence,
    reopen_period,
    return_report,
    save_activity,
    save_closed_report,
    save_regional_report,
    save_report,
    sheet_of,
    start_review,
    submit_report,
    undo_verdict,
    withdraw_report,
)
from progress.services.compiling import record_cover
from progress.services.coordinating import hand_to_unit, set_unit_deadline
from progress.services.extending import (
    ask_for_time,
    decline_time,
    grant_by_letter,
    grant_time,
)
from progress.services.handing import hand_over
from progress.services.joint import write_jointly
from progress.services.reminding import send_reminders, undo_reminders
from progress.workbook import Choice, accept_rows
from progress.workbook.schema import values_of
from ranpe.kit.clock import day_of
from ranpe.kit.refusals import NotYours
from tests.factories import RUBRIC, a_file, some_activity, some_content, verifier_of, writers
from tests.people import a_person
from tests.progress.papers import again, recorded, second_person
from tests.progress.updates import days, scheduled
from tests.security.matrix import LED_BY, Matter
from tests.security.stage import REGIONAL_WORDS, REMARKS, Stage

Do = Callable[[Any, Any, datetime], Any]


@dataclass(frozen=True)
class Deed:
    """What is done: over which records, how each is prepared, and by which service."""

    of: Callable[[Stage], list[Matter]]
    prepare: Callable[[Stage, Any], Any]
    do: Do


def _walked(state: str, stage: Stage, record: Any) -> Any:
    return stage.walk(record, state)


def _save(report: Any, by: Any, at: datetime) -> None:
    if isinstance(report, RegionalReport):
        save_regional_report(report, REGIONAL_WORDS, version=report.version, by=by, at=at)
    else:
        save_report(report, some_content(), version=report.version, by=by, at=at)


def _accept(report: Any, by: Any, at: datetime) -> None:
    value = getattr(report, "achieved_value", None)
    accept_report(report, recognised_value=value, rubric=RUBRIC, by=by, at=at)


def _held(stage: Stage, report: Any) -> Any:
    """A sent report whose check somebody has begun."""
    row = stage.walk(report, "submitted")
    is_regional = isinstance(row, RegionalReport)
    by = stage.people.verifier if is_regional else verifier_of(row, stage.people)
    start_review(row, by=by, at=stage.now)
    return type(row).everything.get(pk=row.pk)


def _hand_over(report: Any, by: Any, at: datetime) -> None:
    email = "verifikator.pengganti@ranpe.example"
    to = User.objects.filter(email=email).first() or a_person(
        email,
        "Verifikator pengganti",
        "Verifikator pengganti",
        Institution.everything.get(short="Kemendagri"),
        (Role.VERIFIER, 1),
    )
    holder = report.review_started_by
    [outcome] = hand_over([report], holder=holder, to=to, reason="Cuti.", by=by, at=at)
    if outcome.refusal:
        raise NotYours(outcome.refusal)


def _return_and_undo(report: Any, by: Any, at: datetime) -> None:
    return_report(report, remarks=REMARKS, by=by, at=at)
    undo_verdict(report, by=by, at=at)


def _endorse_and_undo(report: Any, by: Any, at: datetime) -> None:
    endorse_report(report, by=by, at=at)
    undo_verdict(report, by=by, at=at)


def _answer(report: Any, by: Any, at: datetime) -> None:
    said = {row.pk: "Sudah kami lengkapi." for row in remarks_of_return(report)}
    answer_remarks(report, said, by=by, at=at)


def _accept_workbook(report: ProgressReport, by: Any, at: datetime) -> None:
    kept = {"report": str(report.pk), "downloaded": values_of(report)}
    upload = WorkbookUpload.everything.create(
        period=report.period,
        institution=report.assignment.institution,
        content={"rows": [{**kept, "changed": {"obstacle": "Dari buku kerja."}}]},
        uploaded_at=at,
        uploaded_by_id=by.pk,
    )
    accept_rows(upload, {report.pk: Choice("file", f"{report.version}.-")}, by=by, at=at)


def _evidence(stage: Stage, report: Any) -> Any:
    return stage.walk(report, "draft").evidences.get()


def _with_activity(stage: Stage, report: ProgressReport) -> Any:
    by = writers(report, stage.people)[0]
    save_activity(stage.walk(report, "draft"), some_activity(), by=by, at=stage.now)
    return report


def _with_half_typed(stage: Stage, report: ProgressReport) -> Any:
    by = writers(report, stage.people)[0]
    row = stage.walk(report, "draft")
    autosave_activity(row, {"title": "setengah"}, draft_version=0, by=by, at=stage.now)
    return row


def _letter(stage: Stage, report: Any) -> Any:
    """A letter recorded by a colleague, so that everybody of the Secretariat may decide."""
    return recorded(report, by=second_person(stage.world), at=stage.now)


def _confirmed_letter(stage: Stage, report: Any) -> Any:
    record = recorded(report, by=stage.people.secretariat, at=stage.now)
    confirm_record(record, by=second_person(stage.world), at=stage.now)
    record.refresh_from_db()
    return record


def _upload_sheet(report: Any, by: Any, at: datetime) -> None:
    record_sheet(
        report,
        number=sheet_of(report).number,
        signed_by="Pejabat contoh",
        signed_on=at.date(),
        scan=a_file("lembar.pdf"),
        by=by,
        at=at,
    )


def _ask_for_time(report: Any, by: Any, at: datetime) -> Any:
    until = day_of(report.period.due_at) + timedelta(days=7)
    return ask_for_time(report, until=until, reason="Data belum lengkap.", by=by, at=at)


def _time_asked(stage: Stage, report: Any) -> Any:
    return _ask_for_time(stage.walk(report, "draft"), writers(report, stage.people)[0], stage.now)


def _give_time(report: Any, by: Any, at: datetime) -> Any:
    until = day_of(report.period.due_at) + timedelta(days=7)
    return grant_by_letter([report], until=until, reason="Surat.", letter="B-1", by=by, at=at)


def _led_by_others(stage: Stage) -> list[Matter]:
    return [matter for matter in _national_reports(stage) if matter.house != LED_BY]


def _of_the_lead(stage: Stage) -> list[Matter]:
    return [matter for matter in _national_reports(stage) if matter.house == LED_BY]


def _closed_duty(stage: Stage, report: Any) -> Any:
    return close_duty(
        report.assignment, reason="Rahasia.", by=stage.people.secretariat, at=stage.now
    )


def _closed_report(stage: Stage, report: Any) -> Any:
    _closed_duty(stage, report)
    return again(report)


def _unit(stage: Stage, report: Any) -> Any:
    """A unit of the house that owes the report."""
    house = report.assignment.institution
    unit, _is_new = Unit.everything.get_or_create(
        institution=house, code=f"{house.code}-U9", name=f"Unit contoh {house.short}"
    )
    return unit


def _ask_for_a_day(unit: Unit, by: Any, at: datetime) -> None:
    period = Period.everything.get(state="open")
    set_unit_deadline(unit, period, due_on=day_of(at), by=by, at=at)


def _offices(stage: Stage) -> list[Matter]:
    """The office of an official."""
    office = Occupancy.everything.get(user=stage.people.approver)
    return [Matter(office, "Kemenag", "Kemenag", 1)]


def _term(at: datetime) -> Term:
    return Term(day_of(at), day_of(at), "SK contoh")


def _remind(institution: Any, by: Any, at: datetime) -> Any:
    period: Any = current_period(at)
    return send_reminders([institution], period, channel="mail", by=by, at=at)


def _owner(_stage: Stage, report: Any) -> Any:
    return owner_of(report)


def _of_different_houses(stage: Stage) -> list[Matter]:
    return [matter for matter in stage.national_reports() if matter.owner != "unit Polri"]


def _reminded(stage: Stage, report: Any) -> Any:
    """A reminder that the Secretariat has just sent."""
    return _remind(owner_of(report), stage.people.secretariat, stage.now)[0].reminder


def _unremind(reminder: Any, by: Any, at: datetime) -> int:
    return undo_reminders([reminder], by=by, at=at)


def _delegate(office: Any, by: Any, at: datetime) -> None:
    delegate(
        office, User.objects.get(email="operator.kemenag@ranpe.example"), _term(at), by=by, at=at
    )


def _delegated(stage: Stage, office: Any) -> Any:
    """A delegation that has not begun: it gives nobody a right yet."""
    later = day_of(stage.now) + timedelta(days=9)
    term = Term(later, later, "SK contoh")
    people = stage.people
    return delegate(office, people.operator, term, by=people.approver, at=stage.now)


def _appoint(office: Any, by: Any, at: datetime) -> None:
    person = User.objects.get(email="operator.unit@ranpe.example")
    appoint_acting(office.position, person, "plh", _term(at), by=by, at=at)


def _compiled(stage: Stage, report: Any) -> Any:
    """The place for the report of a whole institution."""
    kept: Any = InstitutionReport.everything
    return kept.get_or_create(institution=report.assignment.institution, period=report.period)[0]


def _cover(row: Any, by: Any, at: datetime) -> None:
    record_cover(row, document_number="B-1", dated_on=None, version=row.version, by=by, at=at)


def _write_jointly(action: Any, by: Any, at: datetime) -> None:
    period = Period.everything.get(state="open")
    write_jointly(action, period, text="Uraian bersama.", version=0, by=by, at=at)


def _verified_reports(stage: Stage) -> list[Matter]:
    matters = stage.walked(_reports(stage), "verified")
    _closed(stage, stage.world.period)
    return matters


def _as_it_is(_stage: Stage, record: Any) -> Any:
    return record


def _schedule(period: Any, by: Any, at: datetime) -> None:
    schedule_period(period.version, days(), year=2026, code="P1", kind="short_update", by=by, at=at)


def _import_holidays(_period: Any, by: Any, at: datetime) -> None:
    file = read_holidays(
        b"Tanggal;Nama;Jenis\n2026-05-01;Hari Buruh;Libur nasional\n", name="libur.csv", year=2026
    )
    import_holidays(file, by=by, at=at)


def _closed(stage: Stage, period: Any) -> Any:
    if period.state == "open":
        close_period(period, by=stage.people.pokja_head, at=stage.now)
    return period


PROMISE = Promise("Pelatihan lanjutan (data contoh)", Decimal(48), {})


def _approved(_stage: Stage, report: ProgressReport) -> Any:
    return report.assignment.commitments.get(year=2026)


def _draft(row: Any, by: Any, at: datetime) -> None:
    indicator = row.assignment.action.indicators.get()
    draft_commitment(row.assignment, PROMISE, year=2027, indicator=indicator, by=by, at=at)


def _save_commitment(row: Any, by: Any, at: datetime) -> None:
    save_commitment(row, PROMISE, indicator=row.indicator, version=row.version, by=by, at=at)


def _commitment(state: str, stage: Stage, report: ProgressReport) -> Any:
    operator, official = writers(report, stage.people)
    commitment = draft_commitment(
        report.assignment,
        PROMISE,
        year=2027,
        indicator=report.assignment.action.indicators.get(),
        by=operator,
        at=stage.now,
    )
    if state == "submitted":
        submit_commitment(commitment, by=official, at=stage.now)
    return commitment


LINE = BudgetContent("apbn", ro_code="6042.QDB.001", allocated=Decimal(200_000_000))


def _save_line(row: Any, by: Any, at: datetime) -> None:
    save_budget_line(row, LINE, version=row.version, by=by, at=at)


def _with_line(state: str) -> Callable[[Stage, Any], Any]:
    """A promise with a line: a draft as it is written, or one that is in force."""

    def made(stage: Stage, report: Any) -> Any:
        if state == "draft":
            row = _commitment(state, stage, report)
            operator, _official = writers(report, stage.people)
            save_budget_line(row, LINE, version=row.version, by=operator, at=stage.now)
            return row
        return BudgetLine.everything.create(commitment=_approved(stage, report), source="apbn")

    return made


def _remove_line(row: Any, by: Any, at: datetime) -> None:
    remove_budget_line(row.budget_lines.get(), version=row.version, by=by, at=at)


def _spend(line: Any, by: Any, at: datetime) -> None:
    record_spending(line, Decimal(5), version=line.commitment.version, by=by, at=at)


def _reports(stage: Stage) -> list[Matter]:
    """One of each kind: of a ministry, a unit, BNPT itself, a province."""
    return [matter for matter in stage.reports() if matter.owner != "Polri"]


def _national_reports(stage: Stage) -> list[Matter]:
    return [matter for matter in stage.national_reports() if matter.owner != "Kemenag"]


def _on_reports(state: str, do: Do) -> Deed:
    return Deed(_reports, partial(_walked, state), do)


def _on_national_reports(state: str, do: Do) -> Deed:
    return Deed(_national_reports, partial(_walked, state), do)


def _on_commitments(state: str, do: Do) -> Deed:
    return Deed(_national_reports, partial(_commitment, state), do)


DEEDS: dict[str, Deed] = {
    "report.begin": _on_reports("not_started", _save),
    "report.write": _on_reports("draft", _save),
    "report.autosave": _on_reports(
        "draft",
        lambda row, by, at: autosave(row, {"narrative": "setengah"}, version=0, by=by, at=at),
    ),
    "report.workbook": _on_national_reports("draft", _accept_workbook),
    "evidence.attach": _on_reports(
        "draft", lambda row, by, at: attach_evidence(row, a_file(), title="Foto", by=by, at=at)
    ),
    "evidence.remove": Deed(
        _reports, _evidence, lambda row, by, at: remove_evidence(row, by=by, at=at)
    ),
    "activity.save": _on_national_reports(
        "draft", lambda row, by, at: save_activity(row, some_activity(), by=by, at=at)
    ),
    "activity.remove": Deed(
        _national_reports,
        _with_activity,
        lambda row, by, at: remove_activity(row.activities.get(), row, by=by, at=at),
    ),
    "activity.autosave": _on_national_reports(
        "draft",
        lambda row, by, at: autosave_activity(
            row, {"title": "setengah"}, draft_version=0, by=by, at=at
        ),
    ),
    "activity.discard": Deed(
        _national_reports,
        _with_half_typed,
        lambda row, by, at: discard_activity_draft(row, None, draft_version=1, by=by, at=at),
    ),
    "report.propose": _on_reports("draft", lambda row, by, at: propose_report(row, by=by, at=at)),
    "report.hand_back": _on_reports(
        "proposed",
        lambda row, by, at: hand_back_report(row, reason="Mohon diperiksa lagi.", by=by, at=at),
    ),
    "report.submit": _on_reports("proposed", lambda row, by, at: submit_report(row, by=by, at=at)),
    "report.withdraw": _on_reports(
        "submitted", lambda row, by, at: withdraw_report(row, by=by, at=at)
    ),
    "review.start": _on_reports("submitted", lambda row, by, at: start_review(row, by=by, at=at)),
    "review.hand_over": Deed(_reports, _held, _hand_over),
    "report.return": _on_reports(
        "submitted", lambda row, by, at: return_report(row, remarks=REMARKS, by=by, at=at)
    ),
    "report.answer": _on_reports("returned", _answer),
    "report.accept": _on_reports("submitted", _accept),
    "report.undo": _on_reports("submitted", _return_and_undo),
    "report.undo_to_chair": _on_national_reports("awaiting_chair", _endorse_and_undo),
    "report.endorse": _on_national_reports(
        "awaiting_chair", lambda row, by, at: endorse_report(row, by=by, at=at)
    ),
    "letter.record": _on_reports("not_started", lambda row, by, at: recorded(row, by=by, at=at)),
    "report.confirm_paper": Deed(
        _reports, _letter, lambda row, by, at: confirm_record(row, by=by, at=at)
    ),
    "letter.refuse": Deed(
        _reports,
        _letter,
        lambda row, by, at: refuse_record(row, reason="Nomor keliru.", by=by, at=at),
    ),
    "letter.object": Deed(
        _reports,
        _confirmed_letter,
        lambda row, by, at: object_to_record(row, reason="Bukan surat kami.", by=by, at=at),
    ),
    "sheet.upload": _on_reports("draft", _upload_sheet),
    "extension.request": _on_reports("draft", _ask_for_time),
    "extension.grant": Deed(
        _led_by_others, _time_asked, lambda row, by, at: grant_time(row, by=by, at=at)
    ),
    "extension.decline": Deed(
        _led_by_others,
        _time_asked,
        lambda row, by, at: decline_time(row, reason="Cukup.", by=by, at=at),
    ),
    "extension.grant_to_lead": Deed(_of_the_lead, partial(_walked, "draft"), _give_time),
    "closed_path.begin": _on_national_reports(
        "not_started",
        lambda row, by, at: close_duty(row.assignment, reason="Rahasia.", by=by, at=at),
    ),
    "closed_path.end": Deed(
        _national_reports,
        _closed_duty,
        lambda row, by, at: end_closed_duty(row, reason="Terbuka lagi.", by=by, at=at),
    ),
    "closed_report.write": Deed(
        _national_reports,
        _closed_report,
        lambda row, by, at: save_closed_report(
            row, ClosedContent("on_track", "R-7", None), version=0, by=by, at=at
        ),
    ),
    "duty.hand_on": _on_national_reports(
        "not_started",
        lambda row, by, at: hand_to_unit(
            row.assignment, None, shown=row.assignment.unit_id, by=by, at=at
        ),
    ),
    "reminder.send": Deed(_of_different_houses, _owner, _remind),
    "reminder.send_to_province": Deed(Stage.regional_reports, _owner, _remind),
    "reminder.undo": Deed(_of_different_houses, _reminded, _unremind),
    "unit_deadline.set": Deed(_national_reports, _unit, _ask_for_a_day),
    "office.delegate": Deed(_offices, _as_it_is, _delegate),
    "office.end_delegation": Deed(
        _offices, _delegated, lambda row, by, at: end_delegation(row, by=by, at=at)
    ),
    "office.appoint_acting": Deed(_offices, _as_it_is, _appoint),
    "institution_report.cover": Deed(_national_reports, _compiled, _cover),
    "joint_narrative.write": Deed(
        _national_reports, lambda _stage, report: report.assignment.action, _write_jointly
    ),
    "report.lock": Deed(
        _verified_reports, _as_it_is, lambda row, by, at: lock_period(row.period, by=by, at=at)
    ),
    "commitment.draft": Deed(_national_reports, _as_it_is, _draft),
    "commitment.write": _on_commitments("draft", _save_commitment),
    "commitment.revise": Deed(
        _national_reports, _approved, lambda row, by, at: revise_commitment(row, by=by, at=at)
    ),
    "budget.save": _on_commitments("draft", _save_line),
    "budget.remove": Deed(_national_reports, _with_line("draft"), _remove_line),
    "budget.spend": Deed(_national_reports, _with_line("approved"), _spend),
    "commitment.submit": _on_commitments(
        "draft", lambda row, by, at: submit_commitment(row, by=by, at=at)
    ),
    "commitment.approve": _on_commitments(
        "submitted", lambda row, by, at: approve_commitment(row, by=by, at=at)
    ),
    "commitment.return": _on_commitments(
        "submitted",
        lambda row, by, at: return_commitment(row, reason="Target belum wajar.", by=by, at=at),
    ),
    "period.schedule": Deed(Stage.periods, _as_it_is, _schedule),
    "period.reschedule": Deed(
        Stage.periods,
        lambda stage, _period: scheduled(stage.world, stage.people, stage.now),
        lambda row, by, at: reschedule_period(row, days(name="Nama lain"), by=by, at=at),
    ),
    "period.open": Deed(
        Stage.periods,
        lambda stage, _period: stage.world.next_period,
        lambda row, by, at: open_period(row, by=by, at=at),
    ),
    "period.close": Deed(
        Stage.periods,
        _as_it_is,
        lambda row, by, at: close_period(row, by=by, at=at),
    ),
    "period.reopen": Deed(
        Stage.periods,
        _closed,
        lambda row, by, at: reopen_period(row, reason="Ada laporan susulan.", by=by, at=at),
    ),
    "holidays.import": Deed(Stage.periods, _as_it_is, _import_holidays),
    "period.lock": Deed(Stage.periods, _closed, lambda row, by, at: lock_period(row, by=by, at=at)),
}
