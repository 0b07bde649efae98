"""Charts of the staff: how busy its pools are, all together, by month, and by hour of the week."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from sim.measure.in_words import percent
from sim.quantities import Floats
from sim.report.chart_sizes import MOST_LINES
from sim.report.chart_style import (
    COLOURS,
    DASHES,
    FONT,
    HATCHES,
    MARKERS,
    bare,
    chart,
    only_words,
    sentences,
    top_legend,
    wrapped,
)
from sim.report.charts.rows import NamedRows
from sim.report.page_svg import SHADE
from sim.translations.in_use import localized_date, marked, translated

BUSY = 0.85
"""From this utilisation on a queue grows fast, and a pool stands out."""
MOST_WEEKS = 6
"""A chart has the weeks of at most this many pools."""
_SHADES = ("#EAF2F8", "#D3E3F0", "#BAD4E8", "#A0C4DF", "#84B2D6", "#679FCB", "#4A8BBF", "#2E77B2", "#1463A3", "#0A4A86")
"""Tenths of utilisation, from light to dark: they are told apart without their colour."""
_MONDAY = date(2024, 1, 1)
"""Some Monday."""
_RARE = 0.1
"""Days of the week on which people are on duty for less than this part of the fullest day, such as Saturdays to which days off are
moved, are left out."""
_NOBODY = marked("nobody is on duty in the counted period")
_SAID = 3
"""An alternative names so many pools."""
_STRIP, _CELL, _CELL_ALONE = 0.13, 0.165, 0.22
"""Heights of the scale, and of an hour in one of several panels and in the only one [inches]."""


def utilisation(table: pd.DataFrame) -> Figure:
    """Work over time on duty of every pool, with its interval, and that of the busiest where several are alike.

    Columns used: label, mean, low, high, highest [shares; NaN without time on duty], as `Results.utilisation()` has them. Bars
    of pools that are busy more than 85 % of the time are hatched and have another colour.
    """
    rows = table[table["mean"].notna()]
    if rows.empty:
        return only_words(translated(_NOBODY))
    labels = [str(label) for label in rows["label"]]
    drawn = NamedRows.of(labels, values=[percent(mean, 0) for mean in rows["mean"]], below=0.62)
    numbers = 100 * rows[["mean", "low", "high", "highest"]].to_numpy(dtype=float)
    for i, (mean, low, high, highest) in enumerate(numbers.tolist()):
        busy = mean >= 100 * BUSY
        drawn.bar(i, 0, mean, colour=COLOURS[busy], hatch=HATCHES[busy])
        drawn.interval(i, low, high)
        if highest > mean + 0.5:
            drawn.point(i, highest, marker="|", colour="black")
    drawn.axes.set_xlim(0, max(100.0, 1.03 * float(np.nanmax(numbers))))
    axis = translated("utilisation: work over time on duty [%], with 95 % interval")
    several = translated("tick: the busiest of several pools alike") if (rows["highest"] > rows["mean"]).any() else ""
    drawn.axes.set_xlabel("\n".join(filter(None, (axis, several))), fontsize=FONT)
    drawn.figure.alternative = sentences(
        translated("Utilisation of every pool: work over time on duty, in percent, with 95 % intervals."),
        *_busiest(rows),
    )
    return drawn.figure


def utilisation_by_month(table: pd.DataFrame) -> Figure:
    """Work over time on duty, month by month, with intervals; of many pools those that are busiest in some month.

    Columns used: label, month [first day], mean, low, high [shares], as `Results.utilisation_by_month()` has them.
    """
    if table["mean"].isna().all():
        return only_words(translated(_NOBODY))
    busiest = table.groupby("label", sort=False)["mean"].max().dropna().nlargest(MOST_LINES).index
    months = sorted(table["month"].unique())
    figure = chart(height=2.4)
    axes = figure.subplots()
    for i, label in enumerate([name for name in table["label"].unique() if name in set(busiest)]):
        rows = table[table["label"] == label].set_index("month").reindex(months)
        at = np.arange(len(months)) + 0.06 * (i - (len(busiest) - 1) / 2)  # side by side, so that no interval hides
        mean, low, high = (100 * rows[name].to_numpy(dtype=float) for name in ("mean", "low", "high"))
        spread = np.nan_to_num([mean - low, high - mean])
        axes.errorbar(
            at, mean, yerr=spread, color=COLOURS[i], linestyle=DASHES[i % len(DASHES)], marker=MARKERS[i],
            markersize=5, linewidth=1.4, capsize=2, label=wrapped(str(label), 70),
        )  # fmt: skip
    axes.axhline(100, color="black", linewidth=0.8)
    axes.set_xticks(range(len(months)), [pd.Timestamp(month).strftime("%m.%Y") for month in months])
    if len(months) > 6:
        axes.set_xticks(axes.get_xticks()[:: -(-len(months) // 6)])
    axes.set_ylim(0, max(105.0, 108 * float(table["mean"].max())))  # the interval of a few replications may be cut off
    axes.set_ylabel(translated("utilisation: work over\ntime on duty [%]"), fontsize=FONT)
    bare(axes, "y")
    top_legend(figure)
    rows = table.loc[[table.loc[table["label"] == label, "mean"].idxmax() for label in busiest]]
    figure.alternative = sentences(
        translated("Utilisation of the busiest pools month by month: work over time on duty, in percent."),
        *_busiest(rows),
    )
    return figure


def _busiest(rows: pd.DataFrame) -> list[str]:
    """The busiest of some pools in a sentence each."""
    largest = rows.loc[rows["mean"].nlargest(_SAID).index]
    return [
        translated("{pool}: {share}.", pool=row["label"], share=percent(row["mean"], 0))
        for _, row in largest.iterrows()
    ]


def utilisation_by_hour(table: pd.DataFrame) -> Figure:
    """When in the week the people of a pool are busy: a heat map of days by hours; hours without duty are blank.

    Columns used: those of :func:`utilisation_by_week`, as `Results.utilisation_by_hour()` has them of one pool.
    """
    return utilisation_by_week(table)


def utilisation_by_week(table: pd.DataFrame) -> Figure:
    """When in the week pools are busy: a heat map of days by hours for each of the busiest; hours without duty are blank.

    Columns used: label, weekday [0: Monday], hour [of the day], mean [share], on_duty_h [h], as `Results.utilisation_by_week()`
    has them. All have one scale.
    """
    on_duty = _usual_days(table[table["mean"].notna()])
    if on_duty.empty:
        return only_words(translated(_NOBODY))
    peak = on_duty.groupby("label", sort=False)["mean"].max()
    labels = [label for label in peak.index if label in set(peak.nlargest(MOST_WEEKS).index)]
    on_duty = on_duty[on_duty["label"].isin(labels)]
    days = sorted(on_duty["weekday"].unique())
    hours = range(int(on_duty["hour"].min()), int(on_duty["hour"].max()) + 1)
    across = min(2, len(labels))
    down = -(-len(labels) // across)
    heights = [_STRIP, *[(_CELL_ALONE if across == 1 else _CELL) * len(days)] * down]
    figure = chart(height=0.75 + 0.4 * down + sum(heights))
    grid = figure.add_gridspec(1 + down, across, height_ratios=heights)
    _scale(figure.add_subplot(grid[0, :]))
    first: Axes | None = None
    for place, label in enumerate(labels):
        axes = figure.add_subplot(grid[1 + place // across, place % across], sharex=first, sharey=first)
        first = first or axes
        cells = on_duty[on_duty["label"] == label].pivot(index="weekday", columns="hour", values="mean")
        _week(axes, cells.reindex(index=days, columns=hours).to_numpy(dtype=float), numbers=across == 1)
        axes.set_title(wrapped(str(label), 74 // across), fontsize=FONT, loc="left")
        axes.tick_params(labelleft=place % across == 0, labelbottom=place + across >= len(labels))
    assert first is not None  # some label has hours on duty
    _week_axes(first, list(hours), days, every=1 if across == 1 else 2)
    figure.supxlabel(translated("hour of the day"), fontsize=FONT)
    figure.alternative = sentences(
        translated(
            "Utilisation by hour of the week: work over time on duty, in percent; hours without duty are blank."
        ),
        *(_peak(on_duty[on_duty["label"] == label]) for label in labels),
    )
    return figure


def _usual_days(on_duty: pd.DataFrame) -> pd.DataFrame:
    """The rows without days of the week on which people are hardly ever on duty."""
    time = on_duty.groupby("weekday")["on_duty_h"].sum()
    return on_duty[on_duty["weekday"].isin(time.index[time >= _RARE * time.max()])]


def _peak(rows: pd.DataFrame) -> str:
    """The busiest hour of a pool in a sentence."""
    row = rows.iloc[int(rows["mean"].to_numpy().argmax())]
    return translated(
        "{pool}: busiest on {day} from {hour}:00, {share}.",
        pool=row["label"], day=_weekday(row["weekday"]), hour=int(row["hour"]), share=percent(row["mean"], 0),
    )  # fmt: skip


def _weekday(day: int) -> str:
    return localized_date(_MONDAY + timedelta(days=int(day)), "short_weekday")


def _scale(axes: Axes) -> None:
    """The shades and what they stand for."""
    for tenth, shade in enumerate(_SHADES):
        axes.barh(0, 10, left=10 * tenth, height=1, color=shade, edgecolor=SHADE, linewidth=0.5)
    axes.set_xlim(0, 100)
    axes.set_ylim(-0.5, 0.5)
    axes.set_yticks([])
    axes.set_xticks(range(0, 101, 20))
    axes.tick_params(labelsize=FONT, length=2)
    axes.spines[:].set_visible(False)
    axes.set_title(translated("utilisation: work over time on duty [%]"), fontsize=FONT, loc="left")


def _tenth(share: float) -> int:
    return min(int(10 * share + 1e-9), len(_SHADES) - 1)


def _week(axes: Axes, shares: Floats, *, numbers: bool) -> None:
    """The cells of a week [shares by day and hour], all of one shade in one path, which takes little room in SVG."""
    cells: dict[int, list[Path]] = {}
    for (i, j), share in np.ndenumerate(shares):
        if not np.isnan(share):
            cell = Path([(j, i), (j + 1, i), (j + 1, i + 1), (j, i + 1), (j, i)], closed=True)
            cells.setdefault(_tenth(float(share)), []).append(cell)
            if numbers and shares.shape[1] <= 12:
                axes.text(
                    j + 0.5, i + 0.53, f"{100 * share:.0f}", ha="center", va="center", fontsize=FONT,
                    color="white" if _tenth(float(share)) >= 5 else "#000001",
                )  # fmt: skip
    for tenth, paths in sorted(cells.items()):
        outline = Path.make_compound_path(*paths)
        axes.add_patch(PathPatch(outline, facecolor=_SHADES[tenth], edgecolor=SHADE, linewidth=0.5))
    axes.set_xlim(0, shares.shape[1])
    axes.set_ylim(shares.shape[0], 0)
    axes.tick_params(labelsize=FONT, length=2)
    axes.spines[:].set_visible(False)


def _week_axes(axes: Axes, hours: list[int], days: list[int], every: int) -> None:
    """Name the hours and days of panels that share them."""
    ends = [*hours, hours[-1] + 1]
    step = max(every, -(-len(ends) // 8))
    axes.set_xticks(range(0, len(ends), step), [f"{hour}" for hour in ends[::step]])
    axes.set_yticks(np.arange(len(days)) + 0.5, [_weekday(day) for day in days])
