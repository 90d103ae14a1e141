"""The first sign-in with a phone, the way back with a code, and a passkey, in a real browser."""

from __future__ import annotations

import re
from typing import Any

import pytest

from accounts.models import Recovery
from journal.models import Entry
from progress.models import Draft
from tests.factories import World
from tests.journeys.clock import Clock
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD, People
from tests.phones import Phone

CODE = "Kode"
BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])


@pytest.fixture(autouse=True)
def _second_factor(settings: Any) -> None:
    settings.SECOND_FACTOR = True


def sets_up_a_phone(v: Visitor) -> Phone:
    """Scan the picture (by its key in words) and write the first code."""
    v.arrives_at("Pasang langkah kedua")
    v.check_page()
    phone = Phone(v.page.locator("[data-secret]").inner_text())
    v.fill("Kode 6 angka", phone.code())
    v.press("Pasang")
    v.arrives_at("Kode pemulihan")
    v.check_page()
    return phone


def codes_on(v: Visitor) -> list[str]:
    """The sheet of recovery codes in view."""
    return [row.inner_text() for row in v.page.locator(".codes code").all()]


@BOTH
def test_the_first_sign_in_sets_up_a_phone_and_the_next_asks_for_it(
    crowd: People, visit: Visit, *, javascript: bool
) -> None:
    v = visit(javascript=javascript)
    v.go("/notifikasi/")
    v.answer_the_door(crowd.head.email, PASSWORD)
    sets_up_a_phone(v)
    codes = codes_on(v)
    v.follow("Sudah saya simpan")
    v.arrives_at("Notifikasi")

    w = visit(javascript=javascript, width=390)
    w.go("/notifikasi/")
    w.answer_the_door(crowd.head.email, PASSWORD)
    w.arrives_at("Langkah kedua")
    w.check_page()
    w.fill(CODE, "123")
    w.press("Masuk")
    w.arrives_at("Ada yang perlu diperbaiki")
    w.fill(CODE, codes[0].lower())
    w.press("Masuk")
    w.arrives_at("Notifikasi")
    assert Entry.everything.filter(verb="person.signed_in", actor=crowd.head).count() == 2


def test_a_passkey_takes_the_place_of_the_code(crowd: People, visit: Visit) -> None:
    v = visit()
    v.go("/beranda/")
    v.answer_the_door(crowd.verifier.email, PASSWORD)
    sets_up_a_phone(v)
    key = v.context.new_cdp_session(v.page)
    key.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    key.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    v.go("/profil/keamanan/kunci-sandi/")
    v.check_page()
    v.fill("Nama", "Laptop kantor")
    v.press("Tambahkan kunci sandi")
    v.arrives_at("Kunci sandi ditambahkan.")
    assert "Laptop kantor" in v.text
    v.check_page()
    v.unfold("Akun")
    v.press("Keluar")
    v.go("/beranda/")
    v.answer_the_door(crowd.verifier.email, PASSWORD)
    v.arrives_at("Langkah kedua")
    v.press("Pakai kunci sandi")
    v.page.wait_for_url(re.compile("/beranda/$"))

    v.go("/profil/keamanan/")
    v.press("Hapus Laptop kantor")
    v.arrives_at("Kunci sandi dihapus.")


def test_a_code_is_asked_before_a_weighty_step_and_the_typed_words_arrive(
    crowd: People, visit: Visit, settings: Any
) -> None:
    v = visit()
    v.go("/pemulihan/")
    v.answer_the_door(crowd.admin.email, PASSWORD)
    sets_up_a_phone(v)
    codes = codes_on(v)
    settings.STEP_UP_SECONDS = 0

    v.go("/pemulihan/")
    v.check_page()
    v.select("Orang", f"{crowd.operator.name} · {crowd.operator.email}")
    v.select("Yang hilang", "Kata sandi")
    v.fill("Bagaimana Anda memastikan", 'Dikenali "langsung" & lewat kantornya')
    v.press("Minta")
    v.arrives_at("Tunjukkan langkah kedua")
    v.check_page()
    v.fill(CODE, codes[0])
    v.press("Lanjutkan")
    v.arrives_at("Pemulihan diminta")

    assert Recovery.everything.get().reason == 'Dikenali "langsung" & lewat kantornya'


def test_a_session_that_ends_over_the_form_is_renewed_with_both_steps(
    crowd: People, town: World, visit: Visit, clock: Clock
) -> None:
    report = town.report("P1-F01-A001", "Kemenag")
    v = visit()
    v.go("/beranda/")
    v.answer_the_door(crowd.operator.email, PASSWORD)
    sets_up_a_phone(v)
    codes = codes_on(v)
    v.go(f"/laporan-kemajuan/laporan/{report.pk}/isi/")
    v.fill("Uraian kemajuan", "Pelatihan berjalan di dua tempat.")
    v.sees("Tersimpan")
    clock.pass_by(hours=1)
    v.fill("Uraian kemajuan", "Pelatihan berjalan di dua tempat. Lanjutannya.")
    door = v.page.get_by_role("dialog", name="Sesi Anda berakhir")
    door.wait_for()
    door.get_by_label("Kata sandi").fill(PASSWORD)
    door.get_by_role("button", name="Masuk").click()
    door.get_by_label(CODE).wait_for()
    v.check_page()
    door.get_by_label(CODE).fill("000")
    door.get_by_role("button", name="Masuk").click()
    door.get_by_text("Kode tidak cocok").wait_for()
    door.get_by_label(CODE).fill(codes[0])
    door.get_by_role("button", name="Masuk").click()
    door.wait_for(state="hidden")

    v.sees("Tersimpan")
    assert Draft.everything.get().content["narrative"].endswith("Lanjutannya.")
