"""Writers beside each other are tried where the database lets them: on PostgreSQL."""

from django.db import connection

collect_ignore = [] if connection.vendor == "postgresql" else ["test_writers.py"]
