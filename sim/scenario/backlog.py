"""What lies in the offices when the period starts, as a planner writes it: files by step and age."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.law.regulation import Channel
from sim.quantities import shown
from sim.scenario.demand import Weights
from sim.schema.document import Document, LimitText, StepName, Words, wrong
from sim.schema.fields import Day, Stated
from sim.schema.in_words import NO_NUMBER, InWords, limit_text
from sim.translations.in_use import localized_day, translated

_MOST_FILES = 1_000_000
"""Files of one entry of a backlog at most."""


class WaitingFiles(Document):
    """Files of one age that lie at one step when the period starts."""

    step: StepName
    """The step at which they wait."""
    count: int = Field(ge=1, le=_MOST_FILES, strict=True)
    """How many they are."""
    age: LimitText | None = None
    """How long ago they were received: so many official working days, or calendar days, before the start."""
    received: Day | None = None
    """Instead of an age: the day on which they were received."""

    @model_validator(mode="after")
    def _one_age(self) -> Self:
        if (self.age is None) == (self.received is None):
            if self.age:
                raise wrong(
                    translated("both 'age' and 'received' are given; say with one of them when they were received")
                )
            raise wrong(
                translated("neither 'age' nor 'received' is given; say with one of them when they were received")
            )
        if self.age is not None and not self.age.unit.endswith("days"):
            raise wrong(
                translated("{given} is no age in days; write '3 working days'", given=shown(str(self.age))), "age"
            )
        return self

    @property
    def in_words(self) -> str:
        """How many files lie where, and since when."""
        if self.age is None:
            day = localized_day(self.received) if self.received else ""
            return translated("{count} at step {step}, received on {day}", count=self.count, step=self.step, day=day)
        return translated(
            "{count} at step {step}, {age} old", count=self.count, step=self.step, age=limit_text(self.age)
        )


class Backlog(Stated):
    """Files that lie in the offices when the period starts, with deadlines from their true dates."""

    service: Annotated[Words, NO_NUMBER]
    """Which service was asked for."""
    route: Annotated[Channel, NO_NUMBER]
    """Through which channel."""
    office: Annotated[Words, NO_NUMBER]
    """Where they had arrived: a kind of offices, or one office by its name."""
    weights: Weights = None
    """Shares of the single offices, in their order or by their names; default alike [any unit]."""
    files: Annotated[
        tuple[WaitingFiles, ...], InWords(lambda files: ", ".join(entry.in_words for entry in files), named=False)
    ] = Field(min_length=1)
    """The files by step and age."""
    priority: int = Field(default=5, ge=1, le=9, strict=True)
    """Class of the files where a staff goes by priority: 1 goes first, 9 last."""
