"""Signing in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

_NEUTRAL = _("Surel atau kata sandi tidak cocok. Periksa keduanya, lalu coba lagi.")


class SignInForm(AuthenticationForm):
    """E-mail and password; whatever is wrong, the sentence is the same."""

    error_messages = {"invalid_login": _NEUTRAL, "inactive": _NEUTRAL}

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        email = self.fields["username"]
        email.label = _("Surel")
        email.widget = forms.EmailInput(
            attrs={"autocomplete": "username", "autofocus": True, "maxlength": 254}
        )
        self.fields["password"].label = _("Kata sandi")

    def clean_username(self) -> str:
        """The address as it is kept: in lower case, without spaces."""
        return str(self.cleaned_data["username"]).strip().lower()
