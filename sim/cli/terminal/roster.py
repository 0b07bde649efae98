"""Where the same people should sit on which days and hours, in tables and sentences of at most 80 columns."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import date, timedelta

from rich.table import Table
from rich.text import Text

from sim.cli.terminal.fitting import fitted_table
from sim.cli.terminal.names import office_words, role_words
from sim.cli.terminal.staffing import office_of, targets_table, wanted_text, with_it_title
from sim.cli.terminal.tables import headings, weekday, whole
from sim.measure.digits import plain
from sim.measure.in_words import count, number
from sim.planning.staffing.roster import CounterWait, RosterAnswer
from sim.planning.staffing.variables import VariableKind
from sim.scenario.sitting_dates import WEEKDAYS
from sim.translations.in_use import counted, localized_signs, marked, translated

_A_MONDAY = date(2018, 1, 1)
_MOST_COUNTERS = 8
"""Counters that are shown at most."""
_KINDS: dict[VariableKind, str] = {
    "counter hours": marked("counter hours"),
    "days": marked("days"),
    "sitting days": marked("sitting days"),
}
"""What can be chosen, in words."""


def roster_parts(answer: RosterAnswer) -> Iterator[Table | Text]:
    """What is printed of a roster, from top to bottom."""
    yield Text(f"\n{wanted_text(answer.targets)}\n")
    yield Text(f"{_found(answer)}\n", style="bold")
    yield _roster_table(answer)
    yield from (targets_table(answer.best, with_it_title(answer.replications)), Text())
    if answer.counters:
        yield from (_counters_table(answer), Text())
    rosters, replications = answer.simulated
    yield Text(
        counted(
            "Simulated: {count} roster, {replications} replications in all. Late answers and targets are of {judged} "
            "replications that the search has not used.",
            "Simulated: {count} rosters, {replications} replications in all. Late answers and targets are of {judged} "
            "replications that the search has not used.",
            rosters,
            count=whole(rosters),
            replications=whole(replications),
            judged=answer.replications,
        )
    )


def _found(answer: RosterAnswer) -> str:
    """What the best roster brings, in a sentence."""
    if answer.best.staffing == answer.now.staffing:
        return translated("No other days or hours are better for sure; the roster can stay as it is.")
    late = {"late": count(answer.best.late, interval=True), "now": count(answer.now.late, interval=True)}
    if answer.fewer.low > 0 or answer.fewer.high < 0:
        return translated("With the same people: {late} late answers; now {now}.", **late)
    return translated("With the same people: {late} late answers; now {now}, a difference that is not sure.", **late)


def _roster_table(answer: RosterAnswer) -> Table:
    """What can be chosen, as it is and as it should be."""
    rows = []
    for variable, now, best in zip(answer.space.variables, answer.now.levels, answer.best.levels, strict=True):
        style = "" if now.text == best.text else "bold"
        who = f"{office_of(answer.study, variable)}: {role_words(answer.study, variable.role)}"
        cells = (f"{who}, {translated(_KINDS[variable.kind])}", _when(now.text), _when(best.text))
        rows.append(tuple(Text(cell, style=style) for cell in cells))
    names = headings(translated("who sits when | now | best"))
    return fitted_table(names, (), rows, title=translated("Roster"))


def _when(choice: str) -> str:
    """Days and hours such as `Mon-Fri 09:00-13:00` or `Tue, Thu at 10:00` in the language in use."""
    for i, day in enumerate(WEEKDAYS):
        choice = re.sub(rf"\b{day[:3].title()}\b", weekday(_A_MONDAY + timedelta(days=i)), choice)
    days, at, time = choice.partition(" at ")
    return translated("{days} at {time}", days=days, time=time) if at else choice


def _counters_table(answer: RosterAnswer) -> Table:
    """The waits at counters, simulated and by Erlang's formula; of offices alike the busiest."""
    busiest: dict[tuple[str, str], tuple[CounterWait, CounterWait]] = {}
    for pair in answer.counters:
        key = pair[0].estimate.kind, pair[0].estimate.role
        if key not in busiest or pair[0].estimate.per_hour > busiest[key][0].estimate.per_hour:
            busiest[key] = pair
    rows = [
        (
            f"{office_words(answer.study, now.estimate.office)}: {role_words(answer.study, now.estimate.role)}",
            localized_signs(f"{now.estimate.per_hour:.2g}"),
            localized_signs(f"{now.estimate.service_min:.2g}"),
            *(text for wait in (now, best) for text in (_minutes(wait.estimate.wait_min), number(wait.simulated))),
        )
        for now, best in [*busiest.values()][:_MOST_COUNTERS]
    ]
    counter, *columns = headings(
        translated("counter | an hour | service | Erlang now | wait now | Erlang then | wait then")
    )
    table = fitted_table((counter,), columns, rows, title=translated("Waits at counters [minutes, mean]"))
    table.caption = translated("Erlang: as if applicants came evenly, to people who do nothing else")
    return table


def _minutes(wait: float) -> str:
    return translated("without end") if math.isinf(wait) else plain(wait, 1)
