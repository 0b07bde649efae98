"""Headroom in words: multiples of a load as changes, and one sentence for demand and one for work."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.measure.digits import plain
from sim.measure.in_words import role_name
from sim.planning.headroom.crossing import DOUBLE, LEAST_TIMES, MOST_TIMES, Crossing
from sim.planning.headroom.find_headroom import Bearable, Headroom
from sim.report.paths_in_words import path_in_words
from sim.report.planning.words import target_in_words
from sim.translations.in_use import ORIGINAL, counted, in_language, language, of_hundred, translated

_FEW_MINUTES = 9.5
"""Below so many minutes they have a decimal."""


def headroom_sentences(headroom: Headroom, lang: str = "en") -> tuple[str, ...]:
    """What the present staff bears, in a sentence for each demand and one for the work with least room."""
    with in_language(lang):
        demand = [each for each in headroom.bearable if each.increase.kind != "work"]
        work = [each for each in headroom.bearable if each.increase.kind == "work"]
        sentences = [_of_demand(headroom, each) for each in demand]
        if work:
            sentences.append(_of_work(headroom, work))
        return (*sentences, *unsure(headroom))


def multiple_in_words(times: float, most: float = MOST_TIMES, *, short: bool = False) -> str:
    """A multiple as a change: `+23 %`, `−12 %`, `3.2-fold`, `more than tenfold`, or that not even the least would do."""
    if math.isinf(times):
        fold = translated("tenfold") if most >= MOST_TIMES else translated("{number}-fold", number=plain(most, 1))
        return f"> {fold}" if short else translated("more than {fold}", fold=fold)
    if times < LEAST_TIMES:
        least = signed_percent(LEAST_TIMES)
        return f"< {least}" if short else translated("below {change}", change=least)
    return translated("{number}-fold", number=plain(times, 1)) if times > DOUBLE else signed_percent(times)


def interval_text(crossing: Crossing, *, short: bool = False) -> str:
    """The interval of a multiple as changes: `+17 % to +28 %`; one end alone where both are beyond the same bound."""
    low, high = (multiple_in_words(times, crossing.most, short=short) for times in (crossing.low, crossing.high))
    return low if low == high else translated("{low} to {high}", low=low, high=high)


def signed_percent(times: float) -> str:
    """A multiple as a change in percent, with its sign."""
    text = plain(100 * abs(times - 1), 0)
    return of_hundred(f"{'' if text == '0' else '+' if times > 1 else '−'}{text}")


def what(headroom: Headroom, bearable: Bearable, lang: str = "en") -> str:
    """What grows, as tables and charts call it."""
    increase = bearable.increase
    if increase.kind == "work":
        return role_name(dict(headroom.study.regulations), increase.name, lang)
    return translated("all applications") if increase.kind == "demand" else stream_name(headroom, increase.name)


def stream_name(headroom: Headroom, stream: str) -> str:
    """A stream of applications: in English by its name, else by the route and the office where it arrives."""
    if language() == ORIGINAL:
        return stream.replace("_", " ")
    return path_in_words(headroom.study, f"arrivals.{stream}", language())


def amount(bearable: Bearable, times: float) -> str:
    """How much it is at a multiple, without its unit: applications a month, or minutes of work with a file; a dash beyond the bounds."""
    if math.isinf(times) or times < LEAST_TIMES:
        return "–"
    value = bearable.now * times / (60 if bearable.increase.kind == "work" else 1)
    return plain(value, 0 if value >= _FEW_MINUTES else 1)


def targets_in_words(headroom: Headroom) -> str:
    """The target in words, or all of them: `target 'share in time at least 95 %'`."""
    texts = [target_in_words(headroom.study, target) for target in headroom.judgement.conditions.targets]
    if len(texts) == 1:
        return translated("target '{target}'", target=texts[0])
    return translated("targets {targets}", targets=_listed([translated("'{target}'", target=text) for text in texts]))


def _listed(texts: Sequence[str]) -> str:
    """Texts one after the other, with `and` between."""
    found = texts[0]
    for text in texts[1:]:
        found = translated("{first} and {second}", first=found, second=text)
    return found


def several_targets(headroom: Headroom) -> bool:
    """Tell whether there are several targets, some of which may be met."""
    return len(headroom.judgement.conditions.targets) > 1


def _of_demand(headroom: Headroom, bearable: Bearable) -> str:
    """What is borne of the demand."""
    found, targets = bearable.crossing, targets_in_words(headroom)
    many = (
        translated("applications")
        if bearable.increase.kind == "demand"
        else translated("applications of the stream '{stream}'", stream=stream_name(headroom, bearable.increase.name))
    )
    fields = {"applications": many, "targets": targets}
    if found.times == 0:
        return translated(
            "Not even a twentieth of the {applications} would let the present staff meet the {targets}: something other than how many "
            "come stands in its way.",
            **fields,
        )
    if math.isinf(found.times):
        return translated(
            "The present staff bears {fold} the {applications} and still meets the {targets}.",
            fold=multiple_in_words(math.inf, found.most),
            **fields,
        )
    fields["interval"] = interval_text(found)
    change = multiple_in_words(found.times)
    if found.times >= 1:
        if change == signed_percent(1.0):
            return translated(
                "The present staff bears no more {applications} than now and still meets the {targets} (95 % interval {interval}).",
                **fields,
            )
        if found.times > DOUBLE:
            return translated(
                "The present staff bears {fold} the {applications} and still meets the {targets} (95 % interval {interval}).",
                fold=change,
                **fields,
            )
        return translated(
            "The present staff bears {change} more {applications} and still meets the {targets} (95 % interval {interval}).",
            change=change.removeprefix("+"),
            **fields,
        )
    fields["less"] = signed_percent(found.times).removeprefix("−")
    if several_targets(headroom):
        return translated(
            "The {targets} are not all met as things are: the {applications} would have to fall by {less} to meet all of them "
            "(95 % interval {interval}).",
            **fields,
        )
    return translated(
        "The {targets} is missed as things are: the {applications} would have to fall by {less} to meet it (95 % interval {interval}).",
        **fields,
    )


def _of_work(headroom: Headroom, work: list[Bearable]) -> str:
    """Whose work with a file has least room to grow, or would have to shrink least."""
    bounded = [each for each in work if 0 < each.crossing.times < math.inf]
    if not bounded:
        return _without_bound(headroom, work)
    first = min(bounded, key=lambda each: abs(math.log(each.crossing.times)))
    found = first.crossing
    ends = list(dict.fromkeys(_end(first, end) for end in (found.low, found.high)))
    fields = {
        "role": what(headroom, first, language()),
        "now": amount(first, 1.0),
        "then": amount(first, found.times),
        "interval": ends[0] if len(ends) == 1 else translated("{low} to {high}", low=ends[0], high=ends[1]),
    }
    if found.times >= 1 and len(work) > 1:
        return translated(
            "Least room is in the work of '{role}': {now} minutes a file now, {then} at most (95 % interval {interval}), all else as it is.",
            **fields,
        )
    if found.times >= 1:
        return translated(
            "That is the room in the work of '{role}': {now} minutes a file now, {then} at most (95 % interval {interval}), all else as it "
            "is.",
            **fields,
        )
    if several_targets(headroom):
        return translated(
            "The work of '{role}' would have to fall from {now} minutes a file to {then} (95 % interval {interval}) to meet all of them, all "
            "else as it is.",
            **fields,
        )
    return translated(
        "The work of '{role}' would have to fall from {now} minutes a file to {then} (95 % interval {interval}) to meet it, all else as it "
        "is.",
        **fields,
    )


def _without_bound(headroom: Headroom, work: Sequence[Bearable]) -> str:
    """That work of one role alone neither breaks the targets, however long, nor keeps them, however short."""
    targets = targets_in_words(headroom)
    role = what(headroom, work[0], language())
    if all(math.isinf(each.crossing.times) for each in work):
        if len(work) == 1:
            return translated(
                "Were the work of '{role}' tenfold, the {targets} would still be met.", role=role, targets=targets
            )
        return translated(
            "Were the work of any single role tenfold, the {targets} would still be met.", targets=targets
        )
    if len(work) == 1:
        return translated(
            "Shortening the work of '{role}' alone does not bring the {targets} within reach.",
            role=role,
            targets=targets,
        )
    return translated(
        "Shortening the work of any single role alone does not bring the {targets} within reach.", targets=targets
    )


def _end(bearable: Bearable, times: float) -> str:
    """An end of an interval as minutes."""
    if math.isinf(times):
        return multiple_in_words(times, bearable.crossing.most)
    if times < LEAST_TIMES:
        return translated("less than {minutes}", minutes=amount(bearable, LEAST_TIMES))
    return amount(bearable, times)


def unsure(headroom: Headroom) -> tuple[str, ...]:
    """That it cannot be told whether the target is met as things are; nothing where it can."""
    margin = headroom.judgement.margin(headroom.present)
    if math.isnan(margin.low) or margin.low >= 0 or margin.high < 0:
        return ()
    if several_targets(headroom):
        return (
            counted(
                "Whether the targets are all met as things are cannot be told from {count} replication; more of them make the intervals "
                "narrower.",
                "Whether the targets are all met as things are cannot be told from {count} replications; more of them make the intervals "
                "narrower.",
                headroom.replications,
            ),
        )
    return (
        counted(
            "Whether the target is met as things are cannot be told from {count} replication; more of them make the intervals narrower.",
            "Whether the target is met as things are cannot be told from {count} replications; more of them make the intervals narrower.",
            headroom.replications,
        ),
    )
