"""Staffings as tables: what is enough, the targets, why less does not do, the cost front, and what was tried."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence

from sim.measure.in_words import channel_name, count
from sim.planning.staffing.find_staffing import OneLess, StaffingAnswer, StaffingFigures
from sim.report.parts import Code, Medium, Strong, TextCell, TextTable
from sim.report.planning.words import measure_text
from sim.report.run.causes import REASON_WORDS
from sim.report.staffing.words import (
    bounded,
    condition_text,
    cost_text,
    how_many,
    number_in_words,
    office_of,
    own_step,
    room,
    who,
)
from sim.study.study import Study
from sim.translations.in_use import ORIGINAL, counted, language, localized_number, translated

_MOST_TARGETS = 12
"""Targets that a terminal shows at most, of more those that are missed or nearest to it."""


def staffing_table(answer: StaffingAnswer, medium: Medium) -> TextTable:
    """What may change, as it is and as it would be; what changes stands out. Raises ValueError where there is no winner."""
    if answer.winner is None:
        raise ValueError("there is no staffing that does")
    rows = []
    for variable, level in zip(answer.space.variables, answer.winner.levels, strict=True):
        cells = (
            office_of(answer.study, variable, medium),
            who(answer, variable, medium),
            number_in_words(variable.now),
            number_in_words(level.value),
        )
        rows.append(cells if level.value == variable.now else tuple(map(Strong, cells)))
    names = _headings(translated("office | role | now | enough"))
    return TextTable("staffing", translated("Staffing"), names[:2], names[2:], tuple(rows))


def with_it_title(replications: int) -> str:
    """Title of the figures of what was found."""
    return counted("With it ({count} replication)", "With it ({count} replications)", replications, count=replications)


def floor_title(replications: int) -> str:
    """Title of the figures of staff without limit."""
    return counted(
        "Staff without limit ({count} replication)",
        "Staff without limit ({count} replications)",
        replications,
        count=replications,
    )


def as_it_is_title(replications: int) -> str:
    """Title of the figures of the present staffing or roster."""
    return counted(
        "As it is now ({count} replication)", "As it is now ({count} replications)", replications, count=replications
    )


def targets_table(study: Study, figures: StaffingFigures, title: str, medium: Medium) -> TextTable:
    """The targets with the bounds that decide; on a terminal of many those that are nearest to being missed.

    A page has the 95 % interval of each mean too.
    """
    ordered = sorted(figures.judged, key=lambda one: (one.met, room(one)))
    shown = ordered if medium == "page" else ordered[:_MOST_TARGETS]
    rows = []
    for one in shown:
        mean, bound = bounded(one)
        if medium == "page" and one.estimate.replications:
            mean = measure_text(one.condition.target.measure, one.estimate)
        met = translated("yes") if one.met else translated("no")
        rows.append((condition_text(study, one, medium), mean, bound, met))
    names = _headings(translated("target | mean | for sure | met"))
    if len(figures.judged) > 1:
        note = translated("for sure: one-sided 95 % bound for all targets together")
    else:
        note = translated("for sure: one-sided 95 % bound")
    more = len(figures.judged) - len(shown)
    if more:
        rest = counted("{count} more targets are met", "{count} more targets are met", more)
        note = f"{note}; {rest}"
    return TextTable("targets", title, names[:1], names[1:], tuple(rows), note)


def one_less_table(answer: StaffingAnswer, medium: Medium) -> TextTable:
    """Why nothing of the winner can be spared."""
    rows = []
    for one in answer.one_less:
        variable = answer.space.variables[one.variable]
        name = how_many(answer, variable, one.figures.levels[one.variable].value, medium)
        late = count(one.figures.late, interval=medium == "page")
        told = TextCell(_missed(answer.study, one, medium)), TextCell(_waits(one, medium))
        rows.append((name, cost_text(one.figures.cost, answer.space), late, *told))
    names = _headings(translated("less of | cost | late answers | missed | what they wait for"))
    return TextTable("one_less", translated("Why not less"), names[:1], names[1:], tuple(rows))


def _missed(study: Study, one: OneLess, medium: Medium) -> str:
    """The target that is missed furthest."""
    missed = [judged for judged in one.figures.judged if not judged.met]
    if not missed:
        return translated("nothing")
    worst = min(missed, key=room)
    mean, bound = bounded(worst)
    label = "" if len(one.figures.judged) == 1 else f"{condition_text(study, worst, medium)}: "
    return f"{label}{mean}, {bound}"


def _waits(one: OneLess, medium: Medium) -> str:
    """What late answers wait for, in a few words."""
    if one.delay is None:
        return "–"
    if one.delay.step is None:
        return translated("the term is shorter than its steps")
    _, of_route, key = one.delay.step
    route, step = own_step(of_route, key, medium)
    if medium == "page" or language() != ORIGINAL:
        route = channel_name(route)
    return translated(
        "step {step} of {route}: {reason}", step=step, route=route, reason=translated(REASON_WORDS[one.delay.reason])
    )


def front_table(answer: StaffingAnswer, medium: Medium) -> TextTable:
    """The cost front: what less costs in late answers, and what more would bring; the winner stands out.

    Whether a difference is sure has a column of its own on a page, and a question mark on a terminal.
    """
    page = medium == "page"
    rows = []
    for point in answer.front:
        fewer = "" if point.fewer is None else count(point.fewer, interval=True)
        sure = translated("yes") if point.sure else translated("no")
        cells = (
            differs(answer, point.figures, medium),
            cost_text(point.figures.cost, answer.space),
            count(point.figures.late, interval=True),
            fewer if page or point.sure else f"{fewer} ?",
            *((sure if fewer else "",) if page else ()),
        )
        is_winner = answer.winner is not None and point.figures.staffing == answer.winner.staffing
        rows.append(tuple(map(Strong, cells)) if is_winner else cells)
    if answer.space.unit == "posts":
        names = _headings(translated("staffing | posts in all | late answers | fewer than above"))
    else:
        names = _headings(translated("staffing | tenge per month | late answers | fewer than above"))
    if page:
        names = (*names, translated("difference sure"))
    if any(not point.sure for point in answer.front) and not page:
        note = translated("nothing cheaper has fewer late answers; ?: the difference is not sure")
    else:
        note = translated("nothing cheaper has fewer late answers")
    title = translated("What cheaper and dearer staffings bring")
    return TextTable("front", title, names[:1], names[1:], tuple(rows), note)


def differs(answer: StaffingAnswer, figures: StaffingFigures, medium: Medium) -> str:
    """In what a staffing differs from the winner. Raises ValueError where there is no winner."""
    if answer.winner is None:
        raise ValueError("there is no staffing that does")
    parts = [
        how_many(answer, variable, level.value, medium)
        for variable, level, best in zip(answer.space.variables, figures.levels, answer.winner.levels, strict=True)
        if level.value != best.value
    ]
    return ("; " if medium == "page" else ", ").join(parts) or translated("the cheapest that does")


def changeable_table(answer: StaffingAnswer) -> TextTable:
    """What could be changed, from least to most, with the people whom the work of the busiest month keeps busy."""
    rows = tuple(
        (
            office_of(answer.study, variable, "page"),
            who(answer, variable, "page"),
            number_in_words(variable.levels[0].value),
            number_in_words(variable.levels[-1].value),
            localized_number(len(variable.levels)),
            number_in_words(variable.load) if variable.kind == "posts" else "",
        )
        for variable in answer.space.variables
    )
    names = _headings(translated("office | role | least | most | values | load [people]"))
    return TextTable("tried", translated("What could be changed"), names[:2], names[2:], rows)


def settings_table(changes: Iterable[tuple[str, Sequence[str]]], settings: Sequence[str]) -> TextTable:
    """What is typed to bring each change, given its name and its settings; and all settings together."""
    rows = [(name, Code(settings_line([one]))) for name, of_change in changes for one in of_change]
    if len(rows) > 1:
        rows.append((translated("all together"), Code(settings_line(settings))))
    names = _headings(translated("change | to type"))
    return TextTable("settings", translated("Settings to type"), names, (), tuple(rows))


def settings_line(settings: Sequence[str]) -> str:
    """All settings as options of a command."""
    return " ".join(f"--set {shlex.quote(one)}" for one in settings)


def dropped_texts(answer: StaffingAnswer) -> tuple[str, ...]:
    """The staffings that met the targets in the search alone, each in words."""
    return tuple(
        "; ".join(
            how_many(answer, variable, level.value, "page")
            for variable, level in zip(answer.space.variables, answer.space.levels(staffing), strict=True)
        )
        for staffing in answer.dropped
    )


def _headings(row: str) -> tuple[str, ...]:
    return tuple(row.split(" | "))
