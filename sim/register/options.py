"""What a planner may say of a register; whatever is not said is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.register.zone_names import WITHOUT_REGION
from sim.schema.text_encoding import Encoding

DayOrder = Literal["day_first", "month_first"]
"""What stands first in 03/04/2018."""
Midnight = Literal["day", "instant"]
"""What 00:00 stands for: a day without a time, or midnight."""
NO_COLUMN = "none"
"""In the place of a column's name: the register has none that counts."""


@dataclass(frozen=True)
class RegisterOptions:
    """How a register is to be read."""

    column: str | None = None
    """Name of the column of days or instants."""
    time_column: str | None = None
    """Name of the column of times, where they stand apart; `none`: no such column counts."""
    number_column: str | None = None
    """Name of the column with the numbers of applications; `none`: numbers do not count."""
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Names of columns, each with the values of the rows that are taken."""
    sheets: tuple[str, ...] = ()
    """Names of the sheets of a workbook; empty: the one that has the columns."""
    encoding: Encoding | None = None
    """Encoding of a CSV file."""
    date_order: DayOrder | None = None
    """What stands first in 03/04/2018."""
    midnight: Midnight | None = None
    """What 00:00 stands for; None: a day without a time where every row has it, else midnight."""
    zone: str = WITHOUT_REGION
    """Time zone of the office, for instants with a zone behind them."""
    zone_from: str = ""
    """Where the zone comes from, in words; empty where it is stated."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of columns that are stated."""
        stated = (self.column, self.time_column, self.number_column)
        return (*(name for name in stated if name is not None and name != NO_COLUMN), *(name for name, _ in self.only))
