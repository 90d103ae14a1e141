"""Activities and files beside half-typed words: with script and without, on a phone and a desk."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from progress.models import Activity, ActivityDraft, Evidence, ProgressReport
from tests.factories import World
from tests.journeys.clock import Clock
from tests.journeys.conftest import Visit
from tests.people import PASSWORD, People

SAVED = re.compile(r"^Tersimpan \d\d\.\d\d$")
TYPED = "Dua angkatan pelatih sudah selesai dilatih di Bandung."


@pytest.fixture
def owed(town: World) -> ProgressReport:
    """A report that nobody has begun."""
    return town.report("P1-F01-A001", "Kemenag")


@pytest.mark.parametrize(
    ("javascript", "width"), [(True, 1280), (False, 390)], ids=["with_script", "without_script"]
)
def test_an_activity_and_two_files_are_added_while_the_words_wait(
    owed: ProgressReport,
    crowd: People,
    visit: Visit,
    tmp_path: Path,
    *,
    javascript: bool,
    width: int,
) -> None:
    photo, disguised = tmp_path / "foto.png", tmp_path / "disamarkan.pdf"
    Image.new("RGB", (80, 60), "navy").save(photo)
    disguised.write_bytes(b"MZ")
    officer = visit(crowd.operator, javascript=javascript, width=width)
    officer.go(f"/laporan-kemajuan/laporan/{owed.pk}/isi/")
    officer.fill("Uraian kemajuan", TYPED)

    officer.press("Tambah kegiatan")
    officer.arrives_at("Nama kegiatan")
    officer.fill("Laki-laki", "20")
    officer.press("Simpan kegiatan")
    officer.arrives_at("Ada yang perlu diperbaiki")
    officer.fill("Nama kegiatan", "Pelatihan penggerak desa")
    officer.fill("Tanggal", "2026-05-12")
    officer.select("Provinsi tempat kegiatan", "Jawa Barat")
    officer.fill("Perempuan", "28")
    officer.press("Simpan kegiatan")
    officer.arrives_at("48 peserta: 20 laki-laki, 28 perempuan")
    assert officer.field("Uraian kemajuan").input_value() == TYPED

    officer.fill("Uraian kemajuan", f"{TYPED} Modulnya dicetak.")
    officer.attach("Data dukung", photo, disguised)
    officer.press("Unggah")
    officer.arrives_at("disamarkan.pdf: Jenis berkas ini tidak diterima", photo.name)
    assert officer.field("Uraian kemajuan").input_value() == f"{TYPED} Modulnya dicetak."
    officer.press("Simpan draf")
    officer.arrives_at("Tersimpan pukul")
    officer.follow(photo.name)
    officer.arrives_at("Kembali ke laporan")

    owed.refresh_from_db()
    assert owed.narrative == f"{TYPED} Modulnya dicetak."
    assert Activity.everything.get().reports.get() == owed
    assert Evidence.everything.get().title == photo.name


def test_a_half_typed_activity_outlives_the_browser_and_goes_on_on_a_phone(
    owed: ProgressReport, crowd: People, visit: Visit
) -> None:
    desk = visit(crowd.operator)
    desk.go(f"/laporan-kemajuan/laporan/{owed.pk}/kegiatan/")
    desk.fill("Nama kegiatan", "Pelatihan penggerak desa")
    desk.sees(SAVED)
    desk.leave()

    phone = visit(crowd.operator, width=390)
    phone.go(f"/laporan-kemajuan/laporan/{owed.pk}/isi/")
    phone.arrives_at("Kegiatan setengah diketik: Pelatihan penggerak desa")
    phone.press("Lanjutkan Pelatihan penggerak desa")
    phone.arrives_at("terakhir diketik Rahmi Lestari", "Buang ketikan ini")

    assert phone.field("Nama kegiatan").input_value() == "Pelatihan penggerak desa"
    assert not Activity.everything.exists()
    phone.press("Buang ketikan ini")
    phone.arrives_at("Ketikan dibuang")
    assert phone.field("Nama kegiatan").input_value() == ""


def test_a_session_that_ends_over_an_activity_is_renewed_over_the_page(
    owed: ProgressReport, crowd: People, visit: Visit, clock: Clock
) -> None:
    v = visit(crowd.operator)
    v.go(f"/laporan-kemajuan/laporan/{owed.pk}/kegiatan/")
    clock.pass_by(hours=13)
    v.fill("Nama kegiatan", "Pelatihan penggerak desa")
    door = v.page.get_by_role("dialog", name="Sesi Anda berakhir")
    door.wait_for()
    v.check_page()
    door.get_by_label("Kata sandi").fill(PASSWORD)
    door.get_by_role("button", name="Masuk").click()
    door.wait_for(state="hidden")

    v.sees(SAVED)
    assert v.field("Nama kegiatan").input_value() == "Pelatihan penggerak desa"
    assert ActivityDraft.everything.get().content["title"] == "Pelatihan penggerak desa"
