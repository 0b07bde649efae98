"""The page of the documentation that tells what was broken and how it was answered."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tests.broken_input.answers import MOST_MEMORY, MOST_SECONDS, REFUSED, Answer
from tests.broken_input.broken_input import BrokenInput


@dataclass(frozen=True)
class Answered:
    """An input and its answer."""

    given: BrokenInput
    answer: Answer

    @property
    def refused(self) -> bool:
        """Whether the input was found to be broken; else its mutation left it valid, and it does not count."""
        return self.answer.code == REFUSED


@dataclass(frozen=True)
class Measured:
    """Answers of whole processes, and what is added to those of copies of a process."""

    processes: Sequence[Answered]
    """Of some inputs: the answers of processes as users start them."""
    start: float
    """What such a process takes for its start alone [s of the processor]."""


def page(rows: Sequence[Answered], measured: Measured) -> str:
    """The page, in Markdown."""
    files = [row for row in rows if row.given.broken]
    lines = [row for row in rows if not row.given.broken]
    text = _HEAD.format(
        files=_many(sum(row.refused for row in files)),
        lines=_many(sum(row.refused for row in lines)),
        tried=_many(len(rows)),
        valid=_many(sum(not row.refused for row in rows)),
        seconds=MOST_SECONDS,
        memory=MOST_MEMORY,
        slowest=_up(max(row.answer.seconds for row in rows if row.refused) + measured.start, 1),
        largest=_up(max(row.answer.memory for row in rows if row.refused), -1),
        processes=len(measured.processes),
        slowest_process=_up(max(row.answer.seconds for row in measured.processes), 1),
        largest_process=_up(max(row.answer.memory for row in measured.processes), -1),
    )
    return text + _table(rows) + LIMITS


def _table(rows: Sequence[Answered]) -> str:
    """How many were tried and refused, by kind and mutation."""
    counted: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for row in rows:
        counted[row.given.kind, row.given.mutation].append(row.refused)
    lines = ["| what is broken | how | tried | refused |", "|---|---|---|---|"]
    before = ""
    for (kind, mutation), refused in counted.items():
        lines.append(f"| {kind if kind != before else ''} | {mutation} | {len(refused)} | {sum(refused)} |")
        before = kind
    return "\n".join(lines) + "\n"


def _many(number: int) -> str:
    return f"{number:,}"


def _up(number: float, digits: int) -> str:
    """A number rounded up, so that the page promises no less than was found."""
    scale = 10**digits
    return f"{math.ceil(number * scale - 1e-9) / scale:g}"


_HEAD = """# How broken input is answered

{files} broken files and {lines} broken command lines were each answered with exit code 2 and a line for every fault, which names the
file with line and column, or the option; without a traceback, in less than {seconds:g} seconds of the processor and {memory} MB, and
nothing in the folder was changed or left behind. `make slow` tries them all and makes this page.

They are made by mutations of files in good order (the generator draws by seeds, so that they are the same everywhere), and by hand
with the intent to do harm. {tried} were tried; {valid} of them a mutation left valid, which do not count. Each is answered by a
process of its own. All but a few of these are copies of one that has imported everything; with what a start takes, the slowest answer
took {slowest} s and the largest {largest} MB. {processes} answers of processes as users start them took {slowest_process} s and
{largest_process} MB at most.

"""
LIMITS = """
## Where it takes longer

What is broken at the end of something large is found after all that stands before it was read: a register of a million rows takes
as long as a good one, some microseconds a row, and up to 200 bytes of memory a row. A scenario with many variants or many values of
assumptions takes as long as all of them together, a few hundredths of a second for each. A YAML file, the calendar, what a workbook
unfolds to, chains of `extends`, variants and the rest have bounds, which are told with the fault.
"""
