"""The chart of a sweep: its first measure over the numbers that are varied."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.planning.sweep.axes import Axis
from sim.planning.sweep.sweep import Sweep
from sim.quantities import Floats
from sim.report.chart_style import COLOURS, DASHES, FONT, MARKERS, bare, chart, sentences, top_legend, wrapped
from sim.report.planning.words import measure_heading, measure_text, number_title, with_unit
from sim.translations.in_use import marked, translated

_MOST_LINES = len(MARKERS)
_ACROSS = 3
_UNITS = {
    "%": "%",
    "% per year": marked("% per year"),
    "second": marked("seconds"),
    "minute": marked("minutes"),
    "hour": marked("hours"),
    "working day": marked("working days"),
    "calendar day": marked("calendar days"),
    "per hour": marked("per hour"),
    "per day": marked("per day"),
    "per working day": marked("per working day"),
    "per week": marked("per week"),
    "per month": marked("per month"),
    "per year": marked("per year"),
    "x": marked("times what is stated"),
}
"""Units of what is varied, along an axis."""
_LABEL_WIDTH = 62
"""Letters of the name of an axis in a line."""


def draw_sweep(sweep: Sweep) -> Figure:
    """The first measure with its 95 % intervals: over one number a line, over two of a grid a line for each value of one.

    Over more numbers a panel for each, in which every point is a mark; what spreads there comes from the other numbers.
    """
    axes, values = sweep.plan.axes, np.array(sweep.plan.values, dtype=np.float64)
    estimates = [sweep.estimate(point, 0) for point in range(len(values))]
    scale = sweep.plan.measures[0].scale
    heights = scale * np.array([(one.mean, one.low, one.high) for one in estimates], dtype=np.float64)
    names = [_named(axis, number_title(sweep.plan.study, axis.name)) for axis in axes]
    lines = _lines(axes)
    if lines is None:
        return _panels(sweep, values, heights, names)
    along, other = lines
    figure = chart()
    figure.alternative = _alternative(sweep, names)
    place = figure.subplots()
    groups = [None] if other is None else sorted(set(values[:, other].tolist()))
    for i, group in enumerate(groups):
        here = np.flatnonzero(values[:, other] == group) if other is not None else np.arange(len(values))
        here = here[np.argsort(values[here, along], kind="stable")]
        label = (
            ""
            if group is None or other is None
            else translated("{number}: {values}", number=names[other], values=axes[other].shown(group))
        )
        _marks(place, values[here, along], heights[here], i, label, joined=True)
    _dress(place, sweep, names[along], whole=axes[along].whole)
    if other is not None:
        top_legend(figure)
    return figure


def _alternative(sweep: Sweep, names: Sequence[str]) -> str:
    """What the chart shows: the measure over the numbers, and its least and greatest value."""
    chosen = sweep.plan.measures[0]
    known = [one for point in range(len(sweep.plan.values)) if np.isfinite((one := sweep.estimate(point, 0)).mean)]
    about = translated(
        "{measure} over {numbers}, with 95 % intervals.",
        measure=measure_heading(sweep.plan.study, chosen, unit=False),
        numbers=", ".join(names),
    )
    if not known:
        return about
    low, high = (
        with_unit(chosen, measure_text(chosen, end(known, key=lambda one: one.mean), interval=False))
        for end in (min, max)
    )
    return sentences(about, translated("It goes from {low} to {high}.", low=low, high=high))


def _lines(axes: Sequence[Axis]) -> tuple[int, int | None] | None:
    """The axis along which lines are drawn, and that which has a line for each of its values; None where neither can be."""
    if len(axes) == 1:
        return 0, None
    if len(axes) != 2 or any(axis.ends is not None for axis in axes):
        return None
    other = 0 if len(axes[0].values) <= len(axes[1].values) else 1
    return (1 - other, other) if len(axes[other].values) <= _MOST_LINES else None


def _panels(sweep: Sweep, values: Floats, heights: Floats, names: Sequence[str]) -> Figure:
    across = min(len(names), _ACROSS)
    down = -(-len(names) // across)
    figure = chart(height=0.6 + 2.6 * down)
    figure.alternative = _alternative(sweep, names)
    panels = np.atleast_1d(figure.subplots(down, across, sharey=True, squeeze=False)).ravel()
    for i, panel in enumerate(panels):
        if i >= len(names):
            panel.set_axis_off()
            continue
        _marks(panel, values[:, i], heights, 0, "", joined=False)
        _dress(panel, sweep, names[i], whole=sweep.plan.axes[i].whole, first=i % across == 0)
    return figure


def _marks(axes: Axes, x: Floats, heights: Floats, number: int, label: str, *, joined: bool) -> None:
    """Marks with their intervals, those of one number in a shape, a colour and a dash of their own."""
    mean, low, high = heights.T
    below, above = (np.nan_to_num(np.maximum(part, 0)) for part in (mean - low, high - mean))
    axes.errorbar(
        x,
        np.where(np.isfinite(mean), mean, np.nan),
        yerr=[below, above],
        fmt=MARKERS[number % len(MARKERS)],
        linestyle=DASHES[number % len(DASHES)] if joined else "none",
        color=COLOURS[number % len(COLOURS)],
        markersize=5 if joined else 3.5,
        capsize=3 if joined else 0,
        linewidth=1.2,
        elinewidth=1.0 if joined else 0.6,
        label=label,
    )


def _dress(axes: Axes, sweep: Sweep, name: str, *, whole: bool, first: bool = True) -> None:
    """Names of both directions, and a grid; `whole` where only whole numbers lie along it."""
    chosen = sweep.plan.measures[0]
    across = len(sweep.plan.axes) > 2 or any(axis.ends is not None for axis in sweep.plan.axes)
    axes.set_xlabel(
        wrapped(name, _LABEL_WIDTH // (_ACROSS if across and len(sweep.plan.axes) > 1 else 1)), fontsize=FONT
    )
    if first:
        unit = f" [{chosen.shown_unit}]" if chosen.shown_unit else ""
        heading = measure_heading(sweep.plan.study, chosen, unit=False)
        axes.set_ylabel(wrapped(f"{heading}{unit}"), fontsize=FONT)
    if whole:
        axes.xaxis.set_major_locator(MaxNLocator("auto", integer=True))
    bare(axes, "both")


def _named(axis: Axis, name: str) -> str:
    unit = _UNITS.get(axis.unit, axis.unit)
    return f"{name} [{unit if unit in ('', '%') else translated(unit)}]" if unit else name
