"""ClamAV by its network protocol (INSTREAM): a file is clean only when the server says so."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

from django.conf import settings

NONE = "none-accepted-by="
CHUNK = 64 * 1024
LONGEST_ANSWER = 4096


class NoVerdict(Exception):  # noqa: N818 - reads as the domain speaks
    """The antivirus did not answer, or not with a verdict; the file is not clean."""


def place_of(setting: str) -> tuple[str, int] | str | None:
    """Where the server listens: host and port, the path of a socket, or None."""
    try:
        address = urlsplit(setting)
        if address.scheme == "clamd" and address.hostname and address.port:
            return address.hostname, address.port
    except ValueError:
        return None
    return address.path or None if address.scheme == "unix" else None


def accepted_by(setting: str) -> str:
    """Who answers for having no antivirus; empty when nobody does."""
    return setting.removeprefix(NONE).strip() if setting.startswith(NONE) else ""


def is_settled(setting: str) -> bool:
    """Whether the setting says how files are checked, or who answers for their not being so."""
    return place_of(setting) is not None or bool(accepted_by(setting))


def is_on() -> bool:
    """Whether files are checked here."""
    return place_of(settings.ANTIVIRUS) is not None


def scan(data: bytes) -> str:
    """What the antivirus found in the bytes, by its name; empty when it says that they are clean.

    Raises:
        NoVerdict: it is silent, refuses, or answers something else.
    """
    try:
        with _connected() as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), CHUNK):
                part = data[start : start + CHUNK]
                line.sendall(len(part).to_bytes(4, "big") + part)
            line.sendall(bytes(4))
            said = _answer(line)
    except OSError as problem:
        raise NoVerdict(type(problem).__name__) from problem
    return _finding(said)


def _connected() -> socket.socket:
    place, patience = place_of(settings.ANTIVIRUS), float(settings.ANTIVIRUS_SECONDS)
    if isinstance(place, tuple):
        return socket.create_connection(place, timeout=patience)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(patience)
    line.connect(str(place))
    return line


def _answer(line: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER:
        part = line.recv(LONGEST_ANSWER)
        if not part:
            break
        said += part
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _finding(said: str) -> str:
    if said == "stream: OK":
        return ""
    name = said.removeprefix("stream: ").removesuffix(" FOUND")
    if said != f"stream: {name} FOUND" or not name:
        raise NoVerdict(said[:200])
    return name[:200]
