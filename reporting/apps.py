"""App: what is told upward and outward."""

from typing import Any, Final

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from journal.triggers import protect

SEALED: Final = (
    "reporting_seal",
    "reporting_sealedaction",
    "reporting_sealedfigure",
    "reporting_sealedinstitution",
    "reporting_sealedline",
    "reporting_sealednote",
    "reporting_sealedprovince",
)


def _protect(using: str, **_kwargs: Any) -> None:
    protect(SEALED, using=using)


class ReportingConfig(AppConfig):
    name = "reporting"

    def ready(self) -> None:
        post_migrate.connect(_protect, sender=self, dispatch_uid="reporting.protect")
