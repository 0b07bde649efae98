"""From a step log to figures: per replication first, then estimates with intervals over replications.

Section 7 of the model says what each figure means. A figure of one replication is a number or NaN; nothing is pooled
over replications before it is computed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sim.engine.steplog import StepLog, Truth
from sim.measure.averages import share_in_time
from sim.measure.blame import blame
from sim.measure.censoring import CENSORED, with_censoring
from sim.measure.day_quantiles import DAY_QUANTILES, ElapsedTerms, answered_within, day_quantile
from sim.measure.estimates import ONLY, Estimates, FigureColumns
from sim.measure.figure_units import FIGURE_UNITS, Figure, FigureTable
from sim.measure.group_figures import class_figures, stream_figures
from sim.measure.halls import hall_figures
from sim.measure.intervals import Estimate
from sim.measure.never_begun import Group, NotBegun
from sim.measure.officers import officer_figures
from sim.measure.outcomes import ending_figures, inherited_figures
from sim.measure.pools import pool_figures
from sim.measure.route_figures import ApplicationTimes, route_figures
from sim.measure.sittings import sitting_figures
from sim.measure.step_figures import Curve, StepFigures, mean_curve
from sim.measure.time_series import TimeCurves, time_curves
from sim.measure.transfers_visits_systems import home_visit_figures, system_figures, transfer_figures
from sim.measure.work import WorkSums
from sim.model.model import Model
from sim.quantities import HOUR, Floats

Row = dict[str, float]
"""Figures by name."""
Key = tuple[str, ...]
"""The names by which a table knows a row, such as service and route."""


@dataclass(frozen=True)
class ReplicationFigures:
    """The figures of one replication, by table and row."""

    routes: dict[Key, Row]
    """By service and route."""
    steps: dict[Key, Row]
    """By service, route and step."""
    pools: dict[Key, Row]
    """By office and role."""
    officers: dict[Key, Row]
    """By office, role and member, of pools in which files have officers."""
    streams: dict[Key, Row]
    """By stream."""
    classes: dict[Key, Row]
    """By class of priority, where a pool goes by it and there are several."""
    sittings: dict[Key, Row]
    """By office and role of a commission that sits."""
    halls: dict[Key, Row]
    """By office and role of a counter with slots, or at which applicants may give up."""
    home_visits: dict[Key, Row]
    """By office and role of teams that visit households."""
    transfers: dict[Key, Row]
    """By service, route and step, of ways between offices."""
    systems: dict[Key, Row]
    """By information system."""
    endings: dict[Key, Row]
    """By service and route: how applications end, and what their cycle time goes to."""
    inherited: dict[Key, Row]
    """By backlog: how its files end."""
    whole: Row
    """Over all routes."""
    curves: dict[Key, Curve]
    """By service, route and step: share of visits that queue longer than each of CURVE_HOURS."""
    over_time: TimeCurves
    """Backlog by day, elapsed terms, utilisation by month and by hour of the week."""
    never_begun: Counter[Group]
    """By pool and stream: applications that nobody had begun where they waited when the observation ended."""

    def table(self, name: FigureTable) -> dict[Key, Row]:
        """The rows of a table by their keys; over all routes it is one row with an empty key."""
        rows: dict[Key, Row] = {ONLY: self.whole} if name == "whole" else getattr(self, name)
        return rows


@dataclass(frozen=True)
class Figures:
    """Estimates over replications, by table, row and figure.

    Shares are between 0 and 1; the unit of every figure stands in :data:`sim.measure.figure_units.FIGURE_UNITS`.

    `routes` (by service and route), over counted applications: applications; cohort (with a deadline that is observed); late
    (of these); left_out (with a deadline behind the time for which outcomes are known); open (not ready at the end of the
    observation); in_time (answers in time over the cohort); median and p95 and longest, in `_days`, of the elapsed term (as
    the law counts it), in `_hours` of the working time from receipt to ready; queue_median_h, queue_p95_h, queue_longest_h
    (waits for people of an application together) [working h], and the same with queue_wall_ (waits for people and for the
    office to open) [h on the clock]; lateness_h (working time from deadlines to late answers, summed) [working h];
    term_shorter_h (the part of it that no step is to blame for) [working h]. Over all applications of the route: in_progress
    (files received and not yet ready, mean over the counted period), ready (answers made ready in it), backlog (files that are
    open at the horizon), oldest_days (age of the oldest).

    `steps` (by service, route, step), over counted applications: visits; turned_away; handed_over; waiting (visits that nobody
    had begun when the observation ended), not_begun (these, and whoever was turned away or gave up); in_time (visits that kept
    the step's limit over those whose limit is observed); queue_median_h, queue_p95_h, queue_longest_h, queue_mean_h (waits for
    people of a visit, censored where it was not begun) [working h]; work_mean_h; wait_closed_h, wait_sitting_h, wait_applicant_h, wait_transfer_h, wait_system_h (mean waits of a visit besides those
    for people) [h on the clock]; blame_h (share of the route's lateness) and
    those of `sim.measure.blame.REASONS` [working h]. Of a step that the officer of the file does also blame_officer_h and
    queue_officer_mean_h (the part of queue_mean_h in which a colleague of his was free) [working h].

    `streams`, `classes`: see :mod:`sim.measure.group_figures`. `whole`, over counted applications of all routes: applications,
    in_time (answers in time over the cohort), late (answers of the cohort); all without objections, which are told apart where
    anybody can object: objections, objections_in_time.

    `pools`: see :func:`sim.measure.pools.pool_figures`. `officers`: see :func:`sim.measure.officers.officer_figures`.
    `sittings`: see :func:`sim.measure.sittings.sitting_figures`. `halls`: see :func:`sim.measure.halls.hall_figures`.
    `home_visits`, `transfers`, `systems`: see :mod:`sim.measure.transfers_visits_systems`. `endings`, `inherited`: see
    :mod:`sim.measure.outcomes`.
    """

    routes: dict[Key, dict[str, Estimate]]
    steps: dict[Key, dict[str, Estimate]]
    pools: dict[Key, dict[str, Estimate]]
    officers: dict[Key, dict[str, Estimate]]
    streams: dict[Key, dict[str, Estimate]]
    classes: dict[Key, dict[str, Estimate]]
    sittings: dict[Key, dict[str, Estimate]]
    halls: dict[Key, dict[str, Estimate]]
    home_visits: dict[Key, dict[str, Estimate]]
    transfers: dict[Key, dict[str, Estimate]]
    systems: dict[Key, dict[str, Estimate]]
    endings: dict[Key, dict[str, Estimate]]
    inherited: dict[Key, dict[str, Estimate]]
    whole: dict[str, Estimate]
    curves: dict[Key, Curve]
    """By service, route and step: mean share of visits that queue longer than each of CURVE_HOURS."""


def measure(log: StepLog, model: Model) -> ReplicationFigures:
    """All figures of one replication."""
    hours_late, routes_blame = blame(log, model)
    by_step = StepFigures.of(log, model)
    times, work = ApplicationTimes.of(log, model), WorkSums.of(log, model)
    waiting = NotBegun.of(log, model)
    routes: dict[Key, Row] = {}
    steps: dict[Key, Row] = {}
    curves: dict[Key, Curve] = {}
    for i, plan in enumerate(model.routes):
        key = plan.key
        blamed = sum(row["blame_h"] for row in routes_blame[i])
        routes[key] = route_figures(log, model, i, times) | {
            "lateness_h": hours_late[i] / HOUR,
            "term_shorter_h": (hours_late[i] - blamed) / HOUR,
        }
        for k, step in enumerate(plan.steps):
            row = by_step.row(i, k)
            steps[(*key, step.key)] = row | {n: v / HOUR for n, v in routes_blame[i][k].items()}
            if step.same_member:
                steps[(*key, step.key)] |= by_step.officer_row(i, k)
            curves[(*key, step.key)] = by_step.curve(i, k)
    return ReplicationFigures(
        routes=routes,
        steps=steps,
        pools=pool_figures(log, model, work),
        officers=officer_figures(log, model, work),
        streams=stream_figures(log, model, times, waiting),
        classes=class_figures(log, model, times, waiting),
        sittings=sitting_figures(log, model),
        halls=hall_figures(log, model),
        home_visits=home_visit_figures(log, model),
        transfers=transfer_figures(log, model),
        systems=system_figures(log, model),
        endings=ending_figures(log, model, work.duties),
        inherited=inherited_figures(log, model),
        whole=_whole(log, model),
        curves=curves,
        over_time=time_curves(log, model, work),
        never_begun=waiting.by_group(log),
    )


def estimate(replications: Sequence[ReplicationFigures], never: Collection[Figure] = ()) -> Figures:
    """Estimates with intervals over replications; `never` as in :func:`estimate_columns`."""
    curves = {key: mean_curve([figures.curves[key] for figures in replications]) for key in replications[0].curves}
    over_time = [figures.over_time for figures in replications]
    return estimate_columns(FigureColumns.of(replications), over_time, curves, never)


def estimate_columns(
    columns: FigureColumns,
    over_time: Sequence[TimeCurves],
    curves: dict[Key, Curve],
    never: Collection[Figure] = (),
) -> Figures:
    """Estimates with intervals over replications, whose figures are laid out as columns.

    `over_time` are the time curves of each replication, `curves` the mean curves of each step, `never` the figures that are 0
    whatever happens, of :func:`sim.measure.impossible.impossible`.
    """
    tables = estimated_tables(columns, over_time, never)
    return Figures(
        **{str(name): tables.get(name, {}) for name in FIGURE_UNITS if name != "whole"},
        whole=tables["whole"][ONLY],
        curves=curves,
    )


def estimated_tables(
    columns: FigureColumns, elapsed: Sequence[ElapsedTerms], never: Collection[Figure] = ()
) -> dict[FigureTable, Estimates]:
    """The estimates of :func:`estimate_columns` by table, of all figures or of some that have beside them what they depend on.

    These are all routes, the figures of which others are a quotient or a part, those that count what was not finished, and the
    longest times beside quantiles. `elapsed` are the elapsed terms of each replication.
    """
    tables, of_routes = columns.estimates(never), columns.table("routes")
    for i, (key, row) in enumerate(tables["routes"].items()):
        tables["routes"][key] = row | _days(row, i, of_routes[key], elapsed)
    for name in CENSORED.keys() & tables.keys():
        values = columns.table(name)
        tables[name] = {key: with_censoring(row, values[key], *CENSORED[name]) for key, row in tables[name].items()}
    return tables


def _days(
    row: dict[str, Estimate], route: int, values: Mapping[str, Floats], elapsed: Sequence[ElapsedTerms]
) -> dict[str, Estimate]:
    """The quantiles of the elapsed term of a route, as whole days of its mean distribution; `values` are those of each replication."""
    within, applications = answered_within(elapsed, route), row["applications"].mean
    return {
        name: day_quantile(within, values[name], share, applications)
        for name, share in DAY_QUANTILES.items()
        if name in row
    }


@dataclass(frozen=True)
class InTime:
    """Answers in time in one replication; shares are NaN where no deadline was observed."""

    whole: float
    """Over all routes."""
    routes: dict[Key, float]
    """By service and route."""
    late: float
    """Late answers over all routes."""

    @classmethod
    def of(cls, figures: ReplicationFigures) -> InTime:
        """Those of a replication of which all figures are known."""
        routes = {key: row["in_time"] for key, row in figures.routes.items()}
        return cls(figures.whole["in_time"], routes, figures.whole["late"])


def in_time_shares(log: StepLog, model: Model) -> InTime:
    """Answers in time alone, for paired runs that ask for nothing else."""
    late_or_not = [
        log.applications.in_time[log.cohort & (log.applications.route == i)] for i in range(len(model.routes))
    ]
    shares: dict[Key, float] = {
        plan.key: share_in_time(answers) for plan, answers in zip(model.routes, late_or_not, strict=True)
    }
    answers = log.applications.in_time[log.cohort & ~log.objections]
    return InTime(share_in_time(answers), shares, float((answers == Truth.no).sum()))


@dataclass(frozen=True)
class WholeFigures:
    """The figures over all routes alone, for those who look at no others: they take a hundredth of the time of all."""

    whole: Row
    """Over all routes."""

    @classmethod
    def of(cls, log: StepLog, model: Model) -> WholeFigures:
        """The figures of one replication."""
        return cls(_whole(log, model))

    def table(self, name: FigureTable) -> dict[Key, Row]:
        """The one row of the table over all routes, with an empty key; other tables are empty."""
        return {ONLY: self.whole} if name == "whole" else {}


def _whole(log: StepLog, model: Model) -> Row:
    """The figures over all routes: of first applications, and apart from them of objections where anybody can object."""
    answers = log.applications.in_time[log.cohort & ~log.objections]
    row = {
        "applications": float((log.applications.counted & ~log.objections).sum()),
        "in_time": share_in_time(answers),
        "late": float((answers == Truth.no).sum()),
    }
    if any(plan.objection for plan in model.routes):
        row["objections"] = float((log.applications.counted & log.objections).sum())
        row["objections_in_time"] = share_in_time(log.applications.in_time[log.cohort & log.objections])
    return row
