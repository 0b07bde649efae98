"""Figures and names in words: the same number formats and names wherever figures are shown."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.law.regulation import Regulation
from sim.measure.digits import before_and_after, decimals, ends, part_of_hundred, parts_of_whole, plain
from sim.model.objection_names import answers_of
from sim.translations.in_use import counted, localized_signs, marked, of_hundred, translated

if TYPE_CHECKING:  # names alone need none of what figures are computed with
    from sim.measure.figures import Figures, Key
    from sim.measure.intervals import Estimate

FEW = 9.5
"""A mean count has a decimal below this."""
_SHORT_SERVICE = {
    "home_schooling": marked("home schooling"),
    "targeted_assistance": marked("targeted assistance"),
    "social_aid": marked("social aid"),
    "child_allowance": marked("child allowance"),
    "recipient_certificate": marked("recipient certificate"),
    "rural_fuel": marked("rural fuel"),
    "home_care": marked("home care"),
    "medical_social_institutions": marked("medical social institutions"),
    "job_seeker_registration": marked("job seeker registration"),
    "unemployed_registration": marked("unemployed registration"),
    "employment_referral": marked("employment referral"),
    "individual_assistant": marked("individual assistant"),
    "wheelchairs": marked("wheelchairs"),
    "sanatorium_treatment": marked("sanatorium treatment"),
    "care_home": marked("care home"),
}
"""What a service of a shipped scenario is called in a narrow column; its full name is that of its regulation."""
_SHORT_CHANNEL = {
    "provider": marked("provider"),
    "akim": marked("akim"),
    "state_corporation": marked("State Corporation"),
    "psc": marked("service centre"),
    "portal": marked("portal"),
    "employment_centre": marked("employment centre"),
}
"""What a channel is called in a narrow column."""


def channel_name(route: str) -> str:
    """A channel by its short name, or the objections to its answers."""
    answers = answers_of(route)
    name = _SHORT_CHANNEL.get(answers or route)
    channel = (answers or route) if name is None else translated(name)
    return channel if answers is None else translated("{channel}: objection", channel=channel)


def route_name(key: Key, *, several: bool) -> str:
    """A route as charts and sentences call it: its channel, with the service before it where there are several."""
    service, route = key[:2]
    return f"{service_name(service)}: {channel_name(route)}" if several else channel_name(route)


def service_name(service: str) -> str:
    """A service by its short name, in the language in use where a shipped scenario calls one so."""
    name = _SHORT_SERVICE.get(service)
    return service.replace("_", " ") if name is None else translated(name)


def several_services(figures: Figures) -> bool:
    """Tell whether the routes are those of more than one service."""
    return len({key[0] for key in figures.routes}) > 1


def routes_sentence(figures: Figures, target: float | None) -> str:
    """The number of routes below the target, and the three routes with the lowest share in time, as a sentence."""
    shares = {key: row["in_time"] for key, row in figures.routes.items() if not math.isnan(row["in_time"].mean)}
    if not shares:
        return translated("No route has a term to keep.")
    lowest = sorted(shares, key=lambda key: shares[key].mean)[:3]
    several = several_services(figures)
    worst = "; ".join(f"{route_name(key, several=several)} {share(shares[key])}" for key in lowest)
    if target is None:
        return counted(
            "Lowest share in time, of {count} routes: {worst}.",
            "Lowest share in time, of {count} routes: {worst}.",
            len(shares),
            worst=worst,
        )
    below = sum(value.mean < target for value in shares.values())
    return translated(
        "{kept} of {routes} routes reach the target of {target} in time. Lowest: {worst}.",
        kept=len(shares) - below,
        routes=len(shares),
        target=stated_share(target),
        worst=worst,
    )


def percent(value: float, digits: int = 1) -> str:
    """A share as a percentage, `< 0.1 %` or `> 99.9 %` where it is neither nothing nor all; a dash where there is none."""
    return "–" if math.isnan(value) else of_hundred(part_of_hundred(value, digits))


def stated_share(value: float) -> str:
    """A share that is stated, such as a target, with the digits that it was stated with."""
    return of_hundred(localized_signs(f"{100 * value:g}"))


def share(value: Estimate, digits: int = 1, *, interval: bool = True) -> str:
    """A share with the interval of its mean, with as many digits as that bears: `93.9 % (92.3 to 95.1)`.

    `digits` is how many decimals it has at most. An interval that is narrower than what is shown is left out.
    """
    if math.isnan(value.mean):
        return "–"
    digits = decimals(100 * value.half_width, digits)
    text = part_of_hundred(value.mean, digits)
    if not interval or math.isnan(value.low):
        return of_hundred(text)
    both = ends(100 * value.low, 100 * value.high, text, digits)
    return (
        translated("{figure} ({low} to {high})", figure=of_hundred(text), low=both[0], high=both[1])
        if both
        else of_hundred(text)
    )


def number(value: Estimate, digits: int = 1, *, interval: bool = False) -> str:
    """A figure with as many digits as its interval bears, `digits` decimals at most, and with the interval if asked for.

    A dash where there is none, `more than 12` for a quantile that is not reached. A star marks a quantile of which more than one
    application in twenty was not finished. An interval that is narrower than what is shown is left out.
    """
    if math.isnan(value.mean):
        return "–"
    if math.isinf(value.mean):
        if value.more_than is None:
            return translated("not reached")
        return translated("more than {bound}", bound=plain(value.more_than, digits))
    digits = decimals(value.half_width, digits)
    text = plain(value.mean, digits if value.mean else 0)
    shown = f"{text}{'*' if value.censored else ''}"
    both = ends(value.low, value.high, text, digits) if interval else None
    return translated("{figure} ({low} to {high})", figure=shown, low=both[0], high=both[1]) if both else shown


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
    if high == low + 1:
        return translated("{low} or {high}", low=low, high=f"{high}{star}")
    return translated("{figure} ({low} to {high})", figure=day, low=low, high=high)


def _day(value: float) -> int:
    return math.ceil(value - 1e-9)


def percents_of_whole(parts: Mapping[str, float]) -> dict[str, str]:
    """Shares of one whole as percentages that sum to what they are together, by name: `47 %`, `< 1 %`, and a dash for none."""
    rounded = parts_of_whole(list(parts.values()))
    return {
        name: "–" if math.isnan(part) else of_hundred("< 1" if part > 0 and not shown else f"{shown:.0f}")
        for (name, part), shown in zip(parts.items(), rounded, strict=True)
    }


def hours(value: float, *, short: bool = False) -> str:
    """A time in the unit in which people would say it: `12 minutes`, `3.4 hours`, `126 hours`; `short`: `12 min`, `3.4 h`."""
    if math.isnan(value):
        return "–"
    if value < 1:
        minutes = 60 * value
        whole = minutes >= FEW or float(f"{minutes:.1f}").is_integer()
        text = plain(minutes, 0 if whole else 1)
        return translated("{number} min", number=text) if short else translated("{number} minutes", number=text)
    text = plain(value, 0 if value >= 100 else 1)
    return translated("{number} h", number=text) if short else translated("{number} hours", number=text)


def points(value: Estimate, *, signed: bool = False) -> str:
    """A difference of shares in points with its interval: `5.4 points (95 % interval 3.9 to 6.9)`."""
    digits = decimals(100 * value.half_width, 1)
    plus = "+" if signed and round(100 * value.mean, digits) > 0 else ""
    return _points(f"{plus}{plain(100 * value.mean, digits)}", value, digits)


def gain(before: float, value: Estimate) -> tuple[str, str, str]:
    """A share now, what it would be, and the gain with its interval, as texts whose numbers add up.

    `94.2 %`, `99.7 %`, `5.5 points (95 % interval 4.1 to 6.8)`: what would be is the sum of the two others as they are shown.
    """
    digits = decimals(100 * value.half_width, 1)
    now, then, more = before_and_after(100 * before, 100 * value.mean, digits, most=100.0)
    return (
        of_hundred(plain(now, digits)),
        of_hundred(plain(then, digits)),
        _points(plain(more, digits), value, digits),
    )


def share_changed(before: Estimate, change: Estimate, after: Estimate) -> tuple[str, str, str]:
    """A share after a change, before it, and the change, each with its interval, as texts whose numbers add up.

    All three have the decimals that the widest of their intervals bears.
    """
    digits = min(decimals(100 * value.half_width, 1) for value in (before, change, after))
    was, then, more = before_and_after(100 * before.mean, 100 * change.mean, digits, most=100.0)

    def with_interval(shown: float, value: Estimate) -> str:
        text = of_hundred(plain(shown, digits))
        both = ends(100 * value.low, 100 * value.high, plain(shown, digits), digits)
        return translated("{figure} ({low} to {high})", figure=text, low=both[0], high=both[1]) if both else text

    points_text = _points(plain(more, digits), change, digits)
    return with_interval(then, after), with_interval(was, before), points_text


def _points(number: str, value: Estimate, digits: int) -> str:
    """A number of points with the interval of what it shows."""
    if math.isnan(value.low):
        return translated("{number} points", number=number)
    return translated(
        "{number} points (95 % interval {low} to {high})",
        number=number,
        low=plain(100 * value.low, digits),
        high=plain(100 * value.high, digits),
    )


def people_from_one(members: str) -> str:
    """Members as sentences and pages name them: by their names, or by numbers from 1 where tables number them from 0."""
    names = [str(int(one) + 1) if one.isdecimal() else one for one in members.split(" and ")]
    text = names[0]
    for name in names[1:]:
        text = translated("{first} and {second}", first=text, second=name)
    return text


def role_name(regulations: Mapping[str, Regulation], role: str, lang: str = "en") -> str:
    """Full name of a role, from the first regulation that has it."""
    for regulation in regulations.values():
        if role in regulation.roles:
            return regulation.roles[role].text(lang)
    return role


_WAY = " to "
"""Stands in the key of a way between offices, between the steps that send and receive a file."""


def way_in_words(way: str) -> str:
    """A way between offices by its key, `step 5 of “provider” → step 11`."""
    return " → ".join(_step_alone(step) for step in way.split(_WAY))


def _step_alone(step: str) -> str:
    lender, dot, number = step.rpartition(".")
    if dot and number.isdecimal():
        return translated("step {step} of “{route}”", step=number, route=channel_name(lender))
    return translated("step {step}", step=step)


def step_in_words(step: str, who: str) -> str:
    """A step by its key with who does it, `step 5: head of the provider`; one of another route that is followed is called so."""
    if _WAY in step:
        return f"{way_in_words(step)}: {who}"
    lender, dot, number = step.rpartition(".")
    if dot and number.isdecimal():
        return translated("step {step} of “{route}”: {who}", step=number, route=channel_name(lender), who=who)
    return translated("step {step}: {who}", step=step, who=who)
