"""Background work of reporting: building files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from journal.jobs import Running, work
from reporting import services


@work("reporting.build_edition", _("Menyusun berkas laporan tahunan"))
def build_edition(running: Running) -> Mapping[str, Any]:
    """Make one file of an annual report."""
    return services.build_edition(running)
