"""What whoever uses fitted ways and arrivals should know, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.fitting.flow.fit_arrivals import ArrivalsFound
from sim.fitting.flow.fit_routing import FittedRouting
from sim.fitting.flow.kinds_of_cases import suggest_split
from sim.quantities import UNSET, Flags, Instants
from sim.register.events.event_register import EventRegister
from sim.translations.in_use import localized_day, localized_number, translated

_FAR, _CLOSED_SHARE = 0.1, 0.02
_TOLD_PAIRS = 3


def notes_of_split(register: EventRegister, by: str | None) -> Iterator[str]:
    """Which column would part cases that differ, where they are not parted."""
    if by is None and (column := suggest_split(register)) is not None:
        yield translated(
            "cases with different values of the column '{column}' take different ways or times; --by '{column}' fits them apart",
            column=column,
        )


def notes_of_ways(register: EventRegister, title: str, routing: FittedRouting) -> Iterator[str]:
    """What the chances of single moves cannot tell of the ways of cases."""
    names = [register.activities[k] for k in routing.activities]
    if routing.beside:
        pairs = "; ".join(f"{names[a - 1]} – {names[b - 1]}" for a, b in routing.beside[:_TOLD_PAIRS])
        yield translated(
            "{kind}: {count} pairs of steps are done side by side or in either order, such as {pairs}; they are taken one after the"
            " other, in the order of their numbers",
            kind=title, count=len(routing.beside), pairs=pairs,
        )  # fmt: skip
    told = routing.explained
    if told.variants_apart > told.by_chance + _FAR:
        yield translated(
            "{kind}: ways drawn step by step leave {share} % of the cases on another way than the register has ({chance} % by chance"
            " alone); what a file has been through before matters",
            kind=title,
            share=localized_number(100 * told.variants_apart),
            chance=localized_number(100 * told.by_chance),
        )


def notes_of_arrivals(title: str, found: ArrivalsFound, while_closed: Flags) -> Iterator[str]:
    """What is inferred of arrivals, and when their rate changed."""
    arrivals = found.arrivals
    count = len(arrivals.instants)
    if not found.hours_known:
        yield translated(
            "{kind}: the register tells only the days on which cases came; their times are drawn over the office hours before"
            " their first step",
            kind=title,
        )
    elif arrivals.inferred:
        yield translated(
            "{kind}: the register does not tell when {count} of {all} cases came; that is inferred from when their first step was"
            " begun and who was idle then (Larson 1990)",
            kind=title, count=localized_number(arrivals.inferred), all=localized_number(count),
        )  # fmt: skip
    share = float(while_closed.mean()) if count else 0.0
    if share > _CLOSED_SHARE:
        yield translated(
            "{kind}: {share} % of the cases came while the office was closed; when, the register does not tell, and they are spread"
            " evenly over that time",
            kind=title, share=localized_number(100 * share),
        )  # fmt: skip
    if found.changed is not None:
        template = (
            translated("{kind}: since {day} {change} % more cases come than before; the rate is that of the whole register",
                       kind=title, day=localized_day(found.changed), change=localized_number(100 * found.change))
            if found.change > 0
            else translated("{kind}: since {day} {change} % fewer cases come than before; the rate is that of the whole register",
                            kind=title, day=localized_day(found.changed), change=localized_number(-100 * found.change))
        )  # fmt: skip
        yield template
    if found.ended_early:
        yield translated(
            "{kind}: no case comes for a long time before the register ends; it was cut by cases, and the rate is that until the"
            " last one came",
            kind=title,
        )


def notes_of_due_dates(title: str, came: Instants, due: Instants) -> Iterator[str]:
    """How long after the receipt answers are due, where no limit explains it."""
    has = (came != UNSET) & (due != UNSET) & (due >= came)
    if has.any():
        low, middle, high = np.quantile((due[has] - came[has]) / 86_400, [0.1, 0.5, 0.9]).tolist()
        yield translated(
            "{kind}: no one term explains when answers are due: {low} to {high} calendar days after receipt in eight of ten cases,"
            " {middle} in the middle",
            kind=title, low=localized_number(low), middle=localized_number(middle), high=localized_number(high),
        )  # fmt: skip
