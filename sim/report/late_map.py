"""Late answers by office and month as a grid of small charts, one for each office, all on one scale."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.measure.digits import plain
from sim.report.chart_sizes import MOST_OFFICE_PANELS
from sim.report.chart_style import COLOURS, bare, chart
from sim.translations.in_use import counted, translated

_PANEL = 1.25
"""About how wide a panel is [inches]."""
_LETTERS = 14
"""Letters of the name of an office on a line [per inch]."""
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
    offices = shown_offices(table)
    if not offices:
        figure = chart(height=1.0)
        figure.text(0.5, 0.5, translated("no answer was late"), ha="center", va="center", fontsize=10)
        figure.alternative = late_map_alternative(table)
        return figure
    figure = chart()
    across = min(len(offices), max(round(figure.get_figwidth() / _PANEL), 1))
    down = -(-len(offices) // across)
    figure.set_figheight(0.9 + 1.2 * down)
    panels = np.atleast_1d(figure.subplots(down, across, sharex=True, sharey=True)).ravel()
    single = bool(np.isfinite([office.rows["tenth_high"].to_numpy(dtype=float) for office in offices]).all())
    ends = ("tenth_low", "tenth_high") if single else ("low", "high")
    letters = round(_LETTERS * figure.get_figwidth() / (across + 0.5))
    for axes, office in zip(panels, offices, strict=False):
        _draw_office(axes, office, ends, letters)
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
    figure.supxlabel(
        translated("month in which the term ended; lines: eight in ten replications")
        if single
        else translated("month in which the term ended; lines: 95 % interval of the mean"),
        fontsize=9,
    )
    figure.supylabel(translated("late answers a month"), fontsize=9)
    figure.alternative = late_map_alternative(table)
    return figure


def late_map_alternative(table: pd.DataFrame) -> str:
    """The alternative text of that chart: which offices have most late answers, and in which month."""
    offices = shown_offices(table)
    if not offices:
        return translated("No answer was late in any office.")
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


def shown_offices(table: pd.DataFrame) -> list[_Office]:
    """The offices that have a panel, in the order of the panels."""
    offices = [
        _Office(
            str(rows["label"].iloc[0]), float(rows["mean"].sum()), float(rows["due"].sum()), rows.sort_values("month")
        )
        for _, rows in table.groupby("office", sort=False)
    ]
    with_any = [office for office in offices if office.late > 0]
    return sorted(with_any, key=lambda office: -office.late)[:MOST_OFFICE_PANELS]


def _draw_office(axes: Axes, office: _Office, ends: tuple[str, str], letters: int) -> None:
    """The bars of one office with their ranges, and its sum over all months; its name in lines of so many letters."""
    at = np.arange(len(office.rows))
    mean, low, high = (office.rows[name].to_numpy(dtype=float) for name in ("mean", *ends))
    axes.bar(at, mean, width=0.8, color=COLOURS[0])
    known = ~np.isnan(low) & ~np.isnan(high)
    axes.vlines(at[known], low[known], high[known], color="black", linewidth=0.9)
    axes.set_title(textwrap.fill(office.label, letters, max_lines=3, placeholder=" …"), fontsize=7, loc="left")
    words = translated("{late} of {due} late", late=_counted(office.late), due=_counted(office.due))
    ground = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.5}
    axes.text(0.98, 0.97, words, transform=axes.transAxes, ha="right", va="top", fontsize=7, bbox=ground)
    bare(axes, "y")
    axes.tick_params(labelsize=7)


def _label_months(axes: Axes, months: pd.Series[pd.Timestamp]) -> None:
    """The names of some months below the panels, evenly spaced."""
    apart = -(-len(months) // _LABELS)
    names = [month.strftime("%m.%y") for month in months]
    axes.set_xticks(np.arange(len(months))[::apart], names[::apart], fontsize=7)
    axes.set_xlim(-0.6, len(months) - 0.4)


def _counted(value: float) -> str:
    return plain(value, 0 if value >= _FEW else 1)
