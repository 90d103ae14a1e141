"""The migrations lead an empty database to the tables that the other tests stand on.

The suite builds its tables from the models, which is quick; here the real way is walked.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from tests.architecture.schema import describe

SERVER = os.environ.get("DATABASE_URL", "")


@contextmanager
def empty_database(folder: Path) -> Iterator[str]:
    """The address of a database of its own, of the engine that is tested, gone afterwards."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder / 'migrated.sqlite3'}"
        return
    name = f"{connection.settings_dict['NAME']}_migrated"
    with closing(psycopg2.connect(SERVER)) as server, server.cursor() as cursor:
        server.autocommit = True
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlsplit(SERVER)._replace(path=f"/{name}").geturl()
        finally:
            cursor.execute(f'DROP DATABASE "{name}"')


@pytest.mark.django_db
def test_migrating_leads_to_the_same_tables_rules_and_triggers(tmp_path: Path) -> None:
    with empty_database(tmp_path) as address:
        migrated = subprocess.run(
            [sys.executable, "-m", "tests.architecture.schema"],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DATABASE_URL": address, "RANPE_DATA_DIR": str(tmp_path)},
            check=True,
            stdout=subprocess.PIPE,
        )

    assert json.loads(migrated.stdout) == describe(connection)
    assert any(table["is_guarded"] for table in describe(connection).values())
