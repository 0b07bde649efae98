"""What the process of a piece of long work does: it makes itself small, works, tells how far it is, and says what came of it."""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection

from sim.errors import InputError, ModelError
from sim.experiment.worker_process import serve
from sim.translations.in_use import translated
from sim.visible_text import visible_line
from sim.web.jobs.outcome import JobResult
from sim.web.jobs.progress_words import Stage, stage_of
from sim.web.jobs.request import ComparisonRequest, JobRequest, ReportRequest, StaffingRequest

_NICE = 10
"""By so much the process stands back behind those that answer while a planner looks."""
_MOST_MEMORY = 4 * 1024**3
"""Memory that the process may ask the system for [bytes]; reports of a district take an eighth of a gigabyte of it, and claim one."""
_FIRST_TO_GO = "500"
"""How much sooner than others the system ends this process where memory runs out, so that the server stays."""
_EVERY = 0.2
"""Progress is told at most so often [s]."""


@dataclass(frozen=True)
class Refused:
    """Why the work cannot be done, in words for the planner."""

    words: str


@dataclass(frozen=True)
class Broken:
    """A fault of the program, for its log."""

    trace: str


ToldOfWork = Stage | JobResult | Refused | Broken
"""What comes through the pipe: stages while it works, then one of the others."""


def work_in_process(pipe: Connection, request: JobRequest, parent: int) -> None:
    """Do what a request asks for and tell it through a pipe; the process ends with its parent."""
    _stand_back()
    serve(parent, request.lang)
    telling = _Telling(pipe.send)
    with suppress(BrokenPipeError):  # nobody waits for it any more
        pipe.send(_ended(request, telling.progress))
        pipe.close()


def _ended(request: JobRequest, progress: Callable[[int, int, str], None]) -> ToldOfWork:
    """What comes of a request, whatever that is."""
    try:
        return _result(request, progress)
    except InputError as error:
        return Refused("; ".join(words_of_fault(fault.message, fault.repair) for fault in error.faults))
    except ModelError as error:
        return Refused(_sentence(str(error)))
    except MemoryError:
        return Refused(translated("The memory of this machine does not suffice for it."))
    except BrokenPipeError:
        raise
    except Exception:
        return Broken(traceback.format_exc())


def _result(request: JobRequest, progress: Callable[[int, int, str], None]) -> JobResult:
    """The work itself; what it needs is imported here, in its own process."""
    if isinstance(request, StaffingRequest):
        from sim.web.jobs.staffing_work import found_staffing

        return found_staffing(request, progress)
    if isinstance(request, ReportRequest):
        from sim.web.jobs.report_work import report_of_case

        return report_of_case(request, progress)
    assert isinstance(request, ComparisonRequest)
    from sim.web.jobs.report_work import report_of_comparison

    return report_of_comparison(request, progress)


def words_of_fault(message: str, repair: str) -> str:
    """A fault as a sentence for somebody who has written no file: without its place."""
    return _sentence(f"{message}; {repair}" if repair else message)


def _sentence(text: str) -> str:
    shown = visible_line(text)
    return f"{shown[:1].upper()}{shown[1:]}{'' if shown[-1:] in '.!?' else '.'}"


class _Telling:
    """Tells how far the work is, not oftener than somebody can see."""

    def __init__(self, send: Callable[[Stage], None]) -> None:
        self._send = send
        self._last = 0.0
        self._told: str | None = None
        self._rounds = 0

    def progress(self, done: int, total: int, what: str) -> None:
        """Take in progress as long work tells it."""
        now = time.monotonic()
        self._rounds += done == total
        if what == self._told and now - self._last < _EVERY and done != total:
            return
        self._told, self._last = what, now
        self._send(stage_of(done, total, what, self._rounds))


def _stand_back() -> None:
    """Work behind the server and its other processes, with one thread, in a group that can be ended as a whole."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"  # libraries of linear algebra keep memory ready for each thread
    if hasattr(os, "setsid"):
        os.setsid()
    if hasattr(os, "nice"):
        os.nice(_NICE)
    with suppress(OSError, ValueError, ImportError):  # not every system knows or allows it
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = _MOST_MEMORY if hard == resource.RLIM_INFINITY else min(_MOST_MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
        file.write(_FIRST_TO_GO)
