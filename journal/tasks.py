"""Background tasks of the journal: running jobs, sweeping, mail, sealing."""

from celery import shared_task
from django.utils import timezone

from journal import chain, jobs
from journal.services import send_waiting_mail


@shared_task(name="journal.run_job")
def run_job(pk: int) -> None:
    """Do one job."""
    jobs.run(pk)


@shared_task(name="journal.sweep_jobs")
def sweep_jobs() -> None:
    """Ring again for forgotten jobs."""
    jobs.sweep(at=timezone.now())


@shared_task(name="journal.send_mail")
def send_mail() -> None:
    """Send waiting mail."""
    send_waiting_mail(at=timezone.now())


@shared_task(name="journal.seal_entries")
def seal_entries() -> None:
    """Seal the journal's new entries, and keep the head of the day that has ended."""
    chain.seal_waiting()
    chain.note_head(at=timezone.now())
