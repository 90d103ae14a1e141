"""What a browser answers for a passkey; what is no answer is refused like a wrong one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.utils.translation import gettext_lazy as _

# What the library lets through when an answer has another shape than it expects.
_MALFORMED = (AttributeError, KeyError, TypeError, ValueError)


def _read(answer: Callable[[], Any]) -> Any:
    try:
        return answer()
    except _MALFORMED:
        raise get_adapter().validation_error("incorrect_code") from None


class AddPasskey(AddWebAuthnForm):
    """A new passkey and how the person calls it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(label=_("Nama"), max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        """The answer, when it is one."""
        cleaned: dict[str, Any] = _read(super().clean)
        return cleaned


class AnswerPasskey(AuthenticateWebAuthnForm):
    """A passkey at the door."""

    def clean_credential(self) -> Any:
        """The passkey that answered, when it is one of the person's."""
        return _read(super().clean_credential)


class ConfirmPasskey(ReauthenticateWebAuthnForm):
    """A passkey once more, before something weighty."""

    def clean_credential(self) -> Any:
        """The passkey that answered, when it is one of the person's."""
        return _read(super().clean_credential)
