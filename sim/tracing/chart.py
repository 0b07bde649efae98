"""One file's life as a Gantt chart on the real calendar.

Colours are those of Okabe and Ito (Color Universal Design, 2008); what is waited for differs in its hatch too.
"""

from __future__ import annotations

import textwrap
from functools import partial

import matplotlib as mpl
import pandas as pd
from matplotlib import dates as mdates
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter

from sim.translations.in_use import localized_date, marked, translated

STYLES: dict[str, tuple[str, str, str]] = {
    "work": (marked("work"), "#0072B2", ""),
    "set_aside": (marked("set aside for the counter"), "#FFFFFF", "xxxx"),
    "seat": (marked("set aside for a sitting"), "#FFFFFF", "++++"),
    "hold": (marked("hold"), "#56B4E9", "...."),
    "people": (marked("waits for people"), "#D55E00", "////"),
    "officer": (marked("waits for its officer, a colleague being free"), "#D55E00", "\\\\"),
    "closed": (marked("nobody on duty"), "#DDDDDD", "||||"),
    "sitting": (marked("waits for a sitting"), "#CC79A7", "\\\\\\\\"),
    "applicant": (marked("the applicant's time"), "#E69F00", "oo"),
    "transfer": (marked("waits for the courier"), "#F0E442", "----"),
    "way": (marked("on the way"), "#F0E442", ""),
    "system": (marked("system down"), "#FFFFFF", "****"),
    "answer": (marked("system answers"), "#009E73", ""),
}
"""By kind of interval: its label, colour and hatch."""
_MOMENTS = {
    "submitted": marked("handed in"),
    "received": marked("received"),
    "ready": marked("ready"),
    "handed_out": marked("handed out"),
}
_LIMITS = {"deadline": (marked("end of the term"), "-"), "delivery_deadline": (marked("deadline of the delivery"), ":")}
_LONGEST_LABEL = 44
_LONGEST_LINE = 100
"""A heading is broken into lines of at most so many letters."""
_CLOSE = 0.03
"""Moments nearer to each other than this share of the chart have one label."""
_BEHIND_TEXT = {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.8}


def file_chart(
    visits: pd.DataFrame, intervals: pd.DataFrame, closed: pd.DataFrame, marks: pd.DataFrame, heading: str = ""
) -> Figure:
    """A bar per visit with its waits by reason, work and hold; closed hours and days of rest are shaded.

    `visits`, a row per visit: label, deadline, in_time. `intervals`: row (position of its visit), what (a key of STYLES),
    begin, end. `closed`: begin, end, rest (whether it is a day of rest). `marks`: what (submitted, received, ready,
    handed_out, deadline, delivery_deadline), at. Moments are datetime64, NaT for none. A deadline of a step is a tick, of
    the term a line.
    """
    rows = len(visits)
    figure = Figure(figsize=(10, 2.2 + 0.36 * max(rows, 1)), layout="constrained")
    axes = figure.subplots()
    first, last = _span(visits, intervals, marks)
    for begin, end, rest in zip(closed["begin"], closed["end"], closed["rest"], strict=True):
        axes.axvspan(_number(begin), _number(end), color="#d4d4d4" if rest else "#efefef", linewidth=0, zorder=0)
    for row, what, begin, end in zip(
        intervals["row"], intervals["what"], intervals["begin"], intervals["end"], strict=True
    ):
        label, colour, hatch = STYLES[what]
        left = _number(begin)
        edge = "#333333" if hatch else colour  # a thin edge keeps what is short in sight
        width = _number(end) - left
        axes.barh(
            row, width, left=left, height=0.62, color=colour, hatch=hatch, edgecolor=edge, linewidth=0.8, zorder=4,
            label=translated(label),
        )  # fmt: skip
    for row, intervals_of_visit in intervals.groupby("row"):  # one bar, over the nights in which nothing happens
        begin, end = _number(intervals_of_visit["begin"].min()), _number(intervals_of_visit["end"].max())
        axes.hlines([int(str(row))], begin, end, color="#555555", linewidth=1, zorder=2)
    for row, (at, kept) in enumerate(zip(visits["deadline"], visits["in_time"], strict=True)):
        if not pd.isna(at):
            colour = "#D55E00" if not pd.isna(kept) and not kept else "#000000"
            x = _number(at)
            axes.plot([x, x], [row - 0.42, row + 0.42], color=colour, linewidth=1.8, zorder=3, solid_capstyle="butt")
    axes.set_yticks(range(rows), [_short(label) for label in visits["label"]], fontsize=8)
    axes.set_ylim(rows - 0.4, -2.1)
    margin = max((last - first) * 0.015, 0.01)
    axes.set_xlim(first - margin, last + margin)
    _draw_marks(axes, marks, last - first)
    locator = mdates.AutoDateLocator(minticks=3, maxticks=9)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(FuncFormatter(partial(_date, with_year=last - first > 2)))
    axes.tick_params(axis="x", labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_xlabel(translated("date (light grey: closed, darker: day of rest)"), fontsize=8)
    if heading:
        axes.set_title(textwrap.fill(heading, _LONGEST_LINE), fontsize=9, loc="left")
    _add_legend(figure, intervals, visits)
    return figure


def _draw_marks(axes: mpl.axes.Axes, marks: pd.DataFrame, span: float) -> None:
    """Moments of the file as triangles above the bars, one label for those that lie close together; limits as lines."""
    labels: list[tuple[float, list[str]]] = []
    known = [(_number(at), what) for what, at in zip(marks["what"], marks["at"], strict=True) if not pd.isna(at)]
    known.sort(key=lambda mark: mark[0])
    for at, what in known:
        if what in _MOMENTS:
            axes.plot([at], [-0.75], marker="v", color="#000000", markersize=5, zorder=5)
            if labels and at - labels[-1][0] < _CLOSE * span:
                labels[-1] = at, [*labels[-1][1], translated(_MOMENTS[what])]
            else:
                labels.append((at, [translated(_MOMENTS[what])]))
            continue
        label, style = _LIMITS[what]
        axes.axvline(at, color="#000000", linestyle=style, linewidth=1.4, zorder=3)
        height = -1.35 if what == "deadline" else -1.75
        axes.annotate(
            translated(label),
            (at, height),
            xytext=(-4, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=8,
        )
    middle = sum(axes.get_xlim()) / 2
    for at, names in labels:
        left = at > middle
        axes.annotate(
            ", ".join(names), (at, -0.75), xytext=(-6 if left else 6, 0), textcoords="offset points",
            ha="right" if left else "left", va="center", fontsize=8, zorder=6, bbox=_BEHIND_TEXT,
        )  # fmt: skip


def _add_legend(figure: Figure, intervals: pd.DataFrame, visits: pd.DataFrame) -> None:
    present = set(intervals["what"])
    handles: list[Patch | Line2D] = [
        Patch(
            facecolor=colour,
            hatch=hatch,
            edgecolor="#333333" if hatch else colour,
            linewidth=0.6,
            label=translated(label),
        )
        for what, (label, colour, hatch) in STYLES.items()
        if what in present
    ]
    if visits["deadline"].notna().any():
        for colour, label in (
            ("#000000", translated("deadline of a step")),
            ("#D55E00", translated("deadline missed")),
        ):
            if colour == "#000000" or (visits["in_time"].notna() & (visits["in_time"] == False)).any():  # noqa: E712
                handles.append(Line2D([], [], color=colour, linewidth=1.8, label=label))
    if handles:
        figure.legend(handles=handles, loc="outside lower center", ncols=5, fontsize=8, frameon=False)


def _span(*tables: pd.DataFrame) -> tuple[float, float]:
    """First and last moment of everything that is drawn."""
    columns = [table[name] for table in tables for name in ("begin", "end", "at", "deadline") if name in table]
    moments = [_number(at) for column in columns for at in column if not pd.isna(at)]
    return (min(moments), max(moments)) if moments else (0.0, 1.0)


def _date(number: float, _place: int | None, *, with_year: bool) -> str:
    """A day on the axis with its weekday, and the year or the time of day."""
    moment = mdates.num2date(number)
    day = f"{localized_date(moment.date(), 'short_weekday')} {moment:%d.%m.}"
    return f"{day}{moment:%Y}" if with_year else f"{day}\n{moment:%H:%M}"


def _number(at: pd.Timestamp) -> float:
    return float(mdates.date2num(at))


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1].rstrip()}…"
