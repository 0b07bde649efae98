"""Results of a run, and what a scenario lets expect, as tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from rich import box
from rich.table import Table
from rich.text import Text

from sim.experiment import Results
from sim.export import costliest_step
from sim.load import PoolLoad
from sim.measures import Key
from sim.report.page import pool_rows
from sim.report.wording import SHORT_CHANNEL, number, percent, share


def routes_table(results: Results) -> Table:
    """The routes side by side: a column each, a line per figure."""
    figures = results.figures.routes
    several = len({service for service, _ in figures}) > 1
    table = plain_table(
        f"Routes, per replication ({len(results.replications)} replications, 95 % intervals in brackets)"
    )
    table.add_column("")
    for service, route in figures:
        table.add_column((f"{service}\n" if several else "") + SHORT_CHANNEL[route], justify="right")

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
    return table


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
        cells = (use, f"{row.queue_h:.1f}", f"{row.overtime_h:.1f}")
        table.add_row(office, _words(row.role), str(row.members), *cells, style="bold" if row.highest >= 0.85 else None)
        last = row.office
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


def load_table(loads: Sequence[PoolLoad]) -> Table:
    """Expected load of the pools, the highest first; those that hardly have work are left out."""
    table = plain_table("Expected load (before any simulation)")
    for name in ("office", "role"):
        table.add_column(name)
    for name in ("members", "load", "needed"):
        table.add_column(name, justify="right")
    shown = [load for load in sorted(loads, key=lambda load: -load.load) if load.load >= 0.05][:12]
    for load in shown:
        style = "bold red" if load.load >= 1 else None
        table.add_row(
            load.office, _words(load.role), str(load.members), percent(load.load, 0), str(load.needed), style=style
        )
    if len(shown) < len(loads):
        table.caption = f"{len(loads) - len(shown)} more pools with less"
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
    plan = next(p for p in results.model.routes if (p.service, str(p.route)) == key)
    return _two_lines(plan.term_text)


def _costliest(results: Results, key: Key) -> str:
    found = costliest_step(results, key)
    if found is None:
        return "–"
    plan = next(p for p in results.model.routes if (p.service, str(p.route)) == key)
    role = next(step.role for step in plan.steps if step.key == found[0])
    return f"step {found[0]}\n{_words(role)}\n({percent(found[1], 0)} of lateness)"


def _words(name: str) -> str:
    """A short name as words, so that it can be broken into lines."""
    return name.replace("_", " ")
