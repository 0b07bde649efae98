"""A comparison in tables of at most 80 columns."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.cli.terminal.tables import headings, plain_table
from sim.experiment.comparison.compare import Comparison
from sim.experiment.comparison.differences import Difference
from sim.experiment.comparison.measures import Measure
from sim.report.comparison import sentences
from sim.translations.in_use import counted, marked, translated

MOST_SENTENCES = 12
"""At most this many findings of a kind are printed."""
_MOST_ROUTES = 4
"""Of more routes only the share in time and the median are shown."""
_SHORT: dict[Measure, str] = {
    "in_time": marked("share in time [%]"),
    "late": marked("late answers"),
    "lateness_h": marked("lateness, all [h]"),
    "median_days": marked("term, median [days]"),
    "p95_days": marked("term, 95 % [days]"),
    "queue_median_h": marked("queue, median [h]"),
}


_OF_MANY = ("in_time", "median_days")


class _Layout(NamedTuple):
    """Where the texts of the columns of numbers may be broken into lines."""

    headings: str
    """Headings of the columns of numbers."""
    before_interval: str
    """What stands between a difference and its interval."""
    within: str
    """What stands between the words of a value and the ends of an interval."""


_LAYOUTS = (
    _Layout(marked("first | this\ncase | difference\n(95 % interval) | smaller\nby"), " ", " "),
    _Layout(marked("first | this\ncase | difference\n(95 % interval) | smaller\nby"), "\n", " "),
    _Layout(marked("first | this\ncase | difference\n(95 %\ninterval) | smaller\nby"), "\n", "\n"),
)
"""From the widest to the narrowest."""
_WIDTH = 80
_LABEL_WIDTH = 21
_BETWEEN_COLUMNS = 14
"""What five columns without a frame need beside their texts."""


def difference_tables(comparison: Comparison, lang: str = "en") -> Iterator[Table]:
    """One table per case: its measures beside those of the first, the difference with its interval.

    What is the same in every replication is left out, and so is most of what concerns single routes where they are many.
    The interval stands below the difference where a table would be too wide otherwise.
    """
    first = sentences.case_name(comparison, 0, lang)
    many = (
        len({difference.place for difference in comparison.differences if difference.place.kind == "route"})
        > _MOST_ROUTES
    )
    for case in range(1, len(comparison.cases)):
        differences = [difference for difference in comparison.differences if difference.case == case]
        shown = [
            difference
            for difference in differences
            if not difference.equal
            and not (many and difference.place.kind == "route" and difference.measure not in _OF_MANY)
        ]
        table = _table_of(comparison, shown, lang)
        this = sentences.case_name(comparison, case, lang)
        table.title = translated("{case} – against {first}", case=this, first=first)
        rest = len(differences) - len(shown)
        notes = translated(
            "h: working hours; days: working days, their differences means; bold: told;\nsmaller: the standard error, through pairing"
        )
        more = counted("{count} more are in report.html", "{count} more are in report.html", rest)
        table.caption = notes + (f"\n{more}" if rest else "") + "\n"
        yield table


def _table_of(comparison: Comparison, differences: Sequence[Difference], lang: str) -> Table:
    """The table of some differences, in the widest layout that fits."""
    for layout in _LAYOUTS:
        names = headings(translated(layout.headings))
        rows = [_numbers(difference, layout) for difference in differences]
        label_width = _WIDTH - _BETWEEN_COLUMNS - sum(map(_widest_line, zip(names, *rows, strict=True)))
        if label_width >= _LABEL_WIDTH:
            break
    table = plain_table("")
    table.add_column("", min_width=min(_LABEL_WIDTH, label_width))
    for name in names:
        table.add_column(Text(name), justify="right", no_wrap=True)
    heading = ""
    for difference, numbers in zip(differences, rows, strict=True):
        staff = difference.place.kind == "staff"
        place = sentences.place_name(comparison, difference.place, lang)
        above = _of_staff(difference.measure) if staff else place
        if above != heading:
            table.add_row(Text(above), style="italic")
            heading = above
        label = Padding(
            Text(place if staff else translated(_SHORT[difference.measure])), (0, 0, 0, 2)
        )  # of all its lines
        table.add_row(label, *map(Text, numbers), style="bold" if difference.significant else None)
    return table


_OF_STAFF: dict[Measure, str] = {
    "utilisation": marked("utilisation [%]"),
    "wait_min": marked("wait in the hall [min]"),
    "gave_up": marked("visits given up [%]"),
}
"""Headings of the measures of staff."""


def _of_staff(measure: Measure) -> str:
    return translated(_OF_STAFF[measure]) if measure in _OF_STAFF else ""


def _widest_line(texts: Iterable[str]) -> int:
    """The width of the widest line of some texts [cells of the terminal]."""
    return max(cell_len(line) for text in texts for line in text.split("\n"))


def _numbers(difference: Difference, layout: _Layout) -> tuple[str, str, str, str]:
    """The texts of the columns of numbers: first, this case, difference with interval, factor by which pairing makes its error smaller."""
    change = sentences.scaled(difference.measure, difference.paired.estimate)
    digits = sentences.digits_of(difference)
    before, after, text = sentences.numbers_of(difference)
    if not math.isnan(change.low):
        low, high = (sentences.signed(end, digits) for end in (change.low, change.high))
        interval, *end = translated("({low} to {high})", low=low, high=high).rsplit(" ", 2)
        text += layout.before_interval + (f"{interval}{layout.within}{' '.join(end)}" if end else interval)
    before, after = (value.replace(" ", layout.within) for value in (before, after))
    return before, after, text, sentences.narrowing_of(difference)
