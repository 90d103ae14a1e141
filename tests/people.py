"""The sample people of tests and docs, one a role."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from accounts.models import Grant, Occupancy, OccupancyKind, Position, Role, User
from institutions.models import Institution, Unit
from tests.factories import World

PASSWORD = "contoh-ran-pe-2026"


@dataclass(frozen=True)
class People:
    """One person a role; `other_` is a stranger from another institution."""

    operator: User
    approver: User
    coordinator: User
    unit_operator: User
    unit_approver: User
    other_operator: User
    other_approver: User
    province_operator: User
    province_approver: User
    other_province_operator: User
    verifier: User
    other_verifier: User
    sekber_verifier: User
    chair: User
    pokja_head: User
    secretariat: User
    sekber_member: User
    regional_supervisor: User
    ppid: User
    head: User
    auditor: User
    admin: User

    def all(self) -> dict[str, User]:
        """Everyone by the name of their part."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def a_person(
    email: str,
    name: str,
    title: str,
    institution: Institution,
    *grants: tuple[str, Institution | Unit | int | None],
    kind: str = OccupancyKind.DEFINITIVE,
) -> User:
    """Someone in an office that carries `grants`: (role, what it is for)."""
    user = User(email=email, name=name, is_sample=True)
    user.set_unusable_password()
    user.save()
    position, _is_new = Position.everything.get_or_create(institution=institution, title=title)
    Occupancy.everything.create(
        position=position, user=user, kind=kind, starts_on=date(2021, 1, 4), decree="SK contoh"
    )
    for role, scope in grants:
        Grant.everything.get_or_create(
            position=position,
            role=role,
            institution=scope if isinstance(scope, Institution) else _of(scope),
            unit=scope if isinstance(scope, Unit) else None,
            pillar_number=scope if isinstance(scope, int) else None,
        )
    return user


def _of(scope: Institution | Unit | int | None) -> Institution | None:
    return scope.institution if isinstance(scope, Unit) else None


def everybody(world: World) -> People:
    """All sample people in office: Kemenag reports, Kemensos is the stranger."""
    kl, bnpt, bappenas = (
        world.institutions,
        world.institutions["BNPT"],
        world.institutions["Bappenas"],
    )
    kemenag, kemensos, polri = kl["Kemenag"], kl["Kemensos"], kl["Polri"]
    jabar, bali = world.provinces["32"], world.provinces["51"]
    unit = world.unit

    def add(
        email: str,
        name: str,
        title: str,
        home: Institution,
        *grants: tuple[str, Institution | Unit | int | None],
    ) -> User:
        return a_person(f"{email}@ranpe.example", name, title, home, *grants)

    return People(
        operator=add(
            "operator.kemenag",
            "Rahmi Lestari",
            "Narahubung Kemenag",
            kemenag,
            (Role.OPERATOR, kemenag),
        ),
        approver=add(
            "eselon2.kemenag",
            "Darma Wiguna",
            "Kepala Biro Perencanaan Kemenag",
            kemenag,
            (Role.APPROVER, kemenag),
        ),
        coordinator=add(
            "koordinator.polri",
            "Sari Wulandari",
            "Koordinator RAN PE Polri",
            polri,
            (Role.COORDINATOR, polri),
        ),
        unit_operator=add(
            "operator.unit", "Bagas Pranoto", "Narahubung unit Polri", polri, (Role.OPERATOR, unit)
        ),
        unit_approver=add(
            "eselon2.unit", "Yoga Hendrata", "Direktur unit Polri", polri, (Role.APPROVER, unit)
        ),
        other_operator=add(
            "operator.kemensos",
            "Tika Maharani",
            "Narahubung Kemensos",
            kemensos,
            (Role.OPERATOR, kemensos),
        ),
        other_approver=add(
            "eselon2.kemensos",
            "Lukman Prasaja",
            "Kepala Biro Kemensos",
            kemensos,
            (Role.APPROVER, kemensos),
        ),
        province_operator=add(
            "operator.p32", "Neng Salwa", "Narahubung Jawa Barat", jabar, (Role.OPERATOR, jabar)
        ),
        province_approver=add(
            "kesbangpol.p32",
            "Asep Gunadi",
            "Kepala Kesbangpol Jawa Barat",
            jabar,
            (Role.APPROVER, jabar),
        ),
        other_province_operator=add(
            "operator.p51", "Wayan Sutarma", "Narahubung Bali", bali, (Role.OPERATOR, bali)
        ),
        verifier=add(
            "verifikator.pilar1",
            "Intan Kusumawati",
            "Verifikator Pilar 1",
            bnpt,
            (Role.VERIFIER, 1),
        ),
        other_verifier=add(
            "verifikator.pilar2", "Fajar Nurdin", "Verifikator Pilar 2", bnpt, (Role.VERIFIER, 2)
        ),
        sekber_verifier=add(
            "verifikator2.pilar1",
            "Mega Anindita",
            "Verifikator Bappenas",
            bappenas,
            (Role.VERIFIER, 1),
        ),
        chair=add(
            "ketua.pilar1", "Hendra Wiratma", "Deputi Pencegahan", bnpt, (Role.POKJA_CHAIR, 1)
        ),
        pokja_head=add(
            "sestama", "Retno Paramita", "Sekretaris Utama BNPT", bnpt, (Role.POKJA_HEAD, None)
        ),
        secretariat=add(
            "sekretariat", "Dewi Larasati", "Sekretariat Bersama", bnpt, (Role.SECRETARIAT, None)
        ),
        sekber_member=add(
            "sekber.bappenas",
            "Anton Suryadi",
            "Deputi Bappenas",
            bappenas,
            (Role.SEKBER_MEMBER, None),
        ),
        regional_supervisor=add(
            "pembina.daerah",
            "Gita Permata",
            "Pembina daerah Kemendagri",
            kl["Kemendagri"],
            (Role.REGIONAL_SUPERVISOR, None),
        ),
        ppid=add("ppid", "Nadia Safira", "PPID BNPT", bnpt, (Role.PPID, None)),
        head=add("kepala", "Bima Ardhana", "Kepala BNPT", bnpt, (Role.HEAD, None)),
        auditor=add("auditor", "Rukmini Sasmita", "Auditor", bnpt, (Role.AUDITOR, None)),
        admin=add("admin", "Yusuf Maulida", "Admin sistem", bnpt, (Role.SYSTEM_ADMIN, None)),
    )
