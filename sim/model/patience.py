"""How long applicants bear to wait at counters, and who of those who gave up comes back when: drawn before the simulation."""

from __future__ import annotations

import numpy as np

from sim.model.addressed_draws import AddressedDraws
from sim.model.numbering import Pass
from sim.model.route import Kind, StepPlan
from sim.model.sample_paths import step_address
from sim.quantities import UNSET, Instants
from sim.scenario.hall import Patience
from sim.scenario.step_durations import whole_seconds


def draw_patience(
    rule: Patience, step: StepPlan, draws: AddressedDraws, each: Pass, patience: Instants, returns_after: Instants
) -> None:
    """Draw and write, for a pass of a step at a counter, the patience in each visit, and after how long applicants come back.

    The last two are columns by row of the workload, and the second by return too, with UNSET where nothing is written [s].
    """
    if step.kind is not Kind.COUNTER:
        return
    address, of = step_address(step.key, each.number), each.places
    patience[each.rows] = whole_seconds(rule.time.quantile(draws.uniform(*address, "patience", of=of)), 1)
    if rule.after is None:
        return
    for k in range(rule.at_most):
        back = (*address, f"returns {k + 1}")
        after = whole_seconds(rule.after.quantile(draws.uniform(*back, "after", of=of)), 0)
        comes_back = draws.uniform(*back, of=of) < rule.returns
        returns_after[each.rows, k] = np.where(comes_back, after, UNSET)
