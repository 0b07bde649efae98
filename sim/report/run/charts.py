"""Charts of the page of a run alone; the public charts, which take tables, are in `sim.report.charts`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.dates import AutoDateLocator, DateFormatter
from matplotlib.figure import Figure

from sim.measure.figures import Figures, Key
from sim.measure.in_words import route_name
from sim.measure.recovery import Recovery
from sim.measure.step_figures import CURVE_HOURS
from sim.report.chart_style import COLOURS, DASHES, bare, chart, wrapped

_MOST_PANELS = 6
"""At most this many routes have a panel of queue curves."""
_WORTH_A_LINE = 0.05
"""A step gets a line of its own when at least this share of its visits queue longer than a quarter of an hour."""


def queue_curves(figures: Figures, names: dict[tuple[str, ...], str]) -> Figure:
    """Per route and step: the share of visits that queue longer than so many working hours.

    `names` gives the label of each (service, route, step). Steps without a queue share one entry in the legend; of many
    routes those with the longest queues are drawn.
    """
    routes = _longest_queues(figures)
    figure = chart(height=2.9 * len(routes))
    panels = np.atleast_1d(figure.subplots(len(routes), 1, sharex=True))
    shown_until = _shown_until(figures)
    for axes, route in zip(panels, routes, strict=True):
        steps = [key for key in figures.curves if key[:2] == route]
        queues = [key for key in steps if figures.curves[key][1] >= _WORTH_A_LINE]
        for i, key in enumerate(queues):
            curve = 100 * figures.curves[key]
            axes.step(
                CURVE_HOURS,
                curve,
                where="post",
                color=COLOURS[i % len(COLOURS)],
                linestyle=DASHES[i % len(DASHES)],
                label=wrapped(names[key], 60),
            )
        rest = len(steps) - len(queues)
        if rest:
            axes.plot([], [], color="none", label=f"{rest} other steps: under 1 in 20 wait over 15 min")
        axes.set_title(route_name(route, several=True), fontsize=10, loc="left")
        axes.set_ylim(0, 100)
        axes.set_xlim(0, shown_until)
        axes.set_ylabel("visits that queue\nlonger [%]")
        axes.legend(fontsize=8, frameon=False, loc="upper right")
        bare(axes)
    panels[-1].set_xlabel("queue time while people are on duty [working hours]")
    return figure


def _longest_queues(figures: Figures) -> list[Key]:
    """Routes to be drawn, in their order."""
    longest = {
        route: max(float(curve.sum()) for key, curve in figures.curves.items() if key[:2] == route and curve[0] >= 0)
        for route in figures.routes
        if any(key[:2] == route and curve[0] >= 0 for key, curve in figures.curves.items())
    }
    drawn = sorted(longest, key=lambda route: -longest[route])[:_MOST_PANELS]
    return [route for route in figures.routes if route in drawn] or list(figures.routes)[:1]


def utilisation_bars(rows: Sequence[tuple[str, float, float]]) -> Figure:
    """Utilisation of pools: label, mean and highest of the pools behind a bar [shares]."""
    figure = chart(height=0.6 + 0.34 * len(rows))
    axes = figure.subplots()
    for i, (_, mean, highest) in enumerate(rows):
        axes.barh(i, 100 * mean, height=0.62, color=COLOURS[0] if mean < 0.85 else COLOURS[1])
        if highest > mean:
            axes.plot([100 * highest], [i], marker="|", color="black", markersize=9)
        axes.text(100 * highest + 1, i, f"{100 * mean:.0f} %", va="center", fontsize=8)
    axes.set_yticks(range(len(rows)), [wrapped(label, 44) for label, _, _ in rows], fontsize=8)
    axes.invert_yaxis()
    axes.set_xlim(0, 108)
    axes.set_xlabel("utilisation: work over time on duty [%]")
    bare(axes)
    return figure


def recovery_lines(recovery: Recovery) -> Figure:
    """Backlog and age of the oldest file by day: with and without the disturbance, and the range of the undisturbed run."""
    figure = chart(height=5.2)
    panels = figure.subplots(2, 1, sharex=True)
    labels = ("files in the offices", "age of the oldest\n[working days]")
    for axes, part, label in zip(panels, (recovery.backlog, recovery.age), labels, strict=True):
        axes.fill_between(
            recovery.days, 0, part.upper, color="#dddddd", label="19 in 20 undisturbed replications lie below"
        )
        axes.plot(recovery.days, part.undisturbed, color="#555555", linestyle="--", label="undisturbed, mean")
        axes.plot(recovery.days, part.disturbed, color=COLOURS[1], label="disturbed, mean")
        day = part.day(0.5)
        if day is not None and day >= 0:
            axes.axvline(recovery.days[day], color=COLOURS[0], linewidth=1, label="back in half of the replications")
        axes.set_ylabel(label)
        axes.set_ylim(bottom=0)
        bare(axes)
    panels[0].legend(fontsize=8, frameon=False, loc="upper right")
    panels[1].xaxis.set_major_locator(AutoDateLocator(maxticks=8))  # type: ignore[no-untyped-call]  # matplotlib.dates has no types
    panels[1].xaxis.set_major_formatter(DateFormatter("%d.%m.%Y"))  # type: ignore[no-untyped-call]  # likewise
    panels[1].tick_params(axis="x", labelsize=8)
    return figure


def _shown_until(figures: Figures) -> float:
    """Where every curve has fallen below two percent [working hours]."""
    tails = [CURVE_HOURS[np.flatnonzero(c >= 0.02)[-1]] for c in figures.curves.values() if (c >= 0.02).any()]
    return max(4.0, min(float(max(tails, default=4.0)) * 1.05, float(CURVE_HOURS[-1])))
