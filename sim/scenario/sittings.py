"""Sittings of a commission as a planner writes them: on which days, how long, for which files, and who has a seat."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from sim.quantities import shown
from sim.schema.document import Document, wrong
from sim.schema.fields import ClockTime, Day, Duration, Name, Weekday, given_instead, one_or_several
from sim.schema.in_words import clock_time, duration_text, weekdays_text
from sim.schema.size_caps import MOST_FILES_OF_ROLE, MOST_MEMBERS_OF_ROLE
from sim.translations.in_use import counted, marked, translated

MOST_DAYS_BETWEEN = 1_000
"""Working days from one sitting to the next at most: some four years."""


def _seats_of_role(value: Any) -> Any:
    """Let one name stand for a list of one, and say in words what else a seat can be."""
    if isinstance(value, str):
        return (value,)
    several = isinstance(value, (list, tuple))
    if isinstance(value, bool) or not (several or isinstance(value, int)):
        raise wrong(
            translated(
                "members are needed here, {given}; write how many have seats, or their names in a list",
                given=given_instead(value),
            )
        )
    if several and not value:
        raise wrong(translated("nobody has these seats; write how many have seats, or take the role out"))
    for i, name in enumerate(value if several else ()):
        if not isinstance(name, str):
            sentence = translated(
                "a member's name is needed here, {given}; write a name, or how many instead of a list",
                given=given_instead(name),
            )
            raise wrong(sentence, str(i))
    if not several and not 1 <= value <= MOST_MEMBERS_OF_ROLE:
        if value > 0:
            most = MOST_MEMBERS_OF_ROLE
            raise wrong(
                translated("{given} is out of range; at most {most} is possible", given=shown(value), most=most)
            )
        raise wrong(translated("{given} is out of range; at least 1 is needed", given=shown(value)))
    return value


Seats = Annotated[int | tuple[str, ...], BeforeValidator(_seats_of_role, json_schema_input_type=int | str | list[str])]
"""Who of a role has a seat: how many members, or their names."""


def _each_once(days: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Refuse a weekday that is named twice."""
    for i, day in enumerate(days or ()):
        if day in (days or ())[:i]:
            raise wrong(translated("'{day}' is named twice; keep one of them", day=day), str(i))
    return days


class SittingRule(Document):
    """When and how a commission sits; it takes files together then, and none in between."""

    weekdays: (
        Annotated[
            tuple[Weekday, ...],
            Field(min_length=1),
            one_or_several(marked("the name of a weekday")),
            AfterValidator(_each_once),
        ]
        | None
    ) = None
    """On which days of the week."""
    every: int | None = Field(default=None, ge=1, le=MOST_DAYS_BETWEEN, strict=True)
    """Instead of weekdays: every so many official working days, the first one on or after `first_day` [working days]."""
    first_day: Day | None = None
    """No sitting before this day; default the first day of the calendar."""
    at: ClockTime
    """When a sitting begins, as '10:00' [seconds of the day]."""
    length: Duration | None = None
    """How long it lasts, agenda or no agenda [s]."""
    per_file: Duration | None = None
    """Instead of a length: how long each file on the agenda takes [s]."""
    agenda: int | None = Field(default=None, ge=1, le=MOST_FILES_OF_ROLE, strict=True)
    """Files on one agenda at most; the others keep their place; default without bound [files]."""
    cut_off: Duration = 0
    """How much office time before the beginning a file has to be there [s]."""
    at_least: int = Field(default=0, ge=0, le=MOST_FILES_OF_ROLE, strict=True)
    """Files that have to be there by the cut-off; with fewer the sitting is not held [files]."""
    quorum: int = Field(default=1, ge=1, le=MOST_MEMBERS_OF_ROLE, strict=True)
    """Members on duty who are needed when it begins; without them the sitting is not held [people]."""
    seats: Annotated[dict[Name, Seats], Field(min_length=1)] | None = None
    """Members from other pools of the office by role: how many, those with the lowest numbers, or their names.

    They are off their desks for its length. Default the members of this staff.
    """
    if_closed: Literal["next_working_day", "skip"] = "next_working_day"
    """What becomes of a sitting whose weekday is a day of rest."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.weekdays is None) == (self.every is None):
            raise wrong(
                translated("give either 'weekdays' or 'every'; one of them says when the commission sits"), "every"
            )
        if (self.length is None) == (self.per_file is None):
            raise wrong(
                translated("give either 'length' or 'per_file'; one of them says how long a sitting lasts"), "per_file"
            )
        if self.length == 0 or self.per_file == 0:
            raise wrong(
                translated("a sitting takes time; write a duration such as '2 hours'"),
                "length" if self.per_file is None else "per_file",
            )
        return self

    @property
    def in_words(self) -> str:
        """When the commission sits, how long, and who is needed."""
        return ", ".join(self._in_words())

    def _in_words(self) -> Iterator[str]:
        at = clock_time(self.at)
        if self.weekdays:
            yield translated("sits {weekdays} at {time}", weekdays=weekdays_text(self.weekdays), time=at)
        else:
            yield counted(
                "sits every {count} working days at {time}",
                "sits every {count} working days at {time}",
                self.every or 1,
                time=at,
            )
        if self.length:
            yield translated("{duration} long", duration=duration_text(self.length))
        else:
            yield translated("{duration} a file", duration=duration_text(self.per_file or 0))
        if self.agenda:
            yield counted("at most {count} files", "at most {count} files", self.agenda)
        if self.cut_off:
            yield translated("files there {duration} before", duration=duration_text(self.cut_off))
        if self.at_least:
            yield counted("from {count} file on", "from {count} files on", self.at_least)
        if self.quorum > 1:
            yield translated("quorum {count}", count=self.quorum)
        for role, who in (self.seats or {}).items():
            members = str(who) if isinstance(who, int) else ", ".join(who)
            yield translated("seats of {role} {members}", role=role, members=members)
