"""Choosing a password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:  # the stubs want to be told the model, Django's class cannot be told
    _SetPassword = SetPasswordForm[Any]
else:
    _SetPassword = SetPasswordForm

_HINT = _("Sedikitnya 12 karakter, bukan kata yang umum. Boleh ditempel dari pengelola sandi.")


class AddressForm(forms.Form):
    """Under which address one has an account."""

    email = forms.EmailField(
        label=_("Surel"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )


class ChosenPassword(_SetPassword):
    """A first password, or one in place of a lost one; typed twice."""

    error_messages = {"password_mismatch": _("Kedua kata sandi tidak sama.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _named(self.fields)


class PasswordForm(PasswordChangeForm):
    """The person's own new password, after the present one."""

    error_messages = {
        "password_mismatch": _("Kedua kata sandi tidak sama."),
        "password_incorrect": _("Kata sandi sekarang tidak cocok."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Kata sandi sekarang")
        _named(self.fields)


def _named(fields: dict[str, Any]) -> None:
    fields["new_password1"].label = _("Kata sandi baru")
    fields["new_password1"].help_text = _HINT
    fields["new_password2"].label = _("Kata sandi baru, sekali lagi")
    fields["new_password2"].help_text = ""
    for name in ("new_password1", "new_password2"):
        fields[name].widget.attrs["maxlength"] = 128
