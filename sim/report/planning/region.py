"""The page of a region: late answers of all districts together, and where most of them are."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import partial

from matplotlib.figure import Figure

from sim.measure.in_words import count, count_and_ends, percent, route_name, share, stated_share, whole_days
from sim.measure.intervals import Estimate
from sim.planning.region.region import District, Region
from sim.report.parts import Paragraph, Plot, Section, TextTable
from sim.report.planning.page import PlanningPage, facts_line
from sim.report.run.routes import brings
from sim.scenario.scenario import Period
from sim.translations.in_use import counted, in_language, marked, translated

MOST_BARS = 30
"""At most this many districts have a bar."""
_NAMED = 3
"""A sentence names at most this many districts."""


def region_page(region: Region, period: Period, lang: str = "en") -> PlanningPage:
    """What is shown of a region; `period` is that of all its scenarios."""
    with in_language(lang):
        return _page(region, period)


def _page(region: Region, period: Period) -> PlanningPage:
    districts = Section("districts", translated(_DISTRICTS), (_districts(region), Paragraph(translated(_NOTE), "note")))
    sections = [districts, Section("region_routes", translated(_ROUTES), (_routes(region),))]
    if region.parts:
        sections.insert(0, Section("parts", translated("Parts of the folder"), (_parts(region),)))
    title = counted(
        "{name}: {count} scenario", "{name}: {count} scenarios together", len(region.districts), name=region.name
    )
    return PlanningPage(
        title,
        _how(region),
        tuple(_answers(region, period)),
        tuple(sections),
        (Plot(partial(compliance_chart, region)),),
        facts_line(period, region.replications),
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
        yield translated(
            "No route has a term to keep; {applications} applications on average.", applications=applications
        )
        return
    if not late.mean:
        yield counted(
            "None of {applications} answers is late in {count} replication.",
            "None of {applications} answers is late in any of {count} replications.",
            region.replications,
            applications=applications,
        )
        return
    mean, ends = count_and_ends(late)
    known = translated(" (uncertainty of this mean {ends})", ends=ends) if ends else ""
    one_period = "".join(f"; {text}" for text in (brings(late, period),) if text)
    yield translated(
        "{late} of {applications} answers are late on average{known}{one_period}; {in_time} of all answers are in time, half of them by "
        "working day {half} and 19 in 20 by day {most}.",
        late=mean,
        applications=applications,
        known=known,
        one_period=one_period,
        in_time=share(region.whole["in_time"]),
        half=whole_days(region.whole["median_days"], interval=True),
        most=whole_days(region.whole["p95_days"], interval=True),
    )
    first = region.by_late_answers[:_NAMED]
    if len(region.districts) > _NAMED:
        yield translated(
            "Most of them in {districts}: {share} of all late answers.",
            districts=", ".join(f"{district.name} ({count(district.whole['late'])})" for district in first),
            share=percent(sum(district.whole["late"].mean for district in first) / late.mean, 0),
        )
    yield from _targets(region)


def _targets(region: Region) -> Iterator[str]:
    """Which districts reach their targets, and of which that cannot be told."""
    with_target = [district for district in region.districts if district.target is not None]
    if not with_target:
        return
    missed, undecided = region.missed, region.undecided
    fields = {
        "reached": len(with_target) - len(missed) - len(undecided),
        "all": len(with_target),
        "missed": len(missed),
        "undecided": len(undecided),
        "names": _some(undecided),
        "target": "" if region.target is None else stated_share(region.target),
    }
    if region.target is not None and undecided:
        yield translated(
            "{reached} of {all} districts reach the target of {target} in time, {missed} miss it, and of {undecided} it cannot be told "
            "({names}).",
            **fields,
        )
    elif region.target is not None:
        yield translated(
            "{reached} of {all} districts reach the target of {target} in time, {missed} miss it.", **fields
        )
    elif undecided:
        yield translated(
            "{reached} of {all} districts reach their targets, {missed} miss it, and of {undecided} it cannot be told ({names}).",
            **fields,
        )
    else:
        yield translated("{reached} of {all} districts reach their targets, {missed} miss it.", **fields)


def _some(districts: Sequence[District]) -> str:
    """The names of some districts, the first few where they are many."""
    names = [district.name for district in districts]
    more = len(names) - 2 * _NAMED
    if more <= 1:
        return ", ".join(names)
    return translated("{names} and {more} more", names=", ".join(names[: 2 * _NAMED]), more=more)


def _how(region: Region) -> str:
    return counted(
        "Sums are over the first {count} replication, which all districts have; what hits several districts at once is not in them, since "
        "each has random numbers of its own (an assumption).",
        "Sums are over the first {count} replications, which all districts have; what hits several districts at once is not in them, "
        "since each has random numbers of its own (an assumption).",
        region.replications,
    )


def _late_columns() -> tuple[str, str, str, str]:
    """Headings of late answers, their range, applications and the share in time."""
    return translated("late"), translated("8 of 10 periods"), translated("applications"), translated("in time [%]")


def _districts(region: Region) -> TextTable:
    rows = [
        (
            district.name,
            *_late_cells(district.whole),
            f"{percent(district.busiest[2], 0)} {district.busiest_title}" if district.busiest else "–",
        )
        for district in region.by_late_answers
    ]
    columns = (*_late_columns(), translated("busiest [%]"))
    return TextTable("districts", translated(_DISTRICTS), (translated("district"),), columns, tuple(rows))


def _parts(region: Region) -> TextTable:
    rows = [
        (
            part or translated("the folder itself"),
            *_late_cells(row),
            str(sum(district.part == part for district in region.districts)),
        )
        for part, row in sorted(region.parts.items(), key=lambda item: -item[1]["late"].mean)
    ]
    columns = (*_late_columns(), translated("districts"))
    return TextTable("parts", translated("Parts of the folder"), (translated("folder"),), columns, tuple(rows))


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
    columns = (*_late_columns(), translated("half by day"), translated("19 in 20 by day"))
    return TextTable("region_routes", translated(_ROUTES), (translated("route"),), columns, tuple(rows))


def _late_cells(row: dict[str, Estimate]) -> tuple[str, str, str, str]:
    """Late answers, their range, applications and the share in time."""
    late = row["late"]
    if math.isnan(row["in_time"].mean):
        return "–", "–", count(row["applications"]), "–"
    ends = (
        "–"
        if math.isnan(late.tenth_low)
        else translated("{low} to {high}", low=f"{late.tenth_low:.0f}", high=f"{late.tenth_high:.0f}")
    )
    in_time = share(row["in_time"])
    return count(late), ends, count(row["applications"]), re.sub(r"\s?%", "", in_time, count=1)


_DISTRICTS = marked("Districts, those with most late answers first")
_ROUTES = marked("Routes, all districts together")
_NOTE = marked(
    "Late answers and applications are means over the replications of a district; between the two numbers beside lie at least 8 of 10 "
    "periods. In brackets the 95 % interval of the mean. Busiest are the people with the highest share of work in their time on duty."
)
