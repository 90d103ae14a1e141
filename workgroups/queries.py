"""Reading meetings, their decisions, and what becomes of recommendations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from workgroups.models import Decision, Meeting, Recommendation, RecommendationState


@dataclass(frozen=True)
class MeetingNotes:
    """A meeting, and those of its decisions that the reader may see."""

    meeting: Meeting
    decisions: tuple[Decision, ...]


def meetings_of(user: Any) -> models.QuerySet[Meeting]:
    """The meetings that `user` may read about, the newest first."""
    return Meeting.everything.visible_to(user).select_related("group").order_by("-held_on", "-pk")


def notes_on(meetings: list[Meeting], user: Any) -> list[MeetingNotes]:
    """The meetings with their decisions, in one query."""
    grouped: dict[int, list[Decision]] = {}
    rows = Decision.everything.visible_to(user).filter(meeting__in=[row.pk for row in meetings])
    for decision in rows.select_related("owner").order_by("due_on"):
        grouped.setdefault(decision.meeting_id, []).append(decision)
    return [MeetingNotes(row, tuple(grouped.get(row.pk, []))) for row in meetings]


def open_decisions(user: Any) -> models.QuerySet[Decision]:
    """Decisions that are not done yet, the one due first on top."""
    rows = Decision.everything.visible_to(user).filter(done_on=None)
    return rows.select_related("owner", "meeting__group").order_by("due_on", "pk")


def is_overdue(decision: Decision, today: date) -> bool:
    """Whether a decision is not done although its day has passed."""
    return decision.done_on is None and decision.due_on < today


def recommendations_of(user: Any) -> models.QuerySet[Recommendation]:
    """The recommendations that `user` follows, the unfinished first."""
    rows = Recommendation.everything.visible_to(user).select_related("owner")
    done = models.Case(models.When(progress=RecommendationState.DONE, then=1), default=0)
    return rows.order_by(done, "-year", "pk")
