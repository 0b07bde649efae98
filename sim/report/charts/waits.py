"""Charts of time that files lose: in queues, at the counter, and where answers were late."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.measure.digits import plain
from sim.report.chart_style import COLOURS, FONT, MARKERS, REASON_STYLES, only_words, sentences, top_legend
from sim.report.charts.rows import NamedRows
from sim.report.page_svg import GROUND, MUTED
from sim.translations.in_use import marked, translated

MOST_STEPS = 10
"""A chart of steps has at most this many."""
NO_QUEUE = 0.1
"""A step has no queue where 19 in 20 wait less [working hours]."""
_NO_WAIT = 0.05
"""Nobody waits at a step where the mean wait is less [h]."""
_SAID = 3
"""An alternative names so many rows."""


def queue_times(table: pd.DataFrame) -> Figure:
    """Queue time per step: median and 95th percentile with their intervals; of many steps those with the longest queues.

    Columns used: route_label, step_label, median, median_low, median_high, p95, p95_low, p95_high [working hours], as
    `Results.queue_times()` has them. Steps that nobody passed are left out, and those without a queue if others have one.
    """
    rows = table[table["p95"].notna()]
    if rows.empty:
        return only_words(translated("nobody passed a step of the staff"))
    rows = rows[rows["p95"] >= NO_QUEUE] if (rows["p95"] >= NO_QUEUE).any() else rows
    rows = rows.loc[sorted(rows["p95"].nlargest(MOST_STEPS).index)]
    drawn = _quantiles(rows)
    drawn.axes.set_xlabel(
        translated("queue time while people are on duty\n[working hours], with 95 % intervals"), fontsize=FONT
    )
    drawn.figure.alternative = sentences(
        translated("Queue time by step, in working hours: median and 95th percentile, with 95 % intervals."),
        *_longest(rows, "p95", marked("{place}: 95th percentile {value} working hours.")),
    )
    return drawn.figure


def front_desk_waits(table: pd.DataFrame) -> Figure:
    """Waits of applicants at every counter: median and 95th percentile with their intervals, and the lawful wait.

    Columns used: route_label, step_label, median, median_low, median_high, p95, p95_low, p95_high, lawful [minutes; NaN where
    the regulation prints none], as `Results.front_desk_waits()` has them.
    """
    rows = table[table["p95"].notna()]
    if rows.empty:
        return only_words(translated("nobody comes to a counter"))
    rows = rows.loc[sorted(rows["p95"].nlargest(MOST_STEPS).index)]
    drawn = _quantiles(rows)
    printed = rows["lawful"].notna().any()
    for i, lawful in enumerate(rows["lawful"]):
        if not math.isnan(lawful):
            drawn.axes.plot(
                [lawful] * 2, [drawn.middles[i] - 8, drawn.middles[i] + 8], color="black", linewidth=2, zorder=4
            )
    note = (
        translated("bar: longest lawful wait")
        if printed
        else translated("no longest wait is printed in the regulation")
    )
    axis = translated("wait at the counter [minutes], with 95 % intervals")
    drawn.axes.set_xlabel(f"{axis}\n{note}", fontsize=FONT)
    drawn.figure.alternative = sentences(
        translated("Wait at the counter, in minutes: median and 95th percentile, with 95 % intervals."),
        *_longest(rows, "p95", marked("{place}: 95th percentile {value} minutes.")),
        *_longest(
            rows[rows["lawful"].notna()], "lawful", marked("{place}: the longest lawful wait is {value} minutes.")
        ),
    )
    return drawn.figure


def waits_by_reason(table: pd.DataFrame) -> Figure:
    """Mean wait per step, by what is waited for; of many steps those with the longest waits.

    Columns used: route_label, step_label, and one for each of `people`, `closed`, `sitting`, `applicant`, `transfer`, `system`
    [h on the clock], as `Results.waits()` has them.
    """
    return _by_reason(
        table,
        ("people", "closed", "sitting", "applicant", "transfer", "system"),
        empty=translated("nobody waits at any step"),
        axis=translated("mean wait of a visit [hours on the clock]"),
        said=translated("Mean wait by step, in hours on the clock, by what is waited for."),
        line=marked("{place}: {value} hours."),
    )


def lost_time(table: pd.DataFrame) -> Figure:
    """Where late answers lost their time: lateness by the step that it is laid to, and by what its time went to.

    Columns used: route_label, step_label, mean, low, high [lateness of a step in one counted period, with its interval], and one
    for each of `people`, `officer`, `closed`, `sitting`, `applicant`, `transfer`, `system`, `work`, all in working hours, as
    `Results.lost_time()` has them.
    """
    return _by_reason(
        table,
        ("people", "officer", "closed", "sitting", "applicant", "transfer", "system", "work"),
        empty=translated("no answer was late"),
        axis=translated("lateness laid to the step in one counted period\n[working hours], with 95 % interval"),
        said=translated("Lateness by the step that it is laid to, in working hours, by what its time went to."),
        line=marked("{place}: {value} working hours."),
    )


def _quantiles(rows: pd.DataFrame) -> NamedRows:
    """Rows with a median and a 95th percentile each, and their intervals."""
    drawn = NamedRows.of([str(x) for x in rows["step_label"]], groups=[str(x) for x in rows["route_label"]], below=0.75)
    labels = translated("median"), translated("95th percentile")
    columns = ["median", "median_low", "median_high", "p95", "p95_low", "p95_high"]
    for i, row in enumerate(_numbers(rows, columns)):
        drawn.axes.plot([row[0], row[3]], [drawn.middles[i]] * 2, color=MUTED, linewidth=1.5, zorder=1)
        for j, (mean, low, high) in enumerate((row[:3], row[3:])):
            drawn.interval(i, low, high, colour=COLOURS[j])
            drawn.point(i, mean, marker=MARKERS[3 * j], colour=COLOURS[j], label=labels[j] if i == 0 else None)
    drawn.axes.set_xlim(left=0)
    top_legend(drawn.figure)
    return drawn


def _by_reason(table: pd.DataFrame, reasons: Sequence[str], *, empty: str, axis: str, said: str, line: str) -> Figure:
    """Stacked bars of steps by reasons, with the interval of the whole where the table has `mean`, `low` and `high`."""
    reasons = [reason for reason in reasons if reason in table]
    total = table["mean"] if "mean" in table else table[reasons].sum(axis=1)
    table = table.assign(total=total)
    rows = table[table["total"] > _NO_WAIT]
    if rows.empty:
        return only_words(empty)
    rows = rows.loc[sorted(rows["total"].nlargest(MOST_STEPS).index)]
    drawn = NamedRows.of([str(x) for x in rows["step_label"]], groups=[str(x) for x in rows["route_label"]], below=0.75)
    present = [reason for reason in reasons if (rows[reason] > 0.01 * rows["total"].max()).any()]
    for i, parts in enumerate(_numbers(rows, reasons)):
        left = 0.0
        for reason, width in zip(reasons, parts, strict=True):
            if width > 0:
                drawn.bar(i, left, width, colour=REASON_STYLES[reason].colour, hatch=REASON_STYLES[reason].hatch)
                left += width
        if "mean" in rows:
            drawn.interval(i, float(rows["low"].iloc[i]), float(rows["high"].iloc[i]))
    drawn.axes.set_xlim(left=0)
    drawn.axes.set_xlabel(axis, fontsize=FONT)
    handles = [
        Patch(
            facecolor=REASON_STYLES[reason].colour, hatch=REASON_STYLES[reason].hatch, edgecolor=GROUND, linewidth=0.4,
            label=translated(REASON_STYLES[reason].name),
        )
        for reason in present
    ]  # fmt: skip
    top_legend(drawn.figure, handles)
    drawn.figure.alternative = sentences(said, *_longest(rows, "total", line))
    return drawn.figure


def _longest(rows: pd.DataFrame, column: str, line: str) -> list[str]:
    """The rows with the largest values in a sentence each."""
    largest = rows.loc[rows[column].nlargest(_SAID).index]
    return [
        translated(line, place=f"{row['route_label']}, {row['step_label']}", value=plain(row[column], 1))
        for _, row in largest.iterrows()
    ]


def _numbers(rows: pd.DataFrame, names: Sequence[str]) -> list[list[float]]:
    """Some columns row by row."""
    return [[float(value) for value in row] for row in rows[list(names)].to_numpy(dtype=float)]
