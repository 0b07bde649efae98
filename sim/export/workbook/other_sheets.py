"""The sheets of a workbook beside its figures: what would help, assumptions, charts, and the step log with its applications."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from sim.export.event_log.columns import ALL_COLUMNS, CASE, STEP_LOG, WAIT_COLUMNS, LogColumn
from sim.export.event_log.instants import ZonedInstants
from sim.export.event_log.rows import LogRows
from sim.export.workbook.sheets import ROWS_OF_A_SHEET, Book, BookSheet, CellValue, Number
from sim.export.workbook.words import KEYS, SHEETS
from sim.translations.in_use import marked, translated

_ROWS = 1 << 13
"""Rows of a log that are held as cells at once."""
_ROW_PIXELS = 20
"""Height of a row of a sheet [pixels]."""
_CHART_PIXELS = 760
"""Width of a chart in its sheet [pixels]."""
_SECONDS = 3600.0
_LEVER_FIGURES = (
    ("late_before", "#,##0.0", marked("late answers before")),
    ("late_after", "#,##0.0", marked("late answers after")),
    ("fewer_late", "#,##0.0", marked("fewer late answers")),
    ("target_missed_before", "0%", marked("target missed before [% of replications]")),
    ("target_missed_after", "0%", marked("target missed after [% of replications]")),
    ("gain_in_time", "0.0%", marked("gain in the share in time [%]")),
)
"""The figures of a lever: key, format and heading."""


@dataclass(frozen=True)
class Picture:
    """A chart as a picture."""

    title: str
    """What it is about."""
    png: bytes
    """The picture, in PNG."""
    alternative: str
    """What it shows, in words."""


def add_levers(book: Book, levers: Sequence[Mapping[str, Any]]) -> None:
    """Add the sheet of changes that were tried, with what each brings."""
    headings = (
        translated("settings of the change"), translated(KEYS["office"]), translated("whom or what it concerns"), translated("before the change"), translated("after the change"),
        translated("costs nothing"), *(translated(heading) for _, _, heading in _LEVER_FIGURES),
        translated("fewer late answers, from"), translated("fewer late answers, to"),
    )  # fmt: skip
    sheet = book.add(translated(SHEETS["levers"]), headings, (60, 18, 20, 14, 14, 10, *[14.0] * 8))
    for lever in levers:
        fewer = lever["fewer_late"]
        sheet.add([
            "; ".join(lever["settings"]),
            *(None if lever[key] is None else str(lever[key]) for key in ("at", "of", "before", "after")),
            lever["costs_nothing"],
            *(_number(lever[key]["mean"], form) for key, form, _ in _LEVER_FIGURES),
            *(_number(fewer[end], "#,##0.0") for end in ("low", "high")),
        ])  # fmt: skip
    sheet.filter_columns(len(headings))


def add_assumptions(book: Book, assumptions: Sequence[Mapping[str, str]]) -> None:
    """Add the sheet of the numbers that no source gives."""
    headings = (
        translated("setting of the scenario"),
        translated("numbers as stated"),
        translated("reason for the numbers"),
    )
    sheet = book.add(translated(SHEETS["assumptions"]), headings, (48, 44, 60))
    for one in assumptions:
        sheet.add([one["where"], one["numbers"], one["reason"]])


def add_charts(book: Book, pictures: Iterable[Picture]) -> None:
    """Add the sheet of the charts, one below the other, each under its title."""
    from openpyxl.drawing.image import Image

    sheet = book.add(translated(SHEETS["charts"]), widths=(60, 60))
    for picture in pictures:
        sheet.add([picture.title], bold=True)
        image = Image(io.BytesIO(picture.png))
        image.height, image.width = round(image.height * _CHART_PIXELS / image.width), _CHART_PIXELS
        image.anchor = f"A{sheet.rows + 1}"
        sheet.sheet.add_image(image)
        for _ in range(-(-image.height // _ROW_PIXELS) + 1):
            sheet.add([])
        if picture.alternative:
            sheet.add([picture.alternative])
        sheet.add([])


def _number(value: float | str | None, form: str) -> CellValue:
    return Number(value, form) if isinstance(value, (int, float)) else value


class LogSheets:
    """The sheets of a step log and of its applications, as far as they have room for it."""

    def __init__(self) -> None:
        self.steps_left_out = 0
        """Steps for which there is no room."""
        self._waits = tuple(wait.name for wait in WAIT_COLUMNS)

    def add(self, book: Book, pieces: Iterable[LogRows]) -> None:
        """Add both sheets."""
        headings = [_heading(column) for column in ALL_COLUMNS]
        steps = book.add(translated(SHEETS["steps_log"]), headings, [_width(column) for column in ALL_COLUMNS])
        keys = ("case", "service", "route", "stream", "time_zone")
        of_case = [column for column in STEP_LOG if column.name in keys] + list(CASE)
        totals = [
            translated("{column}, all steps [hours]", column=name.removesuffix("_s"))
            for name in (*self._waits, "work_s", "hold_s")
        ]
        applications = book.add(
            translated(SHEETS["applications"]),
            [*(_heading(column) for column in of_case), *totals],
            [*(_width(column) for column in of_case), *[14.0] * len(totals)],
        )
        for rows in pieces:
            for few in rows.pieces(_ROWS):
                self._add_steps(steps, few)
                self._add_applications(applications, few, of_case)
        steps.filter_columns(len(ALL_COLUMNS))
        applications.filter_columns(len(of_case) + len(totals))

    def _add_steps(self, sheet: BookSheet, rows: LogRows) -> None:
        room = max(0, ROWS_OF_A_SHEET - sheet.rows)
        self.steps_left_out += max(0, len(rows) - room)
        for row in zip(*(_cells(rows, column)[:room] for column in ALL_COLUMNS), strict=True):
            sheet.add(row)

    def _add_applications(self, sheet: BookSheet, rows: LogRows, columns: Sequence[LogColumn]) -> None:
        first = rows.first_of_case
        sums = [
            np.add.reduceat(rows.columns[name].to_numpy(zero_copy_only=False), first) / _SECONDS
            for name in (*self._waits, "work_s", "hold_s")
        ]
        cells = [_cells(rows, column, first) for column in columns]
        totals = [[Number(hours, "#,##0.00") for hours in column.tolist()] for column in sums]
        for row in list(zip(*cells, *totals, strict=True))[: max(0, ROWS_OF_A_SHEET - sheet.rows)]:
            sheet.add(row)


def _heading(column: LogColumn) -> str:
    return f"{column.name} [{column.unit}]" if column.unit else column.name


def _width(column: LogColumn) -> float:
    if column.type == "instant":
        return 19.0
    return {"activity": 60.0, "resource": 30.0, "role_name": 36.0}.get(column.name, 14.0)


def _cells(rows: LogRows, column: LogColumn, of: np.ndarray | None = None) -> list[Any]:
    """The values of a column as cells; instants are those that the clock of the office shows, as sheets know no time zones."""
    values = rows.instants.get(column.name) or rows.columns[column.name]
    if of is not None:
        values = values.take(of)
    if isinstance(values, ZonedInstants):
        values = pa.array(values.local, mask=values.missing).view(pa.timestamp("s"))
    cells: list[Any] = values.to_pylist()
    return cells
