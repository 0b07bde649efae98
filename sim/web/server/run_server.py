"""The whole of `sim serve`: scenarios are read, processes are warmed up, the page is served until somebody ends it."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sim.errors import Fault, OutputError
from sim.translations.in_use import translated
from sim.web.cases import ScenarioCase
from sim.web.jobs.jobs import Jobs
from sim.web.served import MOST_SERVED_APPLICATIONS, ServedScenario, serve_scenarios
from sim.web.server.failures import ServerFailures
from sim.web.server.place import LOOPBACK, open_place
from sim.web.server.serving import Serving, ended_on_request, serve_site
from sim.web.server.what_if import WhatIf, folder_beside
from sim.web.simulation.simulations import Simulations


@dataclass(frozen=True, kw_only=True)
class ServeSettings:
    """What a server is to be."""

    scenarios: tuple[str, ...]
    """Scenario files, or names of shipped scenarios."""
    host: str = LOOPBACK
    """The interface on which it listens."""
    port: int | None = None
    """The port: None for the usual one or the next that is free, 0 for any."""
    folder: Path | None = None
    """Where pages save scenarios; None for the folder of the first scenario file."""
    processes: int | None = None
    """How many processes simulate; None for one per processor core."""
    lang: str = "en"
    """The language of pages that do not say which they want, where it is not English."""
    verbose: bool = False
    """Whether failures are told in full."""


def run_server(settings: ServeSettings, ready: Callable[[str], None], tell: Callable[[str], None]) -> None:
    """Serve until the process is asked to end.

    `ready` is told the address as soon as the page can be looked at, `tell` what goes wrong inside, a line each. Raises InputError
    for scenarios that cannot be used, and for a host, a port or a folder that is none.
    """
    if settings.folder is not None and not settings.folder.is_dir():
        message = translated("there is no folder '{folder}'", folder=settings.folder)
        raise OutputError([Fault("--folder", 0, 0, message, translated("make it first, or name another one"))])
    listening, place = open_place(settings.host, settings.port)
    with listening:
        serving = Serving(listening, place, settings.lang, ready, ServerFailures(tell, settings.verbose))
        asyncio.run(_serve(settings, serving))


async def _serve(settings: ServeSettings, serving: Serving) -> None:
    ended = asyncio.Event()
    with ended_on_request(ended):
        end = asyncio.create_task(ended.wait())
        start = asyncio.create_task(_started(settings))
        try:
            await asyncio.wait((start, end), return_when=asyncio.FIRST_COMPLETED)
            if not start.done():
                return  # nobody wants to wait for it
            served, simulations = start.result()
        finally:
            end.cancel()
            if not start.done():
                start.cancel()
                await asyncio.gather(start, return_exceptions=True)
        async with AsyncExitStack() as stack:
            stack.push_async_exit(simulations)
            jobs = await stack.enter_async_context(Jobs())
            folder = settings.folder if settings.folder is not None else folder_beside(served)
            site = WhatIf(served, simulations, jobs, folder)
            site.page("", settings.lang)  # what a first page imports and compiles, nobody has to wait for
            with _kept_for_good():
                await serve_site(site, serving, ended)


async def _started(settings: ServeSettings) -> tuple[tuple[ServedScenario, ...], Simulations]:
    """The scenarios, read while the processes that are to simulate them start; raises InputError for what cannot be used."""
    bases = [ScenarioCase(path) for path in dict.fromkeys(settings.scenarios)]
    simulations = Simulations(settings.processes, MOST_SERVED_APPLICATIONS, bases=bases)
    warm = asyncio.create_task(simulations.__aenter__())
    try:
        served = await asyncio.to_thread(serve_scenarios, settings.scenarios)
        await warm
    except BaseException:
        await simulations.__aexit__(None, None, None)  # ends what is starting; to cancel it would lose processes
        await asyncio.gather(warm, return_exceptions=True)
        raise
    return served, simulations


@contextmanager
def _kept_for_good() -> Iterator[None]:
    """Take all that there is for what lasts as long as the block.

    To look it through for circles that nobody needs takes a tenth of a second each time, in which nobody is answered.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
