"""What a diagram says in the language in use, besides the texts of the regulation itself."""

from __future__ import annotations

from collections.abc import Iterator

from sim.export.bpmn.flow_graph import Labels
from sim.law.regulation import Channel, PathStep, Regulation
from sim.quantities import Limit
from sim.schema.in_words import clock_time, limit_text
from sim.translations.in_use import counted, language, localized_day, translated
from sim.visible_text import visible


def labels() -> Labels:
    """The short texts that every diagram has."""
    return Labels(
        otherwise=translated("otherwise"),
        limit_passed=translated("limit has passed"),
        term=translated("Term of the service"),
        term_passed=translated("term has passed"),
        application=translated("Application"),
        answer=translated("Answer"),
    )


def how_limit_counts(limit: Limit, duration: str | None) -> str:
    """What the unit of a limit means, and what an ISO 8601 duration cannot say of it."""
    if duration is None:
        if limit.unit == "calendar_days":
            return translated("Counted in calendar days.")
        return translated("Counted in working time of the office.")
    if limit.unit == "working_days":
        return translated(
            "Counted in official working days. ISO 8601 has none: {duration} stands for {limit}.",
            duration=duration,
            limit=limit_text(limit),
        )
    if limit.unit == "calendar_days":
        return translated("Counted in calendar days, as {duration} is.", duration=duration)
    return translated(
        "Counted while the office is open. ISO 8601 knows no office hours: {duration} stands for {limit} of working time.",
        duration=duration,
        limit=limit_text(limit),
    )


def step_documentation(step: PathStep, role: str) -> str:
    """What the regulation says of a step: who does it, what comes of it, where it stands, and how the text was read."""
    of_text, lang = step.step, language()
    said = [
        translated("Step {step}: {source}.", step=step.key, source=visible(of_text.source)),
        translated("Role: {role}.", role=role),
    ]
    if result := of_text.result.text(lang):
        said.append(translated("Result: {result}.", result=result.rstrip(".")))
    if step.counter:
        said.append(translated("The applicant stands at the counter."))
    said.append(
        translated("The text sets no limit.")
        if step.limit is None
        else translated("Limit: {limit}.", limit=limit_text(step.limit))
    )
    readings = (of_text.interpretation, *of_text.notes)
    return "\n".join([*said, *(visible(reading) for reading in readings if reading)])


def route_documentation(regulation: Regulation, channel: Channel) -> str:
    """What the regulation says of a route as a whole: where it stands, and how the clock runs."""
    route = regulation.routes[channel]
    said = [translated("Described in: {source}.", source=visible(route.source)), *_of_term(regulation, channel)]
    return "\n".join([*said, *_of_desk(regulation)])


def _of_term(regulation: Regulation, channel: Channel) -> Iterator[str]:
    term, extended = regulation.terms.get(channel), regulation.extended_term(channel)
    if term is None:
        yield translated("Neither the act nor the standard gives a term for this route.")
    else:
        yield translated("Source of the term: {source}.", source=visible(term.source.text).rstrip("."))
        if term.delivered_before:
            yield counted(
                "The provider delivers the result one working day before the term ends.",
                "The provider delivers the result {count} working days before the term ends.",
                term.delivered_before,
            )
    if extended is not None:
        yield translated(
            "Extended term: {limit}. Condition: {when}.",
            limit=limit_text(extended.limit),
            when=extended.when.text(language()),
        )
    yield {
        "runs": translated("While the applicant looks for documents, the term runs on."),
        "stops": translated("While the applicant looks for documents, the term stands still."),
        "extended": translated("Where documents are missing, the extended term takes the place of the ordinary one."),
    }[regulation.clock_rule(channel)]
    if regulation.legal_clock.day_of_receipt == "included":
        yield translated("The day of receipt is the first day of the term.")
    else:
        yield translated("The day of receipt is not counted.")
    if (until := regulation.legal_clock.received_until) is not None:
        yield translated("What is received later than {time} counts on the next working day.", time=clock_time(until))


def _of_desk(regulation: Regulation) -> Iterator[str]:
    desk = regulation.front_desk
    if desk.queue_wait is not None:
        yield translated("Longest wait in the queue: {limit}.", limit=limit_text(desk.queue_wait))
    if desk.queue_wait_per_person is not None:
        limit = limit_text(desk.queue_wait_per_person)
        yield translated("Longest wait for each person in the queue: {limit}.", limit=limit)
    if desk.serving is not None:
        yield translated("Longest serving at the counter: {limit}.", limit=limit_text(desk.serving))


def notes(regulation: Regulation, channel: Channel, reading: str | None) -> tuple[str, ...]:
    """The texts above a diagram: which service and act, which term, how routes are joined, and how limits are to be read."""
    return tuple(_notes(regulation, channel, reading))


def _notes(regulation: Regulation, channel: Channel, reading: str | None) -> Iterator[str]:
    lang, act = language(), regulation.act
    number, day = visible(act.number), localized_day(act.date)
    act_line = translated("Act: {issuer}, No {number}, {day}", issuer=act.issuer.text(lang), number=number, day=day)
    yield f"{regulation.title.text(lang)}\n{regulation.region.text(lang)}, {regulation.year}\n{act_line}"
    term = regulation.terms.get(channel)
    said = [] if term is None else [translated("Term: {limit}.", limit=limit_text(term.limit))]
    yield "\n".join([*said, *_of_term(regulation, channel)])
    join = regulation.routes[channel].join
    if join is not None:
        used = reading or join.used
        yield translated(
            "From step {step} on, the steps are those of another route. The text does not join the routes; this is an interpretation.\nRoute: {route}.\nLast step: {last}.\nReading: {reading}.",
            step=join.step,
            route=regulation.routes[join.route].title.text(lang),
            last=f"{join.route}.{join.readings[used].through}",
            reading=visible(used),
        )
    yield translated(
        "Timers are the limits of the text. A file whose limit has passed goes on. Working days, working hours and working minutes are written as ISO 8601 has days, hours and minutes."
    )
