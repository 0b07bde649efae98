"""Charts of the page of a run alone; the public charts, which take tables, are in `sim.report.charts`."""

from __future__ import annotations

from matplotlib.figure import Figure

from sim.measure.recovery import Recovery, Return
from sim.report.chart_style import COLOURS, FONT, bare, chart, day_axis, sentences, top_legend
from sim.report.page_svg import GRID, MUTED
from sim.translations.in_use import localized_day, translated


def recovery_lines(recovery: Recovery) -> Figure:
    """Backlog and age of the oldest file by day: with and without the disturbance, and the range of the undisturbed run."""
    figure = chart(height=3.9)
    panels = figure.subplots(2, 1, sharex=True)
    names = translated("files in the offices"), translated("age of the oldest\n[working days]")
    for axes, part, name in zip(panels, (recovery.backlog, recovery.age), names, strict=True):
        label = translated("19 in 20 undisturbed replications lie below")
        axes.fill_between(recovery.days, 0, part.upper, color=GRID, linewidth=0, label=label)
        axes.plot(recovery.days, part.undisturbed, color=MUTED, linestyle="--", label=translated("undisturbed, mean"))
        axes.plot(recovery.days, part.disturbed, color=COLOURS[1], label=translated("disturbed, mean"))
        day = part.day(0.5)
        if day is not None and day >= 0:
            label = translated("back in half of the replications")
            axes.axvline(recovery.days[day], color=COLOURS[0], linewidth=1.2, linestyle=":", label=label)
        axes.set_ylabel(name, fontsize=FONT)
        axes.set_ylim(bottom=0)
        bare(axes, "y")
    day_axis(panels[1])
    handles = {str(handle.get_label()): handle for axes in panels for handle in axes.get_legend_handles_labels()[0]}
    top_legend(figure, list(handles.values()))
    figure.alternative = sentences(
        translated("Files in the offices and age of the oldest one, day by day, with and without the disturbance."),
        _back(recovery, recovery.backlog, translated("files in the offices")),
        _back(recovery, recovery.age, translated("age of the oldest file")),
    )
    return figure


def _back(recovery: Recovery, part: Return, name: str) -> str:
    """By when a series is back in half of the replications, in a sentence; nothing where it was never away."""
    day = part.day(0.5)
    if day is None:
        return translated("{series}: not back in half of the replications by the end.", series=name)
    if day < 0:
        return ""
    when = localized_day(recovery.days[day])
    return translated("{series}: back in half of the replications by {day}.", series=name, day=when)
