"""When an applicant who comes to a counter is let into its hall, and how often he comes in vain."""

from __future__ import annotations

from sim.calendar.duty import Duty
from sim.quantities import DAY

MOST_VISITS = 20
"""Whoever is turned away in so many visits to one passing of a step does not come back: a month of working days (an assumption).

Without a bound each day of an overloaded counter would add all who ever came in vain, and their number would grow with the
square of time.
"""


def joins_the_hall(attended: Duty, at: int) -> int:
    """When an applicant who comes at an instant queues [instant].

    He queues at once if somebody is going to be at the counter on that civil day. Else he finds nobody, and comes back
    as soon as somebody is there. The hours are those in which the hall is served.
    """
    opening = attended.next_open(at)
    return at if opening < (at // DAY + 1) * DAY else opening
