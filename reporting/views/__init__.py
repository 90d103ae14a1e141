"""The pages of the annual reports."""

from reporting.views.deciding import approve, cover_letter, decide, dispatch, publish
from reporting.views.files import build, edition, job, preview
from reporting.views.reports import (
    detail,
    open_report,
    reports,
    requests,
    seal,
    seal_provisionally,
    section,
)
from reporting.views.reviewing import add_item, decide_item, harm_test, review
from reporting.views.steps import step

__all__ = [
    "add_item",
    "approve",
    "build",
    "cover_letter",
    "decide",
    "decide_item",
    "detail",
    "dispatch",
    "edition",
    "harm_test",
    "job",
    "open_report",
    "preview",
    "publish",
    "reports",
    "requests",
    "review",
    "seal",
    "seal_provisionally",
    "section",
    "step",
]
