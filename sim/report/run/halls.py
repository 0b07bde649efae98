"""Tables and sentences of halls: waits with and without appointment, who gives up, and the slots; none where there are none."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from sim.experiment.results import Results
from sim.measure.in_words import number, percent
from sim.measure.intervals import Estimate
from sim.report.parts import TextTable

_BARS = 30
"""So many halls have a sentence of their own at most."""


def hall_tables(results: Results) -> list[TextTable]:
    """The tables that a run has of halls where applicants book or may give up, and of the slots of their counters."""
    return [table for table in (_halls(results), _slots(results)) if table.rows]


def hall_sentences(results: Results) -> Iterator[str]:
    """What appointments and patience come to at each counter, in a sentence each."""
    for (office, role), row in list(results.figures.halls.items())[:_BARS]:
        parts = []
        if not math.isnan(row["booked_wait_min"].mean):
            booked, others = (number(row[name], interval=True) for name in ("booked_wait_min", "unbooked_wait_min"))
            parts.append(f"whoever has an appointment waits {booked} minutes, others {others}")
        if row["gave_up"].mean > 0:
            lost = number(row["lost"])
            parts.append(f"{percent(row['gave_up'].mean)} of the visits are given up, and {lost} applicants are lost")
        if not math.isnan(row["days_to_next_free"].mean):
            empty = percent(row["empty_share"].mean, 0)
            free = number(row["days_to_next_free"])
            parts.append(f"the next free slot is {free} days away, and {empty} of the slots stay empty")
        if parts:
            yield f"At the counter {_place(office, role)}: {'; '.join(parts)}."


def _place(office: str, role: str) -> str:
    return f"{office} / {role.replace('_', ' ')}"


def _halls(results: Results) -> TextTable:
    """Columns without a figure at any counter are left out."""
    halls = results.figures.halls
    columns = {
        "visits": "visits",
        "wait_min": "wait,\nmean [min]",
        "wait_p95_min": "wait,\n95 % [min]",
        "booked_wait_min": "booked\n[min]",
        "unbooked_wait_min": "others\n[min]",
        "turned_away": "turned\naway",
        "gave_up": "given up",
        "came_back": "of these\nback",
        "lost": "lost",
    }
    shown = [name for name in columns if any(row[name].mean > 0 for row in halls.values())]
    rows = [(_place(office, role), *(_shown(row, name) for name in shown)) for (office, role), row in halls.items()]
    note = (
        "Visits that begin in the counted period. Waits are on the clock and those of visits that were served; who gave up "
        "waited in vain and is not among them."
    )
    return TextTable("halls", "Halls", ("office and role",), tuple(columns[name] for name in shown), tuple(rows), note)


def _shown(row: Mapping[str, Estimate], name: str) -> str:
    if name in ("gave_up", "came_back"):
        return percent(row[name].mean, 0)
    return number(row[name], 0 if name == "visits" else 1)


def _slots(results: Results) -> TextTable:
    rows = [
        (
            _place(office, role),
            number(row["slots"], 0),
            percent(row["booked_share"].mean),
            percent(row["no_show_share"].mean),
            percent(row["empty_share"].mean),
            number(row["days_to_slot"]),
            number(row["days_to_next_free"]),
            number(row["without_slot"]),
        )
        for (office, role), row in results.figures.halls.items()
        if not math.isnan(row["slots"].mean)
    ]
    columns = (
        "slots", "booked", "no-shows\nof the\nbooked", "empty", "days to\nthe slot", "days to\nthe next\nfree one",
        "found\nnone",
    )  # fmt: skip
    note = (
        "Slots of the counted period, and bookings made in it. Empty: nobody came to it, booked or not. Days are calendar days "
        "from the booking: to the slot on the wished day or later, and to the first one that was free."
    )
    return TextTable("slots", "Appointments", ("office and role",), columns, tuple(rows), note)
