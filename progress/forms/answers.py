"""The institution's answers to the remarks of a return, beside the fields they are about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journal.models import Remark
from progress.services import REPAIRED
from ranpe.kit.form_fields import long_text, without_unseen
from ranpe.kit.scoped_forms import ScopedForm


def answer_name(pk: int) -> str:
    """The name of the field for the answer to one remark."""
    return f"answer_{pk}"


class AnswersForm(ScopedForm):
    """One short answer a remark; nothing is required until the report is sent.

    On the closed path a tick stands for the one sentence, because no words are kept there.
    """

    use_required_attribute = False

    def __init__(self, *args: Any, remarks: list[Remark], **kwargs: Any) -> None:
        self.is_closed: bool = kwargs.pop("is_closed", False)
        saved = {answer_name(row.pk): row.answer for row in remarks}
        kwargs["initial"] = {**saved, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.remarks = remarks
        for row in remarks:
            self.fields[answer_name(row.pk)] = self._field()

    def _field(self) -> forms.Field:
        if self.is_closed:
            return forms.BooleanField(label=_("Sudah diperbaiki"), required=False)
        hint = _("Apa yang sudah diperbaiki, atau mengapa tidak.")
        return long_text(_("Jawaban Anda"), most=1000, rows=2, hint=hint)

    def mark_needed(self) -> None:
        """Show what sending needs without "optional"."""
        self.is_valid()  # before, so that nothing is missed only because it is needed to send
        for row in self.remarks:
            self.fields[answer_name(row.pk)].required = row.is_blocking

    @staticmethod
    def typed(data: Any) -> dict[str, str]:
        """What was typed, raw; for the draft that loses nothing."""
        return {
            name: without_unseen(str(text))
            for name, text in data.items()
            if name.startswith("answer_") and name[7:].isascii() and name[7:].isdecimal()
        }

    def answers(self) -> dict[int, str]:
        """The answers by remark."""
        found = {row.pk: self.cleaned_data[answer_name(row.pk)] for row in self.remarks}
        return {pk: self._in_words(given) for pk, given in found.items()}

    def _in_words(self, given: Any) -> str:
        if self.is_closed:
            return REPAIRED if given else ""
        return str(given)
