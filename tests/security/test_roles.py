"""On PostgreSQL the servers work under a role that cannot rewrite history, whatever they try."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from journal import triggers
from journal.models import Entry
from journal.services import record_entry
from ranpe import preflight

SERVERS = "ranpe_ci_app"


@pytest.fixture
def as_servers(db: None, settings: Any) -> frozenset[str]:
    """Tables opened to the servers as `migrate` opens them; from here on the test is a server."""
    settings.APP_ROLE = SERVERS
    call_command("migrate", run_syncdb=True, verbosity=0)
    guarded = frozenset(triggers.installed())
    triggers.lift()
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {SERVERS}")
    return guarded


def test_the_owner_of_the_tables_is_refused_as_a_server(db: None) -> None:
    (fault,) = preflight.database_faults(triggers.installed())

    assert fault.startswith("DATABASE_URL")
    assert "RANPE_APP_ROLE" in fault


def test_the_servers_role_is_taken(as_servers: frozenset[str]) -> None:
    assert preflight.database_faults(as_servers) == []


def test_the_servers_write_history(as_servers: frozenset[str], now: datetime) -> None:
    made = record_entry(None, "sample", "kejadian", by=None, at=now)

    assert Entry.everything.get(pk=made.pk).sentence == "kejadian"


@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_servers_cannot_rewrite_it_even_without_triggers(
    as_servers: frozenset[str], verb: str
) -> None:
    for table in sorted(as_servers):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(verb.format(table))
