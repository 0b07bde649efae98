"""Information systems of a scenario as a planner writes them: response, capacity, hours and outages."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.scenario.distributions import Distribution
from sim.schema.document import Words, wrong
from sim.schema.fields import Duration, Moment, Stated
from sim.translations.in_use import translated


class Outage(Stated):
    """A planned time in which a system is down."""

    begin: Moment
    """When it begins, as '2018-09-10 09:00' [instant]."""
    end: Moment
    """When the system is up again [instant]."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end <= self.begin:
            raise wrong(translated("'end' does not lie behind 'begin'; exchange them"), "end")
        return self


class RandomFailures(Stated):
    """Outages by chance, drawn before the simulation."""

    between: Distribution
    """Time that the system is up between two of them [s on the clock]."""
    repair: Distribution
    """How long one lasts [s on the clock]."""

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if not self.between.mean_seconds > 0:
            raise wrong(
                translated("a system that is never up between two outages; write a duration above zero"), "between"
            )
        if not self.repair.mean_seconds > 0:
            raise wrong(
                translated("an outage of no length is none; write '2 hours', or leave 'failures' out"), "repair"
            )
        return self


class System(Stated):
    """An information system; round the clock and for any number of requests unless something else is stated."""

    response: Duration
    """Time from request to answer, per step [s]."""
    capacity: int | None = Field(default=None, ge=1, le=1_000_000, strict=True)
    """Requests that it answers at once; default without bound."""
    hours: Words | None = None
    """Name of its hours; default round the clock."""
    outages: Annotated[tuple[Outage, ...], Field(max_length=1_000)] = ()
    """Planned times in which it is down; a request under way is suspended, and whoever wants to hand in waits."""
    failures: RandomFailures | None = None
    """Outages by chance."""
