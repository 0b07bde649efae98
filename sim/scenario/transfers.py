"""Ways of files as a planner writes them: between offices by a lag or a courier, between steps by a timetable of the text."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.calendar.opening_hours import MOST_CHANGES
from sim.schema.document import Words, wrong
from sim.schema.fields import ClockTime, Day, Duration, Stated, Weekday, one_or_several
from sim.schema.in_words import NO_NUMBER, InWords, clock_time, duration_text
from sim.translations.in_use import marked, translated


def _courier_text(times: tuple[int, ...]) -> str:
    """When a courier leaves on a day."""
    return translated("at {times}", times=", ".join(map(clock_time, times))) if times else translated("never")


CourierTimes = Annotated[tuple[ClockTime, ...] | None, InWords(_courier_text)]
"""Times of the day at which a courier leaves [seconds of the day]."""
Weekdays = Annotated[tuple[Weekday, ...], one_or_several(marked("a day of the week"), "monday")]
"""Days of the week, or one of them."""


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class OtherCourier(Stated):
    """How a courier leaves from a date on; what is not given is as usual."""

    from_: Day = Field(alias="from")
    """First day on which he leaves so."""
    until: Day | None = None
    """First day on which he leaves as usual again; default until the next change."""
    courier: CourierTimes = None
    """When he leaves; an empty list for a time in which none does."""
    times_per_day: int | None = Field(default=None, ge=1, le=24, strict=True)
    """How often he leaves."""
    weekdays: Weekdays = ()
    """Days of the week on which he leaves."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.until is not None and self.until <= self.from_:
            raise wrong(translated("'until' does not lie behind 'from', {day}; exchange them", day=self.from_), "until")
        if self.courier is not None and self.times_per_day is not None:
            raise wrong(
                translated("both 'courier' and 'times_per_day' say when he leaves; keep one of them"), "times_per_day"
            )
        if self.courier is None and self.times_per_day is None and not self.weekdays:
            raise wrong(translated("nothing is other than usual; give 'courier', 'times_per_day' or 'weekdays'"))
        return self

    def holds_on(self, day: date) -> bool:
        """Tell whether a date lies between the first day and the end, if there is one."""
        return self.from_ <= day and (self.until is None or day < self.until)


class Transfer(Stated):
    """How files get from one office to another; where no transfer is stated they are there at once.

    Of several that fit, the first in the file holds.
    """

    sender: Annotated[Words, NO_NUMBER]
    """Where files come from: a kind of offices, or one office by its name."""
    receiver: Annotated[Words, NO_NUMBER]
    """Where they go: a kind of offices, or one office by its name."""
    lag: Duration | None = None
    """How long each file is under way, in hours of the sending office [s]."""
    courier: CourierTimes = Field(default=None, min_length=1)
    """Instead of a lag: when a courier leaves, on official working days on which both offices are open; he takes what was
    ready by then."""
    times_per_day: int | None = Field(default=None, ge=1, le=24, strict=True)
    """Instead of a lag: how often a courier leaves on such days, spread evenly over the hours of the sending office."""
    weekdays: Weekdays = ()
    """Days of the week on which the courier leaves; default all on which he can."""
    from_: Day | None = Field(default=None, alias="from")
    """First day on which the courier leaves; default the first one of the calendar."""
    until: Day | None = None
    """First day on which no courier leaves any more; default the end of the calendar."""
    changes: tuple[OtherCourier, ...] = Field(default=(), max_length=MOST_CHANGES)
    """How the courier leaves from a date on, in order, such as in the summer."""
    travel: Annotated[Duration, InWords(duration_text)] = 0
    """How long the courier is under way [s on the clock]."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = [name for name in ("lag", "courier", "times_per_day") if getattr(self, name) is not None]
        if not given:
            raise wrong(
                translated("nothing says how files get there; give one of 'lag', 'courier' and 'times_per_day'")
            )
        if len(given) > 1:
            raise wrong(
                translated(
                    "both '{first}' and '{second}' say how files get there; keep one of them",
                    first=given[0],
                    second=given[-1],
                ),
                given[-1],
            )
        if self.lag is not None and self.travel:
            raise wrong(translated("'travel' is the courier's; a lag is the whole time under way"), "travel")
        for key, of_courier in (("weekdays", self.weekdays), ("from", self.from_), ("until", self.until)):
            if self.lag is not None and of_courier:
                raise wrong(
                    translated("'{key}' is the courier's; files with a lag leave as they are ready", key=key), key
                )
        if self.lag is not None and self.changes:
            raise wrong(translated("'changes' are the courier's; files with a lag leave as they are ready"), "changes")
        if self.from_ is not None and self.until is not None and self.until <= self.from_:
            raise wrong(translated("'until' does not lie behind 'from', {day}; exchange them", day=self.from_), "until")
        return self

    def change_on(self, day: date) -> OtherCourier | None:
        """What is other than usual on a date: the last change that has begun, unless it has ended."""
        begun = [change for change in self.changes if change.from_ <= day]
        return begun[-1] if begun and begun[-1].holds_on(day) else None

    def leaves_on(self, day: date) -> bool:
        """Tell whether a courier leaves on a date, as far as dates and days of the week say."""
        if (self.from_ is not None and day < self.from_) or (self.until is not None and day >= self.until):
            return False
        change = self.change_on(day)
        weekdays = change.weekdays if change is not None and change.weekdays else self.weekdays
        return not weekdays or _WEEKDAYS[day.weekday()] in weekdays

    def times_on(self, day: date) -> tuple[tuple[int, ...] | None, int]:
        """The times at which he leaves on a date, and else how often [seconds of the day; times a day]."""
        change = self.change_on(day)
        if change is not None and (change.courier is not None or change.times_per_day is not None):
            return change.courier, change.times_per_day or 1
        return self.courier, self.times_per_day or 1


class TimetableUse(Stated):
    """Another timetable of a step than the one that the text gives."""

    times_per_day: int = Field(ge=0, le=24, strict=True)
    """How often a day files are collected for the step or sent on from it; 0: at once, each by itself."""
    travel: Annotated[Duration, InWords(duration_text)] = 0
    """How long they are under way [s on the clock]."""

    @model_validator(mode="after")
    def _somebody_goes(self) -> Self:
        if self.travel and not self.times_per_day:
            raise wrong(translated("files that nobody carries are not under way; take 'travel' out"), "travel")
        return self
