"""App: the shape of the plan and its calendar."""

from django.apps import AppConfig


class PillarsConfig(AppConfig):
    name = "pillars"
