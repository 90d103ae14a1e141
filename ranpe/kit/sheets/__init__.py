"""Spreadsheets in and out: tables read with every error named by its cell, and safe exports."""

from ranpe.kit.sheets.cells import (
    CellError,
    choice,
    codes,
    decimal,
    integer,
    iso_date,
    text,
    years,
)
from ranpe.kit.sheets.reading import MAX_BYTES, MAX_ROWS, read_table
from ranpe.kit.sheets.tables import Cell, Column, Problem, Row, Table
from ranpe.kit.sheets.writing import Sheet, write_csv, write_xlsx

__all__ = [
    "MAX_BYTES",
    "MAX_ROWS",
    "Cell",
    "CellError",
    "Column",
    "Problem",
    "Row",
    "Sheet",
    "Table",
    "choice",
    "codes",
    "decimal",
    "integer",
    "iso_date",
    "read_table",
    "text",
    "write_csv",
    "write_xlsx",
    "years",
]
