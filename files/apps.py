"""App: what was handed in."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "files"

    def ready(self) -> None:
        """Register the background work."""
        from files import tasks  # noqa: F401, PLC0415 - models are loaded by then
