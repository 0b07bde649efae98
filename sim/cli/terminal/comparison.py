"""A comparison in tables of at most 80 columns."""

from __future__ import annotations

import math
from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from sim.cli.terminal.tables import plain_table
from sim.experiment.comparison.compare import Comparison
from sim.experiment.comparison.differences import Difference
from sim.experiment.comparison.measures import Measure
from sim.report.comparison import sentences

MOST_SENTENCES = 12
"""So many findings of a kind are printed at most."""
_MOST_ROUTES = 4
"""Of more routes only the share in time and the median are shown."""
_SHORT: dict[Measure, str] = {
    "in_time": "share in time [%]",
    "late": "late answers",
    "lateness_h": "lateness, all [h]",
    "median_days": "term, median [days]",
    "p95_days": "term, 95 % [days]",
    "queue_median_h": "queue, median [h]",
}


def difference_tables(comparison: Comparison, lang: str = "en") -> Iterator[Table]:
    """One table per case: its measures beside those of the first, the difference with its interval.

    What is the same in every replication is left out, and so is most of what concerns single routes where they are many.
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
        table = plain_table(f"{sentences.case_name(comparison, case, lang)} – against {first}")
        table.add_column("", min_width=21)
        for name in ("first", "this\ncase", "difference\n(95 % interval)", "narrow-\ner by"):
            table.add_column(Text(name), justify="right", no_wrap=True)
        heading = ""
        for difference in shown:
            staff = difference.place.kind == "staff"
            above = "utilisation [%]" if staff else sentences.place_name(comparison, difference.place, lang)
            if above != heading:
                table.add_row(Text(above), style="italic")
                heading = above
            table.add_row(*_cells(comparison, difference, lang), style="bold" if difference.significant else None)
        rest = len(differences) - len(shown)
        notes = "h: working hours; days: working days; bold: told; narrower: through pairing"
        table.caption = notes + (f"\n{rest} more are in report.html" if rest else "") + "\n"
        yield table


_OF_MANY = ("in_time", "median_days")


def _cells(comparison: Comparison, difference: Difference, lang: str) -> tuple[Text, ...]:
    change = sentences.scaled(difference.measure, difference.paired.estimate)
    digits = sentences.digits_for(change.mean, change.low, change.high)
    text = sentences.signed(change.mean, digits)
    if not math.isnan(change.low):
        text += f" ({sentences.signed(change.low, digits)} to {sentences.signed(change.high, digits)})"
    label = (
        sentences.place_name(comparison, difference.place, lang)
        if difference.place.kind == "staff"
        else _SHORT[difference.measure]
    )
    before, after = (
        sentences.value_text(difference.measure, difference.before),
        sentences.value_text(difference.measure, difference.after),
    )
    return Text(f"  {label}"), Text(before), Text(after), Text(text), Text(sentences.narrowing_of(difference))
