"""Background work of reporting: building files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from journal.jobs import Running, work


@work("reporting.build_edition", _("Menyusun berkas laporan tahunan"))
def build_edition(running: Running) -> Mapping[str, Any]:
    """Make one file of an annual report."""
    from reporting import services  # noqa: PLC0415 - models are loaded by then

    return services.build_edition(running)
