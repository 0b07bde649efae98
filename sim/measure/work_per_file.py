"""The work that each role has with a file, before anything is simulated."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from sim.measure.offered_load import demands, passes_of
from sim.model.model import Model


def work_per_file(model: Model) -> dict[str, float]:
    """By role: expected work with an application that may come to it, all steps, passes and members together [s].

    Weighted by how many applications the streams are expected to bring; of sittings with a time for each file it is that time.
    Roles without such work are left out: those that only sit or visit households for a stated time among them. The order is that
    of the pools.
    """
    window, capacity = model.window, model.capacity
    work: dict[str, float] = defaultdict(float)
    files: dict[str, float] = defaultdict(float)
    for stream, times in demands(model):
        if stream.entries is not None:
            continue
        steps = model.routes[stream.route].steps
        passes = times * np.array(passes_of(model, stream))
        for office, count in stream.expected_by_office(window.warm_up_end, window.horizon):
            reached = set()
            for k, (step, takes) in enumerate(zip(steps, stream.work, strict=True)):
                if (p := int(stream.pools[office][k])) < 0 or not passes[k]:
                    continue
                pool = capacity.pools[p]
                each = takes.expected_work * step.people
                if pool.visits_per_day is not None:
                    each = 0.0
                elif pool.sittings is not None:
                    each = 0.0 if pool.sittings.length is not None else float(pool.sittings.per_file)
                work[step.role] += count * passes[k] * each
                reached.add(step.role)
            for role in reached:
                files[role] += count * min(times, 1.0)
    roles = dict.fromkeys([*(pool.role for pool in capacity.pools), *work])
    return {role: work[role] / files[role] for role in roles if work[role] > 0 and files[role] > 0}
