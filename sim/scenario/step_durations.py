"""What a step takes: durations as stated, the whole limit as work, or a lead time of which the work is a part.

A limit is an upper bound and no measurement. As a duration it is a pessimistic bound (`regulated`), or together with a
share it says how long a file usually lies with an office that keeps its limits (`lead_time`). Section 3 of the model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.law.regulation import Channel, PathStep, Regulation
from sim.quantities import DAY, NOMINAL_DAY, Floats, Instants, Limit
from sim.scenario.distributions import Distribution, Fixed
from sim.scenario.route_use import Work
from sim.scenario.scenario import Scenario
from sim.schema.in_words import limit_text
from sim.translations.in_use import marked, translated

WORKING_DAYS_PER_WEEK = 5
"""Of seven calendar days taken as a duration, so many are working days: an assumption, since the law does not say it."""
LONGEST_DRAW = 300 * 366 * DAY
"""No calendar covers more, so a longer draw would not be told from it; and sums of draws fit into 64 bits [s]."""


@dataclass(frozen=True)
class StepDuration:
    """What one step takes, ready to be drawn."""

    work: Distribution
    """Work of the member, or response time of the system [s]."""
    hold: Distribution | None = None
    """Time after the work in which the file lies with the member [s of the office's open time]; None without one."""
    lead_time: float | None = None
    """Work and hold together: the hold is what the drawn work leaves of it, at least 0 [s]; None where it is not set."""
    shortest: int = 1
    """Least work [s]."""
    times: float = 1.0
    """So many times the stated work is what it takes: what is asked of a trial, not written in any file."""

    @property
    def expected_work(self) -> float:
        """Expected work of the member, without the hold [s]."""
        return max(self.times * self.work.mean_seconds, float(self.shortest))

    @property
    def may_hold(self) -> bool:
        """Whether a file can lie with the member after the work."""
        return self.hold is not None or self.lead_time is not None

    @cached_property
    def always(self) -> int | None:
        """The work where it is always the same and nothing is held after it [s]; None where it varies."""
        if self.may_hold or not isinstance(self.work, Fixed):
            return None
        return int(whole_seconds(np.array([self.times * self.work.value]), self.shortest)[0])

    def draw_work(self, uniform: Callable[[str], Floats]) -> Instants:
        """Work of every application [s], from uniform numbers that belong to the purpose `work`."""
        work = self.work.quantile(uniform("work"))
        return whole_seconds(work if self.times == 1 else self.times * work, self.shortest)

    def draw(self, uniform: Callable[[str], Floats]) -> tuple[Instants, Instants]:
        """Work and hold of every application [s], from uniform numbers that belong to the purposes `work` and `hold`."""
        work = self.draw_work(uniform)
        if self.lead_time is not None:
            return work, np.maximum(round(self.lead_time) - work, 0)
        if self.hold is not None:
            return work, whole_seconds(self.hold.quantile(uniform("hold")), 0)
        return work, np.zeros_like(work)


def step_duration(scenario: Scenario, regulation: Regulation, service: str, channel: Channel, key: str) -> StepDuration:
    """What a step of a route takes by its own block, the block of the step that it stands for, or its system's response.

    `durations: regulated` of the scenario comes before the block of a step of staff that has a limit. The scenario is
    one that has been loaded: a step without any duration, or without the limit that its model needs, is a fault there.
    """
    path = regulation.path(channel, scenario.services[service].routes[channel].reading)
    if key not in [step.key for step in path]:  # a branch lies beside the ordinary path
        path = (*path, regulation.branch_steps(channel)[key])
    position = next(i for i, step in enumerate(path) if step.key == key)
    step, block = path[position], block_of(scenario, service, channel, path[position])
    if not is_staffed(regulation, step):
        if block is not None and block.work is not None:
            return StepDuration(block.work, shortest=0)
        system = scenario.systems[step.role] if regulation.kind(step.role) == "system" else None
        return StepDuration(_always(system.response if system else 0), shortest=0)
    limit = limits_as_work(path)[position]
    if limit is not None and takes_whole_limit(scenario, step, block):
        return StepDuration(_always(limit))
    assert block is not None
    assert block.work is not None
    if limit is not None and block.share is not None:
        return StepDuration(block.work, lead_time=block.share * limit)
    return StepDuration(block.work, block.hold)


def block_of(scenario: Scenario, service: str, channel: Channel, step: PathStep) -> Work | None:
    """What a scenario states for a step, or for the step of the met route that it stands for; None for neither."""
    routes = scenario.services[service].routes
    if step.key in routes[channel].steps or step.borrowed is None:
        return routes[channel].steps.get(step.key)
    lender, number = step.borrowed
    return routes[lender].steps.get(str(number)) if lender in routes else None


def takes_whole_limit(scenario: Scenario, step: PathStep, block: Work | None) -> bool:
    """Tell whether a step of staff takes the whole of its limit as work, by its block or by the scenario."""
    regulated = scenario.durations == "regulated" or (block is not None and block.model == "regulated")
    return regulated and step.limit is not None


def is_staffed(regulation: Regulation, step: PathStep) -> bool:
    """Tell whether people do a step, alone or as a commission."""
    return regulation.kind(step.role) in ("staff", "commission")


def limits_as_work(path: tuple[PathStep, ...]) -> tuple[int | None, ...]:
    """The limit of each step of a route taken as working time [s]; None for a step without one.

    A working day is eight hours, and five in seven calendar days are taken as working days. A milestone gets what the
    steps that it spans leave of its limit: those after the step from whose end it counts, up to the one before it.
    """
    result: list[int | None] = []
    keys = [step.key for step in path]
    for i, step in enumerate(path):
        seconds = None if step.limit is None else _working_seconds(step.limit)
        if seconds is not None and step.limit_from in keys[:i]:
            spanned = result[keys.index(step.limit_from) + 1 : i]
            seconds = max(seconds - sum(other or 0 for other in spanned), 0)
        result.append(seconds)
    return tuple(result)


_LIMIT = marked("limit of {limit}")
_CALENDAR_LIMIT = marked("limit of {limit} (five in seven days taken as working days)")
_LIMIT_FROM = marked("limit of {limit} from the end of step {step}, less the limits of the steps between,")
_CALENDAR_LIMIT_FROM = marked(
    "limit of {limit} (five in seven days taken as working days)"
    " from the end of step {step}, less the limits of the steps between,"
)


def limit_in_words(path: tuple[PathStep, ...], position: int) -> str:
    """The limit of a step as a duration, with what is assumed about it: `limit of 3 working days`."""
    step = path[position]
    limit = limit_text(step.limit) if step.limit else ""
    if step.limit_from not in [earlier.key for earlier in path[:position]]:
        return translated(_CALENDAR_LIMIT if in_calendar_days(step) else _LIMIT, limit=limit)
    template = _CALENDAR_LIMIT_FROM if in_calendar_days(step) else _LIMIT_FROM
    return translated(template, limit=limit, step=step.limit_from)


def in_calendar_days(step: PathStep) -> bool:
    """Tell whether a limit has no fixed working time."""
    return step.limit is not None and step.limit.unit == "calendar_days"


def misfits(block: Work, step: PathStep, *, staffed: bool) -> Iterator[tuple[str, str, str]]:
    """What is stated for a step and does not fit it: the key, what is wrong, and what would do."""
    if staffed:
        if block.model != "stated" and step.limit is None:
            message = translated(
                "step {step} has no limit, so 'model: {model}' does not say what it takes",
                step=step.key,
                model=block.model,
            )
            yield "model", message, translated("state 'work' without a model")
        return
    if block.model != "stated":
        message = translated("step {step} is not done by staff, so its limit is nobody's work", step=step.key)
        yield "model", message, translated("take the block out, or state the response time as 'work'")
    if block.hold is not None:
        message = translated("step {step} is not done by staff, so nobody holds the file", step=step.key)
        yield "hold", message, translated("take 'hold' out, or count it in 'work'")


def _always(seconds: int) -> Fixed:
    return Fixed.model_construct(value=seconds)


AT_ONCE = StepDuration(_always(0), shortest=0)
"""Of a step whose time is not its own, such as a transfer."""


def whole_seconds(durations: Floats, shortest: int) -> Instants:
    """Durations as they are drawn: rounded to whole seconds, and at least `shortest` [s]."""
    rounded = np.rint(durations)
    np.maximum(rounded, shortest, out=rounded)
    np.minimum(rounded, LONGEST_DRAW, out=rounded)
    return rounded.astype(np.int64)


def _working_seconds(limit: Limit) -> int:
    """A limit without regard to other steps [s]."""
    seconds = limit.working_seconds
    return round(limit.value * NOMINAL_DAY * WORKING_DAYS_PER_WEEK / 7) if seconds is None else seconds
