"""What happened, who was told, what waits to be done."""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ranpe.kit.actor import Actor
from ranpe.kit.constraints import paired
from ranpe.kit.scope import EVERYONE, NO_ONE, ScopedModel

# The role that looks after background work and mail; the roles are defined on a higher floor.
KEEPER = "system_admin"
# The information officer, who has to say who saw what when something came out.
INFORMATION_OFFICER = "ppid"
# How the verbs of entries begin that tell of a reading.
READING = "read."


class Entry(ScopedModel):
    """One thing that happened; rows are only ever added.

    Subjects are kept by label, id and printed name, without a foreign key, so that the history
    outlives its subject.
    """

    at = models.DateTimeField(db_index=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=True
    )
    actor_name = models.CharField(max_length=200)
    capacity = models.CharField(max_length=200, blank=True)
    verb = models.CharField(max_length=60, db_index=True)
    sentence = models.CharField(max_length=500)
    subject_label = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    subject_name = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject_label", "subject_id", "at"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_name}"

    @property
    def seal_or_none(self) -> EntrySeal | None:
        """The entry's seal, once the background step has made it."""
        return getattr(self, "seal", None)

    @property
    def changes(self) -> list[tuple[str, object, object]]:
        """What changed, in the reader's words: name, value before, value after (None: none)."""
        names = dict.fromkeys((*self.before, *self.after))
        return [(self._name_of(name), *self._old_and_new(name)) for name in names]

    def _old_and_new(self, name: str) -> tuple[object, object]:
        before, after = self.before.get(name), self.after.get(name)
        return self._in_words(name, before), self._in_words(name, after)

    def _name_of(self, name: str) -> str:
        return str(_("Keadaan")) if name == "state" else name

    def _in_words(self, name: str, value: object) -> object:
        """The label of a choice of the subject's model; any other value as it was kept."""
        try:
            field = apps.get_model(self.subject_label)._meta.get_field(name)
        except (LookupError, ValueError, FieldDoesNotExist):
            return value
        labels = dict(getattr(field, "flatchoices", ()))
        return labels.get(value, value) if isinstance(value, str) else value

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Auditors and the national desk read the journal; others read it record by record.

        The information officer reads who saw what.
        """
        if user.reach.audits:
            return EVERYONE
        seen = models.Q(verb__startswith=READING)
        return seen if user.reach.has(INFORMATION_OFFICER) else NO_ONE


class EntrySeal(ScopedModel):
    """A link of the journal's hash chain, written in order by a background step."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="seal")
    sequence = models.PositiveBigIntegerField(unique=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash[:12]}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Whoever reads the journal may read its chain."""
        return EVERYONE if user.reach.audits else NO_ONE


class DailyHead(ScopedModel):
    """The newest seal of the journal as it stood when a day had ended; rows are only added."""

    day = models.DateField(unique=True)
    sequence = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.sequence} {self.hash[:12]}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Whoever reads the journal may read its heads."""
        return EVERYONE if user.reach.audits else NO_ONE


class JournalArchive(ScopedModel):
    """A stretch of the journal that was moved into a file; the chain goes on from its head."""

    first = models.PositiveBigIntegerField(unique=True)
    last = models.PositiveBigIntegerField(unique=True)
    previous = models.CharField(max_length=64)
    head = models.CharField(max_length=64)
    name = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    archived_at = models.DateTimeField()

    class Meta:
        ordering = ["first"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Whoever reads the journal may know what was moved."""
        return EVERYONE if user.reach.audits else NO_ONE


class MailState(models.TextChoices):
    """Where the e-mail of a notice stands."""

    WAITING = "waiting", _("Menunggu")
    SENT = "sent", _("Terkirim")
    FAILED = "failed", _("Gagal")
    NONE = "none", _("Tanpa surel")


class Urgency(models.TextChoices):
    """How soon a notice is mailed; a person may ask for less, the inbox shows all at once."""

    DAILY = "daily", _("Ringkasan harian")
    RETURNED = "returned", _("Dikembalikan")
    DEADLINE = "deadline", _("Batas waktu")
    RECEIPT = "receipt", _("Tanda terima")


class Digest(ScopedModel):
    """The one daily mail of a person: everything that was not mailed before, by record."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests")
    day = models.DateField()
    made_at = models.DateTimeField()
    not_before = models.DateTimeField()
    mail_state = models.CharField(
        max_length=10, choices=MailState.choices, default=MailState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recipient", "day"], name="journal_one_digest_a_day")
        ]
        indexes = [models.Index(fields=["mail_state", "not_before"])]

    def __str__(self) -> str:
        return f"{self.day} {self.recipient_id}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """A daily mail is its recipient's own."""
        return models.Q(recipient_id=user.pk)


class Notice(ScopedModel):
    """One fact told to one person: a line in the inbox and a row in the e-mail outbox."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    key = models.CharField(max_length=150, unique=True)
    sentence = models.CharField(max_length=500)
    subject_label = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    urgency = models.CharField(max_length=10, choices=Urgency.choices, default=Urgency.DAILY)
    digest = models.ForeignKey(
        Digest, models.PROTECT, null=True, blank=True, related_name="notices"
    )
    read_at = models.DateTimeField(null=True, blank=True)
    mail_state = models.CharField(
        max_length=10, choices=MailState.choices, default=MailState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "read_at"]),
            models.Index(fields=["mail_state", "not_before"]),
        ]

    def __str__(self) -> str:
        return self.sentence

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """A notice is read by its recipient only."""
        return models.Q(recipient_id=user.pk)


class Remark(ScopedModel):
    """A remark on one field of one version of a record; a blocking one must be answered.

    A withdrawn remark was taken back with its verdict; nobody is shown it but its author.
    """

    subject_label = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    field = models.CharField(max_length=40)
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    is_blocking = models.BooleanField(default=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_by_name = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["subject_label", "subject_id"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer="") | models.Q(answered_at__isnull=False),
                name="journal_remark_answer_is_of_somebody",
            ),
            *paired("answered", "withdrawn", prefix="journal_remark"),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.text[:40]}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Remarks are read through their visible record; by themselves only by their author."""
        return models.Q(author_id=user.pk)


class JobState(models.TextChoices):
    """Where a piece of background work stands."""

    QUEUED = "queued", _("Menunggu giliran")
    RUNNING = "running", _("Sedang berjalan")
    DONE = "done", _("Selesai")
    FAILED = "failed", _("Gagal")


class Job(ScopedModel):
    """A piece of background work; this row is its truth, the broker only rings the bell."""

    task = models.CharField(max_length=80)
    key = models.CharField(max_length=150, unique=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    percent = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict, blank=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "heartbeat_at"])]

    def __str__(self) -> str:
        return f"{self.task} {self.state}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """A job is seen by whoever asked for it, by those who audit and by the queues' keeper."""
        return (
            EVERYONE
            if user.reach.audits or user.reach.has(KEEPER)
            else models.Q(created_by_id=user.pk)
        )

    @property
    def error_kind(self) -> str:
        """What kind of failure it was; the rest of the error may quote what a report says."""
        return self.error.partition(":")[0]
