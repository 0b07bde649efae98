"""Transfer steps: inserted into the routes wherever a transfer of the scenario or a timetable of the text applies.

A transfer step stands before the step that receives the file. Which transfer an application takes there, if any, depends on
its office of arrival. A transfer that the scenario states goes before a timetable of the text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.model.capacity import NO_POOL, Capacity, OfficePlan
from sim.model.route import STAFF_KINDS, Kind, Rounds, RoutePlan, StepPlan, TransferStep
from sim.model.stream import StreamPlan
from sim.model.transfers import DELIVERED_AT_ONCE, NOT_A_TRANSFER, TransferPlan, rounds_between, transfer_between
from sim.quantities import Integers
from sim.scenario.step_durations import AT_ONCE
from sim.scenario.transfers import Transfer
from sim.study.study import Study

StepPair = tuple[int, int]
"""Positions of two steps of staff of which the second receives what the first has done."""
OfficePair = tuple[int, int]
"""Sending and receiving office [positions in `Capacity.offices`]."""


def insert_transfers(
    study: Study, capacity: Capacity, routes: Sequence[RoutePlan], streams: Sequence[StreamPlan]
) -> tuple[Capacity, tuple[RoutePlan, ...], tuple[StreamPlan, ...]]:
    """The capacity with its transfers, and the routes and streams with a step for each of them.

    The objections to a stream's answers are handled like streams of their own.
    """
    with_objections = [stream.objections for stream in streams if stream.objections is not None]
    every_stream = [*streams, *with_objections]
    transfers, new_routes, new_streams = _inserted(study, capacity, routes, every_stream)
    objections = iter(new_streams[len(streams) :])
    return (
        replace(capacity, transfers=transfers),
        new_routes,
        tuple(
            stream if stream.objections is None else replace(stream, objections=next(objections))
            for stream in new_streams[: len(streams)]
        ),
    )


def _inserted(
    study: Study, capacity: Capacity, routes: Sequence[RoutePlan], streams: Sequence[StreamPlan]
) -> tuple[tuple[TransferPlan, ...], tuple[RoutePlan, ...], tuple[StreamPlan, ...]]:
    """The transfers between the offices, and the routes and streams with a step for each of them."""
    transfers = _OfficeTransfers(study, capacity)
    new_routes, new_streams = list(routes), list(streams)
    for number, plan in enumerate(routes):
        numbers_in_model = [i for i, stream in enumerate(streams) if stream.route == number]
        taken = {
            pair: [transfers.by_office(streams[i], pair, rounds_on(plan, pair)) for i in numbers_in_model]
            for pair in successive_steps(plan)
        }
        carried = [pair for pair, by_stream in taken.items() if any(map(_any_transfer, by_stream))]
        if not carried:
            continue
        positions = _NewPositions.of(len(plan.steps), carried)
        new_routes[number] = _route_with_transfers(plan, positions)
        for k, i in enumerate(numbers_in_model):
            by_pair = [taken[pair][k] for pair in positions.pairs]
            new_streams[i] = _stream_with_transfers(streams[i], positions, by_pair)
    return tuple(transfers.plans), tuple(new_routes), tuple(new_streams)


def successive_steps(plan: RoutePlan) -> list[StepPair]:
    """Pairs of steps of staff that may follow each other, with nothing but systems and applicants in between.

    What systems and applicants do in between is done when the file leaves the sending office.
    """
    staffed = [step.kind in STAFF_KINDS for step in plan.steps]
    pairs = set()
    for sender in np.flatnonzero(staffed).tolist():
        reached: set[int] = set()
        unexplored = list(plan.successors[sender])
        while unexplored:
            position = unexplored.pop()
            if position in reached:
                continue
            reached.add(position)
            if staffed[position]:
                pairs.add((sender, position))
            else:
                unexplored += plan.successors[position]
    return sorted(pairs)


def rounds_on(plan: RoutePlan, pair: StepPair) -> Rounds | None:
    """The timetable of the way between two steps: that of the step which sends files on, else of the one that collects them."""
    sender, receiver = (plan.steps[position].rounds for position in pair)
    if sender is not None and not sender.collects:
        return sender
    return receiver if receiver is not None and receiver.collects else None


class _OfficeTransfers:
    """The transfers between the offices of a capacity, each laid out when it is first asked for."""

    def __init__(self, study: Study, capacity: Capacity) -> None:
        self._study, self._capacity = study, capacity
        self._numbers: dict[tuple[OfficePair, Rounds | None], int] = {}
        self.plans: list[TransferPlan] = []
        """The transfers so far, by number."""

    def by_office(self, stream: StreamPlan, pair: StepPair, rounds: Rounds | None) -> dict[int, int]:
        """By office of arrival of a stream: number of the transfer between two steps, or DELIVERED_AT_ONCE.

        `rounds` is the timetable of the text for the way between them.
        """
        sending, receiving = pair
        pools = self._capacity.pools
        return {
            office: self._number((pools[pool_of_step[sending]].office, pools[pool_of_step[receiving]].office), rounds)
            for office, pool_of_step in stream.pools.items()
        }

    def _number(self, pair: OfficePair, rounds: Rounds | None) -> int:
        """Number of the transfer between two offices, or DELIVERED_AT_ONCE."""
        if (pair, rounds) not in self._numbers:
            sender, receiver = (self._capacity.offices[office] for office in pair)
            plan = self._between(sender, receiver, rounds)
            self._numbers[pair, rounds] = DELIVERED_AT_ONCE if plan is None else len(self.plans)
            self.plans += [] if plan is None else [plan]
        return self._numbers[pair, rounds]

    def _between(self, sender: OfficePlan, receiver: OfficePlan, rounds: Rounds | None) -> TransferPlan | None:
        """How files get from one office to another, or to the next step in the same one; None: they are there at once."""
        ends = (sender.name, receiver.name, sender.clock.hours, receiver.clock.hours, self._study.days)
        rule = stated_between(self._study, sender, receiver)
        if rule is not None:
            return transfer_between(rule, *ends)
        return None if rounds is None else rounds_between(rounds, *ends)


def stated_between(study: Study, sender: OfficePlan, receiver: OfficePlan) -> Transfer | None:
    """The first transfer of the scenario that names both offices or their kinds; None within one office."""
    if sender is receiver:
        return None
    for rule in study.scenario.transfers.values():
        if rule.sender in (sender.name, sender.kind) and rule.receiver in (receiver.name, receiver.kind):
            return rule
    return None


def _any_transfer(by_office: Mapping[int, int]) -> bool:
    """Whether a file of any of the offices is carried."""
    return any(number != DELIVERED_AT_ONCE for number in by_office.values())


@dataclass(frozen=True)
class _NewPositions:
    """Where the steps of a route stand once each transfer step is inserted before the step that receives the file."""

    pairs: tuple[StepPair, ...]
    """Pairs of steps that get a transfer step, in the order of those steps [old positions]."""
    of_step: Integers
    """By old position of a step: its new position."""
    of_transfer: Integers
    """By pair: position of its transfer step."""

    @classmethod
    def of(cls, steps: int, pairs: Sequence[StepPair]) -> _NewPositions:
        """The positions for a number of steps and the pairs between which files are carried."""
        ordered = tuple(sorted(pairs, key=lambda pair: (pair[1], pair[0])))
        receivers = np.array([receiver for _, receiver in ordered], dtype=np.int64)
        old = np.arange(steps, dtype=np.int64)
        inserted_before = np.searchsorted(receivers, old, side="right")
        return cls(ordered, old + inserted_before, receivers + np.arange(len(ordered), dtype=np.int64))

    @property
    def size(self) -> int:
        """Number of steps with the transfer steps."""
        return len(self.of_step) + len(self.of_transfer)

    def step(self, old: int) -> int:
        """New position of a step."""
        return int(self.of_step[old])

    def step_or_none(self, old: int | None) -> int | None:
        """New position of a step, where there is one."""
        return None if old is None else self.step(old)


def _route_with_transfers(plan: RoutePlan, positions: _NewPositions) -> RoutePlan:
    """A route with its transfer steps: on the ordinary path, or beside it where the route has branches."""
    steps: dict[int, StepPlan] = {}
    for old, step in enumerate(plan.steps):
        steps[positions.step(old)] = replace(step, limit_from=positions.step_or_none(step.limit_from))
    for (sender, receiver), position in zip(positions.pairs, positions.of_transfer.tolist(), strict=True):
        key = f"{plan.steps[sender].key} to {plan.steps[receiver].key}"
        steps[position] = StepPlan(key, "", Kind.TRANSFER, None, "")
    route = replace(
        plan,
        steps=tuple(steps[position] for position in range(positions.size)),
        receipt=positions.step(plan.receipt),
        ready=positions.step(plan.ready),
        entry=positions.step(plan.entry),
        starts=tuple(replace(start, position=positions.step(start.position)) for start in plan.starts),
    )
    return _with_new_branches(route, positions) if plan.follows else route


def _with_new_branches(plan: RoutePlan, positions: _NewPositions) -> RoutePlan:
    """A route whose path and branches point to new positions, the transfer steps standing beside them."""
    follows: list[int | None] = [None] * positions.size
    for old, following in enumerate(plan.follows):
        follows[positions.step(old)] = positions.step_or_none(following)
    branches = tuple(
        replace(branch, after=positions.step(branch.after), goes_to=positions.step_or_none(branch.goes_to))
        for branch in plan.branches
    )
    transfer_steps = tuple(
        TransferStep(positions.step(sender), positions.step(receiver), position)
        for (sender, receiver), position in zip(positions.pairs, positions.of_transfer.tolist(), strict=True)
    )
    return replace(plan, follows=tuple(follows), branches=branches, transfer_steps=transfer_steps)


def _stream_with_transfers(
    stream: StreamPlan, positions: _NewPositions, taken: Sequence[Mapping[int, int]]
) -> StreamPlan:
    """A stream whose arrays by step have places for the transfer steps.

    `taken` has by pair and office of arrival the number of the transfer, or DELIVERED_AT_ONCE.
    """
    pools, transfers = {}, {}
    for office, pool_of_step in stream.pools.items():
        pools[office] = np.full(positions.size, NO_POOL, dtype=np.int64)
        pools[office][positions.of_step] = pool_of_step
        transfers[office] = np.full(positions.size, NOT_A_TRANSFER, dtype=np.int64)
        transfers[office][positions.of_transfer] = [by_office[office] for by_office in taken]
    work = [AT_ONCE] * positions.size
    for old, duration in enumerate(stream.work):
        work[positions.step(old)] = duration
    entries = None if stream.entries is None else positions.of_step[stream.entries]
    return replace(stream, pools=pools, work=tuple(work), transfers=transfers, entries=entries)
