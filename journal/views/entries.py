"""The journal for those who audit: who did what, when, in which capacity, why, and who saw what."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from journal.access import only_auditors, only_readers_of_readings
from journal.filters import JournalFilter, asked_of
from journal.models import Entry, EntrySeal
from journal.queries import chain_state
from journal.services import write_bundle
from ranpe.kit.clock import WIB
from ranpe.kit.downloads import table_answer
from ranpe.kit.formats import number
from ranpe.kit.paper import file_answer
from ranpe.kit.refusals import Incomplete

ROWS_A_PAGE = 50
# What a spreadsheet still opens in reasonable time, and what a page may take to make a file of.
ROWS_A_FILE = 50_000
ROWS_A_BUNDLE = 100_000


@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """The entries that fit the filter, the newest first."""
    only_auditors(request.user)
    asked = asked_of(request.GET)
    context = {
        **_listed(request, asked),
        "chain": chain_state(),
        "groups": [
            ("report", _("Laporan kemajuan")),
            ("commitment", _("Komitmen (Form A)")),
            ("period", _("Periode")),
            ("annual", _("Laporan tahunan")),
            ("office", _("Jabatan dan akun")),
            ("refused", _("Permintaan yang ditolak")),
            ("read", _("Pembacaan hal terbatas")),
        ],
    }
    return render(request, "journal/entries.html", context)


@require_safe
def entries_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The entries of the page as a table, with before, after and seal."""
    only_auditors(request.user)
    return _table(request, kind, "jejak-audit", asked_of(request.GET))


@require_safe
def bundle(request: HttpRequest) -> HttpResponse:
    """The entries of the filter, readings among them, in a file that is checked elsewhere."""
    only_auditors(request.user)
    asked = asked_of(request.GET)
    rows = Entry.everything.visible_to(request.user).filter(asked.condition(with_readings=True))
    if max(rows.count(), EntrySeal.everything.count()) > ROWS_A_BUNDLE:
        sentence = _("Lebih dari %(limit)s kejadian. Mintalah berkas dari perintah export_journal.")
        raise Incomplete(sentence % {"limit": number(ROWS_A_BUNDLE)})
    made = BytesIO()
    write_bundle(made, rows)
    stamp = timezone.now().astimezone(WIB).strftime("%Y%m%d-%H%M")
    return file_answer(made.getvalue(), f"jejak-auditor-{stamp}.zip", "application/zip")


@require_safe
def readings(request: HttpRequest) -> HttpResponse:
    """Who saw which record that is not for everybody; for auditors and the PPID."""
    only_readers_of_readings(request.user)
    asked = asked_of(request.GET, group="read")
    return render(request, "journal/readings.html", _listed(request, asked))


@require_safe
def readings_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The readings of the page as a table."""
    only_readers_of_readings(request.user)
    return _table(request, kind, "pembacaan", asked_of(request.GET, group="read"))


def _rows(request: HttpRequest, asked: JournalFilter) -> Any:
    rows = Entry.everything.visible_to(request.user).filter(asked.condition())
    return rows.select_related("seal").order_by("-at", "-pk")


def _listed(request: HttpRequest, asked: JournalFilter) -> dict[str, Any]:
    parameters = request.GET.copy()
    parameters.pop("halaman", None)
    pages = Paginator(_rows(request, asked), ROWS_A_PAGE)
    return {
        "page_obj": pages.get_page(request.GET.get("halaman")),
        "query": parameters.urlencode(),
        "asked": asked,
    }


def _table(request: HttpRequest, kind: str, name: str, asked: JournalFilter) -> HttpResponse:
    rows = _rows(request, asked)
    if rows.count() > ROWS_A_FILE:
        sentence = _("Lebih dari %(limit)s baris. Persempit saringannya, misalnya per bulan.")
        raise Incomplete(sentence % {"limit": number(ROWS_A_FILE)})
    headers = [
        _("Nomor"), _("Waktu"), _("Dicatat"), _("Siapa"), _("Jabatan"), _("Kode kejadian"),
        _("Apa"), _("Jenis objek"), _("Nomor objek"), _("Objek"), _("Alasan"),
        _("Sebelum"), _("Sesudah"), _("Nomor segel"), _("Segel (SHA-256)"),
    ]  # fmt: skip
    return table_answer(kind, name, headers, _cells(rows.iterator(1000)), timezone.now())


def _cells(rows: Iterable[Entry]) -> Iterator[list[object]]:
    for row in rows:
        seal = row.seal_or_none
        yield [
            row.pk, row.at, row.recorded_at, row.actor_name, row.capacity, row.verb, row.sentence,
            row.subject_label, row.subject_id, row.subject_name, row.reason, _values(row.before),
            _values(row.after), seal.sequence if seal else None, seal.hash if seal else None,
        ]  # fmt: skip


def _values(kept: Any) -> str:
    return json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else ""
