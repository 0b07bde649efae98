"""Visits of the applicant in sentences: he looks for documents, or comes for the result."""

from __future__ import annotations

from collections.abc import Iterator

from sim.engine.steplog import StepOutcome
from sim.quantities import UNSET
from sim.schema.in_words import limit_text
from sim.tracing.life import VisitLife
from sim.tracing.moments import later
from sim.tracing.running_term import Search
from sim.tracing.sentence import Sentence
from sim.translations.in_use import translated


def applicant_sentences(visit: VisitLife, step: str, wait: str) -> Iterator[Sentence]:
    """What the applicant does in a visit to a `step`, given what the visit waited for in words."""
    search = visit.search
    if search is None:
        yield Sentence(visit.queued, translated("{step}: the result lies ready for the applicant", step=step))
        if visit.started != UNSET:
            yield Sentence(
                visit.started, translated("{step}: the applicant comes for it after {wait}", step=step, wait=wait)
            )
        return
    yield Sentence(visit.queued, "; ".join([_asked(visit, search, step), *_term_meanwhile(visit, search)]))
    if visit.outcome is StepOutcome.not_brought:
        text = translated("{step}: not brought after {wait}, which ends the file", step=step, wait=wait)
        yield Sentence(visit.finished, text)
    elif visit.started != UNSET:
        brought = (
            translated("{step}: brought after {wait}", step=step, wait=wait)
            if visit.waited
            else translated("{step}: brought at once", step=step)
        )
        clauses = [brought]
        if search.rule == "stops" and search.term and search.not_counted:
            moment = later(search.deadline, visit.started)
            clauses.append(translated("the term now ends on {moment}", moment=moment))
        yield Sentence(visit.started, "; ".join(clauses))
    else:
        text = translated("{step}: not brought after {wait}, when the observation ends", step=step, wait=wait)
        yield Sentence(visit.until, text)


def _asked(visit: VisitLife, search: Search, step: str) -> str:
    if search.by == UNSET:
        return translated("{step}: the applicant is asked for documents", step=step)
    return translated(
        "{step}: the applicant is asked for documents, to be brought by {moment}",
        step=step,
        moment=later(search.by, visit.queued),
    )


def _term_meanwhile(visit: VisitLife, search: Search) -> Iterator[str]:
    """What the term does while the documents are looked for."""
    if search.stood:
        yield translated("the clock of the term stands still meanwhile")
    elif search.term is None:
        return
    elif search.rule == "stops":
        yield translated("the term is over already")
    elif search.rule == "extended":
        term, moment = limit_text(search.term), later(search.deadline, visit.queued)
        yield translated("the extended term of {term} holds from now on, until {moment}", term=term, moment=moment)
    else:
        yield translated("the term runs on")
