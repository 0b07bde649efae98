"""The latest lawful chain of one application as a Gantt chart on the real calendar."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from matplotlib import dates as mdates
from matplotlib.figure import Figure

from sim.law.timeline import Chain, LawfulOffices
from sim.measure.in_words import role_name
from sim.quantities import civil
from sim.report.chart_style import COLOURS, chart, wrapped
from sim.report.picture_files import check_picture, save_picture


def gantt(chain: Chain, lang: str = "en", *, width: float | None = 9.5) -> Figure:
    """A bar per step from its latest receipt to its deadline; non-working days are shaded, the term is a line.

    `width`: in inches, None for that of the page.
    """
    days = LawfulOffices.of_year(chain.regulation.year).days
    begins = [civil(int(t)) for t in chain.step_received[0]]
    ends = [civil(int(t)) for t in chain.step_deadlines[0]]
    term = civil(int(chain.term_deadlines[0])) if chain.term else None
    first, last = civil(int(chain.submitted[0])), max([*ends, *([term] if term else [])])
    figure = chart(width, 1.4 + 0.3 * len(begins))
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
        labels.append(wrapped(f"{step.key}  {name}", 46))
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


def save_gantt(chain: Chain, path: Path, lang: str = "en") -> None:
    """Draw the chart into a file; raises OutputError where that cannot be done."""
    check_picture(path, "--plot")
    save_picture(gantt(chain, lang), path, "--plot")
