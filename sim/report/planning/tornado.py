"""Which assumption moves a measure most, in sentences, a table and a chart; nothing is advised on what cannot be told from none."""

from __future__ import annotations

import math
from functools import partial

from sim.measure.chosen import ChosenMeasure
from sim.measure.digits import decimals, plain
from sim.measure.figure_units import Unit
from sim.measure.intervals import Estimate
from sim.planning.sobol import Sobol, SobolIndex
from sim.planning.tornado import AssumptionEffect, End, Tornado
from sim.report.parts import BulletList, Item, Paragraph, Part, Plot, Section, TextCell, TextTable
from sim.report.planning.page import PlanningPage, facts_line
from sim.report.planning.tornado_chart import draw_tornado
from sim.report.planning.words import measure_in_sentence, measure_text, number_title, with_unit
from sim.study.study import Study
from sim.study.uncertain_inputs import Drawable
from sim.translations.in_use import (
    counted,
    in_language,
    localized_day,
    localized_number,
    marked,
    of_hundred,
    translated,
)

_COUNTED: dict[Unit, str] = {
    "applications": marked("applications"),
    "files": marked("files"),
    "visits": marked("visits"),
    "people": marked("people"),
}
"""What is counted where a measure has no other unit."""
_MOST_ROWS = 20
"""Assumptions that a terminal shows."""


def tornado_page(tornado: Tornado, sobol: Sobol | None = None, lang: str = "en") -> PlanningPage:
    """What is shown of a ranking of assumptions, with the indices of Sobol' where they were asked for."""
    with in_language(lang):
        return _page(tornado, sobol, lang)


def _page(tornado: Tornado, sobol: Sobol | None, lang: str) -> PlanningPage:
    study, chosen = tornado.study, tornado.measure
    ranking: list[Part] = [_ranking(tornado, "page"), _ranking(tornado, "terminal")]
    if tornado.faults:
        said = tuple(Item(str(fault)) for fault in tornado.faults)
        ranking += [
            Paragraph(translated("These ends cannot be simulated, and are left out:"), "method", only="page"),
            BulletList(said, only="page"),
        ]
    sections = [Section("ranking", translated("One at a time"), tuple(ranking))]
    answers = [_answer(tornado)]
    if sobol is not None:
        sections.append(Section("sobol", translated("All at once"), (_indices(study, sobol),)))
        answers.append(_sobol_answer(study, sobol, chosen))
    title = translated(
        "{scenario}: what moves {measure}",
        scenario=study.scenario.scenario.text(lang),
        measure=measure_in_sentence(study, chosen),
    )
    return PlanningPage(
        title,
        _description(tornado, sobol),
        tuple(answers),
        tuple(sections),
        (Plot(partial(draw_tornado, tornado)),),
        facts_line(study.scenario.period, tornado.replications),
    )


def _description(tornado: Tornado, sobol: Sobol | None) -> str:
    period = tornado.study.scenario.period
    text = counted(
        "One number that nobody has measured, at a low and a high end; {replications} replications of each from {start} to {end}, with "
        "the same random numbers. In brackets are 95 % intervals, each for itself alone. As stated: {stated}.",
        "{count} numbers that nobody has measured, each at a low and a high end while all others stay as stated; {replications} "
        "replications of each from {start} to {end}, with the same random numbers. In brackets are 95 % intervals, each for itself "
        "alone. As stated: {stated}.",
        len(tornado.effects),
        replications=localized_number(tornado.replications),
        start=localized_day(period.start),
        end=localized_day(period.end),
        stated=_value(tornado.measure, tornado.stated),
    )
    if sobol is None:
        return text
    drawn = counted(
        "For the indices of Sobol' all numbers were drawn at once, at {count} point with {replications} replications each.",
        "For the indices of Sobol' all numbers were drawn at once, at {count} points with {replications} replications each.",
        sobol.simulated,
        count=localized_number(sobol.simulated),
        replications=localized_number(sobol.replications),
    )
    return f"{text} {drawn}"


def _answer(tornado: Tornado) -> str:
    """What to measure first, where anything can be told to move the measure."""
    told, measure = tornado.told, measure_in_sentence(tornado.study, tornado.measure)
    if not told:
        return translated(
            "No assumption can be told to move {measure}: the intervals of all {count} have no change inside, judged together over "
            "{replications} replications. So none of them is advised to be measured first for its sake.",
            measure=measure,
            count=len(tornado.effects),
            replications=localized_number(tornado.replications),
        )
    names = [_name(tornado.study, effect.assumption) for effect in told]
    found = {"first": names[0], "measure": measure, "ends": _range(tornado.measure, told[0])}
    if len(told) > 1 and not tornado.first_is_first:
        text = translated(
            "'{first}' moves {measure} most: {ends}; whether it moves it more than '{second}' cannot be told. Measure these two first.",
            second=names[1],
            **found,
        )
    else:
        text = translated("'{first}' moves {measure} most: {ends}. Measure it first.", **found)
    untold = len(tornado.effects) - len(told)
    if not untold:
        return text
    rest = counted(
        "Of {count} of the {all} assumptions no effect can be told from none.",
        "Of {count} of the {all} assumptions no effect can be told from none.",
        untold,
        all=len(tornado.effects),
    )
    return f"{text} {rest}"


def _range(chosen: ChosenMeasure, effect: AssumptionEffect) -> str:
    """What the measure is at both ends, in words."""
    return ", ".join(
        translated("{value} at {end}", value=_value(chosen, end.mean), end=end.said) for end in effect.ends
    )


def _ranking(tornado: Tornado, medium: str) -> TextTable:
    effects = tornado.effects if medium == "page" else tornado.effects[:_MOST_ROWS]
    rows = [
        (
            _name(tornado.study, effect.assumption),
            *(_end(tornado.measure, end, medium) for end in (effect.low, effect.high)),
            TextCell(translated("yes") if effect.told else translated("no")),
        )
        for effect in effects
    ]
    unit = _unit_of_change(tornado.measure)
    note = translated(
        "Changes against the stated numbers, paired by replication. Told from none: whether one of the two stands when all ends are judged "
        "together (Bonferroni); those that do not are at the end, whatever their size."
    )
    if rest := len(tornado.effects) - len(effects):
        more = counted("{count} more is in report.html.", "{count} more are in report.html.", rest)
        note = f"{note} {more}"
    columns = (
        translated("low end:\nchange [{unit}]", unit=unit),
        translated("high end:\nchange [{unit}]", unit=unit),
        translated("told from\nnone"),
    )
    return TextTable(
        "points",
        translated("Change of {measure}", measure=measure_in_sentence(tornado.study, tornado.measure)),
        (translated("number"),),
        columns,
        tuple(rows),
        note,
        only="page" if medium == "page" else "terminal",
    )


def _end(chosen: ChosenMeasure, end: End | None, medium: str) -> str:
    if end is None:
        return TextCell(translated("cannot be"))
    between = " " if medium == "page" else "\n"
    return f"{end.said}:{between}{change_text(chosen, end.change).replace(' (', f'{between}(')}"


def change_text(chosen: ChosenMeasure, change: Estimate) -> str:
    """A change with its sign and its interval, in the unit in which it is shown: `+5.4 (3.9 to 6.9)`; points for shares.

    `not reached` where a quantile is not reached at one of the two, a dash where there is none.
    """
    scale = chosen.scale
    if not math.isfinite(change.mean):
        return "–" if math.isnan(change.mean) else translated("not reached")
    digits = decimals(scale * change.half_width, 1)
    low, high = (_signed(scale * value, digits) for value in (change.low, change.high))
    return translated("{figure} ({low} to {high})", figure=_signed(scale * change.mean, digits), low=low, high=high)


def _signed(value: float, digits: int) -> str:
    text = plain(value, digits)
    return f"+{text}" if value > 0 and any(sign in "123456789" for sign in text) else text.replace("-", "−")


def _unit_of_change(chosen: ChosenMeasure) -> str:
    if chosen.unit == "share":
        return translated("points")
    return chosen.shown_unit or translated(_COUNTED[chosen.unit])


def _value(chosen: ChosenMeasure, value: Estimate) -> str:
    return with_unit(chosen, measure_text(chosen, value))


def _indices(study: Study, sobol: Sobol) -> TextTable:
    rows = tuple(
        (
            _name(study, index.assumption),
            index.assumption.uncertain.in_words,
            _index(index.first, index.first_interval),
            _index(index.total, index.total_interval),
        )
        for index in sobol.indices
    )
    note = translated(
        "Shares of the variance of the mean over the replications (Sobol'), 95 % intervals by the bootstrap in brackets: alone, and with all "
        "in which the number takes part together with others. Estimates may leave 0 to 1 by chance."
    )
    labels = (translated("number"), translated("how uncertain"))
    columns = (translated("alone"), translated("with others"))
    return TextTable("points", translated("Shares of the variance"), labels, columns, rows, note)


def _index(value: float, interval: tuple[float, float]) -> str:
    low, high = (plain(end, 2) for end in interval)
    return translated("{figure} ({low} to {high})", figure=plain(value, 2), low=low, high=high)


def _sobol_answer(study: Study, sobol: Sobol, chosen: ChosenMeasure) -> str:
    told, measure = [index for index in sobol.indices if index.told], measure_in_sentence(study, chosen)
    if not told:
        return translated(
            "With all numbers drawn at once none can be told to make a part of the variance of {measure} alone; more points (--points) "
            "would show more.",
            measure=measure,
        )
    first: SobolIndex = max(told, key=lambda index: index.first)
    low, high = first.first_interval
    return translated(
        "With all numbers drawn at once '{first}' alone makes {share} ({low} to {high}) of the variance of {measure} between points.",
        first=_name(study, first.assumption),
        share=of_hundred(f"{100 * first.first:.0f}"),
        low=f"{100 * max(low, 0):.0f}",
        high=f"{100 * min(high, 1):.0f}",
        measure=measure,
    )


def _name(study: Study, assumption: Drawable) -> str:
    return number_title(study, assumption.name)
