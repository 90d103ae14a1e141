"""PDFs, pictures and Office files, good and hostile, built part by part."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping

from PIL import Image

from ranpe.kit.uploads import OFFICE

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HTML = b"<html><body><script>alert(1)</script></body></html>"
EXE = b"MZ\x90\x00\x03" + bytes(200)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048)


def a_pdf(*objects: bytes, head: bytes = b"", catalog: bytes = b"") -> bytes:
    """A PDF of one empty page, with further objects, a comment after its first line, or more in
    its catalog."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        *objects,
    ]
    data, places = b"%PDF-1.7\n" + head, []
    for number, part in enumerate(parts, start=1):
        places.append(len(data))
        data += b"%d 0 obj" % number + part + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n" % size
        + table
        + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(data))
    )


def packed_objects(content: bytes) -> bytes:
    """An object that holds other objects, compressed, as most programs write them."""
    packed = zlib.compress(content)
    head = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>" % len(packed)
    return head + b"stream\n" + packed + b"\nendstream"


def a_picture(
    kind: str, size: tuple[int, int] = (64, 48), mode: str = "RGB", **how: object
) -> bytes:
    """A picture of one colour."""
    place = io.BytesIO()
    Image.new(mode, size).save(place, kind, **how)
    return place.getvalue()


def a_png_header(width: int, height: int) -> bytes:
    """A PNG that says how large it is, and is nearly nothing."""
    size = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = b"IDAT" + zlib.compress(bytes(1000))
    parts = [size, data, b"IEND"]
    chunks = [struct.pack(">I", len(p) - 4) + p + struct.pack(">I", zlib.crc32(p)) for p in parts]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def a_jpeg_header(width: int, height: int) -> bytes:
    """A JPEG that says how large it is, and is nearly nothing."""
    good = a_picture("JPEG", (16, 16))
    place = good.index(b"\xff\xc0") + 5
    return good[:place] + struct.pack(">HH", height, width) + good[place + 4 :]


def an_office_file(
    ending: str = "docx",
    parts: Mapping[str, bytes] | None = None,
    *,
    links: Iterable[tuple[str, str]] = (),
    without: str = "",
    macro: bool = False,
) -> bytes:
    """The smallest Office file of a kind, with more parts, and with links (kind, target)."""
    folder, content_type = OFFICE[ending]
    kind = f"{content_type}.main+xml"
    if macro:
        kind = "application/vnd.ms-word.document.macroEnabled.main+xml"
    relations = "".join(
        f'<Relationship Id="r{at}" Type="{RELATIONS}/{what}" Target="{target}"'
        ' TargetMode="External"/>'
        for at, (what, target) in enumerate(links)
    )
    main = {"word/": "document", "xl/": "workbook", "ppt/": "presentation"}[folder]
    content = {
        "[Content_Types].xml": f'<Types><Override ContentType="{kind}"/></Types>'.encode(),
        f"{folder}{main}.xml": b"<x/>",
        f"{folder}_rels/{main}.xml.rels": f"<Relationships>{relations}</Relationships>".encode(),
        **(parts or {}),
    }
    content.pop(without, None)
    place = io.BytesIO()
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return place.getvalue()


def with_parts(data: bytes, *parts: tuple[zipfile.ZipInfo | str, bytes]) -> bytes:
    """An archive with parts more, whose names nobody looks at."""
    place = io.BytesIO(data)
    with zipfile.ZipFile(place, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return place.getvalue()


def a_link_to(target: str) -> tuple[zipfile.ZipInfo, bytes]:
    """A part that is a symbolic link."""
    part = zipfile.ZipInfo("word/media/a.png")
    part.external_attr = (stat.S_IFLNK | 0o777) << 16
    return part, target.encode()


def patched(data: bytes, *, flags: int | None = None, size: int | None = None) -> bytes:
    """An archive whose directory says of each part that it is locked, or how large it is."""
    changed, place = bytearray(data), data.find(b"PK\x01\x02")
    while place >= 0:
        if flags is not None:
            changed[place + 8 : place + 10] = struct.pack("<H", flags)
        if size is not None:
            changed[place + 24 : place + 28] = struct.pack("<I", size)
        place = data.find(b"PK\x01\x02", place + 4)
    return bytes(changed)


def a_workbook(sheet: str, head: str = "") -> bytes:
    """A workbook of one sheet, whose XML is given."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    main = f"{OFFICE['xlsx'][1]}.main+xml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1"'
        f' Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="Lembar" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{space}"><sheetData>{sheet}'
        "</sheetData></worksheet>",
    }
    place = io.BytesIO()
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return place.getvalue()
