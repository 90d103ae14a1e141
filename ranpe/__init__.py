"""The root of the application: settings, addresses, worker."""

from ranpe.celery import app as celery_app

__all__ = ["celery_app"]
