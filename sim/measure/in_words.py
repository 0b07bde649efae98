"""Figures and names in words: the same number formats and names wherever figures are shown."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.law.regulation import Regulation
from sim.measure.digits import before_and_after, decimals, ends, part_of_hundred, parts_of_whole, plain
from sim.model.objection_names import answers_of, objection_to

if TYPE_CHECKING:  # names alone need none of what figures are computed with
    from sim.measure.figures import Figures, Key
    from sim.measure.intervals import Estimate

FEW = 9.5
"""A mean count has a decimal below this."""
SHORT_CHANNEL = {
    "provider": "provider",
    "akim": "akim",
    "state_corporation": "State Corporation",
    "psc": "service centre",
    "portal": "portal",
    "employment_centre": "employment centre",
}
"""What a channel is called in a narrow column."""


def channel_name(route: str) -> str:
    """A channel by its short name, or the objections to its answers."""
    answers = answers_of(route)
    return SHORT_CHANNEL.get(route, route) if answers is None else objection_to(SHORT_CHANNEL.get(answers, answers))


def route_name(key: Key, *, several: bool) -> str:
    """A route as charts and sentences call it: its channel, with the service before it where there are several."""
    service, route = key[:2]
    return f"{service.replace('_', ' ')}: {channel_name(route)}" if several else channel_name(route)


def several_services(figures: Figures) -> bool:
    """Tell whether the routes are those of more than one service."""
    return len({key[0] for key in figures.routes}) > 1


def routes_sentence(figures: Figures, target: float | None) -> str:
    """The number of routes below the target, and the three routes with the lowest share in time, as a sentence."""
    shares = {key: row["in_time"] for key, row in figures.routes.items() if not math.isnan(row["in_time"].mean)}
    if not shares:
        return "No route has a term to keep."
    lowest = sorted(shares, key=lambda key: shares[key].mean)[:3]
    several = several_services(figures)
    worst = "; ".join(f"{route_name(key, several=several)} {share(shares[key])}" for key in lowest)
    if target is None:
        return f"Lowest share in time, of {len(shares)} routes: {worst}."
    below = sum(value.mean < target for value in shares.values())
    kept = f"{len(shares) - below} of {len(shares)} routes reach the target of {stated_share(target)} in time"
    return f"{kept}. Lowest: {worst}."


def percent(value: float, digits: int = 1) -> str:
    """A share as a percentage, `< 0.1 %` or `> 99.9 %` where it is neither nothing nor all; a dash where there is none."""
    return "–" if math.isnan(value) else f"{part_of_hundred(value, digits)} %"


def stated_share(value: float) -> str:
    """A share that is stated, such as a target, with the digits that it was stated with."""
    return f"{100 * value:g} %"


def share(value: Estimate, digits: int = 1, *, interval: bool = True) -> str:
    """A share with the interval of its mean, with as many digits as that bears: `93.9 % (92.3 to 95.1)`.

    `digits` is how many decimals it has at most. An interval that is narrower than what is shown is left out.
    """
    if math.isnan(value.mean):
        return "–"
    digits = decimals(100 * value.half_width, digits)
    text = part_of_hundred(value.mean, digits)
    if not interval or math.isnan(value.low):
        return f"{text} %"
    both = ends(100 * value.low, 100 * value.high, text, digits)
    return f"{text} % ({both[0]} to {both[1]})" if both else f"{text} %"


def number(value: Estimate, digits: int = 1, *, interval: bool = False) -> str:
    """A figure with as many digits as its interval bears, `digits` decimals at most, and with the interval if asked for.

    A dash where there is none, `more than 12` for a quantile that is not reached. A star marks a quantile of which more than one
    application in twenty was not finished. An interval that is narrower than what is shown is left out.
    """
    if math.isnan(value.mean):
        return "–"
    if math.isinf(value.mean):
        return "not reached" if value.more_than is None else f"more than {plain(value.more_than, digits)}"
    digits = decimals(value.half_width, digits)
    text = plain(value.mean, digits if value.mean else 0)
    star = "*" if value.censored else ""
    both = ends(value.low, value.high, text, digits) if interval else None
    return f"{text}{star} ({both[0]} to {both[1]})" if both else f"{text}{star}"


def count(value: Estimate, *, interval: bool = False) -> str:
    """How many people, files or visits: a whole number, with a decimal where it is below ten."""
    return number(value, 0 if abs(value.mean) >= FEW else 1, interval=interval)


def count_and_ends(value: Estimate) -> tuple[str, str]:
    """A count and the ends of its interval, `358` and `282 to 434`; no ends where they are not told from the count."""
    shown, _, interval = count(value, interval=True).partition(" (")
    return shown, interval.removesuffix(")")


def whole_days(value: Estimate, *, interval: bool = False) -> str:
    """A quantile of whole days as a whole day, with what it may be besides: `9`, `8 or 9`, `9 (8 to 10)`.

    It is the least day by which at least that share is answered, so a day that is begun counts.
    """
    if math.isnan(value.mean) or math.isinf(value.mean):
        return number(value, 0)
    star = "*" if value.censored else ""
    day = f"{_day(value.mean)}{star}"
    if not interval or math.isnan(value.low):
        return day
    low, high = _day(value.low), _day(value.high)
    if low == high:
        return day
    return f"{low} or {high}{star}" if high == low + 1 else f"{day} ({low} to {high})"


def _day(value: float) -> int:
    return math.ceil(value - 1e-9)


def percents_of_whole(parts: Mapping[str, float]) -> dict[str, str]:
    """Shares of one whole as percentages that sum to what they are together, by name: `47 %`, `< 1 %`, and a dash for none."""
    rounded = parts_of_whole(list(parts.values()))
    return {
        name: "–" if math.isnan(part) else "< 1 %" if part > 0 and not shown else f"{shown:.0f} %"
        for (name, part), shown in zip(parts.items(), rounded, strict=True)
    }


def hours(value: float, *, short: bool = False) -> str:
    """A time in the unit in which people would say it: `12 minutes`, `3.4 hours`, `126 hours`; `short`: `12 min`, `3.4 h`."""
    if math.isnan(value):
        return "–"
    if value < 1:
        minutes = 60 * value
        text = plain(minutes, 0 if minutes >= FEW else 1).removesuffix(".0")
        return f"{text} {'min' if short else 'minutes'}"
    return f"{plain(value, 0 if value >= 100 else 1)} {'h' if short else 'hours'}"


def points(value: Estimate, *, signed: bool = False) -> str:
    """A difference of shares in points with its interval: `5.4 points (95 % interval 3.9 to 6.9)`."""
    digits = decimals(100 * value.half_width, 1)
    text = plain(100 * value.mean, digits)
    plus = "+" if signed and value.mean > 0 and float(text.replace(",", "")) else ""
    return f"{plus}{text} points{_interval_of_points(value, digits)}"


def gain(before: float, value: Estimate) -> tuple[str, str, str]:
    """A share now, what it would be, and the gain with its interval, as texts whose numbers add up.

    `94.2 %`, `99.7 %`, `5.5 points (95 % interval 4.1 to 6.8)`: what would be is the sum of the two others as they are shown.
    """
    digits = decimals(100 * value.half_width, 1)
    now, then, more = before_and_after(100 * before, 100 * value.mean, digits, most=100.0)
    return (
        f"{plain(now, digits)} %",
        f"{plain(then, digits)} %",
        f"{plain(more, digits)} points{_interval_of_points(value, digits)}",
    )


def share_changed(before: Estimate, change: Estimate, after: Estimate) -> tuple[str, str, str]:
    """A share after a change, before it, and the change, each with its interval, as texts whose numbers add up.

    All three have the decimals that the widest of their intervals bears.
    """
    digits = min(decimals(100 * value.half_width, 1) for value in (before, change, after))
    was, then, more = before_and_after(100 * before.mean, 100 * change.mean, digits, most=100.0)

    def with_interval(shown: float, value: Estimate) -> str:
        both = ends(100 * value.low, 100 * value.high, plain(shown, digits), digits)
        return f"{plain(shown, digits)} %" + (f" ({both[0]} to {both[1]})" if both else "")

    points_text = f"{plain(more, digits)} points{_interval_of_points(change, digits)}"
    return with_interval(then, after), with_interval(was, before), points_text


def _interval_of_points(value: Estimate, digits: int) -> str:
    if math.isnan(value.low):
        return ""
    return f" (95 % interval {plain(100 * value.low, digits)} to {plain(100 * value.high, digits)})"


def people_from_one(members: str) -> str:
    """Members as sentences and pages name them: by their names, or by numbers from 1 where tables number them from 0."""
    return " and ".join(str(int(one) + 1) if one.isdecimal() else one for one in members.split(" and "))


def role_name(regulations: Mapping[str, Regulation], role: str, lang: str = "en") -> str:
    """Full name of a role, from the first regulation that has it."""
    for regulation in regulations.values():
        if role in regulation.roles:
            return regulation.roles[role].text(lang)
    return role
