"""One part of a workload: applications that come by one channel of a stream, or that object to the answers to such ones."""

from __future__ import annotations

from dataclasses import dataclass

from sim.model.addressed_draws import AddressedDraws
from sim.model.sample_paths import Paths
from sim.model.stream import StreamPlan
from sim.quantities import Instants, Integers


@dataclass(frozen=True)
class Parents:
    """The applications to whose answers those of another part object."""

    part: int
    """Position of their part among all parts."""
    places: Integers
    """By objection: the place of its parent in that part."""
    after: Instants
    """By objection: how long after its parent's end it is handed in [s on the clock]."""
    generation: int
    """How many objections there have been with this one: 1 for an objection to a first answer."""


@dataclass(frozen=True)
class WorkloadPart:
    """The part of a workload that one stream brings by one channel; columns have the names and units of the workload."""

    plan: StreamPlan
    paths: Paths
    draws: AddressedDraws
    """The uniform numbers of the applications at addresses below the stream."""
    submitted: Instants
    """By application: when it is handed in; UNSET for an objection [instants]."""
    place: Integers
    """By application: its office [position in `StreamPlan.offices`]."""
    settlement: Integers
    """By application: number of its settlement."""
    appointment: Instants | None
    """By application: the slot that its applicant has booked, UNSET without one [instants]; None: nobody has."""
    parents: Parents | None = None
    """Of objections: to what they object; None for applications that come on their own."""

    @property
    def size(self) -> int:
        """How many applications there are."""
        return len(self.submitted)
