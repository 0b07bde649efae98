"""Notes of the offered load in words: clauses for the warnings of a run, and for the faults of a warm-up."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sim.errors import Facts, Note


def load_clause(note: Note) -> str:
    """A note of `sim.measure.offered_load` as an English clause without a full stop."""
    return LOAD_CLAUSES[note.key](note.facts)


def _pool(facts: Facts) -> str:
    return f"{facts['office']} / {facts['role']}"


def _nobody_on_duty(facts: Facts) -> str:
    return f"{_pool(facts)}: nobody is on duty in the counted period, yet there is work"


def _overloaded(facts: Facts) -> str:
    return (
        f"{_pool(facts)}: expected load {facts['load']:.0%} with {facts['members']}, so its queue grows without end; it "
        f"takes at least {facts['at_least']} for the work to be done at all"
    )


def _overloaded_in_month(facts: Facts) -> str:
    return _queue_in_month(facts, f"expected load {facts['load']:.0%} with {facts['members']}")


def _nobody_on_duty_in_month(facts: Facts) -> str:
    return _queue_in_month(facts, "nobody is on duty")


def _queue_in_month(facts: Facts, why: str) -> str:
    return (
        f"{_pool(facts)}: {why} in {facts['month']}, so its queue grows in that month ({facts['load_of_period']:.0%} over the "
        "whole period)"
    )


def _counter_overloaded(facts: Facts) -> str:
    return (
        f"{_pool(facts)}: the counter is open for {facts['hours']:.0f} hours of its people, and the expected work there is "
        f"{facts['load']:.0%} of them, so its hall grows without end"
    )


def _agendas_full(facts: Facts) -> str:
    sittings, agenda = facts["sittings"], facts["agenda"]
    return (
        f"{_pool(facts)}: {facts['files']:.0f} files are expected, and {sittings} sittings with an agenda of {agenda} have "
        f"room for {sittings * agenda}, so its queue grows without end"
    )


def _sittings_rare(facts: Facts) -> str:
    return (
        f"{_pool(facts)}: {facts['files']:.0f} files are expected, and {facts['sittings']} sittings that are held from "
        f"{facts['at_least']} on, so less than half of them can be held"
    )


def _sittings_end(facts: Facts) -> str:
    return (
        f"{_pool(facts)}: it last sits on {facts['last']}, before the period ends on {facts['end']}, so what comes later is never "
        "taken; let it sit more often, or make the run-out longer"
    )


LOAD_CLAUSES: Mapping[str, Callable[[Facts], str]] = {
    "nobody_on_duty": _nobody_on_duty,
    "overloaded": _overloaded,
    "overloaded_in_month": _overloaded_in_month,
    "nobody_on_duty_in_month": _nobody_on_duty_in_month,
    "counter_overloaded": _counter_overloaded,
    "agendas_full": _agendas_full,
    "sittings_rare": _sittings_rare,
    "sittings_end": _sittings_end,
}
"""By key of a note: what makes a clause of its facts."""
