"""What is odd in a register: counted with an example, or refused where it is too much of the register."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.errors import MOST_TOLD, Fault
from sim.quantities import Integers
from sim.register.events.event_register import Oddity, OddRows
from sim.register.events.event_table import EventTable
from sim.translations.in_use import counted, localized_number, translated

MOST_ODD_SHARE = 0.05
"""The share of a register's rows that may have no case, no activity, no instant or an end before the start: so much happens by
slips of the hand; more of them is a column that holds something else, or an export that went wrong."""


@dataclass
class OddityList:
    """The odd rows of a register as they are found."""

    table: EventTable
    """The rows of the register."""
    told: list[OddRows] = field(default_factory=list)
    """What is counted."""
    faults: list[Fault] = field(default_factory=list)
    """What is refused."""

    def tell(self, what: Oddity, rows: Integers, done: str) -> None:
        """Count some rows as odd, the first of them being the example; of none nothing is told."""
        if len(rows):
            self.told.append(OddRows(what, len(rows), self.table.place(int(rows.min())), done))

    def refuse(self, rows: Integers, position: int | None, message: str, repair: str) -> None:
        """Refuse each of some rows by a cell of it; where they are many, the first ones and the number of the rest."""
        ordered = np.sort(rows)
        for row in ordered[:MOST_TOLD].tolist():
            self.faults.append(self.table.fault(row, position, message, repair))
        if (more := len(ordered) - MOST_TOLD) and more > 0:
            rest = counted("{count} more row has the same", "{count} more rows have the same", more)
            self.faults.append(
                self.table.fault(int(ordered[MOST_TOLD]), position, rest, translated("mend those above first"), more)
            )

    def tell_or_refuse(
        self, what: Oddity, rows: Integers, total: int, cell: tuple[int | None, str, str], done: str
    ) -> None:
        """Count some rows as odd, or refuse them where they are more than MOST_ODD_SHARE of all that there are.

        `cell` is the position of a column, what is wrong with its cells, and what would do.
        """
        if len(rows) <= MOST_ODD_SHARE * total:
            self.tell(what, rows, done)
            return
        position, message, repair = cell
        share = translated(
            "{message}, as in {share} % of the rows",
            message=message,
            share=localized_number(100 * len(rows) / total, 0),
        )
        self.refuse(rows, position, share, repair)
