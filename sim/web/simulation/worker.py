"""What a worker does: it answers one task after the other on its standard input and output, until nobody asks any more.

A frame is a length of eight bytes and so many bytes of a pickle. The process is a plain child that imports what it needs and
nothing of the program that started it, so that it starts the same way on every system, and ends when its input does.
"""

from __future__ import annotations

import os
import pickle
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, Generic, Protocol, TypeVar

from sim.errors import InputError, ModelError
from sim.experiment.worker_process import serve
from sim.translations.in_use import in_language
from sim.web.cases import ScenarioCase
from sim.web.simulation.case_parts import PartOfCase
from sim.web.simulation.kept_cases import KeptCases, kept_cases

_T = TypeVar("_T")
_T_co = TypeVar("_T_co", covariant=True)
_LENGTH = 8
"""Bytes of the length of a frame."""


class WorkerTask(Protocol[_T_co]):
    """What a worker can be asked for; it can be pickled, and so can what it gives."""

    def done(self, kept: KeptCases) -> _T_co:
        """Do it with what the worker keeps."""
        ...


@dataclass(frozen=True)
class FunctionCall(Generic[_T]):
    """A task: any function."""

    function: Callable[..., _T]
    """The function; it can be pickled."""
    arguments: tuple[Any, ...]
    """What it is called with."""

    def done(self, kept: KeptCases) -> _T:
        """Call the function."""
        return self.function(*self.arguments)


@dataclass(frozen=True)
class WarmUpTask:
    """A task: import what the first tasks need, read some scenarios and simulate one replication of each."""

    cases: tuple[ScenarioCase, ...]
    """The cases that are looked at first."""

    def done(self, kept: KeptCases) -> None:
        """Simulate the replications; raises InputError where a case cannot be read."""
        for case in self.cases:
            PartOfCase(case, (1,), whole=True).done(kept)


@dataclass(frozen=True)
class WorkerSetUp:
    """What a worker is told at first."""

    parent: int
    """The process for which it works."""
    lang: str
    """The language in which it speaks unless it is asked in another."""
    most_applications: int
    """Applications of a replication at most."""
    most_log_bytes: int
    """Memory of the logs that it keeps at most [bytes]."""


@dataclass(frozen=True)
class TaskFailure:
    """Why a task was not done."""

    error: InputError | ModelError | None
    """An error in words for those who asked; None where something else went wrong."""
    trace: str
    """The traceback, for the log of the server."""


def write_frame(file: BinaryIO, content: bytes) -> None:
    """Write a frame; raises OSError where nobody reads it."""
    file.write(len(content).to_bytes(_LENGTH, "big") + content)
    file.flush()


def read_frame(file: BinaryIO) -> bytes:
    """The next frame; raises EOFError where there is none, or not the whole of it."""
    length = file.read(_LENGTH)
    content = file.read(int.from_bytes(length, "big")) if len(length) == _LENGTH else b""
    if len(length) < _LENGTH or len(content) < int.from_bytes(length, "big"):
        raise EOFError
    return content


def work() -> None:
    """Do tasks until there are no more; what the tasks print goes to the standard error output."""
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    kept = kept_cases()
    try:
        told: WorkerSetUp = pickle.loads(read_frame(source))
        serve(told.parent, told.lang)
        kept.most_applications, kept.most_log_bytes = told.most_applications, told.most_log_bytes
        while True:
            lang, content = pickle.loads(read_frame(source))
            with in_language(lang):
                answer = _answer(kept, content)
            write_frame(sink, answer)
    except (EOFError, BrokenPipeError):
        os._exit(0)  # nobody asks any more, so that nothing is left to be put in order


def _answer(kept: KeptCases, content: bytes) -> bytes:
    """What a task gives, or why it was not done."""
    try:
        task: WorkerTask[Any] = pickle.loads(content)
        return pickle.dumps(task.done(kept), protocol=pickle.HIGHEST_PROTOCOL)
    except (InputError, ModelError) as error:
        return pickle.dumps(TaskFailure(error, traceback.format_exc()))
    except Exception:
        return pickle.dumps(TaskFailure(None, traceback.format_exc()))
