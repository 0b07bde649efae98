"""Figures and names in words: the same number formats and names wherever figures are shown."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.law.regulation import Regulation
from sim.model.objection_names import answers_of, objection_to

if TYPE_CHECKING:  # names alone need none of what figures are computed with
    from sim.measure.figures import Figures, Key
    from sim.measure.intervals import Estimate

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
    kept = f"{len(shares) - below} of {len(shares)} routes reach the target of {percent(target, 0)} in time"
    return f"{kept}. Lowest: {worst}."


def percent(value: float, digits: int = 1) -> str:
    """A share as a percentage; a dash where there is none."""
    return "–" if math.isnan(value) else f"{100 * value:.{digits}f} %"


def share(value: Estimate, digits: int = 1) -> str:
    """A share with its interval: `93.9 % (92.3 to 95.1)`."""
    if math.isnan(value.mean):
        return "–"
    if math.isnan(value.low):
        return percent(value.mean, digits)
    return f"{percent(value.mean, digits)} ({100 * value.low:.{digits}f} to {100 * value.high:.{digits}f})"


def number(value: Estimate, digits: int = 1, *, interval: bool = False) -> str:
    """A figure, with its interval if asked for; a dash where there is none, `more than 12` for a quantile that is not reached.

    A star marks a quantile of which more than one application in twenty was not finished.
    """
    if math.isnan(value.mean):
        return "–"
    if math.isinf(value.mean):
        return "not reached" if value.more_than is None else f"more than {_plain(value.more_than, digits)}"
    text = _plain(value.mean, digits) + ("*" if value.censored else "")
    if interval and not math.isnan(value.low):
        text += f" ({_plain(value.low, digits)} to {_plain(value.high, digits)})"
    return text


def _plain(value: float, digits: int) -> str:
    """A number without a sign before nothing but zeros."""
    text = f"{value:.{digits}f}"
    return text.removeprefix("-") if not any(c in "123456789" for c in text) else text


def points(value: Estimate) -> str:
    """A difference of shares in points with its interval: `5.4 points (95 % interval 3.9 to 6.9)`."""
    low, high = 100 * value.low, 100 * value.high
    return f"{100 * value.mean:.1f} points (95 % interval {low:.1f} to {high:.1f})"


def role_name(regulations: Mapping[str, Regulation], role: str, lang: str = "en") -> str:
    """Full name of a role, from the first regulation that has it."""
    for regulation in regulations.values():
        if role in regulation.roles:
            return regulation.roles[role].text(lang)
    return role
