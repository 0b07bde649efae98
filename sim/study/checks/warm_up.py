"""Faults of a warm-up that is to be found: demand without a steady state, and periods that are too short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.calendar.official_days import LEAST_WEEKS, working_weeks
from sim.errors import Fault
from sim.scenario.demand import Profile
from sim.scenario.scenario import MSER_5, Scenario
from sim.schema.yaml_file import Where
from sim.study.context import CheckContext
from sim.translations.in_use import counted

STATE_IT = "state the day on which it ends, or a backlog instead of a warm-up"
"""What to do where a warm-up cannot be found."""
_NAMED = 3
"""A fault names at most this many reasons."""


def check_warm_up(context: CheckContext) -> Iterator[Fault]:
    """Why the warm-up cannot be found, as far as that is known without the offices."""
    period, days = context.scenario.period, context.days
    if period is None or period.warm_up_until != MSER_5:
        return
    where: Where = ("period", "warm_up_until")
    reasons = []
    for at, sentence in unsteady(context.scenario):
        line = context.file.place(at, at_key=True).line
        reasons.append(f"{sentence} (line {line})" if line else sentence)
    if reasons:
        yield context.file.fault(where, nothing_settles(reasons), STATE_IT)
    if days is not None and days.first <= period.start <= days.last and period.end > period.start:
        weeks = len(working_weeks(days, period.start, period.end))
        if weeks < LEAST_WEEKS:
            message = f"a warm-up can be found in {LEAST_WEEKS} working weeks or more, and the period has {weeks}"
            yield context.file.fault(
                where,
                message,
                f"end it {weeks_text(LEAST_WEEKS - weeks)} later, or state the day on which the warm-up ends",
            )


def nothing_settles(reasons: Sequence[str]) -> str:
    """The sentence that refuses to look for a warm-up."""
    return f"the warm-up cannot be found: {listed(reasons)}, so nothing settles"


def listed(reasons: Sequence[str]) -> str:
    """The first few of several reasons, and how many more there are."""
    more = len(reasons) - _NAMED
    return ", ".join((*reasons[:_NAMED], *([f"and {more} more"] if more > 0 else ())))


def weeks_text(count: int) -> str:
    """A number of weeks in words."""
    return counted("{count} week", "{count} weeks", count)


def unsteady(scenario: Scenario) -> Iterator[tuple[Where, str]]:
    """What keeps the demand of a scenario from being steady, with its place."""
    for key, stream in scenario.arrivals.items():
        at = ("arrivals", key)
        if stream.profile is not None and has_season(stream.profile):
            yield (*at, "profile", "months"), f"stream '{key}' has a profile over months"
        if stream.growth:
            yield (*at, "growth"), f"stream '{key}' {'grows' if stream.growth > 0 else 'shrinks'}"
        for name in stream.campaigns:
            yield (*at, "campaigns", name), f"stream '{key}' has the campaign '{name}'"
        if stream.instants is not None:
            yield (*at, "instants"), f"stream '{key}' comes at given instants"
        if stream.history is not None and stream.history.use == "replay":
            yield (*at, "history"), f"stream '{key}' replays a history"


def has_season(profile: Profile) -> bool:
    """Tell whether months differ in their weights."""
    return len({profile.month_weight(month) for month in range(1, 13)}) > 1
