"""Database triggers that refuse to change what may only grow."""

from collections.abc import Iterable

from django.conf import settings
from django.db import connections

_SENTENCE = "append-only table"
_RIGHTS = {"TABLES": "SELECT, INSERT, UPDATE, DELETE", "SEQUENCES": "USAGE, SELECT"}


def _sqlite(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{_SENTENCE}: {table}'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def _postgresql(table: str) -> list[str]:
    return [
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_SENTENCE}: %', TG_TABLE_NAME; END $$",
        f"CREATE OR REPLACE TRIGGER {table}_no_update BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        f"CREATE OR REPLACE TRIGGER {table}_no_delete BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ]


def protect(tables: Iterable[str], *, using: str = "default") -> None:
    """Install the triggers on `tables`; safe to repeat. Absent tables are passed over.

    A server that is not the owner of the tables loses the right to rewrite them as well.
    """
    connection = connections[using]
    present = set(connection.introspection.table_names())
    make = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        for table in sorted(present.intersection(tables)):
            for statement in make(table):
                cursor.execute(statement)
            if settings.APP_ROLE and connection.vendor == "postgresql":
                role = connection.ops.quote_name(settings.APP_ROLE)
                cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}")


def keep_apart(
    table: str, column: str, *, parent: str, key: str, of_parent: str, using: str = "default"
) -> None:
    """Refuse a row whose `column` names the person of its parent's `of_parent`; safe to repeat.

    A check constraint sees one row; this one looks at the row that `key` points to.
    """
    connection = connections[using]
    if not {table, parent} <= set(connection.introspection.table_names()):
        return
    same = f"SELECT 1 FROM {parent} p WHERE p.id = NEW.{key} AND p.{of_parent} = NEW.{column}"  # noqa: S608
    said = f"one person twice: {table}.{column}"
    name, change = f"{table}_by_another", f"UPDATE OF {column}, {key}"
    if connection.vendor == "postgresql":
        statements = [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF EXISTS ({same}) THEN RAISE EXCEPTION '{said}' USING ERRCODE = 'check_violation'; "
            "END IF; RETURN NEW; END $$",
            f"CREATE OR REPLACE TRIGGER {name} BEFORE INSERT OR {change} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]
    else:
        statements = [
            f"CREATE TRIGGER IF NOT EXISTS {name}_{when} BEFORE {verb} ON {table} "
            f"WHEN EXISTS ({same}) BEGIN SELECT RAISE(ABORT, '{said}'); END"
            for when, verb in (("insert", "INSERT"), ("update", change))
        ]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def open_to(role: str, *, using: str) -> None:
    """Let the servers' role read and write every table; `protect` takes back what only grows."""
    connection = connections[using]
    if not role or connection.vendor != "postgresql":
        return
    name = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        for what, rights in _RIGHTS.items():
            cursor.execute(f"GRANT {rights} ON ALL {what} IN SCHEMA public TO {name}")


def installed(*, using: str = "default") -> set[str]:
    """The names of the protected tables in the database."""
    connection = connections[using]
    query = (
        "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%_no_update'"
        if connection.vendor == "postgresql"
        else "SELECT tbl_name FROM sqlite_master WHERE type='trigger' AND name LIKE '%_no_update'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {str(row[0]) for row in cursor.fetchall()}


def lift(tables: Iterable[str] | None = None, *, using: str = "default") -> None:
    """Remove the triggers of some tables, for archiving by the owner; of all, for tests."""
    connection = connections[using]
    suffix = "" if connection.vendor == "sqlite" else " ON {table}"
    with connection.cursor() as cursor:
        for table in installed(using=using) if tables is None else tables:
            for verb in ("update", "delete"):
                tail = suffix.format(table=table)
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{tail}")
