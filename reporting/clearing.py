"""What the PPID must look at: classified actions, and texts that look like personal data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from reporting.models import AnnualReport, HarmSubject

# Domain brief 4(d): text for the public is scanned for numbers and addresses of people.
PATTERNS: Final = (
    (re.compile(r"(?<!\d)\d{18}(?!\d)"), "memuat angka seperti NIP"),
    (re.compile(r"(?<!\d)\d{16}(?!\d)"), "memuat angka seperti NIK"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "memuat alamat surel"),
    (re.compile(r"(?<!\d)(?:\+62|62|0)8\d{1,3}[ -]?\d{3,4}[ -]?\d{3,5}(?!\d)"), "memuat telepon"),
)


@dataclass(frozen=True)
class Finding:
    """One thing for the harm test, and why it is there."""

    kind: str
    key: str
    subject: str
    finding: str


def findings_of(report: AnnualReport) -> Iterable[Finding]:
    """Everything in a public report that must be decided on before it can be published."""
    closed = list(report.seal.actions.exclude(classification="B").order_by("code"))
    for action in closed:
        word = action.get_classification_display()
        yield Finding(
            HarmSubject.ACTION, action.code, f"Aksi {action.code}", f"berklasifikasi {word}"
        )
    titles = [(action.code, action.title) for action in closed]
    for kind, key, subject, text in _texts(report):
        finding = finding_in(text) or _named(text, titles)
        if finding:
            yield Finding(kind, key, subject, finding)


def _texts(report: AnnualReport) -> Iterable[tuple[str, str, str, str]]:
    for section in report.sections.order_by("order"):
        yield HarmSubject.SECTION, section.key, f"Bab “{section.heading}”", section.text
    open_codes = set(report.seal.actions.filter(classification="B").values_list("code", flat=True))
    for line in report.seal.report_lines.exclude(public_summary=""):
        if line.action_code in open_codes:
            key = f"{line.action_code}/{line.institution_code}"
            subject = f"Ringkasan publik {line.action_code} {line.institution_short}"
            yield HarmSubject.SUMMARY, key, subject, line.public_summary
    for province in report.seal.provinces.exclude(public_summary=""):
        subject = f"Ringkasan publik {province.name}"
        yield HarmSubject.SUMMARY, f"P{province.code}", subject, province.public_summary


def finding_in(text: str) -> str:
    """What in a text looks like the data of a person; empty when nothing does."""
    return next((finding for pattern, finding in PATTERNS if pattern.search(text)), "")


def _named(text: str, titles: Iterable[tuple[str, str]]) -> str:
    for code, title in titles:
        if code in text or title in text:
            return f"menyebut aksi {code}"
    return ""
