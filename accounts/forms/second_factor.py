"""Codes: at the door, over a weighty step, and while a phone is being set up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.adapters import renew_seal
from accounts.models import Recovery, User
from accounts.services.second_factor import CODE_LENGTH, normalised, use_recovery_code
from ranpe.kit.form_fields import ChoiceOfOne
from ranpe.kit.scoped_forms import ScopedModelForm


def _code_box(*, digits_only: bool = False) -> forms.TextInput:
    attrs: dict[str, Any] = {"autocomplete": "one-time-code", "maxlength": 40}
    return forms.TextInput(attrs=attrs | ({"inputmode": "numeric"} if digits_only else {}))


class _SheetToo(forms.Form):
    """A code field that also takes a code from the person's printed sheet."""

    user: User
    authenticator: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label, code.widget = _("Kode"), _code_box()
        code.help_text = _("6 angka dari aplikasi di ponsel Anda, atau satu kode pemulihan.")

    def _right(self, of_the_phone: Callable[[], str]) -> str:
        """The code, when it is right for this person; a recovery code is used up by it."""
        typed: str = self.cleaned_data["code"]
        if len(normalised(typed)) != CODE_LENGTH:
            code = of_the_phone()
            renew_seal(self.authenticator)
            return code
        clear = check_rate_limit(self.user)
        if not use_recovery_code(self.user, typed, at=timezone.now()):
            raise get_adapter().validation_error("incorrect_code")
        clear()
        return typed


class CodeForm(_SheetToo, AuthenticateForm):
    """The second step at the door."""

    def clean_code(self) -> str:
        """A code of the phone or of the sheet."""
        return self._right(super().clean_code)

    def save(self) -> None:
        """Note in the session that the person has shown a second factor."""
        note_code(self)


class ConfirmForm(_SheetToo, ReauthenticateForm):
    """The second factor once more, before something weighty."""

    def clean_code(self) -> str:
        """A code of the phone or of the sheet."""
        return self._right(super().clean_code)

    def save(self) -> None:
        """Note in the session that the second factor is fresh."""
        note_code(self)


def note_code(form: Any) -> None:
    """Write into the session which second factor was shown, and when."""
    if form.authenticator is not None:
        form.authenticator.record_usage()
    kind = "recovery_codes" if form.authenticator is None else form.authenticator.type
    record_authentication(context.request, form.user, "mfa", type=kind)


class EnrolForm(ActivateTOTPForm):
    """The first code of a phone, which proves that it was set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label, code.widget = _("Kode 6 angka dari aplikasi"), _code_box(digits_only=True)


class _Someone(ChoiceOfOne):
    """An account, under name and address."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {obj.email}"


class RecoveryForm(ScopedModelForm):
    """Who lost what, and how the administrator made sure of the person."""

    person = _Someone(User.everything.filter(is_active=True), label=_("Orang"))
    field_order = ("person", "kind", "reason")

    class Meta:
        model = Recovery
        fields = ("person", "kind", "reason")
        labels = {"kind": _("Yang hilang"), "reason": _("Bagaimana Anda memastikan orangnya")}
