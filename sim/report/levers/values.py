"""What is there before a change and after it, in the language in use; levers themselves hold both as files have them."""

from __future__ import annotations

import re
from datetime import date

from sim.experiment.levers.lever import Lever
from sim.quantities import Limit
from sim.scenario.sitting_dates import WEEKDAYS
from sim.schema.in_words import limit_text
from sim.translations.in_use import counted, localized_date, localized_iso, marked, translated

_ORDERS = {
    "first_come": marked("first come, first served"),
    "priority": marked("by class"),
    "earliest_deadline": marked("what is due first goes first"),
}
"""Orders in a queue, in words."""
_A_MONDAY = date(2018, 1, 1)


def before_and_after_text(lever: Lever) -> str:
    """What is there before a change, and what after it: `2 -> 3`."""
    before = _value(lever.before) if lever.before else translated("nobody")
    return f"{before} -> {_value(lever.after)}"


def limit_of(text: str) -> str:
    """A limit of working days, `2 working days`, in the language in use."""
    return limit_text(Limit(int(text.split()[0]), "working_days"))


def _value(text: str) -> str:
    """A number, an order, days, times, or names of hours, which stay as they are."""
    if text in _ORDERS:
        return translated(_ORDERS[text])
    if found := re.fullmatch(r"every(?: (\d+))? working days?", text):
        return counted("every working day", "every {count} working days", int(found[1] or 1))
    if found := re.fullmatch(r"(\d+) a day", text):
        return counted("{count} a day", "{count} a day", int(found[1]))
    if found := re.fullmatch(r"all hours '(.*)'", text):
        return translated("all hours '{name}'", name=found[1])
    if all(day in WEEKDAYS for day in text.split(", ")):
        return ", ".join(_weekday(day) for day in text.split(", "))
    spans = [span.split(" to ") for span in text.split(" and ")]
    if all(len(span) == 2 for span in spans):
        shown = [translated("{low} to {high}", low=localized_iso(low), high=localized_iso(high)) for low, high in spans]
        return shown[0] if len(shown) == 1 else translated("{first} and {second}", first=shown[0], second=shown[1])
    return text


def _weekday(day: str) -> str:
    return localized_date(_A_MONDAY.replace(day=1 + WEEKDAYS.index(day)), "weekday").lower()
