"""The language of scenarios: offices, people, durations, arrivals and a period, as a planner writes them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from sim.documents import Document, LimitText, RateText, Share, Text, Translated, quantity, wrong
from sim.quantities import parse_day, parse_hours
from sim.regulation import Channel
from sim.sampling import Distribution, Duration

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
"""A short name: small Latin letters, digits and underscores."""
Hours = Annotated[
    tuple[tuple[int, int], ...],
    quantity(parse_hours, "hours such as '09:00-13:00, 14:00-18:00', or 'closed'"),
]
"""Opening hours of a day as people write them, held as (open, close) pairs [seconds of the day]."""
Day = Annotated[date, quantity(parse_day, "a day such as 2018-07-02")]
"""A day as 2018-07-02."""
MOST_MEMBERS = 10_000
"""Members of one role in one office at most: far above any office, and far below what fills a memory."""
MOST_OFFICES = 10_000
"""Offices of one kind at most: the country has some 2,400 rural districts."""


class Stated(Document):
    """A block with numbers, and where they come from; a block with neither source nor reason counts as an assumption."""

    source: str = ""
    """The source that gives the numbers of this block."""
    assumption: str = ""
    """The reason for numbers that no source gives."""

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if self.source and self.assumption:
            raise wrong("both 'source' and 'assumption' are given; keep one of them", "assumption")
        return self


class OfficeHours(Stated):
    """Opening hours of an ordinary week; days that are not named are closed."""

    title: Text = Translated()
    """What kind of office keeps them."""
    every_day: Hours | None = None
    """Hours of all seven days, official days of rest included: an office or system that never heeds the calendar."""
    weekdays: Hours = ()
    """Hours from Monday to Friday; also those of a weekend day worked in exchange."""
    saturday: Hours = ()
    """Hours of an ordinary Saturday."""
    sunday: Hours = ()
    """Hours of an ordinary Sunday."""

    @model_validator(mode="after")
    def _open_sometimes(self) -> Self:
        if self.every_day is not None and (self.weekdays or self.saturday or self.sunday):
            raise wrong("'every_day' and single days are both given; keep one of them", "every_day")
        if not (self.every_day or self.weekdays or self.saturday or self.sunday):
            raise wrong("these hours are never open; give 'every_day', 'weekdays', 'saturday' or 'sunday'")
        return self


class Period(Document):
    """The stretch of time that is simulated, and the part of it that is counted."""

    start: Day
    """First day of arrivals; the offices are empty then."""
    warm_up_until: Day
    """First day whose applications count; those received earlier are simulated and not counted."""
    end: Day
    """The horizon: first day whose applications do not count any more."""
    run_out: LimitText | None = None
    """How long counted applications are followed after the horizon; default three times the longest term."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.warm_up_until < self.start:
            raise wrong(f"'warm_up_until' lies before 'start', {self.start}; exchange them", "warm_up_until")
        if self.end <= self.warm_up_until:
            raise wrong(f"'end' does not lie behind 'warm_up_until', {self.warm_up_until}; nothing would count", "end")
        if self.run_out and self.run_out.unit not in ("working_days", "calendar_days"):
            raise wrong("'run_out' is given in days; write '20 working days' or '30 calendar days'", "run_out")
        return self


class Staff(Stated):
    """How many people one role has in one office, or how many teams one commission."""

    count: int = Field(ge=1, le=MOST_MEMBERS, strict=True)
    """Members on the staff [people, or teams that work as one]."""
    hours: str | None = None
    """Name of their hours where they differ from the office's."""
    set_aside: bool = True
    """Whether desk work in hand is set aside for an applicant at the counter."""


def _count(value: Any) -> Any:
    """Let a bare number stand for a headcount."""
    return value if isinstance(value, (dict, Staff)) else {"count": value}


class Office(Stated):
    """One office, or several alike: where the people of some roles sit, and in which hours."""

    title: Text = Translated()
    """What it is called."""
    count: int = Field(default=1, ge=1, le=MOST_OFFICES, strict=True)
    """How many offices of this kind there are, each with its own people."""
    hours: str
    """Name of its hours: a key of `hours` in this file or one of the shipped ones."""
    sends_to: str | None = None
    """The office that does the steps for which this one has nobody."""
    staff: dict[Name, Annotated[Staff, BeforeValidator(_count, json_schema_input_type=int | Staff)]] = {}
    """People by role; the roles are those of the regulations."""


class Work(Stated):
    """What one step takes: the work of a member on duty, and a time in which the file only lies with him."""

    work: Distribution
    """Time in which the member does nothing else [s]."""
    hold: Distribution | None = None
    """Time after the work in which the file waits with the member, while the office is open [s]; default none."""


class RouteUse(Document):
    """How one route of a service is used in this scenario."""

    reading: str | None = None
    """Reading of the join; default the regulation's own."""
    steps: dict[str, Work] = {}
    """What each staffed step takes, by its number; joined steps have those of the met route unless named here."""


class Service(Document):
    """One service of the scenario: its regulation, and the routes in use."""

    regulation: str
    """Short name of a shipped regulation, or the path of a file beside the scenario."""
    routes: dict[Channel, RouteUse] = Field(min_length=1)
    """The routes in use."""


class System(Stated):
    """An information system that answers round the clock."""

    response: Duration
    """Time from request to answer, per step [s]."""


class Stream(Stated):
    """A stream of arriving applications: non-homogeneous Poisson, spread over the time in which the channel takes them."""

    service: str
    """Which service is asked for."""
    route: Channel
    """Through which channel."""
    office: str
    """Where the applications arrive; with several offices of the kind the rate is their total."""
    rate: RateText
    """Expected arrivals over all offices of the kind."""
    weights: tuple[Annotated[float, Field(gt=0, allow_inf_nan=False, strict=True)], ...] | None = None
    """Shares of the single offices, in their order; default alike [any unit]."""


class Scenario(Document):
    """A planner's question as data: who works where, how much comes in, and over which period."""

    scenario: Text
    """What the scenario is called."""
    description: Text = Translated()
    """What it shows, in a sentence or two."""
    calendar: str = "kz"
    """Official days: a shipped calendar, or the path of a file beside the scenario."""
    period: Period
    """What is simulated and counted."""
    replications: int = Field(default=20, ge=2, le=100_000, strict=True)
    """How often the period is simulated with other luck."""
    seed: int = Field(default=1, ge=0, lt=2**63, strict=True)
    """Where the luck starts; the same seed gives the same bytes."""
    target: Share | None = None
    """Share in time that the planner wants to reach."""
    hours: dict[Name, OfficeHours] = {}
    """Opening hours of the scenario's own, by name; shipped ones need no mention."""
    services: dict[Name, Service] = Field(min_length=1)
    """The services by short name."""
    systems: dict[Name, System] = {}
    """Information systems by role."""
    offices: dict[Name, Office] = Field(min_length=1)
    """The offices by short name."""
    arrivals: dict[Name, Stream] = Field(min_length=1)
    """Streams of applications by short name."""
    day_of_receipt: Literal["excluded", "included"] | None = None
    """Overrides how the regulations count the day of receipt."""
