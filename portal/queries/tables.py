"""The open data: four tables of an edition, each with the card that explains it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from portal import queries
from portal.models import PublishedEdition
from ranpe.kit.charts import Status
from ranpe.kit.charts.palette import STATUS_LOOKS
from ranpe.kit.clock import day_of
from ranpe.kit.formats import long_day
from ranpe.kit.sheets import Sheet, write_csv, write_xlsx

LICENCE: Final = "CC BY 4.0"
LICENCE_URL: Final = "https://creativecommons.org/licenses/by/4.0/deed.id"
Value = str | int | float | Decimal | bool | None
Rows = Callable[[PublishedEdition], Iterable[Sequence[Value]]]


@dataclass(frozen=True)
class Column:
    """A column and what it means."""

    name: str
    meaning: str | Promise


@dataclass(frozen=True)
class Dataset:
    """A table of open data; its columns keep their names through the years."""

    name: str
    title: str | Promise
    definition: str | Promise
    unit: str | Promise
    columns: tuple[Column, ...]
    rows: Rows


@dataclass(frozen=True)
class Card:
    """The metadata card of a dataset in one year."""

    title: str
    definition: str
    unit: str
    source: str
    period: str
    cutoff: str
    producer: str
    licence: str


def card_of(dataset: Dataset, edition: PublishedEdition) -> Card:
    """The card that stands beside the files of a dataset."""
    return Card(
        title=str(dataset.title),
        definition=str(dataset.definition),
        unit=str(dataset.unit),
        source=f"{edition.title}, {edition.plan_title}",
        period=str(edition.year),
        cutoff=long_day(edition.cutoff_at),
        producer=_("Sekretariat Bersama RAN PE, BNPT"),
        licence=LICENCE,
    )


def as_csv(dataset: Dataset, edition: PublishedEdition, *, delimiter: str = ",") -> bytes:
    """The table as CSV in UTF-8; with a semicolon it opens in spreadsheets set to Indonesian."""
    headers = [column.name for column in dataset.columns]
    with override("id"):
        rows = [headers, *dataset.rows(edition)]
        return write_csv(rows, delimiter, bom=delimiter == ";")


def as_xlsx(dataset: Dataset, edition: PublishedEdition) -> bytes:
    """The table and its card as a workbook."""
    headers = [column.name for column in dataset.columns]
    with override("id"):
        card = [*vars(card_of(dataset, edition)).items()]
        meanings = [(column.name, str(column.meaning)) for column in dataset.columns]
        sheets = [
            Sheet(str(dataset.title), headers, dataset.rows(edition)),
            Sheet("Keterangan", ["kolom", "keterangan"], [*card, *meanings]),
        ]
        return write_xlsx(sheets, created=edition.published_at)


def as_json(dataset: Dataset, edition: PublishedEdition) -> bytes:
    """The table and its card as JSON; numbers are numbers, a missing value is null."""
    names = [column.name for column in dataset.columns]
    with override("id"):
        body = {
            "keterangan": vars(card_of(dataset, edition)),
            "kolom": {column.name: str(column.meaning) for column in dataset.columns},
            "data": [dict(zip(names, row, strict=True)) for row in dataset.rows(edition)],
        }
        return json.dumps(body, ensure_ascii=False, indent=1, default=_number).encode()


def _number(value: Any) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"open data holds no {type(value).__name__}")


def rounded(value: Decimal | None) -> Decimal | None:
    """A percentage as it is printed on the pages: one decimal, half away from zero."""
    return None if value is None else value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def _word(status: str) -> str:
    with override("id"):
        return str(STATUS_LOOKS[Status(status)].word)


def _actions(edition: PublishedEdition) -> Iterable[Sequence[Value]]:
    for action in queries.actions_with_texts(edition):
        yield (
            edition.year,
            action.code,
            action.title,
            action.pillar_number,
            action.focus_number,
            action.focus_name,
            "; ".join(action.responsible),
            action.is_scheduled,
            action.status,
            _word(action.status),
            rounded(action.percent),
            action.verified,
            action.lines,
            action.is_carried_out,
            "\n".join(f"{summary.institution}: {summary.text}" for summary in action.summaries),
        )


def _institutions(edition: PublishedEdition) -> Iterable[Sequence[Value]]:
    for row in queries.institutions_of(edition):
        counts = (row.due, row.sent, row.on_time, row.nil, row.missing, row.on_time_at_first)
        yield (edition.year, row.code, row.short, row.name, *counts)


def _provinces(edition: PublishedEdition) -> Iterable[Sequence[Value]]:
    for row in queries.provinces_of(edition):
        reports = (row.owes, row.due, row.sent, row.on_time)
        plan = (row.plan_stage, row.plan_stage_word, row.instrument)
        last = (row.summary, row.on_time_at_first)
        yield (edition.year, row.code, row.name, row.island_group, *reports, *plan, *last)


def _figures(edition: PublishedEdition) -> Iterable[Sequence[Value]]:
    for row in queries.figures_of(edition):
        yield (
            edition.year,
            row.key,
            row.label,
            row.pillar_number,
            row.unit,
            row.part,
            row.whole,
            rounded(row.value),
            row.base,
            day_of(row.cutoff_at).isoformat(),
            row.formula,
            row.formula_version,
        )


_YEAR: Final = Column("tahun", gettext_lazy("Tahun pelaporan"))
# Last in its tables: columns that were there before keep their place.
_AT_FIRST: Final = Column(
    "tepat_waktu_semula",
    gettext_lazy("Yang tepat waktu menurut batas semula, tanpa waktu tambahan; kosong bila tidak "
                 "diketahui"),
)  # fmt: skip
_REPORTS: Final = (
    Column("wajib", gettext_lazy("Banyaknya laporan yang wajib dikirim")),
    Column("terkirim", gettext_lazy("Banyaknya laporan yang dikirim")),
    Column("tepat_waktu", gettext_lazy("Banyaknya laporan yang dikirim sampai batas waktu")),
)

DATASETS: Final = (
    Dataset(
        "aksi",
        gettext_lazy("Aksi"),
        gettext_lazy("Setiap aksi yang dibuka, dengan penanggung jawab, status, dan capaiannya."),
        gettext_lazy("aksi; capaian dalam persen"),
        (
            _YEAR,
            Column("kode", gettext_lazy("Kode aksi menurut matriks rencana")),
            Column("aksi", gettext_lazy("Uraian aksi")),
            Column("pilar", gettext_lazy("Nomor pilar atau tema")),
            Column("fokus", gettext_lazy("Nomor fokus dalam pilar")),
            Column("nama_fokus", gettext_lazy("Nama fokus")),
            Column("penanggung_jawab", gettext_lazy("Nama pendek instansi penanggung jawab")),
            Column("dijadwalkan", gettext_lazy("Apakah dijadwalkan pada tahun ini")),
            Column("kode_status", gettext_lazy("Status sebagai kode tetap")),
            Column("status", gettext_lazy("Status dalam kata")),
            Column("capaian", gettext_lazy("Rata-rata capaian terhadap target, paling tinggi 100")),
            Column("terverifikasi", gettext_lazy("Banyaknya laporan yang sudah diperiksa")),
            Column("laporan", gettext_lazy("Banyaknya laporan yang diharapkan")),
            Column("terlaksana", gettext_lazy("Apakah aksi terlaksana menurut cara hitung")),
            Column("ringkasan", gettext_lazy("Ringkasan publik menurut instansi")),
        ),
        _actions,
    ),
    Dataset(
        "instansi",
        gettext_lazy("Kepatuhan instansi"),
        gettext_lazy("Bagaimana kementerian dan lembaga memenuhi kewajiban melapor."),
        gettext_lazy("laporan"),
        (
            _YEAR,
            Column("kode", gettext_lazy("Kode instansi")),
            Column("nama_pendek", gettext_lazy("Nama pendek instansi")),
            Column("nama", gettext_lazy("Nama instansi yang berlaku pada tahun itu")),
            *_REPORTS,
            Column("nihil", gettext_lazy("Banyaknya laporan nihil, yaitu tanpa kegiatan")),
            Column("tidak_dikirim", gettext_lazy("Banyaknya laporan yang tidak dikirim")),
            _AT_FIRST,
        ),
        _institutions,
    ),
    Dataset(
        "provinsi",
        gettext_lazy("Provinsi"),
        gettext_lazy("Laporan setiap provinsi dan keadaan rencana aksi daerahnya (RAD PE)."),
        gettext_lazy("laporan"),
        (
            _YEAR,
            Column("kode", gettext_lazy("Kode wilayah Kementerian Dalam Negeri")),
            Column("provinsi", gettext_lazy("Nama provinsi")),
            Column("pulau", gettext_lazy("Kelompok pulau")),
            Column("wajib_melapor", gettext_lazy("Apakah wajib melapor pada tahun ini")),
            *_REPORTS,
            Column("kode_rad_pe", gettext_lazy("Keadaan RAD PE sebagai kode tetap")),
            Column("rad_pe", gettext_lazy("Keadaan RAD PE dalam kata")),
            Column("dasar_hukum", gettext_lazy("Dasar hukum RAD PE")),
            Column("ringkasan", gettext_lazy("Ringkasan publik")),
            _AT_FIRST,
        ),
        _provinces,
    ),
    Dataset(
        "angka",
        gettext_lazy("Angka utama"),
        gettext_lazy("Angka di halaman depan dan laporan, dengan pembilang, penyebut, dan dasar."),
        gettext_lazy("menurut kolom satuan: persen atau banyaknya"),
        (
            _YEAR,
            Column("kunci", gettext_lazy("Nama tetap angka ini")),
            Column("angka", gettext_lazy("Nama angka")),
            Column("pilar", gettext_lazy("Nomor pilar, kosong untuk seluruh rencana")),
            Column("satuan", gettext_lazy("percent (persen) atau count (banyaknya)")),
            Column("pembilang", gettext_lazy("Yang dihitung")),
            Column("penyebut", gettext_lazy("Dari berapa seluruhnya")),
            Column("nilai", gettext_lazy("Nilai dalam persen, satu desimal")),
            Column("dasar", gettext_lazy("Apa yang menjadi penyebut")),
            Column("batas_data", gettext_lazy("Sampai tanggal berapa data dihitung")),
            Column("rumus", gettext_lazy("Cara menghitung")),
            Column("versi_rumus", gettext_lazy("Versi cara menghitung")),
        ),
        _figures,
    ),
)
