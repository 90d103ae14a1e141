"""Official letters: what is asked of an institution on paper, from the draft to its receipt."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import Position, Role
from files.models import StoredFile
from institutions.models import Institution
from pillars.models import Period
from ranpe.kit.actor import Actor
from ranpe.kit.constraints import paired
from ranpe.kit.scope import EVERYONE, ScopedModel


class LetterKind(models.TextChoices):
    """What a letter is for; the first two are those to which the ladder leads, mildest first."""

    REQUEST = "request", _("Permohonan penyampaian laporan")
    FIRM = "firm", _("Surat penegasan")
    INVITATION = "invitation", _("Undangan pembukaan pelaporan")


LADDER_KINDS = (LetterKind.REQUEST, LetterKind.FIRM)


class LetterTemplate(ScopedModel):
    """The words with which a draft begins; the Secretariat may change them.

    `is_internal` is the nota dinas, inside the leading institution. In the words stand
    places such as {periode}, which a draft fills.
    """

    kind = models.CharField(max_length=10, choices=LetterKind.choices)
    is_internal = models.BooleanField(default=False)
    subject = models.CharField(max_length=200)
    nature = models.CharField(max_length=30, blank=True)
    place = models.CharField(max_length=60, blank=True)
    body = models.TextField()
    copies = models.TextField(blank=True)
    signing_role = models.CharField(max_length=20, choices=Role.choices)
    reply_working_days = models.PositiveSmallIntegerField(default=7)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["kind", "is_internal"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "is_internal"], name="workgroups_one_letter_template"
            )
        ]

    def __str__(self) -> str:
        return _titled(self.kind, is_internal=self.is_internal)

    @property
    def journal_name(self) -> str:
        """Which words were changed."""
        return f"Naskah baku {self}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The words are known to all who sign in."""
        return EVERYONE


def _titled(kind: str, *, is_internal: bool) -> str:
    label = str(LetterKind(kind).label)
    return f"Nota dinas: {label}" if is_internal else label


class LetterState(models.TextChoices):
    """How far a letter has come."""

    DRAFT = "draft", _("Konsep")
    INITIALLED = "initialled", _("Diparaf")
    SIGNED = "signed", _("Ditandatangani")
    NUMBERED = "numbered", _("Bernomor")
    SENT = "sent", _("Dikirim")
    RECEIVED = "received", _("Diterima")
    CANCELLED = "cancelled", _("Batal")


_SIGNED = ("signed", "numbered", "sent", "received")
_NUMBERED = _SIGNED[1:]
_SENT = _SIGNED[2:]


def _needs(states: tuple[str, ...], proof: models.Q, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=~models.Q(state__in=states) | proof, name=name)


def _not_before(later: str, earlier: str) -> models.CheckConstraint:
    in_order = models.Q(**{f"{later}__gte": models.F(earlier)})
    unknown = models.Q(**{later: None}) | models.Q(**{earlier: None})
    return models.CheckConstraint(
        condition=unknown | in_order, name=f"workgroups_letter_{later}_in_order"
    )


class Letter(ScopedModel):
    """An official letter to one institution about one period; nothing leaves by itself.

    A letter to a governor goes `through` the institution that supervises the regions. What is
    owed stands in its items, as it was when the letter was drafted. `signatory` is an office;
    who held it on the day of signing is kept in words.
    """

    period = models.ForeignKey(Period, models.PROTECT, related_name="letters")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="letters")
    through = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="letters_handed_on"
    )
    kind = models.CharField(max_length=10, choices=LetterKind.choices)
    is_internal = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=LetterState.choices, default=LetterState.DRAFT)
    addressee = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    nature = models.CharField(max_length=30, blank=True)
    place = models.CharField(max_length=60, blank=True)
    body = models.TextField()
    copies = models.TextField(blank=True)
    signatory = models.ForeignKey(
        Position, models.PROTECT, null=True, blank=True, related_name="letters"
    )
    version = models.PositiveIntegerField(default=0)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    initialled_at = models.DateTimeField(null=True, blank=True)
    initialled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_on = models.DateField(null=True, blank=True)
    signed_name = models.CharField(max_length=200, blank=True)
    signed_office = models.CharField(max_length=220, blank=True)
    number = models.CharField(max_length=80, blank=True)
    number_year = models.PositiveSmallIntegerField(null=True, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    scan = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="letters"
    )
    sent_on = models.DateField(null=True, blank=True)
    sent_way = models.CharField(max_length=100, blank=True)
    received_on = models.DateField(null=True, blank=True)
    received_name = models.CharField(max_length=200, blank=True)
    cancel_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "institution", "kind"],
                condition=~models.Q(state="cancelled"),
                name="workgroups_one_living_letter",
            ),
            models.UniqueConstraint(
                Lower("number"),
                "number_year",
                condition=~models.Q(number=""),
                name="workgroups_one_letter_number",
            ),
            models.CheckConstraint(
                condition=models.Q(number="", number_year=None)
                | (~models.Q(number="") & models.Q(number_year__isnull=False)),
                name="workgroups_letter_number_of_a_year",
            ),
            _needs(
                ("initialled",),
                models.Q(initialled_at__isnull=False),
                "workgroups_letter_initialled_by_somebody",
            ),
            _needs(
                _SIGNED,
                models.Q(signed_on__isnull=False) & ~models.Q(signed_name=""),
                "workgroups_signed_letter_has_signer",
            ),
            _needs(
                _NUMBERED,
                models.Q(dated_on__isnull=False, scan__isnull=False) & ~models.Q(number=""),
                "workgroups_numbered_letter_has_scan",
            ),
            _needs(_SENT, models.Q(sent_on__isnull=False), "workgroups_sent_letter_has_day"),
            _needs(
                ("received",),
                models.Q(received_on__isnull=False),
                "workgroups_received_letter_has_day",
            ),
            _needs(("cancelled",), ~models.Q(cancel_reason=""), "workgroups_cancelled_has_reason"),
            _not_before("dated_on", "signed_on"),
            _not_before("sent_on", "dated_on"),
            _not_before("received_on", "sent_on"),
            *paired("initialled", prefix="workgroups_letter"),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.institution}"

    @property
    def title(self) -> str:
        """What it is called: a letter by its kind, inside the leading institution a nota dinas."""
        return _titled(self.kind, is_internal=self.is_internal)

    @property
    def journal_name(self) -> str:
        """Which letter, to whom, about which period."""
        return f"{self.title}: {self.institution} · {self.period}"

    @property
    def is_draft(self) -> bool:
        """Whether its words may still be changed."""
        return self.state == LetterState.DRAFT

    @property
    def is_signed(self) -> bool:
        """Whether it bears a signature; until then every print is marked as a draft."""
        return self.state in _SIGNED

    @property
    def copy_lines(self) -> list[str]:
        """Who gets a copy (tembusan), one a line."""
        return [line.strip() for line in self.copies.splitlines() if line.strip()]

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The desk; once it was sent, its addressee and whoever hands it on."""
        return _read_by(user)


def _read_by(user: Actor, prefix: str = "") -> models.Q:
    reach = user.reach
    if reach.national:
        return EVERYONE
    theirs = models.Q(**{f"{prefix}institution__in": reach.institutions})
    if reach.has(Role.REGIONAL_SUPERVISOR):
        theirs |= models.Q(**{f"{prefix}through__in": reach.home_institutions})
    return models.Q(**{f"{prefix}state__in": _SENT}) & theirs


class LetterItem(ScopedModel):
    """One report that was owed when the letter was drafted; it is never changed afterwards."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    title = models.TextField(blank=True)
    due_on = models.DateField()
    standing = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "order"], name="workgroups_one_letter_item")
        ]

    def __str__(self) -> str:
        return self.code

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """As the letter."""
        return _read_by(user, "letter__")
