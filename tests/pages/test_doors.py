"""Small doors: /ke/, notices, search, jobs, health, permissions, style."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from actions.models import Action
from journal.models import Job, JobState, Notice
from journal.services import tell
from pillars.models import Classification
from tests import factories
from tests.factories import World
from tests.pages.visiting import body_of, queries_of, signed_in, words_of
from tests.people import People


def to(record: Any) -> str:
    """The address that a notice about a record carries."""
    return reverse("go", args=[record._meta.label_lower, record.pk])


def test_a_notice_leads_each_reader_to_their_own_page_of_the_report(
    small_plan: World, people: People, now: datetime
) -> None:
    report = small_plan.report("P1-F01-A001", "Kemenag")

    assert signed_in(people.operator).get(to(report))["Location"].endswith("/isi/")
    factories.a_report("submitted", report, people, at=now)
    assert signed_in(people.operator).get(to(report))["Location"].endswith("/periksa/")
    assert signed_in(people.verifier).get(to(report))["Location"].endswith("/verifikasi/")
    assert signed_in(people.secretariat).get(to(report))["Location"].endswith("/periksa/")


def test_what_a_reader_may_not_see_does_not_exist(small_plan: World, people: People) -> None:
    report = small_plan.report("P1-F01-A001", "Kemenag")
    client = signed_in(people.other_operator)

    foreign, absent = client.get(to(report)), client.get(to(report).replace(str(report.pk), "99"))

    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert words_of(foreign) == words_of(absent)


@pytest.mark.parametrize("label", ["accounts.user", "tidak.ada", "sessions.session"])
def test_only_records_with_a_page_can_be_gone_to(label: str, people: People) -> None:
    assert signed_in(people.secretariat).get(f"/ke/{label}/1/").status_code == 404


def test_every_kind_of_record_leads_somewhere(small_plan: World, people: People) -> None:
    client = signed_in(people.secretariat)
    regional = small_plan.regional_report("32")
    commitment = small_plan.actions[0].assignments.all()[0].commitments.all()[0]
    for record in (
        small_plan.actions[0],
        small_plan.actions[0].assignments.all()[0],
        commitment,
        regional,
        small_plan.period,
        small_plan.institutions["BNPT"],
    ):
        target = client.get(to(record))["Location"]
        assert client.get(target).status_code == 200


def test_going_to_a_record_reads_its_notices_and_no_others(
    small_plan: World, people: People, now: datetime
) -> None:
    report = small_plan.report("P1-F01-A001", "Kemenag")
    for person in (people.operator, people.approver):
        tell([person.pk], report, "Ada kabar", key=f"satu-{person.pk}", at=now)
    tell([people.operator.pk], small_plan.period, "Lain", key="dua", at=now)

    signed_in(people.operator).get(to(report))

    unread = Notice.everything.filter(read_at=None).values_list("sentence", "recipient_id")
    assert sorted(unread) == sorted(
        [("Ada kabar", people.approver.pk), ("Lain", people.operator.pk)]
    )


def test_notices_are_grouped_and_only_ones_own(
    small_plan: World, people: People, now: datetime
) -> None:
    report = small_plan.report("P1-F01-A001", "Kemenag")
    for number in (1, 2):
        tell([people.operator.pk], report, f"Kabar {number}", key=f"k{number}", at=now)
    tell([people.approver.pk], report, "Kabar rekan", key="rekan", at=now)

    page = signed_in(people.operator).get(reverse("notices"))

    assert [len(group.notices) for group in page.context["groups"]] == [2]
    assert "Kabar rekan" not in words_of(page)
    assert "Tidak ada yang baru." in words_of(signed_in(people.chair).get(reverse("notices")))


def test_everything_can_be_marked_as_read_but_only_ones_own(
    small_plan: World, people: People, now: datetime
) -> None:
    tell([people.operator.pk, people.approver.pk], small_plan.period, "Kabar", key="k", at=now)
    client = signed_in(people.operator)

    assert client.get(reverse("notices-read")).status_code == 405
    client.post(reverse("notices-read"))

    unread = Notice.everything.filter(read_at=None)
    assert [notice.recipient_id for notice in unread] == [people.approver.pk]


def test_the_inbox_takes_as_many_queries_for_many_notices(
    small_plan: World, people: People, now: datetime
) -> None:
    tell([people.operator.pk], small_plan.period, "Kabar", key="k", at=now)
    few = queries_of(people.operator, reverse("notices"))
    for number, action in enumerate(small_plan.actions * 5):
        tell([people.operator.pk], action, "Kabar", key=f"k{number}", at=now)

    assert (few, queries_of(people.operator, reverse("notices"))) == (8, 8)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("P1-F01-A001", "Aksi contoh P1-F01-A001"),
        ("kementerian agama", "Kemenag"),
        ("Bali", "Pemerintah Provinsi Bali"),
        ("Intan", "Verifikator Pilar 1"),
    ],
)
def test_the_desk_finds_actions_institutions_and_people(
    text: str, found: str, people: People
) -> None:
    page = signed_in(people.secretariat).get(reverse("search"), {"q": text})

    assert found in words_of(page)


def test_search_does_not_reveal_what_is_hidden(small_plan: World, people: People) -> None:
    Action.everything.filter(code="P2-F01-A001").update(
        title="JUDUL-RAHASIA", classification=Classification.SECRET
    )
    asked = {"q": "JUDUL-RAHASIA"}

    assert "1 hasil" in words_of(signed_in(people.coordinator).get(reverse("search"), asked))
    for part in ("operator", "verifier", "province_operator"):
        page = signed_in(people.all()[part]).get(reverse("search"), asked)
        assert "Tidak ada hasil" in words_of(page)


def test_people_are_found_inside_their_own_institution_only(people: People) -> None:
    asked = {"q": "Darma Wiguna"}

    assert "1 hasil" in words_of(signed_in(people.operator).get(reverse("search"), asked))
    stranger = signed_in(people.other_operator).get(reverse("search"), asked)
    assert "Tidak ada hasil" in words_of(stranger)


@pytest.mark.parametrize("text", ["", "a", "   "])
def test_too_few_letters_are_not_searched(text: str, people: People) -> None:
    page = signed_in(people.operator).get(reverse("search"), {"q": text})

    assert page.context["groups"] == []


def test_what_was_typed_is_shown_as_text(people: People) -> None:
    page = signed_in(people.operator).get(reverse("search"), {"q": "<script>alert(1)</script>"})

    assert "<script>alert" not in body_of(page)


@pytest.fixture
def job(people: People, now: datetime) -> Job:
    """A piece of work that the Kemenag operator has asked for."""
    return Job.everything.create(
        task="contoh",
        key="contoh-1",
        state=JobState.RUNNING,
        percent=40,
        step="menghitung",
        created_at=now,
        created_by=people.operator,
        heartbeat_at=now,
    )


def test_whoever_asked_sees_how_far_a_job_is(job: Job, people: People) -> None:
    url = reverse("job", args=[job.pk])

    page = signed_in(people.operator).get(url)

    assert "Sedang berjalan: menghitung 40%" in words_of(page)
    assert 'hx-trigger="every 2s"' in body_of(page)
    assert signed_in(people.secretariat).get(url).status_code == 200
    assert signed_in(people.approver).get(url).status_code == 404
    assert signed_in(people.other_operator).get(url).status_code == 404


def test_a_repeated_question_gets_only_the_part_and_stops_when_done(
    job: Job, people: People
) -> None:
    Job.everything.filter(pk=job.pk).update(
        state=JobState.DONE, percent=100, result={"url": "/beranda/"}
    )

    part = signed_in(people.operator).get(
        reverse("job", args=[job.pk]), headers={"HX-Request": "true"}
    )

    assert "<html" not in body_of(part)
    assert "hx-trigger" not in body_of(part)
    assert 'href="/beranda/"' in body_of(part)


def test_a_result_never_leads_out_of_the_house(job: Job, people: People) -> None:
    Job.everything.filter(pk=job.pk).update(
        state=JobState.DONE, result={"url": "https://jahat.example/"}
    )

    page = signed_in(people.operator).get(reverse("job", args=[job.pk]))

    assert "jahat.example" not in body_of(page)


def test_health_is_open_and_says_only_yes_and_no(db: None) -> None:
    answer = Client().get(reverse("health"))

    assert answer.status_code == 200
    assert answer.json() == {"database": True, "queue": True}


def test_health_fails_when_work_waits_too_long(job: Job, now: datetime) -> None:
    Job.everything.filter(pk=job.pk).update(
        state=JobState.QUEUED, created_at=now - timedelta(minutes=6), heartbeat_at=None
    )

    answer = Client().get(reverse("health"))

    assert answer.status_code == 503
    assert answer.json() == {"database": True, "queue": False}


def test_the_matrix_of_rights_can_be_read(people: People) -> None:
    page = signed_in(people.operator).get(reverse("permissions"))

    assert page.status_code == 200
    assert "Kepala BNPT" in words_of(page)


def test_the_style_page_shows_every_status(people: People) -> None:
    words = words_of(signed_in(people.operator).get(reverse("style")))

    for word in ("Tercapai", "Sesuai target", "Perlu perhatian", "Tertinggal", "Belum melapor"):
        assert word in words


def test_only_roles_that_may_are_named_in_the_matrix(people: People) -> None:
    rows = signed_in(people.operator).get(reverse("permissions")).context["rows"]

    assert all("()" not in role and "tidak" not in role for row in rows for role in row.roles)
    assert any(row.roles for row in rows)


def test_the_matrix_is_limited_to_one_role_and_tells_its_cases(people: People) -> None:
    asked = {"peran": "Verifikator Sekber", "kata": "menyetujui laporan (verifikasi)"}

    page = signed_in(people.verifier).get(reverse("permissions"), asked)

    words = words_of(page)
    assert "1 dari" in words
    assert "pilar sendiri: ya pilar lain: tidak instansi sendiri: tidak" in words
    whole = signed_in(people.verifier).get(reverse("permissions"), {"peran": "PPID"})
    allowed = [row.is_allowed for row in whole.context["rows"]]
    assert allowed == sorted(allowed, reverse=True)
