"""Choosing actions by address: every filter stands in the query string and can be shared."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db import models

from actions.models import Action, Assignment, Part
from actions.queries import concerning
from ranpe.kit.scoped_forms import ScopedFilterSet


class ActionFilter(ScopedFilterSet):
    """Actions by plan, pillar, focus, responsible institution, word, and the person's own."""

    rencana = django_filters.NumberFilter(field_name="plan")
    pilar = django_filters.NumberFilter(field_name="focus__pillar__number")
    fokus = django_filters.NumberFilter(field_name="focus")
    kl = django_filters.NumberFilter(method="owned_by")
    kata = django_filters.CharFilter(method="with_word")
    milik = django_filters.BooleanFilter(method="own", widget=forms.CheckboxInput)

    class Meta:
        model = Action
        fields: list[str] = []

    def owned_by(self, rows: Any, _name: str, value: Any) -> Any:
        """Actions for which an institution is responsible."""
        held = Assignment.everything.filter(institution=value, part=Part.RESPONSIBLE)
        return rows.filter(pk__in=held.values("action"))

    def with_word(self, rows: Any, _name: str, value: str) -> Any:
        """Actions with a word in code or title."""
        return rows.filter(models.Q(code__icontains=value) | models.Q(title__icontains=value))

    def own(self, rows: Any, _name: str, value: bool) -> Any:
        """The person's own actions."""
        return rows.filter(concerning(self.request.user)) if value else rows
