"""The whole corpus, each input answered by a process of its own; tells which answers fail, for who works on bad input.

Run: python -m tests.broken_input.try_all [--times N] [-k TEXT] [--processes] [--show]
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.broken_input.answers import REFUSED, ForkServer, answer_of_process, failings
from tests.broken_input.command_lines import command_lines
from tests.broken_input.corpus import corpus


def main(words: Sequence[str] | None = None) -> int:
    """Run what is asked for; 1 where an answer fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=8)
    parser.add_argument("-k", default="")
    parser.add_argument("--processes", action="store_true")
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args(words)
    counts: Counter[str] = Counter()
    slowest, largest, failed = [], [], 0
    with TemporaryDirectory() as folder, ForkServer() as server:
        for given in chain(corpus(asked.times), command_lines()):
            if asked.k not in str(given):
                continue
            make = answer_of_process if asked.processes else server.answer
            answer = make(given, Path(folder) / "here")
            counts[("refused" if answer.code == REFUSED else "valid" if not answer.code else "other")] += 1
            slowest.append((answer.seconds, str(given)[:200]))
            largest.append((answer.memory, str(given)[:200]))
            wrong = failings(given, answer)
            if wrong:
                failed += 1
            if wrong or asked.show:
                print(
                    f"=== {str(given)[:200]}: {', '.join(wrong)} ({answer.seconds:.2f} s, {answer.memory:.0f} MB, {answer.code})"
                )
                print("    " + answer.errors[-1500:].replace("\n", "\n    "), flush=True)
    print(counts, failed)
    for rows in (slowest, largest):
        for number, name in sorted(rows)[-8:]:
            print(f"{number:9.2f} {name}")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
