"""A process that has imported all of `sim`, and answers each command by a copy of itself, so that imports are not paid for each time.

It reads lines of JSON, each with a folder and the words of a command, and writes for each the exit code, the time of the processor
[s] and the memory [kB] of its copy, whose output lies in the two files that the line names.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import sys

PATIENCE = 60
"""After so much time of the processor an answer is no longer awaited [s]."""
MOST_MEMORY = 4_000_000_000
"""No more than this is given to an answer, lest it fill the machine [bytes]."""
IMPORTED = (
    "sim.cli.all_commands", "sim.cli.faults", "sim.schema.parse_yaml", "sim.experiment.run", "sim.experiment.warm_up", "sim.experiment.comparison.compare",
    "sim.report.notes", "sim.measure.offered_load", "sim.tracing.trace", "sim.law.audit", "sim.model.model", "openpyxl", "pandas", "pyarrow.parquet",
)  # fmt: skip


def main() -> None:
    """Answer until no more is asked."""
    for name in IMPORTED:
        importlib.import_module(name)
    for line in sys.stdin:
        asked = json.loads(line)
        with open(asked["output"], "wb") as output, open(asked["errors"], "wb") as errors:
            process = os.fork()
            if not process:
                _answer_and_end(asked["folder"], asked["words"], output.fileno(), errors.fileno())
            _, status, used = os.wait4(process, 0)
        code = os.waitstatus_to_exitcode(status)
        print(json.dumps([code, used.ru_utime + used.ru_stime, used.ru_maxrss]), flush=True)


def _answer_and_end(folder: str, words: list[str], output: int, errors: int) -> None:
    """What the copy does: the command, as if it had been started with these words, and nothing behind it."""
    code = 99
    try:
        os.chdir(folder)
        nowhere = os.open(os.devnull, os.O_RDONLY)
        for stream, number in ((nowhere, 0), (output, 1), (errors, 2)):
            os.dup2(stream, number)
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
        signal.alarm(20 * PATIENCE)
        sys.argv = ["sim", *words]
        from sim.cli.main import command

        try:
            command()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        except BaseException:
            import traceback

            traceback.print_exc()
            code = 1
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
