"""How the members of one pool stand in for another: they take its files on days on which none of its own is on duty.

They take them whosever they are, and become nobody's officer.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from sim.engine.simpy.members import State
from sim.engine.simpy.roster import Roster
from sim.engine.simpy.waiting import Desk, Hall, Queue
from sim.engine.simpy.work_in_hand import WorkInHand
from sim.model.capacity import Cover


class CoverDays:
    """The stretches of days on which members of other pools take the files of one pool."""

    def __init__(self, covers: Sequence[Cover]) -> None:
        self._covers = covers
        self._starts = [cover.start for cover in covers]

    def pool_at(self, now: int) -> int | None:
        """The pool whose members take the files at an instant [position in `Capacity.pools`]; None: its own members."""
        k = bisect_right(self._starts, now) - 1
        return self._covers[k].pool if k >= 0 and now < self._covers[k].end else None

    def next_start(self, now: int) -> int | None:
        """When the next stretch after an instant begins [instant]; None where none comes."""
        following = bisect_right(self._starts, now)
        return self._starts[following] if following < len(self._starts) else None

    def __bool__(self) -> bool:
        return bool(self._covers)


@dataclass(frozen=True)
class Covered:
    """What another pool gives to those who stand in for it."""

    hall: Hall
    """Its applicants at the counter."""
    desk: Desk
    """Its files."""
    days: CoverDays
    """Who stands in, and when."""


class StandIns:
    """The members of one pool as those who stand in for others: they take what waits there after what waits here."""

    def __init__(self, pool: int, roster: Roster, work: WorkInHand) -> None:
        self.covered: list[Covered] = []
        """Pools for which these members stand in."""
        self._pool, self._roster, self._work = pool, roster, work

    def anything_waits(self, now: int) -> bool:
        """Tell whether anybody or anything waits for these members in other pools."""
        return bool(self._waiting(now))

    def take_what_waits(self, now: int, *, desks_too: bool) -> None:
        """Serve the halls of pools whose people are absent, then begin the files on their desks.

        Where these members wait for one another on their own desk, they begin no file of other desks.
        """
        roster = self._roster
        absent = self._waiting(now)
        while halls := [pool.hall.line for pool in absent if pool.hall.has_turn(now)]:
            turns = [(turn, s) for s in (State.FREE, State.FULL) if (turn := roster.first(s, now)) is not None]
            if not turns:
                break
            self._work.begin(roster.take(*min(turns)), min(halls, key=Queue.first).take_first(), now)
        while desks_too and (desks := [pool.desk.line for pool in absent if pool.desk.line]):
            first = min(desks, key=Queue.first)
            wanted = first.first()[4].people
            if wanted > 1:
                if not (members := roster.take_several(wanted, now)):
                    break
                self._work.begin_together(members, first.take_first(), now)
                continue
            if (turn := roster.first(State.FREE, now)) is None:
                break
            self._work.begin(roster.take(turn, State.FREE), first.take_first(), now)

    def _waiting(self, now: int) -> list[Covered]:
        """Pools where somebody or something waits, and these members stand in now."""
        return [
            pool for pool in self.covered if (pool.hall.line or pool.desk.line) and pool.days.pool_at(now) == self._pool
        ]
