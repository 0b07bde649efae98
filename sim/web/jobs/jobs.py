"""Long work of all sessions: one piece after the other, each in a process of its own that can be stopped at any time."""

from __future__ import annotations

import asyncio
import logging
import secrets
import traceback
from collections import deque
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType

from sim.errors import refusal, system_reason
from sim.translations.in_use import counted, in_language, translated
from sim.web.jobs.in_process import Broken, Refused, ToldOfWork
from sim.web.jobs.job_process import JobProcess
from sim.web.jobs.kept_results import KEPT_BYTES, KEPT_SECONDS, KeptResults
from sim.web.jobs.outcome import JobResult, JobState
from sim.web.jobs.progress_words import Stage
from sim.web.jobs.request import JobRequest, refuse_nothing_changed

MOST_SECONDS = 600.0
"""A piece of work may take so long [s]."""
MOST_WAITING = 8
"""Pieces of work that wait at most, over all sessions."""
_LOG = logging.getLogger("sim.web")


class Job:
    """A piece of work that was asked for."""

    def __init__(self, session: str, request: JobRequest) -> None:
        self.id = secrets.token_urlsafe(24)
        """What nobody can guess."""
        self.session = session
        """Who has asked for it."""
        self.request = request
        """What was asked for."""
        self.process = JobProcess(request)
        """The process that does it."""
        self.state = JobState("waiting")
        """How far it is."""
        self.stopping: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done as soon as somebody has stopped it."""
        self._newer = asyncio.Event()

    async def states(self) -> AsyncIterator[JobState]:
        """How far it is, at once and whenever that changes, until it has ended; who is slow misses some between."""
        while True:
            state, newer = self.state, self._newer
            yield state
            if state.final:
                return
            await newer.wait()

    def stop(self) -> None:
        """Have it ended, whatever it is at; its last state says so."""
        if not self.stopping.done():
            self.stopping.set_result(None)

    def put(self, state: JobState) -> None:
        """Have another state, unless it has ended."""
        if self.state.final or state == self.state:
            return
        self.state = state
        newer, self._newer = self._newer, asyncio.Event()
        newer.set()


class Jobs:
    """Takes up long work, and does it piece by piece; use it as an asynchronous context manager, which ends all work as it is left."""

    def __init__(
        self,
        *,
        at_once: int = 1,
        most_waiting: int = MOST_WAITING,
        most_seconds: float = MOST_SECONDS,
        kept_seconds: float = KEPT_SECONDS,
        kept_bytes: int = KEPT_BYTES,
    ) -> None:
        self._at_once, self._most_waiting, self._most_seconds = at_once, most_waiting, most_seconds
        self._kept_seconds, self._kept_bytes = kept_seconds, kept_bytes
        self._jobs: dict[str, Job] = {}
        self._waiting: deque[Job] = deque()
        self._running: dict[Job, asyncio.Task[None]] = {}

    async def __aenter__(self) -> Jobs:
        self._loop = asyncio.get_running_loop()
        self._kept = KeptResults(self._loop.time, self._kept_seconds, self._kept_bytes)
        self._threads = ThreadPoolExecutor(self._at_once, thread_name_prefix="sim job")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for job in list(self._jobs.values()):
            job.stop()
        self._leave_queue()
        await asyncio.gather(*self._running.values(), return_exceptions=True)
        self._threads.shutdown(wait=False)

    def start(self, session: str, request: JobRequest) -> Job:
        """Take up a piece of work of a session, which waits for those before it.

        What stands before the first point in the name of a session is its browser, whose other sessions may have the result.
        Raises InputError where the session has another that has not ended, where too many wait, and for a comparison of a
        case with itself.
        """
        with in_language(request.lang):
            if session in self._jobs:
                raise refusal(
                    "-",
                    translated("another piece of work has not ended"),
                    translated("wait for it, or stop it"),
                )
            if len(self._waiting) >= self._most_waiting:
                raise refusal(
                    "-", translated("too many others wait for long work here"), translated("ask again in a few minutes")
                )
            refuse_nothing_changed(request)
        job = Job(session, request)
        self._jobs[session] = job
        self._waiting.append(job)
        job.stopping.add_done_callback(lambda _: self._leave_queue())
        self._go_on()
        return job

    def of(self, session: str) -> Job | None:
        """The piece of work of a session that has not ended."""
        return self._jobs.get(session)

    def result(self, identity: str, session: str) -> JobResult | None:
        """What has come of a piece of work, for the browser of a session; None where it is no longer kept, or never was its own."""
        return self._kept.get(identity, _browser(session))

    def _go_on(self) -> None:
        """Take up what waits, as far as there is room, and tell the others how many are before them."""
        while self._waiting and len(self._running) < self._at_once:
            job = self._waiting.popleft()
            with in_language(job.request.lang):
                job.put(JobState("running", words=translated("It begins.")))
            self._running[job] = self._loop.create_task(self._done(job))
        for before, job in enumerate(self._waiting, len(self._running)):
            with in_language(job.request.lang):
                words = counted(
                    "Somebody else's work is done first; {count} piece is before yours.",
                    "Somebody else's work is done first; {count} pieces are before yours.",
                    before,
                )
            job.put(JobState("waiting", words=words))

    def _leave_queue(self) -> None:
        """Let go of those that were stopped while they waited."""
        for job in [job for job in self._waiting if job.stopping.done()]:
            self._waiting.remove(job)
            self._end(job, _stopped(job))
        self._go_on()

    async def _done(self, job: Job) -> None:
        """Do a piece of work to its end."""
        last: list[ToldOfWork] = []

        def take(message: ToldOfWork) -> None:
            if isinstance(message, Stage):
                job.put(JobState("running", message.done, message.total, message.words))
            else:
                last.append(message)

        def tell(message: ToldOfWork) -> None:
            with suppress(RuntimeError):  # the loop is closed, and nobody listens
                self._loop.call_soon_threadsafe(take, message)

        work = self._loop.run_in_executor(self._threads, job.process.run, tell)
        try:
            finished, _ = await asyncio.wait(
                (work, job.stopping), timeout=self._most_seconds, return_when=asyncio.FIRST_COMPLETED
            )
            if work not in finished:
                job.process.kill()
            state = await self._ending(job, work, bool(finished), last)
        finally:
            job.process.kill()
            self._running.pop(job, None)
        self._end(job, state)
        self._go_on()

    async def _ending(self, job: Job, work: asyncio.Future[None], in_time: bool, last: list[ToldOfWork]) -> JobState:
        """The last state of a piece of work, as soon as nothing is left of its process."""
        with in_language(job.request.lang):
            try:
                await work
            except OSError as error:
                return _failed(translated("No process can be started: {reason}.", reason=system_reason(error)))
            except Exception:
                return self._told(job, Broken(traceback.format_exc()))
            if job.stopping.done():
                return _stopped(job)
            if not in_time:
                return _failed(
                    counted(
                        "It was ended, as it has taken more than {count} minute.",
                        "It was ended, as it has taken more than {count} minutes.",
                        max(round(self._most_seconds / 60), 1),
                    )
                )
            if not last:
                return _failed(translated("Its process was ended from outside, most often for lack of memory."))
            return self._told(job, last[-1])

    def _told(self, job: Job, message: ToldOfWork) -> JobState:
        """The last state by what the process has said at its end."""
        if isinstance(message, Refused):
            return _failed(message.words)
        if isinstance(message, Broken):
            number = secrets.token_hex(3)
            _LOG.error("fault %s in long work\n%s", number, message.trace)
            return _failed(
                translated(
                    "A fault of the program stopped it; its number in the server's log is {number}.", number=number
                )
            )
        assert isinstance(message, JobResult)
        if not self._kept.keep(job.id, _browser(job.session), message):
            return _failed(
                translated("The report is too large to be kept here; make it with the commands of the program.")
            )
        self._loop.call_later(self._kept_seconds + 1, self._kept.forget_old)
        return JobState("done", result=message)

    def _end(self, job: Job, state: JobState) -> None:
        """Have a piece of work ended, so that its session may ask for another."""
        if self._jobs.get(job.session) is job:
            del self._jobs[job.session]
        job.put(state)


def _browser(session: str) -> str:
    return session.partition(".")[0]


def _stopped(job: Job) -> JobState:
    with in_language(job.request.lang):
        return JobState("stopped", words=translated("It was stopped."))


def _failed(words: str) -> JobState:
    return JobState("failed", words=words)
