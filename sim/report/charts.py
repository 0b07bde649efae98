"""Charts for planners: every function takes a table, as :class:`sim.Results` makes it, and gives a matplotlib Figure.

Colours are those of Okabe and Ito, which colour-blind readers can tell apart; points and lines differ in shape too. A
notebook shows the figures as they are; `figure.savefig("name.svg")` writes one. Shares are drawn in percent.
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, DateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.measure.digits import decimals, part_of_hundred
from sim.report.chart_sizes import MOST_LINES, MOST_PANELS
from sim.report.chart_style import COLOURS, DASHES, MARKERS, bare, chart, wrapped
from sim.report.late_map import late_map
from sim.report.page_svg import GROUND

__all__ = [
    "backlog",
    "compliance",
    "elapsed_term",
    "late_map",
    "paired_differences",
    "queue_times",
    "utilisation_by_hour",
    "utilisation_by_month",
]

MOST_STEPS = 12
"""A chart of queue times has at most this many steps."""
NO_QUEUE = 0.1
"""A step has no queue where 19 in 20 wait less [working hours]."""
_DAYS_OF_WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def compliance(table: pd.DataFrame, target: float | None = None) -> Figure:
    """Share of answers in time per route, with its 95 % interval and the target, if there is one [share].

    Columns used: label, mean, low, high [shares; NaN where no answer was due by a term], as `Results.compliance()` has them.
    """
    rows = list(table[["label", "mean", "low", "high"]].itertuples(index=False, name=None))
    figure = chart(height=0.7 + 0.55 * len(rows))
    axes = figure.subplots()
    few = len(rows) <= len(COLOURS)  # beyond that a colour tells nothing
    for i, (_, mean, low, high) in enumerate(rows):
        if np.isnan(mean):
            axes.text(1, i, "no answer was due by a term", va="center", fontsize=9)
            continue
        axes.barh(i, 100 * mean, height=0.6, color=COLOURS[i if few else 0], alpha=0.85)
        _interval(axes, (100 * mean, 100 * low, 100 * high), i, capsize=4, linewidth=1.2)
        shown = part_of_hundred(mean, decimals(50 * (high - low), 1))
        axes.text(2, i, f"{shown} %", va="center", color="white", fontsize=10, fontweight="bold")
    if target is not None:
        axes.axvline(100 * target, color="black", linestyle=(0, (4, 2)), linewidth=1.2)
        _beside(axes, f"target {100 * target:g} %", (100 * target, -0.62), ha="right", va="bottom", offset=(-4, 0))
    axes.set_yticks(range(len(rows)), [wrapped(str(label), 44) for label, *_ in rows])
    axes.set_ylim(len(rows) - 0.4, -0.75)
    axes.set_xlim(0, 100.5)
    axes.set_xlabel("answers in time [%], with 95 % interval")
    bare(axes)
    return figure


def elapsed_term(table: pd.DataFrame) -> Figure:
    """How many working days answers take: a panel per route with its term; of many routes those with most late answers.

    Columns used: label, days, share, low, high [share of the answers that take exactly so many working days, with its
    interval over replications], within [share within so many], term [working days; NaN for none], as
    `Results.elapsed_term()` has them. What takes longer than the panel is wide is in its last bar.
    """
    table = table[table["share"].notna()]
    if table.empty:
        return _only_words("no application was answered")
    routes = _routes_with_most_beyond_the_term(table)
    across = min(len(routes), 3) if len(routes) != MOST_PANELS else 2
    figure = chart(height=3.2 if len(routes) <= across else 4.6)
    panels = np.atleast_1d(figure.subplots(-(-len(routes) // across), across, sharex=True, sharey=True)).ravel()
    last = _last_day(table[table["label"].isin(routes)])
    for axes, label in zip(panels, routes, strict=True):
        rows = table[table["label"] == label].sort_values("days")
        days = rows["days"].to_numpy()
        shares, low, high = (100 * rows[name].to_numpy(dtype=float) for name in ("share", "low", "high"))
        term = float(rows["term"].iloc[0])
        shown = days < last
        colours = [COLOURS[1] if day > term else COLOURS[0] for day in days[shown]]
        axes.bar(days[shown], shares[shown], width=0.82, color=colours)
        with_interval = shown & (shares > 0) & ~np.isnan(low)
        spread = np.array([(shares - low)[with_interval], (high - shares)[with_interval]])
        axes.errorbar(
            days[with_interval],
            shares[with_interval],
            yerr=spread,
            fmt="none",
            ecolor="black",
            capsize=2,
            elinewidth=0.7,
        )
        rest = float(shares[~shown].sum())
        axes.bar(
            last, rest, width=0.82, color=COLOURS[1] if last > term else COLOURS[0], hatch="///", edgecolor="white"
        )
        if not np.isnan(term):
            axes.axvline(term + 0.5, color="black", linestyle=(0, (4, 2)), linewidth=1.2)
            within = float(rows.loc[rows["days"] <= term, "within"].iloc[-1])
            words = f"{part_of_hundred(within, 1)} % within\n{term:g} working days"
            _beside(axes, words, (0.03, 0.98), ha="left", va="top", panel=True)
        axes.set_title(wrapped(str(label), 30), fontsize=10, loc="left")
        axes.set_xlim(-0.7, last + 0.7)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        bare(axes, "y")
    panels[0].set_ylim(0, panels[0].get_ylim()[1] * 1.3)  # room for the words above the bars
    figure.supxlabel(f"elapsed term [working days]; hatched: {last} and more; dashed: the term", fontsize=9)
    figure.supylabel("answers [%], with 95 % interval", fontsize=9)
    return figure


def queue_times(table: pd.DataFrame) -> Figure:
    """Queue time per step: median and 95th percentile with their intervals; of many steps those with the longest queues.

    Columns used: label, median, median_low, median_high, p95, p95_low, p95_high [working hours], as
    `Results.queue_times()` has them. Steps that nobody passed are left out, and those without a queue if others have one.
    """
    rows = table[table["p95"].notna()]
    if rows.empty:
        return _only_words("nobody passed a step of the staff")
    rows = rows[rows["p95"] >= NO_QUEUE] if (rows["p95"] >= NO_QUEUE).any() else rows
    rows = rows.loc[sorted(rows["p95"].nlargest(MOST_STEPS).index)]
    figure = chart(height=max(2.0, 1.1 + 0.32 * len(rows)))
    axes = figure.subplots()
    for i, row in enumerate(_numbers(rows, ["median", "median_low", "median_high", "p95", "p95_low", "p95_high"])):
        axes.plot([row[0], row[3]], [i, i], color="#bbbbbb", linewidth=3, zorder=1)
        for j, (mean, low, high) in enumerate((row[:3], row[3:])):
            _interval(axes, (mean, low, high), i, capsize=3, linewidth=1.2, color=COLOURS[j])
            label = ("median", "95th percentile")[j] if i == 0 else None
            axes.plot([mean], [i], MARKERS[3 * j], color=COLOURS[j], markersize=6, label=label)
    axes.set_yticks(range(len(rows)), [wrapped(str(label), 44) for label in rows["label"]], fontsize=8)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(left=0)
    figure.supxlabel("queue time while people are on duty [working hours], with 95 % intervals", fontsize=9)
    figure.legend(fontsize=8, frameon=False, loc="outside upper right", ncols=2)
    bare(axes)
    return figure


def utilisation_by_month(table: pd.DataFrame) -> Figure:
    """Work over time on duty, month by month, with intervals; of many pools those that are busiest in some month.

    Columns used: label, month [first day], mean, low, high [shares], as `Results.utilisation_by_month()` has them.
    """
    if table["mean"].isna().all():
        return _only_words("nobody is on duty in the counted period")
    busiest = table.groupby("label", sort=False)["mean"].max().dropna().nlargest(MOST_LINES).index
    months = sorted(table["month"].unique())
    figure = chart(height=4.4)
    axes = figure.subplots()
    for i, label in enumerate([name for name in table["label"].unique() if name in set(busiest)]):
        rows = table[table["label"] == label].set_index("month").reindex(months)
        at = np.arange(len(months)) + 0.06 * (i - (len(busiest) - 1) / 2)  # side by side, so that no interval hides
        mean, low, high = (100 * rows[name].to_numpy(dtype=float) for name in ("mean", "low", "high"))
        spread = np.nan_to_num([mean - low, high - mean])
        axes.errorbar(
            at, mean, yerr=spread, color=COLOURS[i], linestyle=DASHES[i % len(DASHES)], marker=MARKERS[i],
            markersize=5, linewidth=1.4, capsize=2, label=wrapped(str(label), 42),
        )  # fmt: skip
    axes.axhline(100, color="black", linewidth=0.8)
    axes.set_xticks(range(len(months)), [pd.Timestamp(month).strftime("%m.%Y") for month in months], fontsize=8)
    if len(months) > 14:
        axes.set_xticks(axes.get_xticks()[:: -(-len(months) // 14)])
    axes.set_ylim(0, max(105.0, 108 * float(table["mean"].max())))  # the interval of a few replications may be cut off
    axes.set_ylabel("utilisation: work over\ntime on duty [%]")
    figure.legend(loc="outside lower center", ncols=2, fontsize=8, frameon=False)
    bare(axes, "y")
    return figure


def utilisation_by_hour(table: pd.DataFrame) -> Figure:
    """When in the week the people of a pool are busy: a heat map of hours by days; hours without duty are blank.

    Columns used: label, weekday [0: Monday], hour [of the day], mean [share], as `Results.utilisation_by_hour()` has
    them.
    """
    grid = table.pivot(index="weekday", columns="hour", values="mean").reindex(range(7))
    on_duty = grid.columns[grid.notna().any()]
    if on_duty.empty:
        return _only_words("nobody is on duty in the counted period")
    grid = grid.loc[grid.notna().any(axis=1)].reindex(columns=range(int(on_duty.min()), int(on_duty.max()) + 1))
    figure = chart(height=1.5 + 0.36 * len(grid))
    axes = figure.subplots()
    axes.set_facecolor("#eeeeee")
    values = np.ma.masked_invalid(100 * grid.to_numpy(dtype=float))
    image = axes.imshow(values, cmap="cividis", vmin=0, vmax=100, aspect="auto")
    if grid.shape[1] <= 14:  # else the numbers would touch
        for (i, j), value in np.ndenumerate(values.filled(np.nan)):
            if not np.isnan(value):
                colour = "white" if value < 55 else "black"
                axes.text(j, i, f"{value:.0f}", ha="center", va="center", fontsize=8, color=colour)
    step = -(-grid.shape[1] // 14)
    columns = [int(hour) for hour in grid.columns.to_numpy()]
    axes.set_xticks(
        np.arange(0, len(columns) + 1, step) - 0.5, [f"{h}:00" for h in [*columns, columns[-1] + 1][::step]]
    )
    axes.set_yticks(range(len(grid)), [_DAYS_OF_WEEK[day] for day in grid.index])
    axes.tick_params(labelsize=8, length=2)
    axes.set_xlabel("hour of the day [civil time]")
    axes.set_title(wrapped(str(table["label"].iloc[0]), 70), fontsize=10, loc="left")
    figure.colorbar(image, ax=axes, label="utilisation: work over\ntime on duty [%]", pad=0.01)
    return figure


def backlog(table: pd.DataFrame, *, since: date | None = None) -> Figure:
    """Files in the offices at the end of each working day: mean, and the band that holds 90 % of the replications.

    Columns used: day, mean, low, high [files], as `Results.backlog()` has them. `since`, a date, is marked as the day
    from which on applications count.
    """
    figure = chart(height=3.4)
    axes = figure.subplots()
    days = pd.to_datetime(table["day"]).to_numpy()
    axes.fill_between(days, table["low"], table["high"], color=COLOURS[5], alpha=0.35, label="90 % of the replications")
    axes.plot(days, table["mean"], color=COLOURS[0], linewidth=1.5, label="mean")
    if since is not None:
        axes.axvline(pd.Timestamp(since), color="black", linestyle=(0, (4, 2)), linewidth=1)  # type: ignore[arg-type]  # a date
        axes.annotate(
            "counted from here", (pd.Timestamp(since), 0.98), xycoords=("data", "axes fraction"), xytext=(4, 0),
            textcoords="offset points", va="top", fontsize=8,
        )  # fmt: skip
    axes.set_ylim(0, max(1.0, axes.get_ylim()[1]))
    axes.margins(x=0.01)
    axes.set_ylabel("files received and not ready")
    axes.xaxis.set_major_locator(AutoDateLocator(maxticks=8))  # type: ignore[no-untyped-call]  # matplotlib.dates has no types
    axes.xaxis.set_major_formatter(DateFormatter("%d.%m.%Y"))  # type: ignore[no-untyped-call]  # likewise
    axes.tick_params(axis="x", labelsize=8)
    figure.legend(fontsize=8, frameon=False, loc="outside upper right", ncols=2)
    bare(axes, "y")
    return figure


def paired_differences(table: pd.DataFrame) -> Figure:
    """Differences with their intervals, a panel per unit; a hollow point where the interval holds zero.

    Columns used: label, mean, low, high, unit (text), all differences in their unit.
    """
    units = list(table["unit"].unique())
    sizes = [int((table["unit"] == unit).sum()) for unit in units]
    figure = chart(height=max(1.6, 0.5 * len(units) + 0.4 * sum(sizes) + 0.3))
    panels = np.atleast_1d(figure.subplots(len(units), 1, height_ratios=[size + 1 for size in sizes]))
    for axes, unit in zip(panels, units, strict=True):
        rows = table[table["unit"] == unit]
        axes.axvline(0, color="black", linewidth=1)
        for i, (mean, low, high) in enumerate(_numbers(rows, ["mean", "low", "high"])):
            if np.isnan(mean):
                axes.text(0, i, "  not known", va="center", fontsize=8)
                continue
            significant = low > 0 or high < 0
            _interval(axes, (mean, low, high), i, capsize=4, linewidth=1.5, color=COLOURS[0])
            axes.plot(
                [mean], [i], "o", color=COLOURS[0], markerfacecolor=COLOURS[0] if significant else GROUND, markersize=7
            )
            _beside(axes, f"{mean:+.3g}", (mean, i), ha="center", va="bottom", offset=(0, 5))
        axes.set_yticks(range(len(rows)), [wrapped(str(label), 40) for label in rows["label"]], fontsize=8)
        axes.set_ylim(len(rows) - 0.5, -0.7)
        axes.margins(x=0.12)
        axes.set_xlabel(f"difference [{unit}], with 95 % interval", fontsize=9)
        bare(axes)
    return figure


def _only_words(words: str) -> Figure:
    """What stands in the place of a chart that would be empty."""
    figure = chart(height=1.0)
    figure.text(0.5, 0.5, words, ha="center", va="center", fontsize=10)
    return figure


def _interval(
    axes: Axes,
    estimate: tuple[float, float, float],
    y: float,
    *,
    capsize: float = 2,
    linewidth: float = 1,
    color: str = "black",
) -> None:
    """The interval of an estimate (mean, low, high) as a bar; no bar where low or high is NaN."""
    mean, low, high = estimate
    if np.isnan(low) or np.isnan(high):
        return
    spread = [[mean - low], [high - mean]]
    axes.errorbar(
        mean, y, xerr=spread, fmt="none", ecolor=color, capsize=capsize, elinewidth=linewidth, capthick=linewidth
    )


def _beside(
    axes: Axes,
    text: str,
    point: tuple[float, float],
    *,
    ha: str,
    va: str,
    offset: tuple[float, float] = (0, 0),
    panel: bool = False,
) -> None:
    """Words beside a point of the data, or at a place of the panel [fractions of its sides]."""
    system = "axes fraction" if panel else "data"
    # A ground of its own, so that lines do not cross the words.
    ground = {"facecolor": GROUND, "edgecolor": "none", "alpha": 0.8, "pad": 0.5}
    axes.annotate(
        text, point, xycoords=system, xytext=offset, textcoords="offset points", ha=ha, va=va, fontsize=8, bbox=ground
    )


def _numbers(rows: pd.DataFrame, names: list[str]) -> list[list[float]]:
    """Some columns row by row."""
    return [[float(value) for value in row] for row in rows[names].to_numpy(dtype=float)]


def _routes_with_most_beyond_the_term(table: pd.DataFrame) -> list[Hashable]:
    """Labels of the routes that get a panel, in their order; those without a term in working days come last."""
    late = {}
    for label, rows in table.groupby("label", sort=False):
        term = float(rows["term"].iloc[0])
        late[label] = -1.0 if np.isnan(term) else float(rows.loc[rows["days"] > term, "share"].sum())
    chosen = sorted(late, key=lambda label: -late[label])[:MOST_PANELS]
    return [label for label in late if label in chosen]


def _last_day(table: pd.DataFrame) -> int:
    """From here on days share a bar: beyond every term, and beyond all but one in two hundred answers of each route."""
    most = 1
    for _, rows in table.groupby("label", sort=False):
        days, term = rows["days"].to_numpy(), float(rows["term"].iloc[0])
        enough = days[rows["within"].to_numpy() >= 0.995]
        most = max(most, int(enough.min(initial=days.max())), 0 if np.isnan(term) else int(term) + 1)
    return most + 1
