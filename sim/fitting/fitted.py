"""What is fitted to a register: frozen numbers of an office, each with its range, its method and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sim.quantities import Instants

FittedDistribution = Literal["lognormal", "gamma", "weibull", "exponential", "empirical", "constant"]
"""Shape of a duration."""
Knowledge = Literal["measured", "estimated", "bounded", "asked"]
"""How a number is known: seen in the register, inferred from it, known only between bounds, or stated by whoever asked."""
FittedOrder = Literal["first_come", "earliest_deadline", "priority", "none"]
"""In which order waiting files are taken; none: no rule explains the order."""


@dataclass(frozen=True)
class FittedNumber:
    """A number with the 95 % interval of what it may be."""

    value: float
    """Best estimate [unit of its field]."""
    low: float
    """Lower end of the interval."""
    high: float
    """Upper end of the interval."""
    count: int
    """On how many observations it rests."""
    method: str
    """How it was worked out, in a few words of the reader's language, with its source in the literature."""
    known: Knowledge = "measured"
    """How it is known."""


@dataclass(frozen=True)
class FittedDuration:
    """How long something takes: the mean with its interval, and the shape around it."""

    mean: FittedNumber
    """Mean [s]."""
    distribution: FittedDistribution
    """Shape."""
    p90: float
    """What nine in ten do not exceed, of the fitted shape [s]."""
    sample: tuple[int, ...]
    """Observed durations, thinned to their quantiles where there are many [s]."""
    distance: float
    """Kolmogorov's distance between the shape and what was observed [probability]."""


@dataclass(frozen=True)
class FittedHours:
    """Weekly hours under a name."""

    name: str
    """Key in the block `hours` of a scenario."""
    by_weekday: Mapping[str, str]
    """By `monday` to `sunday`: intervals such as `09:00-13:00, 14:00-18:00`; a day that is not named has none."""
    agreement: float
    """Share of the events of those who keep them that lie inside [probability]."""


@dataclass(frozen=True)
class FittedAbsence:
    """Days on which a member was away though his colleagues were there."""

    first_day: date
    """First day of it."""
    last_day: date
    """Last day of it."""


@dataclass(frozen=True)
class FittedMember:
    """One person, or machine, of a role."""

    name: str
    """Name in the register."""
    hours: FittedHours | None
    """Hours of his own; None: those of the role."""
    pace: FittedNumber | None
    """How much longer he takes than the role on the average [1]; None where it cannot be told from 1."""
    absences: tuple[FittedAbsence, ...] = ()
    """When he was away."""
    first_day: date | None = None
    """First day on which he is seen, where he joined during the register; None: he was there from the beginning."""
    last_day: date | None = None
    """Last day on which he is seen, where he left during the register; None: he is still there."""


@dataclass(frozen=True)
class FittedBatches:
    """Steps that are done for several files at one time: sittings, couriers."""

    weekdays: tuple[str, ...]
    """Days of the week on which it happens."""
    times: tuple[str, ...]
    """Times of the day at which it happens, such as `10:00`."""
    size: FittedNumber
    """Files of one time [files]."""
    agenda: int | None
    """Files of one time at most; None: no bound shows."""
    regular: float
    """Share of the events that lie at these times [probability]."""


@dataclass(frozen=True)
class FittedRole:
    """People who do the same work."""

    name: str
    """Short name, a key of a scenario."""
    title: str
    """What the register calls them, or their work."""
    members: tuple[FittedMember, ...]
    """Who they are."""
    hours: FittedHours
    """When they work."""
    order: FittedOrder
    """In which order they take waiting files."""
    order_agreement: FittedNumber
    """Share of the choices between two waiting files that this order explains [probability]."""
    caseload: int | None
    """Files in the hands of one member at most; None: no bound shows."""
    sickness: tuple[FittedNumber, FittedNumber] | None
    """Absences that no plan explains: episodes per year of a member, and their mean length [working days]."""
    batches: FittedBatches | None = None
    """Where they work on several files at one time."""
    unavailable: FittedNumber | None = None
    """Share of their hours that goes into other duties, where members idle while files wait [probability]."""
    order_column: str | None = None
    """Column of the register that gives the priority, where that is the order."""
    same_member: FittedNumber | None = None
    """How surely one member does all steps of his role on a case: 0 as chance has it, 1 always [1]; None: it cannot be told."""


@dataclass(frozen=True)
class FittedStep:
    """One step: an activity of the register."""

    number: int
    """Number of the step [from 1]."""
    activity: str
    """What the register calls it."""
    role: str | None
    """Short name of the role that does it; None: nobody of the office, such as the applicant or a system."""
    work: FittedDuration | None
    """Time of a member for it, in his hours [s]; None where nobody of the office does it."""
    hold: FittedDuration | None
    """Time for which a file lies besides, in the hours of the office, or on the clock where nobody of the office does it [s]."""


@dataclass(frozen=True)
class FittedMove:
    """What may follow a step instead of the next one."""

    after: int
    """Number of the step."""
    to: int | None
    """Number of the step that follows then; None: the case ends."""
    probability: FittedNumber
    """How likely it is at each end of the step [probability]."""


@dataclass(frozen=True)
class FittedArrivals:
    """How applications come."""

    rate: FittedNumber
    """Applications of a working day [1 per working day]."""
    hours: FittedHours
    """When they come."""
    hour_weights: Mapping[str, float]
    """By hours of the day, such as `09:00-09:30`: weight; 1 is the average of the hours in which they come."""
    weekday_weights: Mapping[str, float]
    """By day of the week: weight."""
    month_weights: Mapping[str, float]
    """By month: weight; empty where the register is shorter than a year, or months cannot be told apart."""
    growth: FittedNumber | None
    """Growth of a year [1 per year]; None where it cannot be told from none."""
    variation: FittedNumber
    """Coefficient of variation of the times between applications, 1 where they come by pure chance [1]."""
    day_variation: FittedNumber
    """Coefficient of variation of the rate between days, 0 where all days of a kind are alike [1]."""
    bulk: Mapping[int, float]
    """By how many come together: weight; {1: 1.0} where all come one by one."""
    instants: Instants
    """By case: when it came, inferred where the register tells only when its first step began [instants]."""
    inferred: int
    """How many of them are inferred."""
    regular: float = 0.0
    """Share of the cases that come by no chance: one exactly at each opening [probability]."""


@dataclass(frozen=True)
class FittedTerm:
    """The term within which an answer is due."""

    limit: str
    """As a regulation writes it, such as `56 calendar days`."""
    agreement: float
    """Share of the cases whose due date it explains [probability]."""
    count: int
    """How many cases have a due date."""


@dataclass(frozen=True)
class FittedRoute:
    """One kind of cases: its steps, its ways, its arrivals."""

    name: str
    """Short name, a key of a scenario."""
    title: str
    """What the register calls this kind of cases."""
    steps: tuple[FittedStep, ...]
    """Its steps in order."""
    entry: int
    """Number of the step with which most cases begin."""
    moves: tuple[FittedMove, ...]
    """What may follow instead of the next step, also a start elsewhere (`after` 0)."""
    arrivals: FittedArrivals
    """How its applications come."""
    term: FittedTerm | None
    """Within which time an answer is due."""
    cases: int
    """How many cases of the register are of this kind."""


@dataclass(frozen=True)
class OpenFile:
    """A case that is not over at the end of the register."""

    case: str
    """Its name in the register."""
    route: str
    """Short name of its route."""
    received: int
    """When it came [instant]."""
    due: int | None
    """When its answer is due [instant]; None: unknown."""
    step: int
    """Number of the step at which it lies, or that is under way."""
    since: int
    """Since when it lies there [instant]."""
    started: int | None
    """When the step was begun [instant]; None: it waits, or nobody knows."""


@dataclass(frozen=True)
class FittedDays:
    """Which days were worked."""

    official: bool
    """Whether the days off of Kazakhstan explain the days without events."""
    days_off: tuple[date, ...]
    """Days from Monday to Friday with weekly hours on which nothing happened, those that the calendar explains among them."""
    worked_weekends: tuple[date, ...]
    """Saturdays and Sundays on which something happened, where no weekly hours explain it."""


@dataclass(frozen=True)
class FittedOffice:
    """All that is fitted to a register."""

    source: str
    """What the numbers rest on: `register.csv, 1,434 cases, 2010-10 to 2012-01`."""
    roles: tuple[FittedRole, ...]
    """Who works there."""
    hours: FittedHours
    """When the office is open: whenever anybody works."""
    days: FittedDays
    """Which days were worked."""
    routes: tuple[FittedRoute, ...]
    """What is done."""
    open_files: tuple[OpenFile, ...]
    """What lies there at the end of the register."""
    first_day: date
    """First day of the register."""
    last_day: date
    """Last day of the register."""
    notes: tuple[str, ...] = ()
    """What whoever uses the numbers should know, as sentences in the reader's language."""
