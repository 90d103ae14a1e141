"""Files without what they tell besides their content: place, camera, author, history."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

LARGEST_PICTURE = 80_000_000  # points: five times what a good camera takes

# Where programs leave their traces in any part of a PDF, and what acts by itself.
_TRACES = ("/Metadata", "/PieceInfo", "/LastModified", "/AA", "/OpenAction", "/JavaScript", "/JS")
_OF_A_NOTE = ("/T", "/M", "/CreationDate", "/NM", "/FS")
_HIDDEN_STREAMS = ("/Metadata", "/EmbeddedFile")
# The segments of a JPEG that a picture needs: JFIF and the colours of Adobe's programs.
_KEPT_SEGMENTS = (0xE0, 0xEE)


class Unreadable(ValueError):  # noqa: N818 - reads as the domain speaks
    """The file is damaged, locked, too large, or of a kind that is not cleaned."""


def cleaned(data: bytes, content_type: str) -> bytes:
    """The file with its visible content and nothing else; it is made anew, never patched.

    Raises:
        Unreadable: the kind is not cleaned, or this file cannot be read.
    """
    clean = _CLEANERS.get(content_type)
    if clean is None:
        raise Unreadable(content_type)
    try:
        return clean(data)
    except Unreadable:
        raise
    except Exception as problem:  # both libraries fail in many ways on hostile files
        raise Unreadable(content_type) from problem


def _picture(data: bytes, kind: str) -> bytes:
    with Image.open(io.BytesIO(data)) as source:
        if source.width * source.height > LARGEST_PICTURE:
            raise Unreadable(kind)
        turned = ImageOps.exif_transpose(source)
        if turned.mode in ("P", "PA"):
            turned = turned.convert("RGBA")
        # Only the points are taken over, so nothing that is not a point comes along.
        bare = Image.frombytes(turned.mode, turned.size, turned.tobytes())
    place = io.BytesIO()
    bare.save(place, kind, **({"quality": 92} if kind == "JPEG" else {}))
    return place.getvalue()


def _pdf(data: bytes) -> bytes:
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise Unreadable("encrypted")
    writer = PdfWriter(clone_from=reader)
    if reader.metadata is not None:
        writer.metadata = None
    for part in _parts_of(writer):
        _without_traces(part)
    place = io.BytesIO()
    writer.write(place)
    # Once more from what is reachable: what was cut off does not stay behind as a loose part.
    again = PdfWriter()
    again.clone_document_from_reader(PdfReader(io.BytesIO(place.getvalue())))
    again.metadata = None
    place = io.BytesIO()
    again.write(place)
    return place.getvalue()


def _parts_of(writer: PdfWriter) -> Iterator[DictionaryObject]:
    found = [part for part in writer._objects if isinstance(part, DictionaryObject)]
    while found:
        part = found.pop()
        yield part
        found += [value for value in part.values() if isinstance(value, DictionaryObject)]


def _without_traces(part: DictionaryObject) -> None:
    for name in _TRACES:
        part.pop(name, None)
    part.pop("/EmbeddedFiles", None)
    is_note = "/Rect" in part and part.get("/Subtype") != "/Widget"
    for name in _OF_A_NOTE if is_note else ():
        part.pop(name, None)
    if isinstance(part, StreamObject):
        _without_hidden_bytes(part)


def _without_hidden_bytes(part: Any) -> None:
    if part.get("/Type") in _HIDDEN_STREAMS:
        part._data = b""
        part.pop("/Filter", None)
    elif part.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
        part._data = without_segments(part._data)
    part.pop(NameObject("/Params"), None)


def without_segments(jpeg: bytes) -> bytes:
    """A JPEG without the segments in which programs write; its points are not touched."""
    if not jpeg.startswith(b"\xff\xd8"):
        return jpeg
    kept, place = [jpeg[:2]], 2
    while place + 4 <= len(jpeg) and jpeg[place] == 0xFF:
        marker = jpeg[place + 1]
        if marker == 0xDA:  # from here on there are only points
            break
        end = place + 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
        is_written_by_programs = 0xE0 <= marker <= 0xEF or marker == 0xFE
        if marker in _KEPT_SEGMENTS or not is_written_by_programs:
            kept.append(jpeg[place:end])
        place = end
    return b"".join([*kept, jpeg[place:]])


_CLEANERS: dict[str, Callable[[bytes], bytes]] = {
    "image/jpeg": lambda data: _picture(data, "JPEG"),
    "image/png": lambda data: _picture(data, "PNG"),
    "application/pdf": _pdf,
}
