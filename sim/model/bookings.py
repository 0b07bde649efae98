"""Who books which slot, before the simulation begins.

Bookings depend on one another alone: in the order in which they are made each gets the first slot that is free from the
wished day on. So they are the same whatever happens in the office.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.model.sample_paths import UniformNumbers
from sim.model.slots import Diary, SlotGrid
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

    @classmethod
    def of_nobody(cls) -> Bookings:
        """The bookings where nobody books."""
        none = np.zeros(0, dtype=np.int64)
        return cls(none, none, none, none, none, np.zeros(0, dtype=bool))


@dataclass(frozen=True, eq=False)
class Wishes:
    """What those of one stream and channel who book wish for; arrays by booker."""

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
    rank: tuple[Integers, Integers]
    """By what those go who book in one second: position of the name of the stream, serial number."""

    @cached_property
    def wished(self) -> Instants:
        """From when on a slot is wished [instants]."""
        return np.asarray(np.maximum(self.made, (self.made + self.ahead) // DAY * DAY), dtype=np.int64)


def wishes(
    plan: StreamPlan, stream: int, serial: Integers, made: Instants, office: Integers, uniform: UniformNumbers
) -> tuple[Integers, Wishes]:
    """Who of the applicants of a stream and channel books [positions], and what they wish.

    `stream` is the position of the name of the stream; `serial`, `made` and `office` are by applicant: serial number, when he
    would come without booking, and at which office.
    """
    rule = plan.booked
    if rule is None:
        books = np.zeros(0, dtype=np.int64)
        return books, Wishes(books, books, books, books == 0, books, (books, books))
    books = np.flatnonzero(uniform("booked") < rule.share)
    first_step = {at: int(pools[0]) for at, pools in plan.pools.items()}
    late = np.zeros(len(books), dtype=np.int64)
    if rule.late is not None:
        late = whole_seconds(rule.late.quantile(uniform("late")), 0)[books]
    return books, Wishes(
        pool=np.array([first_step[at] for at in office[books].tolist()], dtype=np.int64),
        made=made[books],
        ahead=whole_seconds(rule.ahead.quantile(uniform("ahead")), 0)[books],
        shows=uniform("no_show")[books] >= rule.no_show,
        late=late,
        rank=(np.full(len(books), stream, dtype=np.int64), serial[books]),
    )


def book(wished_slots: Sequence[Wishes], grids: Sequence[SlotGrid | None]) -> tuple[Bookings, list[Instants]]:
    """Make the bookings in the order (instant, stream, serial number); `grids` are by pool.

    Gives them in that order, and by entry of `wished_slots` the slot of each booker, or UNSET.
    """
    if not wished_slots:
        return Bookings.of_nobody(), []
    pool, made, wished = (
        np.concatenate([getattr(w, name) for w in wished_slots]) for name in ("pool", "made", "wished")
    )
    shows = np.concatenate([w.shows for w in wished_slots])
    stream, serial = (np.concatenate([w.rank[k] for w in wished_slots]) for k in (0, 1))
    order = np.lexsort((serial, stream, made))
    diaries = {p: Diary(grid) for p in np.unique(pool).tolist() if (grid := grids[p]) is not None}
    next_free, slot = (np.full(len(order), UNSET, dtype=np.int64) for _ in range(2))
    for k in order.tolist():
        diary = diaries[int(pool[k])]
        next_free[k], slot[k] = diary.first_free(int(made[k])), diary.book(int(wished[k]))
    borders = np.cumsum([len(w.pool) for w in wished_slots])[:-1]
    bookings = Bookings(
        pool[order], made[order], wished[order], next_free[order], slot[order], (shows & (slot != UNSET))[order]
    )
    return bookings, np.split(slot, borders)
