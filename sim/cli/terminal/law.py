"""Regulations, audits and timelines as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from sim.cli.terminal.tables import plain_table
from sim.law.regulation import Channel, Regulation, Step
from sim.measure.in_words import role_name
from sim.quantities import Limit, civil

if TYPE_CHECKING:  # a table of regulations needs none of what the calendar is computed with
    from sim.law.audit import RegulationAudit, RouteAudit, ServiceComparison, Sum
    from sim.law.timeline import Chain


def services_table(regulations: Sequence[Regulation], lang: str) -> Table:
    """The shipped regulations, one block of lines each."""
    table = plain_table("Services")
    table.add_column("id / title", overflow="fold", ratio=3)
    table.add_column("routes: steps, term", overflow="fold", ratio=2)
    for regulation in regulations:
        what = Text(regulation.regulation, style="bold")
        what.append(
            f"\n{regulation.title.text(lang)}\n{regulation.region.text(lang)}, {regulation.year}", style="not bold"
        )
        routes = [
            f"{channel}: {len(regulation.path(channel))} steps"
            + (f", {regulation.terms[channel].limit}" if channel in regulation.terms else "")
            for channel in regulation.routes
        ]
        table.add_row(what, "\n".join(routes))
    return table


def route_table(regulation: Regulation, channel: Channel, lang: str) -> Table:
    """One route of a regulation, step by step, with limits and clauses."""
    from sim.law.audit import derived_term

    route, term = regulation.routes[channel], regulation.terms.get(channel)
    table = plain_table(f"{channel}: {route.title.text(lang)}")
    table.add_column("n", justify="right")
    table.add_column("role", ratio=2, overflow="fold")
    table.add_column("action", ratio=4, overflow="fold")
    table.add_column("limit")
    table.add_column("clause", ratio=1, overflow="fold")
    for step in route.steps:
        action = step.action.text(lang)
        if step.branch:
            action = f"({step.branch.when.text(lang)}) {action}"
        role = role_name({"": regulation}, step.role, lang)
        cells = (Text(role), Text(action), _limit(step), Text(step.source))
        table.add_row(str(step.n), *cells, style="dim" if step.branch else None)
    source = f"{term.limit}: {term.source.text} (confidence {term.source.confidence})" if term else ""
    derived = derived_term(regulation, channel) if term is None else None
    if derived is not None:
        source = f"{derived}, derived from the steps; neither the act nor the standard gives one"
    table.caption = f"Term: {source or 'none'}"
    return table


def clock_text(regulation: Regulation, channel: Channel) -> str:
    """How the legal clock of a route runs, in a few sentences."""
    term, extended = regulation.terms.get(channel), regulation.extended_term(channel)
    included = regulation.legal_clock.day_of_receipt == "included"
    since = term.counted_from if term else "the day of receipt"
    text = f"Legal clock: counted from {since}; the day of receipt is {'the first day' if included else 'not counted'}."
    if term is not None and term.delivered_before:
        days = "day" if term.delivered_before == 1 else "days"
        text += f" The provider delivers the result {term.delivered_before} working {days} before the term ends."
    if extended is not None:
        text += f" Where {extended.when.text('en')}: {extended.limit} ({extended.source.text})."
    elif regulation.legal_clock.missing_documents is not None:
        verb = {"runs": "runs on", "stops": "stops", "extended": "gives way to an extended one"}
        rule, source = verb[regulation.legal_clock.missing_documents], regulation.legal_clock.source
        text += f" While the applicant looks for documents the term {rule}" + (f" ({source})." if source else ".")
    return text


def route_texts(regulation: Regulation, channel: Channel) -> Iterator[str]:
    """What is known of a route beside its table: its clock, its join, and descriptions that are not used."""
    route = regulation.routes[channel]
    yield clock_text(regulation, channel)
    if route.join is not None:
        join = route.join
        how = "is followed by" if join.after else "stands for"
        readings = "; ".join(f"{name}: {reading.note}" for name, reading in join.readings.items())
        yield f"Interpretation: step {join.step} {how} step {join.meets} of '{join.route}'. {join.interpretation} {readings}"
    for other in route.other_descriptions:
        yield f"Also described in {other.source} ({len(other.steps)} steps), not used: {other.not_used_because}"


def front_desk_text(regulation: Regulation) -> str:
    """The limits on waiting in the hall and on serving, with their source."""
    desk = regulation.front_desk
    known = {
        "wait in the queue": desk.queue_wait,
        "wait for each person in the queue": desk.queue_wait_per_person,
        "serving": desk.serving,
    }
    limits = "; ".join(f"{name}: {limit}" for name, limit in known.items() if limit)
    return f"Front desk: {limits or 'no limits known'}. {desk.source}".strip()


def offices_table(regulation: Regulation, lang: str) -> Table:
    """The offices that the act names, with hours and addresses as printed."""
    table = plain_table("Offices that the act names")
    table.add_column("office", ratio=3, overflow="fold")
    table.add_column("hours", ratio=2, overflow="fold")
    table.add_column("address", ratio=3, overflow="fold")
    for office in regulation.offices:
        table.add_row(Text(office.name.text(lang)), Text(office.hours or "-"), Text(office.address or "-"))
    return table


def _limit(step: Step) -> str:
    """Limit, milestone or timetable of a step in a narrow column."""
    if step.timetable is not None:
        times = f"{step.timetable.times_per_day} times\na day"
        return f"at least\n{times}" if step.timetable.at_least else times
    if step.limit is None:
        return "-"
    text = str(step.limit).replace(" ", "\n", 1)
    return f"{text}\nfrom step {step.limit_from}" if step.limit_from else text


def audit_table(audit: RegulationAudit) -> Table:
    """Sum and chain of every route of a regulation against its term."""
    table = plain_table(audit.regulation.regulation)
    table.add_column("route", ratio=3)
    table.add_column("sum of limits", ratio=2)
    table.add_column(Text("chain\n[working days]"), justify="right", no_wrap=True)
    table.add_column(Text("term\n[source]"), ratio=2)
    table.add_column("with every limit used up", ratio=3)
    for route in audit.routes:
        name = route.channel.replace("_", " ") + (f" ({route.reading})" if route.reading else "")
        same = route.shortest_days == route.longest_days
        days = str(route.longest_days) if same else f"{route.shortest_days} to {route.longest_days}"
        term = str(route.term) if route.term else str(Limit(route.derived_days, "working_days"))
        verdict = f"the term {route.verdict}" if route.term else "the text has no term"
        if route.verdict == "can be met on some dates":
            verdict = f"the term can be met at {route.dates_met} of {route.dates_tried} moments"
        colour = {"cannot be met": "red", "can be met on some dates": "yellow"}.get(route.verdict, "")
        source = f"\n[{route.term_source or 'derived'}]"
        table.add_row(name, _sum_text(route.sum), days, Text(term + source), Text(verdict, style=colour))
    return table


def audit_texts(audit: RegulationAudit, *, notes: bool) -> Iterator[str]:
    """What the table cannot hold, a sentence each: disagreements, steps without limit, contradictions, notes."""
    for route in audit.routes:
        here = route.channel.replace("_", " ") + (f" ({route.reading})" if route.reading else "")
        if route.disagree:
            on_paper = "exceed" if route.sum.over(route.term) else "fit into"
            yield f"{here}: on paper the limits {on_paper} the term, on the calendar the term {route.verdict}."
        if route.verdict in ("cannot be met", "can be met on some dates"):
            yield f"{here}: every step can be lawful and the answer late."
        if route.without_limit and notes:
            yield f"{here}: no limit for the steps {', '.join(route.without_limit)}."
        yield from _timetables(audit.regulation, route, here)
    for d in audit.differences:
        yield f"{d.channel.replace('_', ' ')}, step {d.step}: {d.used}, but {d.other} in {d.source}."
    if notes:
        yield from (f"Note: {note}" for note in audit.regulation.notes)


def _timetables(regulation: Regulation, route: RouteAudit, here: str) -> Iterator[str]:
    """What becomes of the timetables of a route, for which the text prints no times of the day."""
    path = regulation.path(route.channel, route.reading)
    kept = [f"step {step.key} {step.step.timetable.text}" for step in path if step.step.timetable is not None]
    if kept:
        yield (
            f"{here}: a timetable for {' and '.join(kept)}. The text bounds no wait by it, so that sum and chain leave the wait "
            "out; a simulation has it."
        )


def comparison_table(comparison: ServiceComparison, lang: str) -> Table:
    """One service in several regulations side by side: the main route of each."""
    table = plain_table(f"{comparison.service}: {comparison.regulations[0].title.text(lang)}")
    table.add_column("")
    for regulation in comparison.regulations:
        table.add_column(f"{regulation.region.text(lang)}, {regulation.year}", justify="right")
    audits = comparison.audits
    table.add_row("route", *(a.channel for a in audits))
    counts = zip(comparison.regulations, audits, strict=True)
    table.add_row("steps", *(str(len(r.path(a.channel, a.reading))) for r, a in counts))
    table.add_row("sum of limits", *(_sum_text(a.sum) for a in audits))
    table.add_row("chain [working days]", *(f"{a.shortest_days} to {a.longest_days}" for a in audits))
    table.add_row("term", *(str(a.term) if a.term else "not in the text" for a in audits))
    table.add_row(
        "other routes",
        *(
            ", ".join(c for c in r.routes if c != a.channel) or "-"
            for r, a in zip(comparison.regulations, audits, strict=True)
        ),
    )
    return table


def chain_table(chain: Chain, lang: str) -> Table:
    """The latest lawful moment of every step."""
    table = plain_table(f"{chain.channel}: the latest lawful moments")
    table.add_column("step", justify="right")
    table.add_column("role", ratio=1, overflow="fold")
    table.add_column("limit")
    table.add_column("received by", no_wrap=True)
    table.add_column("over by", no_wrap=True)
    rows = zip(chain.steps, chain.step_received[0].tolist(), chain.step_deadlines[0].tolist(), strict=True)
    for step, received, deadline in rows:
        timetable = step.step.timetable
        limit = str(step.limit) if step.limit else f"{timetable.text if timetable else 'none'}: takes no time here"
        if step.limit_from:
            limit += f" from step {step.limit_from}"
        late = chain.term is not None and deadline > int(chain.term_deadlines[0])
        style = "red" if late else None
        table.add_row(
            step.key,
            role_name({"": chain.regulation}, step.role, lang),
            limit,
            _moment(received),
            _moment(deadline),
            style=style,
        )
    return table


def chain_sentence(chain: Chain) -> str:
    """Whether the latest lawful result comes within the term."""
    end, days = _moment(int(chain.ends[0])), int(chain.days[0])
    text = f"Received {_moment(int(chain.received[0]))}; if every step takes all its time, the result is there on {end}, on working day {days}."
    if chain.term is None:
        return text + " The text has no overall term."
    verdict = "in time" if chain.lawful[0] else "late, although every step is lawful"
    return f"{text} The term of {chain.term} ends on {_moment(int(chain.term_deadlines[0]))}: {verdict}."


def _moment(at: int) -> str:
    return civil(at).strftime("%a %Y-%m-%d %H:%M")


def _sum_text(limits: Sum) -> str:
    """Limits added up, by unit: working days, calendar days and minutes."""
    parts = [(limits.working_days, "wd"), (limits.calendar_days, "cd"), (limits.minutes, "min")]
    return " + ".join(f"{value} {unit}" for value, unit in parts if value) or "nothing"
