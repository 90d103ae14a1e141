"""Every address of the house, read from the resolver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    """One address: its full name, the parameters it takes, and the view behind it."""

    name: str
    parameters: tuple[str, ...]
    view: object

    @property
    def is_open(self) -> bool:
        """Whether the door is open without signing in."""
        return not getattr(self.view, "login_required", True)


def routes() -> list[Route]:
    """All named routes; a route without a name is an error of the house."""
    found = list(_walk(get_resolver(), "", ()))
    assert all(route.name for route in found), "every route has a name"
    return sorted(found, key=lambda route: route.name)


def _walk(resolver: URLResolver, prefix: str, inherited: tuple[str, ...]) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        parameters = (*inherited, *entry.pattern.converters)
        if isinstance(entry, URLPattern):
            yield Route(f"{prefix}{entry.name or ''}", parameters, entry.callback)
        else:
            space = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from _walk(entry, space, parameters)
