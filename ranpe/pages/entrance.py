"""The door: signing in and out."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth.views import LogoutView

from accounts.forms import SignInForm


class SignIn(LoginView):
    """E-mail and password; afterwards the page that was asked for, if it is one of ours."""

    form_class = SignInForm
    template_name = "accounts/sign_in.html"

    def form_invalid(self, form: Any) -> Any:
        """Show the form again, with the status of a form in error."""
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form; in the demonstration mode also the sample accounts."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, **sample_accounts()}


sign_in = SignIn.as_view()


def sample_accounts() -> dict[str, Any]:
    """The sample accounts and their password; nothing outside the demonstration mode."""
    if not settings.DEMO or find_spec("ranpe.sampling.roster") is None:
        return {}
    roster = import_module("ranpe.sampling.roster")
    return {"demo_accounts": roster.demo_accounts(), "demo_password": roster.PASSWORD}


class SignOut(LogoutView):
    """Leaving, by a form only; the browser forgets what it kept of this house."""

    http_method_names = ["post", "options"]

    def post(self, *args: Any, **kwargs: Any) -> Any:
        """End the session."""
        response = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response
