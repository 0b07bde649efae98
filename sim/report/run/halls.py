"""Tables and sentences of halls: waits with and without appointment, who gives up, and the slots; none where there are none."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from sim.experiment.results import Results
from sim.measure.in_words import count, number, share
from sim.measure.intervals import Estimate
from sim.report.parts import TextTable
from sim.report.run.names import place_names
from sim.translations.in_use import marked, translated

_BARS = 30
"""At most this many halls have a sentence of their own."""


def hall_tables(results: Results) -> list[TextTable]:
    """The tables that a run has of halls where applicants book or may give up, and of the slots of their counters."""
    return [table for table in (_waits(results), _unserved(results), _slots(results)) if table.rows and table.columns]


def hall_sentences(results: Results) -> Iterator[str]:
    """What appointments and patience come to at each counter, in a sentence each."""
    for (office, role), row in list(results.figures.halls.items())[:_BARS]:
        parts = []
        if not math.isnan(row["booked_wait_min"].mean):
            booked, others = (number(row[name], interval=True) for name in ("booked_wait_min", "unbooked_wait_min"))
            if math.isnan(row["unbooked_wait_min"].mean):
                parts.append(translated("whoever has an appointment waits {booked} minutes", booked=booked))
            else:
                parts.append(
                    translated(
                        "whoever has an appointment waits {booked} minutes, others {others}",
                        booked=booked,
                        others=others,
                    )
                )
        if row["gave_up"].mean > 0:
            parts.append(
                translated(
                    "{share} of the visits are given up, and {lost} applicants are lost",
                    share=share(row["gave_up"], interval=False),
                    lost=count(row["lost"]),
                )
            )
        if not math.isnan(row["days_to_next_free"].mean):
            parts.append(
                translated(
                    "the next free slot is {days} days away, and {empty} of the slots stay empty",
                    days=number(row["days_to_next_free"]),
                    empty=share(row["empty_share"], interval=False),
                )
            )
        if parts:
            yield translated(
                "At the counter {place}: {found}.", place=_place(results, office, role), found="; ".join(parts)
            )


def _place(results: Results, office: str, role: str) -> str:
    return " / ".join(place_names(results.study, office, role))


_WAITS = {
    "visits": marked("visits"),
    "wait_min": marked("wait, mean\n[min]"),
    "wait_p95_min": marked("wait, 95 %\n[min]"),
    "booked_wait_min": marked("by appointment,\nmean [min]"),
    "unbooked_wait_min": marked("others,\nmean [min]"),
}
_UNSERVED = {
    "not_served": marked("not\nserved"),
    "turned_away": marked("turned away\nat the close"),
    "gave_up": marked("gave up\nwaiting"),
    "came_back": marked("of these\ncame back"),
    "lost": marked("lost"),
}


def _waits(results: Results) -> TextTable:
    note = translated(
        "Visits that begin in the counted period. Waits are on the clock, until one is served; whoever is not has waited for so "
        "long at least (Kaplan and Meier; a star where these are many)."
    )
    return _halls(results, _WAITS, "halls", translated("Halls"), note)


def _unserved(results: Results) -> TextTable:
    note = translated(
        "Visits of the counted period that ended without a service, and applicants who do not come again."
    )
    return _halls(results, _UNSERVED, "halls_unserved", translated("Who leaves a hall unserved"), note)


def _halls(results: Results, columns: Mapping[str, str], key: str, title: str, note: str) -> TextTable:
    """A table of all halls; columns but the mean wait are left out where no hall has a figure."""
    halls = results.figures.halls
    shown = [name for name in columns if name == "wait_min" or any(row[name].mean > 0 for row in halls.values())]
    rows = tuple(
        (_place(results, office, role), *(_shown(row, name) for name in shown)) for (office, role), row in halls.items()
    )
    headings = tuple(translated(columns[name]) for name in shown)
    return TextTable(key, title, (translated("office and role"),), headings, rows, note)


def _shown(row: Mapping[str, Estimate], name: str) -> str:
    if name in ("gave_up", "came_back"):
        return share(row[name], interval=False)
    return count(row[name]) if name in ("visits", "turned_away", "lost") else number(row[name])


def _slots(results: Results) -> TextTable:
    rows = [
        (
            _place(results, office, role),
            count(row["slots"]),
            share(row["booked_share"], interval=False),
            share(row["no_show_share"], interval=False),
            share(row["empty_share"], interval=False),
            number(row["days_to_slot"]),
            number(row["days_to_next_free"]),
            count(row["without_slot"]),
        )
        for (office, role), row in results.figures.halls.items()
        if not math.isnan(row["slots"].mean)
    ]
    columns = (
        translated("slots"),
        translated("booked"),
        translated("of these\nno-shows"),
        translated("empty"),
        translated("days to\nthe slot"),
        translated("to the next\nfree one"),
        translated("found\nnone"),
    )
    note = translated(
        "Slots of the counted period, and bookings made in it. Empty: nobody came to it, booked or not. Days are calendar days "
        "from the booking: to the slot on the wished day or later, and to the first one that was free."
    )
    return TextTable("slots", translated("Appointments"), (translated("office and role"),), columns, tuple(rows), note)
