"""What a planner may say of a register of events; whatever is not said is found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from sim.register.options import DayOrder
from sim.schema.text_encoding import Encoding

EventHolding = Literal[
    "case", "activity", "resource", "start", "end", "lifecycle", "instance", "received", "ready", "due"
]
"""What a column of a register of events holds."""
EVENT_HOLDINGS: tuple[EventHolding, ...] = get_args(EventHolding)
"""Everything that a column may hold."""
OddPolicy = Literal["told", "refused"]
"""What becomes of a register in which the due date of a case lies before its receipt: told and read, or refused."""


@dataclass(frozen=True)
class EventOptions:
    """How a register of events is to be read; of a column its name, or `none` where no such column counts."""

    case: str | None = None
    """Column with the names of cases."""
    activity: str | None = None
    """Column that says what was done."""
    resource: str | None = None
    """Column that says who did it."""
    start: str | None = None
    """Column with the instants at which events began."""
    end: str | None = None
    """Column with the instants at which events ended, or with the only instant of each."""
    lifecycle: str | None = None
    """Column that says what happened at the only instant: `start` or `complete`."""
    instance: str | None = None
    """Column with the number of a piece of work, which its start and its end share."""
    received: str | None = None
    """Column with the instants at which cases came."""
    ready: str | None = None
    """Column with the instants at which answers were ready."""
    due: str | None = None
    """Column with the instants until which answers were due."""
    sheet: str | None = None
    """Sheet of a workbook; None: the visible one that has the columns."""
    encoding: Encoding | None = None
    """Encoding of a CSV file."""
    date_order: DayOrder | None = None
    """What stands first in 03/04/2018."""
    time_zone: str | None = None
    """Zone of the office by its name in the IANA database, into whose time instants with a zone are turned; None: every
    instant is read as the clock that wrote it showed it."""
    times_are_local: bool = False
    """Whether instants are read as they are written although the zones behind them differ by more than summer time does."""
    odd: OddPolicy = "refused"
    """What becomes of a register with due dates before receipt."""

    def stated(self) -> Iterator[tuple[EventHolding, str]]:
        """The columns that are named, by what they hold."""
        for what in EVENT_HOLDINGS:
            name: str | None = getattr(self, what)
            if name is not None:
                yield what, name
