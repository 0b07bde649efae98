"""When an applicant who comes to a counter is let into its hall: only where somebody will be there on that day."""

from __future__ import annotations

from sim.calendar.duty import Duty
from sim.quantities import DAY


def joins_the_hall(attended: Duty, at: int) -> int:
    """When an applicant who comes at an instant queues [instant].

    He queues at once if somebody is going to be at the counter on that civil day. Else he finds nobody, and comes back
    as soon as somebody is there. The hours are those in which the hall is served.
    """
    opening = attended.next_open(at)
    return at if opening < (at // DAY + 1) * DAY else opening
