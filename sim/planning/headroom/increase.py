"""What may grow: the demand of all streams or of one, or the work that a role has with a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sim.errors import Fault, InputError, did_you_mean
from sim.experiment.replications import ModelChange
from sim.measure.offered_load import offered_load
from sim.measure.work_per_file import work_per_file
from sim.model.model import Model
from sim.model.scaled import ScaledDemand, ScaledWork, stream_of
from sim.quantities import DAY
from sim.translations.in_use import translated

_MONTH_DAYS = 365.25 / 12


@dataclass(frozen=True)
class Increase:
    """One thing that may grow while all else stays as it is."""

    kind: Literal["demand", "stream", "work"]
    """All streams together, one stream, or the work of a role."""
    name: str = ""
    """Name of the stream or the role."""

    def change(self, times: float) -> ModelChange:
        """The change of a model in which there is so many times as much of it."""
        if self.kind == "work":
            return ScaledWork(times, self.name)
        return ScaledDemand(times, None if self.kind == "demand" else frozenset((self.name,)))

    def now(self, model: Model) -> float:
        """How much of it there is: applications a month in the counted period, or work with a file [s]."""
        if self.kind == "work":
            return work_per_file(model)[self.name]
        window = model.window
        plans = [plan for plan in model.streams if plan.entries is None]
        if self.kind == "stream":
            plans = [plan for plan in plans if stream_of(plan) == self.name]
        months = (window.horizon - window.warm_up_end) / DAY / _MONTH_DAYS
        return sum(plan.expected(window.warm_up_end, window.horizon) for plan in plans) / months

    def full_at(self, model: Model) -> float:
        """At which multiple of it somebody is expected to have as much work as time; infinite where nobody ever has, 0 where somebody
        has even without it."""
        once, twice = (offered_load(self.change(times).applied(model)) for times in (1.0, 2.0))
        multiples = [
            max(1 + (1 - a.load) / (b.load - a.load), 0.0)
            for a, b in zip(once, twice, strict=True)
            if b.on_duty_h and b.load - a.load > 1e-9
        ]
        return min(multiples, default=float("inf"))


def increases(
    model: Model, streams: Sequence[str] = (), roles: Sequence[str] = (), *, all_roles: bool = True
) -> tuple[Increase, ...]:
    """What is looked at: the demand of all streams or of those named, and the work of the roles named or of all.

    Raises InputError for streams and roles that the scenario does not have, and for roles without work for single files.
    """
    faults = [*_unknown_streams(model, streams), *_unknown_roles(model, roles)]
    if faults:
        raise InputError(faults)
    demand = [Increase("stream", name) for name in dict.fromkeys(streams)] or ([] if roles else [Increase("demand")])
    known = tuple(work_per_file(model)) if all_roles and not streams else ()
    return (*demand, *(Increase("work", role) for role in dict.fromkeys(roles or known)))


def _unknown_streams(model: Model, streams: Sequence[str]) -> Iterator[Fault]:
    known = model.study.scenario.arrivals
    for name in streams:
        if name not in known:
            backlog = name in model.study.scenario.backlog
            repair = (
                translated("files of a backlog are there already; name a stream")
                if backlog
                else did_you_mean(name, known)
            )
            yield Fault("--stream", 0, 0, translated("there is no stream '{name}'", name=name), repair)


def _unknown_roles(model: Model, roles: Sequence[str]) -> Iterator[Fault]:
    known = work_per_file(model)
    of_pools = {pool.role for pool in model.capacity.pools}
    for name in roles:
        if name in known:
            continue
        if name in of_pools:
            message = translated(
                "'{name}' has no work that grows with each file: it does none, or sits or travels for a stated time",
                name=name,
            )
            yield Fault("--role", 0, 0, message, did_you_mean(name, known))
        else:
            yield Fault("--role", 0, 0, translated("there is no role '{name}'", name=name), did_you_mean(name, known))
