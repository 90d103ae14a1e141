"""App: what is promised, by whom."""

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "actions"
