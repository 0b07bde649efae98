"""The latest lawful chain of one application as a Gantt chart on the real calendar."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
from matplotlib import dates as mdates
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.calendar.official_days import OfficialDays
from sim.law.timeline import Chain, LawfulOffices
from sim.measure.in_words import role_name
from sim.quantities import civil
from sim.report.chart_style import COLOURS, bare, chart, wrapped
from sim.report.page_svg import INK, SHADE
from sim.report.picture_files import check_picture, save_picture
from sim.translations.in_use import localized_day, translated


def gantt(chain: Chain, lang: str = "en") -> Figure:
    """A bar per step from its latest receipt to its deadline; non-working days are shaded, the term is a line."""
    days = LawfulOffices.of_year(chain.regulation.year).days
    begins = [civil(int(t)) for t in chain.step_received[0]]
    ends = [civil(int(t)) for t in chain.step_deadlines[0]]
    term = civil(int(chain.term_deadlines[0])) if chain.term else None
    first, last = civil(int(chain.submitted[0])), max([*ends, *([term] if term else [])])
    figure = Figure(figsize=(9.5, 1.6 + 0.36 * len(begins)), layout="constrained")
    axes = figure.subplots()
    day = first.date()
    while day <= last.date() + timedelta(days=1):
        if not days.is_working(day):
            axes.axvspan(mdates.date2num(day), mdates.date2num(day) + 1, color="#e6e6e6", linewidth=0)
        day += timedelta(days=1)
    labels = []
    for i, (step, begin, end) in enumerate(zip(chain.steps, begins, ends, strict=True)):
        late = term is not None and end > term
        width = max((end - begin).total_seconds() / 86_400, 0.02)
        axes.barh(i, width, left=mdates.date2num(begin), height=0.6, color=COLOURS[1] if late else COLOURS[0])
        name = role_name({"": chain.regulation}, step.role, lang)
        labels.append(f"{step.key}  {name if len(name) < 46 else name[:44] + '…'}")
        unlimited = step.step.timetable.text if step.step.timetable else "no limit"
        limit = str(step.limit) if step.limit else unlimited
        axes.annotate(
            limit,
            (mdates.date2num(begin) + width, i),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=7,
        )
    if term is not None:
        axes.axvline(mdates.date2num(term), color="black", linestyle=(0, (4, 2)), linewidth=1.3)
        axes.annotate(
            f"term: {chain.term}",
            (mdates.date2num(term), -0.8),
            ha="right",
            fontsize=8,
            xytext=(-4, 0),
            textcoords="offset points",
        )
    axes.set_yticks(range(len(labels)), labels, fontsize=8)
    axes.set_ylim(len(labels) - 0.4, -1.1)
    axes.set_xlim(mdates.date2num(first) - 0.2, mdates.date2num(last) + 0.9)
    axes.xaxis.set_major_locator(mdates.AutoDateLocator(maxticks=10))
    axes.xaxis.set_major_formatter(mdates.DateFormatter("%d.%m.%Y"))
    axes.tick_params(axis="x", labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title(
        f"{chain.channel}, handed in {first:%d.%m.%Y %H:%M}: latest lawful moments (grey: no working day)",
        fontsize=9,
        loc="left",
    )
    return figure


def timelines(chains: Sequence[Chain], titles: Sequence[str]) -> Figure:
    """The same for several routes side by side, on one scale of working and other days; steps are named by their keys."""
    days = LawfulOffices.of_year(chains[0].regulation.year).days
    figure = chart(height=2.4)
    panels = np.atleast_1d(figure.subplots(1, len(chains), sharex=True))
    for axes, one, title in zip(panels, chains, titles, strict=True):
        shown = [i for i, step in enumerate(one.steps) if step.limit is not None]
        term = _number(one.term_deadlines[0]) if one.term else math.inf
        for row, i in enumerate(shown):
            begin, end = _number(one.step_received[0, i]), _number(one.step_deadlines[0, i])
            axes.barh(
                row, max(end - begin, 0.08), left=begin, height=0.66, color=COLOURS[1] if end > term else COLOURS[0]
            )
        if one.term:
            axes.axvline(term, color=INK, linestyle=(0, (4, 2)), linewidth=1.3)
        axes.set_yticks(range(len(shown)), [one.steps[i].key.rpartition(".")[2] for i in shown], fontsize=8)
        axes.invert_yaxis()
        axes.set_title(wrapped(title, 32), fontsize=9, loc="left")
        axes.xaxis.set_major_locator(mdates.AutoDateLocator(minticks=2, maxticks=5))
        axes.xaxis.set_major_formatter(mdates.DateFormatter("%d.%m"))
        axes.tick_params(labelsize=8)
        bare(axes)
    _shade_days_off(panels, days)
    panels[0].set_ylabel(translated("step"), fontsize=9)
    figure.supxlabel(translated("day and month; dashed: end of the term; grey: no working day"), fontsize=9)
    figure.alternative = translated(
        "The latest lawful moment of each step: {routes}.",
        routes="; ".join(_in_words(one, title) for one, title in zip(chains, titles, strict=True)),
    )
    return figure


def _in_words(one: Chain, title: str) -> str:
    """By which day a chain ends, and until when its term lasts."""
    end = localized_day(civil(int(one.ends[0])).date())
    if one.term is None:
        return translated("{route} until {end}", route=title, end=end)
    term = localized_day(civil(int(one.term_deadlines[0])).date())
    return translated("{route} until {end}, its term until {term}", route=title, end=end, term=term)


def _number(at: int) -> float:
    """An instant on the axis of days."""
    return float(mdates.date2num(civil(int(at))))


def _shade_days_off(panels: Iterable[Axes], days: OfficialDays) -> None:
    """Shade the days of all panels on which nobody has to work."""
    for axes in panels:
        low, high = axes.get_xlim()
        for day in range(math.floor(low), math.ceil(high)):
            if not days.is_working(mdates.num2date(day).date()):
                axes.axvspan(day, day + 1, color=SHADE, linewidth=0, zorder=0)
        axes.set_xlim(low, high)


def save_gantt(chain: Chain, path: Path, lang: str = "en") -> None:
    """Draw the chart into a file; raises OutputError where that cannot be done."""
    check_picture(path, "--plot")
    save_picture(gantt(chain, lang), path, "--plot")
