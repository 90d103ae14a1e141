"""Editions as reporting hands them over, of any size."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from portal.editions import (
    PublicAction,
    PublicCount,
    PublicEdition,
    PublicFigure,
    PublicFile,
    PublicFocus,
    PublicInstitution,
    PublicMeasure,
    PublicObstacle,
    PublicPast,
    PublicPillar,
    PublicProvince,
    PublicSection,
    PublicSummary,
    PublicTimeliness,
    PublicWithheld,
)
from ranpe.kit.charts import Status

AT = datetime.fromisoformat("2027-03-15T09:00:00+07:00")
CUTOFF = datetime.fromisoformat("2027-01-31T23:59:00+07:00")
STATUSES = [status.value for status in Status]
SHORTS = ("Kemenag", "Kemensos", "BNPT", "Bappenas", "Polri", "Kemendagri")
TITLES = (
    "Melatih guru mengenali tanda awal ekstremisme di sekolah (data contoh)",
    "Menyediakan pendampingan bagi keluarga korban (data contoh)",
    "Memperkuat kerja sama lintas negara melalui pertukaran pengalaman (data contoh)",
)
PROVINCES = (
    ("11", "Aceh", "Aceh", "Sumatera", 1, 1),
    ("32", "Jawa Barat", "Jabar", "Jawa", 7, 5),
    ("51", "Bali", "Bali", "Bali dan Nusa Tenggara", 8, 8),
    ("96", "Papua Barat Daya", "PBD", "Papua", 4, 14),
)


def an_edition(
    year: int = 2026, *, version: int = 1, actions: int = 13, **changes: Any
) -> PublicEdition:
    """A whole year; the last action of pillar 2 is counted but not told."""
    told = tuple(an_action(number) for number in range(1, actions + 1))
    edition = PublicEdition(
        year=year,
        version=version,
        title=f"Laporan Publik RAN PE {year}",
        verdict=f"Tahun {year} dua pertiga aksi berjalan sesuai target, sisanya perlu perhatian.",
        highlights=("Guru di lima provinsi selesai dilatih.", "Panduan pendampingan dipakai."),
        plan_code="RANPE-2026",
        plan_title="RAN PE 2026-2029 (data contoh)",
        plan_basis="Perpres contoh",
        base=f"{actions + 1} aksi, versi rencana 1",
        level_one_label="Pilar",
        level_two_label="Fokus",
        is_sample=True,
        cutoff_at=CUTOFF.replace(year=year + 1),
        achieved_from=Decimal("100.0"),
        on_track_from=Decimal("90.0"),
        at_risk_from=Decimal("60.0"),
        rules_version=1,
        formula_version=1,
        small_cell_below=5,
        previous_year=year - 1,
        sections=(
            PublicSection("greeting", 1, "Sambutan", "Tahun ini penuh kerja.\n\nTerima kasih."),
            PublicSection("next", 2, "Yang berikutnya", "Pelatihan diperluas tahun depan."),
        ),
        figures=_figures(year, actions),
        pillars=tuple(_pillar(number, told, year) for number in (1, 2, 3)),
        actions=told,
        institutions=tuple(_institution(at, short) for at, short in enumerate(SHORTS)),
        provinces=tuple(_province(*values) for values in PROVINCES),
        obstacles=(PublicObstacle("budget", "Anggaran", 7),),
        corrections=(),
    )
    return replace(edition, **changes)


def an_action(number: int) -> PublicAction:
    """One open action; every fifth has a measure of few people that is not told."""
    hidden = number % 5 == 0
    owners = (SHORTS[number % 6], SHORTS[(number + 1) % 6])
    return PublicAction(
        code=f"P{(number - 1) % 3 + 1}-F01-A{number:03d}",
        title=TITLES[(number - 1) % 3],
        pillar_number=(number - 1) % 3 + 1,
        focus_number=1,
        focus_name="Kesiapsiagaan masyarakat",
        is_scheduled=True,
        status=STATUSES[number % 5],
        percent=None if hidden else Decimal(f"{60 + number % 40}.2500"),
        lines=2,
        verified=2,
        is_carried_out=number % 5 < 3,
        responsible=owners,
        responsible_names=tuple(f"Kementerian {short}" for short in owners),
        summaries=(PublicSummary(owners[0], f"Pelatihan tahap {number} diikuti guru."),),
        measures=(
            PublicMeasure(owners[0], "orang", None, None, is_suppressed=True)
            if hidden
            else PublicMeasure(owners[0], "orang", Decimal(100), Decimal(60 + number % 40), False),
        ),
    )


def a_file(content: bytes = b"%PDF-1.7 contoh", name: str = "laporan-publik.pdf") -> PublicFile:
    """A file whose hash is true."""
    return PublicFile(name, "application/pdf", hashlib.sha256(content).hexdigest(), content)


def _figures(year: int, actions: int) -> tuple[PublicFigure, ...]:
    def figure(key: str, label: str, part: int, whole: int, **more: Any) -> PublicFigure:
        value = Decimal(part) * 100 / whole
        cutoff = CUTOFF.replace(year=year + 1)
        base = f"{whole} aksi, versi rencana 1"
        values = {"unit": "percent", "value": value, "past": None, **more}
        return PublicFigure(
            key, label, values["unit"], part, whole, values["value"], base, cutoff,
            "aksi terlaksana dibagi aksi dijadwalkan", 1, values["past"],
        )  # fmt: skip

    past = PublicPast(year - 1, 6, 12, Decimal(50), "12 aksi", is_same_base=False)
    return (
        figure("carried_out", "Aksi terlaksana", actions // 2, actions + 1, past=past),
        figure("mean", "Rata-rata capaian", actions, actions + 1, value=Decimal("78.4321")),
        figure("compliance.on_time", "Laporan tepat waktu", 31, 48),
        figure("provinces.on_time", "Provinsi melapor", 2, 3),
        figure("provinces.plan", "RAD PE ditetapkan", 1, 4, unit="count", value=None),
    )


def _pillar(number: int, told: Sequence[PublicAction], year: int) -> PublicPillar:
    own = [action for action in told if action.pillar_number == number]
    counts = Counter(action.status for action in own)
    rows = tuple(PublicCount(status, counts[status]) for status in STATUSES)
    withheld = PublicWithheld(1, "Pasal 17 huruf a UU 14/2008") if number == 2 else None
    done = sum(action.is_carried_out for action in own)
    carried_out = PublicFigure(
        f"carried_out.pillar.{number}", "Aksi terlaksana", "percent", done, len(own) or 1,
        Decimal(done) * 100 / (len(own) or 1), "aksi pilar ini", CUTOFF.replace(year=year + 1),
        "aksi terlaksana dibagi aksi dijadwalkan", 1,
    )  # fmt: skip
    names = ("Pencegahan", "Penegakan hukum", "Kemitraan dan kerja sama internasional")
    return PublicPillar(
        number=number,
        name=names[number - 1],
        scheduled=len(own),
        counts=rows,
        past_counts=rows if number == 1 else (),
        mean=None,
        carried_out=carried_out,
        withheld=withheld,
        is_partial=False,
        foci=(PublicFocus(1, "Kesiapsiagaan masyarakat", rows, 0),),
    )


def _institution(at: int, short: str) -> PublicInstitution:
    return PublicInstitution(
        code=f"KL{at:02d}",
        name=f"Kementerian {short}",
        short=short,
        due=10,
        sent=9,
        on_time=8,
        on_time_at_first=7,
        nil=1,
        missing=1,
        periods=(PublicTimeliness("Semester I", "on_time"),),
    )


def _province(code: str, name: str, short: str, island: str, *place: int) -> PublicProvince:
    owes = code != "96"
    return PublicProvince(
        code=code,
        name=name,
        short=short,
        island_group=island,
        tile_row=place[0],
        tile_column=place[1],
        owes=owes,
        due=2 if owes else 0,
        sent={"11": 1, "96": 0}.get(code, 2),
        on_time=1 if owes else 0,
        on_time_at_first=1 if owes else 0,
        plan_stage="enacted" if code == "32" else "none",
        plan_stage_word="Ditetapkan" if code == "32" else "Belum ada",
        instrument="Pergub contoh" if code == "32" else "",
        summary="Forum warga berjalan di tiga kabupaten." if code == "32" else "",
    )
