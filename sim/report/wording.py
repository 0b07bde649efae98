"""Figures in words: the same sentences and number formats on the terminal and on the page."""

from __future__ import annotations

from sim.experiment import Results, Strengthening
from sim.intervals import Estimate
from sim.phrases import (
    SHORT_CHANNEL,
    number,
    percent,
    points,
    role_name,
    route_name,
    routes_sentence,
    several_services,
    share,
)
from sim.recovery import Recovery, Return

__all__ = [
    "SHORT_CHANNEL",
    "number",
    "percent",
    "points",
    "recovery_sentence",
    "role_name",
    "route_name",
    "routes_sentence",
    "several_services",
    "share",
    "strengthening_sentence",
]


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
    parts = [
        _back(found, part, what) for what, part in (("backlog", found.backlog), ("age of the oldest file", found.age))
    ]
    late = "no answer" if _is_zero(found.late) else _more(found.late, "answers")
    in_all = (
        ""
        if _is_zero(found.days_late)
        else f", and answers late by {_more(found.days_late, 'working days')} more in all"
    )
    return (
        f"Recovery, against '{name}' with the same random numbers: {'; '.join(parts)} ({n} paired replications). "
        f"It made {late} late{in_all}."
    )


def _back(found: Recovery, part: Return, what: str) -> str:
    """By when a quantity is back within its range in half and in nearly all of the replications, or that it is not."""
    if part.day(0.5) == -1:
        return f"the {what} does not leave the range of that run in most replications"
    half, most = found.moment(part, 0.5), found.moment(part, 0.95)
    end = f"by the end of the period, {found.days[-1]}"
    if half is None:
        return f"in fewer than half of the replications is the {what} back within its range {end}"
    if most is None:
        return f"the {what} is back within its range by {half} in half of the replications, and in fewer than 19 of 20 {end}"
    return f"the {what} is back within its range by {half} in half of the replications, by {most} in 19 of 20"


def _is_zero(value: Estimate) -> bool:
    return value.mean == value.low == value.high == 0


def _more(value: Estimate, what: str) -> str:
    return f"{value.mean:.1f} {what} (95 % interval {value.low:.1f} to {value.high:.1f})"


def _who(results: Results, gain: Strengthening) -> str:
    return f"{role_name(dict(results.study.regulations), gain.role)} [{gain.kind} / {gain.role}]"
