"""One stream of applications as it is simulated: how they arrive, and what each step of their route takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.model.arrival_processes import ArrivalProcess
from sim.quantities import Floats, Instants, Integers
from sim.scenario.hall import Booked, Patience
from sim.scenario.step_durations import StepDuration


@dataclass(frozen=True)
class StreamPlan:
    """The applications of one stream that come by one channel, ready to be drawn.

    Arrays by step follow the steps of the route.
    """

    name: str
    """Name in tables and in the addresses of draws: that of the scenario, with `/growth` or `/` and a campaign after it."""
    route: int
    """Position in `Model.routes`."""
    process: ArrivalProcess
    """How the applications of the whole stream arrive, those of its other channels among them."""
    channel_interval: tuple[float, float]
    """Interval of the uniform numbers with which an application comes by this channel; (0, 1) for a single one."""
    offices: tuple[int, ...]
    """Offices at which applications arrive [positions in `Capacity.offices`]."""
    shares: Floats
    """By office of `offices`: its share of the applications; together 1."""
    doors: Integers
    """By office of `offices`: number of its hours among those that the process knows."""
    priority: int
    """Class of priority, 1 first."""
    work: tuple[StepDuration, ...]
    """By step: what it takes; response times of systems are work too."""
    pools: Mapping[int, Instants]
    """By office of arrival and step: who does it [position in `Capacity.pools`, or NO_POOL]."""
    settlements: tuple[Instants, Floats] | None = None
    """Numbers of the settlements and their cumulated shares; None: all households of an office live in one place."""
    transfers: Mapping[int, Instants] | None = None
    """By office of arrival and step: the transfer [position in `Capacity.transfers`, NOT_A_TRANSFER or DELIVERED_AT_ONCE];
    None: there is none on the route."""
    places: Integers | None = None
    """By file of a backlog: its office [position in `offices`]; None: offices are drawn."""
    entries: Instants | None = None
    """By file of a backlog: the step at which it lies at the start; None: applications come from outside."""
    booked: Booked | None = None
    """Who books a slot at the counter of the first step; None: nobody does."""
    patience: Patience | None = None
    """How long applicants bear to wait at counters; None: as long as it takes."""
    objections: StreamPlan | None = None
    """The objections to the answers of this channel, on a route of their own; None: nobody objects."""

    @cached_property
    def office_numbers(self) -> Integers:
        """By office of `offices`: its position in `Capacity.offices`."""
        return np.array(self.offices, dtype=np.int64)

    @cached_property
    def pool_table(self) -> Integers:
        """By office of `offices` and step: who does it [position in `Capacity.pools`, or NO_POOL]."""
        return np.array([self.pools[office] for office in self.offices], dtype=np.int64)

    @cached_property
    def transfer_table(self) -> Integers | None:
        """By office of `offices` and step: the transfer, as `transfers` has it; None: there is none on the route."""
        if self.transfers is None:
            return None
        return np.array([self.transfers[office] for office in self.offices], dtype=np.int64)

    @cached_property
    def cumulated_shares(self) -> Floats:
        """By office of `offices`: its share with those of all before it."""
        return np.cumsum(self.shares)

    @cached_property
    def doors_in_use(self) -> tuple[int, ...]:
        """The numbers of the hours of all offices, each once."""
        return tuple(np.unique(self.doors).tolist())

    @property
    def share(self) -> float:
        """Share of this channel in the stream."""
        return self.channel_interval[1] - self.channel_interval[0]

    def expected(self, since: int, until: int) -> float:
        """Expected applications between two instants."""
        return sum(count for _, count in self.expected_by_office(since, until))

    def expected_by_office(self, since: int, until: int) -> Iterator[tuple[int, float]]:
        """Expected applications between two instants, by office of arrival; those of the booked as if they came at once."""
        coming = 1.0 if self.booked is None else 1.0 - self.booked.share * self.booked.no_show
        expected_by_door = {
            door: coming * self.share * self.process.expected(since, until, door) for door in self.doors_in_use
        }
        for office, share, door in zip(self.offices, self.shares.tolist(), self.doors.tolist(), strict=True):
            yield office, share * expected_by_door[door]
