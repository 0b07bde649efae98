"""Both engines on many workloads, for who works on the compiled one: where they differ first, and where it crashes.

Run: python -m tests.engine.compiled.try_all [--only cases|oracle|ties|shipped] [--seeds N] [--sorts plain,halls] [-k TEXT]
[--checked]

Each group runs in a process of its own, so that a crash or an endless loop of compiled code is told with the workload that
it came about in. What SimPy gives is kept in a folder for temporary files until a source that it depends on changes.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import pickle
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from sim.engine.record import EngineRecord
from sim.engine.simpy.simulation import run as run_with_simpy
from tests.engine.compiled import same_record
from tests.engine.compiled.workloads import KINDS, Group, Made, groups

ROOT = Path(__file__).parents[3]
SOURCES = (
    *(f"sim/{room}" for room in ("model", "study", "scenario", "law", "calendar", "schema", "regulations")),
    *(
        "sim/quantities.py",
        "sim/random_streams.py",
        "sim/engine/record.py",
        "sim/engine/simpy",
        "scenarios",
        "calendars",
    ),
    *("tests/oracle", "tests/conformance", "tests/engine/compiled/workloads.py"),
)
"""Files and folders on which workloads, capacities and SimPy's records depend."""
MOST_CRASHES = 3
"""After so many a group is left."""
OUTCOMES = ("agree", "differ", "unsupported", "crash", "hang")


def main(words: Sequence[str] | None = None) -> int:
    """Run the groups asked for; 1 where the engines differ anywhere, or one crashed."""
    asked = _asked(words)
    if asked.checked:
        from tests.engine.compiled.sanitised import run_again  # late, since it takes the builder of the package

        run_again("tests.engine.compiled.try_all", [word for word in sys.argv[1:] if word != "--checked"])
    folder = kept_records()
    failed = False
    print(f"{'':34}{''.join(f'{outcome:>12}' for outcome in OUTCOMES)}     time")
    for group in _chosen(asked):
        began = time.perf_counter()
        result = run_group(group, folder, asked.wait)
        counts = "".join(f"{result.counts[outcome] or '.':>12}" for outcome in OUTCOMES)
        print(f"{group.name:34}{counts} {time.perf_counter() - began:7.1f} s", flush=True)
        for text in result.told[: asked.show]:
            print(text, flush=True)
        for reason, count in Counter(result.unsupported).most_common(asked.show):
            print(f"    unsupported, {count}: {reason}", flush=True)
        failed = failed or any(result.counts[outcome] for outcome in OUTCOMES[1:])
    return int(failed)


def _asked(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Run both engines on many workloads.")
    parser.add_argument("--only", choices=KINDS, help="one kind of workloads")
    parser.add_argument("--seeds", type=int, default=60, help="how many scenarios of each sort of the oracle")
    parser.add_argument("--first", type=int, default=0, help="the first of the seeds")
    parser.add_argument("--sorts", default="", help="names of groups, with commas between them")
    parser.add_argument("-k", default="", help="only workloads whose group and label hold this text")
    parser.add_argument("--replications", type=int, default=2, help="of every shipped variant")
    parser.add_argument("--show", type=int, default=2, help="how many differences of a group are told")
    parser.add_argument("--checked", action="store_true", help="check every access of the compiled code (gcc or clang)")
    parser.add_argument("--wait", type=float, default=20.0, help="seconds without an answer that are an endless loop")
    return parser.parse_args(words)


def _chosen(asked: argparse.Namespace) -> Iterator[Group]:
    sorts = [sort.strip() for sort in asked.sorts.split(",") if sort.strip()]
    kinds = (asked.only,) if asked.only else KINDS
    for group in groups(kinds, range(asked.first, asked.first + asked.seeds), asked.replications):
        if sorts and group.name not in sorts:
            continue
        labels = tuple(label for label in group.labels if asked.k in f"{group.name} {label}")
        if labels:
            yield Group(group.kind, group.name, labels, group.make)


@dataclass
class Result:
    """What came of the workloads of a group."""

    counts: Counter[str] = field(default_factory=Counter)
    """By outcome."""
    told: list[str] = field(default_factory=list)
    """Differences and crashes in words."""
    unsupported: list[str] = field(default_factory=list)
    """Why workloads are not supported."""

    def add(self, outcome: str, text: str) -> None:
        """Count one workload."""
        self.counts[outcome] += 1
        if outcome == "unsupported":
            self.unsupported.append(text)
        elif outcome != "agree":
            self.told.append(text)


def run_group(group: Group, folder: Path, wait: float) -> Result:
    """Run a group in a process of its own, and in another one from the next workload on where that one came to grief."""
    result, labels, broken = Result(), list(group.labels), 0
    while labels and broken < MOST_CRASHES:
        done = _run_until_it_breaks(group, labels, folder, wait, result)
        broken += done < len(labels)
        labels = labels[done + 1 :]
    if labels:
        result.told.append(f"    {group.name}: left with {len(labels)} workloads to go")
    return result


def _run_until_it_breaks(group: Group, labels: list[str], folder: Path, wait: float, result: Result) -> int:
    """Run workloads in a new process; how many of them it came through."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(there, group, labels, folder))
    process.start()
    there.close()
    for done, label in enumerate(labels):
        try:
            if not here.poll(wait):
                process.kill()
                process.join()
                result.add("hang", f"    {group.name} {label}: no answer for {wait:.0f} s")
                return done
            result.add(*here.recv())
        except EOFError:
            process.join()
            code = process.exitcode or 0
            how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
            result.add("crash", f"    {group.name} {label}: {how}")
            return done
    process.join()
    return len(labels)


def _work(there: Connection, group: Group, labels: list[str], folder: Path) -> None:
    for label in labels:
        there.send(_compared(group, label, folder))


def _compared(group: Group, label: str, folder: Path) -> tuple[str, str]:
    """How both engines compare on one workload, and in words where they do not agree."""
    (workload, capacity), expected = _known(group, label, folder)
    reason = same_record.unsupported(workload, capacity)
    if reason is not None:
        return "unsupported", reason
    found = same_record.answer(same_record.run_compiled, workload, capacity)
    faults = same_record.differences(expected, found, workload, capacity)
    said = "\n".join([f"  {group.name} {label}:", *faults])
    return ("differ", said) if faults else ("agree", "")


def _known(group: Group, label: str, folder: Path) -> tuple[Made, EngineRecord | same_record.Failed]:
    """A workload with its capacity and SimPy's answer, kept from an earlier run or made now."""
    file = folder / hashlib.sha256(f"{group.kind} {group.name} {label}".encode()).hexdigest()[:24]
    if file.exists():
        known: tuple[Made, EngineRecord | same_record.Failed] = pickle.loads(file.read_bytes())
        return known
    made = group.make(label)
    found = made, same_record.answer(run_with_simpy, *made)
    draft = file.with_suffix(".draft")
    draft.write_bytes(pickle.dumps(found, protocol=5))
    draft.rename(file)
    return found


def kept_records() -> Path:
    """The folder of kept records for the sources as they are; folders for earlier sources are removed."""
    digest = hashlib.sha256()
    paths = [path for source in SOURCES for path in (ROOT / source, *(ROOT / source).rglob("*"))]
    for path in sorted(path for path in paths if path.suffix in (".py", ".yaml", ".csv")):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    whole = Path(tempfile.gettempdir()) / f"engine-records-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}"
    folder = whole / digest.hexdigest()[:16]
    for other in whole.glob("*"):
        if other != folder:
            shutil.rmtree(other)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    if not same_record.there_is_a_compiled_engine():
        sys.exit(same_record.MISSING)
    sys.exit(main())
