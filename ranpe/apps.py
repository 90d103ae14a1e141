"""App: the root of the house."""

from django.apps import AppConfig


class RanpeConfig(AppConfig):
    name = "ranpe"
