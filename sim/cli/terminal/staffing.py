"""How many people are enough, in tables and sentences of at most 80 columns."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from sim.cli.terminal.fitting import fitted_table
from sim.cli.terminal.names import office_words, role_words
from sim.cli.terminal.tables import headings, whole
from sim.measure.digits import decimals, plain
from sim.measure.in_words import count, percent
from sim.planning.staffing.delays import Delay
from sim.planning.staffing.find_staffing import OneLess, StaffingAnswer, StaffingFigures
from sim.planning.staffing.targets import Judged, Target
from sim.planning.staffing.variables import StaffingSpace, Variable
from sim.report.run.causes import REASON_WORDS
from sim.study.study import Study
from sim.translations.in_use import counted, localized_signs, marked, of_hundred, translated

_MOST_TARGETS = 12
"""Targets that are shown at most, of more those that are missed or nearest to it."""


def staffing_parts(answer: StaffingAnswer) -> Iterator[Table | Text]:
    """What is printed of an answer, from top to bottom."""
    yield Text(f"\n{wanted_text(answer.targets)}\n")
    if answer.winner is None:
        yield Text(f"{_nothing_does(answer)}\n", style="bold")
        if not answer.within_bounds:
            yield from (targets_table(answer.floor, _floor_title(answer)), Text())
    else:
        yield Text(f"{_found(answer)}\n", style="bold")
        yield _staffing_table(answer)
        yield from (targets_table(answer.winner, with_it_title(answer.replications)), Text())
        if answer.one_less:
            yield _one_less_table(answer)
        if answer.front:
            yield from (_front_table(answer), Text())
        if settings := answer.space.changes(answer.winner.staffing):
            options = " ".join(f"--set {shlex.quote(one)}" for one in settings)
            yield Text(translated("To run it: {options}", options=options) + "\n", no_wrap=True)
    yield Text(_how(answer))


def wanted_text(targets: Sequence[Target]) -> str:
    """Targets in a sentence."""
    return translated("Wanted: {targets}.", targets="; ".join(target_text(target) for target in targets))


def target_text(target: Target, *, month: bool = True) -> str:
    """A target in words: `share in time, social aid/provider at least 95 %, every month`; `month`: with that it is of every month."""
    number = localized_signs(f"{target.value * target.measure.scale:.10g}")
    amount = _with_unit(number, target.measure.shown_unit)
    asked = {"measure": target.measure.label, "amount": amount}
    if not (target.every_month and month):
        if target.at_least:
            return translated("{measure} at least {amount}", **asked)
        return translated("{measure} at most {amount}", **asked)
    if target.at_least:
        return translated("{measure} at least {amount}, every month", **asked)
    return translated("{measure} at most {amount}, every month", **asked)


def _with_unit(number: str, unit: str) -> str:
    """A number with the unit in which a measure is shown, if it has one."""
    return of_hundred(number) if unit == "%" else f"{number} {unit}".rstrip()


def _nothing_does(answer: StaffingAnswer) -> str:
    """Why there is no staffing."""
    held = "" if answer.forbids is None else f" {_held_up(answer, answer.forbids)}"
    if answer.floor.met:
        return translated("No staffing within the bounds of the scenario does, though more people would.") + held
    if answer.dropped:
        return translated("No staffing was found that does for sure.") + held
    if all(one.met or one.condition.target.keeps(one.estimate.mean) for one in answer.floor.judged):
        return counted(
            "Whether any staffing does cannot be told from {count} replication: staff without limit meets the targets on "
            "average, not for sure. More replications (--replications) may tell it.",
            "Whether any staffing does cannot be told from {count} replications: staff without limit meets the targets on "
            "average, not for sure. More replications (--replications) may tell it.",
            answer.replications,
            count=answer.replications,
        )
    if any(not one.met and one.condition.target.measure.figure == "utilisation" for one in answer.floor.judged):
        return translated(
            "No staffing that was tried does, not even so many people that hardly anybody waits for them; still more would be less busy, "
            "and were not tried."
        )
    if any(variable.kind == "sittings" for variable in answer.space.variables):
        told = translated(
            "No staffing can: not even staff without limit, with as many sittings as may be and couriers as they are."
        )
    else:
        told = translated("No staffing can: not even staff without limit, with sittings and couriers as they are.")
    return told + held


def _held_up(answer: StaffingAnswer, delay: Delay) -> str:
    """What holds up late answers, as a sentence."""
    share = of_hundred(f"{100 * delay.share:.0f}")
    if delay.step is None:
        return translated("The term is shorter than what its steps may take ({share} of the lateness).", share=share)
    service, route, step = delay.step
    at = {"step": step, "route": f"{service}/{route}", "reason": translated(REASON_WORDS[delay.reason]), "share": share}
    if not delay.role:
        return translated("What forbids it is step {step} of {route}: {reason}; {share} of the lateness.", **at)
    role = role_words(answer.study, delay.role)
    return translated(
        "What forbids it is step {step} of {route} ({role}): {reason}; {share} of the lateness.", role=role, **at
    )


def _found(answer: StaffingAnswer) -> str:
    """The cheapest staffing in a sentence."""
    winner = answer.winner
    assert winner is not None
    cost = _cost(winner.cost, answer.space, unit=True)
    if answer.present is None:
        proven = marked("The cheapest staffing that does: {cost}; nothing cheaper does.")
        cut_short = marked(
            "The cheapest staffing that does: {cost}; the search was cut short, so something cheaper may do."
        )
        return translated(proven if answer.proven else cut_short, cost=cost)
    proven = marked("The cheapest staffing that does: {cost}; now {now}; nothing cheaper does.")
    cut_short = marked(
        "The cheapest staffing that does: {cost}; now {now}; the search was cut short, so something cheaper may do."
    )
    now = _cost(answer.present.cost, answer.space)
    return translated(proven if answer.proven else cut_short, cost=cost, now=now)


def _cost(cost: float, space: StaffingSpace, *, unit: bool = False) -> str:
    """What a staffing costs."""
    number = localized_signs(f"{cost:.10g}") if space.unit == "posts" else plain(cost, 0)
    if not unit:
        return number
    if space.unit == "posts":
        return translated("{number} posts", number=number)
    return translated("{number} tenge per month", number=number)


def office_of(study: Study, variable: Variable) -> str:
    """The office of something that may change, with how many are alike."""
    office = office_words(study, variable.office)
    return (
        translated("{office} (each of {count})", office=office, count=variable.offices)
        if variable.offices > 1
        else office
    )


def _staffing_table(answer: StaffingAnswer) -> Table:
    """What may change, as it is and as it would be."""
    assert answer.winner is not None
    rows = []
    for variable, level in zip(answer.space.variables, answer.winner.levels, strict=True):
        style = "" if level.value == variable.now else "bold"
        role, numbers = _who(answer, variable), (variable.now, level.value)
        cells = (office_of(answer.study, variable), role, *(localized_signs(f"{number:.3g}") for number in numbers))
        rows.append(tuple(Text(cell, style=style) for cell in cells))
    names = headings(translated("office | role | now | enough"))
    return fitted_table(names[:2], names[2:], rows, title=translated("Staffing"))


def _who(answer: StaffingAnswer, variable: Variable, number: float | None = None) -> str:
    """A role whose posts or sittings may change, with how many there are of them."""
    role = role_words(answer.study, variable.role)
    if number is not None:
        role = f"{role} {localized_signs(f'{number:.3g}')}"
    return translated("{role}, sittings a week", role=role) if variable.kind == "sittings" else role


def _floor_title(answer: StaffingAnswer) -> str:
    return counted(
        "Staff without limit ({count} replication)",
        "Staff without limit ({count} replications)",
        answer.replications,
        count=answer.replications,
    )


def with_it_title(replications: int) -> str:
    """Title of the figures of what was found."""
    return counted("With it ({count} replication)", "With it ({count} replications)", replications, count=replications)


def targets_table(figures: StaffingFigures, title: str) -> Table:
    """The targets with the bounds that decide; of many those that are nearest to being missed."""
    shown = sorted(figures.judged, key=lambda one: (one.met, _room(one)))[:_MOST_TARGETS]
    rows = [(_condition(one), *_bounded(one), translated("yes") if one.met else translated("no")) for one in shown]
    target, *columns = headings(translated("target | mean | for sure | met"))
    table = fitted_table((target,), columns, rows, title=title)
    more = len(figures.judged) - len(shown)
    if len(figures.judged) > 1:
        caption = translated("for sure: one-sided 95 % bound for all targets together")
    else:
        caption = translated("for sure: one-sided 95 % bound")
    rest = counted("{count} more targets are met", "{count} more targets are met", more)
    table.caption = f"{caption}; {rest}" if more else caption
    return table


def _room(one: Judged) -> float:
    """How far a bound is from being missed [unit of the measure]."""
    room = one.bound - one.condition.target.value
    return room if one.condition.target.at_least else -room


def _condition(one: Judged) -> str:
    """What is asked, in a row: its month instead of `every month`."""
    text = target_text(one.condition.target, month=False)
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
    if one.condition.target.at_least:
        return mean, translated("at least {bound}", bound=bound)
    return mean, translated("at most {bound}", bound=bound)


def _one_less_table(answer: StaffingAnswer) -> Table:
    """Why nothing of the winner can be spared."""
    assert answer.winner is not None
    rows = []
    for one in answer.one_less:
        variable = answer.space.variables[one.variable]
        level = one.figures.levels[one.variable]
        name = _who(answer, variable, level.value)
        rows.append((name, _cost(one.figures.cost, answer.space), count(one.figures.late), _missed(one), _waits(one)))
    less, *columns = headings(translated("less of | cost | late answers | missed | what they wait for"))
    return fitted_table((less,), columns, rows, title=translated("Why not less"))


def _missed(one: OneLess) -> str:
    """The target that is missed furthest."""
    missed = [judged for judged in one.figures.judged if not judged.met]
    if not missed:
        return translated("nothing")
    worst = min(missed, key=_room)
    mean, bound = _bounded(worst)
    label = "" if len(one.figures.judged) == 1 else f"{_condition(worst)}: "
    return f"{label}{mean}, {bound}"


def _waits(one: OneLess) -> str:
    """What late answers wait for, in a few words."""
    if one.delay is None:
        return "–"
    if one.delay.step is None:
        return translated("the term is shorter than its steps")
    step, route = one.delay.step[2], one.delay.step[1]
    return translated(
        "step {step} of {route}: {reason}", step=step, route=route, reason=translated(REASON_WORDS[one.delay.reason])
    )


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
    if answer.space.unit == "posts":
        names = translated("staffing | posts in all | late answers | fewer than above")
    else:
        names = translated("staffing | tenge per month | late answers | fewer than above")
    staffing, *columns = headings(names)
    table = fitted_table((staffing,), columns, rows, title=translated("What cheaper and dearer staffings bring"))
    if any(not point.sure for point in answer.front):
        table.caption = translated("nothing cheaper has fewer late answers; ?: the difference is not sure")
    else:
        table.caption = translated("nothing cheaper has fewer late answers")
    return table


def _differs(answer: StaffingAnswer, figures: StaffingFigures) -> str:
    """In what a staffing differs from the winner."""
    assert answer.winner is not None
    parts = [
        _who(answer, variable, level.value)
        for variable, level, best in zip(answer.space.variables, figures.levels, answer.winner.levels, strict=True)
        if level.value != best.value
    ]
    return ", ".join(parts) or translated("the cheapest that does")


def _how(answer: StaffingAnswer) -> str:
    """How the answer was found."""
    staffings, replications = answer.simulated
    sentences = [
        counted(
            "Simulated: {count} staffing, {replications} replications in all.",
            "Simulated: {count} staffings, {replications} replications in all.",
            staffings,
            count=whole(staffings),
            replications=whole(replications),
        )
    ]
    if answer.winner is not None:
        told = translated(
            "Figures of staffings are of {count} replications that the search has not used.", count=answer.replications
        )
        sentences.append(told)
    else:
        sentences.append(translated("Figures of staffings are of {count} replications.", count=answer.replications))
    if answer.dropped:
        sentences.append(
            counted(
                "{count} staffing met the targets in the search and not in these, and was dropped.",
                "{count} staffings met the targets in the search and not in these, and was dropped.",
                len(answer.dropped),
            )
        )
    return " ".join(sentences)
