"""The child process that lays out one document; it is run by path and loads nothing else of us."""

import ctypes
import json
import logging
import os
import resource
import signal
import sys
import urllib.parse
from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from typing import Any, Final

STATIC: Final = "static"
ROOT: Final = f"{STATIC}:/"
TYPES: Final = {
    ".css": "text/css",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
LINK_SCHEMES: Final = ("http:", "https:", "mailto:")
LOSSES: Final = ("Failed to load", "Failed to render", "Font-face")
OPTIONS: Final[dict[str, Any]] = {
    "pdf_variant": "pdf/ua-1",
    "presentational_hints": False,  # CVE-2026-49452: never turned on.
    "custom_metadata": False,
}
_SVG: Final = "{http://www.w3.org/2000/svg}"
_PR_SET_PDEATHSIG: Final = 1
_SPARE_CPU_SECONDS: Final = 5


class Outcome(IntEnum):
    """The exit codes of the engine; a negative one is the signal that ended it."""

    DONE = 0
    REFUSED = 3
    MEMORY = 4
    UNAVAILABLE = 5
    TIME = -signal.SIGXCPU


def main(folder: Path) -> Outcome:
    """Make the PDF of the job in the folder and say how it ended."""
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    die_with(job["parent"])
    try:
        import weasyprint  # noqa: PLC0415 (a missing system library is told apart here)
    except OSError as missing:
        _complain(missing)
        return Outcome.UNAVAILABLE
    limit(job["memory_limit_megabytes"], job["time_limit_seconds"])
    listener = Listener(folder)
    try:
        make(folder, job)
    except weasyprint.urls.FatalURLFetchingError as refusal:
        _complain(refusal)
        return Outcome.REFUSED
    except MemoryError:
        return Outcome.MEMORY
    return Outcome.REFUSED if listener.lost else Outcome.DONE


def _complain(reason: BaseException) -> None:
    sys.stderr.write(f"{reason}\n")


def die_with(parent: int) -> None:
    """Ask Linux to end this process when its parent dies, and end it now if that is past."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)


def limit(megabytes: int, seconds: float) -> None:
    """Bound the memory and the processor time of this process, and forbid core dumps."""
    size = megabytes * 1024 * 1024
    time = int(seconds) + _SPARE_CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (time, time + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Listener(logging.Handler):
    """Hears WeasyPrint: writes the stage down for the parent, and remembers lost pictures."""

    def __init__(self, folder: Path) -> None:
        super().__init__(logging.INFO)
        self.folder = folder
        self.lost = False
        for name in ("weasyprint", "weasyprint.progress"):
            logger = logging.getLogger(name)
            logger.handlers = [self]
            logger.propagate = False
            logger.setLevel(logging.INFO)

    def emit(self, record: logging.LogRecord) -> None:
        """Handle one message."""
        message = record.getMessage()
        if record.name == "weasyprint.progress":
            self._note_stage(message)
            return
        sys.stderr.write(f"{message}\n")
        # A report without one of its pictures must not pass as a whole report.
        self.lost = self.lost or message.startswith(LOSSES)

    def _note_stage(self, message: str) -> None:
        if message.startswith("Step 5"):
            page = message.partition("Page ")[2].partition(" ")[0]
            stage = f"layout {page}"
        elif message.startswith(("Step 6", "Step 7")):
            stage = "write"
        else:
            return
        draft = self.folder / "stage.draft"
        draft.write_text(stage, encoding="utf-8")
        draft.replace(self.folder / "stage")


def static_fetcher(folders: Sequence[Path]) -> Any:
    """Return the only fetcher there is: files of the allowed folders, and data inside the page."""
    from weasyprint.urls import (  # noqa: PLC0415
        FatalURLFetchingError,
        URLFetcher,
        URLFetcherResponse,
    )

    class StaticFetcher(URLFetcher):
        """Serves `static:` and `data:`; everything else ends the work."""

        def __init__(self) -> None:
            super().__init__(
                allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True
            )
            self.refused: list[str] = []

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            """Return the file behind the address, or end the work."""
            scheme = url.partition(":")[0].lower()
            if scheme == "data":
                return super().fetch(url, headers)
            found = allowed_file(url, folders) if scheme == STATIC else None
            if found is None:
                self.refused.append(url)
                raise FatalURLFetchingError(f"refused: {url}")
            return URLFetcherResponse(
                url, found.read_bytes(), {"Content-Type": TYPES[found.suffix]}
            )

    return StaticFetcher()


def allowed_file(url: str, folders: Sequence[Path]) -> Path | None:
    """Return the file of a `static:` address, if it lies in a folder and has a known type."""
    name = urllib.parse.unquote(urllib.parse.urlsplit(url).path).lstrip("/")
    for folder in folders:
        candidate = (folder / name).resolve()
        if candidate.is_relative_to(folder) and candidate.suffix in TYPES and candidate.is_file():
            return candidate
    return None


def make(folder: Path, job: dict[str, Any]) -> None:
    """Lay the document out and write the PDF into the folder."""
    import weasyprint  # noqa: PLC0415

    # Lets a stylesheet name its fonts relative to itself, as on the page.
    if STATIC not in urllib.parse.uses_relative:
        urllib.parse.uses_relative.append(STATIC)
    fetcher = static_fetcher([Path(name) for name in job["folders"]])
    html = weasyprint.HTML(
        string=(folder / "document.html").read_text(encoding="utf-8"),
        base_url=ROOT,
        url_fetcher=fetcher,
    )
    html.etree_element.set("lang", job["lang"])
    join_alternative_texts(html.etree_element)
    document = html.render(**OPTIONS)
    describe(document.metadata, job)
    for page in document.pages:
        page.links[:] = [*safe_links(page.links), *chart_links(page)]
    document.write_pdf(
        folder / "document.pdf", attachments=list(attachments(folder, job)), **OPTIONS
    )
    if fetcher.refused:
        # WeasyPrint swallows every exception while it draws an SVG, even the fatal one.
        raise weasyprint.urls.FatalURLFetchingError(f"refused: {fetcher.refused}")


def join_alternative_texts(root: Any) -> None:
    """Put the description of a chart behind its title: PDF knows one alternative text only."""
    for picture in root.iter(f"{_SVG}svg"):
        title, description = picture.find(f"{_SVG}title"), picture.find(f"{_SVG}desc")
        if title is not None and description is not None and description.text:
            title.text = f"{title.text or ''}. {description.text}".removeprefix(". ")


def describe(metadata: Any, job: dict[str, Any]) -> None:
    """Replace what the page says about itself by what the caller says."""
    metadata.title = job["title"]
    metadata.authors = [job["author"]]
    metadata.lang = job["lang"]
    metadata.created = metadata.modified = job["created"]
    metadata.generator = metadata.description = None
    metadata.keywords, metadata.custom = [], {}


def safe_links(links: list[Any]) -> list[Any]:
    """Keep the links that lead to a place in the document or to the open net."""
    return [
        link for link in links if link[0] != "external" or link[1].lower().startswith(LINK_SCHEMES)
    ]


def chart_links(page: Any) -> Iterator[tuple[str, str, tuple[float, ...], Any]]:
    """Yield the links inside the charts of a page, which WeasyPrint itself does not make.

    Each one becomes a child of its picture, so that the tag tree holds it too.
    """
    from weasyprint.formatting_structure import boxes  # noqa: PLC0415

    for box in list(page._page_box.descendants()):
        if isinstance(box, boxes.ReplacedBox) and box.element_tag == f"{_SVG}svg":
            for anchor in box.element.iter(f"{_SVG}a"):
                target = anchor.find(f"{_SVG}rect")
                if target is None or not anchor.get("href", "").startswith("#"):
                    continue
                child = boxes.InlineBox("a", box.style, anchor, [])
                box.children = [*box.children, child]
                yield "internal", anchor.get("href")[1:], _area(box, target), child


def _area(box: Any, target: Any) -> tuple[float, ...]:
    """Return the rectangle of a target on the page: left, top, right, bottom."""
    left, top, width, height = (float(part) for part in box.element.get("viewBox").split())
    across, down = box.width / width, box.height / height
    x = box.content_box_x() + (float(target.get("x")) - left) * across
    y = box.content_box_y() + (float(target.get("y")) - top) * down
    return (
        x,
        y,
        x + float(target.get("width")) * across,
        y + float(target.get("height")) * down,
    )


def attachments(folder: Path, job: dict[str, Any]) -> Iterator[Any]:
    """Yield the files that travel inside the PDF, dated like the PDF."""
    from weasyprint import Attachment  # noqa: PLC0415

    created = datetime.fromisoformat(job["created"])
    for index, (name, description) in enumerate(job["attachments"]):
        yield Attachment(
            string=(folder / f"attachment-{index}").read_bytes(),
            name=name,
            description=description or None,
            created=created,
            modified=created,
            relationship="Supplement",
        )


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
