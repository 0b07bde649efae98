"""How often the intervals of shipped scenarios hold the truth: replications as the truth, studies drawn from them, and a table.

The replications of a scenario are taken for all that there are, so that the truth is their mean; studies of some of them are
drawn with replacement, and the interval of every figure of a study holds its truth or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.experiment.figure_store import FigureStore
from sim.experiment.precision import batches
from sim.experiment.replications import Replicated
from sim.experiment.workers import Workers
from sim.measure.day_quantiles import DAY_QUANTILES, answered_within, day_of, day_quantile
from sim.measure.figure_units import FIGURE_UNITS, FigureTable
from sim.measure.figures import Key, ReplicationFigures, measure
from sim.measure.intervals import CONFIDENCE
from sim.measure.skewed_means import SampleMeans
from sim.measure.time_series import TimeCurves
from sim.model.model import build_model
from sim.quantities import Floats
from sim.study.loading import load_scenario

SCENARIOS = {"west_kazakhstan_social_aid": 2_000, "karaganda_department": 1_000, "reception_days": 1_000}
"""The scenarios, and how many replications stand for the truth of each."""
KNOWN = 0.9
"""The share of the replications that have a figure is at least this, or the figure is not looked at."""
FEW = 30
STUDIES, STUDIES_OF_MANY = 1_000, 500
"""With few replications, and with the scenario's own number."""
SEED = 1934
"""Chosen once, so that the table of docs/coverage.md is the same when it is made again."""
LEAST, MOST = 0.93, 0.97
RARE = 0.1
"""A figure is rare where a smaller share of the replications has another value than most have."""
SHOWN: dict[FigureTable, str] = {
    "whole": "in_time late applications",
    "routes": "applications in_time late queue_median_h queue_p95_h in_progress backlog oldest_days longest_days",
    "steps": "in_time work_mean_h queue_median_h queue_p95_h",
    "pools": "utilisation queue_mean_h overtime_h occupancy",
    "officers": "files queue_h utilisation",
    "streams": "arrivals",
    "endings": "granted refused returned ended_by_applicant open stopped lost longer_term stopped_days delivered_in_time",
    "inherited": "in_time late days_late open cleared_days",
} | {name: " ".join(FIGURE_UNITS[name]) for name in ("sittings", "halls", "home_visits", "transfers", "systems")}
"""By table: the figures that the page shows; all others stand in `summary.json` alone. Days of quantiles are looked at apart."""
PAGE = Path(__file__).parents[2] / "docs" / "coverage.md"


@dataclass(frozen=True)
class Covered:
    """How often the interval of one figure held the truth."""

    scenario: str
    replications: int
    name: str
    shown: bool
    days: bool
    """Whether it is a quantile in whole days."""
    rare: bool
    share: float
    """Of the studies whose interval held the truth."""
    below: float
    """Of the studies whose interval lay below it."""
    widthless: float
    """Of the studies whose interval had no width."""
    skewness: float


def simulated(name: str) -> FigureStore:
    """The replications that stand for the truth of a scenario."""
    task = Replicated(build_model(load_scenario(name)), measure)
    found = FigureStore()
    with Workers(None) as shared:
        for figures in shared.run(task, range(1, SCENARIOS[name] + 1)):
            found.append(figures)
    return found


def default_number(name: str, rows: Sequence[ReplicationFigures]) -> int:
    """How many replications the scenario itself asks for."""
    found: list[ReplicationFigures] = []
    for first, last in batches(load_scenario(name).scenario, found):
        found += [rows[i] for i in range(first - 1, last)]
    return len(found)


def coverage_of(name: str, rows: FigureStore) -> Iterator[Covered]:
    """Every figure of a scenario that varies, with few replications and with its own number."""
    columns = rows.columns
    labels = [(table, key, figure) for table, key, names in columns.layout for figure in names]
    days = {(table, figure) for table in ("routes",) for figure in DAY_QUANTILES}
    varies = np.array([(table, figure) not in days for table, _, figure in labels]) & _varies(columns.values)
    values, limits = columns.values[:, varies], columns.limits().chosen(varies)
    labels = [label for label, chosen in zip(labels, varies.tolist(), strict=True) if chosen]
    with np.errstate(all="ignore"):
        truth = np.nanmean(values, axis=0)
        usual = np.nanmedian(values, axis=0)
        rare = np.nanmean(values != usual, axis=0) < RARE
        skewness = np.nanmean((values - truth) ** 3, axis=0) / np.nanstd(values, axis=0) ** 3
    shown = np.array([figure in SHOWN.get(table, "").split() for table, _, figure in labels])
    # With many replications those of the page alone: nearly all of the others are rare, and take most of the time.
    for replications, studies, chosen in (
        (FEW, STUDIES, np.arange(len(shown))),
        (default_number(name, rows), STUDIES_OF_MANY, np.flatnonzero(shown)),
    ):
        rng = np.random.default_rng([SEED, replications])
        mine, possible, true = values[:, chosen], limits.chosen(chosen), truth[chosen]
        near = 1e-9 * np.abs(true)
        hits, below, known, without = np.zeros((4, len(true)))
        for _ in range(studies):
            low, high = SampleMeans.of(mine[rng.integers(0, len(mine), replications)]).ends(CONFIDENCE, possible)
            known += ~np.isnan(low)
            below += high < true - near
            hits += (low <= true + near) & (high >= true - near)
            without += high == low
        for place, i in enumerate(chosen.tolist()):
            table, key, figure = labels[i]
            yield Covered(
                scenario=name,
                replications=replications,
                name=f"{table} {' '.join((*key, figure))}",
                shown=bool(shown[i]),
                days=False,
                rare=bool(rare[i]),
                share=float(hits[place] / known[place]),
                below=float(below[place] / known[place]),
                widthless=float(without[place] / known[place]),
                skewness=float(skewness[i]),
            )
        yield from _days(name, replications, rows.over_time, columns.table("routes"))


def _days(
    name: str, replications: int, curves: Sequence[TimeCurves], routes: Mapping[Key, Mapping[str, Floats]]
) -> Iterator[Covered]:
    """The days by which half and 19 in 20 of the answers of each route are given."""
    studies = np.random.default_rng([SEED, replications, 1]).integers(0, len(curves), (STUDIES // 4, replications))
    for i, (key, row) in enumerate(routes.items()):
        within = answered_within(curves, i)
        for figure, share in DAY_QUANTILES.items():
            values = row[figure]
            if np.isinf(values).any() or np.isnan(values).mean() > 1 - KNOWN:
                continue
            truth = int(day_of(np.nanmean(within, axis=0), share))
            applications = float(np.mean(row["applications"]))
            found = [day_quantile(within[drawn], values[drawn], share, applications) for drawn in studies]
            yield Covered(
                scenario=name,
                replications=replications,
                name=f"routes {' '.join((*key, figure))}",
                shown=True,
                days=True,
                rare=False,
                share=float(np.mean([estimate.low <= truth <= estimate.high for estimate in found])),
                below=float(np.mean([estimate.high < truth for estimate in found])),
                widthless=0.0,
                skewness=0.0,
            )


def _varies(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which figures are there in most replications, and not always the same."""
    known = (~np.isnan(values)).mean(axis=0) > KNOWN
    found = known.copy()
    mine = values[:, known]
    most, least = np.nanmax(mine, axis=0), np.nanmin(mine, axis=0)
    found[known] = np.isfinite(most) & (most - least > 1e-9 * np.maximum(np.abs(most), 1e-9))
    return found


def group_of(row: Covered) -> str:
    """Under which heading a figure is counted."""
    if row.days:
        return "whole days of a quantile"
    if not row.shown:
        return "in `summary.json` alone"
    return "on the page, rare" if row.rare else "on the page"


GROUPS = ("on the page", "on the page, rare", "whole days of a quantile", "in `summary.json` alone")


def page(rows: Sequence[Covered]) -> str:
    """The page of the documentation with what was found."""
    lines = [_HEAD.format(studies=STUDIES, of_many=STUDIES_OF_MANY, rare=round(100 * RARE))]
    lines += [
        "| scenario | replications | figures | how many | median | least | 93 to 97 % | below 93 % | above 97 % |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name in SCENARIOS:
        mine = [row for row in rows if row.scenario == name]
        for replications in dict.fromkeys(row.replications for row in mine):
            for group in GROUPS:
                shares = np.array(
                    [row.share for row in mine if row.replications == replications and group_of(row) == group]
                )
                if len(shares):
                    inside = (shares >= LEAST) & (shares <= MOST)
                    parts = [inside.mean(), (shares < LEAST).mean(), (shares > MOST).mean()]
                    numbers = [f"{100 * x:.1f} %" for x in (np.median(shares), shares.min())]
                    numbers += [f"{100 * x:.0f} %" for x in parts]
                    lines.append(f"| `{name}` | {replications} | {group} | {len(shares)} | {' | '.join(numbers)} |")
    lines += ["", "## The figures of the page that are held too seldom", "", _WORST.format(of_many=STUDIES_OF_MANY)]
    lines += [
        "| scenario | replications | figure | held in | missed below the truth | skewness |",
        "|---|---|---|---|---|---|",
    ]
    for name in SCENARIOS:
        for replications in dict.fromkeys(row.replications for row in rows if row.scenario == name):
            mine = [r for r in rows if (r.scenario, r.replications) == (name, replications) and r.shown]
            for row in sorted((r for r in mine if r.share < LEAST), key=lambda r: r.share)[:6]:
                lines.append(
                    f"| `{name}` | {replications} | {row.name.replace('_', ' ')} | {100 * row.share:.1f} % | "
                    f"{100 * row.below:.1f} % | {row.skewness:.1f} |"
                )
    return "\n".join(lines) + "\n"


_HEAD = """# How often the intervals hold the truth

A 95 % interval promises to hold the truth in 95 of 100 studies. Here the promise is tried: many independent replications of a
shipped scenario are taken for all that there are, {studies} studies of thirty and {of_many} of more are drawn from them, and it is
counted in how many of these the interval of a figure holds the mean of all. `make slow` makes this page. How intervals are made
is told under [Intervals](method.md#intervals).

A figure whose interval holds with exactly 95 % is found between 93.6 and 96.4 % by chance in nineteen of twenty cases, and with the
fewer studies of more replications between 93.1 and 96.9 %. *Rare* is a figure that has one and the same value in all but {rare} % of the
replications, mostly 0: hardly a study of thirty sees such an event, so its interval rests on an assumption about the size
of what was not seen, and holds the truth in nearly all studies; it is too wide and not too narrow. The interval of a *whole day*
holds the truth more often than it promises, since days lie far from each other. Figures in `summary.json` alone that are held
seldom are lateness that few replications have at all, and its shares by step and reason: a late answer may be late by an hour
or by a month. The second number of replications is the one that the scenario itself asks for.
"""
_WORST = """At most six of each scenario are named, the worst first. Those with a skewness near 0 are there by chance: of a hundred figures
that are held with 95 %, two are found below 93 % in {of_many} studies. Those with a large one have a long tail: a few replications
in a hundred, in which queues break down, carry much of the mean, and a study that has none of them says too little.
"""
