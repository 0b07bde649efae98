"""What was fitted to a register, as tables of at most 80 columns and as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.table import Table

from sim.cli.consoles import stdout
from sim.cli.terminal.contents import files_text
from sim.cli.terminal.tables import headings, plain_table
from sim.fitting.fitted import FittedDuration, FittedNumber, FittedOffice, FittedRole, FittedRoute
from sim.quantities import HOUR, MINUTE
from sim.register.events.event_register import EventRegister
from sim.translations.in_use import counted, localized_number, marked, translated

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ORDERS = {
    "first_come": marked("first come"),
    "earliest_deadline": marked("earliest due date"),
    "priority": marked("by a column"),
    "none": marked("no rule seen"),
}
"""Orders of queues in words."""


def print_fit(register: EventRegister, office: FittedOffice, files: Sequence[Path]) -> None:
    """Print what was read, what was found, what is odd, and what to do next."""
    stdout.print(f"\n{office.source}", style="bold")
    stdout.print(f"{register.account.layout}\n")
    for odd in register.account.odd:
        stdout.print(translated("{count}: {done} (first: {place})", count=odd.count, done=odd.done, place=odd.example))
    stdout.print(_people(office))
    for route in office.routes:
        stdout.print(_steps(route))
        stdout.print(
            translated(
                "Applications of '{route}': {rate} per working day",
                route=route.title,
                rate=_interval(route.arrivals.rate),
            )
        )
    if office.open_files:
        said = counted("{count} file lies open at its end", "{count} files lie open at its end", len(office.open_files))
        stdout.print(said)
    for note in office.notes:
        stdout.print(f"* {note}")
    stdout.print("\n" + files_text(files), soft_wrap=True)
    target = files[-1]
    steps = {
        "check": f"sim check {target}",
        "forecast": f"sim forecast {target}",
        "run": f"sim run {target} --uncertain",
    }
    stdout.print(translated("Next: {check}; then {forecast} or {run}", **steps), soft_wrap=True)


def _people(office: FittedOffice) -> Table:
    role, people, hours, order = headings(translated("role | people | hours | queue"))
    table = plain_table(translated("Who works there"))
    table.add_column(role, overflow="fold")
    table.add_column(people, justify="right")
    table.add_column(hours, overflow="fold")
    table.add_column(order, overflow="fold")
    for one in office.roles:
        table.add_row(one.name, str(_here(one)), "; ".join(_week(one)), translated(_ORDERS[one.order]))
    return table


def _here(role: FittedRole) -> int:
    return sum(member.last_day is None for member in role.members)


def _week(role: FittedRole) -> Iterator[str]:
    """Weekly hours in words, days with the same hours together."""
    by_hours: dict[str, list[str]] = {}
    for day, text in role.hours.by_weekday.items():
        by_hours.setdefault(text, []).append(day)
    for text, days in by_hours.items():
        short = headings(translated("mon | tue | wed | thu | fri | sat | sun"))
        five = days == list(_WEEK[:5])
        named = translated("Monday to Friday") if five else ", ".join(short[_WEEK.index(day)] for day in days)
        yield f"{named} {text}"


def _steps(route: FittedRoute) -> Table:
    number, activity, role, work, lies = headings(translated("step | activity | role | work [min] (95 %) | lies [h]"))
    table = plain_table(translated("Steps of '{route}', {cases}", route=route.title, cases=_cases(route.cases)))
    table.add_column(number, justify="right")
    table.add_column(activity, overflow="fold")
    table.add_column(role, overflow="fold")
    table.add_column(work, justify="right")
    table.add_column(lies, justify="right")
    for step in route.steps:
        table.add_row(
            str(step.number), step.activity, step.role or "–", _minutes(step.work),
            "–" if step.hold is None else _rounded(step.hold.mean.value / HOUR),
        )  # fmt: skip
    return table


def _cases(count: int) -> str:
    return counted("{count} case", "{count} cases", count)


def _minutes(duration: FittedDuration | None) -> str:
    if duration is None:
        return "–"
    mean = duration.mean
    value, low, high = (_rounded(x / MINUTE) for x in (mean.value, mean.low, mean.high))
    return translated("{value} ({low} to {high})", value=value, low=low, high=high)


def _rounded(value: float) -> str:
    """A number with two or three digits that count."""
    return localized_number(value, 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2)


def _interval(number: FittedNumber) -> str:
    value, low, high = (_rounded(x) for x in (number.value, number.low, number.high))
    return translated("{value} ({low} to {high})", value=value, low=low, high=high)


def fit_data(register: EventRegister, office: FittedOffice, files: Sequence[Path]) -> dict[str, Any]:
    """What was fitted, as data."""
    return {
        "source": office.source,
        "odd": [{"what": odd.what, "count": odd.count, "first": odd.example} for odd in register.account.odd],
        "roles": [
            {"name": r.name, "people": _here(r), "hours": dict(r.hours.by_weekday), "order": r.order}
            for r in office.roles
        ],
        "routes": [_route_data(route) for route in office.routes],
        "open_files": len(office.open_files),
        "files": [str(path) for path in files],
    }


def _route_data(route: FittedRoute) -> dict[str, Any]:
    return {
        "name": route.name,
        "cases": route.cases,
        "rate_per_working_day": _number(route.arrivals.rate),
        "steps": [
            {
                "step": s.number,
                "activity": s.activity,
                "role": s.role,
                "work_s": None if s.work is None else _number(s.work.mean) | {"distribution": s.work.distribution},
                "hold_s": None if s.hold is None else _number(s.hold.mean),
            }
            for s in route.steps
        ],
        "moves": [{"after": m.after, "to": m.to, "probability": _number(m.probability)} for m in route.moves],
        "term": None if route.term is None else route.term.limit,
    }


def _number(number: FittedNumber) -> dict[str, Any]:
    return {"value": number.value, "low": number.low, "high": number.high, "count": number.count, "known": number.known}
