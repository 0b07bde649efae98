"""The members of a general pool and what they have in hand."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from sim.calendar.duty import Duty
from sim.calendar.working_time import WorkingTime
from sim.engine.simpy.pool import NEVER_WORKED, StaffPool, VisitEvent
from sim.model.capacity import Member
from sim.scenario.coming_and_going import STANDARD_PACE

TURNED_AWAY = "turned away"
"""Value of a visit that ended at the close of business, without the applicant having been served."""
GAVE_UP = "gave up"
"""Value of a visit whose applicant left the hall, and comes back later."""
LOST = "lost"
"""Value of a visit whose applicant left the hall for good."""
WITH_APPOINTMENT = 0
"""Band of an applicant whose appointed time has come."""
NO_APPOINTMENT = 1
"""Band of an applicant who has no appointment: after all whose appointed time has come."""


class State(IntEnum):
    """What a member is doing."""

    FREE = 0
    """Nothing; he may begin a file."""
    ASIDE = 1
    """Nothing, but a desk file of his is set aside."""
    DESK = 2
    """Desk work that may be set aside or handed over."""
    FULL = 3
    """Nothing, but as many files lie with him as he may have."""
    BUSY = 4
    """Work that is not interrupted."""


class GeneralVisit(VisitEvent):
    """A visit to a general pool: an applicant at the counter, or a file on a desk."""

    counter = False
    """True for an applicant at the counter, False for a file on a desk."""
    band = NO_APPOINTMENT
    """The first part of the key in the queue: the smaller goes first."""
    came = 0
    """When the applicant first came to this passing of the step, be he turned away since or not [instant]."""
    stay: Sequence[int] = ()
    """Rows of the steps at the same counter that follow in one stay."""
    remaining = 0
    """Work still to be done when the present part of the work began [s at the pace of whoever does it]."""
    begun_with = 0
    """Work that was to be done when the present visit began [s as stated]."""
    pace = STANDARD_PACE
    """Pace of whoever does it, from the second in which he began [hundredths]."""
    divided = False
    """Whether the work of the present visit was set aside."""
    place: tuple[int, int, int] = (0, 0, 0)
    """Class, first queued and application: the place in the queue, which a file keeps when it is handed over."""
    part_began = 0
    """When the present part of the work began [instant]."""
    member: MemberAtWork | None = None
    """Who serves it, from the beginning of the work to the end of the step; of several the first."""
    people = 1
    """How many members do its work together."""
    together: tuple[MemberAtWork, ...] = ()
    """Those who do, from the beginning of the work to the end of the step; none where one does it alone."""
    at_sittings = 0
    """How many of them are at a sitting, for which the work rests."""
    all_on_duty: Duty | None = None
    """When all of them are on duty."""
    stamp = 0
    """Grows whenever the end of their work that was announced is not final any more."""

    def __init__(self, pool: StaffPool, home: int, row: int) -> None:
        super().__init__(pool, row)
        self.home = home
        """The pool in which it queues [position in `Capacity.pools`]."""


class Shift:
    """Members of a pool with equal hours: heaps of whose turn it is, one for each state but BUSY.

    A heap may hold outdated entries, which are dropped when they come to its top; so a change costs the logarithm of
    the number of members.
    """

    __slots__ = ("closes", "heaps", "hours", "opens")

    def __init__(self, hours: WorkingTime, now: int) -> None:
        self.hours = hours
        self.opens, self.closes = hours.interval_at(now)
        self.heaps: tuple[list[tuple[int, int, int]], ...] = ([], [], [], [])
        """By state: (files in hand, idle since, number), the key by which a member is chosen."""

    def on_duty(self, now: int) -> bool:
        """Tell whether the hours are open; `opens` and `closes` are those of the present or next interval then."""
        if now >= self.closes:
            self.opens, self.closes = self.hours.interval_at(now)
        return now >= self.opens


class MemberAtWork:
    """One member: what he is doing, how many files lie with him, and when he is on duty."""

    __slots__ = (
        "absences", "absent", "aside", "at_other_duties", "duty", "gives_up", "hands_over", "idle_since", "in_hand", "number",
        "other_duties", "paces", "pool", "presence", "shift", "stamp", "state", "visit",
    )  # fmt: skip

    def __init__(self, pool: int, number: int, shift: Shift, person: Member) -> None:
        self.pool = pool
        """Whose member he is [position in `Capacity.pools`]."""
        self.number = number
        self.shift = shift
        self.duty = person.duty.without_end
        """When he is on duty for files."""
        self.presence = person.presence.without_end if person.other_duties else self.duty
        """When he is there, be it for other duties."""
        self.absences = iter(person.absences)
        """Those still to come."""
        self.other_duties = iter(person.other_duties)
        """Those still to come."""
        self.hands_over = any(absence.hands_over for absence in person.absences)
        """Whether his desk work may go back to its pool before it is done."""
        self.paces = person.paces
        """How many times as long as is stated his work takes, from an instant on; empty: as long as stated."""
        self.absent = 0
        """How many absences, other duties and sittings keep him away now."""
        self.at_other_duties = False
        """Whether he is at other duties now; called to a sitting he leaves them."""
        self.gives_up = False
        """Whether one of them is such that he gives his files up, so that he becomes nobody's officer meanwhile."""
        self.state = State.FREE
        self.in_hand = 0
        """Files in hand: at work, held or set aside."""
        self.idle_since = NEVER_WORKED
        """When his last piece of work ended, at the desk or at the counter; keeps its value while he works."""
        self.visit: GeneralVisit | None = None
        """The visit he works on."""
        self.aside: GeneralVisit | None = None
        """The desk file that he will resume before anything new."""
        self.stamp = 0
        """Grows whenever a completion that was announced is not final any more."""
