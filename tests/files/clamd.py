"""A server on this computer that speaks clamd's protocol, in each of the ways it may answer."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# The test signature of the antivirus industry, in two parts so that this file is not taken for it.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
FOUND = "Eicar-Test-Signature"


@dataclass
class Clamd:
    """What the server heard, and how it answers: like a clean clamd, or as `says`."""

    setting: str
    says: str | None = None
    streams: list[bytes] = field(default_factory=list)

    def verdict(self, stream: bytes) -> bytes:
        """The answer to a stream."""
        self.streams.append(stream)
        said = f"stream: {FOUND} FOUND" if EICAR in stream else "stream: OK"
        return (said if self.says is None else self.says).encode()


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        clamd: Clamd = self.server.clamd  # type: ignore[attr-defined]
        assert self.rfile.read(10) == b"zINSTREAM\0"
        stream = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            stream += self.rfile.read(size)
        if said := clamd.verdict(stream):
            self.wfile.write(said + b"\0")


@contextmanager
def listening(place: str | Path = "") -> Iterator[Clamd]:
    """The server on a free port, or on a socket of the file system."""
    server: Any
    if place:
        server = socketserver.ThreadingUnixStreamServer(str(place), _Talk)
        setting = f"unix:{place}"
    else:
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk)
        setting = f"clamd://127.0.0.1:{server.server_address[1]}"
    server.clamd = Clamd(setting)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.clamd
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
