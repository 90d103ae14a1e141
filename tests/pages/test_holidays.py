"""The days off by file: compared first, saved only when confirmed, every mistake one sentence."""

from __future__ import annotations

import re
from datetime import date, datetime
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from journal.models import Entry
from pillars.models import Holiday, HolidayKind
from pillars.queries import working_days_after
from ranpe.kit.sheets import Sheet, write_xlsx
from tests.factories import World
from tests.pages.visiting import body_of, queries_of, signed_in, words_of
from tests.people import People

HOLIDAYS, CONFIRM = reverse("holidays"), reverse("holidays-confirm")
HEADERS = ["Tanggal", "Nama", "Jenis"]
DECREE = [
    "2026-05-01;Hari Buruh;Libur nasional",
    "2026-05-16;Hari Raya contoh;Libur nasional",
    "2026-05-15;Cuti bersama contoh;Cuti bersama",
]


def upload(person: User, *lines: str, year: str = "2026", name: str = "libur.csv") -> Any:
    data = "\n".join([";".join(HEADERS), *lines]).encode()
    file = SimpleUploadedFile(name, data)
    return signed_in(person).post(HOLIDAYS, {"year": year, "file": file})


def content_of(preview: Any) -> str:
    found = re.search(r'name="content" value="([^"]*)"', body_of(preview))
    assert found
    return unescape(found[1])


def confirm(person: User, preview: Any, **choices: str) -> Any:
    return signed_in(person).post(CONFIRM, {"content": content_of(preview), **choices})


def days() -> dict[date, tuple[str, str]]:
    return {row.day: (row.name, row.kind) for row in Holiday.everything.all()}


@pytest.mark.usefixtures("small_plan")
def test_nothing_is_saved_before_it_is_confirmed(people: People) -> None:
    preview = upload(people.secretariat, *DECREE)

    words = words_of(preview)
    assert "3 hari dalam libur.csv. Belum ada yang disimpan." in words
    assert "baru: 1 Mei 2026 Hari Buruh" in words
    assert "Sabtu, 16 Mei 2026: Hari Raya contoh" in words
    assert days() == {}
    assert not Entry.everything.filter(verb="holidays.imported").exists()

    answer = confirm(people.secretariat, preview)

    assert answer["Location"] == f"{HOLIDAYS}?tahun=2026"
    assert days() == {
        date(2026, 5, 1): ("Hari Buruh", HolidayKind.NATIONAL),
        date(2026, 5, 15): ("Cuti bersama contoh", HolidayKind.JOINT_LEAVE),
        date(2026, 5, 16): ("Hari Raya contoh", HolidayKind.NATIONAL),
    }
    # Friday 15 May is off as joint leave: Thursday plus one working day is Monday.
    assert working_days_after(date(2026, 5, 14), 1) == date(2026, 5, 18)


@pytest.mark.usefixtures("small_plan")
def test_the_same_file_again_changes_nothing(people: People) -> None:
    confirm(people.secretariat, upload(people.secretariat, *DECREE))
    keys = set(Holiday.everything.values_list("pk", flat=True))

    again = upload(people.secretariat, *DECREE)

    assert again["Location"] == f"{HOLIDAYS}?tahun=2026"
    assert set(Holiday.everything.values_list("pk", flat=True)) == keys
    assert Entry.everything.filter(verb="holidays.imported").count() == 1


@pytest.mark.usefixtures("small_plan")
def test_a_confirmation_sent_twice_saves_once(people: People) -> None:
    preview = upload(people.secretariat, *DECREE)

    for _time in range(2):
        assert confirm(people.secretariat, preview).status_code == 302

    assert Entry.everything.filter(verb="holidays.imported").count() == 1


@pytest.mark.usefixtures("small_plan")
@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("2026-02-30;Hari contoh;Libur nasional", "sel A2: “2026-02-30” bukan tanggal;"),
        ("17/08/2026;Hari contoh;Libur nasional", "sel A2: “17/08/2026” bukan tanggal;"),
        (
            "2027-01-01;Tahun baru;Libur nasional",
            "sel A2: 1 Jan 2027 tidak berada pada tahun 2026; perbaiki tahunnya,",
        ),
        ("2026-08-17;Hari contoh;Libur", "sel C2: “Libur” tidak ada dalam daftar pilihan;"),
        ("2026-08-17;;Libur nasional", "sel B2: Nama wajib diisi; isi sel ini."),
        (";Hari contoh;Libur nasional", "sel A2: Tanggal wajib diisi; isi sel ini."),
    ],
)
def test_a_wrong_row_is_one_sentence_and_saves_nothing(
    line: str, sentence: str, people: People
) -> None:
    answer = upload(people.secretariat, line, "2026-12-25;Hari Natal;Libur nasional")

    assert answer.status_code == 422
    assert sentence in words_of(answer)
    assert days() == {}


@pytest.mark.usefixtures("small_plan")
def test_a_doubled_day_names_both_rows(people: People) -> None:
    answer = upload(people.secretariat, DECREE[0], "2026-05-01;Hari lain;Cuti bersama")

    assert answer.status_code == 422
    assert "sel A3: “2026-05-01” sudah ada pada baris 2; hapus salah satunya." in words_of(answer)


@pytest.mark.usefixtures("small_plan")
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"%PDF-1.7", "isi berkas bukan XLSX atau CSV"),
        (b"PK\x03\x04rusak", "rusak"),
        (b"Tanggal;Nama\n2026-05-01;Hari Buruh\n", "judul kolom “Jenis” tidak ada"),
    ],
)
def test_a_file_of_another_kind_is_refused(data: bytes, sentence: str, people: People) -> None:
    file = SimpleUploadedFile("libur.xlsx", data)

    answer = signed_in(people.secretariat).post(HOLIDAYS, {"year": "2026", "file": file})

    assert answer.status_code == 422
    assert sentence in words_of(answer)


@pytest.mark.usefixtures("small_plan")
@pytest.mark.parametrize("year", ["", "dua ribu", "1999", "99999999"])
def test_a_wrong_year_comes_back_beside_its_field(year: str, people: People) -> None:
    answer = upload(people.secretariat, *DECREE, year=year)

    assert answer.status_code == 422
    assert "Ada yang perlu diperbaiki" in words_of(answer)


@pytest.mark.usefixtures("small_plan")
def test_a_day_that_the_decree_no_longer_names_goes_only_when_asked(
    people: People, now: datetime
) -> None:
    confirm(people.secretariat, upload(people.secretariat, *DECREE))
    Holiday.everything.create(day=date(2027, 5, 15), name="Tahun lain")

    shorter = upload(people.secretariat, "2026-05-01;Hari Buruh Internasional;Libur nasional")
    assert "berubah: Hari libur 1 Mei 2026 Hari Buruh Internasional, Nama" in words_of(shorter)
    assert "Hari libur 15 Mei 2026 Cuti bersama contoh" in words_of(shorter)
    confirm(people.secretariat, shorter)
    assert len(days()) == 4

    confirm(people.secretariat, shorter, drops_absent="on")

    assert days().keys() == {date(2026, 5, 1), date(2027, 5, 15)}


@pytest.mark.usefixtures("small_plan")
def test_the_download_is_a_file_that_can_be_handed_in_again(people: People) -> None:
    confirm(people.secretariat, upload(people.secretariat, *DECREE))
    client = signed_in(people.secretariat)

    for kind in ("csv", "xlsx"):
        taken = client.get(reverse("holidays-export", args=[kind]), {"tahun": "2026"})
        file = SimpleUploadedFile(f"libur.{kind}", taken.content)
        answer = client.post(HOLIDAYS, {"year": "2026", "file": file})
        assert answer["Location"] == f"{HOLIDAYS}?tahun=2026"


@pytest.mark.usefixtures("small_plan")
def test_dates_may_be_real_dates_of_a_spreadsheet(people: People, now: datetime) -> None:
    rows = [[date(2026, 8, 17), "Hari Kemerdekaan", "libur NASIONAL"]]
    data = write_xlsx([Sheet("Libur", HEADERS, rows)], created=now)
    file = BytesIO(data)
    file.name = "libur.xlsx"

    preview = signed_in(people.secretariat).post(HOLIDAYS, {"year": "2026", "file": file})
    confirm(people.secretariat, preview)

    assert days() == {date(2026, 8, 17): ("Hari Kemerdekaan", HolidayKind.NATIONAL)}


@pytest.mark.usefixtures("small_plan")
def test_a_preview_is_of_the_person_who_saw_it_and_cannot_be_altered(people: People) -> None:
    content = content_of(upload(people.secretariat, *DECREE))

    for person, sent in (
        (people.pokja_head, content),
        (people.secretariat, content[:-2] + "xx"),
        (people.secretariat, ""),
    ):
        answer = signed_in(person).post(CONFIRM, {"content": sent})
        assert answer.status_code == 422
        assert "Pratinjau ini sudah tidak berlaku" in words_of(answer)
    assert days() == {}


@pytest.mark.usefixtures("small_plan")
@pytest.mark.parametrize("part", ["operator", "verifier", "head", "auditor", "admin"])
def test_nobody_else_reads_or_writes_the_calendar(part: str, people: People) -> None:
    stranger = people.all()[part]
    preview = upload(people.secretariat, *DECREE)

    assert signed_in(stranger).get(HOLIDAYS).status_code == 403
    assert upload(stranger, *DECREE).status_code == 403
    assert confirm(stranger, preview).status_code == 403
    assert signed_in(stranger).get(reverse("holidays-export", args=["csv"])).status_code == 403
    assert days() == {}


def test_the_checklist_says_how_many_days_off_are_known(small_plan: World, people: People) -> None:
    client = signed_in(people.secretariat)
    assert "Belum siap: 0 hari libur 2027 tercatat" in words_of(client.get(reverse("periods")))

    confirm(
        people.secretariat,
        upload(people.secretariat, "2027-01-01;Tahun Baru;Libur nasional", year="2027"),
    )

    words = words_of(client.get(reverse("periods")))
    assert "Siap: 1 hari libur 2027 tercatat" in words


@pytest.mark.usefixtures("small_plan")
def test_the_page_takes_the_same_queries_for_any_number_of_days(people: People) -> None:
    few = queries_of(people.secretariat, HOLIDAYS)
    Holiday.everything.bulk_create(
        Holiday(day=date(2026, 3, number), name="Hari contoh") for number in range(1, 29)
    )

    assert queries_of(people.secretariat, HOLIDAYS) == few <= 12
