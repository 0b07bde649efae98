"""The routes of a run: a sentence and a table for each medium, a few routes side by side, many in rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from sim.experiment.results import Results
from sim.measure.figures import Key
from sim.measure.in_words import (
    channel_name,
    number,
    percent,
    route_name,
    routes_sentence,
    several_services,
    share,
)
from sim.report.parts import Paragraph, Strong, TextTable, Words
from sim.report.run.causes import costliest_on_page, costliest_on_terminal

_SIDE_BY_SIDE = 4
"""So many routes stand side by side in a table; more stand one below the other."""


def route_answers(results: Results) -> Iterator[Paragraph]:
    """How long answers take on each route; of many routes one sentence about all of them."""
    figures = results.figures
    if len(figures.routes) > _SIDE_BY_SIDE:
        yield Paragraph(routes_sentence(figures, results.study.scenario.target), only="page")
        return
    for key, row in figures.routes.items():
        term = results.model.plan(key).term_text
        half, nearly_all = number(row["median_days"], 1), number(row["p95_days"], 1)
        if math.isnan(row["in_time"].mean):
            why = "there is no term to keep" if term == "–" else _NOTHING_DUE
            text = f"half of the applicants have their answer within {half} working days, 19 in 20 within {nearly_all}; {why}."
        else:
            text = (
                f"{share(row['in_time'])} of the answers are in time (term {term}); half of the applicants have theirs within "
                f"{half} working days, 19 in 20 within {nearly_all}."
            )
        yield Paragraph(text, lead=route_name(key, several=several_services(figures)), only="page")


_NOTHING_DUE = "no answer was due by its term in the time that was looked at"


def objection_paragraph(results: Results) -> Iterator[Paragraph]:
    """How many objections there are and how many answers to them are in time; nothing where nobody can object."""
    whole = results.figures.whole
    if "objections" in whole:
        yield Paragraph(
            f"Objections to answers are cases of their own: {number(whole['objections'])} a replication, "
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
        return f"{number(row['in_progress'], 1)}; {number(row['backlog'], 1)}, {number(row['oldest_days'], 1)}"

    rows = (
        line("applications counted, per replication", lambda key: number(routes[key]["applications"], 0)),
        line("term", lambda key: results.model.plan(key).term_text),
        line("share in time, 95 % interval", lambda key: share(routes[key]["in_time"])),
        line("elapsed term, median [working days]", figure("median_days")),
        line("elapsed term, 95th percentile [working days]", figure("p95_days")),
        line("queue time, median [working hours]", figure("queue_median_h")),
        line("queue time, 95th percentile [working hours]", figure("queue_p95_h")),
        line("costs most deadlines", lambda key: Words(costliest_on_page(results, key, lang))),
        line("in progress on average; open at the end, oldest [working days]", at_the_end),
    )
    several = several_services(results.figures)
    names = tuple(route_name(key, several=several) for key in routes)
    return TextTable("routes_side_by_side", "Routes", ("",), names, rows, only="page")


def _page_rows(results: Results, lang: str) -> TextTable:
    several = several_services(results.figures)
    rows = tuple(
        (
            route_name(key, several=several),
            number(row["applications"], 0),
            results.model.plan(key).term_text,
            share(row["in_time"]),
            number(row["median_days"], 1),
            number(row["p95_days"], 1),
            number(row["queue_median_h"], 1),
            costliest_on_page(results, key, lang),
        )
        for key, row in results.figures.routes.items()
    )
    columns = (
        "applications\ncounted", "term", "share in time,\n95 % interval", "elapsed term,\nmedian [days]", "95 %\n[days]",
        "queue time,\nmedian [h]", "costs most deadlines",
    )  # fmt: skip
    return TextTable("routes_in_rows", "Routes", ("route",), columns, rows, only="page")


def _terminal_title(results: Results) -> str:
    return f"Routes, per replication ({len(results.replications)} replications, 95 % intervals in brackets)"


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
        return lambda key: _two_lines(number(routes[key][name], 1, interval=True))

    rows = (
        line("applications", lambda key: number(routes[key]["applications"], 0)),
        line("term", lambda key: _two_lines(results.model.plan(key).term_text)),
        tuple(Strong(cell) for cell in line("share in time", lambda key: _two_lines(share(routes[key]["in_time"])))),
        line("elapsed term, median\n[working days]", figure("median_days")),
        line("elapsed term, 95th\npercentile [working days]", figure("p95_days")),
        line("queue time, median\n[working hours]", figure("queue_median_h")),
        line("queue time, 95th\npercentile [working hours]", figure("queue_p95_h")),
        line("costs most deadlines", lambda key: costliest_on_terminal(results, key)),
    )
    return TextTable("routes_side_by_side", _terminal_title(results), ("",), names, rows, only="terminal")


def _terminal_rows(results: Results) -> TextTable:
    """A row per route; a share below the target stands out."""
    target = results.study.scenario.target

    rows = []
    for key, row in results.figures.routes.items():
        kept = _two_lines(share(row["in_time"]))
        late = target is not None and row["in_time"].mean < target
        rows.append(
            (
                route_name(key, several=True),
                number(row["applications"], 0),
                _short_term(results, key),
                Strong(kept) if late else kept,
                number(row["median_days"]),
                number(row["p95_days"]),
            )
        )
    notes = ["Days are working days, median and 95th percentile of the elapsed term"]
    if any(plan.term_kind == "derived" for plan in results.model.routes):
        notes.append("*: term derived from the steps")
    if target is not None:
        notes.append(f"bold: below the target of {percent(target, 0)}")
    columns = ("appli-\ncations", "term\n[days]", "share in time", "median\n[days]", "95 %\n[days]")
    title, note = _terminal_title(results), "; ".join(notes)
    return TextTable("routes_in_rows", title, ("service: route",), columns, tuple(rows), note, only="terminal")


def _short_term(results: Results, key: Key) -> str:
    """The term for a narrow column of working days."""
    plan = results.model.plan(key)
    if plan.term is None:
        return "–"
    text = str(plan.term.value) if plan.term.unit == "working_days" else str(plan.term)
    return f"{text}*" if plan.term_kind == "derived" else text


def _two_lines(text: str) -> str:
    return text.replace(" (", "\n(", 1)
