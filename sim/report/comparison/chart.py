"""The chart of a comparison: paired differences with their intervals, one panel per measure.

It differs from the public chart `sim.report.charts.paired_differences`: several cases stand at each place, each with a mark
of its own, and a mark is filled where the difference is significant beside all others, not where its own interval leaves
zero out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.experiment.comparison.compare import Comparison
from sim.report.chart_style import COLOURS, FONT, MARKERS, bare, chart, sentences, wrapped
from sim.report.comparison.sentences import case_name, measure_label, place_name, scaled, signed, unit_of_differences
from sim.report.page_svg import GROUND
from sim.translations.in_use import translated

_MOST_PLACES = 12
"""At most this many places have a line in a panel: all routes together and those that differ most."""
_TOLD = 3
"""Differences of a panel that are told to readers who do not see it."""
_LEGEND_WIDTH = 72
"""Letters of a heading in a line."""


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
            panel = translated(
                "{measure}: difference [{unit}]",
                measure=measure_label(difference.measure, unit=False),
                unit=unit_of_differences(difference.measure),
            )
            place = place_name(comparison, difference.place, lang, short=False)
            lines.append(
                Line(
                    panel,
                    place,
                    case_name(comparison, difference.case, lang),
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
    heights = [0.36 * n + 0.85 for n in rows]
    above = translated("Less '{first}', paired, with 95 % interval (hollow: no difference can be told)", first=first)
    figure = chart(height=sum(heights) + 0.2 * (len(cases) + 1 + wrapped(above, _LEGEND_WIDTH).count("\n")) + 0.2)
    axes = np.atleast_1d(figure.subplots(max(len(panels), 1), 1, height_ratios=heights or None))
    for ax, (name, panel_lines) in zip(axes, panels.items(), strict=False):
        _draw_panel(ax, panel_lines, cases)
        places = len({line.place for line in panel_lines})
        all_places = len({line.place for line in lines if line.panel == name})
        if places < all_places:
            name = translated("{panel} – {shown} of {all} places", panel=name, shown=places, all=all_places)
        ax.set_title(wrapped(name, 40), fontsize=FONT, fontweight="bold", loc="left")
    figure.legend(
        handles=[
            Line2D([], [], color=COLOURS[i % len(COLOURS)], marker=MARKERS[i % len(MARKERS)], linewidth=1.2, label=case)
            for i, case in enumerate(wrapped(case, _LEGEND_WIDTH) for case in cases)
        ],
        title=wrapped(above, _LEGEND_WIDTH),
        title_fontsize=FONT,
        fontsize=FONT,
        loc="outside upper left",
        alignment="left",
        frameon=False,
        borderpad=0,
    )
    figure.alternative = sentences(above + ".", *_told_of(panels))
    return figure


def _draw_panel(ax: Axes, lines: Sequence[Line], cases: Sequence[str]) -> None:
    """The differences of one measure: a row for each place, and in it a mark for each case."""
    places = list(dict.fromkeys(line.place for line in lines))
    for line in lines:
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
    ax.set_yticks(range(len(places)), [wrapped(place, 30) for place in places])
    ax.set_ylim(len(places) - 0.45, -0.55)
    bare(ax)


def _told_of(panels: Mapping[str, Sequence[Line]]) -> Iterator[str]:
    """The differences of each panel in a sentence: those of all routes together, or those that differ most."""
    for name, lines in panels.items():
        told = sorted(lines, key=lambda line: (not line.whole, not line.significant, -abs(line.mean)))[:_TOLD]
        yield translated(
            "{panel}: {differences}.",
            panel=name,
            differences="; ".join(
                translated(
                    "{place}, '{case}' {mean} ({low} to {high})",
                    place=line.place or name,
                    case=line.case,
                    mean=signed(line.mean),
                    low=signed(line.low),
                    high=signed(line.high),
                )
                for line in told
            ),
        )


def _most(lines: list[Line]) -> list[Line]:
    """The lines of the places that differ most, in their order."""
    size: dict[str, float] = {}
    for line in lines:
        size[line.place] = max(size.get(line.place, 0), abs(line.mean))
    whole = {line.place for line in lines if line.whole}
    kept = sorted(size, key=lambda place: (place not in whole, -size[place]))[:_MOST_PLACES]
    return [line for line in lines if line.place in kept]
