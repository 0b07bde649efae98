"""Which known word somebody means who wrote another one: a slip, a Russian or Kazakh word, or a letter of the other alphabet."""

from __future__ import annotations

import bisect
import csv
import difflib
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from sim.translations.in_use import ORIGINAL, language, translated

_TRANSLATIONS = Path(__file__).parent / "translations" / "words_of_files.csv"
_MOST_COMPARED = 200
_CLOSE = 0.6
_CLOSE_TRANSLATION = 0.8
"""Russian and Kazakh words have endings, and their plain forms alone are listed."""
_CYRILLIC = "аеорсухкіһАВЕКМНОРСТУХІЅѕјЈ"
_LATIN = "aeopcyxkihABEKMHOPCTYXISsjJ"
_ALIKE = dict(zip(_CYRILLIC, _LATIN, strict=True))
"""Cyrillic letters by the Latin ones that nobody can tell from them."""


def meant(word: str, known: Iterable[str]) -> str | None:
    """The known word that is nearest to one, or that it says in Russian or Kazakh; None where none is near."""
    words = sorted(set(known))
    by_letters = [other for other in words if look_alike(other, word)]
    if by_letters or (by_letters := _translated(word, words)):
        return by_letters[0]
    close = difflib.get_close_matches(word, _compared(word, words), n=1, cutoff=_CLOSE)
    return close[0] if close else None


def key_in_words(key: str) -> str:
    """A key, or a word that files know, as the language in use says it; the very key in English, and where no word is listed."""
    return key if language() == ORIGINAL else _words_of_keys(language()).get(key, key)


def nearest(word: str, known: Iterable[str], most: int) -> list[str]:
    """The known words that are nearest to one, the nearest first; all of them in their order where they are few."""
    words = sorted(set(known))
    if len(words) <= most:
        return words
    matcher = difflib.SequenceMatcher(b=word)  # which keeps what it finds out about its second word

    def likeness(other: str) -> float:
        matcher.set_seq1(other)
        return -matcher.ratio()

    return sorted(_compared(word, words), key=likeness)[:most]


def look_alike(word: str, other: str) -> bool:
    """Tell whether two different words look alike, since Latin and Cyrillic letters do."""
    return word != other and _in_latin(word) == _in_latin(other)


def other_alphabet(meant_word: str, word: str) -> str:
    """Which letters make a word another one that looks like it, as the end of a sentence."""
    right, wrong = next((a, b) for a, b in zip(meant_word, word, strict=True) if a != b)
    if _alphabet(right) == "Latin":
        return translated("with the Latin '{right}' instead of the Cyrillic '{wrong}'", right=right, wrong=wrong)
    return translated("with the Cyrillic '{right}' instead of the Latin '{wrong}'", right=right, wrong=wrong)


def mixed_letters(word: str) -> tuple[str, str] | None:
    """The first Latin and the first Cyrillic letter of a part of a name that has both; None where every part has one alphabet."""
    for part in word.split("_"):
        latin = next((sign for sign in part if _alphabet(sign) == "Latin"), None)
        cyrillic = next((sign for sign in part if _alphabet(sign) == "Cyrillic"), None)
        if latin and cyrillic:
            return latin, cyrillic
    return None


def composed(text: str) -> str:
    """A text whose letters with marks are one sign each, as most keyboards write them, so that equal names are equal [NFC]."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _compared(word: str, words: Sequence[str]) -> Sequence[str]:
    """The words with which one is compared; of many, since that takes long, those that begin alike or stand beside it."""
    if len(words) <= _MOST_COMPARED:
        return words
    alike = [other for other in words if other[:2].casefold() == word[:2].casefold()]
    near = bisect.bisect(words, word)
    return alike if 0 < len(alike) <= _MOST_COMPARED else words[max(near - 100, 0) : near + 100]


def _translated(word: str, known: Sequence[str]) -> list[str]:
    """The known words that a Russian or Kazakh word says; of endings that are not listed those of the nearest form."""
    if word.isascii():
        return []
    said = _plain(word)
    english = _english_words()
    forms = [form for form, words in english.items() if not words.isdisjoint(known)]
    for form in difflib.get_close_matches(said, forms, n=1, cutoff=_CLOSE_TRANSLATION):
        return [other for other in known if other in english[form]]
    return []


@cache
def _english_words() -> dict[str, set[str]]:
    """The English words by each Russian and Kazakh form that is listed."""
    found: dict[str, set[str]] = {}
    for row in _rows():
        for form in (*row["russian"].split("|"), *row["kazakh"].split("|")):
            found.setdefault(_plain(form), set()).add(row["english"])
    return found


@cache
def _words_of_keys(lang: str) -> dict[str, str]:
    """The first word of a language for each word of files."""
    column = {"ru": "russian", "kk": "kazakh"}[lang]
    return {row["english"]: row[column].split("|")[0] for row in _rows()}


def _rows() -> list[dict[str, str]]:
    with _TRANSLATIONS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def _plain(word: str) -> str:
    """A word without what people write in different ways: large letters, ё, spaces and hyphens."""
    text = composed(word).casefold().replace("ё", "е")
    return "_".join(text.replace("-", " ").replace("_", " ").split())


def _in_latin(word: str) -> str:
    return "".join(_ALIKE.get(sign, sign) for sign in word)


def _alphabet(sign: str) -> str:
    """The alphabet of a letter; an empty text for other signs."""
    if not sign.isalpha():
        return ""
    return "Latin" if sign.isascii() else "Cyrillic" if unicodedata.name(sign, "").startswith("CYRILLIC") else "other"
