"""The officers of files in a table, and what pooling would bring in a sentence; nothing where no file has an officer."""

from __future__ import annotations

from sim.experiment.results import Results
from sim.measure.in_words import count, gain, hours, number, people_from_one, points, role_name, share
from sim.report.parts import TextTable

_MOST_ROWS = 20
"""Officers in the table at most, those with most work on their time."""


def officer_tables(results: Results) -> list[TextTable]:
    """The table of the officers of files, if there are any."""
    officers = results.figures.officers
    if not officers:
        return []
    busiest = sorted(officers, key=lambda key: -officers[key]["utilisation"].mean)[:_MOST_ROWS]
    rows = tuple(
        (
            office,
            role.replace("_", " "),
            people_from_one(member),
            count(row["files"]),
            share(row["utilisation"], 0),
            number(row["queue_h"], 1),
        )
        for (office, role, member), row in officers.items()
        if (office, role, member) in busiest
    )
    note = "Each file has one member of the role, its officer, who alone does its steps. Hours in which files waited for theirs while a colleague was free, all together."
    if len(officers) > _MOST_ROWS:
        note += f" The {_MOST_ROWS} busiest of {len(officers)}."
    columns = ("files", "utilisation", "waited for\nhim [h]")
    return [TextTable("officers", "Officers of files", ("office", "role", "member"), columns, rows, note)]


def pooling_sentence(results: Results) -> str:
    """What it would bring if any member took any file; empty where no file has an officer or no paired run was asked for."""
    pooled = results.pooled
    if pooled is None:
        return ""
    roles = " and one ".join(f"{role_name(results.study.regulations, role)} [{role}]" for role in pooled.roles)
    waited = sum(row["queue_h"].mean for row in results.figures.officers.values())
    files = sum(row["files"].mean for row in results.figures.officers.values())
    mean = f"{hours(waited / files)} for theirs on average" if waited else "not at all for theirs"
    before = results.figures.whole["in_time"].mean
    text = f"Each file has one {roles} as its officer. Files waited {mean} while a colleague was free."
    if before != before or pooled.whole.mean != pooled.whole.mean:
        return text
    if not pooled.whole.mean:
        return f"{text} If any member took any file, no other answer would be in time; {pooled.whole.replications} paired replications."
    if not pooled.whole.significant:
        return (
            f"{text} Whether more answers would be in time if any member took any file cannot be told with "
            f"{pooled.whole.replications} paired replications: {points(pooled.whole)}."
        )
    now, then, more = gain(before, pooled.whole)
    return (
        f"{text} If any member took any file, {then} of all answers would be in time instead of {now}, a gain of {more}; "
        f"{pooled.whole.replications} paired replications."
    )
