"""People and files as the naive simulator sees them."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.oracle.hours import Hours

NEVER = -1
"""Earlier than every instant of a scenario."""


@dataclass
class Member:
    """One person of a pool."""

    pool: int
    number: int
    hours: Hours
    """When he is on duty, unless others stand in for his whole pool."""
    long_absences: tuple[tuple[int, int], ...] = ()
    """Begin and end of the absences at whose first second his files are handed over."""
    work: File | None = None
    """What is worked on, be it suspended at a break or not."""
    aside: File | None = None
    """Desk work set aside for the counter or for a sitting."""
    idle_since: int = NEVER
    sits_until: int = NEVER
    """End of the last sitting for which he was called away."""
    there: Hours | None = None
    """When he is there, be it for other duties; None: whenever he is on duty."""
    paces: tuple[tuple[int, int], ...] = ()
    """His pace in hundredths, by the instant from which it holds."""

    @property
    def leaves(self) -> tuple[int, ...]:
        """First seconds of these absences."""
        return tuple(begin for begin, _ in self.long_absences)

    def pace_at(self, now: int) -> int:
        """The pace of what he begins now [hundredths]."""
        return ([100] + [pace for since, pace in self.paces if since <= now])[-1]


@dataclass
class File:
    """One application, at one step of its route."""

    number: int
    row: int
    state: str = "coming"
    """coming, at the door, waiting, away (until somebody is at the counter), out (having given up), work, aside, hold, ended;
    sitting (also while a team is on its way to it); asking a system, system (while that answers); outgoing (for the courier),
    way; looking (the applicant has something to bring)."""
    left: int = 0
    """What is left of the work, the hold, the system's answer or the way [s]."""
    to_do: int = 0
    """What there was to do when this visit began to queue [s]."""
    pace: int = 100
    """The pace at which it is done, as it was when that was begun [hundredths]."""
    lasts: int = 0
    """How long what there was to do takes at that pace [s]."""
    group: int = 0
    """Class by the discipline of its pool: the smaller one goes first."""
    place: int = 0
    """When its first visit to the step began to queue, or at the counter when the applicant first came."""
    slot: int = NEVER
    """The slot that the applicant has booked, where its time has come and he came for it; NEVER for others."""
    back: int = NEVER
    """When an applicant who gave up comes back, if somebody is at the counter then."""
    rises: int = NEVER
    """When it goes before all others of a desk, an agenda or a team, since its deadline is near."""
    risen: bool = False
    """Whether it does."""
    team: list[Member] = field(default_factory=list)
    """Those who do it together, where several do."""
    member: Member | None = None
    """In whose hands it is."""
    sits_until: int = NEVER
    """End of the sitting, or of the day of visits, that takes it."""
    brings: int = NEVER
    """When the applicant has what he is to bring."""
    last: int = NEVER
    """By when he has to bring it."""

    @property
    def key(self) -> tuple[int, int, int, int]:
        """What goes first: in a hall whoever has an appointment now, by his slot, on a desk what has risen; then by class."""
        if self.slot != NEVER:
            return 0, 0, self.slot, self.number
        return int(not self.risen), self.group, self.place, self.number
