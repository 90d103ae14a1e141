"""Sixty hostile files and forty good ones, each with the verdict that it must get."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from PIL import Image
from pypdf import PdfWriter

from ranpe.kit.sheets import Sheet, write_xlsx
from tests.files.building import (
    EXE,
    HTML,
    OLE,
    a_jpeg_header,
    a_link_to,
    a_pdf,
    a_picture,
    a_png_header,
    a_workbook,
    an_office_file,
    packed_objects,
    patched,
    with_parts,
)
from tests.files.clamd import EICAR

KIND, LOCKED, ACTIVE, TOO_MUCH, TAKEN = "kind", "locked", "active", "too much", "taken"
UPLOAD, IMPORT = "upload", "import"
A_MOMENT = datetime(2026, 7, 28, tzinfo=UTC)
SCRIPT = b"<</Type/Action/S/JavaScript/JS(app.alert\\(1\\))>>"


@dataclass(frozen=True)
class Case:
    """A file as it is handed in, at which door, and what must be said of it."""

    name: str
    build: Callable[[], bytes]
    verdict: str = TAKEN
    door: str = UPLOAD


def _encrypted_pdf() -> bytes:
    writer, place = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.encrypt("rahasia", algorithm="RC4-128")
    writer.write(place)
    return place.getvalue()


def _pdf(*objects: bytes, **how: bytes) -> Callable[[], bytes]:
    return partial(a_pdf, *objects, **how)


def _as_is(data: bytes) -> Callable[[], bytes]:
    return lambda: data


def _docx(parts: dict[str, bytes] | None = None, ending: str = "docx") -> Callable[[], bytes]:
    return partial(an_office_file, ending, parts)


def _linked(what: str, target: str, ending: str = "docx") -> Callable[[], bytes]:
    return partial(an_office_file, ending, links=[(what, target)])


def _with(*parts: tuple[object, bytes]) -> Callable[[], bytes]:
    return lambda: with_parts(an_office_file(), *parts)  # type: ignore[arg-type]


_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {n} "{f"&{p};" * 20}">' for p, n in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
_OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'

HOSTILE = [
    # PDF that is more, or other, than it says
    Case("depan.pdf", _as_is(HTML + a_pdf()), KIND),
    Case("campur.pdf", _pdf(head=b"%" + HTML + b"\n"), KIND),
    Case("besar.pdf", _pdf(head=b"%<SCRIPT SRC=//x>\n"), KIND),
    Case("svg.pdf", _pdf(head=b"%<svg onload=alert(1)>\n"), KIND),
    Case("geser.pdf", _as_is(b"0123456789" + a_pdf()), KIND),
    Case("zip.pdf", _docx(), KIND),
    Case("program.pdf", _as_is(EXE), KIND),
    Case("eicar.pdf", _as_is(EICAR), KIND),
    Case("skrip.pdf", _pdf(SCRIPT, catalog=b"/OpenAction 4 0 R"), ACTIVE),
    Case("samar.pdf", _pdf(SCRIPT.replace(b"/Java", b"/J#61va")), ACTIVE),
    Case("terkemas.pdf", _pdf(packed_objects(b"9 0 " + SCRIPT)), ACTIVE),
    Case("jalankan.pdf", _pdf(b"<</S/Launch/F(cmd.exe)>>"), ACTIVE),
    Case("lampiran.pdf", _pdf(b"<</Type/EmbeddedFile/Length 2>>stream\nMZ\nendstream"), ACTIVE),
    Case("film.pdf", _pdf(b"<</Type/Annot/Subtype/RichMedia>>"), ACTIVE),
    Case("terkunci.pdf", _encrypted_pdf, LOCKED),
    Case("bom.pdf", lambda: a_pdf(packed_objects(bytes(200_000_000))), TOO_MUCH),
    # Pictures that are none, or a flood
    Case("gambar.svg", _as_is(b"<svg onload='alert(1)'/>"), KIND),
    Case("gambar.png", _as_is(b"<svg onload='alert(1)'/>"), KIND),
    Case("foto.jpg", _as_is(HTML), KIND),
    Case("foto.jpeg", _as_is(b"<?php system($_GET['x']); ?>"), KIND),
    Case("gif.jpg", _as_is(a_picture("GIF", mode="P")), KIND),
    Case("foto.gif", _as_is(a_picture("GIF", mode="P")), KIND),
    Case("foto.bmp", _as_is(a_picture("BMP")), KIND),
    Case("awal.jpg", _as_is(b"\xff\xd8\xff" + HTML), KIND),
    Case("rusak.png", _as_is(b"\x89PNG\r\n\x1a\n" + HTML), KIND),
    Case("kosong.png", _as_is(a_png_header(0, 0)), KIND),
    Case("banjir.png", _as_is(a_png_header(50_000, 50_000)), TOO_MUCH),
    Case("panjang.png", _as_is(a_png_header(50_000, 10)), TOO_MUCH),
    Case("banjir.jpg", _as_is(a_jpeg_header(65_000, 65_000)), TOO_MUCH),
    # Names
    Case("hadir.pdf.exe", _as_is(EXE), KIND),
    Case("hadir.jpg.html", _as_is(HTML), KIND),
    Case("hadir\u202efdp.exe", _as_is(EXE), KIND),
    Case("hadir.pdf\r\nX: y.html", _pdf(), KIND),
    Case("hadir.pdf\x00.hta", _pdf(), KIND),
    Case("../../hadir", _pdf(), KIND),
    Case(".pdf", _pdf(), KIND),
    # Office files that act, hide, unpack to much, or fetch
    Case("makro.docm", _docx({"word/vbaProject.bin": OLE}), KIND),
    Case("makro.docx", _docx({"word/vbaProject.bin": OLE}), ACTIVE),
    Case("jenis.docx", partial(an_office_file, macro=True), ACTIVE),
    Case("lama.xlsx", _docx({"xl/macrosheets/sheet1.xml": b"<x/>"}, "xlsx"), ACTIVE),
    Case("aktif.pptx", _docx({"ppt/activeX/activeX1.xml": b"<x/>"}, "pptx"), ACTIVE),
    Case("objek.docx", _docx({"word/embeddings/oleObject1.bin": OLE}), ACTIVE),
    Case("bersarang.docx", _docx({"word/media/isi.zip": an_office_file()}), ACTIVE),
    Case("program.pptx", _docx({"ppt/media/a.exe": EXE}, "pptx"), ACTIVE),
    Case("templat.docx", _linked("attachedTemplate", "https://example.org/x.dotm"), ACTIVE),
    Case("gambar.docx", _linked("image", "\\\\example.org\\x\\a.png"), ACTIVE),
    Case("entitas.docx", _linked("image", "&#104;ttp://example.org/a.png"), ACTIVE),
    Case("tautan.xlsx", _linked("externalLinkPath", "//example.org/a.xlsx", "xlsx"), ACTIVE),
    Case("keluar.docx", _with(("../../../etc/cron.d/x", b"x")), KIND),
    Case("akar.docx", _with(("/etc/cron.d/x", b"x")), KIND),
    Case("simbolik.docx", _with(a_link_to("/etc/passwd")), KIND),
    Case("tanpa-jenis.docx", partial(an_office_file, without="[Content_Types].xml"), KIND),
    Case("depan.docx", lambda: HTML + an_office_file(), KIND),
    Case("terkunci.docx", lambda: patched(an_office_file(), flags=1), LOCKED),
    Case("sandi.xlsx", _as_is(OLE), LOCKED),
    Case("bom.docx", _docx({"word/media/a.bmp": bytes(100_000_000)}), TOO_MUCH),
    Case("dusta.docx", lambda: patched(an_office_file(), size=0xFFFFFFF0), TOO_MUCH),
    # Workbooks at the door of the importer
    Case(
        "jauh.xlsx",
        partial(a_workbook, '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        TOO_MUCH,
        IMPORT,
    ),
    Case(
        "tawa.xlsx",
        partial(a_workbook, '<row><c t="inlineStr"><is><t>&i;</t></is></c></row>', _LAUGHS),
        KIND,
        IMPORT,
    ),
    Case(
        "luar.xlsx",
        partial(a_workbook, '<row><c t="inlineStr"><is><t>&a;</t></is></c></row>', _OUTSIDE),
        KIND,
        IMPORT,
    ),
]  # fmt: skip


def _written(pages: int = 1, **about: str) -> bytes:
    writer, place = PdfWriter(), io.BytesIO()
    for _page in range(pages):
        writer.add_blank_page(595, 842)
    writer.add_metadata({f"/{key}": value for key, value in about.items()})
    writer.add_outline_item(title="Bab 1", page_number=0)
    writer.write(place)
    return place.getvalue()


def _exif() -> bytes:
    found = Image.Exif()
    found[0x010F] = "Kamera contoh"
    return found.tobytes()


def _table(rows: int) -> bytes:
    body = [[f"baris {row}", row] for row in range(rows)]
    return write_xlsx([Sheet("Data", ["Nama", "Nilai"], body)], created=A_MOMENT)


_LINK_PDF = b"<</Type/Annot/Subtype/Link/A<</S/URI/URI(https://example.org)>>/Rect[0 0 9 9]>>"
_XMP = (
    b"<</Type/Metadata/Subtype/XML/Length 40>>stream\n<x:xmpmeta><rdf:RDF/></x:xmpmeta>\nendstream"
)
_FORM = b"/AcroForm<</Fields[4 0 R]>>"

GOOD = [
    Case("laporan.pdf", _pdf()),
    Case("LAPORAN.PDF", _pdf()),
    Case("laporan akhir (2) rev.3.pdf", _pdf()),
    Case("Lampiran – Daftar Hadir é.pdf", _pdf()),
    Case("تقرير.pdf", _pdf()),
    Case("laporan.exe.pdf", _pdf()),
    Case("tebal.pdf", partial(_written, 300)),
    Case("berjudul.pdf", partial(_written, 2, Title="Laporan", Author="Data contoh")),
    Case("bertautan.pdf", _pdf(_LINK_PDF)),
    Case("ber-xmp.pdf", _pdf(_XMP)),
    Case("berpenanda.pdf", _pdf(head=b"%\xe2\xe3\xcf\xd3\n")),
    Case("terkemas.pdf", _pdf(packed_objects(b"9 0 <</Type/Font/BaseFont/Arial#20Bold>>"))),
    Case("rusak-dalam.pdf", _pdf(b"<</Type/ObjStm/Filter/LZWDecode>>stream\nxx\nendstream")),
    Case("besar.pdf", lambda: a_pdf(b"<</Length 9>>stream\n" + bytes(20_000_000) + b"endstream")),
    Case("berformulir.pdf", _pdf(b"<</FT/Tx/T(Nama)/V(isi)>>", catalog=_FORM)),
    *(
        Case(f"foto-{mode}.jpg", partial(a_picture, "JPEG", mode=mode))
        for mode in ("RGB", "L", "CMYK")
    ),
    Case("bertahap.jpeg", partial(a_picture, "JPEG", progressive=True)),
    Case("FOTO.JPG", partial(a_picture, "JPEG", (4000, 3000))),
    Case("ber-exif.jpg", partial(a_picture, "JPEG", exif=_exif())),
    Case("berkomentar.jpg", partial(a_picture, "JPEG", comment=b"<script>catatan</script>")),
    *(
        Case(f"gambar-{mode}.png", partial(a_picture, "PNG", mode=mode))
        for mode in ("RGB", "RGBA", "P", "L", "1", "I;16")
    ),
    Case("panorama.png", partial(a_picture, "PNG", (12_000, 1_500), "1")),
    Case("surat.docx", _docx()),
    Case("bergambar.docx", _docx({"word/media/image1.png": a_picture("PNG")})),
    Case("bertautan.docx", _linked("hyperlink", "https://example.org/halaman")),
    Case("bertemplat.docx", _linked("attachedTemplate", "file:///C:\\Users\\a\\Kantor.dotx")),
    Case("bergrafik.docx", _docx({"word/embeddings/Microsoft_Excel_Sheet1.xlsx": _table(3)})),
    Case("tabel.xlsx", partial(_table, 5)),
    Case("panjang.xlsx", partial(_table, 5000)),
    Case("tercetak.xlsx", _docx({"xl/printerSettings/printerSettings1.bin": bytes(9)}, "xlsx")),
    Case("paparan.pptx", _docx({"ppt/slides/slide1.xml": b"<x/>"}, "pptx")),
    Case("berfoto.pptx", _docx({"ppt/media/image1.jpg": a_picture("JPEG")}, "pptx")),
    Case("buku.xlsx", partial(_table, 50), door=IMPORT),
]  # fmt: skip
