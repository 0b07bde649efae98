"""How many replications a stated precision needs: they are added in batches until the interval is narrow enough.

Sequential procedure for a relative or absolute half-width: Law, Simulation Modeling and Analysis, 5th edition, section 9.4.1.
The interval that is tested is the one that is shown, never a raw variance, and ten replications are its least.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from sim.measure.figures import ReplicationFigures
from sim.measure.intervals import share_interval
from sim.scenario.scenario import Precision, Scenario

LEAST = 10
"""So many replications at least before a precision is tested."""


def batches(scenario: Scenario, found: Sequence[ReplicationFigures]) -> Iterator[tuple[int, int]]:
    """First and last number of each batch of replications that is to be run; `found` grows between them."""
    wanted = scenario.precision
    if wanted is None:
        yield 1, scenario.replications
        return
    last = min(max(scenario.replications, LEAST), wanted.at_most)
    yield 1, last
    while last < wanted.at_most and (width := _widest(wanted, found)) > wanted.half_width:
        # The half-width falls with the root of the number; a half more at most, so that a lucky start does not decide alone.
        needed = math.ceil(len(found) * (width / wanted.half_width) ** 2) if math.isfinite(width) else wanted.at_most
        first, last = last + 1, min(max(needed, last + 1), last + max(last // 2, LEAST), wanted.at_most)
        yield first, last


def missed(scenario: Scenario, found: Sequence[ReplicationFigures]) -> Iterator[str]:
    """A sentence where the stated precision was not reached."""
    wanted = scenario.precision
    if wanted is None or (width := _widest(wanted, found)) <= wanted.half_width:
        return
    reached = f"{100 * width:.2g} points" if math.isfinite(width) else "no interval"
    yield (
        f"the precision of {100 * wanted.half_width:g} points on {wanted.on} was not reached with {len(found)} replications, the "
        f"most that are allowed; reached were {reached}"
    )


def _widest(wanted: Precision, found: Sequence[ReplicationFigures]) -> float:
    """Half the width of the widest interval that matters; infinite where there is none."""
    columns = [[figures.whole["in_time"] for figures in found]]
    if wanted.on != "term compliance":
        columns = [[figures.routes[key]["in_time"] for figures in found] for key in found[0].routes]
    widths = [share_interval(column).half_width for column in columns]
    known = [width for width in widths if not math.isnan(width)]
    return max(known, default=math.inf)
