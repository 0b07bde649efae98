"""The sheets of a workbook with the figures of a run, as `summary.json` has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.export.workbook.sheets import Book, BookSheet, CellValue, Number
from sim.export.workbook.words import KEYS, SHEETS, figure_words, unit_words
from sim.measure.figure_units import FIGURE_UNITS, FigureTable, Unit, unit_of
from sim.translations.in_use import marked, translated

SummaryRow = Mapping[str, Any]
"""A row of a table of `summary.json`."""
_TABLES: dict[str, tuple[FigureTable, tuple[str, ...]]] = {
    "routes": ("routes", ("service", "route", "term")),
    "steps": ("steps", ("service", "route", "step", "role")),
    "pools": ("pools", ("office", "role")),
    "officers": ("officers", ("office", "role", "member")),
    "endings": ("endings", ("service", "route")),
    "streams": ("streams", ("stream",)),
    "classes": ("classes", ("class",)),
    "sittings": ("sittings", ("office", "role")),
    "halls": ("halls", ("office", "role")),
    "home_visits": ("home_visits", ("office", "role")),
    "transfers": ("transfers", ("service", "route", "steps")),
    "systems": ("systems", ("system",)),
    "backlogs": ("inherited", ("backlog",)),
}
"""By table of `summary.json`, in order: its figures, and the keys of its rows."""
_FORMATS: dict[Unit, str] = {"share": "0.0%"}
_USUAL_FORMAT = "#,##0.0"
_ENDS = (
    ("mean", marked("{figure} [{unit}]")),
    ("low", marked("{figure}, from [{unit}]")),
    ("high", marked("{figure}, to [{unit}]")),
)
"""The columns of a figure: its mean, and the ends of the 95 % interval of that."""


@dataclass(frozen=True)
class _FigureColumn:
    """A column of a figure, or of an end of its interval."""

    figure: str
    end: str
    heading: str
    format: str

    def value(self, row: SummaryRow) -> CellValue:
        """The cell of a row."""
        estimate = row.get(self.figure)
        if not isinstance(estimate, Mapping) or (number := estimate.get(self.end)) is None:
            return None
        if isinstance(number, str):  # a quantile that is not reached has no number
            more = estimate.get("more_than")
            if self.end != "mean" or more is None:
                return translated("not reached")
            return translated("more than {number}", number=f"{more:.4g}")
        star = '"*"' if estimate.get("censored") and self.end == "mean" else ""
        return Number(number, self.format + star)


def add_figure_sheets(book: Book, summary: Mapping[str, Any], role_name: Callable[[str, str], str]) -> None:
    """Add a sheet for each table of figures that has rows; roles have their names beside their short names."""
    for name, (table, keys) in _TABLES.items():
        rows: Sequence[SummaryRow] = summary.get(name) or ()
        if rows:
            if "role" in keys:
                place = keys.index("role") + 1
                keys = (*keys[:place], "role_name", *keys[place:])
                rows = [{"role_name": role_name(row.get("service", ""), row["role"]), **row} for row in rows]
            _add_table(book, name, table, keys, rows)


def add_overview(book: Book, summary: Mapping[str, Any], lang: str, notes: Sequence[str]) -> BookSheet:
    """Add the sheet that says what was simulated, the figures over all routes, and what a reader ought to know."""
    sheet = book.add(translated(SHEETS["whole"]), widths=(34, 18, 18, 18))
    title = summary["title"]
    sheet.add([title.get(lang) or title.get("en") or next(iter(title.values()))], bold=True)
    sheet.add([])
    period = summary["period"]
    facts: tuple[tuple[str, CellValue], ...] = (
        (translated("scenario"), summary["scenario"]),
        (translated("simulated from"), period["start"]),
        (translated("counted from"), period["warm_up_until"]),
        (translated("until, exclusive"), period["end"]),
        (translated("replications"), summary["replications"]),
        (translated("seed"), str(summary["seed"])),
        (translated("target, answers in time"), _share(summary["target"])),
    )
    for fact in facts:
        sheet.add(fact)
    sheet.add([])
    sheet.add(["", translated("mean"), translated("interval, from"), translated("interval, to")], bold=True)
    for figure in FIGURE_UNITS["whole"]:
        columns = _columns_of("whole", figure)
        if figure in summary["whole"]:
            sheet.add([columns[0].heading, *(column.value(summary["whole"]) for column in columns)])
    sheet.add([])
    for text in (translated(_HOW_TO_READ), translated(_STARS), *notes):
        sheet.add([text])
    return sheet


_HOW_TO_READ = marked(
    "Figures are means over the replications; “from” and “to” bound the 95 % interval of the mean. What each means, docs/method.md says."
)
_STARS = marked("* A quantile that rests on more than 5 % of unfinished applications: an estimate by Kaplan and Meier.")


def _share(value: float | None) -> CellValue:
    return None if value is None else Number(value, "0.0%")


def _add_table(book: Book, name: str, table: FigureTable, keys: tuple[str, ...], rows: Sequence[SummaryRow]) -> None:
    columns = list(_filled_columns(table, rows))
    headings = [*(translated(KEYS[key]) for key in keys), *(column.heading for column in columns)]
    widths = [max(len(str(row.get(key) or "")) for row in rows) + 3.0 for key in keys] + [14.0] * len(columns)
    sheet = book.add(translated(SHEETS[name]), headings, widths, labels=len(keys))
    for row in rows:
        sheet.add([*(_key(row.get(key)) for key in keys), *(column.value(row) for column in columns)])
    sheet.filter_columns(len(headings))


def _key(value: Any) -> CellValue:
    return value if isinstance(value, int) or value is None else str(value)


def _filled_columns(table: FigureTable, rows: Sequence[SummaryRow]) -> Iterator[_FigureColumn]:
    """The columns in which some row has something; without ends where no mean has any other than itself."""
    for figure in FIGURE_UNITS[table]:
        mean, *ends = _columns_of(table, figure)
        estimates = [row[figure] for row in rows if isinstance(row.get(figure), Mapping)]
        if any(one["mean"] is not None for one in estimates):
            yield mean
            if any(one["low"] is not None and not one["low"] == one["mean"] == one["high"] for one in estimates):
                yield from ends


def _columns_of(table: FigureTable, figure: str) -> list[_FigureColumn]:
    unit = unit_of(table, figure)
    words, shown, form = figure_words(table, figure), unit_words(unit), _FORMATS.get(unit, _USUAL_FORMAT)
    return [_FigureColumn(figure, end, translated(heading, figure=words, unit=shown), form) for end, heading in _ENDS]
