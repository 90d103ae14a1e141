"""App: what happened, who was told, what waits to be done."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules

from journal.triggers import open_to, protect

# What may only grow: the entries, their chain, its heads, and what was moved out of it.
TABLES = ("journal_entry", "journal_entryseal", "journal_dailyhead", "journal_journalarchive")


def _protect(using: str, **_kwargs: Any) -> None:
    # This app stands before the others that protect their tables: first all is opened.
    open_to(settings.APP_ROLE, using=using)
    protect(TABLES, using=using)


class JournalConfig(AppConfig):
    name = "journal"

    def ready(self) -> None:
        # Every process knows all kinds of work, whichever app brings them.
        autodiscover_modules("tasks")
        post_migrate.connect(_protect, sender=self, dispatch_uid="journal.protect")
