"""A sweep in sentences, tables and a chart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

import numpy as np

from sim.measure.digits import plain
from sim.measure.intervals import CONFIDENCE
from sim.planning.sweep.axes import Axis
from sim.planning.sweep.sweep import Sweep
from sim.report.parts import Paragraph, Part, Plot, Section, TextTable
from sim.report.planning.page import PlanningPage, facts_line
from sim.report.planning.sweep_chart import draw_sweep
from sim.report.planning.words import measure_heading, measure_text, measure_title, number_title, short_names, with_unit
from sim.translations.in_use import counted, in_language, localized_day, localized_number, translated

SHOWN = 3
"""Measures beside each other in a table."""
_MOST_ROWS = 40
"""Points that a terminal shows."""


def sweep_page(sweep: Sweep, lang: str = "en") -> PlanningPage:
    """What is shown of a sweep: where its first measure is least and greatest, a chart of it, and all points."""
    with in_language(lang):
        return _page(sweep, lang)


def _page(sweep: Sweep, lang: str) -> PlanningPage:
    plan = sweep.plan
    title = counted(
        "{scenario} at {count} point",
        "{scenario} at {count} points",
        len(plan.values),
        count=localized_number(len(plan.values)),
        scenario=plan.study.scenario.scenario.text(lang),
    )
    tables: list[Part] = [
        _table(sweep, range(begin, min(begin + SHOWN, len(plan.measures))), medium)
        for medium, last in (("page", len(plan.measures)), ("terminal", min(SHOWN, len(plan.measures))))
        for begin in range(0, last, SHOWN)
    ]
    return PlanningPage(
        title,
        _description(sweep),
        _answers(sweep),
        (Section("points", translated("All points"), tuple(tables)),),
        (Plot(partial(draw_sweep, sweep), wide=len(plan.axes) > 1),),
        facts_line(plan.study.scenario.period, plan.replications),
    )


def _description(sweep: Sweep) -> str:
    plan = sweep.plan
    period = plan.study.scenario.period
    varied = "; ".join(
        translated("{number}: {values}", number=number_title(plan.study, axis.name), values=_values_in_words(axis))
        for axis in plan.axes
    )
    return counted(
        "Varied: {varied}. {count} point, simulated {replications} times from {start} to {end}, counted from {counted_from}; "
        "replication for replication all points have the same applications and the same random numbers. In brackets are 95 % intervals "
        "of means over replications, each for itself alone.",
        "Varied: {varied}. {count} points, each simulated {replications} times from {start} to {end}, counted from {counted_from}; "
        "replication for replication all points have the same applications and the same random numbers. In brackets are 95 % intervals "
        "of means over replications, each for itself alone.",
        len(plan.values),
        count=localized_number(len(plan.values)),
        varied=varied,
        replications=localized_number(plan.replications),
        start=localized_day(period.start),
        end=localized_day(period.end),
        counted_from=localized_day(period.counted_from),
    )


def _values_in_words(axis: Axis) -> str:
    if axis.ends is not None:
        return translated("{low} to {high}", low=axis.shown(axis.ends[0]), high=axis.shown(axis.ends[1]))
    if len(axis.values) > 6:
        return counted(
            "{count} value from {low} to {high}",
            "{count} values from {low} to {high}",
            len(axis.values),
            low=axis.shown(min(axis.values)),
            high=axis.shown(max(axis.values)),
        )
    return ", ".join(axis.shown(value) for value in axis.values)


def _answers(sweep: Sweep) -> tuple[str, ...]:
    """Where the first measure is least and greatest, if that can be told; the two are chosen among all points."""
    plan, chosen = sweep.plan, sweep.plan.measures[0]
    means = np.array([sweep.estimate(point, 0).mean for point in range(len(plan.values))])
    known = np.flatnonzero(np.isfinite(means))
    if len(known) < 2:
        return ()
    low, high = int(known[means[known].argmin()]), int(known[means[known].argmax()])
    values = sweep.found.values[:, :, 0]
    with np.errstate(invalid="ignore"):
        change = values[high] - values[low]
    pairs = len(known) * (len(known) - 1) // 2
    difference = chosen.difference(change, _size(sweep, low), level=1 - (1 - CONFIDENCE) / pairs)
    title = measure_title(plan.study, chosen)
    name = title[:1].upper() + title[1:]
    if not difference.low > 0:
        return (
            translated(
                "{measure}: no point can be told from another. The greatest difference is one of {pairs} between {points} points, and "
                "{replications} replications cannot tell it from none.",
                measure=name,
                pairs=localized_number(pairs),
                points=len(known),
                replications=localized_number(plan.replications),
            ),
        )
    found = {
        name: text
        for end, point in (("low", low), ("high", high))
        for name, text in (
            (end, with_unit(chosen, measure_text(chosen, sweep.estimate(point, 0)))),
            (f"at_{end}", point_text(sweep, point)),
        )
    }
    if pairs == 1:
        return (
            translated(
                "{measure}: lowest, {low} with {at_low}; highest, {high} with {at_high}. The difference between these two can be told.",
                measure=name,
                **found,
            ),
        )
    return (
        translated(
            "{measure}: lowest, {low} with {at_low}; highest, {high} with {at_high}. The difference between these two can be told, "
            "paired and beside all {pairs} between {points} points.",
            measure=name,
            pairs=localized_number(pairs),
            points=len(known),
            **found,
        ),
    )


def _size(sweep: Sweep, point: int) -> float:
    sizes = sweep.found.sizes[point, :, 0]
    return float(np.nanmean(sizes)) if not np.isnan(sizes).all() else math.nan


def point_text(sweep: Sweep, point: int) -> str:
    """What is changed at a point: `department, responsible executor: 3; arrivals, akim, rate: 1.2 per week`."""
    axes = sweep.plan.axes
    return "; ".join(
        translated("{number}: {values}", number=number_title(sweep.plan.study, axis.name), values=axis.shown(value))
        for axis, value in zip(axes, sweep.plan.values[point], strict=True)
    )


def _table(sweep: Sweep, measures: Sequence[int], medium: str) -> TextTable:
    plan, page = sweep.plan, medium == "page"
    count = len(plan.values) if page else min(len(plan.values), _MOST_ROWS)
    between = " (" if page else "\n("  # a terminal has the interval below its figure
    rows = tuple(
        (
            *(axis.shown(value) for axis, value in zip(plan.axes, plan.values[point], strict=True)),
            *(measure_text(plan.measures[i], sweep.estimate(point, i)).replace(" (", between) for i in measures),
        )
        for point in range(count)
    )
    rest, further = len(plan.values) - count, len(plan.measures) - len(measures)
    notes = []
    if rest:
        notes.append(
            counted(
                "{count} more point is in report.html.",
                "{count} more points are in report.html.",
                rest,
                count=plain(rest, 0),
            )
        )
    if not page and further:
        notes.append(
            counted("{count} more measure is in report.html.", "{count} more measures are in report.html.", further)
        )
    names = [axis.name for axis in plan.axes]
    return TextTable(
        "points",
        "" if page else translated("Points"),
        tuple(number_title(plan.study, name) for name in names) if page else short_names(names),
        tuple(measure_heading(plan.study, plan.measures[i], short=not page) for i in measures),
        rows,
        " ".join(notes),
        only="page" if page else "terminal",
    )


def resumed(sweep: Sweep) -> Paragraph | None:
    """How much was there before, where a sweep was gone on with."""
    if not sweep.earlier:
        return None
    total = sweep.found.done.size
    if sweep.earlier == total:
        return Paragraph(translated("This sweep was finished already; nothing was simulated."), "note")
    text = translated(
        "{earlier} of {all} replications were finished already; {now} were simulated now.",
        earlier=localized_number(sweep.earlier),
        all=localized_number(total),
        now=localized_number(total - sweep.earlier),
    )
    return Paragraph(text, "note")
