"""Small scenarios whose staffings are all simulated, one by one: what a search has to find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

import numpy as np

from sim.experiment.workers import Workers, no_progress
from sim.measure.offered_load import offered_load
from sim.model.model import build_model
from sim.planning.points import readable
from sim.planning.staffing.targets import Conditions, read_targets
from sim.planning.staffing.trials import Trials
from sim.planning.staffing.variables import Staffing, possible, staffing_space
from sim.study.study import Study
from tests.minimal import loaded, regulation_text, scenario_text, service

REGULATION = regulation_text(
    roles=("clerk", "expert", "chief", "board", "gate"),
    provider="""
        - {n: 1, role: clerk, action: takes it in, applicant_present: true, source: "5.1"}
        - {n: 2, role: expert, action: examines it, source: "5.2"}
        - {n: 3, role: board, action: advises, source: "5.3"}
        - {n: 4, role: chief, action: decides, source: "5.4"}
    """,
    portal="""
        - {n: 1, role: gate, action: checks it, source: "8.1"}
        - {n: 2, role: chief, action: reads it first, source: "8.2"}
        - {n: 3, role: expert, action: examines it, source: "8.3"}
        - {n: 4, role: chief, action: decides, source: "8.4"}
    """,
    join="""
        step: 4
        route: provider
        readings:
          last: {through: 4, note: the last step}
        used: last
        interpretation: The text does not say it
    """,
    terms="""
        provider: {limit: 5 working days, source: {text: the standard}}
        portal: {limit: 3 working days, source: {text: the standard}}
    """,
)
"""Two routes on the same experts and chiefs; a board advises on what comes to the counter."""


def small_study(
    folder: Path,
    staff: Mapping[str, str],
    staffing: str = "posts: {}",
    *,
    rates: tuple[float, float] = (6.0, 3.0),
    minutes: Mapping[str, int] | None = None,
    seed: int = 1,
    replications: int = 20,
) -> Study:
    """A study of one office in which two routes compete: its staff, what may be tried, applications a day and minutes a file."""
    work = {"clerk": 15, "expert": 120, "board": 20, "chief": 40} | dict(minutes or {})

    def lasting(role: str) -> str:
        mean = work[role]
        return f"{{work: {{distribution: lognormal, mean: {mean} minutes, p90: {round(1.8 * mean)} minutes}}}}"

    steps = "".join(
        f"    {n}: {lasting(role)}\n" for n, role in ((1, "clerk"), (2, "expert"), (3, "board"), (4, "chief"))
    )
    routes = "provider:\n  steps:\n" + steps
    routes += f"portal:\n  steps:\n    2: {lasting('chief')}\n    3: {lasting('expert')}\n"
    scenario = scenario_text(
        "A small office",
        period="{start: 2018-05-02, warm_up_until: 2018-05-16, end: 2018-07-02}",
        replications=str(replications),
        seed=str(seed),
        target="90 %",
        services=service(routes),
        systems="{gate: {response: 5 seconds}}",
        offices="town:\n  hours: department\n  staff:\n"
        + "".join(f"    {role}: {block}\n" for role, block in staff.items()),
        arrivals=(
            f"at_the_counter: {{service: aid, route: provider, office: town, rate: {rates[0]} per working day}}\n"
            f"online: {{service: aid, route: portal, office: town, rate: {rates[1]} per working day}}\n"
        ),
        staffing=staffing + "\n",
    )
    return loaded(folder, scenario, REGULATION)


class Enumerated:
    """Every staffing of a study, simulated."""

    def __init__(self, study: Study, targets: Sequence[str] = (), replications: int = 20) -> None:
        model = build_model(study)
        self.space = possible(staffing_space(study, offered_load(model)), readable(study))
        self.conditions = Conditions(read_targets(targets, model), model)
        self.study, self.replications = study, replications
        self.trials = self.new_trials()
        self.staffings: list[Staffing] = list(product(*(range(len(v.levels)) for v in self.space.variables)))
        self.staffings = self.trials.simulate(self.staffings, replications, "all")

    def new_trials(self) -> Trials:
        """Trials that know nothing yet."""
        return Trials(self.study, self.space, self.conditions, Workers(1), no_progress)

    def meets(self, staffing: Staffing) -> bool:
        """Whether a staffing meets all targets in all replications together."""
        return all(one.met for one in self.conditions.judged(self.trials.outcomes(staffing).values))

    @property
    def least_cost(self) -> float | None:
        """What the cheapest staffing costs that meets the targets; None where there is none."""
        return min((self.space.cost(staffing) for staffing in self.staffings if self.meets(staffing)), default=None)

    def area(self, staffings: Sequence[Staffing]) -> float:
        """The area that some staffings dominate, cost against late answers, in a box just beyond all of them."""
        late = {s: float(self.trials.outcomes(s).late.mean()) for s in self.staffings}
        costs = {s: self.space.cost(s) for s in self.staffings}
        corner, highest = max(costs.values()), max(late.values())
        points = sorted((costs[s], late[s]) for s in staffings)
        area, lowest = 0.0, highest
        for i, (cost, count) in enumerate(points):
            lowest = min(lowest, count)
            until = points[i + 1][0] if i + 1 < len(points) else corner
            area += (until - cost) * (highest - lowest)
        return float(np.float64(area))
