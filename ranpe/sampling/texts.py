"""Words of the sample reports; non-public fields carry a marked phrase, public ones never."""

from __future__ import annotations

import random
from datetime import timedelta
from functools import cache
from typing import Any

from institutions.models import Region
from pillars.models import Period, Status
from progress.models import ObstacleKind, OutputKind
from progress.services import ActivityContent
from ranpe.kit.formats import number
from ranpe.sampling.source import Source

KINDS = {
    "Anggaran": ObstacleKind.BUDGET,
    "SDM": ObstacleKind.STAFF,
    "Koordinasi": ObstacleKind.COORDINATION,
    "Regulasi": ObstacleKind.REGULATION,
    "Data": ObstacleKind.DATA,
    "Teknis": ObstacleKind.TECHNICAL,
}


@cache
def bank() -> dict[str, list[Any]]:
    """The phrases of the sample."""
    return Source().texts


def secret(luck: random.Random) -> str:
    """A phrase that must never be seen by the public."""
    return str(luck.choice(bank()["catatan_rahasia"]))


def tag(luck: random.Random) -> str:
    """The marked words of such a phrase alone, for the end of longer texts."""
    words = secret(luck).split()
    place = next(i for i, word in enumerate(words) if word.startswith("RAHASIA-CONTOH"))
    return f"({words[place]} {words[place + 1].strip(':.,')})"


def progress_words(luck: random.Random, value: Any, unit: str, status: str) -> dict[str, Any]:
    """The words of one report that tells of work."""
    said = {
        "kegiatan": luck.choice(bank()["kegiatan"]),
        "wilayah": luck.choice(bank()["wilayah"]),
        "capaian": number(value),
        "satuan": unit or "kegiatan",
    }
    words: dict[str, Any] = {
        "narrative": f"{luck.choice(bank()['narasi']).format(**said)} {tag(luck)}",
        "public_summary": luck.choice(bank()["ringkasan_publik"]).format(**said),
        "note_to_verifier": secret(luck),
    }
    if status in (Status.AT_RISK, Status.BEHIND) or luck.random() < 0.15:
        found = luck.choice(bank()["kendala"])
        words["obstacle_kind"] = KINDS[found["kategori"]]
        words["obstacle"] = f"{found['uraian']} {tag(luck)}"
        words["follow_up"] = f"{found['tindak_lanjut']} {tag(luck)}"
        words["needs_escalation"] = status == Status.BEHIND and luck.random() < 0.3
    return words


def regional_words(luck: random.Random) -> dict[str, Any]:
    """The words of a province's report."""
    told = luck.choice(bank()["laporan_daerah"])
    words: dict[str, Any] = {
        "narrative": f"{told} {tag(luck)}",
        "public_summary": f"{told.split('. ')[0].rstrip('.')}.",
        "note_to_verifier": secret(luck),
    }
    if luck.random() < 0.4:
        words["obstacle_kind"] = ObstacleKind.COORDINATION
        words["obstacle"] = f"{luck.choice(bank()['kendala_daerah'])} {tag(luck)}"
        words["follow_up"] = f"Dibahas bersama perangkat daerah terkait. {tag(luck)}"
    return words


def provinces() -> tuple[int, ...]:
    """The keys of the provinces, in the order of their codes."""
    return tuple(Region.everything.order_by("code").values_list("pk", flat=True))


def an_activity(luck: random.Random, period: Period) -> ActivityContent:
    """One activity in the middle of a period; every fourth does not tell its participants apart."""
    length = (period.ends_on - period.starts_on).days
    men, women, undivided = luck.randint(8, 60), luck.randint(8, 60), luck.random() < 0.25
    counts: dict[str, Any] = {"men": men, "women": women, "with_disability": luck.randint(0, 4)}
    return ActivityContent(
        title=f"{str(luck.choice(bank()['kegiatan'])).capitalize()[:180]} (data contoh)",
        held_on=period.starts_on + timedelta(days=luck.randint(10, length - 10)),
        region_id=luck.choice(provinces()),
        is_online=luck.random() < 0.1,
        output_kind=luck.choice(OutputKind.values),
        participants=men + women,
        is_undivided=undivided,
        **({} if undivided else counts),
    )


def evidence_pdf(title: str, serial: str) -> bytes:
    """A small, valid, unique PDF that says what it is: sample evidence."""
    line = f"{title} - {serial} - data contoh".encode("latin-1", "replace")
    line = line.replace(b"\\", b"").replace(b"(", b"[").replace(b")", b"]")
    stream = b"BT /F1 14 Tf 60 760 Td (" + line + b") Tj ET"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for index, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj" % index + part + b"endobj\n"
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n"
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)
