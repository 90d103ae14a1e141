"""Forms, filters and serializers that offer and accept only what their user may see."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from rest_framework import serializers

from ranpe.kit.scope import ScopedQuerySet


def _narrow(fields: dict[str, forms.Field], user: Any) -> None:
    for field in fields.values():
        if isinstance(field, forms.ModelChoiceField):
            queryset = field.queryset
            if not isinstance(queryset, ScopedQuerySet):
                raise TypeError(f"{queryset.model.__name__} has no scope.")  # type: ignore[union-attr]
            field.queryset = queryset.visible_to(user)


class ScopedForm(forms.Form):
    """A form for `user`; every choice of rows is limited to what they may see."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        _narrow(self.fields, user)


class ScopedModelForm(forms.ModelForm):  # type: ignore[type-arg]
    """The same for a form made from a model."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        _narrow(self.fields, user)


class ScopedFilterSet(django_filters.FilterSet):
    """A filter whose choices of rows are limited to what `request.user` may see."""

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        for item in self.filters.values():
            queryset = item.extra.get("queryset")
            if queryset is not None:
                # The filter's field is made from its own copy, not from what stands in `extra`.
                item.queryset = item.extra["queryset"] = queryset.visible_to(request.user)


class ScopedSerializer(serializers.ModelSerializer[Any]):
    """A serializer whose related rows are limited to what `request.user` may see."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        user = self.context["request"].user
        for field in fields.values():
            relation: Any = getattr(field, "child_relation", field)
            queryset = getattr(relation, "queryset", None)
            if queryset is not None:
                relation.queryset = queryset.visible_to(user)
        return fields
