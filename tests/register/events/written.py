"""Registers of events that tests write, and what is read of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.quantities import UNSET, civil
from sim.register.events.event_options import EventOptions
from sim.register.events.event_register import NOBODY, EventRegister, OddRows
from sim.register.events.read_event_register import read_event_register


def of_text(folder: Path, text: str | bytes, **options: Any) -> EventRegister:
    """A register from the content of a CSV or an XES file."""
    path = folder / "events.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_event_register(path, EventOptions(**options), path.name)


def moment(instant: int) -> str:
    """An instant as a day and a time; `-` for none."""
    return "-" if instant == UNSET else f"{civil(instant):%Y-%m-%d %H:%M:%S}".removesuffix(":00")


def told_events(register: EventRegister) -> list[tuple[str, str, str, str, str]]:
    """The events of a register: case, activity, resource, start and end."""
    return [
        (
            register.cases[case],
            register.activities[activity],
            "" if resource == NOBODY else register.resources[resource],
            moment(start),
            moment(end),
        )
        for case, activity, resource, start, end in zip(
            register.case.tolist(),
            register.activity.tolist(),
            register.resource.tolist(),
            register.start.tolist(),
            register.end.tolist(),
            strict=True,
        )
    ]


def odd_of(register: EventRegister) -> dict[str, OddRows]:
    """What is odd in a register, by what it is."""
    return {odd.what: odd for odd in register.account.odd}
