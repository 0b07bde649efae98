"""Headroom in words: multiples of a load as changes, and one sentence for demand and one for work."""

from __future__ import annotations

import math

from sim.measure.digits import plain
from sim.measure.in_words import role_name
from sim.planning.headroom.crossing import DOUBLE, LEAST_TIMES, MOST_TIMES, Crossing
from sim.planning.headroom.find_headroom import Bearable, Headroom
from sim.planning.staffing.targets import Target

_FEW_MINUTES = 9.5
"""Below so many minutes they have a decimal."""


def headroom_sentences(headroom: Headroom, lang: str = "en") -> tuple[str, ...]:
    """What the present staff bears, in a sentence for each demand and one for the work with least room."""
    demand = [each for each in headroom.bearable if each.increase.kind != "work"]
    work = [each for each in headroom.bearable if each.increase.kind == "work"]
    sentences = [_of_demand(headroom, each) for each in demand]
    if work:
        sentences.append(_of_work(headroom, work, lang))
    return (*sentences, *unsure(headroom))


def multiple_in_words(times: float, most: float = MOST_TIMES, *, short: bool = False) -> str:
    """A multiple as a change: `+23 %`, `−12 %`, `3.2-fold`, `more than tenfold`, or that not even the least would do."""
    if math.isinf(times):
        fold = "tenfold" if most >= MOST_TIMES else f"{most:.1f}-fold"
        return f"> {fold}" if short else f"more than {fold}"
    if times < LEAST_TIMES:
        return f"{'<' if short else 'below'} {signed_percent(LEAST_TIMES)}"
    return f"{times:.1f}-fold" if times > DOUBLE else signed_percent(times)


def interval_text(crossing: Crossing, *, short: bool = False) -> str:
    """The interval of a multiple as changes: `+17 % to +28 %`; one end alone where both are beyond the same bound."""
    low, high = (multiple_in_words(times, crossing.most, short=short) for times in (crossing.low, crossing.high))
    return low if low == high else f"{low} to {high}"


def signed_percent(times: float) -> str:
    """A multiple as a change in percent, with its sign."""
    text = plain(100 * abs(times - 1), 0)
    return f"{'' if text == '0' else '+' if times > 1 else '−'}{text} %"


def what(headroom: Headroom, bearable: Bearable, lang: str = "en") -> str:
    """What grows, as tables and charts call it."""
    increase = bearable.increase
    if increase.kind == "work":
        return role_name(dict(headroom.study.regulations), increase.name, lang)
    return "all applications" if increase.kind == "demand" else increase.name.replace("_", " ")


def amount(bearable: Bearable, times: float) -> str:
    """How much it is at a multiple, without its unit: applications a month, or minutes of work with a file; a dash beyond the bounds."""
    if math.isinf(times) or times < LEAST_TIMES:
        return "–"
    value = bearable.now * times / (60 if bearable.increase.kind == "work" else 1)
    return plain(value, 0 if value >= _FEW_MINUTES else 1)


def targets_in_words(headroom: Headroom) -> str:
    """The target in words, or all of them: `target 'share in time at least 95 %'`."""
    targets = headroom.judgement.conditions.targets
    return f"target{'s' if len(targets) > 1 else ''} " + " and ".join(f"'{_in_words(target)}'" for target in targets)


def are_met(headroom: Headroom, met: bool) -> str:
    """Whether the target is met; of several, some of which may be met, whether all are."""
    if len(headroom.judgement.conditions.targets) > 1:
        return "are all met" if met else "are not all met"
    return "is met" if met else "is missed"


def _it(headroom: Headroom) -> str:
    return "all of them" if len(headroom.judgement.conditions.targets) > 1 else "it"


def _in_words(target: Target) -> str:
    """A target in words: `share in time at least 95 %`."""
    bound = "at least" if target.at_least else "at most"
    unit = "%" if target.measure.unit == "share" else target.measure.shown_unit
    every = " every month" if target.every_month else ""
    return " ".join(f"{target.measure.label} {bound} {target.measure.scale * target.value:.10g} {unit}{every}".split())


def _of_demand(headroom: Headroom, bearable: Bearable) -> str:
    """What is borne of the demand."""
    found, target = bearable.crossing, targets_in_words(headroom)
    many = (
        "applications"
        if bearable.increase.kind == "demand"
        else f"applications of the stream '{what(headroom, bearable)}'"
    )
    if found.times == 0:
        return (
            f"Not even a twentieth of the {many} would let the present staff meet the {target}: "
            "something other than how many come stands in its way."
        )
    if math.isinf(found.times):
        return f"The present staff bears {multiple_in_words(math.inf, found.most)} the {many} and still meets the {target}."
    interval = f"95 % interval {interval_text(found)}"
    if found.times >= 1:
        change = multiple_in_words(found.times)
        more = f"{change.removeprefix('+')} more {many}" if change.endswith("%") else f"{change} the {many}"
        if change == "0 %":
            more = f"no more {many} than now"
        return f"The present staff bears {more} and still meets the {target} ({interval})."
    less = signed_percent(found.times).removeprefix("−")
    return (
        f"The {target} {are_met(headroom, False)} as things are: the {many} would have to fall by {less} to meet {_it(headroom)} "
        f"({interval})."
    )


def _of_work(headroom: Headroom, work: list[Bearable], lang: str) -> str:
    """Whose work with a file has least room to grow, or would have to shrink least."""
    target = targets_in_words(headroom)
    bounded = [each for each in work if 0 < each.crossing.times < math.inf]
    if not bounded:
        one = what(headroom, work[0], lang)
        whose = f"the work of '{one}'" if len(work) == 1 else "the work of any single role"
        if all(math.isinf(each.crossing.times) for each in work):
            return f"Were {whose} tenfold, the {target} would still be met."
        return f"Shortening {whose} alone does not bring the {target} within reach."
    first = min(bounded, key=lambda each: abs(math.log(each.crossing.times)))
    found, name = first.crossing, what(headroom, first, lang)
    now, then = amount(first, 1.0), amount(first, found.times)
    interval = "95 % interval " + " to ".join(dict.fromkeys(_end(first, end) for end in (found.low, found.high)))
    if found.times >= 1:
        least = "Least room is in the work" if len(work) > 1 else "That is the room in the work"
        return f"{least} of '{name}': {now} minutes a file now, {then} at most ({interval}), all else as it is."
    return f"The work of '{name}' would have to fall from {now} minutes a file to {then} ({interval}) to meet {_it(headroom)}, all else as it is."


def _end(bearable: Bearable, times: float) -> str:
    """An end of an interval as minutes."""
    if math.isinf(times):
        return multiple_in_words(times, bearable.crossing.most)
    return f"less than {amount(bearable, LEAST_TIMES)}" if times < LEAST_TIMES else amount(bearable, times)


def unsure(headroom: Headroom) -> tuple[str, ...]:
    """That it cannot be told whether the target is met as things are; nothing where it can."""
    margin = headroom.judgement.margin(headroom.present)
    if math.isnan(margin.low) or margin.low >= 0 or margin.high < 0:
        return ()
    return (
        f"Whether the target{'s are all' if len(headroom.judgement.conditions.targets) > 1 else ' is'} met as things are cannot be told from {headroom.replications} replications; "
        "more of them make the intervals narrower.",
    )
