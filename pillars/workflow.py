"""The life of a reporting period."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pillars.access import runs_the_calendar
from pillars.models import PeriodState
from ranpe.kit.workflow import Step, Workflow

PERIOD_FLOW = Workflow(
    "period",
    _("Periode pelaporan"),
    (
        Step(
            "open",
            frozenset({PeriodState.SCHEDULED}),
            PeriodState.OPEN,
            _("Buka periode"),
            runs_the_calendar,
            _("periode dibuka"),
            stamp="opened",
        ),
        Step(
            "close",
            frozenset({PeriodState.OPEN}),
            PeriodState.CLOSED,
            _("Tutup periode"),
            runs_the_calendar,
            _("periode ditutup"),
            stamp="closed",
        ),
        Step(
            "reopen",
            frozenset({PeriodState.CLOSED, PeriodState.LOCKED}),
            PeriodState.OPEN,
            _("Buka kembali"),
            runs_the_calendar,
            _("periode dibuka kembali"),
            clears=("closed", "locked"),
            needs_reason=True,
        ),
        Step(
            "lock",
            frozenset({PeriodState.CLOSED}),
            PeriodState.LOCKED,
            _("Kunci periode"),
            runs_the_calendar,
            _("periode dikunci"),
            stamp="locked",
        ),
    ),
)
