"""The pages of the journal."""

from journal.views.entries import bundle, entries, entries_export, readings, readings_export
from journal.views.heads import heads, heads_export

__all__ = [
    "bundle",
    "entries",
    "entries_export",
    "heads",
    "heads_export",
    "readings",
    "readings_export",
]
