"""Sampaikan pengingat: who is told what, not again within a day, and back within ten seconds."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from accounts.models import Occupancy, User
from institutions.models import Institution
from journal.models import Entry, MailState, Notice
from journal.services import send_waiting_mail
from progress.models import Reminder
from progress.queries.reminders import chat_text
from progress.services.reminding import Told, send_reminders, undo_reminders
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from tests import factories
from tests.factories import World
from tests.people import People

SOON = timedelta(seconds=11)


def remind(world: World, people: People, at: datetime, *shorts: str, channel: str = "mail") -> Any:
    """The Secretariat reminds institutions of the open period."""
    chosen = Institution.everything.filter(short__in=shorts).order_by("code")
    return send_reminders(chosen, world.period, channel=channel, by=people.secretariat, at=at)


def test_the_writers_of_each_institution_are_told_codes_and_deadline_by_name(
    small_plan: World, people: People, now: datetime
) -> None:
    done = remind(small_plan, people, now, "Kemenag", "Kemensos")

    send_waiting_mail(at=now + SOON)

    assert [told.reminder.reached for told in done] == [2, 2]
    assert sorted(letter.to[0] for letter in mail.outbox) == [
        "eselon2.kemenag@ranpe.example",
        "eselon2.kemensos@ranpe.example",
        "operator.kemenag@ranpe.example",
        "operator.kemensos@ranpe.example",
    ]
    words = next(
        str(letter.body) for letter in mail.outbox if letter.to[0].startswith("eselon2.kemenag")
    )
    assert words == (
        "Yth. Darma Wiguna,\n\n"
        "Mohon penyampaian laporan Semester I 2026: P1-F01-A001, P1-F01-A002, P1-F01-A006 "
        "(batas waktu 31 Jul 2026, 3 hari lagi).\n\n"
        f"http://127.0.0.1:8000/ke/progress.reminder/{done[0].reminder.pk}/\n"
    )


def test_people_of_a_unit_are_told_of_their_own_reports_only(
    small_plan: World, people: People, now: datetime
) -> None:
    remind(small_plan, people, now, "Polri")

    own = Notice.everything.get(recipient=people.unit_operator)
    house = Notice.everything.filter(recipient=people.coordinator)
    assert "P1-F01-A004" in own.sentence
    assert "P2-F01" not in own.sentence
    assert "P2-F01-A001, P2-F01-A002" in house.get().sentence


def test_once_the_day_has_passed_the_coordinator_is_told_too(
    small_plan: World, people: People
) -> None:
    remind(small_plan, people, small_plan.period.due_at + timedelta(days=1), "Polri")

    told = Notice.everything.get(recipient=people.coordinator)
    assert "P1-F01-A004" in told.sentence


def test_a_province_is_reminded_too_by_its_supervisor(
    small_plan: World, people: People, now: datetime
) -> None:
    chosen = [small_plan.provinces["32"]]

    send_reminders(chosen, small_plan.period, channel="mail", by=people.regional_supervisor, at=now)

    told = Notice.everything.get(recipient=people.province_operator)
    assert told.sentence.startswith(
        "Mohon penyampaian laporan Semester I 2026: laporan daerah Jawa Barat"
    )


@pytest.mark.parametrize("part", ["regional_supervisor", "verifier", "approver", "head", "admin"])
def test_others_remind_no_ministry(
    part: str, small_plan: World, people: People, now: datetime
) -> None:
    person = people.all()[part]
    chosen = [small_plan.institutions["Kemensos"]]

    with pytest.raises(NotYours):
        send_reminders(chosen, small_plan.period, channel="mail", by=person, at=now)

    assert not Reminder.everything.exists()


def test_within_a_day_it_is_refused_in_words_and_after_it_is_sent(
    small_plan: World, people: People, now: datetime
) -> None:
    remind(small_plan, people, now, "Kemenag")

    [again] = remind(small_plan, people, now + timedelta(hours=23), "Kemenag")
    [later] = remind(small_plan, people, now + timedelta(hours=24), "Kemenag")

    assert again.reminder is None
    assert again.addressed.refusal == (
        "Sudah diingatkan 28 Jul 2026 10.00 WIB; dapat diingatkan lagi mulai 29 Jul 2026 10.00 WIB."
    )
    assert later.reminder is not None


def test_whoever_owes_nothing_and_whoever_has_nobody_is_named_and_the_rest_is_told(
    small_plan: World, people: People, now: datetime
) -> None:
    report = small_plan.report("P3-F01-A002", "Kemendagri")
    factories.a_report("submitted", report, people, at=now)
    at = now + timedelta(minutes=1)
    Occupancy.everything.filter(position__institution__short="Polri").update(ends_on="2026-01-31")

    done: list[Told] = remind(small_plan, people, at, "Kemenag", "Kemendagri", "Polri")

    assert {told.addressed.institution.short: told.addressed.refusal for told in done} == {
        "Kemenag": "",
        "Kemendagri": "Tidak ada laporan yang masih harus dikirim.",
        "Polri": "Belum ada orang yang dapat dihubungi.",
    }
    assert Reminder.everything.count() == 1


def test_without_an_address_the_inbox_tells_it_and_the_person_is_listed(
    small_plan: World, people: People, now: datetime
) -> None:
    User.everything.filter(pk=people.operator.pk).update(email="")

    [told] = remind(small_plan, people, now, "Kemenag")
    send_waiting_mail(at=now + SOON)

    assert [contact.name for contact in told.addressed.without_mail] == ["Rahmi Lestari"]
    assert Notice.everything.get(recipient=people.operator).mail_state == MailState.NONE
    assert len(mail.outbox) == 1


def test_by_inbox_only_nothing_is_mailed(small_plan: World, people: People, now: datetime) -> None:
    remind(small_plan, people, now, "Kemenag", channel="inbox")

    send_waiting_mail(at=now + SOON)

    assert mail.outbox == []
    assert Notice.everything.count() == 2


def test_within_ten_seconds_everything_is_taken_back(
    small_plan: World, people: People, now: datetime
) -> None:
    done = remind(small_plan, people, now, "Kemenag", "Kemensos")
    rows = [told.reminder for told in done]

    count = undo_reminders(rows, by=people.secretariat, at=now + timedelta(seconds=9))
    send_waiting_mail(at=now + SOON)

    assert count == 2
    assert mail.outbox == []
    assert not Notice.everything.exists()
    assert Entry.everything.filter(verb="reminder.withdrawn").count() == 2
    [again] = remind(small_plan, people, now + SOON, "Kemenag")
    assert again.reminder is not None


def test_after_ten_seconds_nothing_is_taken_back(
    small_plan: World, people: People, now: datetime
) -> None:
    done = remind(small_plan, people, now, "Kemenag")

    with pytest.raises(OutOfTurn):
        undo_reminders([done[0].reminder], by=people.secretariat, at=now + UNDO)

    assert Notice.everything.count() == 2


UNDO = timedelta(seconds=10)


def test_nobody_takes_back_what_another_has_sent(
    small_plan: World, people: People, now: datetime
) -> None:
    done = remind(small_plan, people, now, "Kemenag")

    with pytest.raises(NotYours):
        undo_reminders([done[0].reminder], by=people.head, at=now)


def test_a_clock_that_was_put_back_sends_nothing_and_says_so(
    small_plan: World, people: People, now: datetime
) -> None:
    remind(small_plan, people, now, "Kemenag")

    with pytest.raises(OutOfTurn, match="Jam server mundur"):
        remind(small_plan, people, now - timedelta(hours=2), "Kemensos")

    assert Reminder.everything.count() == 1


def test_nobody_chosen_is_said(small_plan: World, people: People, now: datetime) -> None:
    with pytest.raises(Incomplete, match="Pilih paling sedikit satu penerima"):
        remind(small_plan, people, now)


def test_the_text_for_a_chat_holds_codes_deadline_and_link_and_no_words(
    small_plan: World, people: People, now: datetime
) -> None:
    report = small_plan.report("P1-F01-A001", "Kemenag")
    factories.a_report("draft", report, people, at=now)

    text = chat_text([factories.again(report)])

    assert text == (
        "Yth. Bapak/Ibu,\nmohon penyampaian laporan RAN PE Semester I 2026.\n"
        "Kode: P1-F01-A001\nBatas waktu: 31 Jul 2026\n"
        f"http://127.0.0.1:8000/laporan-kemajuan/?periode={small_plan.period.pk}"
    )
