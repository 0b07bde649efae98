"""Late answers by office and month as a grid of small charts, one for each office, all on one scale."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.measure.digits import plain
from sim.report.chart_sizes import MOST_OFFICE_PANELS
from sim.report.chart_style import COLOURS, FONT, LETTERS, bare, chart, only_words
from sim.report.page_svg import GROUND, INK
from sim.translations.in_use import counted, translated

_PANEL = 1.7
"""About how wide a panel is [inches]."""
_LEFT, _HIGH, _LINE = 0.6, 1.05, 0.15
"""Room beside the panels; height of a panel, and of a line of its title [inches]."""
_TITLE_LINES = 3
"""A title has at most so many lines."""
_MOST_RANGE = 2.5
"""The scale ends at so many times the highest bar, and ranges beyond it are cut off there."""
_TOLD = 3
"""The alternative text tells of so many offices."""
_LABELS = 3
"""At most this many months have their names below a column of panels."""
_FEW = 9.5
"""A number below this has a decimal."""


@dataclass(frozen=True)
class _Office:
    """What the panel of one office shows."""

    label: str
    """Its name."""
    title: str
    """The same in lines as wide as a panel."""
    late: float
    """Late answers of all months together [mean]."""
    due: float
    """Answers due in all months together [mean]."""
    rows: pd.DataFrame


def late_map(table: pd.DataFrame) -> Figure:
    """Late answers by office and month: a panel for each office, those with most late answers first, on one scale.

    Columns used: office, label, month [first day of the month in which the terms ended], due [mean answers], mean, low, high [late
    answers with the interval of their mean], tenth_low, tenth_high [between them lie eight in ten replications; NaN for
    unknown], as `Results.late_by_month()` has them. Lines show what a single replication brings where that is known, else the
    interval of the mean. Of more offices than MOST_OFFICE_PANELS those with most late answers have a panel; offices without any
    have none.
    """
    figure = chart()
    width = figure.get_figwidth()
    across = max(round(width / _PANEL), 1)
    offices = _shown_offices(table, round((width - _LEFT) / across * LETTERS))
    if not offices:
        return only_words(translated("no answer was late"))
    across = min(len(offices), across)
    down = -(-len(offices) // across)
    lines = max(office.title.count("\n") + 1 for office in offices)
    figure.set_figheight(0.6 + down * (_HIGH + _LINE * lines))
    panels = np.atleast_1d(figure.subplots(down, across, sharex=True, sharey=True)).ravel()
    single = bool(np.isfinite([office.rows["tenth_high"].to_numpy(dtype=float) for office in offices]).all())
    ends = ("tenth_low", "tenth_high") if single else ("low", "high")
    for axes, office in zip(panels, offices, strict=False):
        _draw_office(axes, office, ends)
    for place in range(len(offices), len(panels)):
        panels[place].set_visible(False)
        panels[place - across].tick_params(labelbottom=True)
    months = pd.to_datetime(offices[0].rows["month"])
    _label_months(panels[0], months)
    highest = max(float(office.rows["mean"].max()) for office in offices)
    ends_of_all = np.array([office.rows[ends[1]].to_numpy(dtype=float) for office in offices])
    reach = float(np.nanmax(ends_of_all)) if np.isfinite(ends_of_all).any() else highest
    panels[0].set_ylim(0, 1.25 * max(highest, min(reach, _MOST_RANGE * highest)))  # above it stand the words
    panels[0].yaxis.set_major_locator(MaxNLocator(integer=True, nbins=4))
    below = (
        translated("month in which the term ended; lines: eight in ten replications")
        if single
        else translated("month in which the term ended; lines: 95 % interval of the mean")
    )
    figure.supxlabel(textwrap.fill(below, round(width * LETTERS) - 2), fontsize=FONT)
    beside = translated("late answers [per month]")
    figure.supylabel(textwrap.fill(beside, round(figure.get_figheight() * LETTERS) - 2), fontsize=FONT)
    figure.alternative = _in_words(offices)
    return figure


def _in_words(offices: Sequence[_Office]) -> str:
    """Which offices have most late answers, and in which month."""
    parts = []
    for office in offices[:_TOLD]:
        worst = pd.Timestamp(office.rows["month"].iloc[int(office.rows["mean"].to_numpy().argmax())])
        parts.append(
            translated(
                "{office}: {late} late answers of {due}, most in {month}",
                office=office.label,
                late=_counted(office.late),
                due=_counted(office.due),
                month=f"{worst:%m.%Y}",
            )
        )
    return counted(
        "Late answers by month in {count} office. {offices}.",
        "Late answers by month in {count} offices. {offices}.",
        len(offices),
        offices="; ".join(parts),
    )


def _shown_offices(table: pd.DataFrame, letters: int) -> list[_Office]:
    """The offices that have a panel, in the order of the panels; their titles have lines of so many letters."""
    offices = [
        _Office(
            label := str(rows["label"].iloc[0]),
            "\n".join(textwrap.wrap(label, letters, max_lines=_TITLE_LINES, placeholder=" …")),
            float(rows["mean"].sum()),
            float(rows["due"].sum()),
            rows.sort_values("month"),
        )
        for _, rows in table.groupby("office", sort=False)
    ]
    with_any = [office for office in offices if office.late > 0]
    return sorted(with_any, key=lambda office: -office.late)[:MOST_OFFICE_PANELS]


def _draw_office(axes: Axes, office: _Office, ends: tuple[str, str]) -> None:
    """The bars of one office with their ranges, and its sum over all months."""
    at = np.arange(len(office.rows))
    mean, low, high = (office.rows[name].to_numpy(dtype=float) for name in ("mean", *ends))
    axes.bar(at, mean, width=0.8, color=COLOURS[0])
    known = ~np.isnan(low) & ~np.isnan(high)
    axes.vlines(at[known], low[known], high[known], color=INK, linewidth=0.9)
    axes.set_title(office.title, fontsize=FONT, loc="left")
    words = translated("{late} of {due} late", late=_counted(office.late), due=_counted(office.due))
    ground = {"facecolor": GROUND, "edgecolor": "none", "alpha": 0.8, "pad": 0.5}
    axes.text(0.98, 0.97, words, transform=axes.transAxes, ha="right", va="top", fontsize=FONT, bbox=ground)
    bare(axes, "y")


def _label_months(axes: Axes, months: pd.Series[pd.Timestamp]) -> None:
    """The names of some months below the panels, evenly spaced."""
    apart = -(-len(months) // _LABELS)
    names = [month.strftime("%m.%y") for month in months]
    axes.set_xticks(np.arange(len(months))[::apart], names[::apart], fontsize=FONT)
    axes.set_xlim(-0.6, len(months) - 0.4)


def _counted(value: float) -> str:
    return plain(value, 0 if value >= _FEW else 1)
