"""How long a register of 100,000 cases takes to read and to fit, part by part, and how much memory: `python tests/bench/bench_fit.py`."""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from sim.quantities import HOUR

STEPS, CASES = 7, 100_000
MEMBERS = {"window": 2, "clerk": 7, "lawyer": 3, "head": 2}
ROLES = ("window", "clerk", "lawyer", "clerk", "head", "clerk", "window")
MINUTES = (6, 20, 14, 12, 7, 10, 5)
LIMIT_SECONDS, LIMIT_GIGABYTES = 60.0, 2.0


def write_register(path: Path, cases: int) -> None:
    """A register of a made-up office that is busy between 70 and 85 % of its time."""
    import pyarrow as pa
    from pyarrow import csv

    from tests.fitting.made_office import MadeStep, gamma, made_register

    steps = [
        MadeStep(f"step {k + 1}", role, gamma(60.0 * minutes))
        for k, (role, minutes) in enumerate(zip(ROLES, MINUTES, strict=True))
    ]
    register = made_register(1, cases, 8 / HOUR, steps, MEMBERS)
    names = pa.array(register.activities).take(pa.array(register.activity))
    who = pa.array(register.resources).take(pa.array(register.resource))
    stamps = {
        name: pa.array(at.astype("datetime64[s]")) for name, at in (("start", register.start), ("end", register.end))
    }
    case = pa.array(register.cases).take(pa.array(register.case))
    csv.write_csv(pa.table({"case_id": case, "activity": names, "resource": who, **stamps}), path)


def parts_of_a_fit(path: Path) -> dict[str, float]:
    """Seconds by part of reading and fitting, in this process, and the memory that it took at most [GB]."""
    from sim.fitting.fit_office import fit_office
    from sim.fitting.fit_options import FitOptions
    from sim.register.events.event_options import EventOptions
    from sim.register.events.read_event_register import read_event_register

    begun = time.perf_counter()
    register = read_event_register(path, EventOptions())
    seconds = {"reading": time.perf_counter() - begun}
    told: list[tuple[str, float]] = []
    fit_office(register, FitOptions(progress=lambda what, done, parts: told.append((what, time.perf_counter()))))
    ended = [*[at for _, at in told[1:]], time.perf_counter()]
    for (what, at), end in zip(told, ended, strict=True):
        seconds[what] = seconds.get(what, 0.0) + end - at
    return seconds | {"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2}


def whole_command(path: Path, out: Path) -> dict[str, float]:
    """Wall time, processor time and memory of `sim fit` on a register, as somebody at a keyboard has them."""
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "sim", "fit", str(path), "--out", str(out)], check=True, stdout=subprocess.DEVNULL
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": time.perf_counter() - begun, "processor": processor, "memory": after.ru_maxrss / 1024**2}


def main() -> None:
    """Measure, print, and end with 1 where the limits are not kept."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--cases", type=int, default=CASES)
    words.add_argument("--folder", type=Path, default=Path("build/bench_fit"))
    words.add_argument("--parts", action="store_true", help="only the parts, in this process")
    given = words.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    path = given.folder / f"register_{given.cases}.csv"
    if not path.exists():
        write_register(path, given.cases)
    print(f"{path}: {os.path.getsize(path) / 1e6:.0f} MB, {os.cpu_count()} cores")
    print(json.dumps({name: round(value, 2) for name, value in parts_of_a_fit(path).items()}, indent=1))
    if given.parts:
        return
    whole = whole_command(path, given.folder / "fitted.yaml")
    print(json.dumps({name: round(value, 2) for name, value in whole.items()}, indent=1))
    if given.cases == CASES and (whole["wall"] > LIMIT_SECONDS or whole["memory"] > LIMIT_GIGABYTES):
        sys.exit(f"more than {LIMIT_SECONDS:.0f} s or {LIMIT_GIGABYTES:.0f} GB")


if __name__ == "__main__":
    main()
