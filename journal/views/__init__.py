"""The pages of the journal."""

from journal.views.entries import bundle, entries, entries_export, readings, readings_export
from journal.views.heads import heads, heads_export
from journal.views.incidents import incident, incidents, step, terms

__all__ = [
    "bundle",
    "entries",
    "entries_export",
    "heads",
    "heads_export",
    "incident",
    "incidents",
    "readings",
    "readings_export",
    "step",
    "terms",
]
