"""What the reader of a comparison ought to know: whether the demand is the same, whose luck holds, what is left out."""

from __future__ import annotations

from collections.abc import Sequence

from sim.experiment.run import Results
from sim.measure.figures import Key
from sim.scenario.scenario import MSER_5
from sim.study.study import Study


def demand_warnings(runs: Sequence[Results], names: Sequence[str]) -> list[str]:
    """Say where the demand of a run is not that of the first, by stream: then differences are those of demand too."""
    wanted, found = runs[0].figures.streams, []
    first = _arrivals(runs[0])
    for run, name in zip(runs[1:], names[1:], strict=True):
        own, drawn, parts = run.figures.streams, _arrivals(run), []
        for title, mine, other in ((name, own, wanted), (names[0], wanted, own)):
            if only := [key[0] for key in mine if key not in other]:
                parts.append(f"only '{title}' has {', '.join(only)}")
        for key in wanted:
            if key not in own:
                continue
            here, there = own[key]["expected"].mean, wanted[key]["expected"].mean
            unlike = sum(a[key] != b[key] for a, b in zip(drawn, first, strict=True))
            if here != there:
                parts.append(f"{key[0]} has {here:.1f} expected applications instead of {there:.1f}")
            elif unlike:
                parts.append(f"{key[0]} brings other numbers of applications in {times(unlike)}")
        if parts:
            found.append(f"the demand of '{name}' is not that of '{names[0]}': {'; '.join(parts)}")
    return found


def times(count: int) -> str:
    """So many replications in words."""
    return f"{count} replication{'' if count == 1 else 's'}"


def _arrivals(run: Results) -> list[dict[tuple[str, ...], float]]:
    """By replication and stream: the applications that were drawn."""
    return [{key: row["arrivals"] for key, row in figures.streams.items()} for figures in run.replications]


def luck_notes(studies: Sequence[Study], names: Sequence[str]) -> list[str]:
    """Say where a study has another seed or other replications than the first, and whose warm-up holds."""
    first, notes = studies[0].scenario, []

    def luck(study: Study) -> tuple[object, ...]:
        return study.scenario.seed, study.scenario.replications, study.scenario.precision

    if other := [name for study, name in zip(studies, names, strict=True) if luck(study) != luck(studies[0])]:
        whose = ", ".join(f"'{name}'" for name in other)
        notes.append(f"Seed and replications of '{names[0]}' hold for all; {whose} would have others alone")
    if first.period.warm_up_until == MSER_5:
        notes.append(f"The warm-up that was found for '{names[0]}' holds for all")
    return notes


def unmatched(runs: Sequence[Results], same: Sequence[dict[Key, Key]], names: Sequence[str]) -> list[str]:
    """Name the routes that not all cases have."""
    common = {key for key in runs[0].figures.routes if all(key in of for of in same)}
    found = []
    for run, of, name in zip(runs, same, names, strict=True):
        used = {of[key] for key in common}
        if others := [" / ".join(key) for key in run.figures.routes if key not in used]:
            found.append(f"not compared, since not all cases have it: {', '.join(others)} ('{name}')")
    return found


def run_warnings(runs: Sequence[Results], names: Sequence[str]) -> list[str]:
    """What the reader ought to know of each run; once what is said of all."""
    said: dict[str, list[str]] = {}
    for run, name in zip(runs, names, strict=True):
        for text in run.warnings:
            said.setdefault(text, []).append(name)
    return [text if len(who) == len(runs) else f"{', '.join(who)}: {text}" for text, who in said.items()]
