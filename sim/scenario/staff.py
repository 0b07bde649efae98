"""The people of a scenario as a planner writes them: members by number or name, their hours, and what they work on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BeforeValidator,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)

from sim.quantities import NOMINAL_DAY, shown
from sim.scenario.hall import AppointmentGrid
from sim.scenario.planned_absences import PlannedAbsence, Sickness
from sim.scenario.sittings import SittingRule
from sim.schema.document import Document, wrong
from sim.schema.fields import Duration, Name, Stated, blocks_by_name, one_or_several
from sim.schema.in_words import InWords
from sim.schema.size_caps import MOST_FILES_OF_ROLE, MOST_MEMBERS_OF_ROLE


def _member_name(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    """Say in words what the pattern of a member's name allows."""
    try:
        return check(value)
    except ValidationError:
        allowed = "it begins with a letter and has letters, digits, blanks and hyphens, at most 59 signs"
        raise wrong(f"{shown(value)} cannot be a member's name; {allowed}") from None


MemberName = Annotated[str, Field(pattern=r"^[^\W\d_][\w -]{0,58}$"), WrapValidator(_member_name)]
"""A member's name in any alphabet: letters, digits, blanks and hyphens; it begins with a letter."""


HoursNames = Annotated[
    Annotated[tuple[str, ...], Field(min_length=1)] | None, one_or_several("the name of hours", "a key of 'hours'")
]
"""A name of hours, or several that are kept week by week in turn, the first in the week in which the period starts."""


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

    count: int | None = Field(default=None, ge=1, le=MOST_MEMBERS_OF_ROLE, strict=True)
    """Members who are only counted [people, or teams that work as one]."""
    members: Annotated[
        dict[MemberName, NamedMember] | None,
        Field(min_length=1, max_length=MOST_MEMBERS_OF_ROLE),
        BeforeValidator(_members, json_schema_input_type=list[str] | dict[str, NamedMember | None]),
    ] = None
    """Members by name, instead of `count`."""
    hours: HoursNames = None
    """Names of their hours where they differ from the office's."""
    set_aside: bool = True
    """Whether desk work in hand is set aside for an applicant at the counter."""
    caseload: int | None = Field(default=None, ge=1, le=MOST_FILES_OF_ROLE, strict=True)
    """A member begins a file only while fewer files than this lie with him; default without bound [files]."""
    discipline: Literal["first_come", "priority", "earliest_deadline"] = "first_come"
    """Which file is taken first: the oldest, the one with the first priority, or the one whose term ends first."""
    stand_in: Annotated[tuple[Name, ...], one_or_several("the name of a role")] = ()
    """Roles of the same office whose people take the files on days without any member: the first that has somebody."""
    hand_over_after: Duration = NOMINAL_DAY
    """After how much missed office time a file in hand goes back to the pool when its member is absent [s]."""
    sittings: Annotated[SittingRule | None, InWords(lambda rule: rule.in_words, named=False)] = None
    """When the members sit, where they take files together; default each of them takes one by one."""
    visits_per_day: int | None = Field(default=None, ge=1, le=MOST_FILES_OF_ROLE, strict=True)
    """Households that each member, a team, visits on a day: the oldest file and others of its settlement, the next oldest
    settlement, and so on; their files are over at the close. Default files are worked on at a desk."""
    appointments: AppointmentGrid | None = None
    """Slots at the counter that applicants book; default they come as they like."""
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
