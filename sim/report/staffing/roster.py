"""Where the same people should sit on which days and hours, as tables."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import date, timedelta

from sim.measure.digits import plain
from sim.measure.in_words import number
from sim.planning.staffing.roster import CounterWait, RosterAnswer
from sim.planning.staffing.variables import Variable, VariableKind
from sim.report.parts import Medium, Strong, TextTable
from sim.report.people_names import office_words, role_words
from sim.report.short_words import weekday
from sim.report.staffing.words import office_of
from sim.scenario.sitting_dates import WEEKDAYS
from sim.translations.in_use import localized_number, localized_signs, marked, translated

_A_MONDAY = date(2018, 1, 1)
_MOST_COUNTERS = 8
"""Counters that a terminal shows at most."""
_KINDS: dict[VariableKind, str] = {
    "counter hours": marked("counter hours"),
    "days": marked("days"),
    "sitting days": marked("sitting days"),
}
"""What can be chosen, in words."""


def roster_table(answer: RosterAnswer, medium: Medium) -> TextTable:
    """What can be chosen, as it is and as it should be; what changes stands out."""
    rows = []
    for variable, now, best in zip(answer.space.variables, answer.now.levels, answer.best.levels, strict=True):
        cells = (_who_sits(answer, variable, medium), when(now.text), when(best.text))
        rows.append(cells if now.text == best.text else tuple(map(Strong, cells)))
    names = tuple(translated("who sits when | now | best").split(" | "))
    return TextTable("roster", translated("Roster"), names, (), tuple(rows))


def _who_sits(answer: RosterAnswer, variable: Variable, medium: Medium) -> str:
    role = role_words(answer.study, variable.role, short=medium == "terminal")
    return f"{office_of(answer.study, variable, medium)}: {role}, {translated(_KINDS[variable.kind])}"


def when(choice: str) -> str:
    """Days and hours such as `Mon-Fri 09:00-13:00` or `Tue, Thu at 10:00` in the language in use."""
    for i, day in enumerate(WEEKDAYS):
        choice = re.sub(rf"\b{day[:3].title()}\b", weekday(_A_MONDAY + timedelta(days=i)), choice)
    days, at, time = choice.partition(" at ")
    return translated("{days} at {time}", days=days, time=time) if at else choice


def busiest_counters(answer: RosterAnswer) -> list[tuple[CounterWait, CounterWait]]:
    """The counters to which applicants come, now and with the best roster; of offices alike the busiest."""
    busiest: dict[tuple[str, str], tuple[CounterWait, CounterWait]] = {}
    for pair in answer.counters:
        key = pair[0].estimate.kind, pair[0].estimate.role
        if key not in busiest or pair[0].estimate.per_hour > busiest[key][0].estimate.per_hour:
            busiest[key] = pair
    return [*busiest.values()]


def counter_name(answer: RosterAnswer, wait: CounterWait, medium: Medium) -> str:
    """A counter by its office and role."""
    short, one = medium == "terminal", wait.estimate
    office = office_words(answer.study, one.office, short=short)
    return f"{office}: {role_words(answer.study, one.role, short=short)}"


def counters_table(answer: RosterAnswer, medium: Medium) -> TextTable:
    """The waits at counters, simulated and by Erlang's formula; of offices alike the busiest. A page has intervals."""
    shown = busiest_counters(answer)
    rows = tuple(
        (
            counter_name(answer, now, medium),
            localized_signs(f"{now.estimate.per_hour:.2g}"),
            localized_signs(f"{now.estimate.service_min:.2g}"),
            *(
                text
                for wait in (now, best)
                for text in (_minutes(wait.estimate.wait_min), number(wait.simulated, interval=medium == "page"))
            ),
        )
        for now, best in (shown if medium == "page" else shown[:_MOST_COUNTERS])
    )
    names = tuple(
        translated("counter | an hour | service | Erlang now | wait now | Erlang then | wait then").split(" | ")
    )
    note = translated("Erlang: as if applicants came evenly, to people who do nothing else")
    return TextTable("counters", translated("Waits at counters [minutes, mean]"), names[:1], names[1:], rows, note)


def _minutes(wait: float) -> str:
    return translated("without end") if math.isinf(wait) else plain(wait, 1)


def choices_table(answer: RosterAnswer) -> TextTable:
    """What could be chosen, with everything that was tried of it."""
    rows = tuple(
        (
            _who_sits(answer, variable, "page"),
            "; ".join(when(level.text) for level in variable.levels),
            localized_number(len(variable.levels)),
        )
        for variable in answer.space.variables
    )
    names = tuple(translated("who sits when | what could be chosen | values").split(" | "))
    return TextTable("choices", translated("What could be chosen"), names[:2], names[2:], rows)


def roster_settings(answer: RosterAnswer) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What changes with the best roster, each with its settings."""
    for variable, now, best in zip(answer.space.variables, answer.now.levels, answer.best.levels, strict=True):
        if now.text != best.text:
            yield _who_sits(answer, variable, "page"), best.changes
