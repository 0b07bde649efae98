"""How the legal clock of a route runs, in words."""

from __future__ import annotations

from sim.law.places_in_acts import clause_text
from sim.law.regulation import Channel, Regulation
from sim.schema.in_words import clock_time, limit_text
from sim.translations.in_use import counted, language, marked, translated

_CLOCK_STARTS = (
    marked("the day of receipt"),
    marked("receipt and registration of the package by the provider"),
    marked("registration of the package"),
    marked("registration of the package; the day of receipt at the State Corporation is not counted"),
    marked("the moment at which the applicant hands in the papers of clause 13"),
    marked("the submission of the package of documents"),
)
"""From what the terms of the shipped regulations are counted."""


def clock_text(regulation: Regulation, channel: Channel) -> str:
    """How the legal clock of a route runs, in a few sentences."""
    term, extended = regulation.terms.get(channel), regulation.extended_term(channel)
    since = translated(term.counted_from) if term else translated("the day of receipt")
    if regulation.legal_clock.day_of_receipt == "included":
        text = translated("Legal clock: counted from {since}; the day of receipt is the first day.", since=since)
    else:
        text = translated("Legal clock: counted from {since}; the day of receipt is not counted.", since=since)
    parts = [text]
    if (until := regulation.legal_clock.received_until) is not None:
        parts.append(
            translated("What is received later than {time} counts on the next working day.", time=clock_time(until))
        )
    if term is not None and term.delivered_before:
        parts.append(
            counted(
                "The provider delivers the result {count} working day before the term ends.",
                "The provider delivers the result {count} working days before the term ends.",
                term.delivered_before,
            )
        )
    if extended is not None:
        when, limit = extended.when.text(language()), limit_text(extended.limit)
        parts.append(
            translated(
                "Where {when}: {term} ({source}).", when=when, term=limit, source=clause_text(extended.source.text)
            )
        )
    elif regulation.legal_clock.missing_documents is not None:
        sentence = translated(_MISSING_DOCUMENTS[regulation.legal_clock.missing_documents])
        source = regulation.legal_clock.source
        parts.append(
            translated("{sentence} ({source}).", sentence=sentence, source=clause_text(source))
            if source
            else f"{sentence}."
        )
    return " ".join(parts)


_MISSING_DOCUMENTS = {
    "runs": marked("While the applicant looks for documents the term runs on"),
    "stops": marked("While the applicant looks for documents the term stops"),
    "extended": marked("While the applicant looks for documents the term gives way to an extended one"),
}
