"""Walks the journal's chain and names what was altered, removed, moved or put in between."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from journal.verification import Fault, Walk
from ranpe.kit.formats import moment, number


class Command(BaseCommand):
    help = "Check the journal's hash chain; ends with 1 if an entry does not fit."

    def handle(self, *args: Any, **options: Any) -> None:
        walk = Walk()
        count = 0
        with override("id"):
            for fault in walk.faults():
                count += 1
                self.stdout.write(_line(fault))
            self.stdout.write(f"{number(walk.sealed)} kejadian bersegel diperiksa.")
            self.stdout.write(f"{number(walk.waiting)} kejadian menunggu segel.")
            self.stdout.write(f"Segel terakhir: nomor {walk.last}, {walk.head}")
            if count:
                raise CommandError(f"Jejak audit tidak utuh: {number(count)} temuan.")
            self.stdout.write("Jejak audit utuh.")


def _line(fault: Fault) -> str:
    place = "tanpa segel" if fault.sequence is None else f"segel {fault.sequence}"
    number_ = f"kejadian {fault.entry_id}" if fault.entry_id else "kejadian tak dikenal, sesudah"
    what = f"{moment(fault.at)}, {fault.words}" if fault.at else "isinya tidak ada lagi"
    return f"{fault.reason.label}: {place}, {number_}: {what}"
