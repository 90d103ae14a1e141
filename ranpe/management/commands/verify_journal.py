"""Walks the journal's chain and names what was altered, removed, moved or put in between."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from journal.outside.periksa_jejak import FEWEST_DIGITS
from journal.services import archive_faults, archived_place
from journal.verification import Fault, Reason, Walk
from ranpe.kit.formats import moment, number


class Command(BaseCommand):
    help = "Check the journal's hash chain; ends with 1 if an entry does not fit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", default="", help="a head that was kept outside, or 12 digits")

    def handle(self, *args: Any, **options: Any) -> None:
        sought = options["head"]
        if sought and len(sought.strip()) < FEWEST_DIGITS:
            raise CommandError(f"Ketik paling sedikit {FEWEST_DIGITS} huruf dan angka pertama.")
        walk = Walk(sought=sought)
        count = 0
        with override("id"):
            for fault in walk.faults():
                count += 1
                self.stdout.write(_line(fault))
            self.stdout.write(f"{number(walk.sealed)} kejadian bersegel diperiksa.")
            self.stdout.write(f"{number(walk.waiting)} kejadian menunggu segel.")
            self.stdout.write(f"Segel terakhir: nomor {walk.last}, {walk.head}")
            for words in archive_faults():
                count += 1
                self.stdout.write(f"arsip {words}")
            place = walk.found_at or (archived_place(walk.sought) if sought else 0)
            if place:
                self.stdout.write(f"Kepala yang diketik adalah segel nomor {place}.")
            elif sought:
                raise CommandError("Kepala yang diketik tidak ada dalam rantai.")
            if count:
                raise CommandError(f"Jejak audit tidak utuh: {number(count)} temuan.")
            self.stdout.write("Jejak audit utuh.")


def _line(fault: Fault) -> str:
    if fault.reason == Reason.HEAD:
        return f"{fault.reason.label}: {fault.words}"
    place = "tanpa segel" if fault.sequence is None else f"segel {fault.sequence}"
    number_ = f"kejadian {fault.entry_id}" if fault.entry_id else "kejadian tak dikenal, sesudah"
    what = f"{moment(fault.at)}, {fault.words}" if fault.at else "isinya tidak ada lagi"
    return f"{fault.reason.label}: {place}, {number_}: {what}"
