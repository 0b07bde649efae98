"""The page of a region: late answers of all districts together, and where most of them are."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial

from matplotlib.figure import Figure

from sim.measure.in_words import count, count_and_ends, percent, route_name, share, stated_share, whole_days
from sim.measure.intervals import Estimate
from sim.planning.region.region import District, Region
from sim.report.parts import Paragraph, Plot, Section, TextTable
from sim.report.planning.page import PlanningPage
from sim.report.run.routes import brings
from sim.scenario.scenario import Period

MOST_BARS = 30
"""At most this many districts have a bar."""
_NAMED = 3
"""A sentence names at most this many districts."""
_COLUMNS = ("late", "8 of 10 periods", "applications", "in time [%]", "busiest [%]")


def region_page(region: Region, period: Period) -> PlanningPage:
    """What is shown of a region; `period` is that of all its scenarios."""
    districts = Section(
        "districts",
        "Districts, those with most late answers first",
        (Plot(partial(compliance_chart, region)), _districts(region), Paragraph(_NOTE, "note")),
    )
    sections = [districts, Section("region_routes", "Routes, all districts together", (_routes(region),))]
    if region.parts:
        sections.insert(0, Section("parts", "Parts of the folder", (_parts(region),)))
    how_many = "1 scenario" if len(region.districts) == 1 else f"{len(region.districts)} scenarios together"
    return PlanningPage(
        f"{region.name}: {how_many}",
        _how(region),
        tuple(_answers(region, period)),
        tuple(sections),
    )


def compliance_chart(region: Region) -> Figure:
    """Share in time of the districts with most late answers, with intervals and the target."""
    import pandas as pd

    from sim.report.charts import compliance

    rows = [
        {"label": district.name, "mean": value.mean, "low": value.low, "high": value.high}
        for district in region.by_late_answers[:MOST_BARS]
        for value in [district.whole["in_time"]]
    ]
    return compliance(pd.DataFrame(rows), region.target)


def _answers(region: Region, period: Period) -> Iterator[str]:
    """How many answers are late in all, where, and who misses the target."""
    late, applications = region.whole["late"], count(region.whole["applications"])
    if math.isnan(region.whole["in_time"].mean):
        yield f"No route has a term to keep; {applications} applications on average."
        return
    if not late.mean:
        yield f"None of {applications} answers is late in any of {region.replications} replications."
        return
    mean, ends = count_and_ends(late)
    known = f" (uncertainty of this mean {ends})" if ends else ""
    one_period = "".join(f"; {text}" for text in (brings(late, period),) if text)
    yield (
        f"{mean} of {applications} answers are late on average{known}{one_period}; {share(region.whole['in_time'])} "
        f"of all answers are in time, half of them by working day {whole_days(region.whole['median_days'], interval=True)} and "
        f"19 in 20 by day {whole_days(region.whole['p95_days'], interval=True)}."
    )
    first = region.by_late_answers[:_NAMED]
    if len(region.districts) > _NAMED:
        part = percent(sum(district.whole["late"].mean for district in first) / late.mean, 0)
        named = ", ".join(f"{district.name} ({count(district.whole['late'])})" for district in first)
        yield f"Most of them in {named}: {part} of all late answers."
    yield from _targets(region)


def _targets(region: Region) -> Iterator[str]:
    """Which districts reach their targets, and of which that cannot be told."""
    with_target = [district for district in region.districts if district.target is not None]
    if not with_target:
        return
    target = f"the target of {stated_share(region.target)} in time" if region.target is not None else "their targets"
    missed, undecided = region.missed, region.undecided
    text = f"{len(with_target) - len(missed) - len(undecided)} of {len(with_target)} districts reach {target}, {len(missed)} miss it"
    if undecided:
        text += f", and of {len(undecided)} it cannot be told ({_some(undecided)})"
    yield f"{text}."


def _some(districts: Sequence[District]) -> str:
    """The names of some districts, the first few where they are many."""
    names = [district.name for district in districts]
    more = len(names) - 2 * _NAMED
    return ", ".join(names) if more <= 1 else f"{', '.join(names[: 2 * _NAMED])} and {more} more"


def _how(region: Region) -> str:
    fewest = f"Sums are over the first {region.replications} replications, which all districts have"
    assumed = (
        "what hits several districts at once is not in them, since each has random numbers of its own (an assumption)"
    )
    return f"{fewest}; {assumed}."


def _districts(region: Region) -> TextTable:
    rows = [
        (
            district.name,
            *_late_cells(district.whole),
            f"{percent(district.busiest[2], 0)} {district.busiest[1].replace('_', ' ')}" if district.busiest else "–",
        )
        for district in region.by_late_answers
    ]
    return TextTable("districts", "Districts, those with most late answers first", ("district",), _COLUMNS, tuple(rows))


def _parts(region: Region) -> TextTable:
    rows = [
        (part or "the folder itself", *_late_cells(row), str(sum(d.part == part for d in region.districts)))
        for part, row in sorted(region.parts.items(), key=lambda item: -item[1]["late"].mean)
    ]
    columns = (*_COLUMNS[:-1], "districts")
    return TextTable("parts", "Parts of the folder", ("folder",), columns, tuple(rows))


def _routes(region: Region) -> TextTable:
    several = len({key[0] for key in region.routes}) > 1
    rows = [
        (
            route_name(key, several=several),
            *_late_cells(row),
            whole_days(row["median_days"], interval=True),
            whole_days(row["p95_days"], interval=True),
        )
        for key, row in region.routes.items()
    ]
    columns = (*_COLUMNS[:-1], "half by day", "19 in 20 by day")
    return TextTable("region_routes", "Routes, all districts together", ("route",), columns, tuple(rows))


def _late_cells(row: dict[str, Estimate]) -> tuple[str, str, str, str]:
    """Late answers, their range, applications and the share in time."""
    late = row["late"]
    if math.isnan(row["in_time"].mean):
        return "–", "–", count(row["applications"]), "–"
    ends = "–" if math.isnan(late.tenth_low) else f"{late.tenth_low:.0f} to {late.tenth_high:.0f}"
    return count(late), ends, count(row["applications"]), share(row["in_time"]).replace(" %", "", 1)


_NOTE = (
    "Late answers and applications are means over the replications of a district; between the two numbers beside lie at least 8 of 10 "
    "periods. In brackets the 95 % interval of the mean. Busiest are the people with the highest share of work in their time on duty."
)
