"""How long a first answer takes, from the command line to the sentence, on one processor core; it has to come within a minute.

Run: make bench
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time

CASES = (
    ("karaganda_2016_home_care", 20),
    ("west_kazakhstan_2018_social_aid", 120),
    ("west_kazakhstan_2018_medical_social_institutions", 1_000),
    ("south_kazakhstan_2012_child_allowance", 20_000),
)
"""Regulations, and applications a month."""
AT_MOST = 60.0
"""So long an answer may take [s]."""


def main() -> None:
    """Print the seconds of each case, people as busy as four days in five."""
    for regulation, applications in CASES:
        people = max(round(applications / 20.5 * 30 / 480 / 0.8), 1)
        words = ("--applications", applications, "--people", people, "--minutes", 30, "--hold", 1, "--workers", 1)
        with tempfile.TemporaryDirectory() as folder:
            begin = time.perf_counter()
            command = [sys.executable, "-m", "sim", "quick", regulation, *map(str, words)]
            subprocess.run(command, cwd=folder, check=True, capture_output=True)
            taken = time.perf_counter() - begin
        late = "" if taken < AT_MOST else "  more than a minute"
        print(f"{regulation:<50}{applications:>8} applications a month{people:>6} people{taken:>8.1f} s{late}")


if __name__ == "__main__":
    main()
