"""Days of the week and whole numbers, as tables and sentences have them."""

from __future__ import annotations

from datetime import date

from sim.translations.in_use import ORIGINAL, language, localized_date, localized_number


def weekday(day: date) -> str:
    """A day of the week in a narrow column: `Tue`."""
    return f"{day:%a}" if language() == ORIGINAL else localized_date(day, "short_weekday")


def whole(number: int) -> str:
    """A whole number in a sentence: `1600` in English, else with a space between thousands."""
    return str(number) if language() == ORIGINAL else localized_number(number)
