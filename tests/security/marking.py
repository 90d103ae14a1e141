"""Marked words for every text that the public may not read, and the way to find them again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import models

PHRASE = "RAHASIA-CONTOH"
HOUSE = frozenset(
    [
        "accounts",
        "actions",
        "files",
        "institutions",
        "journal",
        "pillars",
        "progress",
        "reporting",
        "workgroups",
    ]
)

# Keys, codes, hashes, addresses and settings: the house would not work with other values.
STRUCTURE = frozenset(
    {
        "accounts.FeedKey.digest",
        "accounts.RecoveryCode.digest",
        "accounts.RecoveryCode.mark",
        "accounts.User.email",
        "accounts.User.password",
        "files.StoredFile.content_type",
        "files.StoredFile.owner_key",
        "files.StoredFile.path",
        "files.StoredFile.sha256",
        "institutions.Unit.code",
        "journal.DailyHead.hash",
        "journal.Entry.subject_label",
        "journal.Entry.verb",
        "journal.EntrySeal.hash",
        "journal.EntrySeal.previous",
        "journal.JournalArchive.head",
        "journal.JournalArchive.name",
        "journal.JournalArchive.previous",
        "journal.JournalArchive.sha256",
        "journal.Job.key",
        "journal.Job.task",
        "journal.Notice.key",
        "journal.Notice.subject_label",
        "journal.Remark.field",
        "journal.Remark.subject_label",
        "pillars.Period.asks",
        "pillars.PlanRules.form_codes",
        "pillars.PlanRules.letter_days",
        "pillars.PlanRules.period_kinds",
        "pillars.PlanRules.reminder_days",
        "pillars.PlanRules.rubric",
        "pillars.PlanVersion.expected_per_pillar",
        "progress.CalibrationMark.rubric",
        "progress.InstitutionReport.content_sha256",
        "progress.Reminder.key",
        "progress.SecondVerdict.rubric",
        "progress.Submission.sha256",
        "progress.Verification.rubric",
        "progress.VerificationSession.pillars",
        "progress.WorkbookUpload.sha256",
        "reporting.AnnualReport.approved_sha256",
        "reporting.Edition.content_sha256",
        "reporting.Edition.sha256",
        "reporting.HarmTestItem.ground",
        "reporting.HarmTestItem.subject_key",
        "reporting.Seal.journal_head",
        "reporting.Seal.sha256",
        "reporting.SealedLine.direction",
        "reporting.SealedLine.submission_sha256",
        "reporting.Section.key",
    }
)
# What the allow-list of the portal names; a new text field is private until it is named here.
PUBLIC = frozenset(
    {
        "actions.Action.code",
        "actions.Action.title",
        "actions.ActionText.title",
        "actions.Indicator.unit",
        "actions.RegionalPlan.instrument",
        "institutions.Institution.code",
        "institutions.Institution.name",
        "institutions.Institution.short",
        "institutions.InstitutionName.name",
        "institutions.InstitutionName.short",
        "institutions.Region.code",
        "institutions.Region.island_group",
        "institutions.Region.name",
        "institutions.Region.short",
        "institutions.Region.time_zone",
        "pillars.Focus.name",
        "pillars.Period.code",
        "pillars.Period.name",
        "pillars.Pillar.name",
        "pillars.Plan.code",
        "pillars.Plan.legal_basis",
        "pillars.Plan.level_one_label",
        "pillars.Plan.level_two_label",
        "pillars.Plan.title",
        "pillars.PlanVersion.basis",
        "progress.ProgressReport.public_summary",
        "progress.RegionalReport.public_summary",
        "reporting.AnnualReport.title",
        "reporting.Seal.base",
        "reporting.Seal.level_one_label",
        "reporting.Seal.level_two_label",
        "reporting.Seal.plan_basis",
        "reporting.Seal.plan_code",
        "reporting.Seal.plan_title",
        "reporting.SealedAction.code",
        "reporting.SealedAction.focus_name",
        "reporting.SealedAction.pillar_name",
        "reporting.SealedAction.public_summary",
        "reporting.SealedAction.title",
        "reporting.SealedFigure.base",
        "reporting.SealedFigure.formula",
        "reporting.SealedFigure.key",
        "reporting.SealedFigure.label",
        "reporting.SealedFigure.unit",
        "reporting.SealedInstitution.code",
        "reporting.SealedInstitution.name",
        "reporting.SealedInstitution.periods",
        "reporting.SealedInstitution.short",
        "reporting.SealedLine.action_code",
        "reporting.SealedLine.institution_code",
        "reporting.SealedLine.institution_name",
        "reporting.SealedLine.institution_short",
        "reporting.SealedLine.obstacle_kind",
        "reporting.SealedLine.period_name",
        "reporting.SealedLine.public_summary",
        "reporting.SealedLine.unit",
        "reporting.SealedProvince.code",
        "reporting.SealedProvince.instrument",
        "reporting.SealedProvince.island_group",
        "reporting.SealedProvince.name",
        "reporting.SealedProvince.obstacle_kind",
        "reporting.SealedProvince.plan_stage",
        "reporting.SealedProvince.public_summary",
        "reporting.SealedProvince.short",
        "reporting.Section.automatic",
        "reporting.Section.edited",
        "reporting.Section.heading",
    }
)


class Marks:
    """Gives out words that stand nowhere else, and remembers where each was put."""

    def __init__(self, letter: str = "q", phrase: str = PHRASE) -> None:
        self.letter, self.prefix = letter, phrase
        self.places: dict[str, str] = {}
        self._word = re.compile(rf"z{letter}\d{{5}}{letter}z")

    def word(self, place: str) -> str:
        """A new word for one place."""
        found = f"z{self.letter}{len(self.places):05d}{self.letter}z"
        self.places[found] = place
        return found

    def phrase(self, place: str, room: int | None = None) -> str:
        """A new marked phrase for one place, or only its word where there is little room."""
        word = self.word(place)
        whole = f"{self.prefix} {word}"
        return whole if room is None or len(whole) <= room else word

    def found_in(self, squeezed: str) -> set[str]:
        """The places whose words stand in a text that was squeezed."""
        found = {self.places.get(word, word) for word in self._word.findall(squeezed)}
        return found | {words for words in (PHRASE, self.prefix) if squeeze(words) in squeezed}


def squeeze(text: str) -> str:
    """Only letters and digits, in lower case: words broken over lines are whole again."""
    return "".join(character for character in text.casefold() if character.isalnum())


def tables() -> list[type[models.Model]]:
    """Every table of the house but those of the portal."""
    return [model for model in apps.get_models() if model._meta.app_label in HOUSE]


def text_fields(model: type[models.Model]) -> Iterator[models.Field[Any, Any]]:
    """The fields into which words can be written; a choice takes none of its own."""
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField | models.JSONField)
        if is_text and not field.choices:
            yield field


def name_of(field: models.Field[Any, Any]) -> str:
    """App, table and field, as in the lists above."""
    return f"{field.model._meta.label}.{field.name}"


def private_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The text fields that the public may not read."""
    known = STRUCTURE | PUBLIC
    return [field for field in text_fields(model) if name_of(field) not in known]


def mark(record: Any, marks: Marks, *also: str) -> None:
    """Write a marked phrase into each private text of one row, and into the fields `also`."""
    model = type(record)
    fields = [*private_fields(model), *(model._meta.get_field(name) for name in also)]
    values = {field.name: _marked(field, record, marks) for field in fields}
    if values:
        model._base_manager.filter(pk=record.pk).update(**values)
        for name, value in values.items():
            setattr(record, name, value)


def _marked(field: Any, record: Any, marks: Marks) -> Any:
    place = f"{name_of(field)} of {record.pk}"
    if isinstance(field, models.JSONField):
        return {**getattr(record, field.name), "tanda": marks.phrase(place)}
    return marks.phrase(place, field.max_length)


def mark_tables(models_: Iterable[type[models.Model]], marks: Marks) -> int:
    """Mark every row of the tables that is not marked yet; returns how many texts were written."""
    before = len(marks.places)
    for model in models_:
        if private_fields(model):
            for record in model._base_manager.order_by("pk"):
                if not _is_marked(record, marks):
                    mark(record, marks)
    return len(marks.places) - before


def _is_marked(record: Any, marks: Marks) -> bool:
    texts = [str(getattr(record, field.name)) for field in private_fields(type(record))]
    return all(marks.found_in(squeeze(text)) - {PHRASE, marks.prefix} for text in texts)
