"""What a file tells besides its content does not come along."""

from __future__ import annotations

import io

import pytest
from PIL import Image, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject

from ranpe.kit.metadata import Unreadable, cleaned, without_segments

MARK = "RAHASIA-CONTOH"


def a_photo(*, turned: int = 1, kind: str = "JPEG") -> bytes:
    """A picture with place, camera, author and a comment; two colours, one above the other."""
    picture = Image.new("RGB", (32, 16), "navy")
    picture.paste("white", (0, 0, 16, 16))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x013B] = turned, f"Kamera {MARK}", f"Juru foto {MARK}"
    exif.get_ifd(0x8825).update({1: "S", 2: (6.0, 10.0, 30.0), 3: "E", 4: (106.0, 49.0, 12.0)})
    place = io.BytesIO()
    picture.save(place, kind, exif=exif, **({"comment": MARK} if kind == "JPEG" else {}))
    return place.getvalue()


def test_a_photo_with_its_place_comes_out_without_it() -> None:
    photo = a_photo()
    assert dict(Image.open(io.BytesIO(photo)).getexif().get_ifd(0x8825))

    bare = cleaned(photo, "image/jpeg")

    found = Image.open(io.BytesIO(bare))
    assert dict(found.getexif()) == {}
    assert dict(found.getexif().get_ifd(0x8825)) == {}
    assert b"Exif" not in bare
    assert MARK.encode() not in bare
    assert found.size == (32, 16)


def test_a_photo_taken_upright_stays_upright() -> None:
    bare = Image.open(io.BytesIO(cleaned(a_photo(turned=6), "image/jpeg")))

    assert bare.size == (16, 32)


def test_words_in_a_png_do_not_come_along() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", MARK)
    words.add_itxt("XML:com.adobe.xmp", f"<x>{MARK}</x>")
    place = io.BytesIO()
    Image.new("P", (4, 4)).save(place, "PNG", pnginfo=words, exif=Image.Exif())

    bare = cleaned(place.getvalue(), "image/png")

    assert MARK.encode() not in bare
    assert Image.open(io.BytesIO(bare)).size == (4, 4)


def a_document() -> bytes:
    """A PDF with author, history, note, attached file and a photo with its place."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": f"Penulis {MARK}", "/Title": MARK})
    history = StreamObject()
    history._data = f"<x>{MARK}</x>".encode()
    history[NameObject("/Type")] = NameObject("/Metadata")
    writer.root_object[NameObject("/Metadata")] = writer._add_object(history)
    photo = StreamObject()
    photo._data = a_photo()
    photo[NameObject("/Subtype")] = NameObject("/Image")
    photo[NameObject("/Filter")] = NameObject("/DCTDecode")
    things = DictionaryObject({NameObject("/Foto"): writer._add_object(photo)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): things})
    page[NameObject("/PieceInfo")] = DictionaryObject(
        {NameObject("/Program"): TextStringObject(MARK)}
    )
    writer.add_attachment("rahasia.txt", MARK.encode())
    place = io.BytesIO()
    writer.write(place)
    return place.getvalue()


def test_a_pdf_comes_out_without_author_history_attachment_and_place() -> None:
    document = a_document()
    assert MARK.encode() in document

    bare = cleaned(document, "application/pdf")

    reader = PdfReader(io.BytesIO(bare))
    assert len(reader.pages) == 1
    assert "/Author" not in (reader.metadata or {})
    assert reader.xmp_metadata is None
    assert dict(reader.attachments) == {}
    assert MARK.encode() not in bare
    assert b"Exif" not in bare


def test_the_points_of_a_picture_inside_a_pdf_are_not_touched() -> None:
    photo = a_photo()

    bare = without_segments(photo)

    before, after = (Image.open(io.BytesIO(data)) for data in (photo, bare))
    assert before.tobytes() == after.tobytes()
    assert MARK.encode() not in bare


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b"%PDF-1.4 rusak", "application/pdf"),
        (b"\x89PNG\r\n\x1a\nrusak", "image/png"),
        (b"\xff\xd8\xff\xe0rusak", "image/jpeg"),
        (b"PK", "application/zip"),
    ],
)
def test_what_cannot_be_read_is_not_handed_on(data: bytes, content_type: str) -> None:
    with pytest.raises(Unreadable):
        cleaned(data, content_type)


def test_a_locked_pdf_is_not_handed_on() -> None:
    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    writer.encrypt("sandi", algorithm="RC4-128")
    place = io.BytesIO()
    writer.write(place)

    with pytest.raises(Unreadable):
        cleaned(place.getvalue(), "application/pdf")
