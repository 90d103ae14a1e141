"""App: what was done, and was it checked."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from journal.triggers import keep_apart, protect


def _protect(using: str, **_kwargs: Any) -> None:
    protect(("progress_submission",), using=using)
    # A verdict on a sending is never the sender's own.
    keep_apart(
        "progress_verification",
        "decided_by_id",
        parent="progress_submission",
        key="submission_id",
        of_parent="submitted_by_id",
        using=using,
    )


class ProgressConfig(AppConfig):
    name = "progress"

    def ready(self) -> None:
        post_migrate.connect(_protect, sender=self, dispatch_uid="progress.protect")
