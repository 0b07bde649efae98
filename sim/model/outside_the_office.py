"""The note of members who are there only while their office is closed, so that what they do waits for the office to open."""

from __future__ import annotations

from collections.abc import Iterator

from sim.calendar.duty import Duty, both
from sim.errors import Note
from sim.model.capacity import Capacity, Pool, Window, pools_alike


def outside_the_office(capacity: Capacity, window: Window) -> Iterator[Note]:
    """A note for every pool with members whose hours never meet those of the office in the period; offices alike share one."""
    for positions in pools_alike(capacity).values():
        told: dict[tuple[str, ...], list[int]] = {}
        for i in positions:
            if names := tuple(_never_there(capacity, capacity.pools[i], window)):
                told.setdefault(names, []).append(i)
        for names, pools in told.items():
            first = capacity.pools[pools[0]]
            facts = {"office": capacity.offices[first.office].name, "role": first.role, "offices": len(pools)}
            yield Note("outside_the_office", facts | {"members": list(names), "of": first.members})


def _never_there(capacity: Capacity, pool: Pool, window: Window) -> Iterator[str]:
    """Names of the members who are never there while the office is open; numbers of those who have none."""
    open_time, span = capacity.offices[pool.office].clock.hours, (window.start, window.horizon)
    posts: list[tuple[str, Duty]] = [(member.name, member.hours) for member in pool.roster]
    if not pool.only_seats:
        posts = posts or [(str(i), pool.duty) for i in range(pool.members)]
    apart: dict[int, bool] = {}
    for name, post in posts:
        if id(post) not in apart:
            apart[id(post)] = post.elapsed(*span) > 0 and not both(post, open_time).elapsed(*span)
        if apart[id(post)]:
            yield name
