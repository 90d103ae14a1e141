"""Scenario 2: whatever happens to the browser, the session or the value, typed text stays."""

from __future__ import annotations

import re

import pytest

from progress.models import Draft, ProgressReport
from tests.factories import World, again
from tests.journeys.clock import Clock
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD, People

TYPED = "Dua angkatan pelatih sudah selesai dilatih di Surabaya."
SAVED = re.compile(r"^Tersimpan \d\d\.\d\d$")
BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["with_script", "without_script"])


@pytest.fixture
def owed(town: World) -> ProgressReport:
    """A report that nobody has begun."""
    return town.report("P1-F01-A001", "Kemenag")


def at_the_form(visitor: Visitor, report: ProgressReport) -> Visitor:
    """The visitor before the form of the report."""
    visitor.go(f"/laporan-kemajuan/laporan/{report.pk}/isi/")
    visitor.check_page()
    return visitor


def narrative_of(visitor: Visitor) -> str:
    """What stands in the narrative."""
    return visitor.field("Uraian kemajuan").input_value()


def test_scenario_02_text_typed_before_the_browser_died_is_there_on_a_phone(
    owed: ProgressReport, crowd: People, visit: Visit
) -> None:
    desk = at_the_form(visit(crowd.operator), owed)
    desk.fill("Uraian kemajuan", TYPED)
    desk.fill("Realisasi", "48")
    desk.sees(SAVED)
    desk.leave()

    phone = visit(crowd.operator, width=390)
    phone.follow("Isi P1-F01-A001")
    phone.arrives_at("Draf dilanjutkan: terakhir diketik Rahmi Lestari")

    assert narrative_of(phone) == TYPED
    assert phone.field("Realisasi").input_value() == "48"


def test_scenario_02_without_script_the_same_form_opens_after_the_door_with_the_last_saved_text(
    owed: ProgressReport, crowd: People, visit: Visit, clock: Clock
) -> None:
    v = at_the_form(visit(crowd.operator, javascript=False), owed)
    v.fill("Uraian kemajuan", TYPED)
    v.press("Simpan draf")
    v.arrives_at("Tersimpan pukul")
    clock.pass_by(hours=13)
    v.fill("Uraian kemajuan", f"{TYPED} Yang ini belum sempat.")
    v.press("Periksa")
    v.answer_the_door(crowd.operator.email, PASSWORD)

    v.arrives_at("Uraian kemajuan")
    assert v.path == f"/laporan-kemajuan/laporan/{owed.pk}/isi/"
    assert narrative_of(v) == TYPED


def test_scenario_02_a_session_that_ends_is_renewed_over_the_page(
    owed: ProgressReport, crowd: People, visit: Visit, clock: Clock
) -> None:
    v = at_the_form(visit(crowd.operator), owed)
    v.fill("Uraian kemajuan", TYPED)
    v.sees(SAVED)
    clock.pass_by(hours=13)
    v.fill("Uraian kemajuan", f"{TYPED} Yang ini belum sempat.")
    door = v.page.get_by_role("dialog", name="Sesi Anda berakhir")
    door.wait_for()
    v.check_page()
    door.get_by_label("Kata sandi").fill("salah")
    door.get_by_role("button", name="Masuk").click()
    door.get_by_text("kata sandi").last.wait_for()
    assert door.is_visible()
    door.get_by_label("Kata sandi").fill(PASSWORD)
    door.get_by_role("button", name="Masuk").click()
    door.wait_for(state="hidden")

    v.sees(SAVED)
    assert narrative_of(v).endswith("belum sempat.")
    assert Draft.everything.get().content["narrative"].endswith("belum sempat.")
    v.choose("Sesuai target")
    v.press("Simpan draf")
    v.arrives_at("Tersimpan pukul")
    assert again(owed).narrative.endswith("belum sempat.")


@BOTH
def test_scenario_02_a_wrong_value_keeps_the_rest_and_names_its_field(
    owed: ProgressReport, crowd: People, visit: Visit, *, javascript: bool
) -> None:
    v = at_the_form(visit(crowd.operator, javascript=javascript), owed)
    v.choose("Sesuai target")
    v.fill("Uraian kemajuan", TYPED)
    v.fill("Realisasi", "empat puluh")
    v.press("Periksa")
    v.arrives_at("Ada yang perlu diperbaiki")

    assert v.page.title().startswith("Kesalahan:")
    assert narrative_of(v) == TYPED
    assert v.field("Realisasi").input_value() == "empat puluh"
    assert v.page.get_by_label("Sesuai target", exact=True).is_checked()
    summary = v.page.locator("[data-error-summary]")
    if javascript:
        assert summary.evaluate("place => place === document.activeElement")
    summary.get_by_role("link", name=re.compile("^Realisasi")).click()
    if javascript:
        field = v.field("Realisasi")
        assert field.evaluate("place => place === document.activeElement")
    assert again(owed).narrative == ""


@BOTH
def test_scenario_02_a_second_tab_shows_both_texts_before_it_saves_over_the_first(
    owed: ProgressReport, crowd: People, visit: Visit, *, javascript: bool
) -> None:
    v = at_the_form(visit(crowd.operator, javascript=javascript), owed)
    first = v.page
    at_the_form_in_a_new_tab = v.new_tab()
    at_the_form(v, owed)
    v.page = first
    v.fill("Uraian kemajuan", TYPED)
    v.press("Simpan draf")
    v.sees("Tersimpan pukul")
    v.page = at_the_form_in_a_new_tab
    v.fill("Uraian kemajuan", "Tulisan lain dari tab kedua.")
    v.press("Simpan draf")

    v.arrives_at("Laporan ini baru saja disimpan di tempat lain", TYPED)
    assert narrative_of(v) == "Tulisan lain dari tab kedua."
    assert again(owed).narrative == TYPED
    v.fill("Uraian kemajuan", f"{TYPED} Tulisan lain dari tab kedua.")
    v.press("Simpan draf")
    v.arrives_at("Tersimpan pukul")
    assert again(owed).narrative == f"{TYPED} Tulisan lain dari tab kedua."
