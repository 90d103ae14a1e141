"""Writes docs/workflows.md from the workflow tables."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from actions.workflow import COMMITMENT_FLOW
from files.workflow import FILE_FLOW
from pillars.workflow import PERIOD_FLOW
from progress.workflow import EXTENSION_FLOW, REPORT_FLOW, SESSION_FLOW
from ranpe.kit.workflow import Step, Workflow
from reporting.workflow import ANNUAL_FLOW
from workgroups.workflow import DECISION_FLOW, LETTER_FLOW, MEETING_FLOW

FLOWS = (
    PERIOD_FLOW,
    COMMITMENT_FLOW,
    REPORT_FLOW,
    SESSION_FLOW,
    EXTENSION_FLOW,
    ANNUAL_FLOW,
    MEETING_FLOW,
    DECISION_FLOW,
    FILE_FLOW,
    LETTER_FLOW,
)
HEADER = (
    "# Workflows\n\n"
    "Written by `make docs` from the workflow tables; a test fails when this page is stale.\n"
)


def _row(step: Step) -> str:
    sources = ", ".join(sorted(str(source) for source in step.sources))
    doer = step.taken_by.__name__
    reason = "ya" if step.needs_reason else ""
    return f"| {step.name} | {step.label} | {sources} | {step.target} | {doer} | {reason} |"


def _table(flow: Workflow) -> str:
    head = "| Step | Tombol | Dari | Ke | Oleh | Alasan |\n|---|---|---|---|---|---|"
    lines = [f"\n## {flow.title} (`{flow.name}`)\n", head, *map(_row, flow.steps), "", "```mermaid"]
    lines.append("stateDiagram-v2")
    lines += [
        f"    {source} --> {step.target}: {step.name}"
        for step in flow.steps
        for source in sorted(str(source) for source in step.sources)
    ]
    return "\n".join([*lines, "```", ""])


def drawn() -> str:
    """The page as it must stand."""
    with translation.override("id"):
        return HEADER + "".join(_table(flow) for flow in FLOWS)


class Command(BaseCommand):
    help = "Write docs/workflows.md, or with --check say whether it is up to date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        page = Path(settings.BASE_DIR) / "docs" / "workflows.md"
        if options["check"]:
            if not page.exists() or page.read_text() != drawn():
                raise CommandError("docs/workflows.md is stale: run `make docs`.")
            return
        page.parent.mkdir(exist_ok=True)
        page.write_text(drawn())
