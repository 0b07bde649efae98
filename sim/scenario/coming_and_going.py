"""How the people of a staff change in the period, as a planner writes it: a headcount by dates, and how fast somebody works."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Any, NamedTuple, Self

from pydantic import BeforeValidator, Field, model_validator

from sim.scenario.planned_absences import PlannedAbsence
from sim.schema.document import Document, wrong
from sim.schema.fields import Day, Stated, given_instead
from sim.schema.size_caps import MOST_MEMBERS_OF_ROLE
from sim.translations.in_use import localized_day, localized_signs, translated

STANDARD_PACE = 100
"""A pace of 1, by which work takes as long as is stated [hundredths]."""
_SLOWEST = 100.0
BEFORE_ALL_DAYS = date.min + timedelta(days=1)
"""Stands for the beginning of a stretch that has none."""


def _factor(value: Any) -> Any:
    """Refuse a factor by which nothing would ever be done, or more than can be meant."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise wrong(
            translated(
                "a number of times is needed here, {given}; write 1.3 for work that takes 1.3 times as long",
                given=given_instead(value),
            )
        )
    if not value > 0:
        raise wrong(
            translated(
                "a pace of {value} lets work take no time; write 0.8 for work that takes 0.8 times as long",
                value=f"{value:g}",
            )
        )
    if not 100 * value + 0.5 >= 1 or value > _SLOWEST:
        raise wrong(
            translated(
                "a pace of {value} is out of range; between 0.01 and {most} is possible",
                value=f"{value:g}",
                most=f"{_SLOWEST:g}",
            )
        )
    return float(value)


PaceFactor = Annotated[float, BeforeValidator(_factor, json_schema_input_type=float)]
"""How many times as long as is stated work takes: 1.3 for a slower member, 0.8 for a faster one."""


class Pace(Document):
    """How long a member's work takes, as a factor on what is stated: throughout, or until a day and then another one."""

    factor: PaceFactor
    """Factor, from the beginning [times the stated work]."""
    until: Day | None = None
    """First day on which it does not hold any more; default it holds throughout."""
    then: PaceFactor = 1.0
    """Factor from that day on [times the stated work]."""

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if "then" in self.model_fields_set and self.until is None:
            raise wrong(
                translated("it is open from when on 'then' holds; add 'until' and a day, or take 'then' out"), "then"
            )
        return self

    @property
    def in_words(self) -> str:
        """The factors in one line."""
        factor = localized_signs(f"{self.factor:g}")
        if self.until is None:
            return factor
        return translated(
            "{factor} until {day}, then {other}",
            factor=factor,
            day=localized_day(self.until),
            other=localized_signs(f"{self.then:g}"),
        )

    @property
    def parts(self) -> tuple[tuple[date, int], ...]:
        """The pace by the day from which it holds [hundredths]."""
        first = (BEFORE_ALL_DAYS, _hundredths(self.factor))
        return (first,) if self.until is None else (first, (self.until, _hundredths(self.then)))


def _hundredths(factor: float) -> int:
    return max(math.floor(100 * factor + 0.5), 1)


def _pace(value: Any) -> Any:
    """Let a bare number stand for a pace that holds throughout."""
    return value if isinstance(value, (dict, Pace)) else {"factor": _factor(value)}


PaceText = Annotated[Pace, BeforeValidator(_pace, json_schema_input_type=float | Pace)]
"""A pace as people write it: `1.3`, or a block with `factor`, `until` and `then`."""


class HeadcountChange(Stated):
    """A day from which a staff has another number of members."""

    from_: Day = Field(alias="from")
    """First day with that many."""
    count: int = Field(ge=0, le=MOST_MEMBERS_OF_ROLE, strict=True)
    """Members from that day on; those with the highest numbers come last and go first [people]."""
    pace: PaceText | None = None
    """Pace of those who come on that day; default that of the staff."""

    def _numbers(self) -> list[str]:
        text = translated("{count} from {day}", count=self.count, day=localized_day(self.from_))
        return [f"{text}, pace {self.pace.in_words}" if self.pace else text]


class Away(NamedTuple):
    """Days on which a member is not on the staff: not yet, or not any more."""

    first: date
    """First of them."""
    until: date
    """First day after them."""

    @property
    def as_absence(self) -> PlannedAbsence:
        """The same days as an absence, to the end of all days where he never comes back."""
        last = None if self.until == date.max else self.until - timedelta(days=1)
        return PlannedAbsence(reason="vacancy", first_day=self.first, last_day=last)


def away_by_dates(since: date | None, until: date | None) -> tuple[Away, ...]:
    """When somebody is not on the staff who comes and goes once; None: he is there from the beginning, or to the end."""
    before = (Away(BEFORE_ALL_DAYS, since),) if since else ()
    return (*before, Away(until, date.max)) if until else before


def away_by_headcount(count: int, changes: Sequence[HeadcountChange], number: int) -> tuple[Away, ...]:
    """When the member of a number is not on a staff whose headcount changes at dates."""
    result: list[Away] = []
    since: date | None = None if count > number else BEFORE_ALL_DAYS
    for change in changes:
        there = change.count > number
        if not there and since is None:
            since = change.from_
        elif there and since is not None:
            result.append(Away(since, change.from_))
            since = None
    return tuple(result) if since is None else (*result, Away(since, date.max))


def pace_by_headcount(
    count: int, changes: Sequence[HeadcountChange], number: int, of_staff: Pace | None
) -> tuple[tuple[date, int], ...]:
    """The pace of the member of a number, by the day from which it holds: that of the change at which he came, or the staff's."""
    parts = of_staff.parts if of_staff else ()
    there = count > number
    for change in changes:
        if change.count > number and not there and change.pace is not None:
            own = [(max(day, change.from_), pace) for day, pace in change.pace.parts]
            parts = (*(part for part in parts if part[0] < change.from_), *own)
        there = change.count > number
    return parts
