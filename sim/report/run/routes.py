"""The routes of a run: a sentence and a table for each medium, a few routes side by side, many in rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
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

_SIDE_BY_SIDE = 4
"""Up to this many routes stand side by side in a table; more stand one below the other."""


def late_paragraph(results: Results) -> Iterator[Paragraph]:
    """How many answers are late on average, how well that mean is known, and what one such period brings; none without a term."""
    whole = results.figures.whole
    if math.isnan(whole["in_time"].mean):
        return
    late, last = whole["late"], results.study.scenario.period.end - timedelta(days=1)
    lead = f"Late answers, {results.study.scenario.period.counted_from} to {last}"
    if not late.mean:
        text = f"none of {count(whole['applications'])} in any of {late.replications} replications."
        yield Paragraph(text, "conclusion", lead=lead)
        return
    mean, ends = count_and_ends(late)
    known = f" (uncertainty of this mean {ends})" if ends else ""
    several = period_name(results.study.scenario.period, several=True)
    text = f"{mean} of {count(whole['applications'])} on average over {late.replications} replications{known}{brings(late, several)}."
    yield Paragraph(text, "conclusion", lead=lead)


def brings(value: Estimate, periods: str) -> str:
    """What one period brings: `; in 8 of 10 half-years between 3 and 31`; empty with fewer than ten replications."""
    if math.isnan(value.tenth_low):
        return ""
    low, high = plain(value.tenth_low, 0), plain(value.tenth_high, 0)
    if high == "0":
        return f"; none in 8 of 10 {periods}"
    return f"; in 8 of 10 {periods} {low}" if low == high else f"; in 8 of 10 {periods} between {low} and {high}"


def route_answers(results: Results) -> Iterator[Paragraph]:
    """How many answers are late and how long they take on each route; of many routes one sentence about all of them."""
    figures = results.figures
    for paragraph in late_paragraph(results):
        yield replace(paragraph, only="page")
    if len(figures.routes) > _SIDE_BY_SIDE:
        yield Paragraph(routes_sentence(figures, results.study.scenario.target), only="page")
        return
    periods = period_name(results.study.scenario.period, several=True)
    for key, row in figures.routes.items():
        term = results.model.plan(key).term_text
        if math.isnan(row["in_time"].mean):
            why = "there is no term to keep" if term == "–" else _NOTHING_DUE
            text = f"{_when_answered(row)}; {why}."
        else:
            text = (
                f"{count(row['late'])} of {count(row['applications'])} late on average{brings(row['late'], periods)}; "
                f"{share(row['in_time'])} of the answers are in time (term {term}); {_when_answered(row)}."
            )
        yield Paragraph(text, lead=route_name(key, several=several_services(figures)), only="page")


def _when_answered(row: Mapping[str, Estimate]) -> str:
    """When half of the applicants and 19 in 20 have their answers: by working days, or by hours where all come on the first day."""
    if answered_on_the_first_day(row):
        half, nearly_all = (hours(row[name].mean) for name in ("median_hours", "p95_hours"))
        return f"half of the applicants have theirs within {half}, 19 in 20 within {nearly_all} of opening hours"
    half, nearly_all = (whole_days(row[name], interval=True) for name in ("median_days", "p95_days"))
    return f"half of the applicants have theirs by working day {half}, 19 in 20 by working day {nearly_all}"


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
    return f"{count(value)} ({plain(value.tenth_low, 0)} to {plain(value.tenth_high, 0)})"


_NOTHING_DUE = "no answer was due by its term in the time that was looked at"


def objection_paragraph(results: Results) -> Iterator[Paragraph]:
    """How many objections there are and how many answers to them are in time; nothing where nobody can object."""
    whole = results.figures.whole
    if "objections" in whole:
        yield Paragraph(
            f"Objections to answers are cases of their own: {count(whole['objections'])} a replication, "
            f"{share(whole['objections_in_time'])} of them answered in time. They have rows of their own and are in no share "
            "over all routes; the same people do them."
        )


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

    periods = period_name(results.study.scenario.period, several=True)
    rows = (
        line(f"late answers, mean (8 of 10 {periods})", lambda key: _late(routes[key]["late"], routes[key]["in_time"])),
        line("applications counted", lambda key: count(routes[key]["applications"])),
        line("term", lambda key: results.model.plan(key).term_text),
        line("share in time", lambda key: share(routes[key]["in_time"])),
        line("elapsed term, half of the answers by [working days]", lambda key: _elapsed(routes[key], "median")),
        line("elapsed term, 19 in 20 by [working days]", lambda key: _elapsed(routes[key], "p95")),
        line("queue time, median [working hours]", figure("queue_median_h")),
        line("queue time, 95th percentile [working hours]", figure("queue_p95_h")),
        line("costs most deadlines", lambda key: TextCell(costliest_on_page(results, key, lang))),
        line("in progress on average; open at the end, oldest [working days]", at_the_end),
    )
    several = several_services(results.figures)
    names = tuple(route_name(key, several=several) for key in routes)
    return TextTable("routes_side_by_side", "Routes", ("",), names, rows, _IN_BRACKETS, only="page")


_IN_BRACKETS = (
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
            results.model.plan(key).term_text,
            share(row["in_time"]),
            _elapsed(row, "median", interval=False),
            _elapsed(row, "p95", interval=False),
            number(row["queue_median_h"], 1),
            costliest_on_page(results, key, lang),
        )
        for key, row in results.figures.routes.items()
    )
    columns = (
        "late answers\n(8 in 10)", "applications\ncounted", "term", "share in time", "half by\n[days]", "19 in 20 by\n[days]",
        "queue time,\nmedian [h]", "costs most deadlines",
    )  # fmt: skip
    return TextTable("routes_in_rows", "Routes", ("route",), columns, rows, _IN_BRACKETS, only="page")


def _terminal_title(results: Results) -> str:
    return f"Routes: means over {len(results.replications)} replications"


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

    rows = (
        tuple(Strong(cell) for cell in line("late answers", of_late)),
        line("applications", lambda key: count(routes[key]["applications"])),
        line("term", lambda key: two_lines(results.model.plan(key).term_text)),
        tuple(Strong(cell) for cell in line("share in time", lambda key: two_lines(share(routes[key]["in_time"])))),
        line("half answered\nby [working days]", lambda key: two_lines(_elapsed(routes[key], "median"))),
        line("19 in 20 answered\nby [working days]", lambda key: two_lines(_elapsed(routes[key], "p95"))),
        line("queue time, median\n[working hours]", figure("queue_median_h")),
        line("queue time, 95th\npercentile [working hours]", figure("queue_p95_h")),
        line("costs most deadlines", lambda key: costliest_on_terminal(results, key)),
    )
    note = f"{_IN_BRACKETS_SHORT} of late answers what 8 of 10 {period_name(results.study.scenario.period, several=True)} bring."
    return TextTable("routes_side_by_side", _terminal_title(results), ("",), names, rows, note, only="terminal")


_IN_BRACKETS_SHORT = "In brackets: the 95 % uncertainty of the mean;"


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
    periods = period_name(results.study.scenario.period, several=True)
    notes = [
        f"{_IN_BRACKETS_SHORT} of late answers what 8 of 10 {periods} bring. Working days by which half of the answers and 19 in 20 "
        "are there"
    ]
    if any(plan.term_kind == "derived" for plan in results.model.routes):
        notes.append("*: term derived from the steps")
    if target is not None:
        notes.append(f"bold: below the target of {stated_share(target)}")
    columns = ("late", "appli-\ncations", "term\n[days]", "share in\ntime", "half by\n[days]", "19 of 20\nby [days]")
    title, note = _terminal_title(results), "; ".join(notes)
    return TextTable("routes_in_rows", title, ("service: route",), columns, tuple(rows), note, only="terminal")


def _short_term(results: Results, key: Key) -> str:
    """The term for a narrow column of working days."""
    plan = results.model.plan(key)
    if plan.term is None:
        return "–"
    text = str(plan.term.value) if plan.term.unit == "working_days" else str(plan.term).replace(" minutes", " min")
    return f"{text}*" if plan.term_kind == "derived" else text
