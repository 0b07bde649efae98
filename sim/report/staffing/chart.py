"""Charts of staffings: late answers against cost along the cost front, and the waits at counters of two rosters."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.measure.in_words import count, number
from sim.planning.staffing.find_staffing import StaffingAnswer
from sim.planning.staffing.roster import RosterAnswer
from sim.report.chart_style import COLOURS, FONT, MARKERS, bare, chart, sentences, top_legend, wrapped
from sim.report.people_names import people_title
from sim.report.staffing.roster import busiest_counters, counter_name
from sim.report.staffing.words import cost_text
from sim.translations.in_use import language, localized_number, localized_signs, translated

_APART = 0.15
"""How far the two rosters of a counter stand from its line."""


def draw_front(answer: StaffingAnswer) -> Figure:
    """Late answers in one period with their 95 % intervals against the cost of each staffing of the cost front.

    The cheapest that does is marked, and so is the present staffing where it is known.
    """
    points, space = [point.figures for point in answer.front], answer.space
    scale = 1.0 if space.unit == "posts" else 1e-6
    figure = chart(height=3.8)
    axes = figure.subplots()
    cost = scale * np.array([point.cost for point in points])
    late = np.array([(point.late.mean, point.late.low, point.late.high) for point in points])
    spread = np.nan_to_num(np.maximum([late[:, 0] - late[:, 1], late[:, 2] - late[:, 0]], 0))
    axes.errorbar(
        cost, late[:, 0], yerr=spread, fmt=MARKERS[0], linestyle="-", color=COLOURS[0], markersize=5, capsize=3,
        linewidth=1.2, elinewidth=1.0, label=translated("nothing cheaper has fewer late answers"),
    )  # fmt: skip
    marked_ones = (
        (answer.winner, MARKERS[3], COLOURS[2], translated("the cheapest that does")),
        (answer.present, MARKERS[1], COLOURS[1], translated("as it is now")),
    )
    for one, marker, colour, label in marked_ones:
        if one is not None:
            axes.plot(
                [scale * one.cost], [one.late.mean], marker, color=colour, markersize=10, fillstyle="none",
                markeredgewidth=1.8, label=label,
            )  # fmt: skip
    axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]))
    axes.set_ylabel(wrapped(translated("late answers in one period")), fontsize=FONT)
    if space.unit == "posts":
        axes.set_xlabel(translated("posts in all"), fontsize=FONT)
        axes.xaxis.set_major_locator(MaxNLocator("auto", integer=True))
    else:
        axes.set_xlabel(translated("cost [million tenge per month]"), fontsize=FONT)
    bare(axes, "both")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: localized_signs(f"{value:.10g}")))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _whole(value)))
    top_legend(figure)
    figure.alternative = _front_in_words(answer)
    return figure


def _whole(value: float) -> str:
    """A number of late answers along an axis."""
    return localized_number(round(value)) if value == round(value) else localized_signs(f"{value:.10g}")


def _front_in_words(answer: StaffingAnswer) -> str:
    """What the chart of the cost front shows."""
    return sentences(
        translated("Late answers in one period against the cost of a staffing, with 95 % intervals."),
        *(
            translated(
                "{cost}: late answers {late}.",
                cost=cost_text(point.figures.cost, answer.space, unit=True),
                late=count(point.figures.late, interval=True),
            )
            for point in answer.front
        ),
    )


def draw_waits(answer: RosterAnswer) -> Figure:
    """The simulated mean wait at each counter with its 95 % interval, now and with the best roster; of offices alike the busiest."""
    pairs = busiest_counters(answer)
    kinds = [(now.estimate.kind, now.estimate.role) for now, _ in pairs]
    names = [wrapped(people_title(answer.study, kind, role, language())) for kind, role in kinds]
    figure = chart(height=0.62 * len(pairs) + 1.1)
    axes = figure.subplots()
    labels = (translated("as it is now"), translated("with the best roster"))
    for i, pair in enumerate(pairs):
        for k, (wait, label) in enumerate(zip(pair, labels, strict=True)):
            one = wait.simulated
            spread = np.nan_to_num([[max(one.mean - one.low, 0.0)], [max(one.high - one.mean, 0.0)]])
            axes.errorbar(
                [one.mean], [i + _APART * (2 * k - 1)], xerr=spread, fmt=MARKERS[k], color=COLOURS[1 - k], capsize=3,
                markersize=5.5, elinewidth=1.2, label="" if i else label,
            )  # fmt: skip
    axes.set_yticks(range(len(pairs)), names)
    axes.set_ylim(len(pairs) - 0.4, -0.6)
    axes.set_xlim(left=min(0.0, axes.get_xlim()[0]))
    axes.set_xlabel(wrapped(translated("mean wait at the counter [minutes]"), 60), fontsize=FONT)
    bare(axes)
    top_legend(figure)
    figure.alternative = sentences(
        translated("Mean waits at counters in minutes, now and with the best roster, with 95 % intervals."),
        *(
            translated(
                "{counter}: now {now}, then {then}.",
                counter=counter_name(answer, now, "page"),
                now=number(now.simulated, interval=True),
                then=number(best.simulated, interval=True),
            )
            for now, best in pairs
        ),
    )
    return figure
