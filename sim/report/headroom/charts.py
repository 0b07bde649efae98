"""Charts of headroom: the figure of the target against the demand, and the room of everything that was looked at."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.figure import Figure

from sim.planning.headroom.crossing import LEAST_TIMES
from sim.planning.headroom.find_headroom import Bearable, Headroom
from sim.report.chart_style import COLOURS, FONT, bare, chart, sentences, top_legend, wrapped
from sim.report.headroom.sentences import interval_text, multiple_in_words, what
from sim.report.planning.words import measure_title
from sim.translations.in_use import localized_signs, translated

_TICKS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)
"""Multiples that are written at the axis."""


def figure_against(headroom: Headroom, bearable: Bearable, lang: str = "en") -> Figure:
    """The figure that decides, with its interval, at each multiple that was simulated, its target, and the interval of the crossing."""
    times = np.array([multiple for multiple, _ in bearable.points])
    shown = _deciding(headroom, bearable)
    target = headroom.judgement.each[shown].target
    scale = target.measure.scale
    mean, low, high = (
        scale * np.array([getattr(figures[shown], end) for _, figures in bearable.points])
        for end in ("mean", "low", "high")
    )
    figure = chart(height=3.6)
    ax = figure.subplots()
    ax.fill_between(times, low, high, color=COLOURS[0], alpha=0.2, linewidth=0, label=translated("95 % interval"))
    ax.plot(times, mean, color=COLOURS[0], marker="o", markersize=3.5, linewidth=1.2, label=translated("mean"))
    ax.axhline(scale * target.value, color=COLOURS[1], linewidth=1.2, linestyle=(0, (5, 2)), label=translated("target"))
    found = bearable.crossing
    left, right = max(found.low, float(times[0])), min(found.high, float(times[-1]))
    if left < right:
        told = translated("cannot be told from the target")
        ax.axvspan(left, right, color=COLOURS[1], alpha=0.12, linewidth=0, label=told)
    ax.axvline(1, color="black", linewidth=0.8)
    grows = translated("{what}: so many times as now", what=what(headroom, bearable, lang))
    ax.set_xlabel(wrapped(grows, 60), fontsize=FONT)
    unit = f" [{target.measure.shown_unit}]" if target.measure.shown_unit else ""
    title = measure_title(headroom.study, target.measure)
    ax.set_ylabel(wrapped(f"{title}{unit}"), fontsize=FONT)
    top_legend(figure)
    bare(ax, "both")
    figure.alternative = translated(
        "{measure} with its 95 % interval against the demand ({what}, so many times as now), with the target; the target is met up to "
        "{change} ({interval}).",
        measure=title,
        what=what(headroom, bearable, lang),
        change=multiple_in_words(found.times, found.most),
        interval=interval_text(found),
    )
    return figure


def room_of_each(headroom: Headroom, lang: str = "en") -> Figure:
    """The largest multiple of each thing with which the target is met, with its interval; an arrow where it lies beyond the bounds."""
    rows = headroom.bearable
    figure = chart(height=0.44 * len(rows) + 1.1)
    ax = figure.subplots()
    for y, each in enumerate(rows):
        found = each.crossing
        low, at, high = (min(max(value, LEAST_TIMES), found.most) for value in (found.low, found.times, found.high))
        colour = COLOURS[2] if each.increase.kind == "work" else COLOURS[0]
        ax.plot([low, high], [y, y], color=colour, linewidth=2, solid_capstyle="butt")
        inside = LEAST_TIMES <= found.times < math.inf
        mark = "o" if inside else ">" if found.times else "<"
        ax.plot([at], [y], marker=mark, color=colour, markersize=6)
        ax.annotate(
            multiple_in_words(found.times, found.most, short=True),
            (at, y),
            (0, 6),
            textcoords="offset points",
            fontsize=8,
            ha="center",
        )
    ax.axvline(1, color="black", linewidth=0.9)
    ax.set_xscale("log")
    ax.set_xlim(LEAST_TIMES * 0.85, max(_TICKS) * 1.25)
    ax.set_xticks(_TICKS, [localized_signs(f"{tick:g}") for tick in _TICKS])
    ax.minorticks_off()
    ax.set_yticks(range(len(rows)), [wrapped(what(headroom, each, lang)) for each in rows])
    ax.set_ylim(len(rows) - 0.4, -0.75)
    ax.set_xlabel(translated("so many times as now, with 95 % interval"), fontsize=FONT)
    bare(ax)
    figure.alternative = sentences(
        translated("The largest multiple of each thing with which the target is met, with its 95 % interval."),
        *(
            translated(
                "{what}: {change} ({interval}).",
                what=what(headroom, each, lang),
                change=multiple_in_words(each.crossing.times, each.crossing.most),
                interval=interval_text(each.crossing),
            )
            for each in rows
        ),
    )
    return figure


def _deciding(headroom: Headroom, bearable: Bearable) -> int:
    """The condition that is met least at the first multiple beyond the crossing, or at the last one that was simulated."""
    beyond = [figures for multiple, figures in bearable.points if multiple > bearable.crossing.times]
    return headroom.judgement.least_met(beyond[0] if beyond else bearable.points[-1][1])
