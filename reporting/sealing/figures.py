"""The figures of a year, each with its base and formula; the engine is progress.figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from actions.models import Commitment, CommitmentState
from pillars.models import Status
from progress.figures import (
    FORMULA_VERSION,
    ActionFigure,
    Compliance,
    action_figures,
    as_claimed,
    carried_out,
    compliance_by_institution,
    mean_percent,
    status_counts,
)
from progress.lines import last_lines
from progress.models import ObstacleKind
from ranpe.kit.ratio import Ratio
from reporting.models import SealedNote, SealedProvince
from reporting.sealing.year import Year

PERCENT, COUNT = "percent", "count"


@dataclass(frozen=True)
class FigureRow:
    """A figure before it is sealed."""

    key: str
    label: str
    unit: str
    part: int
    whole: int
    value: Decimal | None
    base: str
    formula: str
    formula_version: int = FORMULA_VERSION


def figures_of_year(
    year: Year, provinces: Sequence[SealedProvince], notes: Sequence[SealedNote]
) -> list[FigureRow]:
    """Every figure that the reports print."""
    return [
        *_of_actions(year),
        *_of_pillars(year),
        *_of_compliance(year),
        *_of_lines(year),
        *(_of_claims(year) if year.is_provisional else ()),
        *_of_provinces(year, provinces),
        *_of_notes(year, notes),
    ]


def _share(key: str, label: str, ratio: Ratio, base: str, formula: str) -> FigureRow:
    return FigureRow(key, label, PERCENT, ratio.part, ratio.whole, ratio.value, base, formula)


def _mean(key: str, label: str, figures: Sequence[ActionFigure], base: str) -> FigureRow:
    return FigureRow(
        key,
        label,
        PERCENT,
        sum(figure.percent is not None for figure in figures),
        len(figures),
        mean_percent(figures),
        base,
        "rata-rata tanpa bobot atas aksi yang dapat diukur, tiap indikator paling tinggi 100",
    )


def _scheduled_base(year: Year, pillar: int | None = None) -> str:
    place = f" {year.version.plan.level_one_label} {pillar}" if pillar else ""
    return f"aksi{place} yang dijadwalkan tahun {year.number}, {year.version.basis}"


def _statuses(
    figures: Sequence[ActionFigure], base: str, ending: str, place: str
) -> Iterable[FigureRow]:
    for status, count in status_counts(figures).items():
        if status != Status.NOT_SCHEDULED:
            yield _share(
                f"status.{status.value}{ending}",
                f"Aksi {status.label}{place}",
                Ratio(count, len(figures)),
                base,
                "aksi dengan status itu / aksi terjadwal",
            )


def _of_actions(year: Year) -> Iterable[FigureRow]:
    figures, base = year.scheduled_figures, _scheduled_base(year)
    yield _share(
        "scheduled",
        "Aksi terjadwal",
        Ratio(len(figures), len(year.actions)),
        f"seluruh aksi, {year.version.basis}",
        "aksi terjadwal / aksi dalam basis rencana",
    )
    yield _share(
        "commitment",
        "Tingkat komitmen",
        Ratio(len(_committed(year)), len(figures)),
        base,
        "aksi dengan Form A yang disetujui / aksi terjadwal",
    )
    yield _share(
        "carried_out",
        "Keterlaksanaan aksi",
        carried_out(figures, len(figures)),
        base,
        "aksi dengan kegiatan terverifikasi / aksi terjadwal",
    )
    yield _mean("mean", "Rata-rata capaian target", figures, base)
    yield from _statuses(figures, base, "", "")


def _committed(year: Year) -> set[int]:
    rows = Commitment.everything.filter(
        year=year.number,
        state=CommitmentState.APPROVED,
        assignment__action__in=year.scheduled,
    )
    return set(rows.values_list("assignment__action_id", flat=True))


def _of_pillars(year: Year) -> Iterable[FigureRow]:
    label = year.version.plan.level_one_label
    for number in sorted({figure.pillar_number for figure in year.scheduled_figures}):
        own = [row for row in year.scheduled_figures if row.pillar_number == number]
        base, place, ending = (
            _scheduled_base(year, number),
            f" {label} {number}",
            f".pillar.{number}",
        )
        yield _share(
            f"carried_out{ending}",
            f"Keterlaksanaan aksi{place}",
            carried_out(own, len(own)),
            base,
            "aksi dengan kegiatan terverifikasi / aksi terjadwal",
        )
        yield _mean(f"mean{ending}", f"Rata-rata capaian target{place}", own, base)
        yield from _statuses(own, base, ending, place)


def compliance_rows(year: Year) -> list[Compliance]:
    """Each institution's compliance over all periods of the year."""
    lines = [line for _period, each in year.period_lines for line in each]
    return compliance_by_institution(lines, year.cutoff_at)


def _of_compliance(year: Year) -> Iterable[FigureRow]:
    rows = compliance_rows(year)
    due, base = sum(row.due for row in rows), f"laporan K/L yang wajib tahun {year.number}"
    shares = (
        (
            "compliance.on_time",
            "Kepatuhan pelaporan K/L",
            sum(row.on_time for row in rows),
            "laporan tepat waktu menurut batas yang disepakati / laporan wajib",
        ),
        (
            "compliance.on_time_at_first",
            "Kepatuhan pelaporan K/L menurut batas semula",
            sum(row.on_time_at_first for row in rows),
            "laporan tepat waktu menurut batas periode, tanpa waktu tambahan / laporan wajib",
        ),
        (
            "compliance.extended",
            "Laporan K/L yang diberi perpanjangan",
            sum(row.extended for row in rows),
            "laporan dengan batas waktu yang diperpanjang / laporan wajib",
        ),
        (
            "compliance.sent",
            "Kelengkapan pelaporan K/L",
            sum(row.sent for row in rows),
            "laporan terkirim / laporan wajib",
        ),
        (
            "compliance.nil",
            "Laporan nihil K/L",
            sum(row.nil for row in rows),
            "laporan nihil / laporan wajib",
        ),
    )
    for key, label, part, formula in shares:
        yield _share(key, label, Ratio(part, due), base, formula)
    full = sum(row.on_time == row.due for row in rows)
    yield _share(
        "compliance.full",
        "K/L yang selalu tepat waktu",
        Ratio(full, len(rows)),
        f"K/L yang wajib melapor tahun {year.number}",
        "K/L dengan seluruh laporan tepat waktu / K/L wajib lapor",
    )


def _of_lines(year: Year) -> Iterable[FigureRow]:
    checked = [line for line in year.lines if line.is_verified]
    shares = [line.evidence_share for line in checked if line.evidence_share is not None]
    yield _share(
        "verified",
        "Penugasan yang terverifikasi",
        Ratio(len(checked), len(year.lines)),
        f"penugasan penanggung jawab tahun {year.number}",
        "penugasan dengan laporan terverifikasi / penugasan",
    )
    yield FigureRow(
        "evidence",
        "Kualitas bukti",
        PERCENT,
        len(shares),
        len(checked),
        sum(shares, Decimal(0)) / len(shares) if shares else None,
        f"penugasan dengan laporan terverifikasi tahun {year.number}",
        "rata-rata bagian rubrik bukti yang terpenuhi",
    )
    yield from _obstacles(year, len(checked))


def _of_claims(year: Year) -> Iterable[FigureRow]:
    """What the figures would be if everything sent were accepted; apart from what is verified."""
    periods = sorted(year.period_lines, key=lambda row: row[0].code)
    lines = last_lines([as_claimed(line) for line in each] for _period, each in periods)
    waiting = sum(line.is_sent and not line.is_verified for line in year.lines)
    yield _share(
        "claimed.waiting",
        "Penugasan terkirim yang belum diverifikasi",
        Ratio(waiting, len(year.lines)),
        f"penugasan penanggung jawab tahun {year.number}",
        "penugasan dengan laporan terkirim yang belum diverifikasi / penugasan",
    )
    scheduled = {figure.action_id for figure in year.scheduled_figures}
    found = [row for row in action_figures(lines, year.rules) if row.action_id in scheduled]
    yield _share(
        "claimed.carried_out",
        "Keterlaksanaan aksi menurut klaim",
        carried_out(found, len(scheduled)),
        _scheduled_base(year),
        "aksi dengan kegiatan terkirim, terverifikasi atau belum / aksi terjadwal",
    )
    yield FigureRow(
        "claimed.mean",
        "Rata-rata capaian target menurut klaim",
        PERCENT,
        sum(figure.percent is not None for figure in found),
        len(scheduled),
        mean_percent(found),
        _scheduled_base(year),
        "rata-rata tanpa bobot; yang belum diverifikasi dihitung menurut nilai yang diklaim",
    )


def _obstacles(year: Year, checked: int) -> Iterable[FigureRow]:
    reports = [year.submissions.get(line.report_id or 0) for line in year.lines if line.is_verified]
    kinds = Counter(row.content.get("obstacle_kind", "") for row in reports if row)
    for kind in ObstacleKind:
        yield FigureRow(
            f"obstacle.{kind.value}",
            f"Kendala: {kind.label}",
            COUNT,
            kinds.get(kind.value, 0),
            checked,
            None,
            f"penugasan dengan laporan terverifikasi tahun {year.number}",
            "banyaknya laporan terakhir yang menyebut jenis kendala itu",
        )


def _of_provinces(year: Year, rows: Sequence[SealedProvince]) -> Iterable[FigureRow]:
    owing = [row for row in rows if row.owes]
    due, base = sum(row.due for row in owing), f"laporan provinsi yang wajib tahun {year.number}"
    yield _share(
        "provinces.on_time",
        "Kepatuhan pelaporan provinsi",
        Ratio(sum(row.on_time for row in owing), due),
        base,
        "laporan tepat waktu menurut batas yang disepakati / laporan wajib",
    )
    yield _share(
        "provinces.on_time_at_first",
        "Kepatuhan pelaporan provinsi menurut batas semula",
        Ratio(sum(row.on_time_at_first or 0 for row in owing), due),
        base,
        "laporan tepat waktu menurut batas periode, tanpa waktu tambahan / laporan wajib",
    )
    yield _share(
        "provinces.sent",
        "Kelengkapan pelaporan provinsi",
        Ratio(sum(row.sent for row in owing), due),
        base,
        "laporan terkirim / laporan wajib",
    )
    yield _share(
        "provinces.plan",
        "Cakupan RAD PE provinsi",
        Ratio(sum(row.plan_stage == "enacted" for row in rows), len(rows)),
        f"provinsi yang ada pada akhir tahun {year.number}",
        "provinsi dengan RAD PE yang berlaku / provinsi yang ada",
    )


def _of_notes(year: Year, rows: Sequence[SealedNote]) -> Iterable[FigureRow]:
    made = [row for row in rows if row.kind == "recommendation" and row.year < year.number]
    done = sum(row.is_done for row in made)
    yield _share(
        "recommendations",
        "Tindak lanjut rekomendasi",
        Ratio(done, len(made)),
        f"rekomendasi laporan tahun {year.number - 1}",
        "rekomendasi selesai / seluruh rekomendasi",
    )
