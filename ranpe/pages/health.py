"""Whether what the house leans on answers: database, queue, broker, storage, mail."""

from __future__ import annotations

from dataclasses import dataclass
from shutil import disk_usage

from celery import current_app
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from journal.jobs import stuck
from journal.models import Job, JobState, MailState
from journal.queries import QueueLine
from ranpe.kit.formats import moment, number

BROKER_SECONDS = 2
GIGABYTE = 1024**3


@dataclass(frozen=True)
class HealthLine:
    """One thing that the house leans on, and how it is in words."""

    name: str
    is_good: bool
    words: str


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether the database answers and the queue moves; for the watchers, without any detail."""
    try:
        database, queue = True, not Job.everything.filter(stuck(timezone.now())).exists()
    except DatabaseError:
        database, queue = False, False
    return JsonResponse(
        {"database": database, "queue": queue}, status=200 if database and queue else 503
    )


def health_lines(jobs: list[QueueLine], mail: list[QueueLine]) -> list[HealthLine]:
    """Broker, storage, and the age of both queues."""
    return [_broker(), _storage(), _work(jobs), _mail(mail)]


def _broker() -> HealthLine:
    """The broker only rings the bell: without it work is late, never lost."""
    try:
        with current_app.connection_for_write(connect_timeout=BROKER_SECONDS) as connection:
            connection.ensure_connection(max_retries=1, timeout=BROKER_SECONDS)
    except (OSError, OperationalError) as problem:
        words = _("tidak menjawab (%(kind)s); pekerjaan terlambat, tidak ada yang hilang")
        return HealthLine(_("Perantara pesan"), False, words % {"kind": type(problem).__name__})
    return HealthLine(_("Perantara pesan"), True, _("menjawab"))


def _storage() -> HealthLine:
    try:
        default_storage.exists("sehat")
    except OSError as problem:
        words = _("tidak menjawab (%(kind)s); berkas tidak dapat diunggah atau dibuka")
        return HealthLine(_("Penyimpanan berkas"), False, words % {"kind": type(problem).__name__})
    free = disk_usage(settings.DATA_DIR).free // GIGABYTE
    words = _("menjawab; sisa ruang di server %(free)s GB") % {"free": number(free)}
    return HealthLine(_("Penyimpanan berkas"), free > 0, words)


def _work(jobs: list[QueueLine]) -> HealthLine:
    count = sum(line.stuck for line in jobs)
    name = _("Antrean pekerjaan")
    if count:
        words = _("%(count)s pekerjaan tersendat; periksa apakah pekerja berjalan")
        return HealthLine(name, False, words % {"count": number(count)})
    return HealthLine(name, True, _since(jobs, JobState.QUEUED))


def _mail(lines: list[QueueLine]) -> HealthLine:
    failed = sum(line.count for line in lines if line.state == MailState.FAILED)
    name = _("Antrean surel")
    if failed:
        words = _("%(count)s surel gagal; ulangi dari daftar di bawah")
        return HealthLine(name, False, words % {"count": number(failed)})
    return HealthLine(name, True, _since(lines, MailState.WAITING))


def _since(lines: list[QueueLine], state: str) -> str:
    line = next(line for line in lines if line.state == state)
    if not line.oldest_at:
        return _("tidak ada yang menunggu")
    shown = {"count": number(line.count), "at": moment(line.oldest_at)}
    return _("%(count)s menunggu, yang tertua sejak %(at)s") % shown
