"""The routes of a run: a sentence and a table for each medium, a few routes side by side, many in rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sim.experiment.results import Results
from sim.measure.digits import plain
from sim.measure.figures import Key
from sim.measure.in_words import (
    channel_name,
    count,
    count_and_ends,
    hours,
    number,
    route_name,
    routes_sentence,
    several_services,
    share,
    stated_share,
    whole_days,
)
from sim.measure.intervals import Estimate
from sim.report.parts import Paragraph, Strong, TextCell, TextTable, two_lines
from sim.report.period_names import period_name
from sim.report.run.causes import costliest_on_page, costliest_on_terminal
from sim.report.run.names import route_title, term_text
from sim.scenario.scenario import Period
from sim.schema.in_words import limit_text
from sim.translations.in_use import counted, localized_day, marked, translated

_SIDE_BY_SIDE = 4
"""Up to this many routes stand side by side in a table; more stand one below the other."""


def late_paragraph(results: Results) -> Iterator[Paragraph]:
    """How many answers are late on average, how well that mean is known, and what one such period brings; none without a term."""
    whole, period = results.figures.whole, results.study.scenario.period
    if math.isnan(whole["in_time"].mean):
        return
    late, applications = whole["late"], count(whole["applications"])
    lead = translated(
        "Late answers, {first} to {last}",
        first=localized_day(period.counted_from),
        last=localized_day(period.end - timedelta(days=1)),
    )
    if not late.mean:
        text = counted(
            "none of {applications} in any of {count} replication.",
            "none of {applications} in any of {count} replications.",
            late.replications,
            applications=applications,
        )
        yield Paragraph(text, "conclusion", lead=lead)
        return
    mean, ends = count_and_ends(late)
    if ends:
        text = counted(
            "{late} of {applications} on average over {count} replication (uncertainty of this mean {interval})",
            "{late} of {applications} on average over {count} replications (uncertainty of this mean {interval})",
            late.replications,
            late=mean,
            applications=applications,
            interval=ends,
        )
    else:
        text = counted(
            "{late} of {applications} on average over {count} replication",
            "{late} of {applications} on average over {count} replications",
            late.replications,
            late=mean,
            applications=applications,
        )
    one_period = brings(late, period)
    yield Paragraph(f"{'; '.join(filter(None, (text, one_period)))}.", "conclusion", lead=lead)


def brings(value: Estimate, period: Period) -> str:
    """What one period brings: `in 8 of 10 half-years between 3 and 31`; empty with fewer than ten replications."""
    if math.isnan(value.tenth_low):
        return ""
    low, high = plain(value.tenth_low, 0), plain(value.tenth_high, 0)
    template = _BRINGS.get(period_name(period, several=False), _BRINGS[""])
    if high == "0":
        return translated(template.none)
    return translated(template.one, low=low) if low == high else translated(template.range, low=low, high=high)


@dataclass(frozen=True)
class _Brings:
    """What one period brings, in three cases."""

    none: str
    one: str
    range: str


_BRINGS = {
    "month": _Brings(
        marked("none in 8 of 10 months"),
        marked("in 8 of 10 months {low}"),
        marked("in 8 of 10 months between {low} and {high}"),
    ),
    "quarter": _Brings(
        marked("none in 8 of 10 quarters"),
        marked("in 8 of 10 quarters {low}"),
        marked("in 8 of 10 quarters between {low} and {high}"),
    ),
    "half-year": _Brings(
        marked("none in 8 of 10 half-years"),
        marked("in 8 of 10 half-years {low}"),
        marked("in 8 of 10 half-years between {low} and {high}"),
    ),
    "year": _Brings(
        marked("none in 8 of 10 years"),
        marked("in 8 of 10 years {low}"),
        marked("in 8 of 10 years between {low} and {high}"),
    ),
    "": _Brings(
        marked("none in 8 of 10 such periods"),
        marked("in 8 of 10 such periods {low}"),
        marked("in 8 of 10 such periods between {low} and {high}"),
    ),
}
"""By the name of the period."""


def lowest_paragraph(results: Results) -> Iterator[Paragraph]:
    """Of many routes how many reach the target, and which have the lowest shares; a few routes have a card each."""
    if len(results.figures.routes) > _SIDE_BY_SIDE:
        yield Paragraph(routes_sentence(results.figures, results.study.scenario.target), only="page")


def answered_on_the_first_day(row: Mapping[str, Estimate]) -> bool:
    """Tell whether 19 in 20 have their answer on the day of receipt, which the law counts as no day."""
    return row["p95_days"].mean == 0


def _elapsed(row: Mapping[str, Estimate], which: str, *, interval: bool = True) -> str:
    """An elapsed term for a table of working days: a whole day, or hours where nearly all are answered on the first day."""
    if answered_on_the_first_day(row):
        return hours(row[f"{which}_hours"].mean, short=True)
    return whole_days(row[f"{which}_days"], interval=interval)


def _late(value: Estimate, kept: Estimate) -> str:
    """Late answers with the range of what one period brings; a dash where nothing is due."""
    if math.isnan(kept.mean):
        return "–"
    if math.isnan(value.tenth_low) or not value.mean:
        return count(value)
    low, high = plain(value.tenth_low, 0), plain(value.tenth_high, 0)
    return translated("{figure} ({low} to {high})", figure=count(value), low=low, high=high)


def objection_paragraph(results: Results) -> Iterator[Paragraph]:
    """How many objections there are and how many answers to them are in time; nothing where nobody can object."""
    whole = results.figures.whole
    if "objections" in whole:
        text = translated(
            "Objections to answers are cases of their own: {objections} a replication, {in_time} of them answered in time. They have "
            "rows of their own and are in no share over all routes; the same people do them.",
            objections=count(whole["objections"]),
            in_time=share(whole["objections_in_time"]),
        )
        yield Paragraph(text)


def route_tables(results: Results, lang: str) -> tuple[TextTable, TextTable]:
    """The table of a page and that of a terminal."""
    if len(results.figures.routes) > _SIDE_BY_SIDE:
        return _page_rows(results, lang), _terminal_rows(results)
    return _page_side_by_side(results, lang), _terminal_side_by_side(results)


def _page_side_by_side(results: Results, lang: str) -> TextTable:
    routes = results.figures.routes

    def line(label: str, cell: Callable[[Key], str]) -> tuple[str, ...]:
        return (label, *(cell(key) for key in routes))

    def figure(name: str) -> Callable[[Key], str]:
        return lambda key: number(routes[key][name], 1, interval=True)

    def at_the_end(key: Key) -> str:
        row = routes[key]
        return f"{count(row['in_progress'])}; {count(row['backlog'])}, {whole_days(row['oldest_days'])}"

    late = translated(_LATE_MEAN.get(period_name(results.study.scenario.period, several=False), _LATE_MEAN[""]))
    rows = (
        line(late, lambda key: _late(routes[key]["late"], routes[key]["in_time"])),
        line(translated("applications counted"), lambda key: count(routes[key]["applications"])),
        line(translated("term"), lambda key: term_text(results.model.plan(key))),
        line(translated("share in time"), lambda key: share(routes[key]["in_time"])),
        line(
            translated("elapsed term, half of the answers by [working days]"),
            lambda key: _elapsed(routes[key], "median"),
        ),
        line(translated("elapsed term, 19 in 20 by [working days]"), lambda key: _elapsed(routes[key], "p95")),
        line(translated("queue time, median [working hours]"), figure("queue_median_h")),
        line(translated("queue time, 95th percentile [working hours]"), figure("queue_p95_h")),
        line(translated("costs most deadlines"), lambda key: TextCell(costliest_on_page(results, key, lang))),
        line(translated("in progress on average; open at the end, oldest [working days]"), at_the_end),
    )
    names = tuple(route_title(results, key, lang) for key in routes)
    title, note = translated("Routes"), translated(_IN_BRACKETS)
    return TextTable("routes_side_by_side", title, ("",), names, rows, note, only="page")


_LATE_MEAN = {
    "month": marked("late answers, mean (8 of 10 months)"),
    "quarter": marked("late answers, mean (8 of 10 quarters)"),
    "half-year": marked("late answers, mean (8 of 10 half-years)"),
    "year": marked("late answers, mean (8 of 10 years)"),
    "": marked("late answers, mean (8 of 10 such periods)"),
}
_IN_BRACKETS = marked(
    "Means over replications. In brackets the 95 % uncertainty of the mean, or of the day; only of late answers what one such "
    "period brings: at least 8 in 10 replications lie there."
)


def _page_rows(results: Results, lang: str) -> TextTable:
    several = several_services(results.figures)
    rows = tuple(
        (
            route_name(key, several=several),
            _late(row["late"], row["in_time"]),
            count(row["applications"]),
            term_text(results.model.plan(key)),
            share(row["in_time"]),
            _elapsed(row, "median", interval=False),
            _elapsed(row, "p95", interval=False),
            number(row["queue_median_h"], 1),
            TextCell(costliest_on_page(results, key, lang)),
        )
        for key, row in results.figures.routes.items()
    )
    columns = (
        translated("late answers\n(8 in 10)"), translated("applications\ncounted"), translated("term"), translated("share in\ntime"),
        translated("half by\n[days]"), translated("19 in 20 by\n[days]"), translated("queue time,\nmedian [h]"),
        translated("costs most deadlines"),
    )  # fmt: skip
    title, labels = translated("Routes"), (translated("route"),)
    return TextTable("routes_in_rows", title, labels, columns, rows, translated(_IN_BRACKETS), only="page")


def _terminal_title(results: Results) -> str:
    n = len(results.replications)
    return counted("Routes: means over {count} replication", "Routes: means over {count} replications", n)


def _terminal_side_by_side(results: Results) -> TextTable:
    """A line per figure; intervals stand below their figures."""
    routes = results.figures.routes
    several = several_services(results.figures)
    names = tuple(
        (f"{service.replace('_', ' ')}\n" if several else "") + channel_name(route) for service, route in routes
    )

    def line(label: str, cell: Callable[[Key], str]) -> tuple[str, ...]:
        return (label, *(cell(key) for key in routes))

    def figure(name: str) -> Callable[[Key], str]:
        return lambda key: two_lines(number(routes[key][name], 1, interval=True))

    def of_late(key: Key) -> str:
        return two_lines(_late(routes[key]["late"], routes[key]["in_time"]))

    in_time = line(translated("share in time"), lambda key: two_lines(share(routes[key]["in_time"])))
    rows = (
        tuple(Strong(cell) for cell in line(translated("late answers"), of_late)),
        line(translated("applications"), lambda key: count(routes[key]["applications"])),
        line(translated("term"), lambda key: two_lines(term_text(results.model.plan(key)))),
        tuple(Strong(cell) for cell in in_time),
        line(translated("half answered\nby [working days]"), lambda key: two_lines(_elapsed(routes[key], "median"))),
        line(translated("19 in 20 answered\nby [working days]"), lambda key: two_lines(_elapsed(routes[key], "p95"))),
        line(translated("queue time, median\n[working hours]"), figure("queue_median_h")),
        line(translated("queue time, 95th\npercentile [working hours]"), figure("queue_p95_h")),
        line(translated("costs most deadlines"), lambda key: costliest_on_terminal(results, key)),
    )
    note = f"{_in_brackets_short(results)}."
    return TextTable("routes_side_by_side", _terminal_title(results), ("",), names, rows, note, only="terminal")


def _in_brackets_short(results: Results) -> str:
    return translated(_SHORT.get(period_name(results.study.scenario.period, several=False), _SHORT[""]))


_SHORT = {
    "month": marked("In brackets: the 95 % uncertainty of the mean; of late answers what 8 of 10 months bring"),
    "quarter": marked("In brackets: the 95 % uncertainty of the mean; of late answers what 8 of 10 quarters bring"),
    "half-year": marked("In brackets: the 95 % uncertainty of the mean; of late answers what 8 of 10 half-years bring"),
    "year": marked("In brackets: the 95 % uncertainty of the mean; of late answers what 8 of 10 years bring"),
    "": marked("In brackets: the 95 % uncertainty of the mean; of late answers what 8 of 10 such periods bring"),
}


def _terminal_rows(results: Results) -> TextTable:
    """A row per route; a share below the target stands out."""
    target = results.study.scenario.target

    rows = []
    for key, row in results.figures.routes.items():
        kept = two_lines(share(row["in_time"]))
        late = target is not None and row["in_time"].mean < target
        rows.append(
            (
                route_name(key, several=True),
                two_lines(_late(row["late"], row["in_time"])),
                count(row["applications"]),
                _short_term(results, key),
                Strong(kept) if late else kept,
                _elapsed(row, "median", interval=False),
                _elapsed(row, "p95", interval=False),
            )
        )
    days = translated("Working days by which half of the answers and 19 in 20 are there")
    notes = [f"{_in_brackets_short(results)}. {days}"]
    if any(plan.term_kind == "derived" for plan in results.model.routes):
        notes.append(translated("*: term derived from the steps"))
    if target is not None:
        notes.append(translated("bold: below the target of {target}", target=stated_share(target)))
    columns = (
        translated("late"), translated("appli-\ncations"), translated("term\n[days]"), translated("share in\ntime"),
        translated("half by\n[days]"), translated("19 of 20\nby [days]"),
    )  # fmt: skip
    labels = (translated("service: route"),)
    title, note = _terminal_title(results), "; ".join(notes)
    return TextTable("routes_in_rows", title, labels, columns, tuple(rows), note, only="terminal")


def _short_term(results: Results, key: Key) -> str:
    """The term for a narrow column of working days."""
    plan = results.model.plan(key)
    if plan.term is None:
        return "–"
    text = str(plan.term.value) if plan.term.unit == "working_days" else limit_text(plan.term)
    return f"{text}*" if plan.term_kind == "derived" else text
