"""Background work of accounts: mail that holds a secret link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.services import door_keys
from journal.jobs import Running, work


@work("accounts.mail_door_key")
def mail_door_key(running: Running) -> Mapping[str, Any]:
    """Send an invitation, or the way to a new password."""
    door_keys.mail_door_key(running.payload)
    return {}
