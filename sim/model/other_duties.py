"""Other duties of members: stretches of their hours, given beforehand or drawn day by day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.calendar.duty import Gap, union
from sim.calendar.working_time import WorkingTime
from sim.quantities import DAY, Floats, Instants
from sim.random_streams import uniforms
from sim.scenario.distributions import Distribution

MOST_BLOCKS = 32
"""Blocks of other duties on one day at most; the last of them takes what is left of the day's share."""


@dataclass(frozen=True)
class DrawnDuties:
    """Other duties that take a share of each day, in blocks at times that are still to be drawn."""

    share: float
    """Share of the hours of the post on each civil day."""
    block: Distribution
    """How long a block lasts [s on duty]."""

    def stretches(
        self, post: WorkingTime, start: int, end: int, seed: int, replication: int, *names: str
    ) -> tuple[Gap, ...]:
        """One member's blocks between two instants, in order and apart, drawn at an address; a longer time keeps the earlier
        ones.

        Each civil day is drawn for itself: its share of the hours, rounded to a second, is cut into blocks of the lengths
        that are drawn, of which the last is cut off; each block begins after a part of the other hours that is drawn.
        """
        midnights = np.arange(start // DAY, -(-end // DAY) + 1, dtype=np.int64) * DAY
        shape = len(midnights) - 1, MOST_BLOCKS
        size = shape[0] * shape[1]
        lengths = uniforms(size, seed, replication, *names, "length of other duties").reshape(shape)
        places = uniforms(size, seed, replication, *names, "other duties").reshape(shape)
        before = post.worked_many(np.clip(midnights, post.start, post.end))
        hours = np.diff(before)
        taken = np.floor(self.share * hours + 0.5).astype(np.int64)
        days = np.flatnonzero(taken > 0)
        blocks = _cut(self.block.quantile(lengths[days]), taken[days])
        at, length = _in_order(places[days], blocks, hours[days] - taken[days])
        used = length > 0
        begins = (before[:-1][days][:, None] + np.where(used, at, 0) + np.cumsum(length, axis=1) - length)[used]
        return tuple(union(zip(_opened(post, begins), _reached(post, begins + length[used]), strict=True)))


def _cut(lengths: Floats, taken: Instants) -> Instants:
    """By day and block: its length, so that the blocks of a day make what is taken of it; 0 for blocks that are not needed [s]."""
    whole = np.minimum(np.maximum(np.rint(lengths), 1), DAY).astype(np.int64)
    ends = np.minimum(np.cumsum(whole, axis=1), taken[:, None])
    ends[:, -1] = taken
    return np.diff(ends, axis=1, prepend=0)


def _in_order(places: Floats, block: Instants, left: Instants) -> tuple[Instants, Instants]:
    """By day and block in the order of the day: how much of the other hours lies before it, and its length [s]."""
    at = np.minimum(np.floor(places * (left[:, None] + 1)).astype(np.int64), left[:, None])
    at[block == 0] = np.iinfo(np.int64).max  # behind all others
    order = np.argsort(at, axis=1, kind="stable")
    return np.take_along_axis(at, order, axis=1), np.take_along_axis(block, order, axis=1)


def _opened(post: WorkingTime, worked: Instants) -> list[int]:
    """When the second begins before which so much of the post's time has passed [instants]."""
    k = np.searchsorted(post.before, worked, side="right") - 1
    return (post.opens[k] + worked - post.before[k]).tolist()  # type: ignore[no-any-return]


def _reached(post: WorkingTime, worked: Instants) -> list[int]:
    """When so much of the post's time, at least a second, has passed [instants]."""
    k = np.searchsorted(post.before, worked, side="left") - 1
    return (post.opens[k] + worked - post.before[k]).tolist()  # type: ignore[no-any-return]
