"""Sentences for texts that are no quantities: durations, limits and rates that lack a unit, have another sign or are said otherwise."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from sim.translations.in_use import translated

_NUMBER = r"([0-9]+(?:\.[0-9]+)?)"
_SAID_OTHERWISE = {
    "seconds": r"сек\w*",
    "minutes": r"мин\w*",
    "hours": r"ч|час\w*|сағ\w*",
    "working days": r"раб\w*\.? (?:день|дня|дней|дн\.?)|жұмыс күн\w*",
    "calendar days": r"кал\w*\.? (?:день|дня|дней|дн\.?)|күнтізбелік күн\w*",
    "per hour": r"в час|сағатына",
    "per day": r"в день|күніне",
    "per working day": r"в рабочий день|жұмыс күніне",
    "per week": r"в неделю|аптасына",
    "per month": r"в месяц|айына",
    "per year": r"в год|жылына",
}
"""Units as they are written in Russian and in Kazakh, with any ending."""


class QuantityError(ValueError):
    """A text is no quantity; its words are the sentence that a fault prints: what is wrong, a semicolon, what would do."""

    def __init__(self, sentence: str, *, unit: str = "", is_zero: bool = False) -> None:
        super().__init__(sentence)
        self.unit = unit
        """The unit that was meant, such as `per week`, where one is near; else empty."""
        self.is_zero = is_zero
        """Whether it is a rate that is not above zero."""


def no_quantity(what: str, text: str, given: str, units: Iterable[str], example: str) -> QuantityError:
    """The error of a text that is no quantity of a kind, which the marked word `what` names; `given` is the text as a message shows it."""
    sentence, unit = _why_none(translated(what), text, given, units, example)
    return QuantityError(sentence, unit=unit)


def _why_none(what: str, text: str, shown: str, units: Iterable[str], example: str) -> tuple[str, str]:
    """The sentence for a text that is no quantity of a kind, and the unit that was meant where one is near."""
    given = text.strip()
    number = re.match(rf"-?{_NUMBER}", given)
    rest = given[number.end() :].strip() if number else ""
    example_unit = example.partition(" ")[2]
    if re.match(r"-?[0-9]+,[0-9]", given):
        return translated(
            "{given} has a comma in its number; write a point before decimals and nothing between thousands",
            given=shown,
        ), ""
    if spaced := re.match(r"[0-9]{1,3}(?:[ \u00a0\u2009\u202f'][0-9]{3})+(?![0-9])", given):
        whole, rest = re.sub("[^0-9]", "", spaced[0]), re.sub(r"^,(?=[0-9])", ".", given[spaced.end() :])
        return translated(
            "{given} has a space in its number; write '{number}'",
            given=shown,
            number=f"{whole}{rest}",
        ), ""
    if number and not rest:
        meant = f"{number[0].lstrip('-')} {example_unit}"
        return translated("{given} has no unit; write '{meant}'", given=shown, meant=meant), ""
    if given.startswith("-") and number:
        return translated(
            "{given} is below zero; write a {what} such as '{example}'", given=shown, what=what, example=example
        ), ""
    known = [unit if unit.startswith("per ") else f"{unit}s" for unit in units]
    close = [unit for unit in known if re.fullmatch(_SAID_OTHERWISE.get(unit, ""), rest.casefold())]
    if not close and not rest[:1].isdigit():
        close = difflib.get_close_matches(rest, known, n=1, cutoff=0.7)
    if number and close:
        unit = close[0].removesuffix("s") if number[0] == "1" else close[0]
        return translated(
            "{given} is not a {what}; did you mean '{meant}'?",
            given=shown,
            what=what,
            meant=f"{number[0]} {unit}",
        ), close[0]
    return translated(
        "{given} is not a {what}; write '{example}' (units: {units})",
        given=shown,
        what=what,
        example=example,
        units=", ".join(known),
    ), ""
