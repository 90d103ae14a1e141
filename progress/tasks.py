"""Background work of progress: building files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from journal.jobs import Running, work


@work("progress.compile_institution")
def compile_institution(running: Running) -> Mapping[str, Any]:
    """Make the one file of an institution's period."""
    from progress.services import compiling  # noqa: PLC0415 - models are loaded by then

    return compiling.compile_institution(running)
