"""Offered load in tables of at most 80 columns: who will be busy how much, before anything is simulated."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from sim.cli.terminal.fitting import fitted_table
from sim.cli.terminal.tables import plain_table, words
from sim.measure.in_words import percent
from sim.measure.offered_load import PoolLoad, bottleneck

_LEAST = 0.05
"""Pools with less load are left out of tables."""
_AT_LEAST = (
    "At least so many, so that the work is done at all. Whether answers are in time is another question: sim run."
)
"""What the last column of the table of loads means."""
_MOST_ROWS = 12
_MOST_MONTHS = 8


def expected_table(expected: Sequence[tuple[str, str, float]]) -> Table:
    """Expected applications of each stream in the counted period: name, rate and number."""
    table = plain_table("Expected applications in the counted period")
    table.add_column("stream")
    table.add_column("rate")
    table.add_column("applications", justify="right")
    for name, rate, count in expected:
        table.add_row(name, rate, str(round(count)))
    return table


def load_table(loads: Sequence[PoolLoad]) -> Table:
    """Expected load of the pools, the highest first; of offices alike the one with the highest stands for all."""
    rows: list[tuple[Text, ...]] = []
    groups = _groups(loads)
    shown = [group for group in groups if group[0].load >= _LEAST][:_MOST_ROWS]
    for load, offices in shown:
        style = "bold red" if load.heaviest[1] >= 1 else ""
        month, highest = load.heaviest
        cells = (str(load.headcount), _share(load.load), f"{month}: {_share(highest)}", str(load.at_least))
        rows.append(tuple(Text(cell, style=style) for cell in (_office(load, offices), words(load.role), *cells)))
    labels, columns = ("office", "role"), ("members", "load", "highest in", "at least")
    table = fitted_table(labels, columns, rows, unbroken=True, title="Expected load (before any simulation)")
    more = f"{len(groups) - len(shown)} more with less load. " if len(shown) < len(groups) else ""
    table.caption = f"{more}{_AT_LEAST}" if rows else more
    return table


def months_table(loads: Sequence[PoolLoad]) -> Table:
    """Expected load month by month, of the same pools; where there are many months, the last ones."""
    months = tuple(month[2:] for month in loads[0].months[-_MOST_MONTHS:]) if loads else ()
    rows = []
    for load, offices in [group for group in _groups(loads) if group[0].load >= _LEAST][:_MOST_ROWS]:
        cells = [_share(value) for value in load.by_month[-_MOST_MONTHS:]]
        rows.append((f"{_office(load, offices)} / {words(load.role)}", *cells))
    return fitted_table(("office and role",), months, rows, unbroken=True, title="Expected load by month")


def bottleneck_sentence(loads: Sequence[PoolLoad]) -> str:
    """Which pool is expected to hold up the others, in a sentence; empty where nothing is expected of anybody."""
    first = bottleneck(loads)
    if first is None:
        return ""
    month, highest = first.heaviest
    counted = "1 member" if first.headcount == 1 else f"{first.headcount} members"
    if math.isinf(first.load):
        return f"Expected bottleneck: {first.office} / {first.role}, where nobody is on duty for what comes"
    return (
        f"Expected bottleneck: {first.office} / {first.role}, {_share(first.load)} busy with {counted} "
        f"({'nobody on duty' if math.isinf(highest) else _share(highest)} in {month})"
    )


def _groups(loads: Sequence[PoolLoad]) -> list[tuple[PoolLoad, int]]:
    """Pools of one kind of office, role and headcount as one: the busiest of them and how many they are."""
    pools: dict[tuple[str, str, int], list[PoolLoad]] = {}
    for load in loads:
        pools.setdefault((load.kind, load.role, load.members), []).append(load)
    groups = [(max(group, key=lambda load: load.load), len(group)) for group in pools.values()]
    return sorted(groups, key=lambda group: -group[0].load)


def _office(load: PoolLoad, offices: int) -> str:
    return load.office if offices == 1 else f"{load.kind} (busiest of {offices})"


def _share(load: float) -> str:
    return "nobody" if math.isinf(load) else percent(load, 0)
