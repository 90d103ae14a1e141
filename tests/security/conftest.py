"""What the tests of safety stand on."""

from django.db import connection

# Roles are a thing of PostgreSQL.
collect_ignore = [] if connection.vendor == "postgresql" else ["test_roles.py"]
