"""A first answer out of a few numbers, in one sentence."""

from __future__ import annotations

from sim.measure.digits import plain
from sim.measure.in_words import percent, role_name, share
from sim.planning.quick import QuickAnswer
from sim.schema.in_words import limit_text
from sim.translations.in_use import ORIGINAL, counted, in_language, language, translated


def quick_sentence(answer: QuickAnswer, lang: str = "en") -> str:
    """What comes of the numbers: the share in time with its interval, and how busy the people are or how many would keep up."""
    with in_language(lang):
        return translated(
            "{given}, {result}; {busy}.", given=_given(answer), result=_result(answer), busy=_busy(answer)
        )


def _given(answer: QuickAnswer) -> str:
    """The numbers that were stated."""
    numbers = answer.numbers
    applications, minutes, days = numbers.applications, numbers.minutes, numbers.hold
    return counted(
        "With {count} person as '{role}', {applications} a month, {minutes} of work and {days} of hold a file",
        "With {count} people as '{role}', {applications} a month, {minutes} of work and {days} of hold a file",
        numbers.people,
        role=role_name(dict(answer.results.study.regulations), answer.role, language()),
        applications=counted(
            "{number} application", "{number} applications", _form(applications), number=_stated(applications)
        ),
        minutes=counted("{number} minute", "{number} minutes", _form(minutes), number=_stated(minutes)),
        days=counted("{number} working day", "{number} working days", _form(days), number=_stated(days)),
    )


def _result(answer: QuickAnswer) -> str:
    if answer.term is None:
        return translated("no answer can be late, for the route has no term")
    term = str(answer.term) if language() == ORIGINAL else limit_text(answer.term)
    return translated("{share} of the answers are in time within {term}", share=share(answer.in_time), term=term)


def _busy(answer: QuickAnswer) -> str:
    """How busy the people are expected to be, or how many would keep up."""
    load, people = answer.load, answer.numbers.people
    busy = percent(load.load, 0)
    if load.load >= 1:
        return translated(
            "their work takes {busy} of their time, so files pile up: {enough} could keep up",
            busy=busy,
            enough=plain(load.at_least, 0),
        )
    if people == 1:
        return translated("he or she is expected to be busy {busy} of the time", busy=busy)
    return translated("they are expected to be busy {busy} of their time", busy=busy)


def _form(value: float) -> int:
    """The count by which the form of a noun is chosen; fractions have that of two."""
    return int(value) if value == int(value) else 2


def _stated(value: float) -> str:
    """A number with the decimals that were stated."""
    digits = len(f"{value:.9f}".rstrip("0").partition(".")[2])
    return plain(value, digits)
