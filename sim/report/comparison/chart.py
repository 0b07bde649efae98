"""The chart of a comparison: paired differences with their intervals, one panel per measure.

It differs from the public chart `sim.report.charts.paired_differences`: several cases stand at each place, each with a mark
of its own, and a mark is filled where the difference is significant beside all others, not where its own interval leaves
zero out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.experiment.comparison.compare import Comparison
from sim.report.chart_style import COLOURS, MARKERS, bare, chart, wrapped
from sim.report.comparison.sentences import UNITS, case_name, measure_label, place_name, scaled
from sim.report.page_svg import GROUND

_MOST_PLACES = 12
"""At most this many places have a line in a panel: all routes together and those that differ most."""


class Line(NamedTuple):
    """One difference of a chart, in the unit in which it is shown."""

    panel: str
    """What is compared, with its unit."""
    place: str
    """Where."""
    case: str
    """Which case is held against the first."""
    mean: float
    low: float
    """Lower end of the paired interval; NaN without one."""
    high: float
    """Upper end of the paired interval; NaN without one."""
    significant: bool
    """Whether the difference is significant beside all others [after Holm's correction]."""
    whole: bool = False
    """Whether it is that of all routes together."""


def chart_lines(comparison: Comparison, lang: str = "en") -> list[Line]:
    """The differences of a comparison that have an estimate, with their labels, panel by panel."""
    lines = []
    for difference in comparison.differences:
        value = scaled(difference.measure, difference.paired.estimate)
        if not np.isnan(value.mean):
            panel = f"{measure_label(difference.measure, unit=False)}: difference [{UNITS[difference.measure]}]"
            place, case = place_name(comparison, difference.place, lang), case_name(comparison, difference.case, lang)
            lines.append(
                Line(
                    panel,
                    place,
                    case,
                    value.mean,
                    value.low,
                    value.high,
                    difference.significant,
                    difference.place.kind == "whole",
                )
            )
    return lines


def difference_lines(lines: Sequence[Line], first: str) -> Figure:
    """Paired differences against `first`: filled marks where one can be told, hollow ones where none can.

    Each panel has its own unit; the bar is the paired 95 % interval of that difference alone.
    """
    cases = list(dict.fromkeys(line.case for line in lines))
    panels = {
        name: _most([line for line in lines if line.panel == name])
        for name in dict.fromkeys(line.panel for line in lines)
    }
    rows = [len({line.place for line in panel_lines}) * max(1.0, 0.55 * len(cases)) for panel_lines in panels.values()]
    heights = [0.28 * n + 0.75 for n in rows]
    figure = chart(height=sum(heights) + 0.32 * (len(cases) + 1))
    axes = np.atleast_1d(figure.subplots(max(len(panels), 1), 1, height_ratios=heights or None))
    for ax, (name, panel_lines) in zip(axes, panels.items(), strict=False):
        places = list(dict.fromkeys(line.place for line in panel_lines))
        for line in panel_lines:
            i = cases.index(line.case)
            y = places.index(line.place) + (0.7 * ((i + 0.5) / len(cases) - 0.5) if len(cases) > 1 else 0)
            colour = COLOURS[i % len(COLOURS)]
            low, high = np.nan_to_num([line.low, line.high], nan=line.mean)
            ax.errorbar(
                line.mean,
                y,
                xerr=[[max(line.mean - low, 0)], [max(high - line.mean, 0)]],
                fmt=MARKERS[i % len(MARKERS)],
                color=colour,
                markerfacecolor=colour if line.significant else GROUND,
                markersize=5.5,
                capsize=3,
                linewidth=1.2,
            )
        ax.axvline(0, color="black", linewidth=0.9)
        ax.set_yticks(range(len(places)), [wrapped(place) for place in places], fontsize=8)
        ax.set_ylim(len(places) - 0.45, -0.55)
        all_places = len({line.place for line in lines if line.panel == name})
        rest = f" – {len(places)} of {all_places}" if len(places) < all_places else ""
        ax.set_title(f"{name}{rest}", fontsize=9.5, loc="left")
        ax.tick_params(axis="x", labelsize=8)
        bare(ax)
    figure.legend(
        handles=[
            Line2D([], [], color=COLOURS[i % len(COLOURS)], marker=MARKERS[i % len(MARKERS)], linewidth=1.2, label=case)
            for i, case in enumerate(cases)
        ],
        title=f"less '{first}', paired, with 95 % interval (hollow: no difference can be told)",
        title_fontsize=8.5,
        fontsize=8.5,
        loc="outside upper left",
        alignment="left",
        frameon=False,
    )
    return figure


def _most(lines: list[Line]) -> list[Line]:
    """The lines of the places that differ most, in their order."""
    size: dict[str, float] = {}
    for line in lines:
        size[line.place] = max(size.get(line.place, 0), abs(line.mean))
    whole = {line.place for line in lines if line.whole}
    kept = sorted(size, key=lambda place: (place not in whole, -size[place]))[:_MOST_PLACES]
    return [line for line in lines if line.place in kept]
