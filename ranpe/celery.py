"""The background worker's entry point."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ranpe.settings")

app = Celery("ranpe")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
