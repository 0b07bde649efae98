"""A server from its first to its last moment."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from socket import socket
from typing import Any

import uvicorn

from sim.web.server import limits
from sim.web.server.door import Door
from sim.web.server.failures import QuietLog, ServerFailures
from sim.web.server.guard import Guard
from sim.web.server.pages import Pages
from sim.web.server.place import ServerPlace
from sim.web.server.protocols import CarefulHttp, CarefulSocket
from sim.web.server.site import ServedSite

_GRACE = 1
"""So long answers under way may take when the server ends [s]."""
_PATIENCE = 4.0
"""Whoever asks for the end again after so long does not wait for it any more [s]."""


@dataclass(frozen=True)
class Serving:
    """How a server is run."""

    listening: socket
    """The socket on which it listens."""
    place: ServerPlace
    """Where that is."""
    lang: str
    """The language of those who do not say which they want, where it is not English."""
    ready: Callable[[str], None]
    """Is told the address once the page can be looked at."""
    failures: ServerFailures
    """Takes note of what goes wrong inside."""


class _Server(uvicorn.Server):
    """A server that leaves signals to the one who runs it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _let_many_come() -> None:
    """Let the process have as many files open as connections may come; some systems begin with fewer."""
    try:
        import resource
    except ImportError:  # a system that has no such limits
        return
    wanted = 2 * limits.MOST_CONNECTIONS + 200
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    with suppress(OSError, ValueError):  # fewer connections will do
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))


async def serve_site(site: ServedSite[Any], serving: Serving, ended: asyncio.Event) -> None:
    """Serve a site until somebody asks for the end."""
    _let_many_come()
    door = Door(serving.place)
    pages = Pages(site, serving.failures, serving.place.port)
    guard = Guard(pages.router, serving.place, door, serving.failures, serving.lang)
    log = QuietLog(serving.failures)
    server = _Server(_settings(guard))
    log.take_over()
    asyncio.get_running_loop().set_exception_handler(log.of_loop)
    run = asyncio.create_task(server.serve([serving.listening]))
    end = asyncio.create_task(ended.wait())
    try:
        while not server.started and not run.done():
            await asyncio.sleep(0.005)
        if server.started:
            serving.ready(door.url)
        await asyncio.wait((run, end), return_when=asyncio.FIRST_COMPLETED)
    finally:
        end.cancel()
        server.should_exit = True
        await run


def _settings(guard: Guard) -> uvicorn.Config:
    return uvicorn.Config(
        guard,
        loop="asyncio",
        http=CarefulHttp,
        ws=CarefulSocket,
        ws_max_size=limits.LARGEST_MESSAGE,
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
        h11_max_incomplete_event_size=limits.LARGEST_HEAD,
    )


@contextmanager
def ended_on_request(ended: asyncio.Event) -> Iterator[None]:
    """Set an event when the process is asked to end, by the keyboard or from outside, instead of ending at once.

    Asked once more after some seconds the process ends at once, whatever it is clearing away.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals come to the main thread alone
        return
    loop = asyncio.get_running_loop()
    asked: list[float] = []

    def end(number: int, _frame: Any) -> None:
        asked.append(time.monotonic())
        if asked[-1] - asked[0] > _PATIENCE:
            os._exit(128 + number)
        loop.call_soon_threadsafe(ended.set)

    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
    heeded = {number: signal.getsignal(number) for number in numbers}
    try:
        for number, before in heeded.items():
            if before is not signal.SIG_IGN:
                signal.signal(number, end)
        yield
    finally:
        for number, before in heeded.items():
            signal.signal(number, before)
