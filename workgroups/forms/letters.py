"""What is typed about official letters: their words, and the facts of each step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Occupancy, Position, Role
from files.services import ACCEPTED
from institutions.models import SekberRole
from pillars.models import Period
from ranpe.kit.form_fields import ChoiceOfOne, PlainText, day_field, long_text
from ranpe.kit.scoped_forms import ScopedForm
from workgroups.forms.meetings import ReasonForm, hidden_version
from workgroups.models import Letter, LetterKind, LetterState, LetterTemplate
from workgroups.models.letter_texts import PLACES
from workgroups.services import LetterWords, TemplateWords

# Who may sign letters of the Secretariat, so far as a template chooses.
SIGNING_ROLES = (Role.HEAD, Role.POKJA_HEAD, Role.SECRETARIAT)


class _Office(ChoiceOfOne):
    """An office under its title and house."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title}, {obj.institution.short}"


class _Signer(ChoiceOfOne):
    """Somebody who holds the office, as they sign."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.user.printed_name}, {obj.capacity}"


class _StepForm(ScopedForm):
    """What is typed for a step; what is missing is said by the service, in its own words."""

    use_required_attribute = False
    needed: tuple[str, ...] = ()

    def mark_needed(self) -> None:
        """Name nothing optional that the service asks for; to be called once it is checked."""
        for name in self.needed:
            self.fields[name].required = True


class NothingForm(_StepForm):
    """A step for which nothing is typed."""


class DraftForm(_StepForm):
    """The words of a draft, and the office that signs it."""

    needed = ("addressee", "subject", "body", "signatory")

    addressee = PlainText(label=_("Kepada (Yth.)"), max_length=200, required=False)
    subject = PlainText(label=_("Hal"), max_length=200, required=False)
    nature = PlainText(label=_("Sifat"), max_length=30, required=False)
    place = PlainText(label=_("Tempat surat"), max_length=60, required=False)
    body = long_text(
        _("Isi surat"), most=6000, rows=14, hint=_("Baris kosong memulai paragraf baru.")
    )
    signatory = _Office(
        Position.everything.filter(institution__sekber_role=SekberRole.LEAD)
        .select_related("institution")
        .order_by("title"),
        label=_("Jabatan penanda tangan"),
        required=False,
    )
    copies = long_text(_("Tembusan"), most=1000, rows=3, hint=_("Satu penerima setiap baris."))
    version = hidden_version()

    @classmethod
    def first_values(cls, letter: Letter) -> dict[str, Any]:
        """A letter's own words as the form's first values."""
        return {name: getattr(letter, name) for name in cls.base_fields}

    def words(self) -> LetterWords:
        """What was typed, as the service takes it."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return LetterWords(**data)


class SignForm(_StepForm):
    """When the letter was signed, and by whom of those who hold the office."""

    signed_on = day_field(_("Tanggal tanda tangan"))
    signer = _Signer(
        Occupancy.everything.none(),
        label=_("Ditandatangani oleh"),
        required=False,
        empty_label=_("Pemegang jabatan pada tanggal itu"),
    )

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Occupancy.everything.filter(position=letter.signatory_id, ended_at=None)
        signer: Any = self.fields["signer"]
        signer.queryset = held.visible_to(self.user).select_related("user", "position")


class NumberForm(_StepForm):
    """The number from the registry, the date of the letter, and the scan of the signed one."""

    needed = ("number", "scan")

    number = PlainText(
        label=_("Nomor surat"),
        max_length=80,
        required=False,
        help_text=_("Diketik dari buku agenda; tidak dibuat oleh program ini."),
    )
    dated_on = day_field(_("Tanggal surat"))
    scan = forms.FileField(
        label=_("Pindaian surat yang sudah ditandatangani"),
        required=False,
        help_text=_("Pilih kembali berkasnya bila halaman ini menunjukkan kesalahan."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in ACCEPTED)}),
    )


class SendForm(_StepForm):
    """When the letter was sent, and how."""

    sent_on = day_field(_("Tanggal dikirim"))
    way = PlainText(
        label=_("Cara pengiriman"),
        max_length=100,
        required=False,
        help_text=_("Misalnya kurir, Srikandi, atau surel dinas."),
    )


class ReceiveForm(_StepForm):
    """When the letter was received, and by whom."""

    received_on = day_field(_("Tanggal diterima"))
    name = PlainText(
        label=_("Diterima oleh"),
        max_length=200,
        required=False,
        help_text=_("Nama atau unit pada tanda terima."),
    )


class RedraftForm(_StepForm, ReasonForm):
    """Why an initialled letter becomes a draft again."""

    needed = ("reason",)
    prefix = "konsep"


class CancelForm(_StepForm, ReasonForm):
    """Why a letter is cancelled."""

    needed = ("reason",)
    prefix = "batal"


class TemplateForm(_StepForm):
    """The words with which drafts of one kind begin."""

    needed = ("subject", "body")
    subject = PlainText(label=_("Hal"), max_length=200, required=False)
    nature = PlainText(label=_("Sifat"), max_length=30, required=False)
    place = PlainText(label=_("Tempat surat"), max_length=60, required=False)
    body = long_text(_("Isi surat"), most=6000, rows=14)
    copies = long_text(_("Tembusan"), most=1000, rows=3, hint=_("Satu penerima setiap baris."))
    signing_role = forms.ChoiceField(
        label=_("Ditandatangani oleh"), choices=[(role.value, role.label) for role in SIGNING_ROLES]
    )
    reply_working_days = forms.IntegerField(
        label=_("Waktu menanggapi (hari kerja)"), min_value=1, max_value=60
    )
    version = hidden_version()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = ", ".join(f"{{{name}}}" for name in PLACES)
        said = _now("Isian yang dilengkapi saat konsep dibuat: %(names)s.")
        self.fields["body"].help_text = said % {"names": names}

    @classmethod
    def first_values(cls, template: LetterTemplate) -> dict[str, Any]:
        """The words that are used now as the form's first values."""
        return {name: getattr(template, name) for name in cls.base_fields}

    def words(self) -> TemplateWords:
        """What was typed, as the service takes it."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return TemplateWords(**data)


class LetterFilter(ScopedForm):
    """By what a list of letters is narrowed; what is not understood narrows nothing."""

    kata = PlainText(label=_("K/L atau nomor surat"), max_length=80, required=False)
    periode = ChoiceOfOne(
        Period.everything.order_by("-year", "-code"),
        label=_("Periode"),
        required=False,
        empty_label=_("Semua"),
    )
    jenis = forms.ChoiceField(
        label=_("Jenis"), choices=[("", _("Semua")), *LetterKind.choices], required=False
    )
    keadaan = forms.ChoiceField(
        label=_("Keadaan"), choices=[("", _("Semua")), *LetterState.choices], required=False
    )

    def asked(self) -> dict[str, Any]:
        """What was chosen, by the name of the field."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
