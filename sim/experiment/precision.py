"""How many replications a stated precision needs: they are added in batches until the interval is narrow enough.

Sequential procedure for a relative or absolute half-width: Law, Simulation Modeling and Analysis, 5th edition, section 9.4.1.
The interval that is tested is the one that is shown, never a raw variance, and ten replications are its least.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from sim.errors import Note
from sim.measure.figures import ReplicationFigures
from sim.measure.intervals import Estimate, share_interval
from sim.model.objection_names import answers_of
from sim.scenario.scenario import Precision, Scenario

LEAST = 10
"""So many replications at least before a precision is tested."""


def batches(scenario: Scenario, rows: Sequence[ReplicationFigures]) -> Iterator[tuple[int, int]]:
    """First and last number of each batch of replications that is to be run; `rows` grows between them."""
    wanted = scenario.precision
    if wanted is None:
        yield 1, scenario.replications
        return
    last = min(max(scenario.replications, LEAST), wanted.at_most)
    yield 1, last
    while last < wanted.at_most and (width := _widest(wanted, rows)) > wanted.half_width:
        # The half-width falls with the root of the number; a half more at most, so that a lucky start does not decide alone.
        needed = math.ceil(len(rows) * (width / wanted.half_width) ** 2) if math.isfinite(width) else wanted.at_most
        first, last = last + 1, min(max(needed, last + 1), last + max(last // 2, LEAST), wanted.at_most)
        yield first, last


def missed(scenario: Scenario, rows: Sequence[ReplicationFigures]) -> Iterator[Note]:
    """A note where the stated precision was not reached with all the replications that are allowed."""
    wanted = scenario.precision
    if wanted is None or (width := _widest(wanted, rows)) <= wanted.half_width:
        return
    reached = width if math.isfinite(width) else None
    facts = {"on": wanted.on, "half_width": wanted.half_width, "replications": len(rows), "reached": reached}
    yield Note("precision_missed", facts)


def _widest(wanted: Precision, rows: Sequence[ReplicationFigures]) -> float:
    """Half the width of the widest interval that matters; infinite where there is none."""
    columns = [[(figures.whole["in_time"], figures.whole["applications"]) for figures in rows]]
    if wanted.on != "term compliance":
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
