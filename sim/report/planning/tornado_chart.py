"""The chart of a ranking of assumptions: a bar from the low to the high end of each, the longest on top."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.planning.tornado import Tornado
from sim.report.chart_style import COLOURS, bare, chart, wrapped
from sim.report.planning.words import short_names

_MOST_BARS = 20


def draw_tornado(tornado: Tornado) -> Figure:
    """The measure at both ends of each assumption with paired 95 % intervals; pale bars cannot be told from none."""
    effects, chosen = tornado.effects[:_MOST_BARS], tornado.measure
    scale, stated = chosen.scale, chosen.scale * tornado.stated.mean
    bounds = chosen.bounds()
    possible = (scale * bounds.low, scale * bounds.high)
    figure = chart(height=1.1 + 0.5 * len(effects))
    axes = figure.subplots()
    for i, effect in enumerate(effects):
        for end, colour in ((effect.low, COLOURS[0]), (effect.high, COLOURS[1])):
            if end is None or not np.isfinite(end.change.mean):
                continue
            change = scale * end.change.mean
            axes.barh(i, change, left=stated, height=0.6, color=colour, alpha=0.85 if effect.told else 0.25)
            at, offset = stated + change, -0.14 if end is effect.low else 0.14
            low, high = np.clip([stated + scale * value for value in (end.change.low, end.change.high)], *possible)
            spread = np.nan_to_num([[max(at - low, 0.0)], [max(high - at, 0.0)]])
            axes.errorbar(at, i + offset, xerr=spread, fmt="none", color="black", capsize=2.5, linewidth=0.9)
            beside = (3 if change >= 0 else -3, 5 if end is effect.low else -9)
            side = "left" if change >= 0 else "right"
            axes.annotate(end.said, (at, i + offset), beside, textcoords="offset points", ha=side, fontsize=6.5)
    axes.axvline(stated, color="black", linewidth=0.9)
    names = short_names([effect.assumption.name for effect in effects])
    axes.set_yticks(range(len(effects)), [wrapped(name.replace("_", " ")) for name in names], fontsize=8)
    axes.set_ylim(len(effects) - 0.4, -0.6)
    unit = f" [{chosen.shown_unit}]" if chosen.shown_unit else ""
    axes.set_xlabel(f"{chosen.label}{unit}; the line: as stated", fontsize=9)
    axes.tick_params(axis="x", labelsize=8)
    bare(axes)
    handles = [Patch(color=COLOURS[0], label="low end"), Patch(color=COLOURS[1], label="high end")]
    figure.legend(handles=handles, loc="outside upper left", ncols=2, fontsize=8.5, frameon=False)
    return figure
