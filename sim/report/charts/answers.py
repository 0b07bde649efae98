"""Charts of answers: how many come in time, and how many working days they take."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.measure.in_words import percent, share, stated_share
from sim.measure.intervals import Estimate
from sim.report.chart_sizes import MOST_PANELS
from sim.report.chart_style import COLOURS, FONT, HATCHES, bare, chart, only_words, sentences, wrapped
from sim.report.charts.rows import NamedRows
from sim.report.page_svg import GROUND
from sim.translations.in_use import counted, translated

_LATE = {"color": COLOURS[1], "hatch": HATCHES[1], "edgecolor": GROUND, "linewidth": 0.4}
_IN_TIME = {"color": COLOURS[0]}


def compliance(table: pd.DataFrame, target: float | None = None) -> Figure:
    """Share of answers in time per route, with its 95 % interval and the target, if there is one [share].

    Columns used: label, mean, low, high [shares; NaN where no answer was due by a term], as `Results.compliance()` has them.
    Bars that do not reach the target are hatched and have another colour.
    """
    rows = [(str(label), *shares) for label, *shares in table[["label", "mean", "low", "high"]].itertuples(index=False)]
    said = [_share_in_words(mean, low, high) for _, mean, low, high in rows]
    drawn = NamedRows.of([label for label, *_ in rows], values=said, below=0.62)
    for i, (_, mean, low, high) in enumerate(rows):
        if np.isnan(mean):
            continue
        missed = target is not None and mean < target
        drawn.bar(i, 0, 100 * mean, colour=COLOURS[missed], hatch=HATCHES[missed])
        drawn.interval(i, 100 * low, 100 * high)
    axes = drawn.axes
    heading = ""
    if target is not None:
        axes.axvline(100 * target, color="black", linestyle=(0, (4, 2)), linewidth=1.2, zorder=3)
        heading = translated("dashed: the target, {target}", target=stated_share(target))
        axes.set_title(heading, fontsize=FONT, loc="right")
    axes.set_xlim(0, 100.5)
    axes.set_xlabel(translated("answers in time [%], with 95 % interval"), fontsize=FONT)
    drawn.figure.alternative = sentences(
        translated("Share of answers in time by route, in percent, with 95 % intervals."),
        *(f"{label}: {words}." for (label, *_), words in zip(rows, said, strict=True)),
        "" if target is None else translated("The target is {target}.", target=stated_share(target)),
    )
    return drawn.figure


def _share_in_words(mean: float, low: float, high: float) -> str:
    if np.isnan(mean):
        return translated("no answer was due by a term")
    return share(Estimate(mean, low, high, 0))


def elapsed_term(table: pd.DataFrame) -> Figure:
    """How many working days answers take: a panel per route with its term; of many routes those with most late answers.

    Columns used: label, days, share, low, high [share of the answers that take exactly so many working days, with its
    interval over replications], within [share within so many], term [working days; NaN for none], as
    `Results.elapsed_term()` has them. What takes longer than the panel is wide is in its last bar.
    """
    table = table[table["share"].notna()]
    if table.empty:
        return only_words(translated("no application was answered"))
    routes = _routes_with_most_beyond_the_term(table)
    figure = chart(height=0.7 + 1.2 * len(routes))
    panels = np.atleast_1d(figure.subplots(len(routes), 1, sharex=True, sharey=True)).ravel()
    last = _last_day(table[table["label"].isin(routes)])
    said = [_panel(axes, table[table["label"] == label], last) for axes, label in zip(panels, routes, strict=True)]
    top = panels[0].get_ylim()[1]
    panels[0].set_ylim(0, 1.08 * top)
    panels[-1].set_xlim(-0.7, last + 0.7)
    panels[-1].xaxis.set_major_locator(MaxNLocator(integer=True))
    axis = translated("elapsed term [working days]")
    words = translated("last bar: {days} and more; dashed: the term", days=last)
    panels[-1].set_xlabel(f"{axis}\n{words}", fontsize=FONT)
    figure.supylabel(translated("answers [%], with 95 % interval"), fontsize=FONT)
    figure.alternative = sentences(
        translated("How many working days answers take, by route, in percent of the answers."), *said
    )
    return figure


def _panel(axes: Axes, rows: pd.DataFrame, last: int) -> str:
    """Draw the days of a route; what they come to in a sentence."""
    rows = rows.sort_values("days")
    label, term = str(rows["label"].iloc[0]), float(rows["term"].iloc[0])
    days = rows["days"].to_numpy()
    shares, low, high = (100 * rows[name].to_numpy(dtype=float) for name in ("share", "low", "high"))
    shown = days < last
    for which, style in ((shown & ~(days > term), _IN_TIME), (shown & (days > term), _LATE)):
        axes.bar(days[which], shares[which], width=0.82, **style)
    axes.bar(last, float(shares[~shown].sum()), width=0.82, **(_LATE if last > term else _IN_TIME))
    with_interval = shown & (shares > 0) & ~np.isnan(low)
    spread = np.array([(shares - low)[with_interval], (high - shares)[with_interval]])
    axes.errorbar(
        days[with_interval], shares[with_interval], yerr=spread, fmt="none", ecolor="black", capsize=2, elinewidth=0.8
    )
    axes.set_title(wrapped(label, 66), fontsize=FONT, loc="left", fontweight="bold")
    bare(axes, "y")
    if np.isnan(term):
        return ""
    axes.axvline(term + 0.5, color="black", linestyle=(0, (4, 2)), linewidth=1.2)
    within = percent(float(rows.loc[rows["days"] <= term, "within"].iloc[-1]))
    days_of_term = counted("{count} working day", "{count} working days", int(term))
    at_right = shares[days > 0.55 * last].max(initial=0) <= shares[days < 0.45 * last].max(initial=0)
    axes.annotate(
        translated("{share} within\n{days}", share=within, days=days_of_term),
        (0.99, 0.97) if at_right else (0.02, 0.97), xycoords="axes fraction", ha="right" if at_right else "left", va="top",
        fontsize=FONT, bbox={"facecolor": GROUND, "edgecolor": "none", "pad": 0.6},
    )  # fmt: skip
    return translated("{route}: {share} within the term ({days}).", route=label, share=within, days=days_of_term)


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
