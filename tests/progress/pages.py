"""How the tests ask for the pages of a report."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from progress.models import ProgressReport, RegionalReport
from tests import factories
from tests.factories import RUBRIC

TITLE = "Aksi contoh P1-F01-A001"


def signed_in(person: User) -> Client:
    """A browser in which a person has signed in."""
    client = Client()
    client.force_login(person)
    return client


def url(name: str, record: Any) -> str:
    """The address of a report's page."""
    prefix = "regional-" if isinstance(record, RegionalReport) else ""
    return reverse(f"progress:{prefix}{name}", args=[record.pk])


def typed(report: Any, **changes: str) -> dict[str, Any]:
    """A filled form as a browser sends it."""
    return {
        "claimed_status": "on_track",
        "achieved_value": "1.234,5",
        "narrative": "Pelatihan berjalan di dua tempat sesuai rencana kerja.",
        "evidence_classification": "T",
        "version": "0",
        "base_version": str(report.version),
        "do": "save",
        **changes,
    }


def again(report: ProgressReport) -> ProgressReport:
    """The report as it stands now."""
    return factories.again(report)


def judged(**changes: Any) -> dict[str, Any]:
    """A decision as a browser sends it."""
    return {
        "submission_number": "1",
        "recognised_value": "48",
        "rubric": list(RUBRIC),
        **changes,
    }
