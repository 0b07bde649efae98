"""A figure of both cases and how it has changed, as texts whose numbers add up, with what can be told of the change."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from sim.measure.digits import before_and_after, decimals, ends, plain
from sim.measure.in_words import count, number, share, share_changed, whole_days
from sim.measure.intervals import Estimate
from sim.translations.in_use import translated
from sim.web.simulation.paired_figures import FigureName, PairedFigures

Told = Literal["better", "worse", "more", "less", "same", "open", "none"]
"""What can be told of a change: its direction for citizens, or without judgement; that nothing changes; nothing yet; no figure."""
_MOST_MORE = 4
"""So many digits less one are added at most to an end of an interval that would be shown as 0."""
_NOTHING = Estimate(math.nan, math.nan, math.nan, 0)


@dataclass(frozen=True)
class Change:
    """One figure of both cases."""

    before: str
    """The figure of the scenario as it is."""
    after: str
    """The figure with the changes."""
    difference: str
    """How much more it is with the changes, with its interval; empty where that is not known."""
    told: Told
    """What can be told of the difference."""
    was: Estimate
    """The figure of the scenario as it is."""
    then: Estimate
    """The figure with the changes."""


def change_of(figures: PairedFigures, name: FigureName, kind: Literal["share", "hours", "count", "days"]) -> Change:
    """The change of a figure; `kind` says how it is worded and, but for shares of time worked, that less of it is better."""
    was = figures.base.estimates.get(name, _NOTHING)
    then = figures.alternative.estimates.get(name, _NOTHING)
    difference = figures.differences.get(name, _NOTHING)
    if math.isnan(difference.mean) or math.isinf(was.mean) or math.isinf(then.mean):
        word = {"share": share, "hours": _hours, "count": _count, "days": _days}[kind]
        return Change(word(was), word(then), "", "none", was, then)
    told = "same" if _alike(was, then) else _told(difference, name)
    if kind == "share":
        after, before, _ = share_changed(was, difference, then)
        digits = min(decimals(100 * value.half_width, 1) for value in (was, difference, then))
        if max(abs(100 * difference.low), abs(100 * difference.high)) < 0.5 * 10.0**-digits:
            told = "same"
        return Change(before, after, _same(told) or _points(difference, digits), told, was, then)
    if kind == "days":
        digits = decimals(difference.half_width, 1)
        return Change(_days(was), _days(then), _same(told) or _signed(difference, digits), told, was, then)
    before, after, text = _adding_up(was, difference, then, 1)
    return Change(before, after, _same(told) or text, told, was, then)


def told_in_words(told: Told) -> str:
    """What can be told of a change, in a word or two."""
    return {
        "better": translated("better"),
        "worse": translated("worse"),
        "more": translated("more"),
        "less": translated("less"),
        "same": translated("no difference"),
        "open": translated("not yet told apart"),
        "none": "",
    }[told]


def _told(difference: Estimate, name: FigureName) -> Told:
    if difference.mean == 0 and (math.isnan(difference.low) or difference.low == difference.high == 0):
        return "same"
    if math.isnan(difference.low) or not difference.significant:
        return "open"
    table, _, figure = name
    if table == "pools":
        return "more" if difference.mean > 0 else "less"
    more_is_better = figure == "in_time"
    return "better" if (difference.mean > 0) == more_is_better else "worse"


def _alike(was: Estimate, then: Estimate) -> bool:
    """Whether both figures are the same to their ends, which they are where every replication has the same."""
    return all(
        a == b or (math.isnan(a) and math.isnan(b))
        for a, b in ((was.mean, then.mean), (was.low, then.low), (was.high, then.high))
    )


def _same(told: Told) -> str:
    return told_in_words("same") if told == "same" else ""


def _hours(value: Estimate) -> str:
    return number(value, 1, interval=True)


def _count(value: Estimate) -> str:
    return count(value, interval=True)


def _days(value: Estimate) -> str:
    return whole_days(value, interval=True)


def _adding_up(was: Estimate, change: Estimate, then: Estimate, most: int) -> tuple[str, str, str]:
    """A figure before and after, and the change, with the decimals that the widest of their intervals bears."""
    digits = min(decimals(value.half_width, most) for value in (was, change, then))
    before, after, _ = before_and_after(was.mean, change.mean, digits)
    return _with_ends(was, before, digits), _with_ends(then, after, digits), _signed(change, digits)


def _with_ends(value: Estimate, shown: float, digits: int) -> str:
    text = plain(shown, digits)
    both = None if math.isnan(value.low) else ends(value.low, value.high, text, digits)
    text = f"{text}{'*' if value.censored else ''}"
    return translated("{figure} ({low} to {high})", figure=text, low=both[0], high=both[1]) if both else text


def _signed(value: Estimate, digits: int) -> str:
    """A change with its sign and its interval."""
    text = _end(value.mean, digits, told=value.significant)
    if math.isnan(value.low):
        return text
    low, high = _ends(value.low, value.high, digits)
    return text if low == high else translated("{figure} ({low} to {high})", figure=text, low=low, high=high)


def _points(value: Estimate, digits: int) -> str:
    """A difference of shares with its sign and its interval."""
    number = _end(100 * value.mean, digits, told=value.significant)
    if math.isnan(value.low):
        return translated("{number} points", number=number)
    low, high = _ends(100 * value.low, 100 * value.high, digits)
    return translated("{number} points ({low} to {high})", number=number, low=low, high=high)


def _ends(low: float, high: float, digits: int) -> tuple[str, str]:
    """The ends of an interval with their signs; where it leaves out nothing, no end is shown as 0."""
    told = low > 0 or high < 0
    return _end(low, digits, told=told), _end(high, digits, told=told)


def _end(value: float, digits: int, *, told: bool) -> str:
    """A number with its sign; where a change is told it is not shown as 0."""
    more = next((more for more in range(_MOST_MORE) if told and round(value, digits + more)), 0)
    return _with_sign(value, digits + more)


def _with_sign(value: float, digits: int) -> str:
    return f"{'+' if round(value, digits) > 0 else ''}{plain(value, digits)}"
