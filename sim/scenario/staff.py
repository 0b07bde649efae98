"""The people of a scenario as a planner writes them: members by number or name, their hours, and what they work on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    model_validator,
)

from sim.quantities import NOMINAL_DAY, Limit, shown
from sim.scenario.coming_and_going import (
    STANDARD_PACE,
    Away,
    HeadcountChange,
    PaceText,
    away_by_dates,
    away_by_headcount,
    pace_by_headcount,
)
from sim.scenario.hall import AppointmentGrid
from sim.scenario.other_duties import OtherDutiesText
from sim.scenario.planned_absences import PlannedAbsence, Sickness
from sim.scenario.sittings import SittingRule
from sim.schema.document import Document, LimitText, YesNo, wrong
from sim.schema.fields import Day, Duration, HoursNames, Name, Stated, blocks_by_name, one_or_several
from sim.schema.in_words import InWords
from sim.schema.size_caps import MOST_ABSENCES, MOST_FILES_OF_ROLE, MOST_MEMBERS_OF_ROLE
from sim.translations.in_use import localized_day, marked, translated


def _member_name(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    """Say in words what the pattern of a member's name allows."""
    try:
        return check(value)
    except ValidationError:
        sentence = translated(
            "{given} cannot be a member's name;"
            " it begins with a letter and has letters, digits, blanks and hyphens, at most 59 signs",
            given=shown(value),
        )
        raise wrong(sentence) from None


MemberName = Annotated[str, Field(pattern=r"^[^\W\d_][\w -]{0,58}$"), WrapValidator(_member_name)]
"""A member's name in any alphabet: letters, digits, blanks and hyphens; it begins with a letter."""


class NamedMember(Document):
    """One member who has a name."""

    hours: HoursNames = None
    """Names of the hours where they differ from those of the pool."""
    from_: Day | None = Field(default=None, alias="from")
    """First day on which he is on the staff; default he is from the beginning."""
    until: Day | None = None
    """First day on which he is gone; default he stays to the end."""
    pace: PaceText | None = None
    """How many times as long as is stated his work takes; default as that of the staff."""
    other_duties: OtherDutiesText | None = None
    """What he does beside the services; default as the staff."""

    @model_validator(mode="before")
    @classmethod
    def _block(cls, value: Any) -> Any:
        if not isinstance(value, (dict, cls)):
            raise wrong(
                translated(
                    "a block of keys is needed here, not {given}; write the name alone, or {{hours: NAME}}",
                    given=shown(value),
                )
            )
        return value

    @model_validator(mode="after")
    def _comes_before_he_goes(self) -> Self:
        if self.from_ and self.until and self.until <= self.from_:
            raise wrong(translated("'until' does not lie behind 'from', {day}; exchange them", day=self.from_), "until")
        return self

    @property
    def in_words(self) -> str:
        """What is stated of the member in numbers, in one line; empty where nothing is."""
        days = [translated("from {day}", day=localized_day(self.from_))] if self.from_ else []
        days += [translated("until {day}", day=localized_day(self.until))] if self.until else []
        pace = [f"pace {self.pace.in_words}"] if self.pace else []
        return " ".join([*days, *pace])


def _members(value: Any) -> Any:
    return blocks_by_name(value, marked("members who are only counted"))


def _no_calendar_days(limit: Limit | None) -> Limit | None:
    """Refuse calendar days, of which nobody knows how many the office works."""
    if limit is not None and limit.unit == "calendar_days":
        raise wrong(
            translated("a file rises so many working days, hours or minutes before; write such as '2 working days'")
        )
    return limit


def _members_text(members: Mapping[str, NamedMember]) -> str:
    return ", ".join(" ".join(filter(None, (name, member.in_words))) for name, member in members.items())


_OF_COMMISSION = marked("a commission that sits has no '{key}', for it takes files together; take it out")
_OF_TEAM = marked("a team that visits households has no '{key}', for it takes files together; take it out")


_OF_ANY_ROLE = frozenset({"same_people_as", *Stated.model_fields})
"""Keys that a role has whose work the people of another role do."""


class Staff(Stated):
    """The people whom one role has in one office, or the teams of one commission: a pool."""

    count: int | None = Field(default=None, ge=1, le=MOST_MEMBERS_OF_ROLE, strict=True)
    """Members who are only counted [people, or teams that work as one]."""
    members: Annotated[
        dict[MemberName, NamedMember] | None,
        Field(min_length=1, max_length=MOST_MEMBERS_OF_ROLE),
        BeforeValidator(_members, json_schema_input_type=list[str] | dict[str, NamedMember | None]),
        InWords(_members_text),
    ] = None
    """Members by name, instead of `count`."""
    count_changes: Annotated[tuple[HeadcountChange, ...], Field(max_length=MOST_ABSENCES)] = ()
    """Days from which there are more members or fewer, in order; with `count`, which holds until the first of them."""
    hours: HoursNames = None
    """Names of their hours where they differ from the office's."""
    counter_hours: HoursNames = None
    """Names of the hours in which applicants are received at their counter, where they differ from the office's."""
    set_aside: YesNo = True
    """Whether desk work in hand is set aside for an applicant at the counter."""
    caseload: int | None = Field(default=None, ge=1, le=MOST_FILES_OF_ROLE, strict=True)
    """A member begins a file only while fewer files than this lie with him; default without bound [files]."""
    discipline: Literal["first_come", "priority", "earliest_deadline"] = "first_come"
    """Which file is taken first: the oldest, the one with the first priority, or the one whose term ends first."""
    escalate: Annotated[LimitText | None, AfterValidator(_no_calendar_days)] = None
    """How long before the deadline of its term a waiting file goes before all others, as '2 working days'; default it never does."""
    stand_in: Annotated[tuple[Name, ...], one_or_several(marked("the name of a role"))] = ()
    """Roles of the same office whose people take the files on days without any member: the first that has somebody."""
    hand_over_after: Duration = NOMINAL_DAY
    """After how much missed office time a file in hand goes back to the pool when its member is absent [s]."""
    same_people_as: Name | None = None
    """Role of the same office whose people do the work of this one too, one file at a time: applicants at their counter go before
    files, and files of both roles lie on one desk. All that is said of the people stands at that role."""
    sittings: Annotated[SittingRule | None, InWords(lambda rule: rule.in_words, named=False)] = None
    """When the members sit, where they take files together; default each of them takes one by one."""
    visits_per_day: int | None = Field(default=None, ge=1, le=MOST_FILES_OF_ROLE, strict=True)
    """Households that each member, a team, visits on a day: the oldest file and others of its settlement, the next oldest
    settlement, and so on; their files are over at the close. Default files are worked on at a desk."""
    appointments: AppointmentGrid | None = None
    """Slots at the counter that applicants book; default they come as they like."""
    absences: Annotated[tuple[PlannedAbsence, ...], Field(max_length=MOST_ABSENCES)] = ()
    """Leave, vacancies and other absences that are known beforehand."""
    sickness: Sickness | None = None
    """Absences by chance."""
    pace: PaceText | None = None
    """How many times as long as is stated the members' work takes; default as long as stated."""
    other_duties: OtherDutiesText | None = None
    """What the members do beside the services, which takes a share of their time or given hours."""

    @model_validator(mode="after")
    def _counted_or_named(self) -> Self:
        if self.count is not None and self.members is not None:
            raise wrong(translated("both 'count' and 'members' are given; keep one of them"), "members")
        seats = self.sittings.seats if self.sittings else None
        if seats and (self.count is not None or self.members is not None):
            key = "count" if self.count is not None else "members"
            raise wrong(translated("both '{key}' and 'seats' say who the members are; keep one of them", key=key), key)
        if self.count is None and self.members is None and not seats and self.same_people_as is None:
            raise wrong(translated("nobody is on this staff; give 'count', or 'members' by name"), "count")
        return self

    @model_validator(mode="after")
    def _nothing_of_its_own(self) -> Self:
        if self.same_people_as is None:
            return self
        for key in type(self).model_fields:
            if key in self.model_fields_set - _OF_ANY_ROLE and getattr(self, key) is not None:
                raise wrong(
                    translated(
                        "both '{key}' and 'same_people_as' are given; keep one of them, for what is said of the people stands at '{role}'",
                        key=key,
                        role=self.same_people_as,
                    ),
                    key,
                )
        return self

    @model_validator(mode="after")
    def _counted_changes(self) -> Self:
        if self.count_changes and self.count is None:
            raise wrong(
                translated("'count_changes' goes with 'count'; give each member his 'from' and 'until'"),
                "count_changes",
            )
        return self

    @model_validator(mode="after")
    def _single_files(self) -> Self:
        if self.sittings is None and self.visits_per_day is None:
            return self
        template = _OF_COMMISSION if self.sittings is not None else _OF_TEAM
        for key in ("pace", "other_duties"):
            if getattr(self, key) is not None:
                raise wrong(translated(template, key=key), key)
            if any(getattr(member, key) is not None for member in (self.members or {}).values()):
                raise wrong(translated(template, key=key), "members")
        return self

    @property
    def size(self) -> int:
        """How many members there are, of a headcount that changes the most [people, or teams that work as one]."""
        if self.count is not None or self.members is not None:
            most = max((change.count for change in self.count_changes), default=0)
            return max(self.count or len(self.members or ()), most)
        seats = (self.sittings.seats if self.sittings else None) or {}
        return sum(who if isinstance(who, int) else len(who) for who in seats.values())

    def who_is_away(self) -> Iterator[tuple[PlannedAbsence, tuple[int, ...]]]:
        """Each planned absence with the positions of the members concerned, fewer than wanted where too few are left.

        Where members are only counted, those with the highest numbers go who are on the staff and not away at the same
        time already.
        """
        names = {name: i for i, name in enumerate(self.members or ())}
        away = [[days.as_absence for days in stretches] for stretches in self.not_on_the_staff()]
        for absence in self.absences:
            if absence.member is not None:
                chosen = [names[absence.member]] if absence.member in names else []
            else:
                free = (i for i in reversed(range(self.size)) if not any(absence.meets(other) for other in away[i]))
                chosen = list(islice(free, absence.members or 1))
            for i in chosen:
                away[i].append(absence)
            yield absence, tuple(chosen)

    def not_on_the_staff(self) -> tuple[tuple[Away, ...], ...]:
        """By member: the days on which he is not on the staff, since he has not come yet or is gone."""
        if self.members is not None:
            return tuple(away_by_dates(member.from_, member.until) for member in self.members.values())
        count = self.size if self.count is None else self.count
        return tuple(away_by_headcount(count, self.count_changes, i) for i in range(self.size))

    def paces(self) -> tuple[tuple[tuple[date, int], ...], ...]:
        """By member: his pace by the day from which it holds; none where it is 1 throughout [hundredths]."""
        if self.members is not None:
            own = [member.pace or self.pace for member in self.members.values()]
            parts = [pace.parts if pace else () for pace in own]
        else:
            count = self.size if self.count is None else self.count
            parts = [pace_by_headcount(count, self.count_changes, i, self.pace) for i in range(self.size)]
        return tuple(part if any(pace != STANDARD_PACE for _, pace in part) else () for part in parts)


def headcount(value: Any) -> Any:
    """Let a bare number stand for a headcount."""
    if value is None:
        raise wrong(
            translated(
                "a whole number is needed here, and nothing is given; write how many there are, or take the role out"
            )
        )
    if isinstance(value, list) or (isinstance(value, str) and value[:1].isalpha()):
        raise wrong(
            translated("a whole number is needed here, not {given}; names stand under 'members'", given=shown(value))
        )
    return value if isinstance(value, (dict, Staff)) else {"count": value}


People = dict[Name, Annotated[Staff, BeforeValidator(headcount, json_schema_input_type=int | Staff)]]
"""Staff by role; a bare number is a headcount."""
