"""Figures in words: the same sentences and number formats on the terminal and on the page."""

from __future__ import annotations

import math

from sim.experiment import Results, Strengthening
from sim.intervals import Estimate
from sim.measures import Figures, Key
from sim.regulation import Regulation

SHORT_CHANNEL = {
    "provider": "provider",
    "akim": "akim",
    "state_corporation": "State Corporation",
    "psc": "service centre",
    "portal": "portal",
    "employment_centre": "employment centre",
}
"""What a channel is called in a narrow column."""


def route_name(key: Key, *, several: bool) -> str:
    """A route as charts and sentences call it: its channel, with the service before it where there are several."""
    service, route = key[:2]
    return f"{service.replace('_', ' ')}: {SHORT_CHANNEL[route]}" if several else SHORT_CHANNEL[route]


def several_services(figures: Figures) -> bool:
    """Tell whether the routes are those of more than one service."""
    return len({key[0] for key in figures.routes}) > 1


def routes_sentence(results: Results) -> str:
    """Of many routes: how many are below the target, and the three with the lowest share in time."""
    figures, target = results.figures, results.study.scenario.target
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
    """A figure, with its interval if asked for; a dash where there is none, `not reached` where it is unbounded."""
    if math.isnan(value.mean):
        return "–"
    if math.isinf(value.mean):
        return "not reached"
    text = _plain(value.mean, digits)
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


def role_name(regulations: dict[str, Regulation], role: str, lang: str = "en") -> str:
    """Full name of a role, from the first regulation that has it."""
    for regulation in regulations.values():
        if role in regulation.roles:
            return regulation.roles[role].text(lang)
    return role


def strengthening_sentence(results: Results) -> str:
    """Which role to strengthen first and what it would bring, in one sentence; empty where that was not asked."""
    whole = results.figures.whole
    if results.tried is None:
        return ""
    if not results.tried:
        if whole["applications"].mean == 0:
            return "No application was counted in any replication, so there is nothing to strengthen."
        if not any(plan.term for plan in results.model.routes):
            return "No route has a term, so there is no deadline that one person more would help to keep."
        if whole["late"].mean == 0:
            return "No answer was late in any replication, so no role needs strengthening for the term."
        if results.figures.sittings:
            return (
                "Late answers waited for sittings and not for people at their desks, so one person more would not help; "
                "look at the days and agendas of the sittings."
            )
        return (
            "No late answer waited for people, so one person more in a role would not help; look at holds and limits."
        )
    best = results.tried[0]
    if best.whole.low <= 0:
        return (
            f"No single role helps measurably: one more {_who(results, best)} changes the share in time by "
            f"{points(best.whole)} over {best.whole.replications} paired replications."
        )
    route, several = best.best_route, several_services(results.figures)
    before = results.figures.routes[route]["in_time"].mean
    gain = best.routes[route]
    more = f"{best.members} -> {best.members + 1}" + (f" in each of {best.offices} offices" if best.offices > 1 else "")
    return (
        f"Strengthen first the {_who(results, best)} ({more}): on the route '{route_name(route, several=several)}' "
        f"{percent(before)} of the answers are in time now and {percent(before + gain.mean)} would be, a gain of "
        f"{points(gain)}; over all routes {points(best.whole)}; {gain.replications} paired replications."
    )


def recovery_sentence(results: Results) -> str:
    """When the offices have recovered and whom the disturbance made late, in a few sentences; empty where nothing was asked."""
    found = results.recovery
    if found is None:
        return ""
    name = found.undisturbed.removeprefix(f"{results.study.name}-")
    n = len(found.backlog.back)
    parts = []
    for what, part in (("backlog", found.backlog), ("age of the oldest file", found.age)):
        if part.day(0.5) == -1:
            parts.append(f"the {what} does not leave the range of that run in most replications")
        else:
            half, most = found.moment(part, 0.5), found.moment(part, 0.95)
            parts.append(
                f"the {what} is back within its range by {half} in half of the replications, by {most} in 19 of 20"
            )
    return (
        f"Recovery, against '{name}' with the same random numbers: {'; '.join(parts)} ({n} paired replications). "
        f"It made {_more(found.late, 'answers')} late, and answers late by {_more(found.days_late, 'working days')} more in all."
    )


def _more(value: Estimate, what: str) -> str:
    return f"{value.mean:.1f} {what} (95 % interval {value.low:.1f} to {value.high:.1f})"


def _who(results: Results, gain: Strengthening) -> str:
    return f"{role_name(dict(results.study.regulations), gain.role)} [{gain.kind} / {gain.role}]"
