"""The PDF engine: nothing from outside gets in, and the same page gives the same bytes."""

import io
import os
import re
import select
import signal
import socket
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from django.utils.html import escape
from pypdf import PdfReader
from weasyprint.urls import FatalURLFetchingError

from ranpe.kit import charts, pdf
from ranpe.kit.pdf import engine

CREATED: Final = datetime(2027, 1, 31, 16, 59, tzinfo=UTC)
FONTS: Final = Path(__file__).parents[2] / "static" / "vendor" / "inter"
SECRET: Final = "rahasia-yang-tidak-boleh-bocor"
HOSTILE: Final = "<img src='file:///etc/passwd'> {{ 7*7 }} & <script>alert(1)</script>"
PAGE: Final = """<!doctype html><html><head><title>Judul lama</title>
<meta name="author" content="Nama orang"><meta name="user" content="Nama orang">
<link rel="stylesheet" href="css/print.css"></head><body>{body}</body></html>"""
# Big enough that no machine lays it out within the tiny limits of these tests.
HEAVY: Final = "<p>" + "<span>kata </span>" * 100_000 + "</p>"


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    around = tmp_path_factory.mktemp("proyek")
    folder = around / "static"
    (folder / "css").mkdir(parents=True)
    (folder / "css" / "print.css").write_text("h1 { color: #123456 } @page { size: A6 }")
    (folder / "settings.py").write_text(SECRET)
    (around / "rahasia.css").write_text(f"/* {SECRET} */")
    (folder / "css" / "jalan.css").symlink_to(around / "rahasia.css")
    (around / "static-lain").mkdir()
    (around / "static-lain" / "rahasia.css").write_text(f"/* {SECRET} */")
    return folder


@pytest.fixture(scope="module")
def body() -> str:
    """A page with everything that the engine must carry over."""
    dot = charts.Dot("7", "behind", "Pilar 1", "Aksi 7", "#aksi-7")
    return (
        '<style>@font-face{font-family:Inter;src:url("static:/inter-latin-wght-normal.woff2")}'
        "body{font-family:Inter}</style>"
        f"<h1>Satu</h1>{charts.dot_matrix([dot], title='Peta aksi', key='peta')}"
        f'<h2 id="aksi-7">Aksi 7</h2><p>{escape(HOSTILE)}</p>'
        '<h1>Tautan</h1><p><a href="https://example.go.id/a">satu</a> '
        '<a href="file:///etc/passwd">dua</a> <a href="/aksi/1/">tiga</a> '
        '<a href="javascript:alert(1)">empat</a></p>'
    )


@pytest.fixture(scope="module")
def heard() -> list[str]:
    return []


@pytest.fixture(scope="module")
def report(static: Path, body: str, heard: list[str]) -> bytes:
    """The page above, made once, with two attachments."""
    return made(body, [static, FONTS], attachments=TWO_FILES, on_progress=heard.append)


TWO_FILES: Final = [
    pdf.PdfAttachment("b.csv", b"dua", "Data contoh"),
    pdf.PdfAttachment("a.csv", b"satu"),
]


def made(body: str, base_files: Any, **options: Any) -> bytes:
    settings: dict[str, Any] = {"title": "Laporan", "author": "BNPT", "created": CREATED} | options
    return pdf.render(PAGE.format(body=body), base_files=base_files, **settings)


def made_here(body: str, static: Path, folder: Path) -> None:
    """Run the work of the child in this process, which is quicker for many small pages."""
    (folder / "document.html").write_text(PAGE.format(body=body))
    job = {
        "title": "Laporan",
        "author": "BNPT",
        "lang": "id",
        "created": "2027-01-31T16:59:00Z",
        "folders": [str(static)],
        "attachments": [],
    }
    engine.make(folder, job)


def read(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def catalogue(data: bytes) -> Any:
    return read(data).trailer["/Root"]


def annotations(data: bytes) -> list[Any]:
    return [
        annotation.get_object()
        for page in read(data).pages
        for annotation in page.get("/Annots", [])
    ]


def alternatives(data: bytes) -> list[str]:
    """Return the alternative text of every figure in the tag tree."""
    reader = read(data)
    size: Any = reader.trailer["/Size"]
    objects: list[Any] = [reader.get_object(number) for number in range(1, size)]
    figures = [
        found for found in objects if isinstance(found, dict) and found.get("/S") == "/Figure"
    ]
    return [str(figure["/Alt"]) for figure in figures]


def children() -> set[int]:
    """Return the child processes of this one."""
    task = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    return {int(number) for number in task.read_text().split()}


def test_the_same_page_gives_the_same_bytes(static: Path, body: str, report: bytes) -> None:
    again = made(body, [static, FONTS], attachments=reversed(TWO_FILES))

    assert again == report


def test_the_web_font_is_embedded(report: bytes) -> None:
    resources: Any = read(report).pages[0]["/Resources"]

    names = {str(font.get_object()["/BaseFont"]) for font in resources["/Font"].values()}

    assert all("Inter" in name for name in names)
    assert names


def test_title_language_outline_and_tags_are_present(report: bytes) -> None:
    root = catalogue(report)

    headings = [str(entry["/Title"]) for entry in read(report).outline if isinstance(entry, dict)]

    assert root["/Lang"] == "id"
    assert bool(root["/MarkInfo"]["/Marked"])
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert headings == ["Satu", "Tautan"]


def test_the_metadata_say_what_the_caller_says_and_nothing_else(report: bytes) -> None:
    metadata = read(report).metadata

    assert metadata is not None
    said = {name: str(value) for name, value in metadata.items() if name != "/Producer"}
    assert said == {
        "/Title": "Laporan",
        "/Author": "BNPT",
        "/CreationDate": "D:20270131165900Z",
        "/ModDate": "D:20270131165900Z",
    }


def test_a_chart_has_its_description_as_alternative_text(report: bytes) -> None:
    assert alternatives(report) == ["Peta aksi. Tertinggal 1"]


def test_a_link_inside_a_chart_leads_to_its_place_and_is_tagged(report: bytes) -> None:
    (link,) = [link for link in annotations(report) if "/Dest" in link]

    left, top, right, bottom = link["/Rect"]

    assert link["/Dest"] == "aksi-7"
    assert "/StructParent" in link
    assert 0 < left < right
    assert 0 < bottom < top


def test_links_to_the_net_stay_and_dangerous_links_go(report: bytes) -> None:
    addresses = [link["/A"]["/URI"] for link in annotations(report) if "/A" in link]

    assert addresses == ["https://example.go.id/a"]


def test_hostile_text_is_literal(report: bytes) -> None:
    shown = "".join(page.extract_text() for page in read(report).pages)

    assert re.sub(r"\s", "", HOSTILE) in re.sub(r"\s", "", shown)


def test_attachments_travel_inside_in_the_order_of_their_names(report: bytes) -> None:
    found = {name: files[0] for name, files in read(report).attachments.items()}

    assert list(found.items()) == [("a.csv", b"satu"), ("b.csv", b"dua")]


def test_progress_is_told_until_it_is_done(report: bytes, heard: list[str]) -> None:
    assert report
    assert heard[0] == "Menyiapkan dokumen."
    assert heard[-1] == "PDF selesai."


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="{url}" alt="">',
        '<link rel="stylesheet" href="{url}">',
        '<link rel="attachment" href="{url}">',
        '<a rel="attachment" href="{url}">berkas</a>',
        "<style>@import url({url});</style>",
        "<style>@font-face{{font-family:x;src:url({url})}}</style>",
        "<style>p{{background:url({url})}}</style><p>isi</p>",
        '<svg width="9" height="9"><image href="{url}" width="9" height="9"/></svg>',
        '<object data="{url}"></object>',
        '<embed src="{url}">',
    ],
)
def test_a_file_of_the_server_is_never_read(static: Path, tmp_path: Path, markup: str) -> None:
    address = (static.parent / "rahasia.css").as_uri()

    with pytest.raises(FatalURLFetchingError, match="refused"):
        made_here(markup.format(url=address), static, tmp_path)


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="{url}" alt="">',
        '<svg width="9" height="9"><image href="{url}" width="9" height="9"/></svg>',
        "<style>@import url({url});</style>",
        '<img alt="" src="data:image/svg+xml,<svg xmlns=\'http://www.w3.org/2000/svg\' '
        "width='9' height='9'><image href='{url}' width='9' height='9'/></svg>\">",
    ],
)
def test_no_address_on_the_net_is_called(static: Path, tmp_path: Path, markup: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.css"

        with pytest.raises(FatalURLFetchingError, match="refused"):
            made_here(markup.format(url=address), static, tmp_path)

        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.parametrize(
    "address",
    [
        "static:../rahasia.css",
        "static:/%2e%2e/rahasia.css",
        "static:/css/../../rahasia.css",
        "static:../static-lain/rahasia.css",
        "static:/css/jalan.css",
        "static:/css/%00.css",
        "static:/tidak-ada.css",
        "static:/settings.py",
        "static:/css",
    ],
)
def test_an_address_outside_the_allowed_files_is_refused(static: Path, address: str) -> None:
    with pytest.raises((FatalURLFetchingError, ValueError)):
        engine.static_fetcher([static]).fetch(address)


def test_an_allowed_file_is_served_with_its_type(static: Path) -> None:
    response = engine.static_fetcher([static]).fetch("static:/css/print.css?v=1")

    assert response.content_type == "text/css"
    assert response.read().startswith(b"h1")


def test_a_refused_address_fails_with_a_sentence(static: Path) -> None:
    with pytest.raises(pdf.PdfFailed, match="tidak diizinkan") as raised:
        made('<img src="file:///etc/passwd" alt="">', static)

    assert "/etc/passwd" not in str(raised.value)


def test_a_broken_picture_is_not_left_out_silently(static: Path) -> None:
    with pytest.raises(pdf.PdfFailed, match="tidak dibuat"):
        made('<img src="data:image/png;base64,AAAA" alt="Foto">', static)


def test_files_can_be_given_as_bytes_and_name_each_other(static: Path) -> None:
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
    )
    given = {"css/own.css": b"p{background:url(../img/a.svg)}", "img/a.svg": drawing}

    data = made('<link rel="stylesheet" href="static:css/own.css"><p>Isi</p>', [given, static])

    assert [page.extract_text() for page in read(data).pages] == ["Isi"]


def test_a_given_file_cannot_leave_its_folder(static: Path) -> None:
    with pytest.raises(ValueError, match="leaves"):
        made("<p>Isi</p>", [{"../keluar.css": b""}, static])


def test_a_page_that_takes_too_long_is_stopped(static: Path) -> None:
    before = children()

    with pytest.raises(pdf.PdfFailed, match="dalam 0,2 detik"):
        made(HEAVY, static, time_limit_seconds=0.2)

    assert children() == before


def test_a_page_that_takes_too_much_memory_is_stopped(static: Path) -> None:
    with pytest.raises(pdf.PdfFailed, match=r"memori|kesalahan"):
        made(HEAVY, static, memory_limit_megabytes=64)


def test_the_caller_can_end_the_work_and_no_secret_reached_the_child(
    static: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", SECRET)
    before = children()
    environments: list[str] = []

    def cancel_at_the_second_heartbeat(_sentence: str) -> None:
        if environments:
            (child,) = children() - before
            environments.append(Path(f"/proc/{child}/environ").read_text())
            raise KeyboardInterrupt
        environments.append("")

    with pytest.raises(KeyboardInterrupt):
        made(HEAVY, static, on_progress=cancel_at_the_second_heartbeat)

    assert "SOURCE_DATE_EPOCH" in environments[-1]
    assert SECRET not in environments[-1]
    assert children() == before


def test_a_child_whose_parent_dies_dies_too(static: Path, tmp_path: Path) -> None:
    ready, told = os.pipe()
    parent = os.fork()
    if parent == 0:
        try:
            tempfile.tempdir = str(tmp_path)
            made(HEAVY, static, on_progress=lambda _: os.write(told, b"%d\n" % min(children())))
        finally:
            os._exit(0)
    child = int(os.read(ready, 20).split()[0])
    handle = os.pidfd_open(child)

    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)

    ended, _, _ = select.select([handle], [], [], 60)
    assert ended == [handle]
    for descriptor in (ready, told, handle):
        os.close(descriptor)


def test_missing_system_libraries_are_named_with_their_command(
    static: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "libpango-1.0.so.0").write_text("this is no library")
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))

    with pytest.raises(pdf.PdfUnavailable) as raised:
        made("<p>Isi</p>", static)

    packages = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    assert f"apt-get install {packages}" in str(raised.value)


def test_a_date_without_a_zone_is_refused(static: Path) -> None:
    with pytest.raises(ValueError, match="zone"):
        made("<p>Isi</p>", static, created=datetime(2027, 1, 31))  # noqa: DTZ001
