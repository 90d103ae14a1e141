"""Looking at a file that was handed in: is it what its name says, and does it only lie there?

Nothing is opened: the beginning, the directory and the header are read, each with a bound.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape
from pathlib import PurePosixPath

from django.utils.translation import gettext as _
from PIL import Image

from ranpe.kit.metadata import LARGEST_PICTURE

_MAIN_TYPE = "application/vnd.openxmlformats-officedocument."
OFFICE = {
    "docx": ("word/", f"{_MAIN_TYPE}wordprocessingml.document"),
    "xlsx": ("xl/", f"{_MAIN_TYPE}spreadsheetml.sheet"),
    "pptx": ("ppt/", f"{_MAIN_TYPE}presentationml.presentation"),
}
MAGIC = {
    "pdf": (b"%PDF-", "application/pdf"),
    "png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    "jpg": (b"\xff\xd8\xff", "image/jpeg"),
    "jpeg": (b"\xff\xd8\xff", "image/jpeg"),
}
ACCEPTED = sorted({*MAGIC, *OFFICE})
# What a browser shows by itself; everything else is only handed out.
SHOWN = frozenset(content_type for _start, content_type in MAGIC.values())
LONGEST_NAME = 200

LARGEST_SIDE = 20_000  # points: longer than a panorama, shorter than a flood
MAX_PARTS = 5000
MAX_UNPACKED_BYTES = 400 * 1024 * 1024
# A text shrinks a hundredfold at most; what is small may shrink more.
MAX_RATIO = 150
RATIO_COUNTS_FROM_BYTES = 8 * 1024 * 1024
MAX_LINKS_BYTES = 1024 * 1024
MAX_HIDDEN_BYTES = 16 * 1024 * 1024

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PART = 0x1
_MARKUP = re.compile(rb"<\s*(?:html|script|!doctype|svg|body|iframe|img)\b", re.I)
_SNIFFED_BYTES = 1024  # as far as a browser looks that guesses a type
_DOES_SOMETHING = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia)\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECTS = re.compile(rb"/ObjStm\b[^>]{0,400}>>\s*stream\r?\n")
_ACTIVE_PART = re.compile(
    r"vbaproject|vbadata|/macrosheets/|/activex/|/ctrlprops/|oleobject|\.bin$"
    r"|\.(?:zip|7z|rar|gz|jar|exe|dll|scr|js|vbs|ps1|bat|cmd|hta|html?|lnk|docm|xlsm|pptm)$"
)
# Settings of a printer stand in most workbooks, those of an add-in in some.
_HARMLESS_BINARY = re.compile(r"/(?:printersettings|customproperty)\d*\.bin$")
_LINK = re.compile(r"<\w*:?Relationship\b[^>]*>", re.I)
_TARGET = re.compile(r"\bTarget\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.I)
# What is fetched from elsewhere when the file is opened; the author's own disk is nowhere here.
_ELSEWHERE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]+:|[\\/]{2})", re.I)
_OWN_DISK = re.compile(r"\s*file:/{3}[a-z]:", re.I)


class Unfit(ValueError):  # noqa: N818 - reads as the domain speaks
    """A file that is not taken; the sentence says why and what helps."""


def plain_name(name: str) -> str:
    """A file's name as it may be shown: no folders, and nothing that turns or breaks a line."""
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(
        sign for sign in last if unicodedata.category(sign)[0] not in "CZ" or sign == " "
    )
    return kept.strip()[-LONGEST_NAME:] or "berkas"


def _is_plain(sign: str) -> bool:
    return unicodedata.category(sign)[0] not in "CZ"


def content_type_of(name: str, data: bytes) -> str:
    """The type of a file whose content is what its ending says, and which only lies there.

    Raises:
        Unfit: another kind, locked, damaged, active, or too much when opened.
    """
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    if ending in OFFICE and data.startswith(_OLE):
        raise _locked()
    if ending in OFFICE and data.startswith(_ZIP):
        return _office_type(data, *OFFICE[ending])
    start, content_type = MAGIC.get(ending, (b"", ""))
    if not start or not data.startswith(start):
        raise _other_kind()
    if ending == "pdf":
        _check_pdf(data)
    else:
        _check_picture(data, content_type)
    return content_type


def _other_kind() -> Unfit:
    return Unfit(
        _("Jenis berkas ini tidak diterima. Yang diterima: %(kinds)s.")
        % {"kinds": ", ".join(ACCEPTED).upper()}
    )


def _locked() -> Unfit:
    return Unfit(
        _("Berkas ini dilindungi kata sandi atau berformat lama; simpan ulang, lalu unggah lagi.")
    )


def _active() -> Unfit:
    return Unfit(
        _("Berkas ini memuat makro, skrip, tautan luar, atau lampiran; simpan ulang tanpa itu.")
    )


def _too_much() -> Unfit:
    return Unfit(_("Isi berkas ini terlalu besar bila dibuka; perkecil, lalu unggah lagi."))


# --- PDF ----------------------------------------------------------------------------------------


def _check_pdf(data: bytes) -> None:
    if _MARKUP.search(data[:_SNIFFED_BYTES]):
        raise _other_kind()
    if b"/Encrypt" in data:
        raise _locked()
    for part in _readable_parts(data):
        if _DOES_SOMETHING.search(_unescaped(part)):
            raise _active()


def _readable_parts(data: bytes) -> Iterator[bytes]:
    """The file itself, and the objects that it keeps compressed, as far as the bound goes."""
    yield data
    left = MAX_HIDDEN_BYTES
    for found in _OBJECTS.finditer(data):
        try:
            part = zlib.decompressobj().decompress(data[found.end() :], left)
        except zlib.error:
            continue  # another filter, or damage: no reader runs what it cannot read
        left -= len(part)
        yield part
        if left <= 0:
            raise _too_much()


def _unescaped(part: bytes) -> bytes:
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part) if b"#" in part else part


# --- Pictures -----------------------------------------------------------------------------------


def _check_picture(data: bytes, content_type: str) -> None:
    kind = content_type.rpartition("/")[2].upper()
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as picture:
            width, height = picture.size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_much() from None
    except (OSError, ValueError, SyntaxError, OverflowError, struct.error):
        raise _other_kind() from None
    if max(width, height) > LARGEST_SIDE or width * height > LARGEST_PICTURE:
        raise _too_much()


# --- Office -------------------------------------------------------------------------------------


def _office_type(data: bytes, folder: str, content_type: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_parts(parts, len(data))
            names = {part.filename for part in parts}
            if "[Content_Types].xml" not in names or not any(n.startswith(folder) for n in names):
                raise _other_kind()
            _check_content(archive, content_type)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, struct.error):
        raise _other_kind() from None
    return content_type


def _check_parts(parts: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES:
        raise _too_much()
    if unpacked > max(RATIO_COUNTS_FROM_BYTES, MAX_RATIO * packed):
        raise _too_much()
    if any(part.flag_bits & _ENCRYPTED_PART for part in parts):
        raise _locked()
    if len({part.filename for part in parts}) < len(parts) or any(map(_leads_away, parts)):
        raise _other_kind()
    names = [f"/{part.filename.lower()}" for part in parts]
    if any(_ACTIVE_PART.search(n) and not _HARMLESS_BINARY.search(n) for n in names):
        raise _active()


def _leads_away(part: zipfile.ZipInfo) -> bool:
    """Whether an unpacking program would write outside, or follow a link."""
    path = PurePosixPath(part.filename.replace("\\", "/"))
    is_link = stat.S_ISLNK(part.external_attr >> 16)
    return is_link or path.is_absolute() or ".." in path.parts or ":" in part.filename


def _check_content(archive: zipfile.ZipFile, content_type: str) -> None:
    kinds = _text_of(archive, "[Content_Types].xml")
    if "macroEnabled" in kinds:
        raise _active()
    if f"{content_type}.main+xml" not in kinds:
        raise _other_kind()
    for name in archive.namelist():
        links = _LINK.findall(_text_of(archive, name)) if name.lower().endswith(".rels") else []
        if any(map(_fetches, links)):
            raise _active()


def _fetches(link: str) -> bool:
    """Whether opening the file asks another computer; a hyperlink waits for a click."""
    found = _TARGET.search(link)
    target = unescape(found[1] or found[2] or "") if found else ""
    is_link = re.search(r"/hyperlink[\"']", link)
    return bool(not is_link and _ELSEWHERE.match(target) and not _OWN_DISK.match(target))


def _text_of(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as part:
        content = part.read(MAX_LINKS_BYTES + 1)
    if len(content) > MAX_LINKS_BYTES:
        raise _too_much()
    is_wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    return content.decode("utf-16" if is_wide else "utf-8", "replace")
