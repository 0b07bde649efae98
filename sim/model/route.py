"""The steps of a route as they are simulated: who does them, under which limit, and what may follow each of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property
from typing import Literal

import numpy as np

from sim.law.act import ClockRule
from sim.law.audit import TermKind
from sim.law.regulation import Channel
from sim.model.objection_names import objection_to
from sim.model.outcomes import ApplicationOutcome
from sim.quantities import UNSET, Instants, Limit
from sim.scenario.role_use import Assign
from sim.scenario.step_durations import StepDuration
from sim.schema.in_words import limit_text
from sim.translations.in_use import translated


class Kind(IntEnum):
    """What a step asks of whom."""

    COUNTER = 0
    """Done with the applicant standing there; not interrupted."""
    DESK = 1
    """Done on a file; suspended at breaks and closings."""
    SYSTEM = 2
    """Done by an information system, or by the applicant before handing in; takes nobody's time."""
    TRANSFER = 3
    """A file is on the way from one office to another; charged to no role."""
    APPLICANT = 4
    """The applicant's own time, such as until missing documents are brought or the result is collected."""


STAFF_KINDS = (Kind.COUNTER, Kind.DESK)
"""Kinds of the steps that members of an office do."""


@dataclass(frozen=True)
class Rounds:
    """Somebody collects files for a step, or takes them on from it, so many times a day."""

    times_per_day: int
    """How often, spread evenly over the hours of the office from which he takes them."""
    travel: int
    """How long files are under way [s on the clock]."""
    collects: bool
    """Whether he collects for the step; else he takes files on from it."""


@dataclass(frozen=True)
class StepPlan:
    """One step of a route as it is simulated."""

    key: str
    """Its name in logs and tables."""
    role: str
    """Who does it."""
    kind: Kind
    """What it asks of whom."""
    limit: Limit | None
    """The regulated upper bound, if any."""
    source: str
    """The clause."""
    limit_from: int | None = None
    """Position of the step from whose end the limit counts; None: from the visit's own queueing."""
    system: int | None = None
    """The information system that does it [position in `Capacity.systems`]; None where it answers without fail."""
    applicant_deadline: Limit | None = None
    """Of the applicant's time: what is brought later ends the file; None: there is no hurry."""
    clock: ClockRule = "runs"
    """Of the applicant's time: whether the term runs on meanwhile, stops, or gives way to the extended term."""
    people: int = 1
    """How many members of the pool do it together [people]."""
    same_member: bool = False
    """Of a step of staff: whether the member who began the first such step on a file, its officer, does it."""
    assign: Assign = "when_free"
    """With `same_member`: when a file without an officer gets one."""
    rounds: Rounds | None = None
    """Of a step of staff: the timetable by which files come to it or leave it; None: at once, or by a stated transfer."""

    @property
    def limit_on_the_wall(self) -> bool:
        """Whether the limit runs on the clock on the wall from the start of serving, as that of a service at the counter does."""
        short = self.limit is not None and self.limit.unit in ("minutes", "hours")
        return short and self.kind is Kind.COUNTER and self.limit_from is None


@dataclass(frozen=True)
class BranchPlan:
    """One way to leave the ordinary path of a route."""

    name: str
    """Its name in the addresses of draws and in tables."""
    after: int
    """Position of the step at whose end it is decided."""
    goes_to: int | None
    """Position of the step that follows then; None: the application ends."""
    probability: float
    """How likely it is at each end of that step, while `at_most` is not reached."""
    at_most: int = 1
    """How often it can happen to one application."""
    ending: ApplicationOutcome | None = None
    """How the application ends then; None: as it would have ended without the branch."""
    jump: bool = False
    """Whether it is one of the ways of a scenario's `routing`."""


@dataclass(frozen=True)
class StartPlan:
    """A step at which some applications begin instead of at the first one."""

    position: int
    """Position of the step."""
    probability: float
    """How likely an application begins there."""


@dataclass(frozen=True)
class TransferStep:
    """Where the transfer between two steps of staff stands among the steps of a route."""

    sender: int
    """Position of the step that a file comes from."""
    receiver: int
    """Position of the step that it goes to."""
    position: int
    """Position of the transfer."""


@dataclass(frozen=True)
class ObjectionPlan:
    """How answers on another route are objected to, which brings applications to this one."""

    parent: int
    """The route with the answers [position in `Model.routes`]."""
    chance: float
    """How likely an assigned answer is objected to."""
    chance_if_refused: float
    """How likely a refused one is."""
    after: StepDuration
    """How long after the answer that is [s on the clock]."""
    at_most: int = 1
    """How often in a row, answers to objections among it."""


@dataclass(frozen=True)
class RoutePlan:
    """One route of one service as it is simulated."""

    service: str
    """Short name of the service."""
    route: Channel
    """The channel."""
    steps: tuple[StepPlan, ...]
    """The steps in order."""
    receipt: int
    """Position of the step at which the application is received: the first that somebody on the staff does."""
    ready: int
    """Position of the last act of the office before the applicant collects: the last step of staff without him."""
    term: Limit | None
    """The overall term, if any."""
    day_of_receipt_included: bool = False
    """Whether the day of receipt is the first day of the term."""
    received_until: int | None = None
    """Up to when on its day a receipt counts on that day, later on the next working day [s of the day]; None: all of the day."""
    term_kind: TermKind | Literal["scenario"] = "none"
    """Where the term comes from: the text, the standard, derived from the steps, or of objections the scenario."""
    extended_term: Limit | None = None
    """The term that replaces the ordinary one where the clock rule of a step says so; it counts from the same receipt."""
    delivered_before: int = 0
    """How many working days before the end of the term the provider delivers the result to the State Corporation; 0: there
    is no such second deadline."""
    follows: tuple[int | None, ...] = ()
    """By step: position of the one that follows it on the ordinary path, None at the end; empty: the next one."""
    branches: tuple[BranchPlan, ...] = ()
    """How applications may leave that path."""
    transfer_steps: tuple[TransferStep, ...] = ()
    """Of a route with branches: its transfers, beside the ordinary path; without branches they stand on it."""
    objection: ObjectionPlan | None = None
    """Of a route of objections: to which answers; None for a route of first applications."""
    entry: int = 0
    """Position of the step at which applications begin."""
    starts: tuple[StartPlan, ...] = ()
    """Other steps at which some of them begin instead."""

    @property
    def key(self) -> tuple[str, str]:
        """Service and channel, by which tables name the route; objections are told from the route that they belong to."""
        return self.service, str(self.route) if self.objection is None else objection_to(str(self.route))

    @cached_property
    def ordinary_path(self) -> tuple[int, ...]:
        """Positions of the steps that an application passes where it takes no branch, in order."""
        path: list[int] = []
        position = self.entry if self.steps else None
        while position is not None:
            path.append(position)
            position = self.following(position)
        return tuple(path)

    @property
    def beginnings(self) -> tuple[tuple[int, float], ...]:
        """Positions of the steps at which applications may begin, each with how likely that is; together 1."""
        elsewhere = [(start.position, start.probability) for start in self.starts if start.probability > 0]
        first = 1.0 - sum(probability for _, probability in elsewhere)
        return (*([(self.entry, first)] if first > 0 else []), *elsewhere)

    @property
    def jumps(self) -> bool:
        """Whether a scenario's `routing` leads away from the ordinary path."""
        return any(branch.jump for branch in self.branches)

    @cached_property
    def successors(self) -> tuple[frozenset[int], ...]:
        """By step: positions of the steps that may come next, on the ordinary path or by a branch."""
        result: list[frozenset[int]] = []
        for position in range(len(self.steps)):
            targets = [self.following(position), *(b.goes_to for b in self.branches if b.after == position)]
            result.append(frozenset(target for target in targets if target is not None))
        return tuple(result)

    def following(self, position: int) -> int | None:
        """Position of the step that follows another one on the ordinary path, None at the end."""
        if self.follows:
            return self.follows[position]
        return position + 1 if position + 1 < len(self.steps) else None

    def with_officers_that_matter(self) -> RoutePlan:
        """The route without the rule of the officer for roles in which it changes nothing, so that their pools stay simple."""
        idle = {step.role for step in self.steps if step.same_member and not self._binds_to_officers(step.role)}
        steps = (replace(step, same_member=False) if step.role in idle else step for step in self.steps)
        return replace(self, steps=tuple(steps)) if idle else self

    def _binds_to_officers(self, role: str) -> bool:
        """Whether it matters who of a role is a file's officer: he has more than one step, comes to one again, or is named at once."""
        positions = [i for i, step in enumerate(self.steps) if step.role == role and step.same_member]
        if not positions:
            return False
        at_once = any(self.steps[i].assign == "at_once" for i in positions)
        return len(positions) > 1 or at_once or positions[0] in self._reached_from(positions[0])

    def _reached_from(self, position: int) -> set[int]:
        """Positions of the steps that may come at any time after a step."""
        reached: set[int] = set()
        ahead = list(self.successors[position])
        while ahead:
            at = ahead.pop()
            if at not in reached:
                reached.add(at)
                ahead += self.successors[at]
        return reached

    def step(self, key: str) -> StepPlan:
        """The step of a name."""
        return next(step for step in self.steps if step.key == key)

    @property
    def term_text(self) -> str:
        """The term as tables show it; a derived one says so."""
        if self.term is None:
            return "–"
        limit = limit_text(self.term)
        return translated("{limit} (derived)", limit=limit) if self.term_kind == "derived" else limit


def table_of_steps(routes: Sequence[RoutePlan], value: Callable[[StepPlan], int | None]) -> Instants:
    """A whole number of every step, by route and position [shape (routes, steps of the longest)].

    UNSET stands where the number is None, and after the end of a route.
    """
    table = np.full((len(routes), max(len(plan.steps) for plan in routes)), UNSET, dtype=np.int64)
    for plan, row in zip(routes, table, strict=True):
        values = [value(step) for step in plan.steps]
        row[: len(values)] = [UNSET if number is None else number for number in values]
    return table


def kinds_of_steps(routes: Sequence[RoutePlan]) -> Instants:
    """What every step asks of whom, by route and position [Kind; shape (routes, steps of the longest)]."""
    return table_of_steps(routes, lambda step: step.kind)


def systems_of_steps(routes: Sequence[RoutePlan]) -> Instants:
    """The information system of every step, by route and position [position in `Capacity.systems`; UNSET for none]."""
    return table_of_steps(routes, lambda step: step.system)
