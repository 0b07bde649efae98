"""What costs most deadlines, and the utilisation of each role, with offices that are alike taken together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.experiment.causes.disturbance import Disturbance
from sim.experiment.results import Results
from sim.measure.averages import ratio
from sim.measure.figure_units import bounds_of
from sim.measure.figures import Key, Row
from sim.measure.intervals import Bounds, Estimate, mean_interval
from sim.model.capacity import pools_alike


@dataclass(frozen=True)
class PoolRow:
    """One line of the table of pools: one role in one office, or in all offices of a kind that have it with as many members."""

    kind: str
    """Short name of the office or offices."""
    offices: int
    """How many of them there are."""
    office_names: tuple[str, ...]
    """Their names."""
    role: str
    """Short name of the role."""
    members: int
    """Members of one pool."""
    utilisation: Estimate
    """Work over time on duty, of all the pools together."""
    highest: float
    """Highest mean utilisation of a single pool."""
    queue_h: Estimate
    """Mean queue time per file while people are on duty [working hours]."""
    waiting: Estimate
    """Files that wait for all the pools together at the end of the period."""
    overtime_h: Estimate
    """Overtime of all the pools together [h]."""
    other_duties: Estimate
    """Share of the time in which members are there that other duties take."""
    occupancy: Estimate
    """Files in hand over the caseload, while on duty; NaN without a caseload."""

    @property
    def office(self) -> str:
        """Short name of the office, with their number where there are several."""
        return self.office_names[0] if self.offices == 1 else f"{self.kind} ({self.offices} offices)"


def pool_rows(results: Results) -> list[PoolRow]:
    """The pools in their order, those of offices alike in one line; every figure is computed per replication first."""
    pools = list(results.figures.pools)
    replications = [replication.pools for replication in results.replications]
    groups = {alike: [pools[i] for i in places] for alike, places in pools_alike(results.model.capacity).items()}

    def estimate(keys: list[Key], figure: str, part: str, whole: str) -> Estimate:
        """A figure of the pools together: a ratio of sums over them."""
        ratios, wholes = [], []
        for replication in replications:
            rows = [replication[key] for key in keys]
            wholes.append(_total(rows, whole) if whole else 1.0)
            ratios.append(ratio(_total(rows, part), wholes[-1]))
        return mean_interval(ratios, bounds=bounds_of("pools", figure, sum(wholes) / len(wholes)))

    def other_duties(keys: list[Key]) -> Estimate:
        shares = []
        for replication in replications:
            rows = [replication[key] for key in keys]
            elsewhere = _total(rows, "other_duties_h")
            shares.append(ratio(elsewhere, _total(rows, "on_duty_h") + elsewhere))
        return mean_interval(shares, bounds=Bounds(0.0, 1.0))

    return [
        PoolRow(
            kind=kind,
            offices=len(keys),
            office_names=tuple(key[0] for key in keys),
            role=role,
            members=members,
            utilisation=estimate(keys, "utilisation", "work_h", "on_duty_h"),
            highest=max(results.figures.pools[key]["utilisation"].mean for key in keys),
            queue_h=estimate(keys, "queue_mean_h", "queued_h", "files"),
            waiting=estimate(keys, "waiting", "waiting", ""),
            overtime_h=estimate(keys, "overtime_h", "overtime_h", ""),
            other_duties=other_duties(keys),
            occupancy=estimate(keys, "occupancy", "in_hand_h", "places_h"),
        )
        for (kind, role, members), keys in groups.items()
    ]


@dataclass(frozen=True)
class Costliest:
    """What is to blame for most lateness of a route: a disturbance, or a step for a reason."""

    cause: Disturbance | None
    """The disturbance; None where a step costs more."""
    step: str
    """The step; empty where a disturbance costs more."""
    reason: str
    """The figure of the step that names most of its lateness, of :data:`sim.measure.blame.REASONS` or that of officers; empty likewise."""
    part: float
    """Its share in the lateness."""


def costliest(results: Results, route: Key) -> Costliest | None:
    """What is to blame for most lateness on a route; None where nothing was late."""
    split = split_of_lateness(results, route)
    step = max(split.steps, key=lambda name: split.steps[name]["blame_h"])
    of_step = split.steps[step]["blame_h"]
    worst = max(split.causes, key=lambda cause: split.causes[cause], default=None)
    if worst is not None and split.causes[worst] >= of_step and split.causes[worst] > 0:
        return Costliest(worst, "", "", split.causes[worst] / split.lateness)
    if not of_step > 0:
        return None
    reasons = {name: hours for name, hours in split.steps[step].items() if name != "blame_h"}
    return Costliest(None, step, max(reasons, key=lambda name: reasons[name]), of_step / split.lateness)


@dataclass(frozen=True)
class SplitLateness:
    """The lateness of a route, split over what disturbs the offices and over steps; over steps alone without paired runs."""

    lateness: float
    """Together [working hours]."""
    causes: Mapping[Disturbance, float]
    """By disturbance [working hours]."""
    steps: Mapping[str, Mapping[str, float]]
    """By step: `blame_h` and its reasons [working hours]."""
    term_shorter: float
    """The part of the term that is shorter than the steps [working hours]."""


def split_of_lateness(results: Results, route: Key) -> SplitLateness:
    """How the lateness of a route splits."""
    causes, row = results.causes, results.figures.routes[route]
    if causes is not None:
        steps = {key[2]: row for key, row in causes.steps.items() if key[:2] == route}
        of_causes = {cause.disturbance: cause.routes.get(route, 0.0) for cause in causes.causes}
        return SplitLateness(causes.lateness[route], of_causes, steps, causes.term_shorter[route])
    rows = {key[2]: row for key, row in results.figures.steps.items() if key[:2] == route}
    means = {step: {name: row[name].mean for name in row if name.startswith("blame_")} for step, row in rows.items()}
    return SplitLateness(row["lateness_h"].mean, {}, means, row["term_shorter_h"].mean)


def lateness_shares(results: Results, route: Key) -> dict[str, float]:
    """The share of each step of a route in its lateness; NaN where nothing was late."""
    lateness = results.figures.routes[route]["lateness_h"].mean
    steps = {key[2]: row["blame_h"].mean for key, row in results.figures.steps.items() if key[:2] == route}
    return {name: ratio(blame, lateness) for name, blame in steps.items()}


def _total(rows: list[Row], name: str) -> float:
    return sum(row[name] for row in rows)
