"""Signing in."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import OF_A_SEAT, OF_TWO_PEOPLE
from accounts.models import MailChoice, Occupancy, OccupancyKind, Position, Role, User
from accounts.services import Term
from accounts.services.rights import Right
from institutions.models import Unit
from ranpe.kit.clock import day_of
from ranpe.kit.form_fields import ChoiceOfOne, long_text
from ranpe.kit.phones import phone_number
from ranpe.kit.scoped_forms import ScopedForm


class SignInForm(LoginForm):
    """E-mail and password; whatever is wrong, the sentence is the same."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email, password = self.fields["login"], self.fields["password"]
        email.label = _("Surel")
        email.widget = forms.EmailInput(
            attrs={"autocomplete": "username", "autofocus": True, "maxlength": 254}
        )
        password.label, password.help_text = _("Kata sandi"), ""
        password.widget = forms.PasswordInput(
            attrs={"autocomplete": "current-password", "maxlength": 128}
        )


def _day(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, required=required, help_text=hint)


class TermForm(ScopedForm):
    """From which day to which, and by which decree."""

    starts_on = _day(_("Mulai"))
    ends_on = _day(_("Sampai dengan"))
    decree = forms.CharField(label=_("Nomor SK atau surat tugas"), max_length=120)

    def term(self) -> Term:
        """What was typed."""
        return Term(**{name: self.cleaned_data[name] for name in TermForm.base_fields})


class MailChoiceForm(ScopedForm):
    """What the person wants to be mailed at once."""

    mail_choice = forms.ChoiceField(
        label=_("Surel untuk Anda"), choices=MailChoice.choices, widget=forms.RadioSelect
    )


class PhoneForm(ScopedForm):
    """The number under which the person is reached; empty for none."""

    phone = forms.CharField(
        label=_("Nomor telepon"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def clean_phone(self) -> str:
        """The number as it is kept."""
        typed = str(self.cleaned_data["phone"]).strip()
        try:
            return phone_number(typed) if typed else ""
        except ValueError:
            raise forms.ValidationError(
                _("Tulis nomor telepon Indonesia lengkap, diawali 0 atau +62, tanpa huruf.")
            ) from None


class _OwnOffice(ChoiceOfOne):
    """One of the person's own offices, under its title."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.position.title)


class _Colleague(ChoiceOfOne):
    """Somebody of the house, under their name and office."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.user.name} · {obj.capacity}"


class DelegationForm(TermForm):
    """An incumbent names a deputy."""

    office = _OwnOffice(Occupancy.everything.all(), label=_("Jabatan"), empty_label=None)
    deputy = _Colleague(Occupancy.everything.all(), label=_("Penerima delegasi"))
    field_order = ("office", "deputy", "starts_on", "ends_on", "decree")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        held = Occupancy.everything.visible_to(user).in_force(day_of(timezone.now()))
        held = held.select_related("position", "user")
        own = held.filter(user_id=user.pk, kind=OccupancyKind.DEFINITIVE)
        homes = user.reach.home_institutions
        colleagues = held.filter(position__institution__in=homes, kind=OccupancyKind.DEFINITIVE)
        offices: Any = self.fields["office"]
        deputies: Any = self.fields["deputy"]
        offices.queryset = own
        deputies.queryset = colleagues.exclude(user_id=user.pk).order_by("user__name", "pk")


class _Person(ChoiceOfOne):
    """An account, under name and address."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {obj.email}"


class _Office(ChoiceOfOne):
    """An office, under its institution."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.institution.short} · {obj.title}"


class ActingForm(TermForm):
    """Somebody who enters decrees names a Plt. or Plh."""

    position = _Office(Position.everything.select_related("institution"), label=_("Jabatan"))
    person = _Person(User.everything.filter(is_active=True), label=_("Pejabat pengganti"))
    kind = forms.ChoiceField(
        label=_("Sebagai"),
        choices=[(kind.value, kind.label) for kind in (OccupancyKind.PLT, OccupancyKind.PLH)],
    )
    field_order = ("position", "kind", "person", "starts_on", "ends_on", "decree")


def _reason() -> forms.CharField:
    field = long_text(_("Alasan"), most=500, rows=2, hint=_("Misalnya nomor SK atau surat."))
    field.required = True
    return field


class RightForm(ScopedForm):
    """A right for an office; what a seat carries is not among them."""

    role = forms.ChoiceField(label=_("Hak"))
    unit = ChoiceOfOne(
        Unit.everything.all(),
        label=_("Unit kerja"),
        required=False,
        empty_label=_("Seluruh instansi"),
        help_text=_("Hanya untuk hak pelaporan."),
    )
    ends_on = _day(
        _("Berlaku sampai dengan"),
        required=False,
        hint=_("Kosongkan bila tanpa batas; hak auditor selalu berbatas."),
    )
    reason = _reason()

    def __init__(self, *args: Any, position: Position, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles: Any = self.fields["role"]
        two = _("%(role)s (perlu dua orang)")
        roles.choices = [
            (role.value, two % {"role": role.label} if role in OF_TWO_PEOPLE else role.label)
            for role in Role
            if role not in OF_A_SEAT
        ]
        units: Any = self.fields["unit"]
        units.queryset = units.queryset.filter(institution=position.institution_id)
        if not units.queryset.exists():
            del self.fields["unit"]

    def right(self) -> Right:
        """What was typed."""
        said = self.cleaned_data
        return Right(said["role"], said["reason"], said.get("unit"), said["ends_on"])


class EndRightForm(ScopedForm):
    """Since when a right of an office is no more, and why."""

    last_day = _day(
        _("Hari terakhir"),
        required=False,
        hint=_("Kosongkan agar hak berakhir sekarang juga."),
    )
    reason = _reason()


class PeopleFileForm(forms.Form):
    """A file of people and offices."""

    use_required_attribute = False

    file = forms.FileField(
        label=_("Berkas pengguna dan jabatan"),
        help_text=_("XLSX atau CSV dengan judul kolom seperti contohnya; paling besar 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": _("Pilih berkasnya."),
            "empty": _("Berkas ini kosong; pilih berkas lain."),
        },
    )


class ConfirmPeopleForm(forms.Form):
    """What was compared, sealed by the server."""

    content = forms.CharField(widget=forms.HiddenInput)
