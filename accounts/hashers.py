"""Password hashing."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Argon2id with the OWASP minimum: m = 19 MiB, t = 2, p = 1.

    Django's default (100 MiB, p = 8) takes seven times as long, which a deadline day cannot
    afford.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
