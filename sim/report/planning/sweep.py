"""A sweep in sentences, tables and a chart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

import numpy as np

from sim.measure.digits import plain
from sim.measure.intervals import CONFIDENCE
from sim.planning.sweep.axes import Axis
from sim.planning.sweep.plan import SweepPlan
from sim.planning.sweep.sweep import Sweep
from sim.report.parts import Paragraph, Part, Plot, Section, TextTable
from sim.report.planning.page import PlanningPage
from sim.report.planning.sweep_chart import draw_sweep
from sim.report.planning.words import measure_heading, measure_text, short_names, with_unit

SHOWN = 3
"""Measures beside each other in a table."""
_MOST_ROWS = 40
"""Points that a terminal shows."""


def sweep_page(sweep: Sweep, lang: str = "en") -> PlanningPage:
    """What is shown of a sweep: where its first measure is least and greatest, a chart of it, and all points."""
    plan = sweep.plan
    title = f"{plan.study.scenario.scenario.text(lang)} at {_points(plan)}"
    tables: list[Part] = [
        _table(sweep, range(begin, min(begin + SHOWN, len(plan.measures))), medium)
        for medium, last in (("page", len(plan.measures)), ("terminal", min(SHOWN, len(plan.measures))))
        for begin in range(0, last, SHOWN)
    ]
    chart = Section(
        "chart", measure_heading(plan.measures[0], unit=False).capitalize(), (Plot(partial(draw_sweep, sweep)),)
    )
    return PlanningPage(
        title, _description(sweep), _answers(sweep), (chart, Section("points", "All points", tuple(tables)))
    )


def _points(plan: SweepPlan) -> str:
    return "1 point" if len(plan.values) == 1 else f"{len(plan.values):,} points"


def _description(sweep: Sweep) -> str:
    plan = sweep.plan
    period = plan.study.scenario.period
    varied = "; ".join(f"{axis.name} {_values_in_words(axis)}" for axis in plan.axes)
    return (
        f"Varied: {varied}. {_points(plan)}, each simulated {plan.replications:,} times from {period.start} to {period.end}, "
        f"counted from {period.warm_up_until}; replication for replication all points have the same applications and the same "
        "random numbers. In brackets are 95 % intervals of means over replications, each for itself alone."
    )


def _values_in_words(axis: Axis) -> str:
    if axis.ends is not None:
        return f"{axis.shown(axis.ends[0])} to {axis.shown(axis.ends[1])}"
    if len(axis.values) > 6:
        return f"{len(axis.values)} values from {axis.shown(min(axis.values))} to {axis.shown(max(axis.values))}"
    return ", ".join(axis.shown(value) for value in axis.values)


def _answers(sweep: Sweep) -> tuple[str, ...]:
    """Where the first measure is least and greatest, if that can be told; the two are chosen among all points."""
    plan, chosen = sweep.plan, sweep.plan.measures[0]
    means = np.array([sweep.estimate(point, 0).mean for point in range(len(plan.values))])
    known = np.flatnonzero(np.isfinite(means))
    if len(known) < 2:
        return ()
    low, high = int(known[means[known].argmin()]), int(known[means[known].argmax()])
    values = sweep.found.values[:, :, 0]
    with np.errstate(invalid="ignore"):
        change = values[high] - values[low]
    pairs = len(known) * (len(known) - 1) / 2
    difference = chosen.difference(change, _size(sweep, low), level=1 - (1 - CONFIDENCE) / pairs)
    name = chosen.label[:1].upper() + chosen.label[1:]
    if not difference.low > 0:
        return (
            f"{name}: no point can be told from another. The greatest difference is one of {pairs:,.0f} between {len(known)} points, and "
            f"{plan.replications:,} replications cannot tell it from none.",
        )
    least, most = (
        f"{with_unit(chosen, measure_text(chosen, sweep.estimate(point, 0)))} with {point_text(sweep, point)}"
        for point in (low, high)
    )
    beside = "" if pairs == 1 else f", paired and beside all {pairs:,.0f} between {len(known)} points"
    return (f"{name}: lowest, {least}; highest, {most}. The difference between these two can be told{beside}.",)


def _size(sweep: Sweep, point: int) -> float:
    sizes = sweep.found.sizes[point, :, 0]
    return float(np.nanmean(sizes)) if not np.isnan(sizes).all() else math.nan


def point_text(sweep: Sweep, point: int) -> str:
    """What is changed at a point, in words with short names: `department.executor 3, at_the_akims.rate 1.2 per week`."""
    axes = sweep.plan.axes
    names = short_names([axis.name for axis in axes])
    pairs = zip(names, axes, sweep.plan.values[point], strict=True)
    return ", ".join(f"{name} {axis.shown(value)}" for name, axis, value in pairs)


def _table(sweep: Sweep, measures: Sequence[int], medium: str) -> TextTable:
    plan = sweep.plan
    count = len(plan.values) if medium == "page" else min(len(plan.values), _MOST_ROWS)
    between = " (" if medium == "page" else "\n("  # a terminal has the interval below its figure
    rows = tuple(
        (
            *(axis.shown(value) for axis, value in zip(plan.axes, plan.values[point], strict=True)),
            *(measure_text(plan.measures[i], sweep.estimate(point, i)).replace(" (", between) for i in measures),
        )
        for point in range(count)
    )
    rest = len(plan.values) - count
    further = len(plan.measures) - len(measures)
    note = f"{plain(rest, 0)} more points are in report.html. " if rest else ""
    if medium == "terminal" and further:
        note += f"{further} more measures are in report.html."
    return TextTable(
        "points",
        "Points" if medium == "terminal" else "",
        short_names([axis.name for axis in plan.axes]),
        tuple(measure_heading(plan.measures[i]) for i in measures),
        rows,
        note.strip(),
        only="page" if medium == "page" else "terminal",
    )


def resumed(sweep: Sweep) -> Paragraph | None:
    """How much was there before, where a sweep was gone on with."""
    if not sweep.earlier:
        return None
    total = sweep.found.done.size
    if sweep.earlier == total:
        return Paragraph("This sweep was finished already; nothing was simulated.", "note")
    text = f"{sweep.earlier:,} of {total:,} replications were finished already; {total - sweep.earlier:,} were simulated now."
    return Paragraph(text, "note")
