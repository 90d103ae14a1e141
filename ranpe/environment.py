"""Typed reading of the environment; `.env.example` lists every name that is read here."""

from datetime import time
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from ranpe.kit.addresses import Network, networks

_env = environ.Env()


def load_file(path: Path) -> None:
    """Read a `.env` file when there is one; real environment variables win."""
    if path.exists():
        environ.Env.read_env(path, overwrite=False)


def text(name: str, default: str = "") -> str:
    """The value of `name`, stripped."""
    return str(_env.str(name, default=default)).strip()


def flag(name: str, *, default: bool) -> bool:
    """The value of `name` as yes or no."""
    return bool(_env.bool(name, default=default))


def number(name: str, default: int) -> int:
    """The value of `name` as a whole number."""
    return int(_env.int(name, default=default))


def clock_time(name: str, default: str) -> time:
    """The value of `name` as a time of the day, such as 07.30."""
    try:
        return time.fromisoformat(text(name, default).replace(".", ":"))
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a time of the day, such as 07.30.") from None


def names(name: str, default: str = "") -> list[str]:
    """The value of `name` as a list separated by commas."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def proxies(name: str) -> list[Network]:
    """The value of `name` as addresses and networks separated by commas."""
    try:
        return networks(names(name))
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be addresses or networks.") from None


def required(name: str) -> str:
    """The value of `name`; refuses to start without it, naming the setting and never its value."""
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"{name} must be set outside the demonstration mode.")
    return value


def database(name: str, default: str) -> dict[str, object]:
    """The database described by the address in `name`."""
    return dict(_env.db_url(name, default=default))


def mail(name: str, default: str) -> dict[str, object]:
    """The Django mail settings described by the address in `name`."""
    found = dict(_env.email_url(name, default=default))
    if "OPTIONS" in found:
        raise ImproperlyConfigured(f"{name} holds an option that mail does not know.")
    return found
