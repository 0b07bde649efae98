"""The chart of differences between two cases, replication by replication."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sim.report.chart_style import COLOURS, FONT, bare, chart, sentences, wrapped
from sim.report.page_svg import GROUND
from sim.translations.in_use import localized_signs, translated


def paired_differences(table: pd.DataFrame) -> Figure:
    """Differences with their intervals, a panel per unit; a hollow point where the interval holds zero.

    Columns used: label, mean, low, high, unit (text), all differences in their unit.
    """
    units = list(table["unit"].unique())
    sizes = [int((table["unit"] == unit).sum()) for unit in units]
    figure = chart(height=max(1.6, 0.55 * len(units) + 0.45 * sum(sizes) + 0.3))
    panels = np.atleast_1d(figure.subplots(len(units), 1, height_ratios=[size + 1 for size in sizes]))
    said = []
    for axes, unit in zip(panels, units, strict=True):
        rows = table[table["unit"] == unit]
        axes.axvline(0, color="black", linewidth=1)
        for i, (label, mean, low, high) in enumerate(
            rows[["label", "mean", "low", "high"]].itertuples(index=False, name=None)
        ):
            if math.isnan(mean):
                axes.text(0, i, "  " + translated("not known"), va="center", fontsize=FONT)
                continue
            known = not (math.isnan(low) or math.isnan(high))
            if known:
                spread = [[mean - low], [high - mean]]
                axes.errorbar(mean, i, xerr=spread, fmt="none", ecolor=COLOURS[0], capsize=4, elinewidth=1.5)
            significant = known and (low > 0 or high < 0)
            axes.plot(
                [mean], [i], "o", color=COLOURS[0], markerfacecolor=COLOURS[0] if significant else GROUND, markersize=7
            )
            axes.annotate(
                _signed(mean), (mean, i), xytext=(0, 5), textcoords="offset points", ha="center", va="bottom",
                fontsize=FONT, bbox={"facecolor": GROUND, "edgecolor": "none", "pad": 0.5},
            )  # fmt: skip
            said.append(translated("{label}: {difference} {unit}.", label=label, difference=_signed(mean), unit=unit))
        axes.set_yticks(range(len(rows)), [wrapped(str(label), 34) for label in rows["label"]])
        axes.set_ylim(len(rows) - 0.5, -0.7)
        axes.margins(x=0.12)
        axes.set_xlabel(translated("difference [{unit}], with 95 % interval", unit=unit), fontsize=FONT)
        bare(axes)
    figure.alternative = sentences(translated("Differences with 95 % intervals."), *said)
    return figure


def _signed(difference: float) -> str:
    return localized_signs(f"{difference:+.3g}")
