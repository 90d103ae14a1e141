"""Charts as SVG made on the server: for the page, for print and for the PDF alike."""

from ranpe.kit.charts.bars import BarRow, Segment, StackedRow, bar_list, stacked_bar, stacked_bars
from ranpe.kit.charts.bullet import bullet
from ranpe.kit.charts.dots import Dot, dot_matrix
from ranpe.kit.charts.palette import Status, Timeliness, level_of
from ranpe.kit.charts.series import SparkRow, TrendPoint, small_multiples, trend
from ranpe.kit.charts.shapes import status_shape
from ranpe.kit.charts.tiles import Tile, tile_map

__all__ = [
    "BarRow",
    "Dot",
    "Segment",
    "SparkRow",
    "StackedRow",
    "Status",
    "Tile",
    "Timeliness",
    "TrendPoint",
    "bar_list",
    "bullet",
    "dot_matrix",
    "level_of",
    "small_multiples",
    "stacked_bar",
    "stacked_bars",
    "status_shape",
    "tile_map",
    "trend",
]
