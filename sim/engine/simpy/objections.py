"""Objections to answers, which begin as the applications end to whose answers they object."""

from __future__ import annotations

from sim.calendar.working_time import WorkingTime
from sim.model.workload import Workload
from sim.quantities import NEVER, UNSET


class ObjectionArrivals:
    """The objections of one replication, by the application to whose answer each of them objects."""

    def __init__(self, workload: Workload, doors: list[WorkingTime]) -> None:
        self.first = workload.first_objection
        """Number of the first objection; those before it come on their own."""
        self._doors = doors
        self._of: dict[int, tuple[int, int]] = {}
        """By application: the objection to its answer [number], and how long after it that is handed in [s on the clock]."""
        if workload.parent is not None and workload.objects_after is not None:
            self._of = {
                parent: (number, after)
                for number, (parent, after) in enumerate(
                    zip(workload.parent.tolist(), workload.objects_after.tolist(), strict=True)
                )
                if parent != UNSET
            }

    def to(self, number: int) -> int | None:
        """The objection to the answer to an application [number]; None where nobody objects."""
        objection = self._of.get(number)
        return None if objection is None else objection[0]

    def received(self, objection: int, parent: int, answered: int) -> int:
        """When the provider receives the objection to an answer that the applicant has at an instant [instant]."""
        door, submitted = self._doors[objection], answered + self._of[parent][1]
        return door.next_open(submitted) if submitted <= door.end else NEVER  # no calendar says when the office opens
