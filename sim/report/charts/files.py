"""Charts of files: how many lie in the offices day by day, and how many sittings take."""

from __future__ import annotations

import math
from datetime import date

import pandas as pd
from matplotlib.figure import Figure

from sim.measure.digits import plain
from sim.report.chart_style import COLOURS, FONT, MARKERS, bare, chart, day_axis, only_words, sentences, top_legend
from sim.report.charts.rows import NamedRows
from sim.translations.in_use import localized_day, translated


def backlog(table: pd.DataFrame, *, since: date | None = None) -> Figure:
    """Files in the offices at the end of each working day: mean, and the band that holds 90 % of the replications.

    Columns used: day, mean, low, high [files], as `Results.backlog()` has them. `since`, a date, is marked as the day
    from which on applications count.
    """
    figure = chart(height=2.3)
    axes = figure.subplots()
    days = pd.to_datetime(table["day"]).to_numpy()
    band = translated("90 % of the replications")
    axes.fill_between(days, table["low"], table["high"], color=COLOURS[5], alpha=0.4, linewidth=0, label=band)
    axes.plot(days, table["mean"], color=COLOURS[0], linewidth=1.5, label=translated("mean"))
    if since is not None:
        axes.axvline(pd.Timestamp(since), color="black", linestyle=(0, (4, 2)), linewidth=1)  # type: ignore[arg-type]  # a date
        axes.annotate(
            translated("counted from here"), (pd.Timestamp(since), 0.02), xycoords=("data", "axes fraction"), xytext=(4, 0),
            textcoords="offset points", va="bottom", fontsize=FONT,
        )  # fmt: skip
    axes.set_ylim(0, max(1.0, axes.get_ylim()[1]))
    axes.margins(x=0.01)
    axes.set_ylabel(translated("files received and not ready"), fontsize=FONT)
    bare(axes, "y")
    day_axis(axes)
    top_legend(figure)
    first, last, most = table.iloc[0], table.iloc[-1], table.iloc[int(table["mean"].to_numpy().argmax())]
    figure.alternative = translated(
        "Files that are received and not ready, day by day: {first} on {first_day}, {most} at most on {most_day}, {last} on "
        "{last_day}, where 90 % of the replications have {low} to {high}.",
        first=_files(first["mean"]), first_day=_day(first["day"]), most=_files(most["mean"]), most_day=_day(most["day"]),
        last=_files(last["mean"]), last_day=_day(last["day"]), low=_files(last["low"]), high=_files(last["high"]),
    )  # fmt: skip
    return figure


def sittings(table: pd.DataFrame) -> Figure:
    """Files per sitting of every commission: taken and carried over, with their intervals, and how many an agenda may have.

    Columns used: label, files, files_low, files_high, carried, carried_low, carried_high [files per sitting held; NaN where none
    was held], agenda [files; NaN without bound], as `Results.sittings()` has them.
    """
    rows = table[table["files"].notna()]
    if rows.empty:
        return only_words(translated("no commission sits"))
    drawn = NamedRows.of([str(label) for label in rows["label"]], below=0.75)
    names = translated("files taken"), translated("carried over")
    bounded = rows["agenda"].notna().any()
    for i, (_, row) in enumerate(rows.iterrows()):
        for j, name in enumerate(("files", "carried")):
            drawn.interval(i, row[f"{name}_low"], row[f"{name}_high"], colour=COLOURS[j])
            drawn.point(i, row[name], marker=MARKERS[3 * j], colour=COLOURS[j], label=names[j] if i == 0 else None)
        if not math.isnan(row["agenda"]):
            middle = drawn.middles[i]
            drawn.axes.plot([row["agenda"]] * 2, [middle - 8, middle + 8], color="black", linewidth=2, zorder=3)
    drawn.axes.set_xlim(left=0)
    axis = translated("files per sitting, with 95 % intervals")
    limit = translated("bar: the most files of an agenda") if bounded else ""
    drawn.axes.set_xlabel("\n".join(filter(None, (axis, limit))), fontsize=FONT)
    top_legend(drawn.figure)
    drawn.figure.alternative = sentences(
        translated("Files per sitting of every commission, with 95 % intervals."),
        *(
            translated(
                "{commission}: {files} taken, {carried} carried over.", commission=row["label"],
                files=plain(row["files"], 1), carried=plain(row["carried"], 1),
            )
            for _, row in rows.iterrows()
        ),
    )  # fmt: skip
    return drawn.figure


def _files(value: float) -> str:
    return plain(value, 0)


def _day(day: pd.Timestamp) -> str:
    return localized_day(pd.Timestamp(day))
