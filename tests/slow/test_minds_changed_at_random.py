"""Twenty planners who change their minds at any moment, while processes die: nobody waits in vain, and nothing is left behind."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections import Counter
from contextlib import suppress

from sim.errors import InputError, ModelError
from sim.web.cases import ScenarioCase
from sim.web.simulation.simulations import Simulations

BASE = ScenarioCase("west_kazakhstan_social_aid")
PLANNERS, SHOWS, PATIENCE = 20, 12, 600
"""Planners, states that each looks at, and how long all of it may take [s]."""


async def looks(simulations: Simulations, chance: random.Random, seen: Counter[str]) -> None:
    """One planner, who looks at many states, some of which cannot be, and turns away from most."""
    for _ in range(SHOWS):
        setting = f"seed={chance.randrange(30)}" if chance.random() > 0.1 else "seed=none"
        alternative, wanted = ScenarioCase(BASE.path, (), (setting,)), chance.choice((3, 10, 20, 30))
        look = asyncio.ensure_future(one_look(simulations, alternative, wanted, seen))
        if chance.random() < 0.6:
            await asyncio.wait([look], timeout=chance.random() * 0.8)
            look.cancel()
        with suppress(asyncio.CancelledError):
            await look


async def one_look(simulations: Simulations, alternative: ScenarioCase, wanted: int, seen: Counter[str]) -> None:
    figures = simulations.refined(BASE, alternative, wanted)
    try:
        async for _ in figures:
            seen["figures"] += 1
    except (InputError, ModelError) as error:
        seen[type(error).__name__] += 1
    finally:
        await figures.aclose()


async def kills(simulations: Simulations, chance: random.Random, seen: Counter[str]) -> None:
    """End a process by force, again and again as soon as planners have seen some more figures."""
    while True:
        shown = seen["figures"]
        while seen["figures"] < shown + 15:
            await asyncio.sleep(0.05)
        with suppress(ProcessLookupError, IndexError):  # it has just ended, or all have
            os.kill(chance.choice(simulations.processes), signal.SIGKILL)
            seen["killed"] += 1


async def all_of_them() -> Counter[str]:
    seen: Counter[str] = Counter()
    async with Simulations(2, bases=(BASE,)) as simulations:
        killing = asyncio.ensure_future(kills(simulations, random.Random(1), seen))
        await asyncio.gather(*(looks(simulations, random.Random(number), seen) for number in range(PLANNERS)))
        killing.cancel()
        assert (await simulations.do(sum, (1, 2))) == 3
        while len(simulations.queue):  # what was to be known beforehand
            await asyncio.sleep(0.1)
        assert simulations.processes
    return seen


def test_nobody_waits_in_vain() -> None:
    seen = asyncio.run(asyncio.wait_for(all_of_them(), PATIENCE))
    print(dict(seen))
    assert seen["figures"] > PLANNERS
    assert seen["InputError"] > 0
    assert seen["killed"] > 0
