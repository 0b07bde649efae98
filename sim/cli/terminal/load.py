"""Offered load in tables of at most 80 columns: who will be busy how much, before anything is simulated."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from sim.cli.terminal.fitting import fitted_table
from sim.cli.terminal.tables import headings, plain_table
from sim.measure.in_words import percent
from sim.measure.offered_load import PoolLoad, bottleneck
from sim.report.people_names import office_words, role_words
from sim.report.short_words import whole
from sim.scenario.all_staff import roles_done_by
from sim.study.study import Study
from sim.translations.in_use import ORIGINAL, counted, language, localized_signs, marked, translated

_LEAST = 0.05
"""Pools with less load are left out of tables."""
_AT_LEAST = marked(
    "At least so many, so that the work is done at all. Whether answers are in time is another question: sim run."
)
"""What the last column of the table of loads means."""
_MOST_ROWS = 12
_MOST_MONTHS = 8


def expected_table(expected: Sequence[tuple[str, str, float]]) -> Table:
    """Expected applications of each stream in the counted period: name, rate and number."""
    table = plain_table(translated("Expected applications in the counted period"))
    stream, how_often, applications = headings(translated("stream | rate | applications"))
    table.add_column(stream)
    table.add_column(how_often)
    table.add_column(applications, justify="right")
    for name, rate, count in expected:
        table.add_row(name, rate, whole(round(count)))
    return table


def load_table(study: Study, loads: Sequence[PoolLoad]) -> Table:
    """Expected load of the pools, the highest first; of offices alike the one with the highest stands for all."""
    rows: list[tuple[Text, ...]] = []
    groups = _groups(loads)
    shown = [group for group in groups if group[0].load >= _LEAST][:_MOST_ROWS]
    for load, offices in shown:
        style = "bold red" if load.heaviest[1] >= 1 else ""
        month, highest = load.heaviest
        cells = (
            localized_signs(str(load.headcount)),
            _share(load.load),
            f"{month}: {_share(highest)}",
            str(load.at_least),
        )
        rows.append(
            tuple(Text(cell, style=style) for cell in (_office(study, load, offices), _roles(study, load), *cells))
        )
    names = headings(translated("office | role | members | load | highest in | at least"))
    title = translated("Expected load (before any simulation)")
    table = fitted_table(names[:2], names[2:], rows, unbroken=True, title=title)
    rest = len(groups) - len(shown)
    more = counted("{count} more with less load. ", "{count} more with less load. ", rest) if rest else ""
    table.caption = f"{more}{translated(_AT_LEAST)}" if rows else more
    return table


def months_table(study: Study, loads: Sequence[PoolLoad]) -> Table:
    """Expected load month by month, of the same pools; where there are many months, the last ones."""
    months = tuple(month[2:] for month in loads[0].months[-_MOST_MONTHS:]) if loads else ()
    rows = []
    for load, offices in [group for group in _groups(loads) if group[0].load >= _LEAST][:_MOST_ROWS]:
        cells = [_share(value) for value in load.by_month[-_MOST_MONTHS:]]
        rows.append((f"{_office(study, load, offices)} / {_roles(study, load)}", *cells))
    title = translated("Expected load by month")
    return fitted_table((translated("office and role"),), months, rows, unbroken=True, title=title)


def bottleneck_sentence(study: Study, loads: Sequence[PoolLoad]) -> str:
    """Which pool is expected to hold up the others, in a sentence; empty where nothing is expected of anybody."""
    first = bottleneck(loads)
    if first is None:
        return ""
    month, highest = first.heaviest
    pool = f"{first.office} / {first.role}"
    if language() != ORIGINAL:
        pool = f"{office_words(study, first.office)} / {role_words(study, first.role)}"
    if math.isinf(first.load):
        return translated("Expected bottleneck: {pool}, where nobody is on duty for what comes", pool=pool)
    busy = {"pool": pool, "load": _share(first.load), "month": month, "count": localized_signs(f"{first.headcount}")}
    if math.isinf(highest):
        one = marked("Expected bottleneck: {pool}, {load} busy with {count} member (nobody on duty in {month})")
        several = marked("Expected bottleneck: {pool}, {load} busy with {count} members (nobody on duty in {month})")
    else:
        one = marked("Expected bottleneck: {pool}, {load} busy with {count} member ({highest} in {month})")
        several = marked("Expected bottleneck: {pool}, {load} busy with {count} members ({highest} in {month})")
    return translated(one if first.headcount == 1 else several, highest=_share(highest), **busy)


def _groups(loads: Sequence[PoolLoad]) -> list[tuple[PoolLoad, int]]:
    """Pools of one kind of office, role and headcount as one: the busiest of them and how many they are."""
    pools: dict[tuple[str, str, int], list[PoolLoad]] = {}
    for load in loads:
        pools.setdefault((load.kind, load.role, load.members), []).append(load)
    groups = [(max(group, key=lambda load: load.load), len(group)) for group in pools.values()]
    return sorted(groups, key=lambda group: -group[0].load)


def _office(study: Study, load: PoolLoad, offices: int) -> str:
    name = load.office if offices == 1 else load.kind
    if language() != ORIGINAL:
        name = office_words(study, name)
    return name if offices == 1 else translated("{office} (busiest of {count})", office=name, count=offices)


def _share(load: float) -> str:
    return translated("nobody") if math.isinf(load) else percent(load, 0)


def _roles(study: Study, load: PoolLoad) -> str:
    """The role of some people, and those whose work they do too."""
    return ", ".join(role_words(study, role) for role in roles_done_by(study.scenario, load.kind, load.role))
