"""How fast working-time arithmetic is: the table of a department's hours, 2012-2027, against the same work in numpy.

Yardstick on a two-core machine: 0.5 us a scalar call, under 80 ns an element vectorised. Run: make bench
"""

from __future__ import annotations

import platform
import timeit
from collections.abc import Callable

import numpy as np

from sim.calendar.official_days import load_days
from sim.calendar.opening_hours import shipped_hours, weekly_hours
from sim.calendar.working_time import WorkingTime

SCALARS, ELEMENTS, REPEATS = 100_000, 1_000_000, 7


def main() -> None:
    """Print the best and the median of several repeats per operation."""
    hours = WorkingTime.from_hours(weekly_hours(shipped_hours()["department"]), load_days("kz"))
    rng = np.random.default_rng(1)
    at = rng.integers(hours.start, hours.end - 120 * 86_400, ELEMENTS)
    work = rng.integers(1, 30 * 28_800, ELEMENTS)
    later = hours.add_many(at, work)
    some, done, ends = at[:SCALARS].tolist(), work[:SCALARS].tolist(), later[:SCALARS].tolist()
    print(f"Python {platform.python_version()}, numpy {np.__version__}, {platform.machine()}")
    print(f"{'operation':<14}{'scalar, us a call':>26}{'vectorised, ns an element':>32}")
    rows: list[tuple[str, Callable[[], object], Callable[[], object]]] = [
        ("add", lambda: [hours.add(t, d) for t, d in zip(some, done, strict=True)], lambda: hours.add_many(at, work)),
        (
            "elapsed",
            lambda: [hours.elapsed(a, b) for a, b in zip(some, ends, strict=True)],
            lambda: hours.elapsed_many(at, later),
        ),
        ("worked", lambda: [hours.worked(t) for t in some], lambda: hours.worked_many(at)),
        ("next_open", lambda: [hours.next_open(t) for t in some], lambda: hours.next_open_many(at)),
    ]
    for name, scalar, vectorised in rows:
        one, many = (np.array(timeit.repeat(f, number=1, repeat=REPEATS)) for f in (scalar, vectorised))
        one, many = one / SCALARS * 1e6, many / ELEMENTS * 1e9
        print(
            f"{name:<14}{one.min():>12.2f} (median {np.median(one):.2f})"
            f"{many.min():>16.1f} (median {np.median(many):.1f})"
        )


if __name__ == "__main__":
    main()
