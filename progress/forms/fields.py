"""Fields that the forms of reports share: several files, and what was typed as it came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from files.services import ACCEPTED
from ranpe.kit.form_fields import without_unseen


class FilesInput(forms.FileInput):
    """A chooser for several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; what they hold is examined where they are stored."""

    widget = FilesInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.widget.attrs["accept"] = ",".join(f".{ending}" for ending in ACCEPTED)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files that were chosen; an empty list when none was."""
        return [file for file in data or [] if isinstance(file, UploadedFile)]


def typed_in(fields: Mapping[str, forms.Field], data: MultiValueDict[str, str]) -> dict[str, Any]:
    """What was typed into `fields`, as it came, without files and hidden numbers."""
    kept: dict[str, Any] = {}
    for name, field in fields.items():
        if isinstance(field, FilesField) or field.widget.is_hidden:
            continue
        if isinstance(field, forms.BooleanField):
            kept[name] = name in data  # a browser sends no word of an empty box
        elif isinstance(field, forms.ModelMultipleChoiceField):
            kept[name] = [without_unseen(key) for key in data.getlist(name)]
        elif name in data:
            kept[name] = without_unseen(str(data[name]))
    return kept
