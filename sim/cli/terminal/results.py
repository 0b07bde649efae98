"""Results of a run, and what a scenario lets expect, as tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from rich import box
from rich.table import Table
from rich.text import Text

from sim.experiment.overview import costliest_step, pool_rows
from sim.experiment.results import Results
from sim.measure.figures import Key
from sim.measure.in_words import SHORT_CHANNEL, number, percent, route_name, share
from sim.report.transfers_visits_systems import TextTable

_SIDE_BY_SIDE = 4
"""So many routes stand side by side in 80 columns; more stand one below the other."""


def routes_table(results: Results) -> Table:
    """The routes: a few side by side, a line per figure; many one below the other, a column per figure."""
    title = f"Routes, per replication ({len(results.replications)} replications, 95 % intervals in brackets)"
    table = plain_table(title)
    if len(results.figures.routes) > _SIDE_BY_SIDE:
        _one_below_the_other(table, results)
    else:
        _side_by_side(table, results)
    return table


def _side_by_side(table: Table, results: Results) -> None:
    figures = results.figures.routes
    several = len({service for service, _ in figures}) > 1
    table.add_column("")
    for service, route in figures:
        table.add_column((f"{words(service)}\n" if several else "") + SHORT_CHANNEL[route], justify="right")

    def line(label: str, cell: Callable[[Key], str], *, strong: bool = False) -> None:
        # Text, not markup: units stand in square brackets.
        table.add_row(Text(label), *(Text(cell(key)) for key in figures), style="bold" if strong else None)

    def figure(name: str, digits: int = 1) -> Callable[[Key], str]:
        return lambda key: _two_lines(number(figures[key][name], digits, interval=True))

    line("applications", lambda key: number(figures[key]["applications"], 0))
    line("term", lambda key: _term(results, key))
    line("share in time", lambda key: _two_lines(share(figures[key]["in_time"])), strong=True)
    line("elapsed term, median\n[working days]", figure("median_days"))
    line("elapsed term, 95th\npercentile [working days]", figure("p95_days"))
    line("queue time, median\n[working hours]", figure("queue_median_h"))
    line("queue time, 95th\npercentile [working hours]", figure("queue_p95_h"))
    line("costs most deadlines", lambda key: _costliest(results, key))


def _one_below_the_other(table: Table, results: Results) -> None:
    target = results.study.scenario.target
    table.add_column("service: route")
    for name in ("appli-\ncations", "term\n[days]", "share in time", "median\n[days]", "95 %\n[days]"):
        table.add_column(Text(name), justify="right", no_wrap=True)
    for key, row in results.figures.routes.items():
        kept = row["in_time"].mean
        late = target is not None and kept < target
        table.add_row(
            route_name(key, several=True),
            number(row["applications"], 0),
            _short_term(results, key),
            Text(_two_lines(share(row["in_time"])), style="bold" if late else ""),
            number(row["median_days"]),
            number(row["p95_days"]),
        )
    notes = ["Days are working days, median and 95th percentile of the elapsed term"]
    if any(plan.term_kind == "derived" for plan in results.model.routes):
        notes.append("*: term derived from the steps")
    if target is not None:
        notes.append(f"bold: below the target of {percent(target, 0)}")
    table.caption = "; ".join(notes) + "\n"


def pools_table(results: Results) -> Table:
    """The pools with their utilisation; those of several offices alike in one line."""
    table = plain_table("People and commissions")
    table.add_column("office")
    table.add_column("role", ratio=1)
    for name in ("members", "utilisation", "queue per\nfile [h]", "overtime\n[h]"):
        table.add_column(Text(name), justify="right", no_wrap=True)
    last = ""
    for row in pool_rows(results):
        use = share(row.utilisation, 0).replace(" %", "%")
        if row.offices > 1:
            use = f"{percent(row.utilisation.mean, 0)} (busiest {percent(row.highest, 0)})".replace(" %", "%")
        office = row.office.replace(" (", "\n(") if row.office != last else ""
        cells = (use, number(row.queue_h), number(row.overtime_h))
        table.add_row(office, words(row.role), str(row.members), *cells, style="bold" if row.highest >= 0.85 else None)
        last = row.office
    return table


def text_table(content: TextTable) -> Table:
    """A table of texts with its title and note."""
    table = plain_table(content.title)
    for name in content.labels:
        table.add_column(Text(name), min_width=12)
    for name in content.columns:
        table.add_column(Text(name), justify="right")
    for row in content.rows:
        table.add_row(*(Text(cell) for cell in row))
    table.caption = f"{content.note}\n" if content.note else None
    return table


def streams_table(results: Results) -> Table:
    """Arrivals of each stream, drawn beside expected."""
    table = plain_table("Arrivals in the counted period")
    table.add_column("stream")
    table.add_column("expected", justify="right")
    table.add_column("drawn", justify="right")
    for (name,), row in results.figures.streams.items():
        table.add_row(name, number(row["expected"]), number(row["arrivals"], interval=True))
    return table


def expected_table(expected: Sequence[tuple[str, str, float]]) -> Table:
    """Expected applications of each stream in the counted period."""
    table = plain_table("Expected applications in the counted period")
    table.add_column("stream")
    table.add_column("rate")
    table.add_column("applications", justify="right")
    for name, rate, count in expected:
        table.add_row(name, rate, f"{count:.1f}")
    return table


def files_text(files: Sequence[Path]) -> str:
    """Where the files went."""
    folder = files[0].parent
    return f"Written to {folder}/: " + ", ".join(path.name for path in files)


def plain_table(title: str) -> Table:
    """A table without a frame, with its title."""
    return Table(
        title=title,
        title_justify="left",
        title_style="bold",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )


def _two_lines(text: str) -> str:
    return text.replace(" (", "\n(", 1)


def _term(results: Results, key: Key) -> str:
    return _two_lines(results.model.plan(key).term_text)


def _short_term(results: Results, key: Key) -> str:
    """The term for a narrow column of working days."""
    plan = results.model.plan(key)
    if plan.term is None:
        return "–"
    text = str(plan.term.value) if plan.term.unit == "working_days" else str(plan.term)
    return f"{text}*" if plan.term_kind == "derived" else text


def _costliest(results: Results, key: Key) -> str:
    found = costliest_step(results, key)
    if found is None:
        return "–"
    role = results.model.plan(key).step(found[0]).role
    return f"step {found[0]}\n{words(role)}\n({percent(found[1], 0)} of lateness)"


def words(name: str) -> str:
    """A short name as words, so that it can be broken into lines."""
    return name.replace("_", " ")
