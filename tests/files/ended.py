"""Processes that are ended by force at each change that they make in a folder, one after the other."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ENDED = 77
"""Exit code of a process that was ended so."""
_CHANGES = ("os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.link", "os.truncate")
"""What Python tells of before it is done; renames are replacements too."""
_CODE = f"""
import os, sys

left = int(sys.argv[1])

def watch(event, facts):
    global left
    if event in {_CHANGES!r} or (event == "open" and isinstance(facts[1], str) and set(facts[1]) & set("wxa+")):
        left -= 1
        if left < 0:
            os._exit({ENDED})
"""


def ended_at_each_change(work: str, prepare: Callable[[], Path], *, most: int = 200) -> Iterator[tuple[int, Path]]:
    """Do some work in processes of their own, each ended just before its next change of files, until one ends by itself.

    `work` is Python that has a folder as `place`; what it does before it calls `watched()` does not count. `prepare` makes the
    folder for each. The number of changes made and the folder are given, the last one with the work done.
    """
    code = f"{_CODE}\nfrom pathlib import Path\nplace = Path(sys.argv[2])\nwatched = lambda: sys.addaudithook(watch)\n{work}"
    for changes in range(most):
        place = prepare()
        words = [sys.executable, "-c", code, str(changes), str(place)]
        done = subprocess.run(words, capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "200"})
        assert done.returncode in (0, ENDED), done.stderr
        yield changes, place
        if done.returncode == 0:
            return
    raise AssertionError(f"the work was not done after {most} changes")
