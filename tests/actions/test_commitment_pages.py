"""The pages of Form A: the list of a year, the form, one commitment, the chair's queue."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Grant, Role
from actions.models import Assignment, Commitment, CommitmentState, Indicator
from actions.services import approve_commitment, revise_commitment, submit_commitment
from pillars.models import PlanRules
from tests.actions.test_commitments import a_revision, approved, promised
from tests.factories import World
from tests.pages.visiting import body_of, queries_of, signed_in, ten_times, words_of
from tests.people import People

LIST = reverse("commitments:list")
QUEUE = reverse("commitments:queue")


def url(name: str, row: Any) -> str:
    """The address of a commitment's page."""
    return reverse(f"commitments:{name}", args=[row.pk])


def unpromised(world: World, code: str = "P1-F01-A001") -> tuple[Assignment, str]:
    """An assignment whose promise was taken away, and the address of its empty form."""
    row = promised(world, code)
    assignment = row.assignment
    row.delete()
    return assignment, reverse("commitments:new", args=[assignment.pk, 2026])


def typed(world: World, **changes: Any) -> dict[str, Any]:
    """A filled Form A as a browser sends it."""
    indicator = Indicator.everything.get(action__code="P1-F01-A001")
    return {
        "planned_activity": "Pelatihan guru di dua provinsi (data contoh).",
        "location": "Jawa Barat dan Bali",
        "indicator": str(indicator.pk),
        "annual_target": "1.234,5",
        "target_0": "600",
        "target_1": "1.234,5",
        "version": "0",
        "do": "save",
        **changes,
    }


# --- The list --------------------------------------------------------------------------------


def test_an_institution_sees_its_own_promises_and_who_has_none(
    small_plan: World, people: People
) -> None:
    _assignment, form = unpromised(small_plan)
    answer = signed_in(people.operator).get(LIST)

    words = words_of(answer)
    assert "2 dari 3 penugasan memiliki komitmen yang disetujui." in words
    assert form in body_of(answer)
    assert words.index("P1-F01-A001") < words.index("P1-F01-A002")
    assert "P1-F01-A003" not in words


def test_the_list_is_limited_to_those_who_have_none(small_plan: World, people: People) -> None:
    unpromised(small_plan)

    words = words_of(signed_in(people.secretariat).get(LIST, {"keadaan": "none"}))

    assert "P1-F01-A001" in words
    assert "P1-F01-A002" not in words


def test_a_year_without_calendar_does_not_exist(people: People) -> None:
    assert signed_in(people.operator).get(LIST, {"tahun": "1999"}).status_code == 404


def test_a_chair_reads_the_promises_of_the_own_pillar(people: People) -> None:
    words = words_of(signed_in(people.chair).get(LIST))

    assert "P1-F01-A001" in words
    assert "P2-F01-A001" not in words


@pytest.mark.parametrize(("part", "count"), [("operator", 12), ("secretariat", 12), ("chair", 13)])
def test_the_list_takes_as_many_queries_for_ten_times_the_promises(
    part: str, count: int, small_plan: World, people: People
) -> None:
    person = people.all()[part]
    few = queries_of(person, LIST)
    ten_times(small_plan)

    assert (few, queries_of(person, LIST)) == (count, count)


@pytest.mark.parametrize("name", ["progress:reports", "home"])
def test_reporters_find_the_list(name: str, people: People) -> None:
    assert LIST in body_of(signed_in(people.operator).get(reverse(name)))


# --- The form --------------------------------------------------------------------------------


def test_saving_reads_indonesian_numbers_and_comes_back(small_plan: World, people: People) -> None:
    assignment, form = unpromised(small_plan)
    client = signed_in(people.operator)

    answer = client.post(form, typed(small_plan))

    row = Commitment.everything.get(assignment=assignment)
    assert answer.headers["Location"] == url("edit", row)
    assert row.annual_target == Decimal("1234.5")
    assert [target.value for target in row.targets.order_by("period__code")] == [
        Decimal(600),
        Decimal("1234.5"),
    ]
    page = body_of(client.get(url("edit", row)))
    assert 'value="1.234,5"' in page


def test_the_form_shows_code_unit_direction_and_what_is_internal(
    small_plan: World, people: People
) -> None:
    PlanRules.everything.update(form_codes={"commitment": "A-1"})
    _assignment, form = unpromised(small_plan)

    words = words_of(signed_in(people.operator).get(form))

    assert "Form A-1" in words
    assert "satuan orang · arah naik" in words
    assert "Anggaran (opsional) internal" in words
    assert "Target sampai akhir Semester I 2026" in words


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("annual_target", "0", "harus lebih dari nol"),
        ("annual_target", "-5", "tidak boleh kurang dari nol"),
        ("annual_target", "seratus", "angka"),
        ("target_0", "2.000", "tidak boleh melebihi target tahunan"),
        ("target_1", "500", "kumulatif"),
        ("target_1", "1.000", "harus sama dengan target tahunan"),
        ("indicator", "", "Pilih indikatornya"),
        ("indicator", "own", "Tuliskan nama indikatornya"),
        ("own_name", "Guru yang dilatih", "Indikator lain, kami tulis sendiri"),
        ("planned_activity", "a" * 2001, "2000"),
    ],
)
def test_what_makes_no_sense_is_named_and_everything_typed_is_kept(
    field: str, text: str, said: str, small_plan: World, people: People
) -> None:
    assignment, form = unpromised(small_plan)
    sent = typed(small_plan, **{field: text})

    answer = signed_in(people.operator).post(form, sent)

    page = body_of(answer)
    assert answer.status_code == 422
    assert "data-error-summary" in page
    assert said in words_of(answer)
    for name in ("planned_activity", "location", "annual_target"):
        assert sent[name] in page
    assert not Commitment.everything.filter(assignment=assignment).exists()


def test_an_own_indicator_becomes_one_of_the_action(small_plan: World, people: People) -> None:
    assignment, form = unpromised(small_plan)
    own = {"indicator": "own", "own_name": "Kasus baru", "own_unit": "kasus"}

    signed_in(people.operator).post(form, typed(small_plan, **own, own_direction="down"))

    found = Commitment.everything.get(assignment=assignment).indicator
    assert (found.name, found.unit, found.direction) == ("Kasus baru", "kasus", "down")
    assert found.action_id == assignment.action_id


def test_a_foreign_indicator_is_no_choice(small_plan: World, people: People) -> None:
    _assignment, form = unpromised(small_plan)
    other = Indicator.everything.get(action__code="P2-F01-A001")

    answer = signed_in(people.operator).post(form, typed(small_plan, indicator=str(other.pk)))

    assert answer.status_code == 422


def test_two_people_at_one_form_lose_nothing(
    small_plan: World, people: People, now: datetime
) -> None:
    revision = a_revision(small_plan, people, now)
    client = signed_in(people.approver)

    answer = client.post(url("edit", revision), typed(small_plan, reason="Naik.", version="0"))

    page = body_of(answer)
    assert answer.status_code == 409
    assert "baru saja disimpan orang lain" in page
    assert "Pelatihan guru di dua provinsi" in page
    assert f'name="version" value="{revision.version}"' in page


def test_a_second_form_for_the_same_year_leads_to_the_first(
    small_plan: World, people: People
) -> None:
    row = promised(small_plan)
    form = reverse("commitments:new", args=[row.assignment_id, 2026])
    client = signed_in(people.operator)

    assert client.get(form).headers["Location"] == url("detail", row)
    assert client.post(form, typed(small_plan)).status_code == 409


def test_readers_who_do_not_write_get_no_form(small_plan: World, people: People) -> None:
    _assignment, form = unpromised(small_plan)

    assert signed_in(people.secretariat).get(form).status_code == 403
    assert signed_in(people.other_operator).get(form).status_code == 404


# --- One commitment --------------------------------------------------------------------------


def test_the_official_sends_what_the_operator_wrote(small_plan: World, people: People) -> None:
    assignment, form = unpromised(small_plan)
    signed_in(people.operator).post(form, typed(small_plan, do="check"))
    row = Commitment.everything.get(assignment=assignment)

    assert "Pejabat Eselon II instansi Anda yang mengajukannya" in words_of(
        signed_in(people.operator).get(url("detail", row))
    )
    assert signed_in(people.operator).post(url("submit", row)).status_code == 403
    client = signed_in(people.approver)
    assert "Ajukan komitmen" in words_of(client.get(url("detail", row)))
    client.post(url("submit", row))

    row.refresh_from_db()
    assert (row.state, row.submitted_by) == (CommitmentState.SUBMITTED, people.approver)


def test_the_official_sends_only_what_was_read(
    small_plan: World, people: People, now: datetime
) -> None:
    revision = a_revision(small_plan, people, now)
    client = signed_in(people.approver)

    stale = client.post(url("submit", revision), {"version": str(revision.version - 1)})
    assert stale.status_code == 409
    assert "diubah sejak Anda membacanya" in body_of(stale)
    client.post(url("submit", revision), {"version": str(revision.version)})
    revision.refresh_from_db()
    assert revision.state == CommitmentState.SUBMITTED


def test_what_is_missing_is_named_with_its_field(small_plan: World, people: People) -> None:
    assignment, form = unpromised(small_plan)
    signed_in(people.approver).post(form, typed(small_plan, target_0="", do="check"))
    row = Commitment.everything.get(assignment=assignment)

    page = body_of(signed_in(people.approver).get(url("detail", row)))

    assert "Target sampai akhir Semester I 2026 belum diisi." in page
    assert "#id_target_0" in page
    assert url("submit", row) not in page
    assert signed_in(people.approver).post(url("submit", row)).status_code == 422


def test_a_revision_is_begun_beside_the_promise_in_force(small_plan: World, people: People) -> None:
    row = promised(small_plan)
    client = signed_in(people.operator)

    answer = client.post(url("revise", row))

    revision = Commitment.everything.get(assignment=row.assignment, number=2)
    assert answer.headers["Location"] == url("edit", revision)
    words = words_of(client.get(url("edit", revision)))
    assert "Versi lama tetap berlaku" in words
    assert "Alasan perubahan" in words
    shown = words_of(client.get(url("detail", revision)))
    assert "Perubahan ini belum berlaku" in shown
    assert "sebelumnya: 100 orang" in shown


def test_all_versions_stay_readable(small_plan: World, people: People, now: datetime) -> None:
    revision = approved(a_revision(small_plan, people, now), people, now)
    first = promised(small_plan)

    words = words_of(signed_in(people.operator).get(url("detail", first)))

    assert "Ada versi yang lebih baru" in words
    assert "Versi 2 · 120 orang · Disetujui · berlaku" in words
    assert people.chair.printed_name in words_of(
        signed_in(people.operator).get(url("detail", revision))
    )


def test_the_page_takes_as_many_queries_however_many_versions(
    small_plan: World, people: People, now: datetime
) -> None:
    row = promised(small_plan)
    alone = queries_of(people.operator, url("detail", row))
    second = approved(a_revision(small_plan, people, now), people, now)
    third = revise_commitment(second, by=people.operator, at=now)

    assert (alone, queries_of(people.operator, url("detail", second))) == (13, 13)
    assert third.number == 3


# --- The chair -------------------------------------------------------------------------------


def submitted(world: World, people: People, now: datetime) -> list[Commitment]:
    """Two sent revisions of Kemenag in pillar one."""
    rows = []
    for code in ("P1-F01-A001", "P1-F01-A002"):
        revision = revise_commitment(promised(world, code), by=people.operator, at=now)
        Commitment.everything.filter(pk=revision.pk).update(reason="Peserta bertambah.")
        revision.reason = "Peserta bertambah."
        rows.append(submit_commitment(revision, by=people.approver, at=now))
    return rows


def test_the_queue_shows_what_changes_and_why(
    small_plan: World, people: People, now: datetime
) -> None:
    submit_commitment(a_revision(small_plan, people, now), by=people.approver, at=now)

    words = words_of(signed_in(people.chair).get(QUEUE))

    assert "1 komitmen menunggu keputusan Anda." in words
    assert "120 orang sebelumnya: 100 orang" in words
    assert "Peserta bertambah." in words


def test_a_chair_approves_several_at_once(small_plan: World, people: People, now: datetime) -> None:
    rows = submitted(small_plan, people, now)
    client = signed_in(people.chair)

    answer = client.post(QUEUE, {"pick": [row.pk for row in rows], "do": "approve"}, follow=True)

    assert "2 komitmen disetujui." in words_of(answer)
    states = set(Commitment.everything.filter(number=2).values_list("state", "approved_by"))
    assert states == {("approved", people.chair.pk)}


def test_a_chair_returns_several_with_one_reason(
    small_plan: World, people: People, now: datetime
) -> None:
    rows = submitted(small_plan, people, now)
    sent = {"pick": [row.pk for row in rows], "do": "return", "reason": "Terlalu tinggi."}

    signed_in(people.chair).post(QUEUE, sent)

    assert set(Commitment.everything.filter(number=2).values_list("state", flat=True)) == {
        "returned"
    }
    words = words_of(signed_in(people.operator).get(url("edit", rows[0])))
    assert "Terlalu tinggi." in words


def test_a_return_without_reason_keeps_the_ticks(
    small_plan: World, people: People, now: datetime
) -> None:
    rows = submitted(small_plan, people, now)

    answer = signed_in(people.chair).post(QUEUE, {"pick": [rows[0].pk], "do": "return"})

    page = body_of(answer)
    assert answer.status_code == 422
    assert "Tuliskan alasannya" in page
    assert f'value="{rows[0].pk}" id="pilih-{rows[0].pk}" checked' in page
    assert f'value="{rows[1].pk}" id="pilih-{rows[1].pk}">' in page


def test_nothing_ticked_decides_nothing(small_plan: World, people: People, now: datetime) -> None:
    submitted(small_plan, people, now)

    answer = signed_in(people.chair).post(QUEUE, {"do": "approve"})

    assert answer.status_code == 422
    assert "Centang dahulu" in body_of(answer)


def test_what_another_hand_decided_does_not_stop_the_others(
    small_plan: World, people: People, now: datetime
) -> None:
    rows = submitted(small_plan, people, now)
    approve_commitment(rows[0], by=people.pokja_head, at=now)

    sent = {"pick": [row.pk for row in rows], "do": "approve"}
    words = words_of(signed_in(people.chair).post(QUEUE, sent, follow=True))

    assert "1 komitmen disetujui." in words
    assert "tidak dapat dilakukan pada tahap ini" in words


@pytest.mark.parametrize(
    ("part", "status"), [("operator", 403), ("secretariat", 403), ("other_operator", 404)]
)
def test_only_chairs_decide(
    part: str, status: int, small_plan: World, people: People, now: datetime
) -> None:
    rows = submitted(small_plan, people, now)
    client = signed_in(people.all()[part])

    answer = client.post(QUEUE, {"pick": [rows[0].pk], "do": "approve"})

    assert answer.status_code == status
    assert Commitment.everything.get(pk=rows[0].pk).state == CommitmentState.SUBMITTED


def test_nobody_decides_for_the_own_institution(
    small_plan: World, people: People, now: datetime
) -> None:
    rows = submitted(small_plan, people, now)
    position = people.approver.offices[0].position
    Grant.everything.create(position=position, role=Role.POKJA_CHAIR, pillar_number=1)
    person = type(people.approver).objects.get(pk=people.approver.pk)

    assert "Tidak ada komitmen" in words_of(signed_in(person).get(QUEUE))
    answer = signed_in(person).post(QUEUE, {"pick": [rows[0].pk], "do": "approve"})
    assert answer.status_code == 403


def test_one_commitment_is_returned_from_its_page(
    small_plan: World, people: People, now: datetime
) -> None:
    row = submitted(small_plan, people, now)[0]
    client = signed_in(people.chair)

    refused = client.post(url("return", row), {"reason": " "})
    assert refused.status_code == 422
    assert "Tuliskan alasannya" in body_of(refused)
    client.post(url("return", row), {"reason": "Belum wajar."})

    row.refresh_from_db()
    assert row.state == CommitmentState.RETURNED


def test_the_queue_takes_as_many_queries_for_two_as_for_one(
    small_plan: World, people: People, now: datetime
) -> None:
    submit_commitment(a_revision(small_plan, people, now), by=people.approver, at=now)
    one = queries_of(people.chair, QUEUE)
    second = revise_commitment(promised(small_plan, "P1-F01-A002"), by=people.operator, at=now)
    Commitment.everything.filter(pk=second.pk).update(reason="Peserta bertambah.")
    second.reason = "Peserta bertambah."
    submit_commitment(second, by=people.approver, at=now)

    assert (one, queries_of(people.chair, QUEUE)) == (12, 12)


def test_a_chair_finds_the_queue_at_home(small_plan: World, people: People, now: datetime) -> None:
    submitted(small_plan, people, now)

    answer = signed_in(people.chair).get(reverse("home"))

    assert QUEUE in body_of(answer)
    assert "2 komitmen menunggu persetujuan Anda" in words_of(answer)
