"""App: who may."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        # The framework's own signal: whichever way somebody comes in, the session has its times.
        from accounts.middleware import begin_session  # noqa: PLC0415 - models are ready only now

        user_logged_in.connect(begin_session, dispatch_uid="accounts.begin_session")
