"""A phone with an authenticator app (RFC 6238), written from the standard and not from ours."""

from __future__ import annotations

import base64
import hmac
import struct
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Phone:
    """An app that has scanned a secret."""

    secret: str

    def code(self, *, steps: int = 0) -> str:
        """The six digits of this half minute, or of one `steps` away."""
        counter = int(time.time()) // 30 + steps
        key = base64.b32decode(self.secret.replace(" ", ""))
        digest = hmac.new(key, struct.pack(">Q", counter), "sha1").digest()
        place = digest[-1] & 15
        (value,) = struct.unpack(">I", digest[place : place + 4])
        return f"{(value & 0x7FFFFFFF) % 1_000_000:06}"

    def wrong_code(self) -> str:
        """Six digits that no moment near now has."""
        near = {self.code(steps=steps) for steps in range(-3, 4)}
        return next(code for code in ("000000", "111111", "222222", "333333") if code not in near)
