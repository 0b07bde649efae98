"""The steps that cost most deadlines, and the utilisation of each role, with offices that are alike taken together."""

from __future__ import annotations

from dataclasses import dataclass

from sim.experiment.results import Results
from sim.measure.averages import ratio
from sim.measure.figures import Key, Row
from sim.measure.intervals import Estimate, mean_interval
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

    def estimate(keys: list[Key], part: str, whole: str) -> Estimate:
        """A ratio of sums over the pools."""
        ratios = []
        for replication in replications:
            rows = [replication[key] for key in keys]
            ratios.append(ratio(_total(rows, part), _total(rows, whole)) if whole else _total(rows, part))
        return mean_interval(ratios)

    def other_duties(keys: list[Key]) -> Estimate:
        shares = []
        for replication in replications:
            rows = [replication[key] for key in keys]
            elsewhere = _total(rows, "other_duties_h")
            shares.append(ratio(elsewhere, _total(rows, "on_duty_h") + elsewhere))
        return mean_interval(shares)

    return [
        PoolRow(
            kind=kind,
            offices=len(keys),
            office_names=tuple(key[0] for key in keys),
            role=role,
            members=members,
            utilisation=estimate(keys, "work_h", "on_duty_h"),
            highest=max(results.figures.pools[key]["utilisation"].mean for key in keys),
            queue_h=estimate(keys, "queued_h", "files"),
            waiting=estimate(keys, "waiting", ""),
            overtime_h=estimate(keys, "overtime_h", ""),
            other_duties=other_duties(keys),
            occupancy=estimate(keys, "in_hand_h", "places_h"),
        )
        for (kind, role, members), keys in groups.items()
    ]


def costliest_step(results: Results, route: Key) -> tuple[str, float] | None:
    """The step to blame for most lateness on a route, with its share in it; None where nothing was late."""
    shares = lateness_shares(results, route)
    step = max(shares, key=lambda name: shares[name])
    return (step, shares[step]) if shares[step] > 0 else None


def lateness_shares(results: Results, route: Key) -> dict[str, float]:
    """The share of each step of a route in its lateness; NaN where nothing was late."""
    lateness = results.figures.routes[route]["lateness_h"].mean
    steps = {key[2]: row["blame_h"].mean for key, row in results.figures.steps.items() if key[:2] == route}
    return {name: ratio(blame, lateness) for name, blame in steps.items()}


def _total(rows: list[Row], name: str) -> float:
    return sum(row[name] for row in rows)
