"""A corpus of broken files and command lines: exit code 2, a place for each fault, no traceback, little time and memory."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from pathlib import Path

from tests.broken_input.answers import ForkServer, answer_of_process, failings
from tests.broken_input.broken_input import BrokenInput
from tests.broken_input.command_lines import command_lines
from tests.broken_input.corpus import corpus
from tests.broken_input.page import Answered, Measured, page

TIMES = 5
"""How often each mutation of each kind of file is tried."""
LEAST_FILES, LEAST_LINES = 1500, 300
"""So many broken ones there have to be."""
EVERY = 20
"""One of so many is answered by a process as users start it, too."""
PAGE = Path(__file__).parents[2] / "docs" / "broken_input.md"


def test_broken_files_and_command_lines_are_refused_with_a_place(tmp_path: Path, tell: Callable[[str], None]) -> None:
    start = seconds_of_start(tmp_path)
    rows: list[Answered] = []
    processes: list[Answered] = []
    wrong: list[str] = []
    with ForkServer() as server:
        for number, given in enumerate(chain(corpus(TIMES), command_lines())):
            answer = server.answer(given, tmp_path / "here")
            rows.append(Answered(light(given), answer))
            wrong += [f"{given}: {failing}" for failing in failings(given, answer, start)]
            if answer.code and number % EVERY == 0:
                whole = answer_of_process(given, tmp_path / "here")
                processes.append(Answered(light(given), whole))
                wrong += [f"{given}, in a process: {failing}" for failing in failings(given, whole)]
    assert wrong == []
    files, lines = (
        sum(row.refused for row in rows if bool(row.given.broken) is of_files) for of_files in (True, False)
    )
    tell(
        f"{files} broken files and {lines} broken command lines of {len(rows)} inputs are refused; a start takes {start:.2f} s"
    )
    assert files >= LEAST_FILES
    assert lines >= LEAST_LINES
    PAGE.write_text(page(rows, Measured(processes, start)), encoding="utf-8")


def seconds_of_start(folder: Path) -> float:
    """What a process takes that has next to nothing to do [s of the processor]."""
    nothing = BrokenInput("start", "", 0, ("check", "mine.yaml"), {"mine.yaml": b""}, "mine.yaml")
    return min(answer_of_process(nothing, folder / "here").seconds for _ in range(3))


def light(given: BrokenInput) -> BrokenInput:
    """An input without its files, some of which are large."""
    return BrokenInput(given.kind, given.mutation, given.number, given.words, {}, given.broken)
