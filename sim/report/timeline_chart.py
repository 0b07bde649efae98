"""The latest lawful chain of one application as a Gantt chart on the real calendar."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from matplotlib import dates as mdates
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.calendar.official_days import OfficialDays
from sim.law.regulation import PathStep
from sim.law.timeline import Chain, LawfulOffices
from sim.measure.in_words import channel_name, role_name, step_in_words
from sim.quantities import civil
from sim.report.chart_style import COLOURS, FONT, HATCHES, bare, chart, day_axis, wrapped
from sim.report.charts.rows import NamedRows
from sim.report.page_svg import INK, SHADE
from sim.report.picture_files import check_picture, save_picture
from sim.schema.in_words import limit_text
from sim.translations.in_use import localized_day, translated


def gantt(chain: Chain, lang: str = "en") -> Figure:
    """A bar per step from its latest receipt to its deadline; non-working days are shaded, the term is a line.

    `lang` is the language of the names of roles. Steps that end after the term are hatched and have another colour.
    """
    days = LawfulOffices.of_year(chain.regulation.year).days
    begins, ends = ([_number(at) for at in column[0]] for column in (chain.step_received, chain.step_deadlines))
    term = _number(chain.term_deadlines[0]) if chain.term else math.inf
    names = [step_in_words(step.key, role_name({"": chain.regulation}, step.role, lang)) for step in chain.steps]
    handed_in = translated(
        "{channel}, handed in {day} at {time}: latest lawful moments", channel=channel_name(str(chain.channel)),
        day=localized_day(civil(int(chain.submitted[0]))), time=f"{civil(int(chain.submitted[0])):%H:%M}",
    )  # fmt: skip
    drawn = NamedRows.of(
        names,
        groups=[handed_in] * len(names),
        values=[_limit_text(step) for step in chain.steps],
        below=0.62,
        covers=False,
    )
    for i, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        late = end > term
        drawn.bar(i, begin, max(end - begin, 0.02), colour=COLOURS[late], hatch=HATCHES[late])
    axes, last = drawn.axes, max([*ends, *([term] if chain.term else [])])
    axes.set_xlim(_number(chain.submitted[0]) - 0.2, last + 0.9)
    axes.grid(visible=False)
    _shade_days_off([axes], days)
    day_axis(axes)
    note = translated("grey: no working day")
    if chain.term is not None:
        axes.axvline(term, color=INK, linestyle=(0, (4, 2)), linewidth=1.3)
        note = translated("dashed: end of the term, {term}; grey: no working day", term=limit_text(chain.term))
    axes.set_xlabel(note, fontsize=FONT)
    drawn.figure.alternative = translated(
        "The latest lawful moment of each step: {routes}.", routes=_in_words(chain, channel_name(str(chain.channel)))
    )
    return drawn.figure


def _limit_text(step: PathStep) -> str:
    """What a step may take, or when it is done, or that nothing is said of it."""
    if step.limit:
        return limit_text(step.limit)
    return step.step.timetable.text if step.step.timetable else translated("no limit")


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
