"""The address of a person's own calendar."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from ranpe.kit.actor import Actor
from ranpe.kit.scope import ScopedModel


class FeedKey(ScopedModel):
    """The secret address of a person's calendar feed; only its hash is kept."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="feed_key")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.digest[:8]}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Only the person's own."""
        return models.Q(user_id=user.pk)
