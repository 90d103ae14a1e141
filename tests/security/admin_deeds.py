"""The acts of administration as they are really done, for the matrix."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from accounts.imports import PeopleFile, import_people
from accounts.models import Grant, GrantRequest, Position, Role, User
from accounts.services.rights import Right, confirm_right, end_right, give_right, withdraw_right
from journal.jobs import ask_again
from journal.models import Job, JobState, MailState
from journal.services import retry_failed_mail, tell
from ranpe.kit.clock import day_of
from tests.security.deeds import Deed
from tests.security.matrix import Matter
from tests.security.stage import Stage


def a_failed_job(at: datetime, key: str = "gagal") -> Job:
    """Work that was tried four times; its error quotes what a report says."""
    return Job.everything.create(
        task="contoh.gagal",
        key=key,
        state=JobState.FAILED,
        attempts=4,
        error="ValueError: RAHASIA-CONTOH di dalam uraian",
        created_at=at - timedelta(hours=2),
        heartbeat_at=at - timedelta(hours=1),
        finished_at=at - timedelta(hours=1),
    )


def a_failed_mail(person: User, subject: Any, at: datetime, key: str = "gagal") -> None:
    """A notice whose mail was given up."""
    tell([person.pk], subject, "RAHASIA-CONTOH dalam surel", key=key, at=at - timedelta(hours=5))
    person.notices.filter(key=f"{key}:{person.pk}").update(
        mail_state=MailState.FAILED, attempts=8, error="SMTPRecipientsRefused"
    )


def some_work(stage: Stage) -> list[Matter]:
    """Work that failed."""
    return [Matter(a_failed_job(stage.now))]


def _recipients(stage: Stage) -> list[Matter]:
    person = User.objects.get(email="berkas@ranpe.example")
    a_failed_mail(person, stage.world.period, stage.now)
    return [Matter(person)]


def a_request(position: Position, by: User, at: datetime) -> GrantRequest:
    """A right over the whole house that one person asked for."""
    return GrantRequest.everything.create(
        position=position, role=Role.PPID, reason="SK contoh", asked_at=at, asked_by=by
    )


def _an_office(_stage: Stage) -> list[Matter]:
    return [Matter(Position.everything.get(title="Deputi Bappenas"))]


def _requests(stage: Stage) -> list[Matter]:
    asker = User.objects.get(email="berkas@ranpe.example")
    return [Matter(a_request(matter.record, asker, stage.now)) for matter in _an_office(stage)]


def _rights(stage: Stage) -> list[Matter]:
    [matter] = _an_office(stage)
    return [Matter(Grant.everything.create(position=matter.record, role=Role.PPID))]


def _import(office: Position, by: User, at: datetime) -> None:
    line = {
        "email": "baru@ranpe.example", "name": "Ayu Pertiwi", "phone": "",
        "institution": office.institution.code, "unit": "", "title": office.title, "echelon": "",
        "starts_on": day_of(at), "decree": "SK contoh", "replaces": "no", "right": "",
    }  # fmt: skip
    import_people(PeopleFile("pengguna.csv", [line]), by=by, at=at)


def _give(role: str) -> Any:
    return lambda row, by, at: give_right(row, Right(role, "SK contoh"), by=by, at=at)


def _as_it_is(_stage: Stage, record: Any) -> Any:
    return record


ADMIN_DEEDS: dict[str, Deed] = {
    "people.import": Deed(_an_office, _as_it_is, _import),
    "right.give": Deed(_an_office, _as_it_is, _give(Role.OPERATOR)),
    "right.ask": Deed(_an_office, _as_it_is, _give(Role.PPID)),
    "right.confirm": Deed(
        _requests, _as_it_is, lambda row, by, at: confirm_right(row, by=by, at=at)
    ),
    "right.withdraw": Deed(
        _requests, _as_it_is, lambda row, by, at: withdraw_right(row, by=by, at=at)
    ),
    "right.end": Deed(
        _rights, _as_it_is, lambda row, by, at: end_right(row, reason="SK", by=by, at=at)
    ),
    "job.ask_again": Deed(some_work, _as_it_is, lambda row, by, at: ask_again(row, by=by, at=at)),
    "mail.retry": Deed(
        _recipients, _as_it_is, lambda row, by, at: retry_failed_mail(row, by=by, at=at)
    ),
}
