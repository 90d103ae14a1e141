"""Letters as the Secretariat gets them, for the tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.models import Role, User
from progress.models import PaperRecord, ProgressReport
from progress.services import LetterFacts, RegionalContent, record_letter
from tests import factories
from tests.factories import SECRET, World, a_file, some_content
from tests.people import a_person


def a_letter(**changes: Any) -> LetterFacts:
    """A letter that came two days before the tests' moment."""
    facts: dict[str, Any] = {
        "number": "B-12/KONTOH/2026",
        "dated_on": date(2026, 7, 10),
        "sender": f"Kepala Biro contoh {SECRET} CAMAR",
        "received_on": date(2026, 7, 13),
        **changes,
    }
    return LetterFacts(**facts)


def second_person(world: World) -> User:
    """A colleague of the Secretariat."""
    found = User.objects.filter(email="sekretariat2@ranpe.example").first()
    return found or a_person(
        "sekretariat2@ranpe.example",
        "Wulan Pertiwi",
        "Sekretariat Bersama dua",
        world.institutions["BNPT"],
        (Role.SECRETARIAT, None),
    )


def recorded(report: Any, *, by: Any, at: Any, **changes: Any) -> PaperRecord:
    """A letter that was recorded and waits for the second person."""
    content: Any = some_content()
    if not isinstance(report, ProgressReport):
        content = RegionalContent(
            narrative="Forum koordinasi daerah berlangsung di tiga kabupaten.", activity_count=3
        )
    letter = a_letter(**changes)
    return record_letter(report, letter, content, a_file("surat.pdf"), by=by, at=at)


def again(report: Any) -> Any:
    """The report as it stands now."""
    if isinstance(report, ProgressReport):
        return factories.again(report)
    return type(report).everything.get(pk=report.pk)
