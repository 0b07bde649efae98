"""Notes of the offered load in words: clauses for the warnings of a run, and for the faults of a warm-up."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sim.errors import Facts, Note
from sim.translations.in_use import localized_iso, localized_signs, translated


def load_clause(note: Note) -> str:
    """A note of `sim.measure.offered_load` as a clause without a full stop."""
    return LOAD_CLAUSES[note.key](note.facts)


def pool_of(facts: Facts) -> str:
    """The office and the role that a note is about."""
    return f"{facts['office']} / {facts['role']}"


def _nobody_on_duty(facts: Facts) -> str:
    return translated("{pool}: nobody is on duty in the counted period, yet there is work", pool=pool_of(facts))


def _overloaded(facts: Facts) -> str:
    return translated(
        "{pool}: expected load {load} with {members}, so its queue grows without end; it takes at least {at_least} for the work "
        "to be done at all",
        pool=pool_of(facts),
        load=_of_hundred(facts["load"]),
        members=facts["members"],
        at_least=facts["at_least"],
    )


def _overloaded_in_month(facts: Facts) -> str:
    return translated(
        "{pool}: expected load {load} with {members} in {month}, so its queue grows in that month ({load_of_period} over the "
        "whole period)",
        pool=pool_of(facts),
        load=_of_hundred(facts["load"]),
        members=facts["members"],
        month=facts["month"],
        load_of_period=_of_hundred(facts["load_of_period"]),
    )


def _nobody_on_duty_in_month(facts: Facts) -> str:
    return translated(
        "{pool}: nobody is on duty in {month}, so its queue grows in that month ({load_of_period} over the whole period)",
        pool=pool_of(facts),
        month=facts["month"],
        load_of_period=_of_hundred(facts["load_of_period"]),
    )


def _counter_overloaded(facts: Facts) -> str:
    return translated(
        "{pool}: the counter is open for {hours} hours of its people, and the expected work there is {load} of them, so its hall "
        "grows without end",
        pool=pool_of(facts),
        hours=localized_signs(f"{facts['hours']:.0f}"),
        load=_of_hundred(facts["load"]),
    )


def _agendas_full(facts: Facts) -> str:
    sittings, agenda = facts["sittings"], facts["agenda"]
    return translated(
        "{pool}: {files} files are expected, and {sittings} sittings with an agenda of {agenda} have room for {room}, so its "
        "queue grows without end",
        pool=pool_of(facts),
        files=localized_signs(f"{facts['files']:.0f}"),
        sittings=sittings,
        agenda=agenda,
        room=sittings * agenda,
    )


def _sittings_rare(facts: Facts) -> str:
    return translated(
        "{pool}: {files} files are expected, and {sittings} sittings that are held from {at_least} on, so less than half of them "
        "can be held",
        pool=pool_of(facts),
        files=localized_signs(f"{facts['files']:.0f}"),
        sittings=facts["sittings"],
        at_least=facts["at_least"],
    )


def _sittings_end(facts: Facts) -> str:
    return translated(
        "{pool}: it last sits on {last}, before the period ends on {end}, so what comes later is never taken; let it sit more "
        "often, or make the run-out longer",
        pool=pool_of(facts),
        last=localized_iso(facts["last"]),
        end=localized_iso(facts["end"]),
    )


def _of_hundred(share: float) -> str:
    return localized_signs(f"{share:.0%}")


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
