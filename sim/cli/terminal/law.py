"""Regulations, audits and timelines as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from sim.cli.consoles import stdout
from sim.cli.terminal.fitting import fitted_table
from sim.cli.terminal.legal_clock_words import clock_text
from sim.cli.terminal.tables import headings, longest_word, plain_table
from sim.law.places_in_acts import clause_text
from sim.law.regulation import Channel, PathStep, Regulation, Step
from sim.measure.in_words import channel_name, role_name
from sim.quantities import Limit, civil, parse_limit
from sim.report.short_words import weekday
from sim.schema.in_words import limit_text
from sim.translations.in_use import ORIGINAL, counted, language, localized_day, marked, translated

if TYPE_CHECKING:  # a table of regulations needs none of what the calendar is computed with
    from sim.law.audit import RegulationAudit, RouteAudit, ServiceComparison, Sum
    from sim.law.timeline import Chain


def services_table(regulations: Sequence[Regulation], lang: str) -> Table:
    """The shipped regulations, one block of lines each."""
    table = plain_table(translated("Services"))
    what, routes_of = headings(translated("id / title | routes: steps, term"))
    table.add_column(what, overflow="fold", ratio=3)
    table.add_column(routes_of, overflow="fold", ratio=2)
    for regulation in regulations:
        name = Text(regulation.regulation, style="bold")
        name.append(
            f"\n{regulation.title.text(lang)}\n{regulation.region.text(lang)}, {regulation.year}", style="not bold"
        )
        table.add_row(name, "\n".join(_steps_and_term(regulation, channel) for channel in regulation.routes))
    return table


def _steps_and_term(regulation: Regulation, channel: Channel) -> str:
    """A route with the number of its steps and its term, where it has one."""
    steps, term = len(regulation.path(channel)), regulation.terms.get(channel)
    if term is None:
        return counted("{route}: {count} step", "{route}: {count} steps", steps, route=channel)
    return counted(
        "{route}: {count} step, {term}",
        "{route}: {count} steps, {term}",
        steps,
        route=channel,
        term=limit_text(term.limit),
    )


def route_table(regulation: Regulation, channel: Channel, lang: str) -> Table:
    """One route of a regulation, step by step, with limits and clauses."""
    from sim.law.audit import derived_term

    route, term = regulation.routes[channel], regulation.terms.get(channel)
    table = plain_table(f"{channel}: {route.title.text(lang)}")
    number, role, action, limit, clause = headings(translated("n | role | action | limit | clause"))
    table.add_column(number, justify="right")
    table.add_column(role, ratio=2, overflow="fold")
    table.add_column(action, ratio=4, overflow="fold")
    table.add_column(limit)
    table.add_column(clause, ratio=1, overflow="fold")
    for step in route.steps:
        does = step.action.text(lang)
        if step.branch:
            does = f"({step.branch.when.text(lang)}) {does}"
        who = role_name({"": regulation}, step.role, lang)
        cells = (Text(who), Text(does), _limit(step), Text(clause_text(step.source)))
        table.add_row(str(step.n), *cells, style="dim" if step.branch else None)
    if term is not None:
        sure = translated(_SURE[term.source.confidence])
        table.caption = translated(
            "Term: {term}: {source} (confidence {sure})",
            term=limit_text(term.limit),
            source=term.source.text,
            sure=sure,
        )
    elif (derived := derived_term(regulation, channel)) is not None:
        table.caption = translated(
            "Term: {term}, derived from the steps; neither the act nor the standard gives one", term=limit_text(derived)
        )
    else:
        table.caption = translated("Term: none")
    return table


_SURE = {"high": marked("high"), "medium": marked("medium"), "low": marked("low")}
"""How sure a source is."""


def route_texts(regulation: Regulation, channel: Channel) -> Iterator[str]:
    """What is known of a route beside its table: its clock, its join, and descriptions that are not used."""
    route = regulation.routes[channel]
    yield clock_text(regulation, channel)
    if route.join is not None:
        join = route.join
        readings = "; ".join(f"{name}: {reading.note}" for name, reading in join.readings.items())
        here = {"step": join.step, "other": join.meets, "route": join.route}
        if join.after:
            meets = translated("Interpretation: step {step} is followed by step {other} of '{route}'.", **here)
        else:
            meets = translated("Interpretation: step {step} stands for step {other} of '{route}'.", **here)
        yield f"{meets} {join.interpretation} {readings}"
    for other in route.other_descriptions:
        yield counted(
            "Also described in {source} ({count} step), not used: {reason}",
            "Also described in {source} ({count} steps), not used: {reason}",
            len(other.steps),
            source=clause_text(other.source),
            reason=other.not_used_because,
        )


def front_desk_text(regulation: Regulation) -> str:
    """The limits on waiting in the hall and on serving, with their source."""
    desk = regulation.front_desk
    known = {
        translated("wait in the queue"): desk.queue_wait,
        translated("wait for each person in the queue"): desk.queue_wait_per_person,
        translated("serving"): desk.serving,
    }
    limits = "; ".join(f"{name}: {limit_text(limit)}" for name, limit in known.items() if limit)
    text = translated("Front desk: {limits}.", limits=limits or translated("no limits known"))
    return f"{text} {clause_text(desk.source)}".strip()


def offices_table(regulation: Regulation, lang: str) -> Table:
    """The offices that the act names, with hours and addresses as printed."""
    table = plain_table(translated("Offices that the act names"))
    for heading, ratio in zip(headings(translated("office | hours | address")), (3, 2, 3), strict=True):
        table.add_column(heading, ratio=ratio, overflow="fold")
    for office in regulation.offices:
        table.add_row(Text(office.name.text(lang)), Text(office.hours or "-"), Text(office.address or "-"))
    return table


def _limit(step: Step) -> str:
    """Limit, milestone or timetable of a step in a narrow column."""
    if step.timetable is not None:
        times = step.timetable.times_per_day
        if step.timetable.at_least:
            return counted("at least\nonce\na day", "at least\n{count} times\na day", times)
        return counted("once\na day", "{count} times\na day", times)
    if step.limit is None:
        return "-"
    text = limit_text(step.limit).replace(" ", "\n", 1)
    return translated("{limit}\nfrom step {step}", limit=text, step=step.limit_from) if step.limit_from else text


def audit_table(audit: RegulationAudit) -> Table:
    """Sum and chain of every route of a regulation against its term."""
    table = plain_table(audit.regulation.regulation)
    names = headings(
        translated("route | sum of limits | chain\n[working days] | term\n[source] | with every limit used up")
    )
    table.add_column(names[0], ratio=3)
    table.add_column(names[1], ratio=2)
    table.add_column(Text(names[2]), justify="right", no_wrap=True)
    table.add_column(Text(names[3]), ratio=2)
    table.add_column(names[4], ratio=3)
    for route in audit.routes:
        same = route.shortest_days == route.longest_days
        days = str(route.longest_days) if same else _days(route)
        term = limit_text(route.term or Limit(route.derived_days, "working_days"))
        verdict = translated(_VERDICTS[route.verdict])
        if route.verdict == "can be met on some dates":
            met, tried = route.dates_met, route.dates_tried
            verdict = translated("the term can be met at {met} of {tried} moments", met=met, tried=tried)
        colour = {"cannot be met": "red", "can be met on some dates": "yellow"}.get(route.verdict, "")
        source = f"\n[{translated(_TERM_FROM[route.term_source or 'derived'])}]"
        table.add_row(_route_name(route), _sum_text(route.sum), days, Text(term + source), Text(verdict, style=colour))
    return table


_VERDICTS = {
    "can be met": marked("the term can be met"),
    "cannot be met": marked("the term cannot be met"),
    "can be met on some dates": marked("the term can be met on some dates"),
    "no term": marked("the text has no term"),
}
_TERM_FROM = {"text": marked("text"), "standard": marked("standard"), "derived": marked("derived")}
"""What gives a term, by its kind."""


def _route_name(route: RouteAudit) -> str:
    """A route, in English by the words of its id, with the reading of its join."""
    return _channel(route.channel).replace("_", " ") + (f" ({route.reading})" if route.reading else "")


def _channel(channel: Channel) -> str:
    """A route: in English by its id, else by the short name of its channel."""
    return channel if language() == ORIGINAL else channel_name(channel)


def _days(route: RouteAudit) -> str:
    """How long a chain takes, from the shortest to the longest [working days]."""
    return translated("{least} to {most}", least=route.shortest_days, most=route.longest_days)


def audit_texts(audit: RegulationAudit, *, notes: bool) -> Iterator[str]:
    """What the table cannot hold, a sentence each: disagreements, steps without limit, contradictions, notes."""
    for route in audit.routes:
        here = _route_name(route)
        if route.disagree:
            yield translated(_DISAGREEMENTS[route.verdict], route=here)
        if route.verdict in ("cannot be met", "can be met on some dates"):
            yield translated("{route}: every step can be lawful and the answer late.", route=here)
        if route.without_limit and notes:
            steps = ", ".join(route.without_limit)
            yield translated("{route}: no limit for the steps {steps}.", route=here, steps=steps)
        yield from _timetables(audit.regulation, route, here)
    for d in audit.differences:
        yield translated(
            "{route}, step {step}: {used}, but {other} in {source}.",
            route=_channel(d.channel).replace("_", " "),
            step=d.step,
            used=limit_text(parse_limit(d.used)),
            other=limit_text(parse_limit(d.other)),
            source=clause_text(d.source),
        )
    if notes:
        yield from (translated("Note: {text}", text=note) for note in audit.regulation.notes)


_DISAGREEMENTS = {
    "can be met": marked("{route}: on paper the limits exceed the term, on the calendar the term can be met."),
    "cannot be met": marked("{route}: on paper the limits fit into the term, on the calendar the term cannot be met."),
    "can be met on some dates": marked(
        "{route}: on paper the limits fit into the term, on the calendar the term can be met on some dates."
    ),
}
"""Where the sum of limits and their chain lead to different conclusions, by the verdict of the chain."""


def _timetables(regulation: Regulation, route: RouteAudit, here: str) -> Iterator[str]:
    """What becomes of the timetables of a route, for which the text prints no times of the day."""
    path = regulation.path(route.channel, route.reading)
    kept = [
        translated("step {step} {times}", step=step.key, times=step.step.timetable.text)
        for step in path
        if step.step.timetable is not None
    ]
    if kept:
        yield translated(
            "{route}: a timetable for {steps}. The text bounds no wait by it, so that sum and chain leave the wait "
            "out; a simulation has it.",
            route=here,
            steps=translated(" and ").join(kept),
        )


def comparison_table(comparison: ServiceComparison, lang: str) -> Table:
    """One service in several regulations side by side: the main route of each."""
    table = plain_table(f"{comparison.service}: {comparison.regulations[0].title.text(lang)}")
    table.add_column("")
    for regulation in comparison.regulations:
        table.add_column(f"{regulation.region.text(lang)}, {regulation.year}", justify="right")
    audits = comparison.audits
    both = list(zip(comparison.regulations, audits, strict=True))
    rows: tuple[list[str], ...] = (
        [_channel(a.channel) for a in audits],
        [str(len(r.path(a.channel, a.reading))) for r, a in both],
        [_sum_text(a.sum) for a in audits],
        [_days(a) for a in audits],
        [limit_text(a.term) if a.term else translated("not in the text") for a in audits],
        [", ".join(_channel(c) for c in r.routes if c != a.channel) or "-" for r, a in both],
    )
    names = translated("route | steps | sum of limits | chain [working days] | term | other routes")
    for name, cells in zip(headings(names), rows, strict=True):
        table.add_row(name, *cells)
    return table


_BETWEEN_COLUMNS = 14
"""What the five columns of a chain need beside their texts [cells of the terminal]."""


def chain_table(chain: Chain, lang: str) -> Table:
    """The latest lawful moment of every step."""
    title = translated("{route}: the latest lawful moments", route=chain.channel)
    names = headings(translated("step | role | limit | received by | over by"))
    received_by, over_by = chain.step_received[0].tolist(), chain.step_deadlines[0].tolist()
    rows = []
    for step, received, over in zip(chain.steps, received_by, over_by, strict=True):
        late = chain.term is not None and over > int(chain.term_deadlines[0])
        role = role_name({"": chain.regulation}, step.role, lang)
        cells = (step.key, role, _limit_of(step), _moment(received), _moment(over))
        rows.append(tuple(Text(cell, style="red" if late else "") for cell in cells))
    widths = [longest_word(cell.plain for cell in column) for column in zip(*rows, strict=True)][:3]
    moments = [len(cell.plain) for cell in rows[0][3:]]
    if language() != ORIGINAL or sum((*widths, *moments)) + _BETWEEN_COLUMNS > stdout.console.width:
        return fitted_table(names[:3], names[3:], rows, title=title)
    table = plain_table(title)
    table.add_column(names[0], justify="right")
    table.add_column(names[1], ratio=1, overflow="fold")
    table.add_column(names[2])
    table.add_column(names[3], no_wrap=True)
    table.add_column(names[4], no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return table


def _limit_of(step: PathStep) -> str:
    """The limit of a step and the step from which it runs, or that it has none."""
    timetable = step.step.timetable
    if step.limit:
        limit = limit_text(step.limit)
    else:
        limit = translated("{limit}: takes no time here", limit=timetable.text if timetable else translated("none"))
    return translated("{limit} from step {step}", limit=limit, step=step.limit_from) if step.limit_from else limit


def chain_sentence(chain: Chain) -> str:
    """Whether the latest lawful result comes within the term."""
    end, days = _moment(int(chain.ends[0])), int(chain.days[0])
    text = translated(
        "Received {received}; if every step takes all its time, the result is there on {end}, on working day {number}.",
        received=_moment(int(chain.received[0])),
        end=end,
        number=days,
    )
    if chain.term is None:
        return f"{text} {translated('The text has no overall term.')}"
    term = {"term": limit_text(chain.term), "end": _moment(int(chain.term_deadlines[0]))}
    if chain.lawful[0]:
        return f"{text} {translated('The term of {term} ends on {end}: in time.', **term)}"
    late = translated("The term of {term} ends on {end}: late, although every step is lawful.", **term)
    return f"{text} {late}"


def _moment(at: int) -> str:
    moment = civil(at)
    return f"{weekday(moment)} {localized_day(moment)} {moment:%H:%M}"


def _sum_text(limits: Sum) -> str:
    """Limits added up, by unit: working days, calendar days and minutes."""
    parts = [
        translated("{number} wd", number=limits.working_days) if limits.working_days else "",
        translated("{number} cd", number=limits.calendar_days) if limits.calendar_days else "",
        translated("{number} min", number=limits.minutes) if limits.minutes else "",
    ]
    return " + ".join(filter(None, parts)) or translated("nothing")
