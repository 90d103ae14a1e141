"""App: what everyone may read."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
