"""Turns HTML into PDF in a child process with limits, so that a page can never take the server."""

import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NoReturn

from django.conf import settings
from django.utils.translation import gettext as _

from ranpe.kit.formats import number
from ranpe.kit.pdf.engine import Outcome

HEARTBEAT_SECONDS: Final = 1.0
SYSTEM_LIBRARIES: Final = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
_ENGINE: Final = Path(__file__).with_name("engine.py")
# The child gets no secrets of the server, only what a program needs to find its libraries.
_INHERITED: Final = (
    "PATH",
    "PYTHONPATH",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "DYLD_FALLBACK_LIBRARY_PATH",
    "FONTCONFIG_FILE",
    "FONTCONFIG_PATH",
    "XDG_DATA_DIRS",
)

_TRAINING: Final = (
    '<div aria-hidden="true" style="position: fixed; top: 38%; left: 0; right: 0; '
    "text-align: center; font: 700 84pt sans-serif; color: #B3152A; opacity: .18; "
    'transform: rotate(-30deg)">LATIHAN</div>'
)

StaticFiles = Path | Mapping[str, bytes]
Progress = Callable[[str], None]


class PdfFailed(Exception):  # noqa: N818 (reads as a sentence where it is caught)
    """The PDF was not made; the message is a sentence for the reader."""


class PdfUnavailable(PdfFailed):
    """This server lacks the system libraries that the PDF engine needs."""


@dataclass(frozen=True, slots=True)
class PdfAttachment:
    """A file that travels inside the PDF."""

    name: str
    content: bytes
    description: str = ""


def render(
    html: str,
    *,
    base_files: StaticFiles | Sequence[StaticFiles],
    title: str,
    author: str,
    created: datetime,
    lang: str = "id",
    on_progress: Progress | None = None,
    time_limit_seconds: float = 300,
    memory_limit_megabytes: int = 2048,
    attachments: Iterable[PdfAttachment] = (),
) -> bytes:
    """Return the tagged PDF of an HTML document; the same input gives the same bytes.

    `base_files` is the static folder, or files by name, or several of both, first match first; the
    document asks for them as `static:css/print.css`. Any other address, and any missing file, ends
    the work. `created` must know its zone. `author` is an office, never a person. `on_progress`
    hears a sentence about once a second; when it raises, the child is killed and the exception
    goes on. Raises PdfFailed, or PdfUnavailable where Pango is missing.
    """
    with tempfile.TemporaryDirectory(prefix="ranpe-pdf-") as name:
        folder = Path(name)
        description = {
            "title": title,
            "author": author,
            "lang": lang,
            "created": _utc(created),
            "folders": [str(each) for each in _write_files(folder, base_files)],
            "attachments": _write_attachments(folder, attachments),
            "memory_limit_megabytes": memory_limit_megabytes,
            "time_limit_seconds": time_limit_seconds,
            "parent": os.getpid(),
        }
        marked = _marked(html) if settings.TRAINING else html
        (folder / "document.html").write_text(marked, encoding="utf-8", errors="replace")
        (folder / "job.json").write_text(json.dumps(description), encoding="utf-8")
        _run(folder, time_limit_seconds, on_progress or _silent, _environment(folder, created))
        return (folder / "document.pdf").read_bytes()


def _marked(html: str) -> str:
    """The document with LATIHAN across every page: what is fixed is repeated on each."""
    match = re.search(r"<body[^>]*>", html)
    place = match.end() if match else 0
    return html[:place] + _TRAINING + html[place:]


def _silent(_sentence: str) -> None:
    """Tell nobody."""


def _utc(created: datetime) -> str:
    if created.tzinfo is None:
        raise ValueError("The date of a PDF needs a time zone.")
    return created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _write_files(folder: Path, given: StaticFiles | Sequence[StaticFiles]) -> Iterator[Path]:
    """Yield the folders that hold the allowed files; files given as bytes are written to one."""
    sources = [given] if isinstance(given, Path | Mapping) else list(given)
    for index, source in enumerate(sources):
        if isinstance(source, Path):
            yield source.resolve()
            continue
        own = (folder / f"files-{index}").resolve()
        own.mkdir()
        for name, content in source.items():
            target = (own / name).resolve()
            if not target.is_relative_to(own):
                raise ValueError(f"This name leaves its folder: {name}")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        yield own


def _write_attachments(folder: Path, attachments: Iterable[PdfAttachment]) -> list[list[str]]:
    """Store the attachments by number, sorted by name as the name tree of a PDF demands."""
    ordered = sorted(attachments, key=lambda attachment: attachment.name)
    for index, attachment in enumerate(ordered):
        (folder / f"attachment-{index}").write_bytes(attachment.content)
    return [[attachment.name, attachment.description] for attachment in ordered]


def _environment(folder: Path, created: datetime) -> dict[str, str]:
    """Return what the child may know of this one: no secrets, no home, a fixed clock for fonts."""
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return inherited | {
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONHASHSEED": "0",
        # Web fonts are written anew for each PDF; without this they carry the time of day.
        "SOURCE_DATE_EPOCH": str(int(created.timestamp())),
    }


def _run(folder: Path, limit: float, on_progress: Progress, environment: dict[str, str]) -> None:
    deadline = time.monotonic() + limit
    with _child(folder, environment) as process:
        while process.poll() is None:
            on_progress(_stage(folder))
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                raise PdfFailed(_too_slow(limit))
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=min(HEARTBEAT_SECONDS, remaining))
    if process.returncode != Outcome.DONE:
        _fail(process.returncode, folder, limit)
    on_progress(_("PDF selesai."))


@contextlib.contextmanager
def _child(folder: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Start the engine and make sure that it is gone when the block ends."""
    with (folder / "errors.txt").open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603 (our own file, our own interpreter)
            [sys.executable, "-P", "-X", "utf8", str(_ENGINE), str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=errors,
            stderr=errors,
            env=environment,
            cwd=folder,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def _stage(folder: Path) -> str:
    """Say in a sentence what the child is doing."""
    try:
        stage, _space, detail = (folder / "stage").read_text(encoding="utf-8").partition(" ")
    except FileNotFoundError:
        stage, detail = "", ""
    match stage:
        case "layout":
            return (
                _("Menata halaman %(page)s.") % {"page": detail} if detail else _("Menata halaman.")
            )
        case "write":
            return _("Menulis berkas PDF.")
        case _:
            return _("Menyiapkan dokumen.")


def _too_slow(limit: float) -> str:
    return _("PDF tidak selesai dalam %(seconds)s detik, sehingga pembuatannya dihentikan.") % {
        "seconds": number(limit)
    }


def _fail(code: int, folder: Path, limit: float) -> NoReturn:
    detail = (folder / "errors.txt").read_text(encoding="utf-8", errors="replace")[-4000:]
    match code:
        case Outcome.UNAVAILABLE:
            failure: PdfFailed = PdfUnavailable(
                _("Mesin PDF belum lengkap di server ini. Jalankan: apt-get install %(packages)s")
                % {"packages": SYSTEM_LIBRARIES}
            )
        case Outcome.REFUSED:
            failure = PdfFailed(
                _("Dokumen meminta berkas yang tidak ada atau tidak diizinkan; PDF tidak dibuat.")
            )
        case Outcome.MEMORY:
            failure = PdfFailed(_("PDF memerlukan memori melebihi batas; pembuatannya dihentikan."))
        case Outcome.TIME:
            failure = PdfFailed(_too_slow(limit))
        case _:
            failure = PdfFailed(_("Mesin PDF berhenti karena kesalahan; PDF tidak dibuat."))
    failure.add_note(detail)
    raise failure
