"""Which assumption moves a measure most, in sentences, a table and a chart; nothing is advised on what cannot be told from none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from sim.measure.chosen import ChosenMeasure
from sim.measure.digits import decimals, plain
from sim.measure.intervals import Estimate
from sim.planning.sobol import Sobol, SobolIndex
from sim.planning.tornado import AssumptionEffect, End, Tornado
from sim.report.parts import BulletList, Item, Paragraph, Part, Plot, Section, TextTable
from sim.report.planning.page import PlanningPage
from sim.report.planning.tornado_chart import draw_tornado
from sim.report.planning.words import measure_in_sentence, measure_text, short_names, with_unit
from sim.study.uncertain_inputs import Drawable

_MOST_ROWS = 20
"""Assumptions that a terminal shows."""


def tornado_page(tornado: Tornado, sobol: Sobol | None = None, lang: str = "en") -> PlanningPage:
    """What is shown of a ranking of assumptions, with the indices of Sobol' where they were asked for."""
    study, chosen = tornado.study, tornado.measure
    chart = Section("chart", "", (Plot(partial(draw_tornado, tornado)),))
    ranking: list[Part] = [_ranking(tornado, "page"), _ranking(tornado, "terminal")]
    if tornado.faults:
        said = tuple(Item(str(fault)) for fault in tornado.faults)
        ranking += [
            Paragraph("These ends cannot be simulated, and are left out:", "method", only="page"),
            BulletList(said, only="page"),
        ]
    sections = [chart, Section("ranking", "One at a time", tuple(ranking))]
    answers = [_answer(tornado)]
    if sobol is not None:
        sections.append(Section("sobol", "All at once", (_indices(sobol),)))
        answers.append(_sobol_answer(sobol, chosen))
    title = f"{study.scenario.scenario.text(lang)}: what moves {measure_in_sentence(chosen)}"
    return PlanningPage(title, _description(tornado, sobol), tuple(answers), tuple(sections))


def _description(tornado: Tornado, sobol: Sobol | None) -> str:
    study, count = tornado.study, len(tornado.effects)
    period = study.scenario.period
    numbers = "One number" if count == 1 else f"{count} numbers"
    text = (
        f"{numbers} that nobody has measured, each at a low and a high end while all others stay as stated; {tornado.replications:,} "
        f"replications of each from {period.start} to {period.end}, with the same random numbers. In brackets are 95 % intervals, each "
        f"for itself alone. As stated: {_value(tornado.measure, tornado.stated)}."
    )
    if sobol is not None:
        text += (
            f" For the indices of Sobol' all numbers were drawn at once, at {sobol.simulated:,} points with {sobol.replications:,} "
            f"replications each."
        )
    return text


def _answer(tornado: Tornado) -> str:
    """What to measure first, where anything can be told to move the measure."""
    told, name = tornado.told, measure_in_sentence(tornado.measure)
    if not told:
        return (
            f"No assumption can be told to move {name}: the intervals of all {len(tornado.effects)} have no change inside, judged "
            f"together over {tornado.replications:,} replications. So none of them is advised to be measured first for its sake."
        )
    names = [_name(effect.assumption) for effect in told]
    first = f"'{names[0]}' moves {name} most: {_range(tornado.measure, told[0])}"
    if len(told) > 1 and not tornado.first_is_first:
        first += f"; whether it moves it more than '{names[1]}' cannot be told"
    text = f"{first}. Measure {'it' if tornado.first_is_first or len(told) == 1 else 'these two'} first."
    untold = len(tornado.effects) - len(told)
    if untold:
        text += f" Of {untold} of the {len(tornado.effects)} assumptions no effect can be told from none."
    return text


def _range(chosen: ChosenMeasure, effect: AssumptionEffect) -> str:
    """What the measure is at both ends, in words."""
    return ", ".join(f"{_value(chosen, end.mean)} at {end.said}" for end in effect.ends)


def _ranking(tornado: Tornado, medium: str) -> TextTable:
    effects = tornado.effects if medium == "page" else tornado.effects[:_MOST_ROWS]
    names = _names([effect.assumption for effect in effects])
    rows = [
        (
            name,
            *(_end(tornado.measure, end, medium) for end in (effect.low, effect.high)),
            "yes" if effect.told else "no",
        )
        for name, effect in zip(names, effects, strict=True)
    ]
    unit = _unit_of_change(tornado.measure)
    note = (
        "Changes against the stated numbers, paired by replication. Told from none: whether one of the two stands when all ends are judged "
        "together (Bonferroni); those that do not are at the end, whatever their size."
    )
    if rest := len(tornado.effects) - len(effects):
        note += f" {rest} more are in report.html."
    columns = (f"low end:\nchange [{unit}]", f"high end:\nchange [{unit}]", "told from\nnone")
    return TextTable(
        "points",
        f"Change of {measure_in_sentence(tornado.measure)}",
        ("number",),
        columns,
        tuple(rows),
        note,
        only="page" if medium == "page" else "terminal",
    )


def _end(chosen: ChosenMeasure, end: End | None, medium: str) -> str:
    if end is None:
        return "cannot be"
    between = " " if medium == "page" else "\n"
    return f"{end.said}:{between}{change_text(chosen, end.change).replace(' (', f'{between}(')}"


def change_text(chosen: ChosenMeasure, change: Estimate) -> str:
    """A change with its sign and its interval, in the unit in which it is shown: `+5.4 (3.9 to 6.9)`; points for shares.

    `not reached` where a quantile is not reached at one of the two, a dash where there is none.
    """
    scale = chosen.scale
    if not math.isfinite(change.mean):
        return "–" if math.isnan(change.mean) else "not reached"
    digits = decimals(scale * change.half_width, 1)
    low, high = (_signed(scale * value, digits) for value in (change.low, change.high))
    return f"{_signed(scale * change.mean, digits)} ({low} to {high})"


def _signed(value: float, digits: int) -> str:
    text = plain(value, digits)
    return f"+{text}" if value > 0 and float(text.replace(",", "")) else text.replace("-", "−")


def _unit_of_change(chosen: ChosenMeasure) -> str:
    return "points" if chosen.unit == "share" else chosen.shown_unit or str(chosen.unit)


def _value(chosen: ChosenMeasure, value: Estimate) -> str:
    return with_unit(chosen, measure_text(chosen, value))


def _indices(sobol: Sobol) -> TextTable:
    names = _names([index.assumption for index in sobol.indices])
    rows = tuple(
        (
            name,
            index.assumption.uncertain.in_words,
            _index(index.first, index.first_interval),
            _index(index.total, index.total_interval),
        )
        for name, index in zip(names, sobol.indices, strict=True)
    )
    note = (
        "Shares of the variance of the mean over the replications (Sobol'), 95 % intervals by the bootstrap in brackets: alone, and with all "
        "in which the number takes part together with others. Estimates may leave 0 to 1 by chance."
    )
    return TextTable(
        "points", "Shares of the variance", ("number", "how uncertain"), ("alone", "with others"), rows, note
    )


def _index(value: float, interval: tuple[float, float]) -> str:
    return f"{plain(value, 2)} ({plain(interval[0], 2)} to {plain(interval[1], 2)})"


def _sobol_answer(sobol: Sobol, chosen: ChosenMeasure) -> str:
    told = [index for index in sobol.indices if index.told]
    if not told:
        return (
            f"With all numbers drawn at once none can be told to make a part of the variance of {measure_in_sentence(chosen)} alone; more points "
            "(--points) would show more."
        )
    first: SobolIndex = max(told, key=lambda index: index.first)
    share = f"{100 * first.first:.0f} % ({100 * max(first.first_interval[0], 0):.0f} to {100 * min(first.first_interval[1], 1):.0f})"
    return f"With all numbers drawn at once '{_name(first.assumption)}' alone makes {share} of the variance of {measure_in_sentence(chosen)} between points."


def _name(assumption: Drawable) -> str:
    return _names([assumption])[0]


def _names(assumptions: Sequence[Drawable]) -> tuple[str, ...]:
    return tuple(
        name.replace("_", " ") if "." not in name else name for name in short_names([one.name for one in assumptions])
    )
