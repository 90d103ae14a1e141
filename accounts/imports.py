"""People and their offices by file: compared first, written only when confirmed, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import appoints, holds_office, in_office
from accounts.models import Grant, Occupancy, OccupancyKind, Position, Role, User
from accounts.queries import definitive_offices
from institutions.models import Institution, Unit
from journal.services import Change, record_entry
from ranpe.kit.clock import day_of
from ranpe.kit.importing import Comparison, Differences, ImportRefused, TableFile, synchronise
from ranpe.kit.phones import phone_number
from ranpe.kit.refusals import NotYours, OutOfTurn
from ranpe.kit.sheets import Cell, CellError, Column, choice, iso_date, text

_SAID: Final = gettext_lazy("{count} baris pengguna dan jabatan dicatat dari berkas")
# What stands in a file is the same in every language of the screen.
RIGHTS: Final = {
    "Operator": Role.OPERATOR,
    "Pejabat pengirim": Role.APPROVER,
    "Koordinator": Role.COORDINATOR,
}
YES_NO: Final = {"ya": "yes", "tidak": "no"}


def _email(cell: Cell) -> str:
    typed = str(text(254)(cell)).strip().lower()
    try:
        validate_email(typed)
    except ValidationError:
        raise CellError(
            _("“%(value)s” bukan alamat surel") % {"value": typed[:60]},
            _("tulis lengkap, misalnya nama@instansi.go.id"),
        ) from None
    return typed


def _phone(cell: Cell) -> str:
    typed = str(text(30)(cell)).strip()
    try:
        return phone_number(typed)
    except ValueError:
        raise CellError(
            _("“%(value)s” bukan nomor telepon Indonesia") % {"value": typed},
            _("awali dengan 0 atau +62, dan jadikan selnya teks"),
        ) from None


COLUMNS: Final = (
    Column("email", "Surel", True, _email),
    Column("name", "Nama", True, text(150)),
    Column("phone", "Telepon", False, _phone, blank=""),
    Column("institution", "Kode instansi", True, text(12)),
    Column("unit", "Kode unit kerja", False, text(20), blank=""),
    Column("title", "Jabatan", True, text(200)),
    Column("echelon", "Eselon", False, text(10), blank=""),
    Column("starts_on", "Mulai menjabat", True, iso_date),
    Column("decree", "Nomor SK", False, text(120), blank=""),
    Column("replaces", "Menggantikan pejabat lama", False, choice(YES_NO), blank=""),
    Column("right", "Hak pelaporan", False, choice(RIGHTS), blank=""),
)
KEYS: Final = tuple(column.key for column in COLUMNS)
Line = Mapping[str, Any]


@dataclass(frozen=True)
class PeopleFile:
    """What a file says, line by line, as it was compared and will be written."""

    name: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line as things stand; reason and remedy are clauses."""

    place: int
    key: str
    reason: str
    remedy: str


def read_people(data: bytes, *, name: str, by: Any, at: datetime) -> PeopleFile:
    """Read people and offices from CSV or XLSX and hold them against what stands.

    Raises:
        NotYours: `by` does not enter decrees.
        ImportRefused: each wrong cell in one sentence with its remedy.
    """
    _admitted(by)
    # Anything may be typed as a file's name; only its last part is ever shown.
    path = Path(Path(name).name[:200] or "berkas")
    file = TableFile(path, COLUMNS, data)
    problems = [*file.problems, *file.repetitions("email", "institution", "title")]
    lines = [{key: row.values[key] for key in KEYS} for row in file.rows]
    problems += [
        file.problem(file.rows[fault.place], fault.key, fault.reason, fault.remedy)
        for fault in _faults(lines, by, day_of(at))
    ]
    if problems:
        raise ImportRefused(problems)
    return PeopleFile(path.name, lines)


def _admitted(by: Any) -> None:
    if not appoints(by):
        raise NotYours(_("Pengguna dan jabatan dicatat oleh admin sistem dan Sekretariat."))


class _Standing:
    """What stands in the tables that the lines of a file speak of."""

    def __init__(self, lines: Sequence[Line], on: date) -> None:
        emails = {line["email"] for line in lines}
        titles = {line["title"] for line in lines}
        houses = Institution.everything.filter(code__in={line["institution"] for line in lines})
        self.institutions = {row.code: row for row in houses}
        units = Unit.everything.filter(code__in={line["unit"] for line in lines})
        self.units = {row.code: row for row in units}
        self.people = {row.email: row for row in User.everything.filter(email__in=emails)}
        offices = Position.everything.filter(institution__in=houses, title__in=titles)
        self.offices = {(row.institution_id, row.title): row for row in offices}
        carried = Grant.everything.filter(position__in=offices, ends_on=None)
        self.rights = set(carried.values_list("position", "role"))
        self.held: dict[int, list[Occupancy]] = {}
        for row in definitive_offices(on).filter(position__in=offices).select_related("user"):
            self.held.setdefault(row.position_id, []).append(row)

    def office_of(self, line: Line) -> Position | None:
        """The office of a line, if there is one."""
        house = self.institutions[line["institution"]]
        return self.offices.get((house.pk, line["title"]))

    def is_held_by_its_holder(self, line: Line) -> bool:
        """Whether the person of a line holds its office already."""
        office = self.office_of(line)
        held = self.held.get(office.pk, []) if office else []
        return any(row.user.email == line["email"] for row in held)

    def carries(self, line: Line) -> bool:
        """Whether the office carries the right of a line, for whatever part of its house."""
        office = self.office_of(line)
        return not line["right"] or (office and office.pk, line["right"]) in self.rights

    def others_in(self, line: Line) -> list[Occupancy]:
        """Who else holds the office of a line in its own right when its holder begins."""
        office = self.office_of(line)
        return [
            row
            for row in (self.held.get(office.pk, []) if office else [])
            if row.user.email != line["email"]
            and (row.ends_on is None or row.ends_on >= line["starts_on"])
        ]


def _faults(lines: Sequence[Line], by: Any, on: date) -> Iterable[Fault]:
    standing = _Standing(lines, on)
    names: dict[str, str] = {}
    for place, line in enumerate(lines):
        yield from _of_the_person(place, line, standing, names)
        if line["institution"] not in standing.institutions:
            reason = _("kode instansi “%(code)s” tidak dikenal") % {"code": line["institution"]}
            yield Fault(place, "institution", reason, _("pakai kode dari daftar instansi"))
            continue
        yield from _of_the_office(place, line, standing, by)


def _of_the_person(
    place: int, line: Line, standing: _Standing, names: dict[str, str]
) -> Iterable[Fault]:
    first = names.setdefault(line["email"], line["name"])
    if first != line["name"]:
        reason = _("surel ini sudah dipakai untuk “%(name)s”") % {"name": first}
        yield Fault(place, "name", reason, _("samakan namanya, atau perbaiki surelnya"))
    person = standing.people.get(line["email"])
    if person is not None and not person.is_active:
        reason = _("akun dengan surel ini sudah ditutup")
        yield Fault(place, "email", reason, _("buka dahulu akunnya, atau pakai surel lain"))


def _of_the_office(place: int, line: Line, standing: _Standing, by: Any) -> Iterable[Fault]:
    house = standing.institutions[line["institution"]]
    unit = standing.units.get(line["unit"])
    if line["unit"] and (unit is None or unit.institution_id != house.pk):
        reason = _("kode unit kerja “%(code)s” tidak ada di instansi ini") % {"code": line["unit"]}
        yield Fault(place, "unit", reason, _("pakai kode unit dari instansi itu, atau kosongkan"))
    office, is_new = standing.office_of(line), not standing.is_held_by_its_holder(line)
    changes = is_new or line["replaces"] == "yes" or not standing.carries(line)
    if office is not None and holds_office(by, office.pk) and changes:
        reason = _("ini jabatan Anda sendiri")
        yield Fault(place, "title", reason, _("minta orang lain mencatatnya"))
    if is_new and not line["decree"]:
        reason = _("Nomor SK wajib diisi untuk pejabat baru")
        yield Fault(place, "decree", reason, _("isi sel ini"))
    others = standing.others_in(line)
    if others and is_new and not line["replaces"]:
        reason = _("jabatan ini dipegang %(name)s") % {"name": others[0].user.name}
        remedy = _("isi “ya” bila ia berhenti, atau “tidak” bila jabatan ini dipegang bersama")
        yield Fault(place, "replaces", reason, remedy)
    if line["replaces"] == "yes" and any(row.starts_on >= line["starts_on"] for row in others):
        reason = _("pejabat lama mulai menjabat pada atau sesudah hari ini")
        yield Fault(place, "starts_on", reason, _("perbaiki tanggal mulainya"))


def compare_people(file: PeopleFile, *, at: datetime) -> Differences:
    """What confirming the file would change; nothing is written."""
    differences = Differences()
    with transaction.atomic():
        _write(file.lines, differences, at)
        transaction.set_rollback(True)
    return differences


def import_people(file: PeopleFile, *, by: Any, at: datetime) -> Differences:
    """Write people, offices, who holds them and what they may report; once for the same file.

    New people get no password: they come in by invitation.

    Raises:
        NotYours: `by` does not enter decrees.
        OutOfTurn: what stands has changed since the file was compared.
    """
    _admitted(by)
    differences = Differences()
    with transaction.atomic():
        # Two who confirm at once follow each other.
        codes = {line["institution"] for line in file.lines}
        houses = Institution.everything.filter(code__in=codes).order_by("pk")
        list(houses.select_for_update(of=("self",)).values_list("pk"))
        if next(iter(_faults(file.lines, by, day_of(at))), None):
            raise OutOfTurn(_("Keadaan berubah sejak pratinjau; unggah berkasnya sekali lagi."))
        _write(file.lines, differences, at)
        if not differences.is_empty:
            officer = in_office(by, Role.SYSTEM_ADMIN, Role.SECRETARIAT)
            said = format_lazy(_SAID, count=len(file.lines))
            change = Change(after={"file": file.name, "differences": differences.lines()})
            record_entry(None, "people.imported", said, by=officer, at=at, change=change)
    return differences


def _write(lines: Sequence[Line], differences: Differences, at: datetime) -> None:
    standing = _Standing(lines, day_of(at))
    people = _people(lines, differences)
    offices = _offices(lines, standing, differences)
    for line in lines:
        house = standing.institutions[line["institution"]]
        office = offices[house.pk, line["title"]]
        _hold(line, people[line["email"]], office, standing, differences)
        if not standing.carries(line):
            _carry(line, office, house, standing.units.get(line["unit"]), differences)


def _people(lines: Sequence[Line], differences: Differences) -> dict[Any, Any]:
    wanted = {
        line["email"]: {
            "name": line["name"],
            **({"phone": line["phone"]} if line["phone"] else {}),
        }
        for line in lines
    }
    comparison = Comparison(
        User,
        _("Orang"),
        ["email"],
        models.Q(email__in=wanted),
        name_of=lambda row: row.email,
        headers={"name": "Nama", "phone": "Telepon"},
    )
    fresh = {"password": make_password(None)}
    return synchronise(comparison, wanted, differences, fresh=lambda _spot: fresh)


def _offices(
    lines: Sequence[Line], standing: _Standing, differences: Differences
) -> dict[Any, Any]:
    wanted: dict[Any, dict[str, Any]] = {}
    for line in lines:
        house = standing.institutions[line["institution"]]
        values = wanted.setdefault((house.pk, line["title"]), {})
        if line["unit"]:
            values["unit_id"] = standing.units[line["unit"]].pk
        if line["echelon"]:
            values["echelon"] = line["echelon"]
    shorts = {row.pk: row.short for row in standing.institutions.values()}
    titles = {title for _house, title in wanted}
    comparison = Comparison(
        Position,
        _("Jabatan"),
        ["institution_id", "title"],
        models.Q(institution__in=shorts, title__in=titles),
        name_of=lambda row: f"{row.title}, {shorts[row.institution_id]}",
        headers={"unit_id": "Unit kerja", "echelon": "Eselon"},
        retire=lambda _row: False,
    )
    return synchronise(comparison, wanted, differences)


def _hold(
    line: Line, person: User, office: Position, standing: _Standing, differences: Differences
) -> None:
    shown = f"{line['name']}: {office.title}"
    if not standing.is_held_by_its_holder(line):
        Occupancy.everything.create(
            position=office,
            user=person,
            kind=OccupancyKind.DEFINITIVE,
            decree=line["decree"],
            starts_on=line["starts_on"],
        )
        differences.added.setdefault(_("Pemegang jabatan"), []).append(shown)
    if line["replaces"] == "yes":
        for row in standing.others_in(line):
            row.ends_on = line["starts_on"] - timedelta(days=1)
            row.save(update_fields=["ends_on"])
            differences.ended.append(f"{row.user.name}: {office.title}")


def _carry(
    line: Line, office: Position, house: Institution, unit: Unit | None, differences: Differences
) -> None:
    found = {"position": office, "role": line["right"], "institution": house, "unit": unit}
    row, is_new = Grant.everything.get_or_create(**found, pillar_number=None)
    if not is_new and row.ends_on is not None:
        row.ends_on, is_new = None, True
        row.save(update_fields=["ends_on"])
    if is_new:
        label = f"{Role(line['right']).label}: {office.title}"
        differences.added.setdefault(_("Hak pelaporan"), []).append(label)


def sealed(file: PeopleFile) -> dict[str, Any]:
    """The file as plain values, to be handed to the browser and back under a signature."""
    rows = [
        [str(value) if isinstance(value, date) else value for value in map(line.get, KEYS)]
        for line in file.lines
    ]
    return {"name": file.name, "rows": rows}


def unsealed(kept: Mapping[str, Any]) -> PeopleFile:
    """The same file again."""
    lines = [dict(zip(KEYS, row, strict=True)) for row in kept["rows"]]
    for line in lines:
        line["starts_on"] = date.fromisoformat(line["starts_on"])
    return PeopleFile(kept["name"], lines)


def lines_of(rows: Iterable[Any], *, shows_phones: bool) -> list[list[object]]:
    """Definitive holdings as the lines of a file that can be handed in again."""
    words = {role.value: word for word, role in RIGHTS.items()}
    found: list[list[object]] = []
    for row in rows:
        office, person = row.position, row.user
        rights = [words[grant.role] for grant in office.grants.all() if grant.role in words]
        found.append(
            [
                person.email, person.name, person.phone if shows_phones else "",
                office.institution.code, office.unit.code if office.unit else "", office.title,
                office.echelon, row.starts_on, row.decree, "", rights[0] if rights else "",
            ]
        )  # fmt: skip
    return found
