"""One file's life in sentences, in the order of time: what it waited for, who worked on it, which deadlines were kept."""

from __future__ import annotations

from collections.abc import Iterator

from sim.engine.steplog import Truth
from sim.measure.in_words import channel_name
from sim.model.outcomes import ApplicationOutcome
from sim.quantities import UNSET
from sim.schema.in_words import limit_text
from sim.tracing.life import Life
from sim.tracing.moments import lasting, later, working_days
from sim.tracing.names import Names, step_number
from sim.tracing.outcome_sentence import outcome_sentence
from sim.tracing.sentence import Sentence
from sim.tracing.visit_sentences import visit_sentences
from sim.translations.in_use import translated


def life_sentences(life: Life, names: Names) -> tuple[Sentence, ...]:
    """The whole life in the order of time; the last sentence says how the application ended."""
    events = [*_beginning(life, names), *_result(life), *visit_sentences(life, names), *_objection(life)]
    # In one second it is received, then what is over is ready, then the next step begins, in the order of the way.
    events.sort(key=lambda sentence: sentence.at)
    return (*events, Sentence(UNSET, outcome_sentence(life, names)))


def title(life: Life, names: Names) -> str:
    """The application, its service, route and stream, in one line."""
    facts = {
        "application": life.application,
        "replication": life.replication,
        "service": names.service(life.service),
        "route": channel_name(life.route),
        "stream": life.stream,
    }
    if life.counted:
        return translated(
            "Application {application} of replication {replication}: {service}, {route}, stream {stream}", **facts
        )
    if life.inherited:
        return translated(
            "Application {application} of replication {replication}: {service}, {route}, stream {stream}, from before the start",
            **facts,
        )
    return translated(
        "Application {application} of replication {replication}: {service}, {route}, stream {stream}, not counted",
        **facts,
    )


def _beginning(life: Life, names: Names) -> Iterator[Sentence]:
    terms = list(_terms(life))
    if life.inherited:
        came = translated("received before the start of the simulation, and lying then")
        if life.visits:
            step = step_number(life.visits[0].step.key)
            came = translated("received before the start of the simulation, and lying at step {step} then", step=step)
        yield _told(life.received, came, *terms)
        return
    objects = []
    if life.parent != UNSET:
        objects.append(translated("the applicant objects to the answer to application {number}", number=life.parent))
    handed_in = _handed_in(life, names.office(life.handed_in_at))
    if life.received == life.submitted:
        received = translated("{handed_in} and received", handed_in=handed_in)
        yield _told(life.submitted, *objects, received, *terms)
        return
    yield _told(life.submitted, *objects, handed_in)
    if life.received != UNSET:
        yield _told(life.received, translated("received"), *terms)


def _told(at: int, *clauses: str) -> Sentence:
    """A sentence of several clauses."""
    return Sentence(at, "; ".join(clauses))


def _terms(life: Life) -> Iterator[str]:
    """What is known of the term at receipt."""
    if life.first_deadline != UNSET and life.term is not None:
        ends = later(life.first_deadline, life.received)
        term = limit_text(life.term)
        if life.term_is_derived:
            yield translated("the term of {term} (derived) ends on {moment}", term=term, moment=ends)
        else:
            yield translated("the term of {term} ends on {moment}", term=term, moment=ends)
    elif life.received != UNSET:
        yield translated("no term is set")
    if life.delivery_deadline != UNSET:
        by = later(life.delivery_deadline, life.received)
        yield translated("the provider has to deliver the result by {moment}", moment=by)


def _handed_in(life: Life, office: str) -> str:
    """That an application was handed in at an office, given by its title, and whether that was the time of its appointment."""
    if life.appointment == UNSET:
        return translated("handed in ({office})", office=office)
    if late := life.submitted - life.appointment:
        return translated(
            "handed in ({office}), {length} after the time of the appointment", office=office, length=lasting(late)
        )
    return translated("handed in ({office}), at the time of the appointment", office=office)


def _objection(life: Life) -> Iterator[Sentence]:
    if life.objection != UNSET:
        text = translated("the applicant objects to the answer; see application {number}", number=life.objection)
        yield Sentence(life.objected, text)


def _result(life: Life) -> Iterator[Sentence]:
    if life.in_time is Truth.no:
        yield Sentence(life.deadline, translated("the term ends, and the result is not ready"))
    if life.ready == UNSET:
        return
    refused = life.outcome is ApplicationOutcome.refused
    if life.handed_out == life.ready:
        answer = (
            translated("the reasoned refusal is ready and handed out")
            if refused
            else translated("the result is ready and handed out")
        )
    else:
        answer = translated("the reasoned refusal is ready") if refused else translated("the result is ready")
    yield Sentence(life.ready, ", ".join([answer, *_day_of_term(life)]))
    if life.delivered not in (UNSET, life.ready) or life.delivery_deadline != UNSET:
        yield from _delivery(life)
    if life.handed_out not in (UNSET, life.ready):
        handed = translated("the reasoned refusal is handed out") if refused else translated("the result is handed out")
        yield Sentence(life.handed_out, handed)


def _day_of_term(life: Life) -> Iterator[str]:
    """On which day of a term in working days the result is ready."""
    if life.term_in_force is None or life.term_in_force.unit != "working_days":
        return
    day, term = life.elapsed_days, life.term_in_force.value
    if day > term:
        yield translated("on working day {day} of a term of {term}", day=day, term=term)
    elif day:
        yield translated("on working day {day} of {term}", day=day, term=term)
    else:
        yield translated("on the day of receipt")


def _delivery(life: Life) -> Iterator[Sentence]:
    if life.delivered == UNSET:
        return
    delivered = translated("delivered to the State Corporation")
    if life.delivery_deadline == UNSET:
        yield Sentence(life.delivered, delivered)
        return
    deadline, days = later(life.delivery_deadline, life.delivered), working_days(abs(life.delivery_days))
    if life.delivered > life.delivery_deadline:
        kept = translated("deadline {moment}: missed by {days}", moment=deadline, days=days)
    elif life.delivery_days:
        kept = translated("deadline {moment}: kept by {days}", moment=deadline, days=days)
    else:
        kept = translated("deadline {moment}: kept", moment=deadline)
    yield _told(life.delivered, delivered, kept)
