"""How long `sim staff` takes as a whole command, with either engine on all cores, and how many replications it simulates.

On two cores the staffing of `west_kazakhstan_social_aid` is to be found in under 20 s with the compiled engine and under 180 s with
SimPy; `karaganda_department`, with ten roles that may change, is measured beside it. Times are those of a clock on the wall: nothing else
should run. Run: python tests/bench/bench_staffing.py [all]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

MOST_SECONDS = {"compiled": 20.0, "simpy": 180.0}
"""For `west_kazakhstan_social_aid`, by engine [s]."""


def staff(scenario: str, engine: str) -> tuple[float, dict[str, int]]:
    """How long the command takes [s], and how many staffings and replications it simulates."""
    begin = time.perf_counter()
    words = [sys.executable, "-m", "sim", "staff", scenario, "--engine", engine, "--format", "json"]
    done = subprocess.run(words, capture_output=True, check=True, text=True)
    return time.perf_counter() - begin, json.loads(done.stdout)["simulated"]


def main() -> int:
    """Measure, and say whether the command is fast enough."""
    wanted = [("west_kazakhstan_social_aid", "compiled"), ("west_kazakhstan_social_aid", "simpy")]
    if "all" in sys.argv[1:]:
        wanted.append(("karaganda_department", "compiled"))
    slow = False
    print(f"sim staff on {os.cpu_count()} cores")
    for scenario, engine in wanted:
        seconds, simulated = staff(scenario, engine)
        most = MOST_SECONDS[engine] if scenario.startswith("west") else None
        print(
            f"  {scenario}, {engine}: {seconds:.1f} s{f', at most {most:.0f}' if most else ''}; "
            f"{simulated['staffings']} staffings, {simulated['replications']} replications"
        )
        slow |= most is not None and seconds > most
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
