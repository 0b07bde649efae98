"""The people of a scenario as a planner writes them: members, hours, absences, sickness, stand-ins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
    model_validator,
)

from sim.quantities import (
    NOMINAL_DAY,
    Rate,
    parse_rate,
    shown,
)
from sim.scenario.distributions import Distribution
from sim.schema.document import Document, quantity, wrong
from sim.schema.fields import (
    ClockTime,
    Day,
    Duration,
    Hours,
    Name,
    Stated,
    Weekday,
    blocks_by_name,
    given_instead,
    one_or_several,
)
from sim.schema.in_words import InWords, clock_hours, clock_time, duration_text


def _member_name(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    """Say in words what the pattern of a member's name allows."""
    try:
        return check(value)
    except ValidationError:
        allowed = "it begins with a letter and has letters, digits, blanks and hyphens, at most 59 signs"
        raise wrong(f"{shown(value)} cannot be a member's name; {allowed}") from None


MemberName = Annotated[str, Field(pattern=r"^[^\W\d_][\w -]{0,58}$"), WrapValidator(_member_name)]
"""A member's name in any alphabet: letters, digits, blanks and hyphens; it begins with a letter."""
MOST_MEMBERS = 10_000
"""Members of one role in one office at most: far above any office, and far below what fills a memory."""
_MOST_FILES = 1_000_000  # far above any desk
_DAYS = {"week": 7, "month": 30, "year": 365}  # an illness lasts a day at least, so none begins more often


HoursNames = Annotated[
    Annotated[tuple[str, ...], Field(min_length=1)] | None, one_or_several("the name of hours", "a key of 'hours'")
]
"""A name of hours, or several that are kept week by week in turn, the first in the week in which the period starts."""


class PlannedAbsence(Stated):
    """A stretch of days on which somebody is not there."""

    reason: Literal["leave", "sickness", "vacancy", "training", "other"] = "leave"
    """Why; a vacancy is a post with nobody on it."""
    member: str | None = None
    """Who, where members have names."""
    members: int | None = Field(default=None, ge=1, le=MOST_MEMBERS, strict=True)
    """How many, where members are only counted: those with the highest numbers who are there; default one [people]."""
    first_day: Day
    """First day of the absence."""
    last_day: Day | None = None
    """Last day of the absence; default the last one of the calendar."""
    hours: Hours | None = None
    """Hours of these days in which the member is away, such as '14:00-16:00'; default the whole days."""

    @field_validator("member", mode="before")
    @classmethod
    def _one_name(cls, value: Any) -> Any:
        if isinstance(value, list):
            raise wrong("one name is needed here, not a list; write an absence for each of them")
        if isinstance(value, (int, float)):
            raise wrong(f"a name is needed here, not {shown(value)}; write 'members' and how many where nobody has one")
        return value

    def _numbers(self) -> list[str]:
        who = self.member or ("" if (self.members or 1) == 1 else f"{self.members} members")
        days = f"{self.first_day} to {self.last_day or 'the end of the calendar'}"
        hours = clock_hours(self.hours) if self.hours else ""
        return [" ".join(filter(None, (self.reason, who, days, hours)))]

    def meets(self, other: PlannedAbsence) -> bool:
        """Tell whether two absences share a day, or hours of a day."""
        if self.first_day > (other.last_day or date.max) or other.first_day > (self.last_day or date.max):
            return False
        if self.hours is None or other.hours is None:
            return True
        return any(a < d and c < b for a, b in self.hours for c, d in other.hours)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.last_day is not None and self.last_day < self.first_day:
            raise wrong(f"'last_day' lies before 'first_day', {self.first_day}; exchange them", "last_day")
        if self.member is not None and self.members is not None:
            raise wrong("both 'member' and 'members' are given; keep one of them", "members")
        if self.hours == ():
            raise wrong("in no hour is anybody away; leave 'hours' out for whole days", "hours")
        return self


def _parse_episodes(text: str) -> Rate:
    """Read how often somebody falls ill; the sentences of rates speak of applications."""
    try:
        rate = parse_rate(text)
    except ValueError as error:
        message, _, repair = str(error).partition("; ")
        if "above zero" in message:
            repair = "leave 'sickness' out if nobody falls ill"
        elif not (repair.startswith("did you mean") and repair.endswith(("week'?", "month'?", "year'?"))):
            repair = "write how often one member falls ill, such as '1.5 per year'"
        raise ValueError(f"{message}; {repair}") from None
    if rate.unit not in _DAYS:
        raise ValueError("how often somebody falls ill is given per week, month or year; write '1.5 per year'")
    if rate.value > _DAYS[rate.unit]:
        raise ValueError(f"{shown(text)} is more often than every day; write how often one member falls ill")
    return rate


class Sickness(Stated):
    """Random absences of every member of a pool, each on his own, drawn before the simulation."""

    episodes: Annotated[Rate, quantity(_parse_episodes, "how often one member falls ill, such as '1.5 per year'")]
    """How often one member falls ill while at work: expected beginnings per week, month or year."""
    length: Distribution
    """How long an illness lasts, in official working days of eight hours; rounded up to whole ones."""

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if not self.length.mean_seconds > 0:
            raise wrong("an illness of no length is none; write '5 working days', or leave 'sickness' out", "length")
        return self


def _seats_of_role(value: Any) -> Any:
    """Let one name stand for a list of one, and say in words what else a seat can be."""
    if isinstance(value, str):
        return (value,)
    several = isinstance(value, (list, tuple))
    if isinstance(value, bool) or not (several or isinstance(value, int)):
        raise wrong(
            f"members are needed here, {given_instead(value)}; write how many have seats, or their names in a list"
        )
    if several and not value:
        raise wrong("nobody has these seats; write how many have seats, or take the role out")
    for i, name in enumerate(value if several else ()):
        if not isinstance(name, str):
            given = given_instead(name)
            raise wrong(f"a member's name is needed here, {given}; write a name, or how many instead of a list", str(i))
    if not several and not 1 <= value <= MOST_MEMBERS:
        repair = f"at most {MOST_MEMBERS} is possible" if value > 0 else "at least 1 is needed"
        raise wrong(f"{shown(value)} is out of range; {repair}")
    return value


Seats = Annotated[int | tuple[str, ...], BeforeValidator(_seats_of_role, json_schema_input_type=int | str | list[str])]
"""Who of a role has a seat: how many members, or their names."""


def _each_once(days: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Refuse a weekday that is named twice."""
    for i, day in enumerate(days or ()):
        if day in (days or ())[:i]:
            raise wrong(f"'{day}' is named twice; keep one of them", str(i))
    return days


class SittingRule(Document):
    """When and how a commission sits; it takes files together then, and none in between."""

    weekdays: (
        Annotated[
            tuple[Weekday, ...],
            Field(min_length=1),
            one_or_several("the name of a weekday"),
            AfterValidator(_each_once),
        ]
        | None
    ) = None
    """On which days of the week."""
    every: int | None = Field(default=None, ge=1, strict=True)
    """Instead of weekdays: every so many official working days, the first one on or after `first_day` [working days]."""
    first_day: Day | None = None
    """No sitting before this day; default the first day of the calendar."""
    at: ClockTime
    """When a sitting begins, as '10:00' [seconds of the day]."""
    length: Duration | None = None
    """How long it lasts, agenda or no agenda [s]."""
    per_file: Duration | None = None
    """Instead of a length: how long each file on the agenda takes [s]."""
    agenda: int | None = Field(default=None, ge=1, le=_MOST_FILES, strict=True)
    """Files on one agenda at most; the others keep their place; default without bound [files]."""
    cut_off: Duration = 0
    """How much office time before the beginning a file has to be there [s]."""
    quorum: int = Field(default=1, ge=1, strict=True)
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
            raise wrong("give either 'weekdays' or 'every'; one of them says when the commission sits", "every")
        if (self.length is None) == (self.per_file is None):
            raise wrong("give either 'length' or 'per_file'; one of them says how long a sitting lasts", "per_file")
        if self.length == 0 or self.per_file == 0:
            raise wrong(
                "a sitting takes time; write a duration such as '2 hours'",
                "length" if self.per_file is None else "per_file",
            )
        return self

    @property
    def in_words(self) -> str:
        """When the commission sits, how long, and who is needed."""
        when = " and ".join(self.weekdays) if self.weekdays else f"every {self.every} working days"
        length = f"{duration_text(self.length)} long" if self.length else f"{duration_text(self.per_file or 0)} a file"
        parts = [f"sits {when} at {clock_time(self.at)}", length]
        parts += [f"at most {self.agenda} files"] if self.agenda else []
        parts += [f"files there {duration_text(self.cut_off)} before"] if self.cut_off else []
        parts += [f"quorum {self.quorum}"] if self.quorum > 1 else []
        for role, who in (self.seats or {}).items():
            parts.append(f"seats of {role} {who if isinstance(who, int) else ', '.join(who)}")
        return ", ".join(parts)


class NamedMember(Document):
    """One member who has a name."""

    hours: HoursNames = None
    """Names of the hours where they differ from those of the pool."""

    @model_validator(mode="before")
    @classmethod
    def _block(cls, value: Any) -> Any:
        if not isinstance(value, (dict, cls)):
            raise wrong(f"a block of keys is needed here, not {shown(value)}; write the name alone, or {{hours: NAME}}")
        return value


def _members(value: Any) -> Any:
    return blocks_by_name(value, "members who are only counted")


class Staff(Stated):
    """The people whom one role has in one office, or the teams of one commission: a pool."""

    count: int | None = Field(default=None, ge=1, le=MOST_MEMBERS, strict=True)
    """Members who are only counted [people, or teams that work as one]."""
    members: Annotated[
        dict[MemberName, NamedMember] | None,
        Field(min_length=1, max_length=MOST_MEMBERS),
        BeforeValidator(_members, json_schema_input_type=list[str] | dict[str, NamedMember | None]),
    ] = None
    """Members by name, instead of `count`."""
    hours: HoursNames = None
    """Names of their hours where they differ from the office's."""
    set_aside: bool = True
    """Whether desk work in hand is set aside for an applicant at the counter."""
    caseload: int | None = Field(default=None, ge=1, le=_MOST_FILES, strict=True)
    """A member begins a file only while fewer files than this lie with him; default without bound [files]."""
    discipline: Literal["first_come", "priority", "earliest_deadline"] = "first_come"
    """Which file is taken first: the oldest, the one with the first priority, or the one whose term ends first."""
    stand_in: Annotated[tuple[Name, ...], one_or_several("the name of a role")] = ()
    """Roles of the same office whose people take the files on days without any member: the first that has somebody."""
    hand_over_after: Duration = NOMINAL_DAY
    """After how much missed office time a file in hand goes back to the pool when its member is absent [s]."""
    sittings: Annotated[SittingRule | None, InWords(lambda rule: rule.in_words, named=False)] = None
    """When the members sit, where they take files together; default each of them takes one by one."""
    visits_per_day: int | None = Field(default=None, ge=1, le=_MOST_FILES, strict=True)
    """Households that each member, a team, visits on a day: the oldest file and others of its settlement, the next oldest
    settlement, and so on; their files are over at the close. Default files are worked on at a desk."""
    absences: tuple[PlannedAbsence, ...] = ()
    """Leave, vacancies and other absences that are known beforehand."""
    sickness: Sickness | None = None
    """Absences by chance."""

    @model_validator(mode="after")
    def _counted_or_named(self) -> Self:
        if self.count is not None and self.members is not None:
            raise wrong("both 'count' and 'members' are given; keep one of them", "members")
        seats = self.sittings.seats if self.sittings else None
        if seats and (self.count is not None or self.members is not None):
            key = "count" if self.count is not None else "members"
            raise wrong(f"both '{key}' and 'seats' say who the members are; keep one of them", key)
        if self.count is None and self.members is None and not seats:
            raise wrong("nobody is on this staff; give 'count', or 'members' by name", "count")
        return self

    @property
    def size(self) -> int:
        """How many members there are [people, or teams that work as one]."""
        if self.count is not None or self.members is not None:
            return self.count or len(self.members or ())
        seats = (self.sittings.seats if self.sittings else None) or {}
        return sum(who if isinstance(who, int) else len(who) for who in seats.values())

    def who_is_away(self) -> Iterator[tuple[PlannedAbsence, tuple[int, ...]]]:
        """Each planned absence with the positions of the members concerned, fewer than wanted where too few are left.

        Where members are only counted, those with the highest numbers go who are not away at the same time already.
        """
        names = {name: i for i, name in enumerate(self.members or ())}
        away: list[list[PlannedAbsence]] = [[] for _ in range(self.size)]
        for absence in self.absences:
            if absence.member is not None:
                chosen = [names[absence.member]] if absence.member in names else []
            else:
                free = (i for i in reversed(range(self.size)) if not any(absence.meets(other) for other in away[i]))
                chosen = list(islice(free, absence.members or 1))
            for i in chosen:
                away[i].append(absence)
            yield absence, tuple(chosen)


def headcount(value: Any) -> Any:
    """Let a bare number stand for a headcount."""
    if value is None:
        raise wrong(
            "a whole number is needed here, and nothing is given; write how many there are, or take the role out"
        )
    if isinstance(value, list) or (isinstance(value, str) and value[:1].isalpha()):
        raise wrong(f"a whole number is needed here, not {shown(value)}; names stand under 'members'")
    return value if isinstance(value, (dict, Staff)) else {"count": value}


People = dict[Name, Annotated[Staff, BeforeValidator(headcount, json_schema_input_type=int | Staff)]]
"""Staff by role; a bare number is a headcount."""
