"""The environment of offices: what it relies on in SimPy, what becomes of failures, and the order inside one second."""

from __future__ import annotations

import ast
import gc
import inspect
from collections.abc import Generator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import simpy

import sim.engine.simpy.environment
from sim.engine.simpy.environment import AppointedEvent, OfficeEnvironment, Phase
from sim.engine.simpy.simulation import run
from tests.oracle.scenarios import scenario

Steps = Generator[simpy.Event, Any, Any]
PRIVATE = {"_active_proc", "_defused", "_eid", "_generator", "_now", "_ok", "_queue", "_resume", "_target", "_value"}
"""Private parts of SimPy's environments, events and processes."""


@pytest.fixture
def env() -> OfficeEnvironment:
    """An environment from 0 to 1000."""
    return OfficeEnvironment(0, 1000)


def test_only_the_environment_touches_private_parts_of_simpy() -> None:
    module = Path(sim.engine.simpy.environment.__file__)
    touches = {
        f"{path.name}:{node.lineno} {node.attr}"
        for path in module.parents[2].rglob("*.py")
        if path != module
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in PRIVATE
    }
    assert not touches


def test_this_simpy_has_the_parts_that_the_environment_relies_on() -> None:
    """A release of SimPy that changes one of them fails here, with the part that environment.py has to be fitted to."""

    def relies(holds: bool, part: str) -> None:
        assert holds, f"SimPy {version('simpy')} does not keep to what environment.py relies on: {part}"

    class Listening(simpy.Environment):
        def schedule(self, event: simpy.Event, priority: Any = simpy.events.NORMAL, delay: Any = 0) -> None:
            scheduled.append((type(event).__name__, int(priority), delay))
            super().schedule(event, priority, delay)

    def waits(event: simpy.Event) -> Steps:
        yield event

    scheduled: list[tuple[str, int, float]] = []
    plain = Listening()
    event = plain.event()
    relies(event.callbacks == [] and event.env is plain, "`Event.callbacks` is a list at first, and `Event.env` is set")
    relies(not event.triggered and event._value is simpy.events.PENDING, "`Event._value` is PENDING until triggered")
    event.succeed("value")
    relies((event._ok, event._value) == (True, "value"), "`Event._ok` and `_value` are the outcome of an event")
    process = plain.process(waits(event))
    relies(inspect.isgenerator(process._generator), "`Process._generator` is the generator of a process")
    plain.timeout(5)
    relies(
        scheduled == [("Event", 1, 0), ("Initialize", 0, 0), ("Timeout", 1, 5)],
        "every event comes by `Environment.schedule(event, priority, delay)`, with the priorities URGENT 0 and NORMAL 1",
    )
    plain.step()
    relies(process.target is process._target is event, "`Process._target` is the event that a process waits for")
    relies(event.callbacks == [process._resume], "`Process._resume` is the callback that lets a process go on")
    plain.step()
    relies(event.callbacks is None and event.processed, "`Event.callbacks` is None once an event has been processed")
    relies(not process.is_alive and process._value is None, "a process that has ended has a `_value`")
    outcome = AppointedEvent(OfficeEnvironment(0, 1))
    relies(outcome.ok and outcome.triggered and outcome.value is None, "a class may set `_ok` and `_value` beforehand")
    relies(not outcome.defused, "`Event.defused` is False until it is set")


def test_a_failed_event_is_thrown_into_the_process_that_waits_for_it(env: OfficeEnvironment) -> None:
    noted: list[object] = []

    def process(event: simpy.Event) -> Steps:
        try:
            noted.append((yield event))
        except RuntimeError as exception:
            noted.append((env.now, str(exception)))
        noted.append((yield env.timeout(5, "goes on")))

    failing = env.event()
    env.start(process(failing), 0)
    env.wake(10, lambda _: failing.fail(RuntimeError("no paper")))
    env.run()
    assert noted == [(10, "no paper"), "goes on"]
    assert failing.defused


def test_a_failed_event_that_nobody_handles_stops_the_simulation(env: OfficeEnvironment) -> None:
    failing = env.event()
    env.wake(10, lambda _: failing.fail(RuntimeError("no paper")))
    with pytest.raises(RuntimeError, match="no paper") as raised:
        env.run()
    assert raised.value.__cause__ is failing.value
    assert env.now == 10


def test_a_failed_event_that_is_defused_does_not(env: OfficeEnvironment) -> None:
    failing = env.event()
    failing.callbacks.append(lambda event: setattr(event, "defused", True))
    env.wake(10, lambda _: failing.fail(RuntimeError("no paper")))
    env.wake(20, lambda _: None)
    env.run()
    assert env.now == 20


def test_an_exception_in_a_process_stops_the_simulation_or_is_thrown_into_whoever_waits(env: OfficeEnvironment) -> None:
    def fails() -> Steps:
        yield env.timeout(5)
        raise KeyError("register")

    def waits(process: simpy.Process) -> Steps:
        with pytest.raises(KeyError, match="register"):
            yield process

    waiting = env.process(waits(env.start(fails(), 0)))
    env.run()
    assert waiting.processed
    env.start(fails(), 10)
    with pytest.raises(KeyError, match="register"):
        env.run()


def test_a_process_may_be_interrupted_and_waited_for(env: OfficeEnvironment) -> None:
    noted: list[object] = []

    def interrupted() -> Steps:
        try:
            yield env.timeout(100)
        except simpy.Interrupt as interrupt:
            noted.append((env.now, interrupt.cause))
        return "result"

    process = env.start(interrupted(), 5)

    def waits() -> Steps:
        noted.append((yield process))
        noted.append((yield process))  # has ended before

    env.process(waits())
    env.wake(20, lambda _: process.interrupt("bell"))
    env.run()
    assert noted == [(20, "bell"), "result", "result"]
    assert not process.is_alive


def test_appointed_events_fit_conditions_of_simpy(env: OfficeEnvironment) -> None:
    noted: list[object] = []
    first, second = AppointedEvent(env), AppointedEvent(env)
    first.set_value("first")

    def waits() -> Steps:
        noted.append((yield first | second).todict())
        noted.append((yield first))  # has happened before
        noted.append((env.now, (yield second)))

    env.process(waits())
    env.happen(first, 3)
    env.happen(second, 7)
    assert env.peek() == 0
    env.run()
    assert noted == [{first: "first"}, "first", (3, None)]
    assert env.now == 7
    assert env.peek() == float("inf")


class Office:
    """A pool that notes its dispatches, and lets something happen at the same instant at its first one."""

    def __init__(self, env: OfficeEnvironment, noted: list[object]) -> None:
        self.env, self.noted, self.touched = env, noted, False
        self.again = True

    def touch(self) -> None:
        if not self.touched:
            self.touched = True
            self.env.touched.append(self)

    def dispatch(self) -> None:
        self.noted.append(Phase.DISPATCH)
        if self.again:
            self.again = False
            self.env.wake(self.env.now, lambda _: self.noted.append(Phase.EVENTS))


@pytest.mark.parametrize("stepwise", [False, True])
def test_the_phases_of_one_instant_follow_each_other(env: OfficeEnvironment, stepwise: bool) -> None:
    noted: list[object] = []
    office = Office(env, noted)

    def event(_: object) -> None:
        noted.append(Phase.EVENTS)
        office.touch()

    def late(rank: tuple[int, int]) -> None:
        noted.append((Phase.LATE, rank))
        office.touch()

    for rank in ((2, 0), (0, 1), (-1, 0), (0, 0)):
        env.do_late(7, lambda rank=rank: late(rank), rank)  # type: ignore[misc]  # as mypy does not infer it
    env.wake(7, event)
    env.wake(7, event)
    env.wake(7, lambda _: noted.append(Phase.FIRST), Phase.FIRST)
    env.wake(8, lambda _: noted.append("next"))
    if stepwise:
        while env.peek() <= env.last:
            env.step()
        with pytest.raises(simpy.core.EmptySchedule):
            env.step()
    else:
        env.run()
    assert noted == [
        Phase.FIRST,
        Phase.EVENTS,
        Phase.EVENTS,
        Phase.DISPATCH,
        Phase.EVENTS,
        (Phase.LATE, (-1, 0)),
        (Phase.LATE, (0, 0)),
        (Phase.LATE, (0, 1)),
        (Phase.LATE, (2, 0)),
        Phase.DISPATCH,
        "next",
    ]


def test_the_instant_in_which_nothing_is_left_to_follow_is_completed(env: OfficeEnvironment) -> None:
    noted: list[object] = []

    def finish(_: object) -> None:
        env.finished = True

    env.wake(7, finish)
    env.do_late(7, lambda: noted.append(Phase.LATE))
    env.wake(8, lambda _: noted.append("next"))
    env.run()
    assert (noted, env.now) == ([Phase.LATE], 7)


def test_an_office_runs_to_its_own_last_instant(env: OfficeEnvironment) -> None:
    env.wake(1000, lambda _: None)
    env.wake(1001, lambda _: None)
    with pytest.raises(ValueError, match="its own last instant"):
        env.run(until=5)
    env.run()
    assert env.now == 1000


def test_a_simulation_that_fails_leaves_the_garbage_collector_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    before = gc.get_threshold()
    during: list[tuple[int, int, int]] = []

    def fail(_: OfficeEnvironment) -> None:
        during.append(gc.get_threshold())
        raise ZeroDivisionError

    monkeypatch.setattr(OfficeEnvironment, "run", fail)
    with pytest.raises(ZeroDivisionError):
        run(*scenario(0))
    assert during != [before]
    assert gc.get_threshold() == before
