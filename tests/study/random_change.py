"""A value of a scenario changed at random makes a study or faults with a place, and nothing else."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from sim.errors import InputError

ValuePath = tuple[Any, ...]
"""Keys and positions from the whole of a file down to a value."""
TIMES = int(os.environ.get("SIM_CHANGES", "1"))
"""So many times as many changes are tried as `make test` has time for; `make slow` says how many."""
MARK = "the value that is changed"


def paths(value: Any, at: ValuePath = ()) -> Iterator[ValuePath]:
    """The path of every value inside a value."""
    for key, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*at, key)
        yield from paths(part, (*at, key))


def changed_at(path: ValuePath, junk: str, data: Any) -> str:
    """The text of a scenario with something else in the place of a value."""
    data = deepcopy(data)
    *around, last = path
    block = data
    for key in around:
        block = block[key]
    block[last] = MARK
    return json.dumps(data, ensure_ascii=False, indent=1).replace(json.dumps(MARK), junk)


def assert_study_or_faults(
    draw: st.DataObject,
    scenario: tuple[Path, Any],
    places: Sequence[ValuePath],
    junk: Sequence[str],
    read: Callable[[Path], object],
) -> None:
    """Any of the values of `junk` at any of the places is read, or makes faults of one line in the file.

    A scenario is the folder of its regulation and its plain data.
    """
    folder, data = scenario
    text = changed_at(draw.draw(st.sampled_from(places)), draw.draw(st.sampled_from(junk)), data)
    path = folder / "changed.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        read(path)
    except InputError as error:
        for fault in error.faults:
            assert fault.file == str(path)
            assert 1 <= fault.line <= len(text.splitlines())
            assert fault.column >= 1
            assert fault.message
            assert re.fullmatch(r"[^\n]+", str(fault))
