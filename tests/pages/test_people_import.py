"""People and offices by file: compared first, saved when confirmed, every mistake one sentence."""

from __future__ import annotations

import csv
import re
from datetime import date, datetime
from html import unescape
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from accounts.imports import COLUMNS
from accounts.models import Grant, Occupancy, Position, User
from journal.models import Entry
from ranpe.kit.sheets import Sheet, write_xlsx
from tests.factories import World
from tests.pages.visiting import body_of, queries_of, signed_in, words_of
from tests.people import People

IMPORT, CONFIRM = reverse("people-import"), reverse("people-import-confirm")
HEADERS = [column.header for column in COLUMNS]
NEW = {
    "Surel": "Baru@Kemensos.example", "Nama": "Ayu Pertiwi", "Telepon": "0812-3456-7890",
    "Kode instansi": "KL15", "Jabatan": "Analis Perencanaan", "Eselon": "IV",
    "Mulai menjabat": "2026-07-01", "Nomor SK": "SK-11", "Hak pelaporan": "Operator",
}  # fmt: skip


def line(**changes: str) -> dict[str, str]:
    return {**NEW, **{name.replace("_", " "): value for name, value in changes.items()}}


def upload(person: User, *lines: dict[str, str], name: str = "pengguna.csv") -> Any:
    rows = [[row.get(header, "") for header in HEADERS] for row in lines]
    data = (
        write_xlsx([Sheet("Pengguna", HEADERS, rows)], created=datetime(2026, 7, 1))  # noqa: DTZ001
        if name.endswith("xlsx")
        else "\n".join(";".join(row) for row in [HEADERS, *rows]).encode()
    )
    return signed_in(person).post(IMPORT, {"file": SimpleUploadedFile(name, data)})


def confirm(person: User, preview: Any) -> Any:
    found = re.search(r'name="content" value="([^"]*)"', body_of(preview))
    assert found
    return signed_in(person).post(CONFIRM, {"content": unescape(found[1])})


def counts() -> tuple[int, ...]:
    return tuple(model._base_manager.count() for model in (User, Position, Occupancy, Grant, Entry))


@pytest.mark.parametrize("name", ["pengguna.csv", "pengguna.xlsx"])
def test_nothing_is_saved_before_it_is_confirmed(name: str, people: People) -> None:
    before = counts()

    preview = upload(people.secretariat, NEW, name=name)

    assert "baru: Orang (1): baru@kemensos.example" in words_of(preview)
    assert "baru: Pemegang jabatan (1): Ayu Pertiwi: Analis Perencanaan" in words_of(preview)
    assert counts() == before

    assert confirm(people.secretariat, preview)["Location"] == reverse("people")

    person = User.objects.get(email="baru@kemensos.example")
    assert (person.name, person.phone) == ("Ayu Pertiwi", "+6281234567890")
    assert not person.has_usable_password()
    assert person.reach.holds("operator", "institution", person.offices[0].position.institution_id)
    entry = Entry.everything.get(verb="people.imported")
    assert entry.actor_id == people.secretariat.pk


@pytest.mark.usefixtures("small_plan")
def test_the_same_file_again_changes_nothing(people: People) -> None:
    confirm(people.admin, upload(people.admin, NEW))
    before = counts()

    again = upload(people.admin, NEW)

    assert again["Location"] == reverse("people")
    assert counts() == before


def test_a_confirmation_sent_twice_saves_once(people: People) -> None:
    preview = upload(people.admin, NEW)
    for _time in range(2):
        assert confirm(people.admin, preview).status_code == 302

    assert Entry.everything.filter(verb="people.imported").count() == 1
    assert Occupancy.everything.filter(position__title="Analis Perencanaan").count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"Surel": "bukan surel"}, "sel A2: “bukan surel” bukan alamat surel; tulis lengkap,"),
        ({"Nama": ""}, "sel B2: Nama wajib diisi; isi sel ini."),
        ({"Telepon": "12"}, "sel C2: “12” bukan nomor telepon Indonesia; awali dengan 0"),
        ({"Kode_instansi": "KL99"}, "sel D2: kode instansi “KL99” tidak dikenal; pakai kode"),
        ({"Kode_unit_kerja": "X1"}, "sel E2: kode unit kerja “X1” tidak ada di instansi ini;"),
        ({"Mulai_menjabat": "1/7/2026"}, "sel H2: “1/7/2026” bukan tanggal; tulis sebagai"),
        ({"Nomor_SK": ""}, "sel I2: Nomor SK wajib diisi untuk pejabat baru; isi sel ini."),
        ({"Hak_pelaporan": "Auditor"}, "sel K2: “Auditor” tidak ada dalam daftar pilihan;"),
    ],
)
def test_a_wrong_row_is_one_sentence_and_saves_nothing(
    changes: dict[str, str], sentence: str, people: People
) -> None:
    before = counts()

    answer = upload(people.admin, line(**changes), line(Surel="lain@kemensos.example"))

    assert answer.status_code == 422
    assert sentence in words_of(answer)
    assert [now - then for now, then in zip(counts(), before, strict=True)] == [0, 0, 0, 0, 1]
    assert Entry.everything.latest("pk").verb == "refused"


def test_two_rows_that_contradict_each_other_are_named(people: People) -> None:
    twice = upload(people.admin, NEW, NEW)
    named = upload(people.admin, NEW, line(Nama="Ayu P.", Jabatan="Analis lain"))

    assert "sudah ada pada baris 2; hapus salah satunya." in words_of(twice)
    assert "sel B3: surel ini sudah dipakai untuk “Ayu Pertiwi”; samakan" in words_of(named)


def _over(person: User, **changes: str) -> dict[str, str]:
    office = person.offices[0].position
    return line(Jabatan=office.title, Kode_instansi=office.institution.code, **changes)


def test_a_held_office_asks_what_becomes_of_its_holder(people: People) -> None:
    before = people.other_operator.offices[0]

    asked = upload(people.admin, _over(people.other_operator))
    assert "sel J2: jabatan ini dipegang Tika Maharani; isi “ya” bila" in words_of(asked)
    confirm(
        people.admin,
        upload(people.admin, _over(people.other_operator, Menggantikan_pejabat_lama="ya")),
    )

    before.refresh_from_db()
    assert before.ends_on == date(2026, 6, 30)
    assert not User.objects.get(pk=people.other_operator.pk).reach.has("operator")
    assert User.objects.get(email="baru@kemensos.example").reach.has("operator")


def test_an_office_may_be_shared(people: People) -> None:
    shared = _over(people.other_operator, Menggantikan_pejabat_lama="tidak")

    confirm(people.admin, upload(people.admin, shared))

    assert User.objects.get(pk=people.other_operator.pk).reach.has("operator")
    assert User.objects.get(email="baru@kemensos.example").reach.has("operator")


def test_nobody_enters_themselves_or_opens_a_closed_account(people: People) -> None:
    User.objects.filter(pk=people.ppid.pk).update(is_active=False)

    own = upload(people.admin, _over(people.admin, Menggantikan_pejabat_lama="tidak"))
    closed = upload(people.admin, line(Surel=people.ppid.email, Nama=people.ppid.name))

    assert "sel F2: ini jabatan Anda sendiri; minta orang lain" in words_of(own)
    assert "sel A2: akun dengan surel ini sudah ditutup;" in words_of(closed)


def test_what_changed_since_the_preview_is_not_written(people: People) -> None:
    preview = upload(people.admin, NEW)
    confirm(people.admin, upload(people.admin, line(Surel="lebih.dulu@kemensos.example")))

    answer = confirm(people.admin, preview)

    assert answer.status_code == 409
    assert "Keadaan berubah sejak pratinjau" in body_of(answer)
    assert not User.objects.filter(email="baru@kemensos.example").exists()


def test_the_content_of_another_persons_preview_is_refused(people: People) -> None:
    preview = upload(people.admin, NEW)

    answer = confirm(people.secretariat, preview)

    assert answer.status_code == 422
    assert not User.objects.filter(email="baru@kemensos.example").exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_stands_can_be_taken_along_and_handed_in_again(kind: str, people: People) -> None:
    taken = signed_in(people.secretariat).get(reverse("people-export", args=[kind]))
    data = taken.content
    again = signed_in(people.secretariat).post(
        IMPORT, {"file": SimpleUploadedFile(f"pengguna.{kind}", data)}
    )

    assert again.status_code == 302, words_of(again)
    assert len(_emails(kind, data)) == Occupancy.everything.count()


def _emails(kind: str, data: bytes) -> list[str]:
    if kind == "csv":
        rows = list(csv.reader(StringIO(data.decode("utf-8-sig")), delimiter=";"))
    else:
        sheet = load_workbook(BytesIO(data)).worksheets[0]
        rows = [[str(cell.value) for cell in row] for row in sheet.iter_rows()]
    return [row[0] for row in rows[1:]]


def test_the_administrator_takes_no_telephone_numbers_along(people: People) -> None:
    User.objects.update(phone="+6281234567890")
    url = reverse("people-export", args=["csv"])

    assert b"6281234567890" not in signed_in(people.admin).get(url).content
    assert b"6281234567890" in signed_in(people.secretariat).get(url).content


def test_those_who_enter_no_decrees_do_not_come_in(people: People) -> None:
    for person in (people.auditor, people.operator):
        assert signed_in(person).get(IMPORT).status_code == 403
        assert upload(person, NEW).status_code == 403
        assert signed_in(person).post(CONFIRM, {"content": "x"}).status_code == 403


def test_a_whole_ministry_is_read_with_a_constant_number_of_queries(
    small_plan: World, people: People
) -> None:
    url = reverse("people-export", args=["csv"])
    few = queries_of(people.admin, url)
    many = [
        line(Surel=f"orang{n}@kemensos.example", Jabatan=f"Analis {n}", Nama=f"Orang {n}")
        for n in range(120)
    ]

    assert confirm(people.admin, upload(people.admin, *many)).status_code == 302

    assert User.objects.filter(email__endswith="@kemensos.example").count() == 120
    assert queries_of(people.admin, url) == few
