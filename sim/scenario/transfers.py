"""Ways of files as a planner writes them: between offices by a lag or a courier, between steps by a timetable of the text."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.schema.document import wrong
from sim.schema.fields import ClockTime, Duration, Stated
from sim.schema.in_words import NO_NUMBER, InWords, clock_time, duration_text


class Transfer(Stated):
    """How files get from one office to another; where no transfer is stated they are there at once.

    Of several that fit, the first in the file holds.
    """

    sender: Annotated[str, NO_NUMBER]
    """Where files come from: a kind of offices, or one office by its name."""
    receiver: Annotated[str, NO_NUMBER]
    """Where they go: a kind of offices, or one office by its name."""
    lag: Duration | None = None
    """How long each file is under way, in hours of the sending office [s]."""
    courier: Annotated[
        tuple[ClockTime, ...] | None, InWords(lambda times: f"at {', '.join(map(clock_time, times))}")
    ] = Field(default=None, min_length=1)
    """Instead of a lag: when a courier leaves, on official working days on which both offices are open; he takes what was
    ready by then."""
    times_per_day: int | None = Field(default=None, ge=1, le=24, strict=True)
    """Instead of a lag: how often a courier leaves on such days, spread evenly over the hours of the sending office."""
    travel: Annotated[Duration, InWords(duration_text)] = 0
    """How long the courier is under way [s on the clock]."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = [name for name in ("lag", "courier", "times_per_day") if getattr(self, name) is not None]
        if not given:
            raise wrong("nothing says how files get there; give one of 'lag', 'courier' and 'times_per_day'")
        if len(given) > 1:
            raise wrong(f"both '{given[0]}' and '{given[-1]}' say how files get there; keep one of them", given[-1])
        if self.lag is not None and self.travel:
            raise wrong("'travel' is the courier's; a lag is the whole time under way", "travel")
        return self


class TimetableUse(Stated):
    """Another timetable of a step than the one that the text gives."""

    times_per_day: int = Field(ge=0, le=24, strict=True)
    """How often a day files are collected for the step or sent on from it; 0: at once, each by itself."""
    travel: Annotated[Duration, InWords(duration_text)] = 0
    """How long they are under way [s on the clock]."""

    @model_validator(mode="after")
    def _somebody_goes(self) -> Self:
        if self.travel and not self.times_per_day:
            raise wrong("files that nobody carries are not under way; take 'travel' out", "travel")
        return self
