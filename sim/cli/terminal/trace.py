"""One file's life on the terminal: a paragraph for everything that happened, under the day on which it did."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from sim.quantities import DAY, UNSET
from sim.tracing.moments import day, time_of_day
from sim.tracing.sentence import Sentence


def trace_table(life: Sequence[Sentence]) -> Table:
    """Sentences beside their times, day by day; a sentence without a moment is left out."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    last = None
    for sentence in life:
        if sentence.at == UNSET:
            continue
        if sentence.at // DAY != last:
            last = sentence.at // DAY
            table.add_row(Text(""), Text(day(sentence.at), style="bold"))
        table.add_row(Text(time_of_day(sentence.at)), Text(sentence.text))
    table.add_row("", "")
    return table
