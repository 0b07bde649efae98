"""How long applicants bear to wait at counters, and who of those who gave up comes back when: drawn before the simulation."""

from __future__ import annotations

import numpy as np

from sim.model.route import Kind, RoutePlan
from sim.model.sample_paths import Paths, UniformNumbers, step_address
from sim.quantities import UNSET, Floats, Instants
from sim.scenario.hall import Patience
from sim.scenario.step_durations import whole_seconds


def draw_patience(
    rule: Patience | None, route: RoutePlan, paths: Paths, uniform: UniformNumbers
) -> tuple[Instants, Instants]:
    """By row: the patience in each visit, UNSET where it never ends; and by row and return how long after giving up the
    applicant comes back, UNSET where he does not [s]."""
    rows_of_paths = len(paths.position)
    patience = np.full(rows_of_paths, UNSET, dtype=np.int64)
    returns_after = np.full((rows_of_paths, 0 if rule is None else rule.at_most), UNSET, dtype=np.int64)
    if rule is None:
        return patience, returns_after
    for position, passing, rows in paths.by_pass():
        step = route.steps[position]
        if step.kind is not Kind.COUNTER:
            continue
        address, application = step_address(step.key, passing), paths.application[rows]

        def numbers(*purpose: str, at: tuple[str, ...] = address, of: Instants = application) -> Floats:
            return uniform(*at, *purpose)[of]

        patience[rows] = whole_seconds(rule.time.quantile(numbers("patience")), 1)
        for k in range(rule.at_most if rule.after is not None else 0):
            assert rule.after is not None
            after = whole_seconds(rule.after.quantile(numbers(f"returns {k + 1}", "after")), 0)
            returns_after[rows, k] = np.where(numbers(f"returns {k + 1}") < rule.returns, after, UNSET)
    return patience, returns_after
