"""The language of scenarios: offices, people, durations, arrivals and a period, as a planner writes them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticKnownError

from sim.calendar.opening_hours import OfficeHours
from sim.law.regulation import Channel
from sim.near_words import key_in_words
from sim.quantities import parse_day, shown
from sim.scenario.backlog import Backlog
from sim.scenario.closed_days import ClosedDays
from sim.scenario.demand import Stream
from sim.scenario.route_use import RouteUse
from sim.scenario.staff import People
from sim.scenario.staffing import StaffingRules
from sim.scenario.systems import System
from sim.scenario.transfers import Transfer
from sim.scenario.uncertain_inputs import Uncertain
from sim.schema.document import Document, LimitText, Share, Text, Translated, Words, quantity, wrong
from sim.schema.fields import YEARS, ClockTime, Day, Name, Stated, blocks_by_name, one_or_several
from sim.schema.in_words import NO_NUMBER, InWords
from sim.schema.size_caps import MOST_REPLICATIONS, MOST_SERVICES
from sim.translations.in_use import marked, translated

MSER_5: Literal["mser_5"] = "mser_5"
"""The word for a warm-up that is found before the run."""
AUTO: Literal["auto"] = "auto"
"""The word for as many replications as the share in time needs."""
AUTO_LEAST = 100
"""The fewest replications with `auto`: with fewer an interval of what is skewed promises too much."""
AUTO_MOST = 500
"""The most replications with `auto`."""
AUTO_HALF_WIDTH = 0.005
"""`auto` adds replications until half the interval of the share in time over all routes is so wide [share]."""
MOST_CLOSED = 1_000
"""Stretches of closed days of one office at most."""
MOST_OFFICES = 10_000
"""Offices of one kind at most: the country has some 2,400 rural districts."""


def _parse_warm_up_end(text: str) -> date | Literal["mser_5"]:
    """Read a day or the word for a warm-up that is found; raises ValueError with the sentence that a fault prints."""
    if text.strip() == MSER_5:
        return MSER_5
    if "mser" in text.lower():
        raise ValueError(
            translated(
                "{given} is neither a day nor the word '{word}'; did you mean '{word}'?", given=shown(text), word=MSER_5
            )
        )
    return parse_day(text)


WarmUpEnd = Annotated[
    date | Literal["mser_5"],
    quantity(_parse_warm_up_end, marked("a day such as 2018-07-02, or mser_5 to have it found"), YEARS),
]
"""A day, or the word for one that is found before the run."""


class Period(Document):
    """The stretch of time that is simulated, and the part of it that is counted."""

    start: Day
    """First day of arrivals; the offices are empty then."""
    warm_up_until: WarmUpEnd
    """First day whose applications count; those received earlier are simulated and not counted. With `mser_5` it is found
    before the run, by MSER-5 from a pilot."""
    end: Day
    """The horizon: first day whose applications do not count any more."""
    run_out: LimitText | None = None
    """How long counted applications are followed after the horizon; default three times the longest term."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.counted_from < self.start:
            raise wrong(
                translated("'warm_up_until' lies before 'start', {start}; exchange them", start=self.start),
                "warm_up_until",
            )
        if self.end <= self.counted_from:
            named = "start" if self.warm_up_until == MSER_5 else "warm_up_until"
            raise wrong(
                translated(
                    "'end' does not lie behind '{named}', {day}; nothing would count",
                    named=named,
                    day=self.counted_from,
                ),
                "end",
            )
        if self.run_out and self.run_out.unit not in ("working_days", "calendar_days"):
            raise wrong(
                translated("'run_out' is given in days; write '20 working days' or '30 calendar days'"), "run_out"
            )
        return self

    @property
    def counted_from(self) -> date:
        """First day whose applications count; as long as it is still to be found, the start."""
        return self.start if self.warm_up_until == MSER_5 else self.warm_up_until


class NamedOffice(Document):
    """One of several offices of a kind, where it has a name and differs from the others."""

    title: Text | None = None
    """What it is called, if not as its kind."""
    hours: Words | None = None
    """Name of its hours where they differ from those of its kind."""
    closed: Annotated[tuple[ClosedDays, ...], Field(max_length=MOST_CLOSED)] = ()
    """Days on which it is closed, beside those of its kind."""
    sends_to: Annotated[Words | None, NO_NUMBER] = None
    """The office that does the steps for which this one has nobody, if not that of its kind."""
    staff: People = {}
    """People by role, in place of those of its kind."""
    without: Annotated[tuple[Name, ...], one_or_several(marked("the name of a role"))] = ()
    """Roles of its kind that this office does not have."""

    @model_validator(mode="before")
    @classmethod
    def _block(cls, value: Any) -> Any:
        if not isinstance(value, (dict, cls)):
            raise wrong(
                translated(
                    "a block of keys is needed here, not {given}; write the name alone, or what differs",
                    given=shown(value),
                )
            )
        return value


def _names(value: Any) -> Any:
    return blocks_by_name(value, marked("offices that are only counted"))


class Office(Stated):
    """One office, or several of a kind: where the people of some roles sit, and in which hours."""

    title: Text = Translated()
    """What it is called."""
    count: int | None = Field(default=None, ge=1, le=MOST_OFFICES, strict=True)
    """How many offices of this kind there are, each with its own people; default one."""
    names: Annotated[
        dict[Name, NamedOffice] | None,
        Field(min_length=1, max_length=MOST_OFFICES),
        BeforeValidator(_names, json_schema_input_type=list[str] | dict[str, NamedOffice | None]),
    ] = None
    """Short names of the offices of this kind, instead of `count`."""
    hours: Words
    """Name of its hours: a key of `hours` in this file or one of the shipped ones."""
    closed: Annotated[tuple[ClosedDays, ...], Field(max_length=MOST_CLOSED)] = ()
    """Days on which the office, or every office of the kind, is closed; terms go on counting official working days."""
    sends_to: Annotated[Words | None, NO_NUMBER] = None
    """The office that does the steps for which this one has nobody: a kind with one office, or an office by its name."""
    staff: People = {}
    """People by role; the roles are those of the regulations."""

    @model_validator(mode="after")
    def _counted_or_named(self) -> Self:
        if self.count is not None and self.names is not None:
            raise wrong(translated("both 'count' and 'names' are given; keep one of them"), "names")
        return self

    @property
    def size(self) -> int:
        """How many offices of the kind there are."""
        return len(self.names) if self.names is not None else self.count or 1

    def _numbers(self) -> list[str]:
        single = self.size == 1 and self.names is None
        return [*([f"{key_in_words('count')} 1"] if single else []), *super()._numbers()]


class Service(Document):
    """One service of the scenario: its regulation, and the routes in use."""

    regulation: Words
    """Short name of a shipped regulation, or the path of a file beside the scenario."""
    routes: dict[Channel, RouteUse] = Field(min_length=1)
    """The routes in use."""


def _precision(value: Any) -> Any:
    """Let one sentence stand for the block: `0.01 on term compliance`."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return value
    half_width, separator, on = str(value).partition(" on ")
    if not separator:
        raise wrong(translated("{given} says no precision; write '0.01 on term compliance'", given=shown(value)))
    return {"half_width": half_width, "on": on.strip()}


def _replications(value: Any) -> Any:
    """Refuse what is neither a whole number in its range nor the word `auto`."""
    if isinstance(value, str):
        if value.strip() == AUTO:
            return AUTO
        raise wrong(
            translated(
                "{given} is neither a whole number nor the word '{word}'; write 100, or {word}",
                given=shown(value),
                word=AUTO,
            )
        )
    if isinstance(value, bool) or not isinstance(value, int):
        raise PydanticKnownError("int_type")
    if value < 2:
        raise PydanticKnownError("greater_than_equal", {"ge": 2})
    if value > MOST_REPLICATIONS:
        raise PydanticKnownError("less_than_equal", {"le": MOST_REPLICATIONS})
    return value


def _replications_in_words(value: int | str) -> str:
    """A number, or how many `auto` may be."""
    if value != AUTO:
        return str(value)
    return translated("{least} to {most}, as the share in time needs", least=AUTO_LEAST, most=AUTO_MOST)


Replications = Annotated[
    int | Literal["auto"],
    BeforeValidator(
        _replications, json_schema_input_type=Annotated[int, Field(ge=2, le=MOST_REPLICATIONS)] | Literal["auto"]
    ),
    InWords(_replications_in_words),
]
"""How often a period is simulated: a number, or `auto`."""


class Precision(Document):
    """Replications are added until an interval is narrow enough."""

    half_width: Share
    """Half the width that the interval may have [share]."""
    on: Literal["term compliance", "term compliance of every route"] = "term compliance"
    """Which share: over all routes, or on each of them."""
    at_most: int = Field(default=200, ge=10, le=MOST_REPLICATIONS, strict=True)
    """The most replications that are simulated."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if not 0 < self.half_width < 0.5:
            raise wrong(
                translated("half the width of the interval lies above 0 and below 0.5; write '1 %'"), "half_width"
            )
        return self


class Variant(Document):
    """Another case of the same question."""

    replaces: ClassVar[bool] = True
    """A variant that is named again is another variant."""

    title: Text | None = None
    """What it is called; default its short name."""
    changes: dict[str, Any] = Field(min_length=1)
    """What differs, under the keys of a scenario: blocks merge key by key, all else is replaced, an empty key goes out."""


class Scenario(Document):
    """A planner's question as data: who works where, how much comes in, and over which period."""

    scenario: Text
    """What the scenario is called."""
    description: Text = Translated()
    """What it shows, in a sentence or two."""
    calendar: Words = "kz"
    """Official days: a shipped calendar, or the path of a file beside the scenario."""
    period: Period
    """What is simulated and counted."""
    replications: Replications = AUTO
    """How often the period is simulated, each time with other random numbers. With `auto` 100 times, and then up to 500, until
    the 95 % interval of the share in time over all routes is half a point wide at most on either side."""
    precision: Annotated[Precision | None, BeforeValidator(_precision, json_schema_input_type=str | Precision)] = None
    """How sure the run has to be; then `replications`, ten at least, are only the first ones, and twenty with `auto`."""
    seed: int = Field(default=1, ge=0, lt=2**63, strict=True)
    """Seed of the random numbers; the same seed gives the same bytes."""
    target: Share | None = None
    """Share in time that the planner wants to reach."""
    hours: dict[Name, OfficeHours] = {}
    """Opening hours of the scenario's own, by name; shipped ones need no mention."""
    services: dict[Name, Service] = Field(min_length=1, max_length=MOST_SERVICES)
    """The services by short name."""
    durations: Literal["stated", "regulated"] = "stated"
    """With `regulated` every step of staff that has a limit takes the whole of it as work, whatever is stated for it."""
    systems: dict[Name, System] = {}
    """Information systems by role."""
    transfers: dict[Name, Transfer] = {}
    """Ways between offices that take time, by short name."""
    offices: dict[Name, Office] = Field(min_length=1)
    """The offices by short name."""
    arrivals: dict[Name, Stream] = Field(min_length=1)
    """Streams of applications by short name."""
    backlog: dict[Name, Backlog] = {}
    """Files that lie in the offices when the period starts, by short name."""
    undisturbed: Words | None = None
    """The variant without what disturbs the offices here, such as a surge: with it the run tells when they have recovered."""
    assumptions: dict[Name, Uncertain] = {}
    """Numbers that nobody has measured, by short name, each with the settings that hang on it; `sim run --uncertain` draws
    them."""
    day_of_receipt: Literal["excluded", "included"] | None = None
    """Overrides how the regulations count the day of receipt."""
    received_until: ClockTime | None = None
    """Overrides up to which time of the day a receipt counts on that day; what is received later counts on the next working day."""
    extends: Words | None = None
    """The scenario over which this file is laid: a shipped one by its name, or a file beside this one or below its folder."""
    staffing: StaffingRules = StaffingRules()
    """Which staffings `sim staff` may try, and what they cost."""
    variants: dict[Name, Variant] = {}
    """Other cases of the same question by short name, each as what differs; those of the file extended hold as well."""
