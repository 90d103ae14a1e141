"""Reminds, gathers the daily mail and sends what is due; or shows what would leave."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import override

from journal.services import Outgoing, send_waiting_mail
from progress.services.climbing import Climbed
from progress.services.clock import rehearse, run_the_clock
from ranpe.kit.clock import WIB
from ranpe.kit.formats import moment
from ranpe.kit.refusals import OutOfTurn


class Command(BaseCommand):
    help = "Climb the ladder of reminders, gather the daily mail, and send what is due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would leave")
        parser.add_argument("--at", help="moment in Jakarta, as 2026-07-31T07:30; not the future")
        parser.add_argument("--to", default="", help="only the mail of this address")

    def handle(self, *args: Any, **options: Any) -> None:
        at = self._moment(options["at"])
        with override("id"):
            if options["dry_run"]:
                self._show(at, options["to"])
            else:
                self._send(at, options["to"])

    def _moment(self, text: str | None) -> datetime:
        if not text:
            return timezone.now()
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            raise CommandError(f"“{text}” bukan waktu; tulis seperti 2026-07-31T07:30.") from None
        return found if found.tzinfo else found.replace(tzinfo=WIB)

    def _show(self, at: datetime, to: str) -> None:
        try:
            done, mails = rehearse(at=at, to=to)
        except OutOfTurn as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write(f"Latihan untuk {moment(at)}; tidak ada yang dikirim atau dicatat.")
        if not to:
            self._tell(done)
        for mail in mails:
            self._print(mail)
        self.stdout.write(f"{len(mails)} surel akan berangkat.")

    def _send(self, at: datetime, to: str) -> None:
        if at > timezone.now():
            raise CommandError("Waktu yang belum tiba hanya untuk --dry-run.")
        if not to:
            self._tell(run_the_clock(at=at))
        count = send_waiting_mail(at=at, to=to)
        self.stdout.write(f"{count} surel berangkat.")

    def _tell(self, done: Climbed) -> None:
        for reminder in done.reminders:
            rung = "antrean" if reminder.rung is None else f"H{reminder.rung:+d}"
            self.stdout.write(f"  pengingat {rung}: {reminder}, {reminder.reached} orang")
        for proposal in done.proposals:
            self.stdout.write(f"  usulan {proposal.get_kind_display()}: {proposal}")

    def _print(self, mail: Outgoing) -> None:
        self.stdout.write(f"\nKepada: {mail.address}\nPerihal: {mail.subject}\n\n{mail.body}")
