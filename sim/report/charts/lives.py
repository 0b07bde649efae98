"""The chart of a sample of applications on the real calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from sim.report.chart_style import (
    COLOURS,
    FONT,
    REASON_STYLES,
    ReasonStyle,
    day_axis,
    only_words,
    sentences,
    top_legend,
)
from sim.report.charts.rows import NamedRows
from sim.report.page_svg import GROUND, MUTED, SHADE
from sim.translations.in_use import localized_day, marked, translated

_STYLES = {
    "work": ReasonStyle(marked("work"), COLOURS[0], ""),
    "hold": ReasonStyle(marked("hold"), COLOURS[5], ""),
    **{name: REASON_STYLES[name] for name in ("people", "sitting", "applicant", "transfer", "system", "closed")},
}
_HEIGHT = 12.0
_THIN = 2.0
"""Heights of what happens, and of the time in which nobody is on duty [points]."""


def sample_of_lives(table: pd.DataFrame, days_off: Sequence[date] = ()) -> Figure:
    """What some applications went through on the real calendar: work, hold and waits by reason; `days_off` are shaded.

    A row per interval; columns used: application [number], label, result, received, deadline [datetime64; NaT for none], all
    four alike in the rows of an application, what (work, hold, people, sitting, applicant, transfer, system, closed), begin, end,
    as :class:`sim.tracing.sample.SampleOfLives` has them. Time in which nobody is on duty is a thin line.
    """
    if table.empty:
        return only_words(translated("no application was received"))
    applications = table.drop_duplicates("application").reset_index(drop=True)
    places = {number: row for row, number in enumerate(applications["application"])}
    intervals = table.assign(row=table["application"].map(places))
    labels = [str(label) for label in applications["label"]]
    drawn = NamedRows.of(labels, values=[str(result) for result in applications["result"]], below=0.62, covers=False)
    axes = drawn.axes
    for day in _numbers(pd.Series(pd.to_datetime(list(days_off)))):
        axes.axvspan(day, day + 1, color=SHADE, linewidth=0, zorder=0)
    present = [what for what in _STYLES if (intervals["what"] == what).any()]
    for what in present:
        _add_kind(drawn, intervals[intervals["what"] == what], what)
    for middle, deadline in zip(drawn.middles, _numbers(applications["deadline"]), strict=True):
        axes.plot([deadline] * 2, [middle - 8, middle + 8], color="black", linewidth=1.8, zorder=4)
    ends = intervals.groupby("row")["end"].max()
    begins = intervals.groupby("row")["begin"].min()
    for row, begin, end in zip(ends.index.to_numpy(dtype=int), _numbers(begins), _numbers(ends), strict=True):
        # What takes minutes is seen by its point, and what rests overnight is held together.
        axes.plot([begin, end], [drawn.middles[row]] * 2, color=MUTED, linewidth=0.8, zorder=1)
        axes.plot([end], [drawn.middles[row]], "o", color="black", markersize=3.5, zorder=3)
    moments = np.concatenate(
        [_numbers(intervals["begin"]), _numbers(intervals["end"]), _numbers(applications["deadline"])]
    )
    axes.set_xlim(np.floor(np.nanmin(moments)), np.ceil(np.nanmax(moments)) + 0.1)
    axes.grid(visible=False)
    day_axis(axes)
    axes.set_xlabel(translated("point: done; bar: end of the term; grey: no working day"), fontsize=FONT)
    handles = [
        Patch(
            facecolor=_STYLES[what].colour, hatch="" if what == "closed" else _STYLES[what].hatch, edgecolor=GROUND,
            linewidth=0.4, label=translated(_STYLES[what].name),
        )
        for what in present
    ]  # fmt: skip
    top_legend(drawn.figure, handles)
    drawn.figure.alternative = _in_words(applications, ends)
    return drawn.figure


def _add_kind(drawn: NamedRows, intervals: pd.DataFrame, what: str) -> None:
    """Draw the intervals of one kind as one path, which takes little room in SVG."""
    style, resting = _STYLES[what], what == "closed"
    begins, ends = _numbers(intervals["begin"]), _numbers(intervals["end"])
    boxes = [
        _box(begin, end, drawn.middles[row], _THIN if resting else _HEIGHT)
        for row, begin, end in zip(intervals["row"], begins, ends, strict=True)
    ]
    drawn.axes.add_patch(
        PathPatch(
            Path.make_compound_path(*boxes), facecolor=style.colour, hatch="" if resting else style.hatch,
            edgecolor=GROUND, linewidth=0, zorder=1 if resting else 2,
        )
    )  # fmt: skip


def _in_words(applications: pd.DataFrame, ends: pd.Series[pd.Timestamp]) -> str:
    """When each application was received and done, in a sentence."""
    rows = applications[["label", "received", "result"]].itertuples(index=False, name=None)
    told = [
        translated(
            "{application}: received {received}, done {done}, {result}.",
            application=label,
            received=localized_day(received),
            done=localized_day(ends.loc[row]),
            result=result,
        )
        for row, (label, received, result) in enumerate(rows)
        if row in ends.index
    ]
    return sentences(translated("What some applications went through on the real calendar."), *told)


def _box(begin: float, end: float, middle: float, high: float) -> Path:
    low, top = middle - high / 2, middle + high / 2
    return Path([(begin, low), (end, low), (end, top), (begin, top), (begin, low)], closed=True)


def _numbers(moments: pd.Series) -> np.ndarray:
    """Moments on the axis of days; NaN for none."""
    return np.asarray(date2num(moments.to_numpy(dtype="datetime64[s]")), dtype=np.float64)  # type: ignore[no-untyped-call]  # matplotlib.dates has no types
