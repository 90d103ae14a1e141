"""The verifier's desk, and the same pages for provinces."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest

from actions.models import Indicator, RegionalPlan
from pillars.models import PeriodState, PlanRules
from progress.models import Evidence, ProgressReport, RegionalReport
from progress.services import RegionalContent, save_regional_report, submit_report
from tests import factories
from tests.factories import World
from tests.people import People
from tests.progress.pages import again, judged, signed_in, url

# --- The desk --------------------------------------------------------------------------------


def test_looking_at_the_desk_starts_nothing(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)

    page = signed_in(people.verifier).get(url("desk", report))

    assert page.status_code == 200
    assert again(report).review_started_at is None


def test_the_desk_shows_claim_target_evidence_and_rubric(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)

    page = signed_in(people.verifier).get(url("desk", report)).content.decode()

    for words in (
        "48 orang",
        "50 orang",
        "KENARI",
        "MERPATI",
        Evidence.everything.get().file.sha256,
        "Resmi atau bertanda tangan",
    ):
        assert words in page


def test_the_desk_escapes_what_was_written_and_compared(
    small_plan: World, report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("verified", report, people, at=now)
    later = ProgressReport.everything.create(
        assignment=report.assignment, period=small_plan.next_period
    )
    small_plan.next_period.state = PeriodState.OPEN
    small_plan.next_period.save()
    hostile = "<script>alert(1)</script> Kalimat yang cukup panjang untuk dikirim."
    factories.a_report("submitted", again(later), people, at=now, narrative=hostile)

    page = signed_in(people.verifier).get(url("desk", later)).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "<ins>" in page
    assert "sama dengan Semester I 2026" in page


def test_beginning_is_a_button(report: ProgressReport, people: People, now: datetime) -> None:
    factories.a_report("submitted", report, people, at=now)

    signed_in(people.verifier).post(url("start", report))

    assert again(report).review_started_by == people.verifier


def test_accepting_tells_the_computed_status_and_goes_on_to_the_next(
    small_plan: World, report: ProgressReport, people: People, now: datetime
) -> None:
    second = small_plan.report("P1-F01-A003", "Kemensos")
    for row in (report, second):
        factories.a_report("submitted", row, people, at=now)

    answer = signed_in(people.verifier).post(url("accept", report), judged(), follow=True)

    assert answer.redirect_chain[0][0] == url("desk", second)
    assert "status dihitung: Sesuai target" in answer.content.decode()
    assert again(report).state == "verified"


def test_all_questions_can_be_answered_at_once(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now, achieved_value=Decimal(50))

    signed_in(people.verifier).post(
        url("accept", report), judged(rubric=[], rubric_all="on", recognised_value="50")
    )

    assert again(report).computed_status == "achieved"


@pytest.mark.parametrize(
    "changes", [{"recognised_value": ""}, {"recognised_value": "banyak"}, {"rubric": ["lain"]}]
)
def test_an_unfinished_judgement_is_not_accepted(
    changes: dict[str, Any], report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)

    answer = signed_in(people.verifier).post(url("accept", report), judged(**changes))

    assert answer.status_code == 422
    assert again(report).state == "submitted"


def test_a_written_remark_is_not_lost_by_accepting(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)

    answer = signed_in(people.verifier).post(
        url("accept", report), judged(remark_narrative="Jelaskan hasilnya")
    )

    assert answer.status_code == 422
    assert "Jelaskan hasilnya" in answer.content.decode()
    assert again(report).state == "submitted"


def test_returning_carries_ticked_and_written_remarks_to_their_fields(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)

    signed_in(people.verifier).post(
        url("return", report), judged(usual=["2"], remark_narrative="Jelaskan hasilnya")
    )

    page = signed_in(people.operator).get(url("check", report)).content.decode()
    assert again(report).state == "returned"
    assert "Data dukung belum memadai." in page
    assert "Jelaskan hasilnya" in page


def test_returning_without_a_remark_is_explained(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)

    answer = signed_in(people.verifier).post(url("return", report), judged())

    assert answer.status_code == 422
    assert "paling sedikit satu catatan" in answer.content.decode()


def test_a_decision_on_an_older_sending_is_refused(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("returned", report, people, at=now)
    factories.answer_all(again(report), people, at=now)
    submit_report(again(report), by=people.approver, at=now)

    answer = signed_in(people.verifier).post(url("accept", report), judged())

    assert answer.status_code == 409
    assert again(report).state == "submitted"


def test_the_chair_finds_the_verifiers_finding_and_closes(
    report: ProgressReport, people: People, now: datetime
) -> None:
    PlanRules.everything.update(needs_chair=True)
    factories.a_report("verified", report, people, at=now)
    client = signed_in(people.chair)

    page = client.get(url("desk", report)).content.decode()
    answer = client.post(url("endorse", report), follow=True)

    assert "Realisasi diakui" in page
    assert "Setujui sebagai ketua Pokja" in page
    assert "Antrean kosong" in answer.content.decode()
    assert again(report).verified_by == people.chair


def test_a_report_that_no_longer_waits_is_shown_to_read(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("verified", report, people, at=now)

    answer = signed_in(people.verifier).get(url("desk", report), follow=True)

    assert answer.redirect_chain == [(url("check", report), 302)]
    assert "Hasil verifikasi" in answer.content.decode()


@pytest.mark.parametrize(
    ("direction", "said"),
    [
        ("up", "Jumlah yang terbaca pada bukti mencapai realisasi yang akan diakui."),
        ("down", "Angka akhir terbaca bersama angka pembandingnya."),
        ("stages", "Bukti menunjukkan tahap itu selesai, bukan baru dimulai."),
    ],
)
def test_the_rubric_is_anchored_by_the_direction_of_the_indicator(
    direction: str, said: str, report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)
    Indicator.everything.update(direction=direction)

    page = signed_in(people.verifier).get(url("desk", report)).content.decode()

    shown = [row["anchors"][direction] in page for row in PlanRules().rubric]
    others = [row["anchors"]["nil"] in page for row in PlanRules().rubric]
    assert (said in page, all(shown), any(others)) == (True, True, False)
    assert 'aria-describedby="id_rubric_3_anchor"' in page
    assert 'id="id_rubric_3_anchor"' in page


def test_a_nil_report_has_anchors_of_its_own(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)
    ProgressReport.everything.filter(pk=report.pk).update(is_nil=True)

    page = signed_in(people.verifier).get(url("desk", report)).content.decode()

    assert "Dijelaskan apa yang menghalangi dan apa langkah berikutnya." in page
    assert "Diklaim" not in page


def test_rules_without_anchors_are_asked_as_before(
    report: ProgressReport, people: People, now: datetime
) -> None:
    PlanRules.everything.update(rubric=[{"key": "official", "label": "Resmi & sah"}])
    factories.a_report("submitted", report, people, at=now)

    page = signed_in(people.verifier).get(url("desk", report)).content.decode()
    signed_in(people.verifier).post(url("accept", report), judged(rubric=["official"]))

    assert "Resmi &amp; sah" in page
    assert "_anchor" not in page
    assert again(report).state == "verified"


def test_the_desk_says_what_was_claimed_and_from_where_a_status_counts(
    report: ProgressReport, people: People, now: datetime
) -> None:
    PlanRules.everything.update(at_risk_from=Decimal("62.5"))
    factories.a_report("submitted", report, people, at=now)

    page = unescape(signed_in(people.verifier).get(url("desk", report)).content.decode())

    assert "Diklaim 48 orang" in page
    assert (
        "≥ 100% Tercapai bila rubrik terpenuhi ≥ 60%; ≥ 90% Sesuai target; "
        "62,5–90% Perlu perhatian; < 62,5% Tertinggal"
    ) in page


# --- Provinces -------------------------------------------------------------------------------


def _from_a_province(report: RegionalReport, world: World, **changes: Any) -> dict[str, Any]:
    return {
        "narrative": "Empat kegiatan ketahanan masyarakat di tiga kabupaten.",
        "activity_count": "4",
        "plan_stage": "enacted",
        "actions": [str(world.actions[0].pk)],
        "evidence_classification": "T",
        "version": "0",
        "base_version": str(report.version),
        "do": "save",
        **changes,
    }


def test_a_province_writes_sends_and_receives_its_receipt_in_its_own_time(
    small_plan: World, people: People
) -> None:
    bali = small_plan.regional_report("51")
    home = small_plan.provinces["51"]
    from accounts.models import Role  # noqa: PLC0415
    from tests.people import a_person  # noqa: PLC0415

    head = a_person("kepala.p51@ranpe.example", "Ketut", "Kepala", home, (Role.APPROVER, home))
    client = signed_in(head)

    client.post(url("edit", bali), _from_a_province(bali, small_plan))
    client.post(url("submit", bali), {"version": "1"})
    page = client.get(url("receipt", bali)).content.decode()

    assert list(RegionalReport.everything.get(pk=bali.pk).actions.all()) == [small_plan.actions[0]]
    assert "28 Jul 2026 10.00 WIB" in page
    assert "28 Jul 2026 11.00 WITA" in page


def test_a_province_chooses_only_actions_that_it_sees(
    small_plan: World, regional: RegionalReport, people: People
) -> None:
    secret = small_plan.actions[1]
    secret.classification = "R"
    secret.save()
    client = signed_in(people.province_operator)

    page = client.get(url("edit", regional)).content.decode()
    answer = client.post(
        url("edit", regional), _from_a_province(regional, small_plan, actions=[str(secret.pk)])
    )

    assert secret.code not in page
    assert answer.status_code == 422


def test_the_stage_of_the_regional_plan_is_taken_from_the_register(
    small_plan: World, regional: RegionalReport, people: People
) -> None:
    RegionalPlan.everything.create(region=regional.region, stage="harmonising")

    page = signed_in(people.province_operator).get(url("edit", regional)).content.decode()

    assert '<option value="harmonising" selected>' in page


def test_a_provinces_report_is_checked_at_the_same_desk(
    regional: RegionalReport, people: People, now: datetime
) -> None:
    content = RegionalContent(narrative="Empat kegiatan ketahanan masyarakat di tiga kabupaten.")
    save_regional_report(regional, content, version=0, by=people.province_operator, at=now)
    submit_report(regional, by=people.province_approver, at=now + timedelta(minutes=1))
    client = signed_in(people.other_verifier)

    page = client.get(url("desk", regional))
    client.post(url("accept", regional), {"submission_number": "1", "rubric_all": "on"})

    regional.refresh_from_db()
    assert page.status_code == 200
    assert regional.state == "verified"
