"""What the shell around every internal page needs to know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import reads_people
from accounts.models import Role
from files import antivirus
from journal.access import reads_the_queues
from journal.models import Notice
from pillars.access import runs_the_calendar
from pillars.models import Period, PeriodState
from pillars.queries import current_period
from ranpe.kit.formats import countdown, moment
from workgroups.access import reads_letters


@dataclass(frozen=True)
class Link:
    """An entry of the navigation."""

    url: str
    label: str
    icon: str
    is_current: bool


@dataclass(frozen=True)
class Shell:
    """The frame of a page: who is here, where they can go, which period runs."""

    navigation: list[Link] = field(default_factory=list)
    personal_links: list[Link] = field(default_factory=list)
    period_chip: Callable[[], str] = str
    person: str = ""
    capacity: str = ""
    acting_banner: str = ""
    unread: int = 0
    data_time: str = ""
    version: str = settings.VERSION
    is_demo: bool = settings.DEMO
    is_training: bool = field(default_factory=lambda: settings.TRAINING)
    is_unchecked: bool = False


# Which entries a role family sees: (address, label, icon), at most five each.
_ENTRIES: dict[str, tuple[str, str, str]] = {
    "home": ("home", "Beranda", "house"),
    "reports": ("progress:reports", "Laporan", "file-text"),
    "actions": ("actions:list", "Rencana Aksi", "list-checks"),
    "queue": ("progress:queue", "Verifikasi", "shield-check"),
    "board": ("board", "Pantau", "eye"),
    "annual": ("reporting:list", "Laporan tahunan", "layers"),
    "meetings": ("workgroups:meetings", "Rapat", "users"),
    "journal": ("journal:entries", "Jejak audit", "history"),
    "people": ("people", "Pengguna", "users"),
    "queues": ("queues", "Antrean", "inbox"),
}


def _entries_for(user: Any) -> list[str]:
    reach = user.reach
    if reach.has(Role.SECRETARIAT):
        return ["home", "board", "actions", "annual", "meetings"]
    if reach.has(Role.HEAD, Role.POKJA_HEAD, Role.SEKBER_MEMBER):
        return ["home", "annual", "board", "actions", "meetings"]
    if reach.has(Role.VERIFIER, Role.POKJA_CHAIR, Role.POKJA_MEMBER):
        return ["home", "queue", "actions", "annual", "meetings"]
    if reach.has(Role.AUDITOR):
        return ["home", "actions", "board", "annual", "journal"]
    if reach.has(Role.PPID):
        return ["home", "annual", "actions"]
    if reach.has(Role.OPERATOR, Role.APPROVER, Role.COORDINATOR):
        return ["home", "reports", "actions"]
    if reach.has(Role.SYSTEM_ADMIN):
        return ["home", "people", "queues", "actions"]
    return ["home", "actions"]


def _navigation(request: HttpRequest) -> list[Link]:
    links = []
    for name in _entries_for(request.user):
        address, label, icon = _ENTRIES[name]
        url = reverse(address)
        is_current = request.path == url or (name != "home" and request.path.startswith(url))
        links.append(Link(url, _(label), icon, is_current))
    return links


def _personal_links(request: HttpRequest) -> list[Link]:
    names = [("profile", _("Profil"), "user"), ("permissions", _("Kewenangan"), "scale")]
    if runs_the_calendar(request.user, None):
        names.insert(1, ("periods", _("Periode"), "calendar-days"))
    if reads_letters(request.user):
        names.append(("letters:list", _("Surat resmi"), "mail"))
    if reads_people(request.user):
        names.append(("people", _("Pengguna dan penugasan"), "users"))
    if reads_the_queues(request.user):
        names.append(("queues", _("Antrean sistem"), "inbox"))
    return [
        Link(reverse(name), label, icon, request.path == reverse(name))
        for name, label, icon in names
    ]


def _running_period_chip() -> str:
    """The chip of the running period; asked for only by pages that know no period themselves."""
    now = timezone.now()
    period = current_period(now)
    return "" if period is None else period_chip(period, now)


def period_chip(period: Period, now: datetime) -> str:
    """A period and how long it still runs, in a few words."""
    if period.state != PeriodState.OPEN:
        return f"{period.name} · {period.get_state_display()}"
    if now <= period.due_at:
        return f"{period.name} · {_('batas waktu')} {countdown(period.due_at, now)}"
    if now <= period.closes_at:
        return f"{period.name} · {_('tutup')} {countdown(period.closes_at, now)}"
    return f"{period.name} · {_('menunggu ditutup')}"


def _acting_banner(user: Any) -> str:
    acting = user.acts_for
    return _("Anda bertindak sebagai %(office)s") % {"office": acting} if acting else ""


def shell(request: HttpRequest) -> dict[str, Shell]:
    """The `shell` of a page; for the anonymous only the bare frame, without any query."""
    user = getattr(request, "user", None)
    if request.path.startswith("/api/") or user is None or not user.is_authenticated:
        return {"shell": Shell()}
    unread = Notice.everything.visible_to(user).filter(read_at=None).count()
    return {
        "shell": Shell(
            navigation=_navigation(request),
            personal_links=_personal_links(request),
            period_chip=_running_period_chip,
            person=user.printed_name,
            capacity=user.capacity,
            acting_banner=_acting_banner(user),
            unread=unread,
            data_time=moment(timezone.now()),
            is_unchecked=not antivirus.is_on(),
        )
    }
