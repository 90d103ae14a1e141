"""The sample world: believable, marked, whole, and the same every time."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from accounts.models import Grant, Occupancy, OccupancyKind, Position, Role, User
from actions.models import Action, ActionText, Commitment, RegionalPlan
from files.models import StoredFile
from files.services import read_bytes
from institutions.models import SekberRole
from journal.models import Entry, MailState, Notice, Remark
from journal.verification import verify
from pillars.models import Period, PeriodState, Plan
from progress.models import (
    Draft,
    Evidence,
    ProgressReport,
    RegionalReport,
    Submission,
    Verification,
)
from ranpe.kit.clock import day_of
from ranpe.sampling.roster import PASSWORD, demo_accounts
from ranpe.sampling.world import anchor
from reporting.models import Seal
from workgroups.models import Decision, Letter, LetterState, Meeting, Membership, Recommendation

ANCHOR = "2026-11-24"
MARK = "RAHASIA-CONTOH"
WRITES = ("INSERT", "UPDATE", "DELETE")
# What an institution writes for nobody but the Secretariat.
HIDDEN_WORDS = ("narrative", "obstacle", "follow_up", "note_to_verifier", "nil_reason")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("seeded"),
    pytest.mark.xdist_group("sampling"),
]


@pytest.fixture(scope="module")
def seeded(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The world inside one transaction, rolled back after the last of these tests."""
    folder: Path = tmp_path_factory.mktemp("contoh")
    own = override_settings(MEDIA_ROOT=folder / "files", PORTAL_FILES_ROOT=folder / "public")
    with django_db_blocker.unblock(), own, transaction.atomic():
        call_command("seed", at=ANCHOR, small=True, verbosity=0)
        yield folder
        transaction.set_rollback(True)


@pytest.fixture
def _own_folders(seeded: Path, settings: Any) -> None:
    """The files of the small world, in place of the folders of a single test."""
    settings.MEDIA_ROOT = seeded / "files"
    settings.PORTAL_FILES_ROOT = seeded / "public"


@pytest.fixture
def now() -> datetime:
    """The moment at which the sample world stands."""
    return datetime.fromisoformat(f"{ANCHOR}T10:00:00+07:00")


def all_reports() -> list[Any]:
    return [*ProgressReport.everything.all(), *RegionalReport.everything.all()]


def test_the_anchor_is_kept_in_the_journal_and_a_second_run_writes_nothing() -> None:
    said = io.StringIO()

    with CaptureQueriesContext(connection) as seen:
        call_command("seed", at="2027-03-01", stdout=said)

    assert anchor() == date(2026, 11, 24)
    assert "sudah ada (per 24 November 2026); tidak diubah" in said.getvalue()
    assert [q["sql"] for q in seen.captured_queries if q["sql"].startswith(WRITES)] == []


def test_the_samples_are_for_the_demonstration_mode_only(settings: Any) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError, match="hanya untuk mode demonstrasi"):
        call_command("seed")


def test_everything_says_that_it_is_sample_data() -> None:
    assert not User.everything.exclude(is_sample=True, email__endswith="@ranpe.example").exists()
    assert not Plan.everything.exclude(is_sample=True).exists()
    assert not ActionText.everything.exclude(title__contains="data contoh").exists()
    assert not Evidence.everything.exclude(title__contains="data contoh").exists()
    assert not RegionalPlan.everything.exclude(instrument="").exclude(
        instrument__contains="data contoh"
    )


def test_every_word_that_is_not_for_the_public_carries_a_marked_phrase() -> None:
    texts = [
        str(submission.content[name])
        for submission in Submission.everything.all()
        for name in HIDDEN_WORDS
        if submission.content.get(name)
    ]
    texts += [getattr(row, name) for row in all_reports() for name in HIDDEN_WORDS]
    texts += [row.content["narrative"] for row in Draft.everything.all()]
    texts += Remark.everything.values_list("text", flat=True)
    texts += Verification.everything.values_list("note", flat=True)
    texts += Commitment.everything.values_list("planned_activity", flat=True)
    texts += Meeting.everything.values_list("summary", flat=True)
    texts += Recommendation.everything.values_list("note", flat=True)
    texts += Entry.everything.filter(verb__endswith=".return").values_list("reason", flat=True)

    written = [text for text in texts if text]
    assert len(written) > 100
    assert [text for text in written if MARK not in text] == []


def test_no_word_for_the_public_carries_one() -> None:
    texts = [row.public_summary for row in all_reports()]
    texts += Submission.everything.values_list("content__public_summary", flat=True)
    texts += Action.everything.values_list("title", flat=True)
    for name in ("title", "need", "intended_result", "output"):
        texts += ActionText.everything.values_list(name, flat=True)
    texts += Decision.everything.values_list("text", flat=True)
    texts += Recommendation.everything.values_list("text", flat=True)

    assert [text for text in texts if text and MARK in text] == []


def test_the_open_period_was_due_four_days_ago_and_closes_in_ten(now: datetime) -> None:
    period = Period.everything.get(state=PeriodState.OPEN)

    assert day_of(now) - day_of(period.due_at) == timedelta(days=4)
    assert day_of(period.closes_at) - day_of(now) == timedelta(days=10)
    assert Period.everything.filter(state=PeriodState.SCHEDULED).get().code == "S2"


def test_the_closed_year_is_locked_and_sealed() -> None:
    closed = Period.everything.filter(year=2025)

    assert {period.state for period in closed} == {PeriodState.LOCKED}
    assert Seal.everything.get().year == 2025


def test_a_returned_report_has_its_new_day_ahead(now: datetime) -> None:
    returned = ProgressReport.everything.filter(state="returned", period__state=PeriodState.OPEN)

    assert returned.exists()
    assert not returned.filter(due_at__lte=now).exists()


def test_nobody_checks_their_own_institution() -> None:
    rows = Verification.everything.select_related(
        "decided_by", "submission__report__assignment__institution"
    )
    own = [
        row
        for row in rows
        if row.submission.report
        and row.submission.report.assignment.institution_id
        in row.decided_by.reach.home_institutions
    ]

    assert rows.count() > 10
    assert own == []


def test_reports_of_the_leading_institution_are_checked_by_another_member() -> None:
    rows = Verification.everything.filter(
        submission__report__assignment__institution__sekber_role=SekberRole.LEAD
    )

    homes = {row.decided_by.offices[0].position.institution.sekber_role for row in rows}
    assert homes == {SekberRole.MEMBER}


def test_each_step_stands_in_the_journal_and_the_chain_is_whole(now: datetime) -> None:
    steps = Counter(Entry.everything.values_list("verb", flat=True))

    assert steps["report.submit"] == Submission.everything.count()
    assert steps["report.return"] == Verification.everything.filter(verdict="returned").count()
    assert verify() == []
    assert not Entry.everything.filter(seal=None).exists()
    assert not Entry.everything.filter(at__gt=now).exists()


def test_the_evidence_is_made_of_valid_files_each_of_its_own() -> None:
    files = list(StoredFile.everything.filter(evidence__isnull=False))

    assert len({file.sha256 for file in files}) == len(files) > 20
    page = PdfReader(io.BytesIO(read_bytes(files[0]))).pages[0]
    assert "data contoh" in page.extract_text()


def test_old_news_is_read_and_nothing_is_mailed(now: datetime) -> None:
    old = Notice.everything.filter(created_at__lt=now - timedelta(days=7))

    assert not old.filter(read_at=None).exists()
    assert not Notice.everything.exclude(mail_state=MailState.NONE).exists()


def test_every_account_of_the_roster_can_sign_in_and_holds_an_office() -> None:
    found = {account.email: User.objects.get(email=account.email) for account in demo_accounts()}

    assert all(user.is_active and user.offices for user in found.values())
    assert {user.password for user in User.everything.all()} == {
        found["kepala@ranpe.example"].password
    }
    assert found["kepala@ranpe.example"].check_password(PASSWORD)


def test_the_roster_has_an_account_for_every_role() -> None:
    held = {
        role
        for account in demo_accounts()
        for role in User.objects.get(email=account.email).reach.roles
    }

    assert held == set(Role.values) - {Role.POKJA_MEMBER}


def test_the_third_pillar_is_chaired_from_another_institution_than_the_lead() -> None:
    chairs = Membership.everything.filter(part="chair", group__kind="pokja")

    homes = {row.group.pillar_number: row.position.institution.code for row in chairs}
    assert homes == {1: "KL06", 2: "KL06", 3: "KL01"}


def test_the_members_of_the_secretariat_are_matched_to_pillars() -> None:
    rows = Grant.everything.filter(role=Role.SEKBER_MEMBER)

    assert dict(rows.values_list("position__institution__code", "pillar_number")) == {
        "KL01": 2,
        "KL02": 1,
        "KL03": 1,
        "KL04": 1,
        "KL05": 3,
    }


def test_an_acting_head_stands_in_the_past_only(now: datetime) -> None:
    office = Position.everything.get(title="Kepala BNPT")
    acting = Occupancy.everything.get(position=office, kind=OccupancyKind.PLH)

    assert acting.capacity == "Plh. Kepala BNPT"
    assert acting.user.email == "sestama@ranpe.example"
    assert list(office.occupancies.in_force(day_of(now)).values_list("user__email", flat=True)) == [
        "kepala@ranpe.example"
    ]


def test_a_unit_reports_through_its_own_people() -> None:
    unit_reports = Submission.everything.exclude(report__assignment__unit=None)
    senders = {
        (row.submitted_by.email, row.report.assignment.unit.code.lower())
        for row in unit_reports.select_related("submitted_by", "report__assignment__unit")
        if row.report and row.report.assignment.unit
    }

    assert senders
    assert {email for email, _code in senders} == {
        f"eselon2.{code}@ranpe.example" for _email, code in senders
    }


def test_there_is_a_letter_in_every_state_and_an_invitation() -> None:
    letters = Letter.everything.all()

    assert set(letters.values_list("state", flat=True)) == set(LetterState.values)
    assert letters.filter(kind="invitation").exists()
    assert letters.filter(through__isnull=False).exists()
    assert all(row.items.exists() for row in letters)
    numbered = letters.exclude(number="")
    assert all("CONTOH" in row.number and row.scan for row in numbered)
