"""Scope: the only way to rows is through the person who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models
from django.http import Http404

if TYPE_CHECKING:
    from ranpe.kit.actor import Actor

EVERYONE = models.Q()
NO_ONE = models.Q(pk__in=[])

Row = TypeVar("Row", bound=models.Model)


class ScopedQuerySet(models.QuerySet[Row]):
    """Rows that know who may see them."""

    def visible_to(self, user: Any) -> Self:
        """The rows that `user` may see; nothing for the anonymous and the inactive."""
        if not (getattr(user, "is_authenticated", False) and user.is_active):
            return self.none()
        return self.filter(self.model.scope_for(user))  # type: ignore[attr-defined]


class ScopedModel(models.Model):
    """A table with private rows: its manager is called `everything`, there is no `objects`."""

    everything = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The condition under which `user` may see a row; it must not multiply rows."""
        raise NotImplementedError(f"{cls.__name__} does not say who may see its rows.")


def visible_or_404(queryset: Any, user: Any, **lookup: Any) -> Any:
    """The one row that `user` may see; what is not visible does not exist.

    Raises:
        Http404: for absent and for foreign rows alike.
    """
    rows: Any = queryset.all()
    try:
        return rows.visible_to(user).get(**lookup)
    except (rows.model.DoesNotExist, ValueError, TypeError):
        raise Http404 from None
