"""How `sim` answers an input: in a process of its own, measured, and held against what is promised."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.broken_input.broken_input import BrokenInput

REFUSED = 2
"""The exit code of what cannot be done."""
MOST_SECONDS = 2.0
"""Time of the processor for an answer at most [s]."""
MOST_MEMORY = 300
"""Memory for an answer at most [MB]."""
MOST_LINES = 60
"""Faults are told in so many lines at most, those of several variants together."""
KILOBYTES = 1_000 if sys.platform != "darwin" else 1_000_000
"""Of the unit in which a system tells of memory, in a megabyte."""
_PLACE = re.compile(r"(?P<file>[^\n]+?):(?P<line>\d+):(?P<column>\d+): \S")
_OPTION = re.compile(r"--[a-z-]+: \S")
_OF_PROGRAMMERS = (
    "Input should",
    "valid dictionary",
    "instance of",
    "NoneType",
    "<class",
    "object has no",
    "pydantic",
    "unhashable",
    " dtype",
    "utf-8' codec",
    "list index",
)


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    code: int
    """Exit code; below 0 the signal that ended it."""
    output: str
    errors: str
    left: tuple[str, ...]
    """Files that it changed, left or took away."""
    seconds: float = 0.0
    """Time of the processor [s]."""
    memory: float = 0.0
    """Memory at most [MB]."""


class ForkServer:
    """Starts a process that answers commands by copies of itself, which has imported everything already."""

    def __enter__(self) -> ForkServer:
        words = [sys.executable, "-m", "tests.broken_input.fork_server"]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *of_error: object) -> None:
        self._process.communicate()

    def answer(self, given: BrokenInput, folder: Path) -> Answer:
        """The answer of a copy of the process; what it takes to start is not in it."""
        before = _laid_out(given, folder)
        texts = folder.parent / "output", folder.parent / "errors"
        asked = {"folder": str(folder), "words": given.words, "output": str(texts[0]), "errors": str(texts[1])}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        code, seconds, memory = json.loads(self._process.stdout.readline())
        return Answer(code, *map(_read, texts), _changed(folder, before), seconds, memory / KILOBYTES)


_STARTER = """
import json, os, sys
process = os.fork()
if not process:
    os.execv(sys.executable, [sys.executable, "-m", "sim", *sys.argv[1:]])
_, status, used = os.wait4(process, 0)
with open(3, "w") as report:
    json.dump([os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss], report)
"""
"""Starts the command from a small process, for the largest memory of a process is handed down to the one that it starts."""


def answer_of_process(given: BrokenInput, folder: Path) -> Answer:
    """The answer of a process as users start it, with all that it takes to start."""
    before = _laid_out(given, folder)
    texts = folder.parent / "output", folder.parent / "errors"
    report, report_in = os.pipe()
    with texts[0].open("wb") as output, texts[1].open("wb") as errors:
        words = (
            "bash",
            "-c",
            'exec 3>&"$0"; exec "$@"',
            str(report_in),
            sys.executable,
            "-S",
            "-c",
            _STARTER,
            *given.words,
        )
        subprocess.run(
            words,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            pass_fds=(report_in,),
            check=False,
        )
    os.close(report_in)
    with open(report) as answer:
        code, seconds, memory = json.load(answer)
    return Answer(code, *map(_read, texts), _changed(folder, before), seconds, memory / KILOBYTES)


def answer_in_place(given: BrokenInput, folder: Path, invoke: Callable[..., Any]) -> Answer:
    """The answer of this process, by what invokes commands in tests; `folder` is the working directory."""
    given.lay_out(folder)
    before = _state(folder)
    begin = time.process_time()
    result = invoke(*given.words)
    seconds = time.process_time() - begin
    errors = result.stderr
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        errors += f"Traceback: {result.exception!r}"
    return Answer(result.exit_code, result.stdout, errors, _changed(folder, before), seconds)


def failings(given: BrokenInput, answer: Answer, seconds_of_start: float = 0.0) -> list[str]:
    """In what an answer does not keep what is promised; an answer of exit code 0 took the input for valid, and may leave results."""
    found = [f"exit code {answer.code}"] if answer.code not in (0, REFUSED) else []
    if "Traceback" in answer.errors or "Traceback" in answer.output:
        found.append("a traceback")
    if answer.seconds + seconds_of_start > MOST_SECONDS and answer.code:
        found.append(f"{answer.seconds + seconds_of_start:.2f} s")
    if answer.memory > MOST_MEMORY and answer.code:
        found.append(f"{answer.memory:.0f} MB")
    if answer.code == REFUSED:
        found += _failings_of_text(given, answer)
    return found


def _failings_of_text(given: BrokenInput, answer: Answer) -> list[str]:
    lines = answer.errors.splitlines()
    found = [] if lines else ["no word"]
    if any(word in answer.errors for word in _OF_PROGRAMMERS):
        found.append("words of programmers")
    if not all(line.replace("\t", " ").isprintable() for line in lines):
        found.append("a sign that steers")
    if len(lines) > MOST_LINES:
        found.append(f"{len(lines)} lines")
    if answer.left:
        found.append(f"left or changed: {', '.join(answer.left)}")
    if given.broken:
        places = [_PLACE.match(line) for line in lines]
        if not all(place or _OPTION.match(line) for place, line in zip(places, lines, strict=True)):
            found.append("a line without a place")
        named = {place["file"].partition("!")[0] for place in places if place}
        if not any(_names(name, given) for name in named):
            found.append("does not name the file")
        for place in filter(None, places):
            content = given.files.get(place["file"])
            if content is not None and int(place["line"]) > _lines_of(content):
                found.append(f"no such line: {place['line']}")
    return found


def _names(name: str, given: BrokenInput) -> bool:
    """Whether a name is that of a file, or of a folder in which it lies."""
    plain = os.path.normpath(name)
    return any(other == plain or other.startswith(f"{plain}/") for other in (given.broken, *given.files))


def _lines_of(content: bytes) -> int:
    """Lines of a text at most, whatever its encoding; what is no text has as many as it likes."""
    return max(content.count(b"\n"), content.count(b"\r")) + 2 if content[:2] != b"PK" else 1 << 60


def _laid_out(given: BrokenInput, folder: Path) -> dict[str, tuple[int, int]]:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    given.lay_out(folder)
    return _state(folder)


def _state(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of all files below a folder."""
    found = {}
    for at, _, names in os.walk(folder):
        for name in names:
            status = os.lstat(os.path.join(at, name))
            found[os.path.relpath(os.path.join(at, name), folder)] = (status.st_size, status.st_mtime_ns)
    return found


def _changed(folder: Path, before: dict[str, tuple[int, int]]) -> tuple[str, ...]:
    after = _state(folder)
    return tuple(sorted(name for name in {*before, *after} if before.get(name) != after.get(name)))


def _read(path: Path) -> str:
    with path.open("rb") as stream:
        return stream.read(5_000_000).decode("utf-8", "replace")
