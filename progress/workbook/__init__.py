"""The ministry workbook: all open reports of an institution in one file, filled in and back."""

from progress.workbook.comparing import Comparison, FieldChange, RowChange, compare
from progress.workbook.keeping import Choice, accept_rows, take_workbook
from progress.workbook.rows import Holding, has_workbook, holdings, open_among, reports_of
from progress.workbook.writing import Workbook, write_workbook

__all__ = [
    "Choice",
    "Comparison",
    "FieldChange",
    "Holding",
    "RowChange",
    "Workbook",
    "accept_rows",
    "compare",
    "has_workbook",
    "holdings",
    "open_among",
    "reports_of",
    "take_workbook",
    "write_workbook",
]
