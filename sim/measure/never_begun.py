"""Applications that nobody has begun where they wait as the observation ends: figures of what is served do not show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.engine.steplog import StepLog, StepOutcome
from sim.errors import Note
from sim.measure.find_visits import of_steps, visits_where
from sim.model.attended_hours import MOST_VISITS
from sim.model.model import Model
from sim.model.route import Kind, kinds_of_steps
from sim.quantities import UNSET, Flags, Integers

Group = tuple[int, int]
"""A pool and a stream, by their positions."""
TOLD_FROM = 0.5
"""Applications that no other figure shows are told of from this many a replication on, on average."""
_IN_VAIN = (StepOutcome.open, StepOutcome.turned_away, StepOutcome.lost)
"""Outcomes of the last visit of somebody who came to a counter in vain."""
_OFTEN = 2
"""Whoever is turned away so often and is still not served waits for good, as far as can be seen."""


@dataclass(frozen=True)
class NotBegun:
    """The applications of the counted period that wait for people as the observation ends, one entry each."""

    application: Integers
    """Number of the application."""
    pool: Integers
    """Where it waits [position in `Capacity.pools`]."""

    @classmethod
    def of(cls, log: StepLog, model: Model) -> NotBegun:
        """Those of a replication: counted ones in a queue, and those handed in in the counted period who come to a counter day
        by day."""
        visits, applications, window = log.visits, log.applications, model.window
        kinds = kinds_of_steps(model.routes)
        handed_in = (applications.submitted >= window.warm_up_end) & (applications.submitted < window.horizon)
        handed_in &= ~applications.inherited & ~applications.counted
        last_visit = np.zeros(len(applications), dtype=np.int64)

        def waits(rows: slice) -> Flags:
            application, outcome = visits.application[rows], visits.outcome[rows]
            last_visit[application] = np.arange(rows.start, rows.stop)  # of several the last one stays
            begun, of_staff = visits.started[rows] != UNSET, visits.pool[rows] != UNSET
            queues = (outcome == StepOutcome.open) & ~begun & of_staff & applications.counted[application]
            before = visits.number[rows] - (outcome != StepOutcome.turned_away)
            comes_again = np.isin(outcome, _IN_VAIN) & ~begun & (before >= _OFTEN)
            comes_again &= (outcome != StepOutcome.lost) | (visits.number[rows] >= MOST_VISITS)
            at_counter = of_steps(log, kinds, rows) == Kind.COUNTER
            return np.asarray(queues | (comes_again & at_counter & handed_in[application]), dtype=np.bool_)

        found = visits_where(log, waits)
        found = found[last_visit[visits.application[found]] == found]
        return cls(visits.application[found].astype(np.int64), visits.pool[found].astype(np.int64))

    def by_group(self, log: StepLog) -> Counter[Group]:
        """How many they are, by pool and stream."""
        return Counter(zip(self.pool.tolist(), log.applications.stream[self.application].tolist(), strict=True))


def never_begun(
    model: Model,
    replications: Sequence[Counter[Group]],
    classes: Integers | None,
    came: Mapping[str, Mapping[str, float]],
) -> Iterator[Note]:
    """A note of every role for which applications wait for good, the most first; offices of a kind are taken together.

    Given are how many wait by pool and stream in each replication, the class of priority of each stream, and how many came by
    `class` and by `stream`, each by its name. They are told by class where the pools go by priority, else by stream.
    """
    pools, offices = model.capacity.pools, model.capacity.offices
    for (kind, role), groups in _by_role(model, replications).items():
        where = sorted({pool for pool, _ in groups})
        by_class = classes is not None and any(pools[pool].discipline == "priority" for pool in where)
        waiting: dict[str, float] = {}
        for (_, stream), count in groups.items():
            name = str(classes[stream]) if by_class and classes is not None else model.stream_names[stream]
            waiting[name] = waiting.get(name, 0.0) + count
        of_all = came["class" if by_class else "stream"]
        yield Note(
            "never_begun",
            {
                "kind": kind,
                "offices": [offices[pools[pool].office].name for pool in where],
                "role": role,
                "applications": sum(waiting.values()),
                "groups": [
                    {"class" if by_class else "stream": name, "waiting": count, "of": max(of_all.get(name, 0.0), count)}
                    for name, count in sorted(waiting.items(), key=lambda each: -each[1])
                ],
            },
        )


def _by_role(model: Model, replications: Sequence[Counter[Group]]) -> dict[tuple[str, str], dict[Group, float]]:
    """By kind of offices and role the pools and streams with applications that wait, on average over replications, the most
    first; without roles for which next to none do."""
    pools, offices = model.capacity.pools, model.capacity.offices
    total: Counter[Group] = Counter()
    for one in replications:
        total.update(one)
    found: dict[tuple[str, str], dict[Group, float]] = {}
    for (pool, stream), count in sorted(total.items()):
        key = offices[pools[pool].office].kind, pools[pool].role
        found.setdefault(key, {})[pool, stream] = count / len(replications)
    in_order = sorted(found.items(), key=lambda each: -sum(each[1].values()))
    return {key: groups for key, groups in in_order if sum(groups.values()) >= TOLD_FROM}
