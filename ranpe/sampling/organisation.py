"""The sample organisation: Sekber, Pokja, 48 K/L, 38 provinces, all with invented people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.contrib.auth.hashers import make_password

from accounts.models import OccupancyKind, Position, Role, User
from accounts.services import appoint, create_person, create_position, grant
from institutions.models import NATIONAL_KINDS, Institution, Kind, SekberRole, Unit
from institutions.services import create_unit
from ranpe.kit.clock import WIB
from ranpe.sampling.roster import PASSWORD, address
from ranpe.sampling.source import Source, table
from workgroups.models import GroupKind, MembershipPart, WorkingGroup
from workgroups.services import add_member, create_group, enter_organisation

FOUNDED = datetime(2021, 1, 4, 9, 0, tzinfo=WIB)
DECREE = "SK contoh Nomor 1 Tahun 2021"
# The seats of the working groups: e-mail name, office, code of the home institution, pillar.
CHAIRS = [
    ("ketua.pilar1", "Deputi Pencegahan, Pelindungan, dan Deradikalisasi", "KL06", 1),
    ("ketua.pilar2", "Deputi Penindakan dan Pembinaan Kemampuan", "KL06", 2),
    ("ketua.pilar3", "Deputi Koordinasi Politik Luar Negeri", "KL01", 3),
]
VERIFIERS = [
    ("verifikator.pilar1", "Verifikator Pilar 1", "KL06", 1),
    ("verifikator.pilar2", "Verifikator Pilar 2", "KL06", 2),
    ("verifikator.pilar3", "Verifikator Pilar 3", "KL06", 3),
    ("verifikator2.pilar1", "Verifikator Pilar 1 dari Bappenas", "KL03", 1),
    ("verifikator2.pilar2", "Verifikator Pilar 2 dari Kemenko Polhukam", "KL01", 2),
    ("verifikator2.pilar3", "Verifikator Pilar 3 dari Kemenlu", "KL05", 3),
]


@dataclass
class Organisation:
    """Who sits where; people are kept so that their rights are read once."""

    source: Source
    people: dict[str, User] = field(default_factory=dict)
    institutions: dict[str, Institution] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    groups: dict[int | None, WorkingGroup] = field(default_factory=dict)
    slugs: dict[int, str] = field(default_factory=dict)

    def person(self, name: str) -> User:
        """The sample person with this e-mail name."""
        return self.people[name]

    def pair_of(self, institution: Institution, unit: Unit | None) -> tuple[User, User]:
        """Operator and official who answer for an institution, unit or province."""
        name = unit.code.lower() if unit else self.slug_of(institution)
        official = "kesbangpol" if institution.kind == Kind.PROVINCE else "eselon2"
        return self.people[f"operator.{name}"], self.people[f"{official}.{name}"]

    def slug_of(self, institution: Institution) -> str:
        """The part of an institution in the e-mail names of its people."""
        if institution.pk not in self.slugs:
            self.slugs[institution.pk] = _slug(institution)
        return self.slugs[institution.pk]

    def has_people(self, institution: Institution) -> bool:
        """Whether an institution reports in this world, not only exists."""
        return f"operator.{self.slug_of(institution)}" in self.people

    def verifier_for(self, pillar: int, institution_id: int) -> User:
        """A verifier of the pillar who is not of the institution that reported."""
        for name in (f"verifikator.pilar{pillar}", f"verifikator2.pilar{pillar}"):
            if institution_id not in self.people[name].reach.home_institutions:
                return self.people[name]
        raise LookupError(name)

    def chair_for(self, pillar: int, institution: Institution) -> User:
        """Who closes for the pillar's Pokja what an institution has promised or reported."""
        chair = self.people[f"ketua.pilar{pillar}"]
        if institution.pk not in chair.reach.home_institutions:
            return chair
        leads = institution.sekber_role == SekberRole.LEAD
        return self.people["sekber.bappenas" if leads else "sestama"]


def _slug(institution: Institution) -> str:
    """Made from the first name, so that a renaming leaves the addresses as they are."""
    if institution.kind == Kind.PROVINCE:
        return institution.code.lower()
    first = institution.names.filter(valid_from=None).first()
    short = first.short if first else institution.short
    return short.lower().replace(" ", "-")


def invented_phone(place: int) -> str:
    """A number that belongs to nobody: free-of-charge numbers do not go on with zeros."""
    return f"+62800000{place:04d}"


class _Cast:
    """Deals the invented names and seats the people."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        self.names: Iterator[str] = iter(row["Nama"] for row in table("nama.csv"))
        self.password = make_password(PASSWORD, salt="data-contoh-ran-pe")

    def seat(
        self,
        name: str,
        title: str,
        institution: Institution,
        *grants: tuple[str, Institution | Unit | None],
        unit: Unit | None = None,
        echelon: str = "",
    ) -> User:
        """Put a new person into a new office that carries `grants`."""
        position = create_position(institution, title, unit=unit, echelon=echelon)
        for role, scope in grants:
            of_unit = scope if isinstance(scope, Unit) else None
            of_institution = scope if isinstance(scope, Institution) else None
            grant(position, role, institution=of_institution, unit=of_unit, by=None, at=FOUNDED)
        person = create_person(
            address(name),
            next(self.names),
            password_hash=self.password,
            phone=invented_phone(len(self.organisation.people) + 1),
            is_sample=True,
        )
        appoint(person, position, starts_on=FOUNDED.date(), decree=DECREE, by=None, at=FOUNDED)
        self.organisation.people[name] = person
        return person


def build_organisation(source: Source) -> Organisation:
    """Seat everyone; institutions, units and provinces stand already."""
    organisation = Organisation(source)
    organisation.institutions = {row.code: row for row in Institution.everything.all()}
    cast = _Cast(organisation)
    _build_units(organisation)
    _seat_bnpt(cast)
    _seat_groups(cast)
    _seat_society(organisation)
    _seat_institutions(cast)
    _seat_provinces(cast)
    return organisation


def _build_units(organisation: Organisation) -> None:
    for row in table("unit_kerja.csv"):
        if organisation.source.keeps_institution(row["Kode K/L"]):
            organisation.units[row["Kode Unit"]] = create_unit(
                organisation.institutions[row["Kode K/L"]],
                row["Kode Unit"],
                row["Nama Unit"],
                by=None,
                at=FOUNDED,
            )


def _seat_bnpt(cast: _Cast) -> None:
    bnpt = cast.organisation.institutions["KL06"]
    kemendagri = cast.organisation.institutions["KL04"]
    cast.seat("kepala", "Kepala BNPT", bnpt, echelon="I")
    cast.seat("sestama", "Sekretaris Utama BNPT", bnpt, (Role.POKJA_HEAD, None), echelon="I")
    cast.seat("sekretariat", "Kepala Sekretariat Bersama RAN PE", bnpt)
    cast.seat("sekretariat2", "Analis Sekretariat Bersama RAN PE", bnpt)
    cast.seat("ppid", "PPID BNPT", bnpt, (Role.PPID, None))
    cast.seat("auditor", "Auditor Inspektorat", bnpt, (Role.AUDITOR, None))
    cast.seat("admin", "Admin sistem", bnpt, (Role.SYSTEM_ADMIN, None))
    cast.seat(
        "pembina.daerah", "Pembina daerah RAN PE", kemendagri, (Role.REGIONAL_SUPERVISOR, None)
    )
    _acting_head(cast)


def _acting_head(cast: _Cast) -> None:
    """Two weeks in 2023 in which the Sestama signed as Plh."""
    appoint(
        cast.organisation.person("sestama"),
        _office(cast.organisation, "kepala"),
        kind=OccupancyKind.PLH,
        decree="Surat perintah contoh Nomor 12 Tahun 2023",
        starts_on=date(2023, 5, 1),
        ends_on=date(2023, 5, 14),
        by=None,
        at=datetime(2023, 4, 28, 10, 0, tzinfo=WIB),
    )


def _office(organisation: Organisation, name: str) -> Position:
    found: Position = organisation.person(name).occupancies.order_by("pk")[0].position
    return found


def _seat_groups(cast: _Cast) -> None:
    organisation = cast.organisation
    for row in organisation.source.plan_file["groups"]:
        organisation.groups[row["pillar"]] = create_group(
            row["kind"], row["name"], pillar_number=row["pillar"]
        )
    sekber = organisation.groups[None]
    _join(organisation, sekber, "kepala", MembershipPart.CHAIR)
    for name in ("sekretariat", "sekretariat2"):
        _join(organisation, sekber, name, MembershipPart.SECRETARY)
    for row in table("sekber.csv")[1:]:
        home = organisation.institutions[row["Kode K/L"]]
        name = f"sekber.{organisation.slug_of(home)}"
        cast.seat(name, row["Jabatan"], home, echelon="I")
        _join(organisation, sekber, name, MembershipPart.MEMBER, int(row["Pilar"]))
    for part, seats in ((MembershipPart.CHAIR, CHAIRS), (MembershipPart.VERIFIER, VERIFIERS)):
        for name, title, code, pillar in seats:
            cast.seat(name, title, organisation.institutions[code])
            _join(organisation, organisation.groups[pillar], name, part)


def _seat_society(organisation: Organisation) -> None:
    """The Pokja Tematis with the organisations that coordinate them."""
    by = organisation.person("sekretariat")
    groups: dict[str, WorkingGroup] = {}
    for row in table("pokja_tematis.csv"):
        field_name = row["Bidang"]
        if field_name not in groups:
            name = f"Pokja Tematis {field_name}"
            groups[field_name] = create_group(GroupKind.THEMATIC, name)
        enter_organisation(
            groups[field_name],
            name=row["Organisasi"],
            short=row["Singkatan"],
            part=row["Kedudukan"],
            starts_on=FOUNDED.date(),
            decree="SK Pokja Tematis contoh Nomor 3 Tahun 2021",
            by=by,
            at=FOUNDED,
        )


def _join(
    organisation: Organisation,
    group: WorkingGroup,
    name: str,
    part: str,
    pillar_number: int | None = None,
) -> None:
    add_member(
        group,
        _office(organisation, name),
        part,
        starts_on=FOUNDED.date(),
        decree="SK Sekber contoh Nomor 2 Tahun 2021",
        pillar_number=pillar_number,
        by=None,
        at=FOUNDED,
    )


def _seat_institutions(cast: _Cast) -> None:
    organisation = cast.organisation
    offices = {row["Kode K/L"]: row["Jabatan"] for row in table("eselon_dua.csv")}
    with_units = {unit.institution_id for unit in organisation.units.values()}
    for code, home in organisation.institutions.items():
        is_first = code <= "KL48" and home.kind in NATIONAL_KINDS
        if not (is_first and organisation.source.keeps_institution(code)):
            continue
        name, title = organisation.slug_of(home), offices.get(code, "Kepala Biro Perencanaan")
        cast.seat(
            f"operator.{name}", f"Narahubung RAN PE {home.short}", home, (Role.OPERATOR, home)
        )
        cast.seat(f"eselon2.{name}", title, home, (Role.APPROVER, home), echelon="II")
        if home.pk in with_units:
            cast.seat(
                f"koordinator.{name}",
                f"Koordinator RAN PE {home.short}",
                home,
                (Role.COORDINATOR, home),
            )
    titles = {row["Kode Unit"]: row["Jabatan"] for row in table("unit_kerja.csv")}
    for code, unit in organisation.units.items():
        home, name = organisation.institutions[code.split("-")[0]], code.lower()
        cast.seat(
            f"operator.{name}", f"Narahubung {unit.name}", home, (Role.OPERATOR, unit), unit=unit
        )
        cast.seat(
            f"eselon2.{name}", titles[code], home, (Role.APPROVER, unit), unit=unit, echelon="II"
        )


def _seat_provinces(cast: _Cast) -> None:
    organisation = cast.organisation
    governments = [row for row in organisation.institutions.values() if row.kind == Kind.PROVINCE]
    for home in governments:
        if not organisation.source.keeps_province(home.code.removeprefix("P")):
            continue
        name = organisation.slug_of(home)
        cast.seat(f"operator.{name}", f"Narahubung {home.short}", home, (Role.OPERATOR, home))
        cast.seat(
            f"kesbangpol.{name}",
            f"Kepala Badan Kesbangpol {home.short}",
            home,
            (Role.APPROVER, home),
            echelon="II",
        )
