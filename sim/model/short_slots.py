"""The note of slots that are shorter than what those take who book them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.errors import Note
from sim.model.capacity import Capacity
from sim.model.stream import StreamPlan


def short_slots(capacity: Capacity, streams: Sequence[StreamPlan]) -> Iterator[Note]:
    """A note for every counter whose slots are shorter than the shortest mean service of those who book them."""
    work: dict[int, float] = {}
    for stream in streams:
        if stream.booked is None:
            continue
        mean = stream.work[0].expected_work
        for pools in stream.pools.values():
            work[int(pools[0])] = min(mean, work.get(int(pools[0]), mean))
    for position, mean in sorted(work.items()):
        pool = capacity.pools[position]
        if pool.slots is not None and pool.slots.length < mean:
            place = {"office": capacity.offices[pool.office].name, "role": pool.role}
            yield Note("slots_too_short", place | {"every_s": pool.slots.length, "service_s": round(mean)})
