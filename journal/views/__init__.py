"""The pages of the journal."""

from journal.views.entries import entries, entries_export, readings, readings_export
from journal.views.heads import heads, heads_export

__all__ = [
    "entries",
    "entries_export",
    "heads",
    "heads_export",
    "readings",
    "readings_export",
]
