"""The chart of a ranking of assumptions: a bar from the low to the high end of each, the longest on top."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.planning.tornado import AssumptionEffect, Tornado
from sim.report.chart_style import COLOURS, FONT, bare, chart, sentences, top_legend, wrapped
from sim.report.planning.words import measure_text, measure_title, number_title, with_unit
from sim.translations.in_use import translated

_MOST_BARS = 20
_TOLD = 5
"""Assumptions whose ends are told to readers who do not see the chart."""


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
            axes.annotate(end.said, (at, i + offset), beside, textcoords="offset points", ha=side, fontsize=7.5)
    axes.axvline(stated, color="black", linewidth=0.9)
    names = [number_title(tornado.study, effect.assumption.name) for effect in effects]
    axes.set_yticks(range(len(effects)), [wrapped(name) for name in names])
    axes.set_ylim(len(effects) - 0.4, -0.6)
    title = measure_title(tornado.study, chosen)
    measured = f"{title} [{chosen.shown_unit}]" if chosen.shown_unit else title
    axes.set_xlabel(wrapped(translated("{measure}; the line: as stated", measure=measured), 60), fontsize=FONT)
    axes.margins(x=0.16)  # room for what stands beside the ends
    bare(axes)
    handles = [
        Patch(color=COLOURS[0], label=translated("low end")),
        Patch(color=COLOURS[1], label=translated("high end")),
    ]
    top_legend(figure, handles)
    figure.alternative = _alternative(tornado, effects, names)
    return figure


def _alternative(tornado: Tornado, effects: Sequence[AssumptionEffect], names: Sequence[str]) -> str:
    """The measure at both ends of the assumptions that move it most."""
    chosen = tornado.measure
    told = [
        translated(
            "{name}: {ends}.",
            name=name,
            ends=", ".join(
                translated(
                    "{value} at {end}",
                    value=with_unit(chosen, measure_text(chosen, end.mean, interval=False)),
                    end=end.said,
                )
                for end in effect.ends
            ),
        )
        for effect, name in zip(effects[:_TOLD], names, strict=False)
    ]
    return sentences(
        translated(
            "{measure} at the low and the high end of each number; as stated {stated}.",
            measure=measure_title(tornado.study, chosen),
            stated=with_unit(chosen, measure_text(chosen, tornado.stated)),
        ),
        *told,
    )
