"""How many replications a run has: they are added in batches until an interval is narrow enough.

Sequential procedure for a relative or absolute half-width: Law, Simulation Modeling and Analysis, 5th edition, section 9.4.1.
The interval that is tested is the one that is shown, never a raw variance. A scenario states a number of replications, a
precision, or `auto`, which is a precision with a floor.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sim.errors import Note
from sim.measure.figures import ReplicationFigures
from sim.measure.intervals import Estimate, share_interval
from sim.model.objection_names import answers_of
from sim.scenario.scenario import AUTO, AUTO_HALF_WIDTH, AUTO_LEAST, AUTO_MOST, Scenario
from sim.study.study import Study
from sim.translations.in_use import marked

LEAST = 10
"""A stated precision is tested after at least this many replications."""
_FIRST = 20
"""A stated precision is first tested after this many replications where the scenario names no number."""


@dataclass(frozen=True)
class Wanted:
    """How narrow an interval has to be, and how many replications may be spent on it."""

    by: Literal["precision", "auto"]
    """What asks for it."""
    first: int
    """Replications before the interval is looked at."""
    half_width: float
    """Half the width that the interval may have [share]."""
    at_most: int
    """Replications at most."""
    of_every_route: bool = False
    """Whether the share in time of every route is meant, not the one over all of them."""


def wanted_of(scenario: Scenario) -> Wanted | None:
    """What the replications of a scenario are to reach; None where their number is stated."""
    stated, asked = scenario.replications, scenario.precision
    if asked is not None:
        first = min(max(_FIRST if stated == AUTO else stated, LEAST), asked.at_most)
        return Wanted("precision", first, asked.half_width, asked.at_most, asked.on != "term compliance")
    return Wanted("auto", AUTO_LEAST, AUTO_HALF_WIDTH, AUTO_MOST) if stated == AUTO else None


def replications_of(study: Study, wanted: int | None = None) -> int:
    """How many replications each of several studies has: as many as wanted, or as the scenario states, with `auto` its floor."""
    stated = study.scenario.replications
    return wanted or (AUTO_LEAST if stated == AUTO else stated)


def batches(scenario: Scenario, rows: Sequence[ReplicationFigures]) -> Iterator[tuple[int, int]]:
    """First and last number of each batch of replications that is to be run; `rows` grows between them."""
    wanted = wanted_of(scenario)
    if wanted is None:
        assert scenario.replications != AUTO
        yield 1, scenario.replications
        return
    last = wanted.first
    yield 1, last
    while last < wanted.at_most and not _reached(wanted, width := _widest(wanted, rows)):
        # The half-width falls with the root of the number; a half more at most, so that a lucky start does not decide alone.
        needed = _needed(wanted, width, len(rows)) if math.isfinite(width) else wanted.at_most
        first, last = last + 1, min(max(needed, last + 1), last + max(last // 2, LEAST), wanted.at_most)
        yield first, last


def missed(scenario: Scenario, rows: Sequence[ReplicationFigures]) -> Iterator[Note]:
    """A note where a stated precision was not reached with all the replications that are allowed; `auto` promises none."""
    wanted = wanted_of(scenario)
    if wanted is None or wanted.by == "auto" or _reached(wanted, width := _widest(wanted, rows)):
        return
    facts: dict[str, str | float | None] = {"half_width": wanted.half_width, "replications": len(rows)}
    on = marked("term compliance of every route") if wanted.of_every_route else marked("term compliance")
    yield Note("precision_missed", facts | {"on": on, "reached": width if math.isfinite(width) else None})


@dataclass(frozen=True)
class ReachedByAuto:
    """How well the share in time over all routes is known after the replications that `auto` took."""

    half_width: float
    """Half the width of its interval [share]."""
    replications: int
    """How many they were."""
    at_most: int | None
    """The most that `auto` takes, where it took them all and aimed at less; else None."""
    needed: int
    """How many replications the half-width that it aims at takes, by this interval."""


def reached_by_auto(scenario: Scenario, in_time: Estimate) -> ReachedByAuto | None:
    """What `auto` reached; None where a number or a precision is stated, and where no answer has a term."""
    wanted = wanted_of(scenario)
    if wanted is None or wanted.by != "auto" or math.isnan(in_time.half_width):
        return None
    width, count = in_time.half_width, in_time.replications
    at_most = wanted.at_most if width > wanted.half_width else None
    return ReachedByAuto(width, count, at_most, _needed(wanted, width, count))


def _needed(wanted: Wanted, width: float, replications: int) -> int:
    """How many replications the wanted width takes, given the width with some number of them."""
    return math.ceil(replications * (width / wanted.half_width) ** 2)


def _reached(wanted: Wanted, width: float) -> bool:
    """Tell whether an interval is narrow enough; `auto` asks for nothing where no answer has a term."""
    return width <= wanted.half_width or (wanted.by == "auto" and math.isinf(width))


def _widest(wanted: Wanted, rows: Sequence[ReplicationFigures]) -> float:
    """Half the width of the widest interval that matters; infinite where there is none."""
    columns = [[(figures.whole["in_time"], figures.whole["applications"]) for figures in rows]]
    if wanted.of_every_route:
        columns = [
            [(figures.routes[key]["in_time"], figures.routes[key]["cohort"]) for figures in rows]
            for key in rows[0].routes
            if answers_of(key[1]) is None
        ]
    widths = [_interval(column).half_width for column in columns]
    known = [width for width in widths if not math.isnan(width)]
    return max(known, default=math.inf)


def _interval(column: list[tuple[float, float]]) -> Estimate:
    """The interval of a share, given it and the number of its applications in each replication."""
    shares, applications = zip(*column, strict=True)
    return share_interval(shares, applications=sum(applications) / len(applications))
