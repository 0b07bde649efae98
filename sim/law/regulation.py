"""The language of regulations: act, roles, routes, steps, limits, joins and terms, as the text of the law has them.

A regulation is data. It states upper bounds, never how long anything takes; a scenario adds people and durations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Self

from pydantic import Field, model_validator

from sim.law.act import (
    Act,
    ClockRule,
    FrontDesk,
    LegalClock,
    NamedForFile,
    OfficeFact,
    OfficeKind,
    Role,
    RoleKind,
    Source,
    StepNumber,
)  # fmt: skip
from sim.quantities import FIRST_YEAR, LAST_YEAR, Limit
from sim.schema.document import AnyWords, Document, LimitText, Text, Translated, Words, YesNo, wrong
from sim.schema.fields import NAME_LETTERS
from sim.translations.in_use import counted, translated

Channel = Literal["provider", "akim", "state_corporation", "psc", "portal", "employment_centre"]
_OFFICE_BY_PREFIX: dict[str, OfficeKind] = {
    "akim_": "akim",
    "corporation_": "state_corporation",
    "inspector_": "service_centre",
    "storage_inspector_": "service_centre",
    "courier_": "service_centre",
    "centre_": "employment_centre",
}


class Branch(Document):
    """A step that is taken only on a condition: a failed check, a refusal, missing documents, another way to hand over."""

    when: Text
    """The condition under which the step is taken."""
    outcome: Literal["stopped_before_receipt", "refused", "returned", "missing_documents", "alternative"]
    """What it leads to: stopped before receipt, refused with reasons, papers given back, papers awaited, or another way."""


class Timetable(Document):
    """Files are sent on from a step, or collected for it, so many times a day; not a limit."""

    times_per_day: int = Field(ge=1, le=24, strict=True)
    """How often a day."""
    at_least: YesNo = False
    """True where the text says 'at least'."""
    way: Literal["from", "to"] = "from"
    """The way that keeps the timetable: `from` the step, which sends files on, or `to` it, where it collects them."""

    @property
    def text(self) -> str:
        """The timetable in words, such as `at least 2 times a day`."""
        if self.at_least:
            return counted("at least once a day", "at least {count} times a day", self.times_per_day)
        return counted("once a day", "{count} times a day", self.times_per_day)


class Step(Document):
    """One act of one role, in the order of the text."""

    n: StepNumber
    """Number in the text."""
    role: Words
    """Who acts: a key of `roles`."""
    action: Text
    """What is done."""
    result: Text = Translated()
    """What comes of it and where it goes."""
    limit: LimitText | None = None
    """The upper bound that the text sets; none where it sets none."""
    limit_from: StepNumber | None = None
    """Number of the step from whose end the limit counts, where the text sets a milestone; else it counts from receipt."""
    timetable: Timetable | None = None
    """Set where the text gives times of the day instead of a limit."""
    applicant_present: YesNo = False
    """True where the applicant stands at the counter while it is done."""
    source: Words
    """The clause that says so."""
    branch: Branch | None = None
    """Set where the step is taken only on a condition: then the ordinary way does not pass through it."""
    interpretation: AnyWords = ""
    """Why the step stands here although the text does not say it in so many words."""
    notes: tuple[Words, ...] = ()
    """What is odd in the text, and how it was read."""


class Reading(Document):
    """One way to read how far an application that came by a front part goes along the route that it meets."""

    through: StepNumber
    """The last step of the met route."""
    note: Words
    """What this reading says."""


class Join(Document):
    """How a front part (portal, State Corporation, service centre) meets the provider's own steps; an interpretation."""

    step: StepNumber
    """The step of the front part at which it meets the other route."""
    after: YesNo = False
    """False: the step stands for a step of the met route, with its role and limit; True: the met route follows it."""
    meets: StepNumber = 1
    """The step of the met route that it stands for, or that follows it."""
    route: Channel
    """The route that is met."""
    readings: dict[str, Reading] = Field(min_length=1)
    """The readings by name."""
    used: Words
    """The reading that is used where a scenario names none."""
    interpretation: Words
    """Why it is read so, since the text does not say it."""

    @model_validator(mode="after")
    def _used_exists(self) -> Self:
        if self.used not in self.readings:
            known = ", ".join(self.readings)
            raise wrong(
                translated("the reading '{used}' is not described; there are {known}", used=self.used, known=known),
                "used",
            )
        return self


class Description(Document):
    """A second description of a route, which differs from the one in use."""

    source: Words
    """Where the act has it: clause, annex, table."""
    steps: tuple[Step, ...] = Field(min_length=1)
    """Its steps."""
    not_used_because: Words
    """Why the other description is the one that is used."""


class Route(Document):
    """The ordered steps by which an application travels when it comes through one channel."""

    title: Text
    """What the channel is called."""
    source: Words
    """The clause that describes it."""
    steps: tuple[Step, ...] = Field(min_length=1)
    """The steps in the order of the text."""
    join: Join | None = None
    """How the route goes on in the provider's steps, where the text does not say it."""
    named_for_file: dict[str, NamedForFile] = {}
    """By role: whether one member is named for a file, where that differs on this route from what the role says."""
    other_descriptions: tuple[Description, ...] = ()
    """The same route as other places of the act describe it, where they differ."""


class Term(Document):
    """A limit on the service as a whole on one route."""

    limit: LimitText
    """The upper bound."""
    counted_from: AnyWords = "the day of receipt"
    """The event from which it counts."""
    source: Source
    """Where it comes from."""
    delivered_before: int = Field(default=0, ge=0, le=100, strict=True)
    """How many working days before its end the provider has to deliver the result to the State Corporation; 0: the source
    sets no such second deadline."""


class ExtendedTerm(Term):
    """A longer term that replaces the ordinary one on a condition."""

    when: Text
    """The condition."""
    routes: tuple[Channel, ...]
    """The routes it is printed for."""


@dataclass(frozen=True)
class PathStep:
    """A step as an application really passes it, with the front part and the met route put together."""

    key: str
    """Its name in logs and tables: the number, or `provider.5` where it lies on the met route."""
    step: Step
    """The step of the text that is performed."""
    role: Words
    """Who performs it: a key of `roles`."""
    limit: Limit | None
    """The limit that holds for it."""
    limit_from: str | None
    """Name of the step from whose end the limit counts; None: from the step's own receipt."""
    counter: bool
    """True where the applicant stands at the counter."""
    borrowed: tuple[Channel, int] | None
    """Route and number of the step whose durations it has where the scenario states none of its own."""

    @classmethod
    def own(cls, step: Step) -> PathStep:
        """A step of the route itself."""
        since = None if step.limit_from is None else str(step.limit_from)
        return cls(str(step.n), step, step.role, step.limit, since, step.applicant_present, None)

    @classmethod
    def met(cls, step: Step, join: Join) -> PathStep:
        """A step of the route that is met."""
        since = None if step.limit_from is None else f"{join.route}.{step.limit_from}"
        if step.limit_from is not None and step.limit_from == join.meets and not join.after:
            since = str(join.step)
        lender = (join.route, step.n)
        return cls(f"{join.route}.{step.n}", step, step.role, step.limit, since, step.applicant_present, lender)


class Regulation(Document):
    """One public service as an act regulates it: who takes part, by which routes, in which steps, within which limits."""

    regulation: str = Field(pattern=rf"^[{NAME_LETTERS}0-9_]+$", max_length=100)
    """Short name, as scenarios give it."""
    title: Text
    """Name of the service."""
    region: Text
    """Where the regulation holds."""
    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR, strict=True)
    """Year of the act."""
    act: Act
    """The act."""
    roles: dict[str, Role]
    """Everybody who acts, by short name."""
    routes: dict[Channel, Route]
    """The routes by channel."""
    terms: dict[Channel, Term] = {}
    """Overall terms by channel."""
    extended_terms: tuple[ExtendedTerm, ...] = ()
    """Longer terms on a condition."""
    front_desk: FrontDesk = FrontDesk()
    """Limits on waiting in the hall and on serving."""
    legal_clock: LegalClock = LegalClock()
    """How days are counted."""
    offices: tuple[OfficeFact, ...] = ()
    """Offices that the act names."""
    notes: tuple[Words, ...] = ()
    """Contradictions and gaps of the text, with their places, and how they were settled."""

    def path(self, channel: Channel, reading: str | None = None) -> tuple[PathStep, ...]:
        """The steps that an application passes when no check fails, joined with the route that it meets.

        `reading` names one of the join's readings; None means the one in use. Raises KeyError for an unknown one.
        """
        return tuple(self._path(channel, reading))

    def _path(self, channel: Channel, reading: str | None) -> Iterator[PathStep]:
        route = self.routes[channel]
        for step in route.steps:
            if step.branch is not None:
                continue
            join = route.join
            if join is None or step.n != join.step:
                yield PathStep.own(step)
                continue
            met = self.routes[join.route].steps
            if join.after:
                yield PathStep.own(step)
            else:
                same = next(other for other in met if other.n == join.meets)
                yield PathStep(str(step.n), step, same.role, same.limit, None, False, (join.route, same.n))
            last = join.readings[reading or join.used].through
            for other in met:
                follows = other.n >= join.meets if join.after else other.n > join.meets
                if follows and other.branch is None and other.n <= last:
                    yield PathStep.met(other, join)

    def branch_steps(self, channel: Channel) -> dict[str, PathStep]:
        """The steps of a route that are taken only on a condition, by their names."""
        return {str(step.n): PathStep.own(step) for step in self.routes[channel].steps if step.branch is not None}

    def condition_of(self, channel: Channel, branch_step: str) -> str | None:
        """The step at whose end it is decided whether a branch step is taken: the last ordinary one before it in the text."""
        before = None
        for step in self.routes[channel].steps:
            if str(step.n) == branch_step:
                return before
            if step.branch is None:
                before = str(step.n)
        return None

    def collected_at(self, path: tuple[PathStep, ...]) -> int | None:
        """Position of the step at a counter at which a result is collected; None where none is handed out so."""
        ready = self.bounds(path)[1]
        return next((i for i in range(ready + 1, len(path)) if path[i].counter), None)

    def extended_term(self, channel: Channel) -> ExtendedTerm | None:
        """The longer term of a route, where one is printed."""
        return next((term for term in self.extended_terms if channel in term.routes), None)

    def clock_rule(self, channel: Channel) -> ClockRule:
        """What the term of a route does while the applicant looks for documents."""
        return self.legal_clock.missing_documents or ("extended" if self.extended_term(channel) else "runs")

    def named_for_file(self, channel: Channel, role: str) -> NamedForFile | None:
        """What is said about a member of a role who is named for a file: by the route, the route that it meets, or the role."""
        route = self.routes[channel]
        if role in route.named_for_file:
            return route.named_for_file[role]
        met = self.routes[route.join.route].named_for_file if route.join is not None else {}
        return met.get(role, self.roles[role].named_for_file)

    def is_after_naming(self, channel: Channel, step: PathStep) -> bool:
        """Tell whether somebody is named for a file before a step of his role on a route; False where nobody is named."""
        named = self.named_for_file(channel, step.role)
        if named is None or not named.named:
            return False
        if named.by_step is None:
            return True
        of_route, number = step.borrowed or (channel, step.step.n)
        if step.role in self.routes[channel].named_for_file:
            return of_route != channel or number > named.by_step  # met steps follow those of the front part
        return of_route != channel and number > named.by_step

    def kind(self, role: str) -> RoleKind:
        """What kind of actor a role is."""
        return self.roles[role].kind

    def bounds(self, path: tuple[PathStep, ...]) -> tuple[int, int]:
        """Positions of receipt and of the result on a path: the first and the last step that somebody on the staff does.

        Handing out at the counter at the end is not the last act: the clock stops when the result lies ready.
        """
        staffed = [i for i, step in enumerate(path) if self.kind(step.role) in ("staff", "commission")]
        ready = len(staffed) - 1
        while ready > 0 and path[staffed[ready]].counter:
            ready -= 1
        return staffed[0], staffed[ready]

    @property
    def service(self) -> str:
        """Short name of the service, the same in every region: the name without region and year."""
        return re.sub(r"^.*?_\d{4}_", "", self.regulation)

    def office_of(self, role: str) -> OfficeKind:
        """What kind of office a role sits in: stated, or by its short name, or else the provider."""
        if (stated := self.roles[role].office) is not None:
            return stated
        return next(
            (office for prefix, office in _OFFICE_BY_PREFIX.items() if f"{role}_".startswith(prefix)), "provider"
        )
