"""The chart of levers: how many late answers fewer each single change brings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from sim.experiment.levers.race import Tried
from sim.measure.in_words import count
from sim.report.chart_style import COLOURS, FONT, bare, chart, sentences, top_legend, wrapped
from sim.report.levers.words import lever_text
from sim.study.study import Study
from sim.translations.in_use import translated

_MOST = 10
"""Changes that are drawn at most, those that bring most."""


def draw_levers(study: Study, judged: Sequence[Tried], lang: str = "en") -> Figure:
    """Late answers fewer with each single change that was judged, with 95 % intervals; those that cost nothing in another colour."""
    shown = judged[:_MOST]
    figure = chart(height=0.52 * len(shown) + 0.9)
    axes = figure.subplots()
    named: set[bool] = set()
    texts = [lever_text(study, one.lever, lang).replace(" -> ", " → ") for one in shown]
    for i, one in enumerate(shown):
        fewer, free = one.effect.fewer, one.lever.free
        label = translated("costs nothing") if free else translated("costs something")
        spread = np.nan_to_num([[max(fewer.mean - fewer.low, 0.0)], [max(fewer.high - fewer.mean, 0.0)]])
        axes.errorbar(
            [fewer.mean], [i], xerr=spread, fmt="o" if free else "s", color=COLOURS[2 if free else 0], capsize=3,
            markersize=5.5, elinewidth=1.2, label="" if free in named else label,
        )  # fmt: skip
        named.add(free)
    axes.axvline(0, color="black", linewidth=0.9)
    axes.set_yticks(range(len(shown)), [wrapped(text, 44) for text in texts])
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_xlabel(wrapped(translated("late answers fewer, with 95 % interval"), 60), fontsize=FONT)
    bare(axes)
    top_legend(figure)
    figure.alternative = sentences(
        translated("Late answers fewer with each change, with 95 % intervals."),
        *(
            translated("{what}: {fewer}.", what=text, fewer=count(one.effect.fewer, interval=True))
            for text, one in zip(texts, shown, strict=True)
        ),
    )
    return figure
