"""Where the same people should sit on which days and hours, in tables and sentences of at most 80 columns."""

from __future__ import annotations

import math
from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from sim.cli.terminal.fitting import fitted_table
from sim.cli.terminal.staffing import target_text, targets_table
from sim.cli.terminal.tables import words
from sim.measure.digits import plain
from sim.measure.in_words import count, number
from sim.planning.staffing.roster import CounterWait, RosterAnswer

_MOST_COUNTERS = 8
"""Counters that are shown at most."""


def roster_parts(answer: RosterAnswer) -> Iterator[Table | Text]:
    """What is printed of a roster, from top to bottom."""
    yield Text(f"\nWanted: {'; '.join(target_text(target) for target in answer.targets)}.\n")
    yield Text(f"{_found(answer)}\n", style="bold")
    yield _roster_table(answer)
    yield from (targets_table(answer.best, f"With it ({answer.replications} replications)"), Text())
    if answer.counters:
        yield from (_counters_table(answer), Text())
    rosters, replications = answer.simulated
    yield Text(
        f"Simulated: {rosters} rosters, {replications} replications in all. Late answers and targets are of "
        f"{answer.replications} replications that the search has not used."
    )


def _found(answer: RosterAnswer) -> str:
    """What the best roster brings, in a sentence."""
    if answer.best.staffing == answer.now.staffing:
        return "No other days or hours are better for sure; the roster can stay as it is."
    late = f"{count(answer.best.late, interval=True)} late answers; now {count(answer.now.late, interval=True)}"
    sure = answer.fewer.low > 0 or answer.fewer.high < 0
    return f"With the same people: {late}{'' if sure else ', a difference that is not sure'}."


def _roster_table(answer: RosterAnswer) -> Table:
    """What can be chosen, as it is and as it should be."""
    rows = []
    for variable, now, best in zip(answer.space.variables, answer.now.levels, answer.best.levels, strict=True):
        style = "" if now.text == best.text else "bold"
        office = words(variable.office) + (f" (each of {variable.offices})" if variable.offices > 1 else "")
        cells = (f"{office}: {words(variable.role)}, {variable.kind}", now.text, best.text)
        rows.append(tuple(Text(cell, style=style) for cell in cells))
    return fitted_table(("who sits when", "now", "best"), (), rows, title="Roster")


def _counters_table(answer: RosterAnswer) -> Table:
    """The waits at counters, simulated and by Erlang's formula; of offices alike the busiest."""
    busiest: dict[tuple[str, str], tuple[CounterWait, CounterWait]] = {}
    for pair in answer.counters:
        key = pair[0].estimate.kind, pair[0].estimate.role
        if key not in busiest or pair[0].estimate.per_hour > busiest[key][0].estimate.per_hour:
            busiest[key] = pair
    rows = [
        (
            f"{words(now.estimate.office)}: {words(now.estimate.role)}",
            f"{now.estimate.per_hour:.2g}",
            f"{now.estimate.service_min:.2g}",
            *(text for wait in (now, best) for text in (_minutes(wait.estimate.wait_min), number(wait.simulated))),
        )
        for now, best in [*busiest.values()][:_MOST_COUNTERS]
    ]
    columns = ("an hour", "service", "Erlang now", "wait now", "Erlang then", "wait then")
    table = fitted_table(("counter",), columns, rows, title="Waits at counters [minutes, mean]")
    table.caption = "Erlang: as if applicants came evenly, to people who do nothing else"
    return table


def _minutes(wait: float) -> str:
    return "without end" if math.isinf(wait) else plain(wait, 1)
