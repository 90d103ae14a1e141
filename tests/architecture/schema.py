"""What stands in a database, in words that can be compared; by itself: migrate, then print it."""

from __future__ import annotations

import json
import os
from typing import Any

OF_OTHERS = ("auth_", "django_")


def describe(database: Any) -> dict[str, Any]:
    """Our tables: columns, names of the rules, what is unique, whether triggers guard them."""
    from journal import triggers  # noqa: PLC0415 (asked for before the settings are loaded)

    look = database.introspection
    guarded = triggers.installed(using=database.alias)
    found = {}
    with database.cursor() as cursor:
        for table in look.table_names(cursor):
            if not table.startswith(OF_OTHERS):
                columns = look.get_table_description(cursor, table)
                rules = look.get_constraints(cursor, table).items()
                found[table] = {
                    "columns": sorted(
                        f"{one.name} {look.get_field_type(one.type_code, one)} {one.null_ok}"
                        for one in columns
                    ),
                    "rules": sorted(
                        name
                        for name, rule in rules
                        if rule["check"] and not name.startswith("__unnamed")
                    ),
                    "unique": sorted(
                        ",".join(name or "an expression" for name in rule["columns"] or [])
                        for _, rule in rules
                        if rule["unique"]
                    ),
                    "is_guarded": table in guarded,
                }
    return found


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ranpe.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    print(json.dumps(describe(connection)))  # noqa: T201
