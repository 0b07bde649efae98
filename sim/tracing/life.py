"""Everything that is known of one file's life: of each visit, of its lateness, and of the whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.engine.steplog import StepOutcome, Truth
from sim.model.outcomes import ApplicationOutcome
from sim.model.route import StepPlan
from sim.quantities import Limit
from sim.tracing.activity_intervals import Interval
from sim.tracing.running_term import Search

WaitReason = Literal["people", "officer", "closed", "sitting", "applicant", "transfer", "system"]
WAITS: tuple[WaitReason, ...] = ("people", "officer", "closed", "sitting", "applicant", "transfer", "system")
"""Reasons of waiting, in the order of the step table."""


@dataclass(frozen=True)
class VisitLife:
    """One visit to a step."""

    number: int
    """Number of the visit to the step [from 1]."""
    step: StepPlan
    """The step."""
    office: str
    """Where; empty for a system, a way or the applicant."""
    members: int
    """How many members the pool has; 0 without a pool."""
    together: Literal["", "sitting", "outing"]
    """Whether it was dealt with in a sitting, or on a day of visits to households."""
    stand_in: str
    """Role of whoever stood in; empty where nobody did."""
    member: str
    """Who did it: a name, or a number in the pool [from 0]; empty for nobody."""
    came: int
    """When the applicant came and found nobody at the counter; UNSET where he queued as he came, or had queued
    before [instant]."""
    goes_on: bool
    """Whether it goes on, at the same counter, with the stay that the visit before it has begun."""
    officer: Literal["", "same", "next"]
    """Whether a member had the file already as its officer, or took it over from the one before; empty for neither."""
    queued: int
    started: int
    work_ended: int
    finished: int
    until: int
    """When it was over, or the observation was [instant]."""
    outcome: StepOutcome
    waits: dict[WaitReason, int]
    """What it waited for [s on the clock]; reasons without any time are left out."""
    waited: int
    """How long it waited [s on the clock]."""
    waited_in_hours: int
    """How long it waited [s while the office is open; the provider's office for what is done in none]."""
    lasted_in_hours: int
    """From queueing to the end [s while that office is open]."""
    work_s: int
    """Work, or the response time of a system [s]."""
    hold_s: int
    """Hold after the work [s while the office is open]."""
    intervals: tuple[Interval, ...]
    """What it went through, one after the other: waits by reason, work, being set aside, hold, way, answer."""
    deadline: int
    in_time: Truth
    margin_s: int
    """Time left at the end, below 0 where the deadline was missed [s while the office is open; on the wall at a counter]."""
    on_the_wall: bool
    """Whether that margin is on the clock on the wall, as the limit of a service at the counter is."""
    counted_from: str
    """Step from whose end the limit counts; empty where it counts from the coming to this one."""
    search: Search | None
    """The documents that the visit is about, if it is about documents."""


@dataclass(frozen=True)
class Blamed:
    """The share of a late answer's lateness that a step is to blame for."""

    step: str
    """Name of the step; empty for the term that is shorter than the steps."""
    seconds: int
    """Its share [s of working time]."""
    reasons: dict[str, float]
    """The share by what the step's time went to [s]: waiting as in WAITS, and service; those without any are left out."""


@dataclass(frozen=True)
class Life:
    """Everything that is known of one application; instants are UNSET where there is none."""

    replication: int
    application: int
    stream: str
    service: str
    route: str
    office: str
    submitted: int
    appointment: int
    """The slot that the applicant has booked; UNSET without one [instant]."""
    received: int
    ready: int
    handed_out: int
    delivered: int
    deadline: int
    delivery_deadline: int
    in_time: Truth
    outcome: ApplicationOutcome
    counted: bool
    inherited: bool
    parent: int
    """The application to whose answer it objects; UNSET where it objects to none [number]."""
    objection: int
    """The objection to its own answer; UNSET where nobody had objected by the end of the observation [number]."""
    objected: int
    """When that was handed in [instant]."""
    handed_in_at: str
    """The office where it was handed in: that of arrival, or of an objection the provider."""
    observed_until: int
    term: Limit | None
    """The term of the route; None without one."""
    term_is_derived: bool
    """Whether no act states that term, and it is derived from the limits of the steps."""
    term_in_force: Limit | None
    """The term that held at the end: the ordinary or the extended one."""
    first_deadline: int
    """The last lawful moment as it was at receipt [instant]."""
    elapsed_days: int
    """Official working days from receipt to the result, or to the end of the observation, as the term counts them."""
    elapsed_s: int
    """The same in working time of the provider [s]."""
    spare_days: int
    """Working days from the result to the deadline; below 0 those by which it was late."""
    spare_s: int
    """Working time from the result to the deadline; 0 for what is late [s]."""
    lateness_s: int
    """Working time after the deadline [s]."""
    delivery_days: int
    """Working days from the delivery to its deadline; below 0 those by which it was late."""
    blamed: tuple[Blamed, ...]
    """What the lateness is to be blamed for, most first; empty where it is not late."""
    visits: tuple[VisitLife, ...]
