"""The events and cases of a register before they are put in order."""

from __future__ import annotations

from dataclasses import dataclass

from sim.quantities import Instants, Integers
from sim.register.events.event_register import RegisterForm


@dataclass
class CaseDates:
    """One kind of dates of cases."""

    at: Instants
    """By case: the instant; UNSET where the register has none."""
    row: Integers
    """By case: the row in which it stands, or the first row of the case."""


@dataclass
class EventDraft:
    """The cases of a register in the order of their first rows, and their events in the order of rows."""

    form: RegisterForm
    """What the register tells of time."""
    names: list[str]
    """By case: its name."""
    first_row: Integers
    """By case: its first row."""
    received: CaseDates
    """When cases came."""
    ready: CaseDates
    """When their answers were ready."""
    due: CaseDates
    """When their answers were due."""
    case: Integers
    """By event: its case."""
    activity: Integers
    """By event: what was done [position in `activities`]."""
    resource: Integers
    """By event: who did it [position in `resources`]; NOBODY where none is written."""
    start: Instants
    """By event: when it began; UNSET where that is not known."""
    end: Instants
    """By event: when it ended; UNSET where that is not known."""
    row: Integers
    """By event: its row, or that of its start."""
    end_row: Integers
    """By event: the row of its end."""
    activities: list[str]
    """What is done."""
    resources: list[str]
    """Who acts."""

    @property
    def size(self) -> int:
        """How many cases there are."""
        return len(self.names)

    def keep_events(self, which: Integers) -> None:
        """Leave out the other events."""
        for name in ("case", "activity", "resource", "start", "end", "row", "end_row"):
            setattr(self, name, getattr(self, name)[which])
