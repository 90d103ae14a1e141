"""The pages of the journal."""

from journal.views.entries import entries
from journal.views.heads import heads, heads_export

__all__ = ["entries", "heads", "heads_export"]
