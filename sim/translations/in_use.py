"""Texts in the language in use: English templates, and what they are in Kazakh and Russian.

A text that people read is a template with named fields, and English templates are the keys of the catalogues in
`sim/translations/`, one a language and room. Whoever makes a text asks for it by :func:`translated` or :func:`counted` at the
moment at which it is read; data that outlive the language in use keep the template, which :func:`marked` names.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from datetime import date
    from gettext import NullTranslations

LANGUAGES = ("kk", "ru", "en")
"""The languages in which people are spoken to; English is that of the templates."""
ORIGINAL = "en"
"""The language of the templates."""

_in_use: ContextVar[str] = ContextVar("language", default=ORIGINAL)


def language() -> str:
    """The language in use: `kk`, `ru` or `en`."""
    return _in_use.get()


@contextmanager
def in_language(lang: str) -> Iterator[None]:
    """Speak a language inside a `with` block; raises ValueError for a language that there is not."""
    before = _in_use.set(_known(lang))
    try:
        yield
    finally:
        _in_use.reset(before)


def use_language(lang: str) -> None:
    """Speak a language from here on; raises ValueError for a language that there is not."""
    _in_use.set(_known(lang))


def translated(template: str, /, **fields: Any) -> str:
    """A template in the language in use, with its fields filled in.

    The template stands in the call as it is, or in a constant that :func:`marked` made; texts in the fields are not read as
    templates.
    """
    return _filled(_catalogue().gettext(template), fields)


def counted(one: str, many: str, count: int, /, **fields: Any) -> str:
    """One of two templates, by a count, in the language in use, whose plural forms may be more; `{count}` is the count."""
    return _filled(
        _catalogue().ngettext(one, many, count),
        {"count": localized_number(count) if abs(count) >= 10_000 else str(count), **fields},
    )


def marked(template: str) -> str:
    """The very template, named to the catalogues where it is translated later."""
    return template


def localized_number(value: float, digits: int = 0) -> str:
    """A number with so many decimals: `1,600.5` in English, `1 600,5` in Kazakh and Russian, with spaces that do not break."""
    return localized_signs(f"{value:,.{digits}f}")


def localized_signs(number: str) -> str:
    """A number as English writes it, with the decimal sign and the sign between thousands of the language in use."""
    lang = language()
    return number if lang == ORIGINAL else number.translate(_number_signs(lang))


def of_hundred(number: str) -> str:
    """A number of per cent with its sign, as the CLDR has it: `95 %` in Russian, `95%` in Kazakh; in English `95 %`, as the SI has it."""
    return translated("{number} %", number=number)


def localized_day(day: date) -> str:
    """A day in a table or an interval: `2018-07-02` in English, `02.07.2018` in Kazakh and Russian."""
    return f"{day:%Y-%m-%d}" if language() == ORIGINAL else f"{day:%d.%m.%Y}"


def localized_iso(text: str) -> str:
    """A day, or a day and a time, as data have it (`2018-07-02`, `2018-07-02 10:00`), as :func:`localized_day`; another text as it is."""
    from datetime import date

    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return text
    return f"{localized_day(day)}{text[10:]}"


def localized_date(
    day: date,
    form: Literal[
        "long", "day_and_month", "month_and_year", "month", "weekday", "short_month", "short_weekday"
    ] = "long",
) -> str:
    """A day as a sentence or an axis says it, as the CLDR has it for the language in use: `2 July 2018`, `July 2018`, `Monday`."""
    from babel.dates import format_date, format_skeleton

    lang = language()
    if form == "long":
        return format_date(day, "d MMMM y", locale=lang) if lang == ORIGINAL else format_date(day, "long", locale=lang)
    if form == "month_and_year":
        return format_skeleton("yMMMM", day, locale=lang)
    patterns = {
        "day_and_month": "d MMMM",
        "month": "LLLL",
        "weekday": "cccc",
        "short_month": "LLL",
        "short_weekday": "ccc",
    }
    return format_date(day, patterns[form], locale=lang)


def _known(lang: str) -> str:
    if lang not in LANGUAGES:
        raise ValueError(f"there is no language '{lang}'; name one of {', '.join(LANGUAGES)}")
    return str(lang)


def _filled(template: str, fields: dict[str, Any]) -> str:
    return template.format(**fields)


def _catalogue() -> NullTranslations:
    return _catalogue_of(_in_use.get())


@cache
def _catalogue_of(lang: str) -> NullTranslations:
    from gettext import NullTranslations

    if lang == ORIGINAL:
        return NullTranslations()
    from sim.translations.catalogues import read_catalogue

    return read_catalogue(lang)


@cache
def _number_signs(lang: str) -> dict[int, str]:
    """What the signs of an English number are in another language."""
    from babel.numbers import get_decimal_symbol, get_group_symbol

    return {ord(","): get_group_symbol(lang), ord("."): get_decimal_symbol(lang)}
