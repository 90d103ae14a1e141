"""What an installation must not start with; each sentence names the setting, never its value.

The settings are looked at when they are loaded, the database when a server process starts.
Source of the list: ASVS 5.0 chapter 13 and docs/operations.md.
"""

from __future__ import annotations

import logging
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection

from files import antivirus
from journal import triggers

logger = logging.getLogger("ranpe.start")

LOOPBACK = ("127.0.0.1", "::1", "localhost")
KEY_LENGTH = 50
# Keys that stand in public: Django's own mark, and the one of the demonstration mode.
PUBLIC_KEYS = ("django-insecure-", "demonstration-only-")
KEEPS_MAIL_HERE = ("console", "dummy", "locmem", "filebased")
WEAK_HASHERS = ("MD5", "SHA1", "Unsalted")
OTHERS_MAY = stat.S_IROTH | stat.S_IWOTH | stat.S_IXOTH


def settings_faults(given: Mapping[str, Any]) -> list[str]:
    """What is unsafe in the settings of an installation that is no demonstration."""
    return [
        *_doors(given),
        *_database(given),
        *_services(given),
        *_cookies(given),
        *_folders(given),
        *_antivirus(given),
    ]


def _doors(given: Mapping[str, Any]) -> Iterator[str]:
    keys = [given["SECRET_KEY"], *given["SECRET_KEY_FALLBACKS"]]
    if any(len(key) < KEY_LENGTH or key.startswith(PUBLIC_KEYS) for key in keys):
        yield "SECRET_KEY must be a random text of at least 50 characters that stands nowhere else."
    if given["DEBUG"]:
        yield "DEBUG must be off: it shows the inside of the program to everybody."
    hosts = given["ALLOWED_HOSTS"]
    if not hosts or any("*" in host for host in hosts):
        yield "ALLOWED_HOSTS must name the hosts."
    origins = given["CSRF_TRUSTED_ORIGINS"]
    if not origins or any(urlsplit(origin).scheme != "https" for origin in origins):
        yield "CSRF_TRUSTED_ORIGINS must be the https:// addresses of the site."
    if given["BEHIND_PROXY"] and not given["PROXIES"]:
        yield "RANPE_PROXIES must name the proxies whose headers are believed."


def _database(given: Mapping[str, Any]) -> Iterator[str]:
    database = given["DATABASES"]["default"]
    if "sqlite" not in database["ENGINE"]:
        return
    if not given["ALLOW_SQLITE"]:
        yield "DATABASE_URL must name a PostgreSQL server (or ALLOW_SQLITE=1)."
    options = database.get("OPTIONS", {})
    is_safe = options.get("transaction_mode") == "IMMEDIATE"
    if not is_safe or "journal_mode=WAL" not in options.get("init_command", ""):
        yield "DATABASE_URL: SQLite is only safe with WAL and immediate transactions."


def _services(given: Mapping[str, Any]) -> Iterator[str]:
    if any(word in given["EMAIL_BACKEND"] for word in KEEPS_MAIL_HERE):
        yield "EMAIL_URL must name a mail server; otherwise no mail reaches anybody."
    elif given["EMAIL_HOST"] not in LOOPBACK and not (
        given.get("EMAIL_USE_TLS") or given.get("EMAIL_USE_SSL")
    ):
        yield "EMAIL_URL must begin with smtp+tls:// or smtp+ssl://, so that mail travels sealed."
    if redis := given["REDIS_URL"]:
        address = urlsplit(redis)
        if address.hostname not in LOOPBACK and not address.password:
            yield "REDIS_URL must hold a password, unless the server is this computer itself."


def _cookies(given: Mapping[str, Any]) -> Iterator[str]:
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS"):
        if not given[name]:
            yield f"{name} must be on."
    if any(word in hasher for hasher in given["PASSWORD_HASHERS"] for word in WEAK_HASHERS):
        yield "PASSWORD_HASHERS must not name a weak way to keep passwords."


def _folders(given: Mapping[str, Any]) -> Iterator[str]:
    data = Path(given["DATA_DIR"]).resolve()
    web = [Path(given["STATIC_ROOT"]), *map(Path, given["STATICFILES_DIRS"])]
    if any(_meet(data, folder.resolve()) for folder in web):
        yield "RANPE_DATA_DIR must lie outside the folders that the web server hands out."
    if data.exists() and data.stat().st_mode & OTHERS_MAY:
        yield "RANPE_DATA_DIR must be closed to other users of the computer (chmod 700)."


def _antivirus(given: Mapping[str, Any]) -> Iterator[str]:
    if not antivirus.is_settled(given["ANTIVIRUS"]):
        yield (
            "RANPE_ANTIVIRUS must be clamd://host:port, unix:/path of a socket, or"
            " none-accepted-by=<name of who answers for it>."
        )


def _meet(one: Path, other: Path) -> bool:
    return one.is_relative_to(other) or other.is_relative_to(one)


def database_faults(guarded: Iterable[str]) -> list[str]:
    """What is unsafe in the database that a server process would work on.

    `guarded` names the tables that may only grow. SQLite knows no roles; its triggers must do.
    """
    faults = [] if connection.vendor == "sqlite" else [*_role(guarded)]
    return [*faults, *_sample_accounts()]


def _role(guarded: Iterable[str]) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            yield "DATABASE_URL must not name a superuser of the database."
            return
        for table in sorted(guarded):
            cursor.execute(
                "SELECT has_table_privilege(%s, 'UPDATE') OR has_table_privilege(%s, 'DELETE')"
                " OR has_table_privilege(%s, 'TRUNCATE')",
                [table] * 3,
            )
            if cursor.fetchone()[0]:
                yield (
                    "DATABASE_URL must name a role that cannot rewrite history; see RANPE_APP_ROLE"
                    " in docs/operations.md."
                )
                return


def _sample_accounts() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_user WHERE is_sample")
        if cursor.fetchone()[0]:
            yield "RANPE_DEMO=0 and a database with sample accounts do not go together."


def refuse_unsafe_database() -> None:
    """Stop a server process that would work on an unsafe database.

    One that does not answer now is no reason to stop: the process waits for it.

    Raises:
        ImproperlyConfigured: with every fault in a sentence of its own.
    """
    if settings.DEMO:
        return
    try:
        faults = database_faults(triggers.installed())
    except OperationalError:
        logger.warning("the database does not answer yet; its role was not looked at")
        return
    if faults:
        raise ImproperlyConfigured("\n".join(faults))
