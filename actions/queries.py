"""Reading the plan's actions."""

from __future__ import annotations

from typing import Any

from django.db import models

from actions.models import Action, Part

FOUND_AT_MOST = 20


def matching(text: str, user: Any) -> models.QuerySet[Action]:
    """The actions that `user` may see and that carry `text` in code, title or owner's name."""
    owner = models.Q(assignments__part=Part.RESPONSIBLE) & (
        models.Q(assignments__institution__short__icontains=text)
        | models.Q(assignments__institution__name__icontains=text)
    )
    rows = Action.everything.visible_to(user).filter(
        models.Q(code__icontains=text) | models.Q(title__icontains=text) | owner
    )
    return rows.select_related("plan", "focus__pillar").order_by("-plan", "code").distinct()


def concerning(user: Any) -> models.Q:
    """The condition for actions that are a person's own: their institution's, unit's, pillars'."""
    reach = user.reach
    own = Action.everything.filter(
        models.Q(assignments__institution_id__in=reach.institutions)
        | models.Q(assignments__unit_id__in=reach.units)
    )
    return models.Q(pk__in=own.values("pk")) | models.Q(
        focus__pillar__number__in=reach.pillar_numbers
    )
