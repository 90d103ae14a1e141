"""The background worker's entry point."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ranpe.settings")

app = Celery("ranpe")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def _look_at_the_database(**_named: Any) -> None:
    from ranpe.preflight import refuse_unsafe_database  # noqa: PLC0415 - after the settings

    try:
        refuse_unsafe_database()
    except ImproperlyConfigured as faults:
        # Celery swallows the exceptions of its listeners, but not the wish to end.
        raise SystemExit(str(faults)) from None
