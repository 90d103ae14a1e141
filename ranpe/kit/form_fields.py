"""Fields that forms of several apps share: Indonesian numbers and texts as they are seen."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _now

from ranpe.kit.formats import number, parse_number

if TYPE_CHECKING:  # the stubs want to be told the model, Django's classes cannot be told
    ChoiceOfOne = forms.ModelChoiceField[Any]
    ChoiceOfMany = forms.ModelMultipleChoiceField[Any]
else:
    ChoiceOfOne = forms.ModelChoiceField
    ChoiceOfMany = forms.ModelMultipleChoiceField

LARGEST = Decimal("999999999999.99")
LARGEST_WHOLE = Decimal(9_999_999)

# What a paste from a word processor brings along unseen: a page or line break of its own kind
# becomes a new line, everything else that cannot be seen goes.
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")


def without_unseen(text: str) -> str:
    """A pasted text without characters that nobody sees and that databases refuse."""
    return _UNSEEN.sub("", _BREAKS.sub("\n", text))


class PlainText(forms.CharField):
    """A text as it is seen: pasted control characters are left out, not held against anyone."""

    def to_python(self, value: Any) -> Any:
        """The text without unseen characters."""
        return super().to_python(without_unseen(value) if isinstance(value, str) else value)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What is shown again after a mistake is the text without them, too."""
        found = super().bound_data(data, initial)
        return without_unseen(found) if isinstance(found, str) else found


class NumberField(forms.CharField):
    """A number in Indonesian notation, not negative; `whole` refuses decimals and odd sizes."""

    def __init__(self, *, whole: bool = False, **kwargs: Any) -> None:
        self.whole = whole
        attributes = {"inputmode": "numeric" if whole else "decimal", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attributes), required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A stored number as it is written; what was typed stays as it is."""
        return number(value) if isinstance(value, Decimal | int) else value

    def clean(self, value: Any) -> Any:
        """The number, or None for a blank."""
        text = str(value or "").strip()
        if not text:
            return None
        try:
            found = parse_number(text)
        except ValueError as problem:
            raise ValidationError(str(problem)) from None
        if found < 0:
            raise ValidationError(_now("Angka ini tidak boleh kurang dari nol."))
        if found > (LARGEST_WHOLE if self.whole else LARGEST):
            raise ValidationError(_now("Angka ini terlalu besar."))
        return self._fitting(found)

    def _fitting(self, found: Decimal) -> Decimal | int:
        digits = found.normalize().as_tuple().exponent
        decimals = -digits if isinstance(digits, int) else 0
        if self.whole:
            if decimals > 0:
                raise ValidationError(_now("Tulis bilangan bulat, tanpa koma."))
            return int(found)
        if decimals > 2:
            raise ValidationError(_now("Paling banyak dua angka di belakang koma."))
        return found


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """A day, chosen from the browser's calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **kwargs)


def long_text(label: Any, *, most: int, rows: int = 4, hint: Any = "") -> forms.CharField:
    """A text area that counts its characters instead of cutting a pasted text."""
    # The placeholder lets the style sheet see whether anything was typed.
    attributes = {"rows": rows, "data-counter": most, "placeholder": " "}
    return PlainText(
        label=label,
        required=False,
        help_text=hint,
        validators=[MaxLengthValidator(most)],
        widget=forms.Textarea(attrs=attributes),
    )
