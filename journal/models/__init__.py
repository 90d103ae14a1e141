"""What happened, who was told, what waits to be done, and what laws set for it."""

from journal.models.privacy import Incident, LegalTerm, TermKey, answers_for_data
from journal.models.records import (
    INFORMATION_OFFICER,
    KEEPER,
    READING,
    DailyHead,
    Digest,
    Entry,
    EntrySeal,
    Job,
    JobState,
    JournalArchive,
    MailState,
    Notice,
    Remark,
    Urgency,
)

__all__ = [
    "INFORMATION_OFFICER",
    "KEEPER",
    "READING",
    "DailyHead",
    "Digest",
    "Entry",
    "EntrySeal",
    "Incident",
    "Job",
    "JobState",
    "JournalArchive",
    "LegalTerm",
    "MailState",
    "Notice",
    "Remark",
    "TermKey",
    "Urgency",
    "answers_for_data",
]
