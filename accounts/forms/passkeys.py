"""What a browser answers for a passkey; what is no answer is refused like a wrong one."""

from __future__ import annotations

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


class AddPasskey(AddWebAuthnForm):
    """A new passkey and how the person calls it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(label=_("Nama"), max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        """The answer, when it is one."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except _MALFORMED:
            raise get_adapter().validation_error("incorrect_code") from None
        return cleaned


class _Answer(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def clean_credential(self) -> Any:
        """The passkey that answered, when it is one of the person's."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except _MALFORMED:
            raise get_adapter().validation_error("incorrect_code") from None


class AnswerPasskey(_Answer, AuthenticateWebAuthnForm):
    """A passkey at the door."""


class ConfirmPasskey(_Answer, ReauthenticateWebAuthnForm):
    """A passkey once more, before something weighty."""
