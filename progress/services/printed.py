"""Which version of a report stands on a printed sheet."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from progress.models import ProgressReport, RegionalReport
from progress.services.writing import content_of

Either = ProgressReport | RegionalReport


@dataclass(frozen=True)
class Sheet:
    """The version of a report that is printed to be signed; its number names its content."""

    number: str
    version: int
    sha256: str


def sheet_of(report: Either) -> Sheet:
    """The sheet for the report as it stands now; any change of word or file gives another."""
    text = json.dumps(content_of(report), ensure_ascii=False, sort_keys=True)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    prefix = "D" if isinstance(report, RegionalReport) else "K"
    name = f"{report.period.code}-{report.period.year}-{prefix}{report.pk:05d}"
    return Sheet(f"{name}-V{report.version}-{sha256[:8].upper()}", report.version, sha256)
