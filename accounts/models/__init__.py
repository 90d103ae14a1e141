"""Who may: people, offices, who holds an office when, and what an office grants."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models.factors import Recovery, RecoveryCode, RecoveryKind
from accounts.models.feeds import FeedKey
from accounts.reach import reach_of
from institutions.models import Institution, Unit
from journal.models import Urgency
from ranpe.kit.actor import Actor, Reach
from ranpe.kit.clock import day_of
from ranpe.kit.constraints import paired
from ranpe.kit.scope import EVERYONE, NO_ONE, ScopedModel, ScopedQuerySet

__all__ = [
    "FeedKey",
    "Grant",
    "GrantRequest",
    "MailChoice",
    "Occupancy",
    "OccupancyKind",
    "Position",
    "Recovery",
    "RecoveryCode",
    "RecoveryKind",
    "Role",
    "User",
    "UserManager",
    "UserQuerySet",
    "grants_on",
]


class Role(models.TextChoices):
    """What an office may be granted; every grant has its scope."""

    OPERATOR = "operator", _("Operator K/L atau provinsi")
    APPROVER = "approver", _("Pejabat Eselon II atau Kepala Kesbangpol")
    COORDINATOR = "coordinator", _("Koordinator K/L")
    VERIFIER = "verifier", _("Verifikator Sekber")
    POKJA_CHAIR = "pokja_chair", _("Ketua Pokja pilar")
    POKJA_MEMBER = "pokja_member", _("Anggota Pokja pilar")
    POKJA_HEAD = "pokja_head", _("Ketua Pokja (Sestama)")
    SECRETARIAT = "secretariat", _("Sekretariat Bersama")
    SEKBER_MEMBER = "sekber_member", _("Anggota Sekber")
    REGIONAL_SUPERVISOR = "regional_supervisor", _("Pembina daerah Kemendagri")
    PPID = "ppid", _("PPID")
    HEAD = "head", _("Kepala BNPT")
    AUDITOR = "auditor", _("Auditor")
    SYSTEM_ADMIN = "system_admin", _("Admin sistem")


class MailChoice(models.TextChoices):
    """What a person wants to be mailed at once; the rest comes in the daily mail."""

    URGENT = "urgent", _("Segera bila dikembalikan atau mendekati batas waktu")
    RETURNED = "returned", _("Segera hanya bila dikembalikan")
    DAILY = "daily", _("Hanya ringkasan harian")


_AT_ONCE: dict[str, tuple[str, ...]] = {
    MailChoice.URGENT: (Urgency.RETURNED, Urgency.DEADLINE, Urgency.RECEIPT),
    MailChoice.RETURNED: (Urgency.RETURNED, Urgency.RECEIPT),
    MailChoice.DAILY: (),
}


class UserQuerySet(ScopedQuerySet["User"]):
    """Accounts; the one table that also has `objects`, for the sign-in library."""


class UserManager(BaseUserManager["User"]):
    """Finds accounts for signing in."""

    def create_user(self, email: str, name: str, password: str | None = None) -> User:
        """A new account; the e-mail address is kept in lower case."""
        user = self.model(email=email.lower().strip(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """The account of an e-mail address, whatever its case."""
        return self.get(email=(username or "").lower().strip())


class User(AbstractBaseUser):
    """A person with an account; what they may do comes from the offices they hold.

    `phone` is kept as +62 and digits, and shown only to the Secretariat and the own institution.
    Whoever raises `session_round` ends all sessions of the person at once.
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False)
    phone = models.CharField(max_length=20, blank=True)
    mail_choice = models.CharField(
        max_length=10, choices=MailChoice.choices, default=MailChoice.URGENT
    )
    has_shortcuts = models.BooleanField(default=True)
    session_round = models.PositiveIntegerField(default=0)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()
    everything = UserQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """People see themselves; the desk and the administrators see everyone."""
        if user.reach.national or user.reach.has(Role.SYSTEM_ADMIN):
            return EVERYONE
        return models.Q(pk=user.pk)

    @cached_property
    def offices(self) -> list[Occupancy]:
        """The offices held today, the definitive ones first; one query, once a request."""
        today = day_of(timezone.now())
        rows = Occupancy.everything.filter(user_id=self.pk).in_force(today)
        carried = models.Prefetch("position__grants", Grant.everything.filter(grants_on(today)))
        return list(rows.select_related("position__institution").prefetch_related(carried))

    @cached_property
    def reach(self) -> Reach:
        """What the offices held today allow."""
        grants = [grant for office in self.offices for grant in office.position.grants.all()]
        homes = [office.position.institution_id for office in self.offices]
        return reach_of(grants, homes)

    def get_session_auth_hash(self) -> str:
        """What a session must carry to count: it changes with the password and with the round."""
        return self._session_hash(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under the earlier keys, while the key is being changed."""
        return (self._session_hash(key) for key in settings.SECRET_KEY_FALLBACKS)

    def _session_hash(self, key: str | None) -> str:
        said = f"{self.password} {self.session_round}"
        return salted_hmac("accounts.session", said, secret=key, algorithm="sha256").hexdigest()

    def wants_at_once(self, urgency: str) -> bool:
        """Whether a notice is mailed by itself; the inbox shows it in any case."""
        return urgency in _AT_ONCE[self.mail_choice]

    @property
    def printed_name(self) -> str:
        """The name as it stands in receipts and history."""
        return self.name

    @property
    def capacity(self) -> str:
        """In which capacity the person acts, such as "Plt. Kepala BNPT"."""
        return self.offices[0].capacity if self.offices else ""

    @property
    def acts_for(self) -> str:
        """The first office held only for another: for the banner; empty when there is none."""
        acting = [office for office in self.offices if office.kind != OccupancyKind.DEFINITIVE]
        return acting[0].capacity if acting else ""


class Position(ScopedModel):
    """An office (jabatan) of an institution; authority belongs to it, not to the person."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="positions")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="positions")
    title = models.CharField(max_length=200)
    echelon = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["institution", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "title"], name="accounts_one_office_title"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Offices are known inside their institution, to the desk and to administrators."""
        if user.reach.national or user.reach.has(Role.SYSTEM_ADMIN):
            return EVERYONE
        return models.Q(institution_id__in=user.reach.home_institutions)


class OccupancyKind(models.TextChoices):
    """How an office is held; Plt. and Plh. sign as such, a delegate signs for the incumbent."""

    DEFINITIVE = "definitive", _("Definitif")
    PLT = "plt", "Plt."
    PLH = "plh", "Plh."
    DELEGATE = "delegate", "a.n."


def _valid_on(day: date) -> models.Q:
    lasts = models.Q(ends_on=None) | models.Q(ends_on__gte=day)
    return models.Q(starts_on__lte=day, ended_at=None) & lasts


class OccupancyQuerySet(ScopedQuerySet["Occupancy"]):
    """Who holds which office."""

    def in_force(self, day: date) -> OccupancyQuerySet:
        """The holdings that are valid on `day`, definitive ones first.

        A delegation holds only as long as its delegator holds the office and has an account.
        """
        incumbent = Occupancy.everything.filter(
            _valid_on(day),
            kind=OccupancyKind.DEFINITIVE,
            position=models.OuterRef("position"),
            user=models.OuterRef("delegator"),
            user__is_active=True,
        )
        return (
            self.filter(_valid_on(day))
            .filter(~models.Q(kind=OccupancyKind.DELEGATE) | models.Exists(incumbent))
            .order_by(
                models.Case(models.When(kind=OccupancyKind.DEFINITIVE, then=0), default=1),
                "pk",
            )
        )


class Occupancy(ScopedModel):
    """A person in an office from one day to another, with the decree that says so.

    `ended_at` is set when an incumbent takes a delegation back before its last day; `delegator`
    is the incumbent in whose name a delegate acts.
    """

    position = models.ForeignKey(Position, models.PROTECT, related_name="occupancies")
    user = models.ForeignKey(User, models.PROTECT, related_name="occupancies")
    kind = models.CharField(
        max_length=10, choices=OccupancyKind.choices, default=OccupancyKind.DEFINITIVE
    )
    delegator = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decree = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    everything: ClassVar[Any] = OccupancyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="accounts_occupancy_days_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=OccupancyKind.DELEGATE, delegator__isnull=False)
                | ~models.Q(kind=OccupancyKind.DELEGATE) & models.Q(delegator=None),
                name="accounts_occupancy_delegated_by_somebody",
            ),
            *paired("ended", prefix="accounts_occupancy"),
        ]

    def __str__(self) -> str:
        return self.capacity

    @property
    def capacity(self) -> str:
        """The office as it is signed."""
        if self.kind == OccupancyKind.DEFINITIVE:
            return self.position.title
        return f"{OccupancyKind(self.kind).label} {self.position.title}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """As the office itself."""
        if user.reach.national or user.reach.has(Role.SYSTEM_ADMIN):
            return EVERYONE
        return models.Q(position__institution_id__in=user.reach.home_institutions)


def grants_on(day: date, prefix: str = "") -> models.Q:
    """The rights that still stand on a day."""
    ends = f"{prefix}ends_on"
    return models.Q(**{ends: None}) | models.Q(**{f"{ends}__gte": day})


class Grant(ScopedModel):
    """A right that an office carries: a role, and the institution, unit or pillar it is for.

    `ends_on` is its last day, where a decree has ended it.
    """

    position = models.ForeignKey(Position, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    pillar_number = models.PositiveSmallIntegerField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "position",
                "role",
                *(
                    Coalesce(name, 0, output_field=models.BigIntegerField())
                    for name in ("institution", "unit", "pillar_number")
                ),
                name="accounts_one_grant",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Grants are read by administrators and the desk."""
        return EVERYONE if user.reach.has(Role.SYSTEM_ADMIN) or user.reach.audits else NO_ONE


class GrantRequest(ScopedModel):
    """A right that one person asks for an office and another person gives."""

    position = models.ForeignKey(Position, models.CASCADE, related_name="grant_requests")
    role = models.CharField(max_length=20, choices=Role.choices)
    ends_on = models.DateField(null=True, blank=True)
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            *paired("confirmed", "withdrawn", prefix="accounts_grantrequest"),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None)
                | ~models.Q(confirmed_by=models.F("asked_by")),
                name="accounts_grantrequest_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None) | models.Q(withdrawn_at=None),
                name="accounts_grantrequest_one_end",
            ),
            models.UniqueConstraint(
                fields=["position", "role"],
                condition=models.Q(confirmed_at=None, withdrawn_at=None),
                name="accounts_grantrequest_once_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """As the rights themselves."""
        return Grant.scope_for(user)
