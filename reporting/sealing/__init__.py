"""Reading a year once and freezing it: rows, figures, and the hash over them."""

from reporting.sealing.figures import FigureRow, figures_of_year
from reporting.sealing.hashing import is_intact, sha256_of_rows
from reporting.sealing.rows import rows_of_year
from reporting.sealing.year import Year, read_year

__all__ = [
    "FigureRow",
    "Year",
    "figures_of_year",
    "is_intact",
    "read_year",
    "rows_of_year",
    "sha256_of_rows",
]
