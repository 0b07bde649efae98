"""A register of the past as a planner names it: which file, which of its columns and rows, and what becomes of them."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.register.options import DayOrder, Midnight
from sim.register.zone_names import Zone
from sim.schema.document import AnyWords, Words, wrong
from sim.schema.fields import Day, Stated, one_or_several
from sim.schema.text_encoding import Encoding
from sim.translations.in_use import marked, translated


class History(Stated):
    """Applications of the past from a register: a workbook (.xlsx) or a CSV file with one row each, in any order.

    Whatever is not stated is found: the row with the names of the columns, the columns by their usual names in Russian, Kazakh and
    English, the encoding, the separator, and the form of days and times. `sim check` tells what was found.
    """

    file: Words
    """The file, beside the scenario or below its folder."""
    column: Words | None = None
    """Name of the column of days or instants, such as `Дата поступления`; default by its usual name, or by what it holds."""
    time_column: Words | None = None
    """Name of the column of times, where they stand apart, or `none`: no such column counts; default by its usual name."""
    number_column: Words | None = None
    """Name of the column of numbers, by which doubled rows are known, or `none`: they do not count; default by its usual name."""
    only: dict[
        Words, Annotated[tuple[AnyWords, ...], Field(min_length=1), one_or_several(marked("a value of the column"))]
    ] = {}
    """By name of a column: which values it has in the rows that are taken, such as `Канал: портал`; default all rows."""
    sheet: Annotated[tuple[Words, ...], one_or_several(marked("the name of a sheet"))] = ()
    """Name of the sheet of a workbook, or of several; default the one that has the columns."""
    encoding: Encoding | None = None
    """Encoding of a CSV file; default as its bytes tell."""
    date_order: DayOrder | None = None
    """What stands first in 03/04/2018; default as the column tells."""
    midnight: Midnight | None = None
    """What 00:00 stands for: a day without a time, or that instant; default a day if every row has it."""
    time_zone: Zone | None = None
    """Time zone of the office, into whose local time instants with a zone behind them are turned; default that of the region."""
    use: Literal["replay", "resample"] = "replay"
    """`replay`: they come as they came. `resample`: each week is one of the whole weeks of the file, drawn by chance, so
    that what belongs together within a week stays together."""
    first_day: Day | None = None
    """With `resample`: the first day of the register. Default unknown; then the week of its first application is not whole."""
    last_day: Day | None = None
    """With `resample`: the last day of the register. Default unknown; then the week of its last application is not whole."""

    @model_validator(mode="after")
    def _of_a_register(self) -> Self:
        for name in ("first_day", "last_day"):
            if self.use == "replay" and getattr(self, name) is not None:
                raise wrong(
                    translated("'{name}' tells which weeks are whole, and a replay takes none; take it out", name=name),
                    name,
                )
        if self.first_day is not None and self.last_day is not None and self.last_day < self.first_day:
            raise wrong(
                translated("'last_day' lies before 'first_day', {first_day}; exchange them", first_day=self.first_day),
                "last_day",
            )
        return self
