"""What people type into annual reports: chapters, opinions, grounds, letters, reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from reporting.models import HarmDecision, HarmSubject, Opinion
from reporting.services import RequestText

MOST_REQUESTS = 5
# UU 14/2008 Pasal 17: the grounds on which information may be withheld.
GROUNDS: tuple[tuple[str, Any], ...] = (
    ("a", _("a: menghambat penegakan hukum, membuka identitas saksi, korban, atau informan")),
    ("b", _("b: mengganggu hak kekayaan intelektual dan persaingan usaha")),
    ("c", _("c: membahayakan pertahanan dan keamanan negara")),
    ("d", _("d: mengungkap kekayaan alam")),
    ("e", _("e: merugikan ketahanan ekonomi nasional")),
    ("f", _("f: merugikan hubungan luar negeri")),
    ("g", _("g: mengungkap akta otentik atau wasiat yang bersifat pribadi")),
    ("h", _("h: mengungkap rahasia pribadi")),
    ("i", _("i: surat-surat antarbadan publik yang menurut sifatnya dirahasiakan")),
    ("j", _("j: tidak boleh diungkap menurut undang-undang")),
)


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class OpenReportForm(forms.Form):
    """Which report to begin on which seal."""

    kind = forms.ChoiceField()
    seal = forms.IntegerField()


class SectionForm(forms.Form):
    """A chapter as a person writes it; empty brings the automatic text back."""

    text = forms.CharField(
        label=_("Teks bab"),
        required=False,
        max_length=20_000,
        help_text=_(
            "Pisahkan paragraf dengan baris kosong. Kosongkan untuk memakai teks otomatis."
        ),
        widget=_area(14),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class RequestsForm(forms.Form):
    """What is asked of the President: five rows, each with its owner and its date."""

    def __init__(self, *args: Any, rows: Sequence[RequestText] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_REQUESTS + 1):
            row = rows[number - 1] if number <= len(rows) else RequestText("", "")
            self._add(number, row)

    def _add(self, number: int, row: RequestText) -> None:
        self.fields[f"text_{number}"] = forms.CharField(
            label=_now("Permohonan %(number)s") % {"number": number},
            required=False,
            max_length=400,
            initial=row.text,
            widget=_area(2),
        )
        self.fields[f"owner_{number}"] = forms.CharField(
            label=_now("Penanggung jawab %(number)s") % {"number": number},
            required=False,
            max_length=200,
            initial=row.owner,
        )
        self.fields[f"due_{number}"] = forms.DateField(
            label=_now("Batas waktu %(number)s") % {"number": number},
            required=False,
            initial=row.due_on,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        )

    @property
    def requests(self) -> list[RequestText]:
        """The rows that were typed, in their order."""
        said = self.cleaned_data
        return [
            RequestText(said[f"text_{number}"], said[f"owner_{number}"], said[f"due_{number}"])
            for number in range(1, MOST_REQUESTS + 1)
        ]


class ReasonForm(forms.Form):
    """Words that go with a step; whether they must be given depends on the step."""

    reason = forms.CharField(label=_("Alasan"), max_length=2000, widget=_area(4))

    def __init__(self, *args: Any, is_required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = is_required
        if not is_required:
            self.fields["reason"].label = _("Catatan")


class ReviewForm(forms.Form):
    """The opinion of a Pokja or of the plenary."""

    body = forms.ChoiceField(label=_("Atas nama"))
    opinion = forms.ChoiceField(
        label=_("Pendapat"), choices=Opinion.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Catatan atau keberatan"),
        required=False,
        max_length=4000,
        help_text=_("Wajib diisi, kecuali bila setuju."),
        widget=_area(5),
    )

    def __init__(self, *args: Any, bodies: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["body"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = list(bodies)

    def clean(self) -> dict[str, Any]:
        """An objection or a note needs words."""
        said = super().clean() or {}
        if said.get("opinion") not in (None, Opinion.AGREES) and not said.get("text", "").strip():
            self.add_error("text", _now("Tuliskan catatan atau keberatannya."))
        return said

    @property
    def pillar_number(self) -> int | None:
        """The pillar whose Pokja speaks; nothing for the plenary."""
        body = self.cleaned_data["body"]
        return int(body) if body else None


class HarmForm(forms.Form):
    """The PPID's decision on one thing."""

    decision = forms.ChoiceField(
        label=_("Putusan"), choices=HarmDecision.choices, widget=forms.RadioSelect
    )
    ground = forms.ChoiceField(
        label=_("Dasar pengecualian (Pasal 17 UU 14/2008)"),
        choices=[("", _("Pilih bila dikecualikan")), *GROUNDS],
        required=False,
    )
    withheld_for = forms.CharField(
        label=_("Jangka waktu pengecualian"),
        max_length=80,
        required=False,
        help_text=_("Misalnya: 5 tahun. Hanya bila dikecualikan."),
    )
    reason = forms.CharField(label=_("Alasan"), max_length=2000, widget=_area(3))

    def clean(self) -> dict[str, Any]:
        """What is withheld needs its ground and its period."""
        said = super().clean() or {}
        if said.get("decision") == HarmDecision.WITHHOLD:
            for name in ("ground", "withheld_for"):
                if not said.get(name, "").strip():
                    self.add_error(name, _now("Wajib diisi bila dikecualikan."))
        return said


class HarmItemForm(forms.Form):
    """One more thing to put to the test, chosen among what the report holds."""

    what = forms.ChoiceField(label=_("Yang diuji"))

    def __init__(
        self,
        *args: Any,
        actions: Iterable[tuple[str, str]],
        sections: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [
            (str(_("Aksi")), [(f"{HarmSubject.ACTION}:{key}", name) for key, name in actions]),
            (str(_("Bab")), [(f"{HarmSubject.SECTION}:{key}", name) for key, name in sections]),
        ]

    @property
    def chosen(self) -> tuple[str, str]:
        """The kind and the key of the thing."""
        kind, _colon, key = self.cleaned_data["what"].partition(":")
        return kind, key


class LetterForm(forms.Form):
    """The cover letter, with the number from the register."""

    number = forms.CharField(label=_("Nomor surat"), max_length=80)
    dated_on = forms.DateField(
        label=_("Tanggal surat"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    city = forms.CharField(label=_("Tempat"), max_length=60)
    text = forms.CharField(label=_("Isi surat"), max_length=8000, widget=_area(10))


class DispatchForm(forms.Form):
    """By which way the report was sent."""

    note = forms.CharField(
        label=_("Cara pengiriman"),
        max_length=300,
        required=False,
        help_text=_("Misalnya: diserahkan kepada Kementerian Sekretariat Negara, tanda terima …"),
    )


class ApprovalForm(forms.Form):
    """The hash of the file that was read, and of the list of what becomes public with it."""

    sha256 = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    exposed = forms.RegexField(r"^[0-9a-f]{64}$", required=False, widget=forms.HiddenInput)
