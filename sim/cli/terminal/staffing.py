"""How many people are enough, in tables and sentences of at most 80 columns."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from sim.cli.terminal.fitting import fitted_table
from sim.cli.terminal.tables import words
from sim.measure.digits import decimals, plain
from sim.measure.in_words import count, percent
from sim.planning.staffing.delays import Delay
from sim.planning.staffing.find_staffing import OneLess, StaffingAnswer, StaffingFigures
from sim.planning.staffing.targets import Judged, Target
from sim.planning.staffing.variables import StaffingSpace, Variable
from sim.report.run.causes import REASON_WORDS

_MOST_TARGETS = 12
"""Targets that are shown at most, of more those that are missed or nearest to it."""


def staffing_parts(answer: StaffingAnswer) -> Iterator[Table | Text]:
    """What is printed of an answer, from top to bottom."""
    yield Text(f"\n{_wanted(answer)}\n")
    if answer.winner is None:
        yield Text(f"{_nothing_does(answer)}\n", style="bold")
        if not answer.within_bounds:
            yield from (targets_table(answer.floor, _counted_title(answer, "Staff without limit")), Text())
    else:
        yield Text(f"{_found(answer)}\n", style="bold")
        yield _staffing_table(answer)
        yield from (targets_table(answer.winner, _counted_title(answer, "With it")), Text())
        if answer.one_less:
            yield _one_less_table(answer)
        if answer.front:
            yield from (_front_table(answer), Text())
        if settings := answer.space.changes(answer.winner.staffing):
            yield Text("To run it: " + " ".join(f"--set {shlex.quote(one)}" for one in settings) + "\n", no_wrap=True)
    yield Text(_how(answer))


def _wanted(answer: StaffingAnswer) -> str:
    """The targets in a sentence."""
    return f"Wanted: {'; '.join(target_text(target) for target in answer.targets)}."


def target_text(target: Target) -> str:
    """A target in words: `share in time, social aid/provider at least 95 %, every month`."""
    side = "at least" if target.at_least else "at most"
    number = f"{target.value * target.measure.scale:.10g} {target.measure.shown_unit}".rstrip()
    return f"{target.measure.label} {side} {number}{', every month' if target.every_month else ''}"


def _nothing_does(answer: StaffingAnswer) -> str:
    """Why there is no staffing."""
    held = "" if answer.forbids is None else f" {_held_up(answer.forbids)}"
    if answer.floor.met:
        return f"No staffing within the bounds of the scenario does, though more people would.{held}"
    if answer.dropped:
        return f"No staffing was found that does for sure.{held}"
    if all(one.met or one.condition.target.keeps(one.estimate.mean) for one in answer.floor.judged):
        return (
            f"Whether any staffing does cannot be told from {answer.replications} replications: staff without limit meets the targets on "
            "average, not for sure. More replications (--replications) may tell it."
        )
    if any(not one.met and one.condition.target.measure.figure == "utilisation" for one in answer.floor.judged):
        return (
            "No staffing that was tried does, not even so many people that hardly anybody waits for them; still more would be less busy, "
            "and were not tried."
        )
    vary = any(variable.kind == "sittings" for variable in answer.space.variables)
    rest = "as many sittings as may be and couriers as they are" if vary else "sittings and couriers as they are"
    return f"No staffing can: not even staff without limit, with {rest}.{held}"


def _held_up(delay: Delay) -> str:
    """What holds up late answers, as a sentence."""
    share = f"{100 * delay.share:.0f} % of the lateness"
    if delay.step is None:
        return f"The term is shorter than what its steps may take ({share})."
    service, route, step = delay.step
    role = f" ({words(delay.role)})" if delay.role else ""
    return f"What forbids it is step {step} of {service}/{route}{role}: {REASON_WORDS[delay.reason]}; {share}."


def _found(answer: StaffingAnswer) -> str:
    """The cheapest staffing in a sentence."""
    winner = answer.winner
    assert winner is not None
    now = f"; now {_cost(answer.present.cost, answer.space)}" if answer.present is not None else ""
    proof = "nothing cheaper does" if answer.proven else "the search was cut short, so something cheaper may do"
    return f"The cheapest staffing that does: {_cost(winner.cost, answer.space, unit=True)}{now}; {proof}."


def _cost(cost: float, space: StaffingSpace, *, unit: bool = False) -> str:
    """What a staffing costs."""
    number = f"{cost:.10g}" if space.unit == "posts" else plain(cost, 0)
    return f"{number} {space.unit}" if unit else number


def _staffing_table(answer: StaffingAnswer) -> Table:
    """What may change, as it is and as it would be."""
    assert answer.winner is not None
    rows = []
    for variable, level in zip(answer.space.variables, answer.winner.levels, strict=True):
        style = "" if level.value == variable.now else "bold"
        office = words(variable.office) + (f" (each of {variable.offices})" if variable.offices > 1 else "")
        cells = (office, f"{words(variable.role)}{_counted(variable)}", f"{variable.now:.3g}", f"{level.value:.3g}")
        rows.append(tuple(Text(cell, style=style) for cell in cells))
    return fitted_table(("office", "role"), ("now", "enough"), rows, title="Staffing")


def _counted(variable: Variable) -> str:
    return ", sittings a week" if variable.kind == "sittings" else ""


def _counted_title(answer: StaffingAnswer, title: str) -> str:
    return f"{title} ({answer.replications} replications)"


def targets_table(figures: StaffingFigures, title: str) -> Table:
    """The targets with the bounds that decide; of many those that are nearest to being missed."""
    shown = sorted(figures.judged, key=lambda one: (one.met, _room(one)))[:_MOST_TARGETS]
    rows = [(_condition(one), *_bounded(one), "yes" if one.met else "no") for one in shown]
    columns = ("mean", "for sure", "met")
    table = fitted_table(("target",), columns, rows, title=title)
    more = len(figures.judged) - len(shown)
    together = " for all targets together" if len(figures.judged) > 1 else ""
    table.caption = f"for sure: one-sided 95 % bound{together}" + (f"; {more} more targets are met" if more else "")
    return table


def _room(one: Judged) -> float:
    """How far a bound is from being missed [unit of the measure]."""
    room = one.bound - one.condition.target.value
    return room if one.condition.target.at_least else -room


def _condition(one: Judged) -> str:
    """What is asked, in a row: its month instead of `every month`."""
    text = target_text(one.condition.target).removesuffix(", every month")
    return text if one.condition.month is None else f"{text}, {one.condition.name[-7:]}"


def _bounded(one: Judged) -> tuple[str, str]:
    """A measure and the bound that decides, in the unit in which it is shown."""
    chosen = one.condition.target.measure
    if one.estimate.replications == 0:
        return "–", "–"
    digits = decimals(chosen.scale * abs(one.estimate.mean - one.bound), 1 if chosen.unit == "share" else 2)
    texts = (
        percent(value, digits) if chosen.unit == "share" else plain(value, digits)
        for value in (one.estimate.mean, one.bound)
    )
    mean, bound = texts
    return mean, f"{'at least' if one.condition.target.at_least else 'at most'} {bound}"


def _one_less_table(answer: StaffingAnswer) -> Table:
    """Why nothing of the winner can be spared."""
    assert answer.winner is not None
    rows = []
    for one in answer.one_less:
        variable = answer.space.variables[one.variable]
        level = one.figures.levels[one.variable]
        name = f"{words(variable.role)} {level.value:.3g}{_counted(variable)}"
        rows.append((name, _cost(one.figures.cost, answer.space), count(one.figures.late), _missed(one), _waits(one)))
    columns = ("cost", "late answers", "missed", "what they wait for")
    return fitted_table(("less of",), columns, rows, title="Why not less")


def _missed(one: OneLess) -> str:
    """The target that is missed furthest."""
    missed = [judged for judged in one.figures.judged if not judged.met]
    if not missed:
        return "nothing"
    worst = min(missed, key=_room)
    mean, bound = _bounded(worst)
    label = "" if len(one.figures.judged) == 1 else f"{_condition(worst)}: "
    return f"{label}{mean}, {bound}"


def _waits(one: OneLess) -> str:
    """What late answers wait for, in a few words."""
    if one.delay is None:
        return "–"
    if one.delay.step is None:
        return "the term is shorter than its steps"
    return f"step {one.delay.step[2]} of {one.delay.step[1]}: {REASON_WORDS[one.delay.reason]}"


def _front_table(answer: StaffingAnswer) -> Table:
    """The cost front: what less costs in late answers, and what more would bring."""
    rows = []
    for point in answer.front:
        style = "bold" if answer.winner is not None and point.figures.staffing == answer.winner.staffing else ""
        fewer = "" if point.fewer is None else count(point.fewer, interval=True)
        if point.fewer is not None and not point.sure:
            fewer += " ?"
        cells = (
            _differs(answer, point.figures),
            _cost(point.figures.cost, answer.space),
            count(point.figures.late, interval=True),
            fewer,
        )
        rows.append(tuple(Text(cell, style=style) for cell in cells))
    columns = (answer.space.unit.replace("posts", "posts in all"), "late answers", "fewer than above")
    table = fitted_table(("staffing",), columns, rows, title="What cheaper and dearer staffings bring")
    unsure = any(not point.sure for point in answer.front)
    table.caption = "nothing cheaper has fewer late answers" + ("; ?: the difference is not sure" if unsure else "")
    return table


def _differs(answer: StaffingAnswer, figures: StaffingFigures) -> str:
    """In what a staffing differs from the winner."""
    assert answer.winner is not None
    parts = [
        f"{words(variable.role)} {level.value:.3g}{_counted(variable)}"
        for variable, level, best in zip(answer.space.variables, figures.levels, answer.winner.levels, strict=True)
        if level.value != best.value
    ]
    return ", ".join(parts) or "the cheapest that does"


def _how(answer: StaffingAnswer) -> str:
    """How the answer was found."""
    staffings, replications = answer.simulated
    text = (
        f"Simulated: {staffings} staffing{'' if staffings == 1 else 's'}, {replications} replications in all. "
        f"Figures of staffings are of {answer.replications} replications"
    )
    text += " that the search has not used." if answer.winner is not None else "."
    if answer.dropped:
        some = "1 staffing" if len(answer.dropped) == 1 else f"{len(answer.dropped)} staffings"
        text += f" {some} met the targets in the search and not in these, and was dropped."
    return text
