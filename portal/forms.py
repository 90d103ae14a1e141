"""What the public may type: a search, and a hint at a mistake."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.queries import Search
from ranpe.kit.charts import Status
from ranpe.kit.charts.palette import STATUS_LOOKS


class ActionSearch(forms.Form):
    """Words and choices among the actions, all in the address of the page."""

    q = forms.CharField(
        label=_("Kata kunci"), required=False, max_length=100, widget=forms.SearchInput
    )
    pilar = forms.TypedChoiceField(label=_("Pilar"), required=False, coerce=int, empty_value=None)
    status = forms.ChoiceField(label=_("Status"), required=False)
    instansi = forms.ChoiceField(label=_("Instansi"), required=False)

    def __init__(
        self, data: Any, *, level: str, pillars: list[tuple[int, str]], owners: list[str]
    ) -> None:
        super().__init__(data, auto_id="saring-%s")
        everything = ("", _("Semua"))
        choices: dict[str, list[Any]] = {
            "pilar": pillars,
            "status": [(status.value, STATUS_LOOKS[status].word) for status in Status],
            "instansi": [(name, name) for name in owners],
        }
        for name, options in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
            field.choices = [everything, *options]
        self.fields["pilar"].label = level

    @property
    def search(self) -> Search:
        """What is asked; a choice that does not exist is asked for too, and finds nothing."""
        asked = (
            self.cleaned_data
            if self.is_valid()
            else {**{name: self.data.get(name, "") for name in self.fields}, "pilar": -1}
        )
        return Search(
            words=asked.get("q", ""),
            pillar=asked.get("pilar"),
            status=asked.get("status", ""),
            institution=asked.get("instansi", ""),
        )


class CorrectionForm(forms.Form):
    """ "Usulkan koreksi": which page, what is wrong, and how to answer."""

    page = forms.CharField(
        label=_("Halaman"), max_length=200, help_text=_("Alamat halaman yang perlu dikoreksi.")
    )
    text = forms.CharField(
        label=_("Apa yang perlu dikoreksi?"),
        max_length=2000,
        min_length=10,
        help_text=_(
            "Sebutkan bagian yang keliru dan sumber yang benar. Jangan menulis nama atau data "
            "pribadi orang lain."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    contact = forms.CharField(
        label=_("Surel atau nomor Anda"),
        max_length=200,
        required=False,
        help_text=_("Hanya dipakai untuk menjawab usulan ini dan tidak ditampilkan."),
    )

    def clean_page(self) -> str:
        """The address of a page of this site."""
        page: str = self.cleaned_data["page"]
        if not page.startswith("/") or page.startswith("//"):
            raise forms.ValidationError(_("Isi dengan alamat di situs ini, misalnya /aksi/."))
        return page
