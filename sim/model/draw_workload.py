"""Everything random, drawn before the simulation: a scenario and a replication become flat arrays.

Draws are addressed by (seed, replication, stream, step, visit, purpose) and the application's serial number in its stream,
so that changing a headcount, a probability, a share or the horizon, or adding a step or a stream, leaves every other draw
equal. Some things move serial numbers, and with them the draws of their own stream only: the sizes of batches, other weeks
where a history is resampled, and another number of files in an earlier entry of a backlog.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.model.model import Model, StreamPlan
from sim.model.route import Kind
from sim.model.sample_paths import Uniform, Walks, address, walk
from sim.model.workload import Workload
from sim.quantities import UNSET, Floats, Instants
from sim.random_streams import uniforms


def draw_workload(model: Model, replication: int) -> Workload:
    """Draw one replication of a model."""
    seed = model.study.scenario.seed
    names = model.stream_names
    parts: list[_Part] = []
    for name, streams in groupby(model.streams, key=lambda stream: stream.name):
        parts += _draw_stream(model, list(streams), names.index(name), seed, replication)
    submitted = np.concatenate([p.submitted for p in parts])
    stream = np.concatenate([np.full(len(p.submitted), p.number, dtype=np.int64) for p in parts])
    order = np.lexsort((np.concatenate([p.serial for p in parts]), stream, submitted))  # streams stand by name
    lengths = np.concatenate([p.walks.lengths for p in parts])
    first = np.concatenate([[0], np.cumsum(lengths[order])]).astype(np.int64)
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order))
    columns: dict[str, Instants] = {
        name: np.empty(int(first[-1]), dtype=np.int64) for name in ("position", "pool", "work", "hold", "transfer")
    }
    offset = 0
    for part in parts:
        mine = number[offset : offset + len(part.submitted)]
        target = first[mine][part.walks.application] + part.walks.place
        for key, column in columns.items():
            column[target] = part.walks.position if key == "position" else getattr(part, key)
        offset += len(part.submitted)
    every_step = all(p.walks.every_step for p in parts)
    return Workload(
        replication=replication,
        window=model.window,
        streams=names,
        routes=model.routes,
        submitted=submitted[order],
        stream=stream[order],
        route=np.concatenate([np.full(len(p.submitted), p.plan.route, dtype=np.int64) for p in parts])[order],
        office=np.concatenate([p.office for p in parts])[order],
        first=first,
        pool=columns["pool"],
        work=columns["work"],
        hold=columns["hold"],
        transfer=columns["transfer"] if model.capacity.transfers else None,
        settlement=np.concatenate([p.settlement for p in parts])[order],
        priority=np.concatenate([np.full(len(p.submitted), p.plan.priority, dtype=np.int64) for p in parts])[order],
        step=None if every_step else columns["position"],
        ending=np.concatenate([p.walks.ending for p in parts])[order]
        if any(r.branches for r in model.routes)
        else None,
        inherited=np.concatenate([np.full(len(p.submitted), p.plan.entries is not None) for p in parts])[order]
        if any(s.entries is not None for s in model.streams)
        else None,
    )


@dataclass(frozen=True)
class _Part:
    """The applications of one stream that come by one channel."""

    number: int
    """Position of the stream's name."""
    plan: StreamPlan
    serial: Instants
    """Serial numbers in the stream; a population counts over all of its channels."""
    submitted: Instants
    office: Instants
    settlement: Instants
    walks: Walks
    pool: Instants
    work: Instants
    hold: Instants
    transfer: Instants
    """By row, as in the workload."""


def _draw_stream(model: Model, channels: list[StreamPlan], number: int, seed: int, replication: int) -> list[_Part]:
    """The applications of a stream, channel by channel."""
    name, process = channels[0].name, channels[0].process
    points, batch = process.draw(seed, replication, name)
    batches = int(batch[-1]) + 1 if len(batch) else 0
    which = uniforms(batches, seed, replication, name, "channel")[batch] if len(channels) > 1 else None
    where = (
        uniforms(batches, seed, replication, name, "office")[batch]
        if any(len(c.offices) > 1 for c in channels)
        else None
    )
    parts = []
    for plan in channels:
        serial = np.arange(len(points), dtype=np.int64)
        if which is not None:
            low, high = plan.channel
            serial = np.flatnonzero((which >= low) & (which < high))
        chosen = np.zeros(len(serial), dtype=np.int64) if plan.places is None else plan.places[serial]
        if plan.places is None and where is not None and len(plan.offices) > 1:
            chosen = np.minimum(np.searchsorted(np.cumsum(plan.shares), where[serial]), len(plan.offices) - 1)
        submitted = _arrivals(plan, points[serial], chosen)
        came = (submitted >= 0) & (submitted < model.window.run_out_end)
        came[came] = process.keeps(submitted[came], seed, replication, name, batch[serial[came]])
        parts.append(
            _draw_part(model, plan, number, seed, replication, serial[came], submitted[came], chosen[came], len(points))
        )
    return parts


def _arrivals(plan: StreamPlan, points: NDArray[Any], chosen: Instants) -> Instants:
    """When applications arrive at the offices that were chosen for them."""
    doors = plan.doors[chosen]
    submitted = np.full(len(points), UNSET, dtype=np.int64)
    for door in np.unique(doors).tolist():
        mine = doors == door
        submitted[mine] = plan.process.at(points[mine], door)
    return submitted


def _draw_part(
    model: Model,
    stream: StreamPlan,
    number: int,
    seed: int,
    replication: int,
    serial: Instants,
    submitted: Instants,
    chosen: Instants,
    size: int,
) -> _Part:
    """What is drawn for the applications of one channel, `size` being how many the whole stream has."""
    office = np.array(stream.offices, dtype=np.int64)[chosen]
    plan = model.routes[stream.route]
    door = next((step.system for step in plan.steps[: plan.receipt] if step.system is not None), None)
    if door is not None and stream.entries is None:  # whoever meets a closed portal submits when it reopens
        up = model.capacity.systems[door].up.without_end
        submitted = np.array([up.next_open(at) for at in submitted.tolist()], dtype=np.int64)

    def uniform(*names: str) -> Floats:
        drawn = uniforms(size, seed, replication, stream.name, *names)
        return drawn if len(serial) == size else drawn[serial]

    walks = walk(plan, len(serial), uniform, None if stream.entries is None else stream.entries[serial])
    work, hold = (np.zeros(len(walks.position), dtype=np.int64) for _ in range(2))
    for position, passing, mine in walks.by_passing():
        step = plan.steps[position]
        if step.kind is not Kind.TRANSFER:
            names = address(step.key, passing)
            draw = partial(_of_rows, uniform, names, None if walks.every_step else walks.application[mine])
            work[mine], hold[mine] = stream.work[position].draw(draw)
    here, place = np.unique(office, return_inverse=True)
    table = np.array([stream.pools[int(i)] for i in here], dtype=np.int64).reshape(len(here), len(plan.steps))
    pool = table[place[walks.application], walks.position]
    # How long a sitting or a day of visits takes is not decided by the file.
    together = [pool.sittings is not None or pool.visits_per_day is not None for pool in model.capacity.pools]
    work[np.array([*together, False], dtype=bool)[pool]] = 0
    transfer = np.full(len(work), -1, dtype=np.int64)
    if stream.ways is not None:
        table = np.array([stream.ways[int(i)] for i in here], dtype=np.int64).reshape(len(here), len(plan.steps))
        transfer = table[place[walks.application], walks.position]
    settlement = -1 - office
    if stream.settlements is not None:
        numbers, shares = stream.settlements
        settlement = numbers[np.minimum(np.searchsorted(shares, uniform("settlement")), len(numbers) - 1)]
    return _Part(number, stream, serial, submitted, office, settlement, walks, pool, work, hold, transfer)


def _of_rows(uniform: Uniform, names: tuple[str, ...], application: Instants | None, purpose: str) -> Floats:
    """Uniform numbers of a purpose for the applications of some rows; None: for all of them."""
    drawn = uniform(*names, purpose)
    return drawn if application is None else drawn[application]
