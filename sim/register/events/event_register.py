"""A register of events as columns, cases in the order in which they came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np

from sim.quantities import NEVER, UNSET, Flags, Instants, Integers

NOBODY = -1
"""In the place of a resource, or of a value of a column: none is written."""
RegisterForm = Literal["starts and ends", "ends", "dates"]
"""What a register tells of time: both ends of each event, one instant per event (its end), or dates of cases alone."""
Oddity = Literal[
    "end before start", "doubled row", "open case", "open event", "outside hours", "day without events", "due before received",
    "ready before received", "event before receipt", "no resource", "no length", "overlapping work", "time zone",
    "no case", "no activity", "no instant", "several dates", "other transition", "no row",
]  # fmt: skip
"""What is odd in a register, and was counted."""


@dataclass(frozen=True)
class CaseColumn:
    """One column of a register that tells something of cases, such as their channel."""

    values: tuple[str, ...]
    """The different values."""
    code: Integers
    """By case: position in `values`; NOBODY where the cell is empty."""


@dataclass(frozen=True)
class OddRows:
    """What is odd in some rows of a register, and what was done with them."""

    what: Oddity
    """What is odd."""
    count: int
    """How many rows, cases or days."""
    example: str
    """The first of them, with its line or cell."""
    done: str
    """What was done with them, as a sentence in the language of the reader."""


@dataclass(frozen=True)
class RegisterAccount:
    """What was read of a file and how, for whoever wants to know."""

    file: str
    """Its name."""
    layout: str
    """What kind of file it is, in words: `CSV in UTF-8, commas between columns`, `XES`, ..."""
    columns: Mapping[str, str]
    """By what is wanted (case, activity, resource, start, end, received, ready, due): the column in which it stands."""
    rows: int
    """How many rows or events there are."""
    odd: tuple[OddRows, ...] = ()
    """What is odd."""


@dataclass(frozen=True)
class EventRegister:
    """The cases of a register with their events, as arrays.

    Cases are in the order (first instant known of them, name). The events of case i are first[i] : first[i + 1], in the
    order (start, or end where no start is known; end; row). Instants are seconds of local civil time.
    """

    form: RegisterForm
    """What it tells of time."""
    cases: tuple[str, ...]
    """Names of the cases."""
    received: Instants
    """By case: when it came; UNSET where the register does not say."""
    ready: Instants
    """By case: when its answer was ready; UNSET where it is not ready or the register does not say."""
    due: Instants
    """By case: when its answer was due; UNSET where the register does not say."""
    first: Integers
    """By case, and one more: its first event."""
    activity: Integers
    """By event: what was done [position in `activities`]."""
    resource: Integers
    """By event: who did it [position in `resources`]; NOBODY where none is written."""
    start: Instants
    """By event: when it began; UNSET where the register does not say."""
    end: Instants
    """By event: when it ended; UNSET where it is still under way."""
    activities: tuple[str, ...]
    """What is done, in the order of first appearance."""
    resources: tuple[str, ...]
    """Who acts, in the order of first appearance."""
    seen_until: int
    """The last instant of which the register tells [instant]."""
    account: RegisterAccount
    """What was read, and what was odd."""
    columns: Mapping[str, CaseColumn] = field(default_factory=dict)
    """By name: what else the register tells of its cases."""

    @property
    def size(self) -> int:
        """How many cases there are."""
        return len(self.cases)

    @cached_property
    def case(self) -> Integers:
        """By event: the case that it belongs to [position in `cases`]."""
        return np.repeat(np.arange(self.size, dtype=np.int64), np.diff(self.first))

    @cached_property
    def came(self) -> Instants:
        """By case: when it was received, else the first instant of its events [instant]."""
        begin = np.where(self.start == UNSET, self.end, self.start)
        earliest = self._over_events(np.minimum, np.where(begin == UNSET, NEVER, begin))
        earliest[earliest == NEVER] = UNSET
        return np.where(self.received == UNSET, earliest, self.received)

    @cached_property
    def left(self) -> Instants:
        """By case: when its answer was ready, else the last end of its events; UNSET while one of them is open [instant]."""
        latest = self._over_events(np.maximum, np.where(self.end == UNSET, NEVER, self.end))
        latest[latest == NEVER] = UNSET
        return np.where(self.ready == UNSET, latest, self.ready)

    def _over_events(self, of_case: np.ufunc, instants: Instants) -> Instants:
        """By case: the earliest or latest of the instants of its events; UNSET for a case without events."""
        found = np.full(self.size, UNSET, dtype=np.int64)
        has_events = np.flatnonzero(np.diff(self.first))
        if len(has_events):
            found[has_events] = of_case.reduceat(instants, self.first[has_events])
        return found

    def cut(self, instant: int) -> EventRegister:
        """The register as it was known at an instant: what came, began or ended then or later is not in it.

        An event that had begun is under way, an answer that was not ready is open. Due dates, and what else the register tells of
        cases, are taken as known since the receipt; a step that only waits is known only from the end of the register on.
        """
        came = self.came
        known = self.of_cases(np.flatnonzero((came != UNSET) & (came < instant)))
        begun = np.where(known.start == UNSET, known.end, known.start)
        waits = (begun == UNSET) & (instant > self.seen_until)
        there = ((begun != UNSET) & (begun < instant)) | waits
        end = np.where(known.end < instant, known.end, UNSET)
        return replace(
            known,
            ready=np.where(known.ready < instant, known.ready, UNSET),
            first=np.concatenate(([0], np.cumsum(there)))[known.first],
            activity=known.activity[there],
            resource=known.resource[there],
            start=known.start[there],
            end=end[there],
            seen_until=instant,
        )

    def of_cases(self, which: Integers | Flags) -> EventRegister:
        """The register of some cases alone, given by their positions or by a flag for each; they stay in their order."""
        cases = np.flatnonzero(which) if which.dtype == np.bool_ else np.unique(which)
        counts = np.diff(self.first)[cases]
        first = np.concatenate(([0], np.cumsum(counts)))
        events = np.arange(first[-1]) + np.repeat(self.first[cases] - first[:-1], counts)
        return replace(
            self,
            cases=tuple(self.cases[case] for case in cases.tolist()),
            received=self.received[cases],
            ready=self.ready[cases],
            due=self.due[cases],
            first=first,
            activity=self.activity[events],
            resource=self.resource[events],
            start=self.start[events],
            end=self.end[events],
            columns={name: CaseColumn(column.values, column.code[cases]) for name, column in self.columns.items()},
        )
