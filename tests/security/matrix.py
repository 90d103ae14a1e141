"""The matrix of docs/permissions.csv, and which of its columns speaks of whom and what."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from accounts.models import Role, User
from tests.factories import World
from tests.people import People, a_person

NO_OFFICE = "Tanpa jabatan"
PUBLIC = "Publik (tanpa akun)"

OWN, FOREIGN = "instansi sendiri", "instansi lain"
LED_BY = "BNPT"
PILLAR, OTHER_PILLAR, OWN_HOUSE = "pilar sendiri", "pilar lain", "instansi sendiri"

# The first variant also speaks for what belongs to no institution, such as a period.
VARIANTS: dict[str, tuple[str, ...]] = {
    Role.OPERATOR: (OWN, FOREIGN),
    Role.APPROVER: (OWN, FOREIGN),
    Role.COORDINATOR: (OWN, FOREIGN),
    Role.VERIFIER: (PILLAR, OTHER_PILLAR, OWN_HOUSE),
    Role.POKJA_CHAIR: (PILLAR, OTHER_PILLAR, OWN_HOUSE),
    Role.POKJA_MEMBER: (PILLAR, OTHER_PILLAR),
    Role.POKJA_HEAD: (FOREIGN, OWN),
    # BNPT leads the Secretariat: what it owes itself is judged by the other members.
    Role.SEKBER_MEMBER: (FOREIGN, LED_BY),
}


@dataclass(frozen=True)
class Matter:
    """A record, and what decides whose it is: who owes it, their house, its pillar."""

    record: Any
    owner: str = ""
    house: str = ""
    pillar: int | None = None


@dataclass(frozen=True)
class Part:
    """What a sample person is: role, house, whose duties are theirs, which pillar."""

    role: str = ""
    house: str = ""
    owns: tuple[str, ...] = ()
    pillar: int | None = None


PARTS: dict[str, Part] = {
    "operator": Part(Role.OPERATOR, "Kemenag", ("Kemenag",)),
    "approver": Part(Role.APPROVER, "Kemenag", ("Kemenag",)),
    "coordinator": Part(Role.COORDINATOR, "Polri", ("Polri", "unit Polri")),
    "unit_operator": Part(Role.OPERATOR, "Polri", ("unit Polri",)),
    "unit_approver": Part(Role.APPROVER, "Polri", ("unit Polri",)),
    "other_operator": Part(Role.OPERATOR, "Kemensos", ("Kemensos",)),
    "other_approver": Part(Role.APPROVER, "Kemensos", ("Kemensos",)),
    "province_operator": Part(Role.OPERATOR, "Jawa Barat", ("Jawa Barat",)),
    "province_approver": Part(Role.APPROVER, "Jawa Barat", ("Jawa Barat",)),
    "other_province_operator": Part(Role.OPERATOR, "Bali", ("Bali",)),
    "verifier": Part(Role.VERIFIER, "BNPT", pillar=1),
    "other_verifier": Part(Role.VERIFIER, "BNPT", pillar=2),
    "sekber_verifier": Part(Role.VERIFIER, "Bappenas", pillar=1),
    "chair": Part(Role.POKJA_CHAIR, "BNPT", pillar=1),
    "pokja_member": Part(Role.POKJA_MEMBER, "Kemendagri", pillar=1),
    "pokja_head": Part(Role.POKJA_HEAD, "BNPT"),
    "secretariat": Part(Role.SECRETARIAT, "BNPT"),
    "sekber_member": Part(Role.SEKBER_MEMBER, "Bappenas"),
    "regional_supervisor": Part(Role.REGIONAL_SUPERVISOR, "Kemendagri"),
    "ppid": Part(Role.PPID, "BNPT"),
    "head": Part(Role.HEAD, "BNPT"),
    "auditor": Part(Role.AUDITOR, "BNPT"),
    "admin": Part(Role.SYSTEM_ADMIN, "BNPT"),
    "nobody": Part(),
}


def _label(role: str, variant: str = "") -> str:
    with translation.override("id"):
        label = str(Role(role).label)
    return f"{label}: {variant}" if variant else label


COLUMNS: dict[str, list[str]] = {
    role: [_label(role, variant) for variant in VARIANTS.get(role, ("",))] for role in Role.values
}


def column_of(part: Part, matter: Matter) -> str:
    """The column that speaks of this person over this record."""
    if not part.role:
        return NO_OFFICE
    if part.role not in VARIANTS:
        return _label(part.role)
    variants = VARIANTS[part.role]
    return _label(part.role, _variant(part, matter) if matter.owner else variants[0])


def _variant(part: Part, matter: Matter) -> str:
    if part.role in (Role.VERIFIER, Role.POKJA_CHAIR, Role.POKJA_MEMBER):
        # A province's report has no pillar: every verifier checks it, no pillar's chair does.
        checks_all = matter.pillar is None and part.role == Role.VERIFIER
        if not checks_all and matter.pillar != part.pillar:
            return OTHER_PILLAR
        is_own_house = part.house == matter.house and part.role != Role.POKJA_MEMBER
        return OWN_HOUSE if is_own_house else PILLAR
    if part.role == Role.SEKBER_MEMBER:
        return LED_BY if matter.house == LED_BY else FOREIGN
    own = matter.house == part.house if part.role == Role.POKJA_HEAD else matter.owner in part.owns
    return OWN if own else FOREIGN


def cast(world: World, people: People) -> dict[str, User]:
    """The sample people, with a member of a Pokja and someone who holds no office."""
    kemendagri = world.institutions["Kemendagri"]
    nobody = User.objects.create_user("tanpa.jabatan@ranpe.example", "Wira Adinata")
    member = a_person(
        "anggota.pilar1@ranpe.example",
        "Laras Anggraini",
        "Anggota Pokja pilar 1",
        kemendagri,
        (Role.POKJA_MEMBER, 1),
    )
    return {**people.all(), "pokja_member": member, "nobody": nobody}


def anonymous() -> Any:
    """Someone who has not signed in."""
    return AnonymousUser()


@dataclass(frozen=True)
class Matrix:
    """The page as the Secretariat reads it: its header, and its cells by code and column."""

    header: list[str]
    verbs: dict[str, str]
    cells: dict[str, dict[str, str]]

    def said(self, code: str) -> dict[str, bool]:
        """The cells of a row that say something, as yes or no."""
        return {column: cell == "ya" for column, cell in self.cells[code].items() if cell}


def _read() -> Matrix:
    path = Path(settings.BASE_DIR) / "docs" / "permissions.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    assert {len(row) for row in rows} == {len(header)}, "the page is not a rectangle"
    assert len({row[1] for row in rows}) == len(rows), "a code stands twice"
    cells = {row[1]: dict(zip(header[2:], row[2:], strict=True)) for row in rows}
    return Matrix(header, {row[1]: row[0] for row in rows}, cells)


MATRIX = _read()
