"""Rows below each other, each with its name above what is drawn of it, so that long names leave the whole width to the data."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from sim.report.chart_style import FONT, LETTERS, Chart, bare, chart
from sim.report.page_svg import GROUND

_LINE = 11.6
"""Height of a line of text [points]."""
_BAR = 12.0
"""Height of a bar [points]."""
_GAP = 8.0
"""Between a bar and the name below it [points]."""


@dataclass(frozen=True)
class NamedRows:
    """A chart with a row for everything that has a name."""

    figure: Chart
    """The chart."""
    axes: Axes
    """Its panel; heights are points from its top."""
    middles: tuple[float, ...]
    """By row: the height at which it is drawn."""

    @classmethod
    def of(
        cls,
        names: Sequence[str],
        *,
        groups: Sequence[str] = (),
        values: Sequence[str] = (),
        below: float = 0.55,
        covers: bool = True,
    ) -> NamedRows:
        """Rows with their names, below a heading wherever their group changes, and with what they come to at the right.

        `below` is the height of what stands below and above the panel [inches]; `covers` tells whether texts cover what is
        drawn behind them.
        """
        groups, values = groups or [""] * len(names), values or [""] * len(names)
        figure = chart(height=1)
        letters = round(LETTERS * figure.get_figwidth())
        texts: list[tuple[float, str, str, bool]] = []
        middles, at, last = [], 1.0, ""
        for name, group, value in zip(names, groups, values, strict=True):
            if group != last:
                lines = _lines(group, letters - 2)
                texts.append((at, "\n".join(lines), "", True))
                at, last = at + _LINE * len(lines) + 2, group
            lines = _lines(name, letters - (len(value) + 2 if value else 0))
            texts.append((at, "\n".join(lines), value, False))
            at += _LINE * len(lines) + 2
            middles.append(at + _BAR / 2)
            at += _BAR + _GAP
        figure.set_figheight(at / 72 + below)
        axes = figure.subplots()
        axes.set_ylim(at - _GAP + 3, 0)
        axes.set_yticks([])
        bare(axes)
        axes.spines["left"].set_visible(False)
        system, ground = (
            axes.get_yaxis_transform(),
            {"facecolor": GROUND, "edgecolor": "none", "pad": 0.6} if covers else None,
        )
        for top, text, value, heading in texts:
            axes.text(
                0, top, text, transform=system, va="top", fontsize=FONT, bbox=ground, zorder=5,
                fontweight="bold" if heading else "normal",
            )  # fmt: skip
            if value:
                axes.text(1, top, value, transform=system, ha="right", va="top", fontsize=FONT, bbox=ground, zorder=5)
        return cls(figure, axes, tuple(middles))

    def bar(self, row: int, left: float, width: float, *, colour: str, hatch: str = "") -> None:
        """A bar of a row from `left` on."""
        self.axes.barh(
            self.middles[row], width, left=left, height=_BAR, color=colour, hatch=hatch, edgecolor=GROUND, linewidth=0.4,
            zorder=2,
        )  # fmt: skip

    def interval(self, row: int, low: float, high: float, *, colour: str = "black") -> None:
        """The interval of an estimate; nothing where an end of it is NaN."""
        if math.isnan(low) or math.isnan(high):
            return
        y = self.middles[row]
        self.axes.errorbar(
            (low + high) / 2, y, xerr=(high - low) / 2, fmt="none", ecolor=colour, capsize=3.5, elinewidth=1.2, zorder=4
        )

    def point(self, row: int, x: float, *, marker: str, colour: str, label: str | None = None) -> None:
        """A point of a row."""
        self.axes.plot(
            [x], [self.middles[row]], marker, color=colour, markersize=6.5, label=label, zorder=4, linestyle="none"
        )


def _lines(text: str, letters: int) -> list[str]:
    """A text in two lines at most."""
    return textwrap.wrap(text, letters, max_lines=2, placeholder=" …") or [""]
