"""Faults of a warm-up that is to be found: demand without a steady state, and periods that are too short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.calendar.official_days import LEAST_WEEKS, working_weeks
from sim.errors import Fault
from sim.scenario.demand import Profile
from sim.scenario.scenario import MSER_5, Scenario
from sim.schema.yaml_file import Where
from sim.study.context import CheckContext, in_line
from sim.translations.in_use import counted, marked, translated

STATE_IT = marked("state the day on which it ends, or a backlog instead of a warm-up")
"""What to do where a warm-up cannot be found."""
_NAMED = 3
"""A fault names at most this many reasons."""
_GROWS, _SHRINKS = marked("stream '{key}' grows"), marked("stream '{key}' shrinks")


def check_warm_up(context: CheckContext) -> Iterator[Fault]:
    """Why the warm-up cannot be found, as far as that is known without the offices."""
    period, days = context.scenario.period, context.days
    if period is None or period.warm_up_until != MSER_5:
        return
    where: Where = ("period", "warm_up_until")
    reasons = []
    for at, sentence in unsteady(context.scenario):
        reasons.append(sentence + in_line(context.file.place(at, at_key=True).line))
    if reasons:
        yield context.file.fault(where, nothing_settles(reasons), translated(STATE_IT))
    if days is not None and days.first <= period.start <= days.last and period.end > period.start:
        weeks = len(working_weeks(days, period.start, period.end))
        if weeks < LEAST_WEEKS:
            message = translated(
                "a warm-up can be found in {least} working weeks or more, and the period has {weeks}",
                least=LEAST_WEEKS,
                weeks=weeks,
            )
            repair = counted(
                "end it {count} week later, or state the day on which the warm-up ends",
                "end it {count} weeks later, or state the day on which the warm-up ends",
                LEAST_WEEKS - weeks,
            )
            yield context.file.fault(where, message, repair)


def nothing_settles(reasons: Sequence[str]) -> str:
    """The sentence that refuses to look for a warm-up."""
    return translated("the warm-up cannot be found: {reasons}, so nothing settles", reasons=listed(reasons))


def listed(reasons: Sequence[str]) -> str:
    """The first few of several reasons, and how many more there are."""
    more = len(reasons) - _NAMED
    return ", ".join((*reasons[:_NAMED], *([translated("and {count} more", count=more)] if more > 0 else ())))


def weeks_text(count: int) -> str:
    """A number of weeks in words."""
    return counted("{count} week", "{count} weeks", count)


def unsteady(scenario: Scenario) -> Iterator[tuple[Where, str]]:
    """What keeps the demand of a scenario from being steady, with its place."""
    for key, stream in scenario.arrivals.items():
        at = ("arrivals", key)
        if stream.profile is not None and has_season(stream.profile):
            yield (*at, "profile", "months"), translated("stream '{key}' has a profile over months", key=key)
        if stream.growth:
            yield (*at, "growth"), translated(_GROWS if stream.growth > 0 else _SHRINKS, key=key)
        for name in stream.campaigns:
            yield (*at, "campaigns", name), translated("stream '{key}' has the campaign '{name}'", key=key, name=name)
        if stream.instants is not None:
            yield (*at, "instants"), translated("stream '{key}' comes at given instants", key=key)
        if stream.history is not None and stream.history.use == "replay":
            yield (*at, "history"), translated("stream '{key}' replays a history", key=key)


def has_season(profile: Profile) -> bool:
    """Tell whether months differ in their weights."""
    return len({profile.month_weight(month) for month in range(1, 13)}) > 1
