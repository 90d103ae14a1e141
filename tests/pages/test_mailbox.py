"""Kotak surat contoh and the mail command: what leaves can be read, and rehearsed."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse

from journal.models import Notice, Urgency
from journal.services import send_waiting_mail, tell
from progress.models import Reminder
from tests.factories import World
from tests.pages.visiting import signed_in, words_of
from tests.people import People

MAILBOX = reverse("mailbox")


@pytest.fixture
def _folder(tmp_path: Path, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")


def _sent(small_plan: World, people: People, now: datetime) -> None:
    for person in (people.operator, people.other_operator):
        report = small_plan.report("P1-F01-A006", "Kemenag")
        said = f"Kabar bagi {person.name} · contoh"
        tell([person.pk], report, said, key="x", at=now, urgency=Urgency.RETURNED)
    assert send_waiting_mail(at=now + timedelta(minutes=1)) == 2


@pytest.mark.usefixtures("_folder")
def test_everybody_reads_their_own_mail_and_the_desk_all(
    small_plan: World, people: People, now: datetime
) -> None:
    _sent(small_plan, people, now)

    own, desk = (words_of(signed_in(p).get(MAILBOX)) for p in (people.operator, people.secretariat))

    assert "Kabar bagi Rahmi Lestari · contoh" in own
    assert "Tika Maharani" not in own
    assert "RAN PE: ada kabar untuk Anda" in own
    assert "Rahmi Lestari" in desk
    assert "Tika Maharani" in desk


@pytest.mark.usefixtures("_folder")
def test_an_empty_folder_is_said(people: People) -> None:
    assert "Belum ada surel." in words_of(signed_in(people.operator).get(MAILBOX))


def test_outside_the_demonstration_there_is_no_such_page(people: People, settings: Any) -> None:
    settings.DEMO = False

    assert signed_in(people.secretariat).get(MAILBOX).status_code == 404


def _command(*words: str) -> str:
    out = io.StringIO()
    call_command("mail", *words, stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("people")
def test_a_dry_run_shows_the_mail_of_a_moment_and_leaves_nothing(small_plan: World) -> None:
    address = "operator.kemenag@ranpe.example"

    said = _command("--dry-run", "--at", "2026-08-01T09:00", "--to", address)

    assert "Latihan untuk 1 Agu 2026 09.00 WIB; tidak ada yang dikirim atau dicatat." in said
    assert f"Kepada: {address}" in said
    assert "1 surel akan berangkat." in said
    assert not Reminder.everything.exists()
    assert not Notice.everything.exists()
    assert mail.outbox == []


@pytest.mark.usefixtures("small_plan", "people")
def test_the_command_reminds_and_sends_once(now: datetime) -> None:
    first, second = _command("--at", now.isoformat()), _command("--at", now.isoformat())

    assert "pengingat H-3: Kemenag · Semester I 2026, 2 orang" in first
    assert "\n20 surel berangkat." in first
    assert second == "0 surel berangkat.\n"


@pytest.mark.usefixtures("small_plan", "people")
def test_the_command_sends_nothing_ahead_of_time_and_refuses_nonsense() -> None:
    with pytest.raises(CommandError, match="hanya untuk --dry-run"):
        _command("--at", "2026-08-20T09:00")
    with pytest.raises(CommandError, match="bukan waktu"):
        _command("--at", "besok")


@pytest.mark.usefixtures("small_plan", "people")
def test_a_rehearsal_before_the_last_reminder_is_refused_in_one_sentence(now: datetime) -> None:
    _command("--at", now.isoformat())

    with pytest.raises(CommandError, match="Jam server mundur"):
        _command("--dry-run", "--at", "2026-07-20T09:00")
