"""The officers of files in a table, and what pooling would bring in a sentence; nothing where no file has an officer."""

from __future__ import annotations

from sim.experiment.results import Results
from sim.measure.in_words import count, gain, hours, number, people_from_one, points, role_name, share
from sim.report.parts import TextTable
from sim.report.run.names import place_names
from sim.translations.in_use import language, translated

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
            *place_names(results.study, office, role),
            people_from_one(member),
            count(row["files"]),
            share(row["utilisation"], 0),
            number(row["queue_h"], 1),
        )
        for (office, role, member), row in officers.items()
        if (office, role, member) in busiest
    )
    note = translated(
        "Each file has one member of the role, its officer, who alone does its steps. Hours in which files waited for theirs while a colleague was free, all together."
    )
    if len(officers) > _MOST_ROWS:
        note = translated("{note} The {most} busiest of {all}.", note=note, most=_MOST_ROWS, all=len(officers))
    columns = (translated("files"), translated("utilisation"), translated("waited for\nhim [h]"))
    labels = (translated("office"), translated("role"), translated("member"))
    return [TextTable("officers", translated("Officers of files"), labels, columns, rows, note)]


def pooling_sentence(results: Results) -> str:
    """What it would bring if any member took any file; empty where no file has an officer or no paired run was asked for."""
    pooled = results.pooled
    if pooled is None:
        return ""
    names = [role_name(results.study.regulations, role, language()) for role in pooled.roles]
    roles = names[0]
    for name in names[1:]:
        roles = translated("{first} and one {second}", first=roles, second=name)
    waited = sum(row["queue_h"].mean for row in results.figures.officers.values())
    files = sum(row["files"].mean for row in results.figures.officers.values())
    before, pairs = results.figures.whole["in_time"].mean, pooled.whole.replications
    text = translated(
        "Each file has one {roles} as its officer. Files waited not at all for theirs while a colleague was free.",
        roles=roles,
    )
    if waited:
        text = translated(
            "Each file has one {roles} as its officer. Files waited {mean} for theirs on average while a colleague was free.",
            roles=roles,
            mean=hours(waited / files),
        )
    if before != before or pooled.whole.mean != pooled.whole.mean:
        return text
    if not pooled.whole.mean:
        return translated(
            "{text} If any member took any file, no other answer would be in time; {pairs} paired replications.",
            text=text,
            pairs=pairs,
        )
    if not pooled.whole.significant:
        return translated(
            "{text} Whether more answers would be in time if any member took any file cannot be told with {pairs} paired "
            "replications: {points}.",
            text=text,
            pairs=pairs,
            points=points(pooled.whole),
        )
    now, then, more = gain(before, pooled.whole)
    return translated(
        "{text} If any member took any file, {then} of all answers would be in time instead of {now}, a gain of {gain}; {pairs} "
        "paired replications.",
        text=text,
        then=then,
        now=now,
        gain=more,
        pairs=pairs,
    )
