"""Who books which slot, before the simulation begins.

Bookings depend on one another alone: in the order in which they are made each gets the first slot that is free from the
wished day on. So they are the same whatever happens in the office.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.model.addressed_draws import AddressedDraws
from sim.model.slots import SlotGrid, booked
from sim.model.stream import StreamPlan
from sim.quantities import DAY, UNSET, Flags, Instants, Integers
from sim.scenario.step_durations import whole_seconds


@dataclass(frozen=True, eq=False)
class Bookings:
    """The bookings of one replication, in the order in which they are made."""

    pool: Integers
    """Whose slot is booked [position in `Capacity.pools`]."""
    made: Instants
    """When it is booked [instants]."""
    wished: Instants
    """From when on a slot is wished: the midnight of the wished day, or the booking [instants]."""
    next_free: Instants
    """The first slot that is free as it is booked, whatever is wished; UNSET where none is before the end [instants]."""
    slot: Instants
    """The slot; UNSET where none is free before the end [instants]."""
    comes: Flags
    """Whether the applicant comes, be it late."""


@dataclass(frozen=True, eq=False)
class Bookers:
    """Those of one stream and channel who book, and what they wish; arrays by booker."""

    place: Integers
    """Position among all applicants of the stream and channel."""
    pool: Integers
    """At which counter [position in `Capacity.pools`]."""
    made: Instants
    """When they book [instants]."""
    ahead: Instants
    """How long after that the wished day lies [s]."""
    shows: Flags
    """Whether they come."""
    late: Instants
    """How long after the slot those come who do [s]."""
    stream: Integers
    """Position of the name of the stream."""
    serial: Integers
    """Serial number in the stream."""

    @cached_property
    def wished(self) -> Instants:
        """From when on a slot is wished [instants]."""
        return np.asarray(np.maximum(self.made, (self.made + self.ahead) // DAY * DAY), dtype=np.int64)


def bookers_of(plan: StreamPlan, stream: int, made: Instants, office: Integers, draws: AddressedDraws) -> Bookers:
    """Those of the applicants of a stream and channel who book.

    `stream` is the position of the name of the stream; `made` and `office` are by applicant: when he would come without
    booking, and at which office [position in `StreamPlan.offices`].
    """
    rule = plan.booked
    if rule is None:
        none = np.zeros(0, dtype=np.int64)
        return Bookers(none, none, none, none, none == 0, none, none, none)
    place = np.flatnonzero(draws.uniform("booked") < rule.share)
    late = np.zeros(len(place), dtype=np.int64)
    if rule.late is not None:
        late = whole_seconds(rule.late.quantile(draws.uniform("late", of=place)), 0)
    return Bookers(
        place=place,
        pool=plan.pool_table[office[place], 0],
        made=made[place],
        ahead=whole_seconds(rule.ahead.quantile(draws.uniform("ahead", of=place)), 0),
        shows=draws.uniform("no_show", of=place) >= rule.no_show,
        late=late,
        stream=np.full(len(place), stream, dtype=np.int64),
        serial=draws.serials[place],
    )


def book(bookers: Sequence[Bookers], grids: Sequence[SlotGrid | None]) -> tuple[Bookings, list[Instants]]:
    """Make the bookings in the order (instant, stream, serial number); `grids` are by pool.

    Gives them in that order, and by entry of `bookers` the slot of each, or UNSET.
    """

    def column(name: str) -> Instants:
        return np.concatenate([getattr(entry, name) for entry in bookers])

    pool, made, wished = column("pool"), column("made"), column("wished")
    order = np.lexsort((column("serial"), column("stream"), made))
    next_free, slot = (np.full(len(order), UNSET, dtype=np.int64) for _ in range(2))
    for position in np.unique(pool).tolist():
        grid = grids[position]
        assert grid is not None  # whoever books there finds slots
        at_pool = order[pool[order] == position]
        next_free[at_pool], slot[at_pool] = booked(grid, made[at_pool], wished[at_pool])
    comes = column("shows") & (slot != UNSET)
    bookings = Bookings(pool[order], made[order], wished[order], next_free[order], slot[order], comes[order])
    return bookings, np.split(slot, np.cumsum([len(entry.pool) for entry in bookers])[:-1])
