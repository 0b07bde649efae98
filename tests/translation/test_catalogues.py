import re
from string import Formatter

import pytest

from sim.translations.in_use import counted, in_language, localized_number, translated
from tests.translation.messages import MessageId, asked_messages
from tests.translation.update import OTHER_LANGUAGES, translations_of

ASKED = asked_messages()
WITH_HALVES = ("calendar/", "law/", "no_quantities", "quantities", "scenario/", "schema/")
"""The rooms and files whose validators raise both halves of a fault in one sentence."""


def texts_of(message: MessageId) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(message)


def fields_of(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("lang", OTHER_LANGUAGES)
def test_every_text_has_a_translation(lang: str) -> None:
    known = translations_of(lang)
    missing = []
    for message in ASKED:
        text = known[message].string if message in known else ""
        if not (all(text) if isinstance(text, tuple) else text):
            missing.append(message)
    assert not missing, f"{len(missing)} texts; python -m tests.translation.update --missing FILE lists them"


@pytest.mark.parametrize("lang", OTHER_LANGUAGES)
def test_catalogues_hold_nothing_that_is_not_asked_for(lang: str) -> None:
    assert not [message for message in translations_of(lang) if message not in ASKED]


@pytest.mark.parametrize("lang", OTHER_LANGUAGES)
def test_translations_have_the_fields_of_their_texts(lang: str) -> None:
    wrong = []
    for message, entry in translations_of(lang).items():
        fields = fields_of(texts_of(message)[-1])
        for text in entry.string if isinstance(entry.string, tuple) else (entry.string,):
            # A form for one may say the count in a word.
            if fields_of(text) != fields and not (len(texts_of(message)) > 1 and fields_of(text) == fields - {"count"}):
                wrong.append((message, text))
    assert not wrong


@pytest.mark.parametrize("lang", OTHER_LANGUAGES)
def test_translations_begin_and_end_as_their_texts_do(lang: str) -> None:
    """Blanks, colons and full stops at an end are read by what stands beside them; an abbreviation may end with a point, too."""
    wrong = []
    for message, entry in translations_of(lang).items():
        for text in entry.string if isinstance(entry.string, tuple) else (entry.string,):
            english = texts_of(message)[-1]
            same = re.findall(r"^\s*|[\s:]*$", text) == re.findall(r"^\s*|[\s:]*$", english)
            if not same or (english.endswith(".") and not text.endswith(".")):
                wrong.append((message, text))
    assert not wrong


@pytest.mark.parametrize("lang", OTHER_LANGUAGES)
def test_translations_say_in_two_halves_what_their_texts_do(lang: str) -> None:
    """A fault of a value says what is wrong, a semicolon and what would do; the halves are parted there."""
    wrong = []
    for message, entry in translations_of(lang).items():
        if message not in ASKED or not any(file.startswith(WITH_HALVES) for file in ASKED[message].files):
            continue
        for text in entry.string if isinstance(entry.string, tuple) else (entry.string,):
            if text.count("; ") != texts_of(message)[-1].count("; "):
                wrong.append((message, text))
    assert not wrong


@pytest.mark.parametrize("lang", OTHER_LANGUAGES)
def test_rows_of_headings_have_as_many_columns(lang: str) -> None:
    wrong = []
    for message, entry in translations_of(lang).items():
        for text in entry.string if isinstance(entry.string, tuple) else (entry.string,):
            if text.count(" | ") != texts_of(message)[-1].count(" | "):
                wrong.append((message, text))
    assert not wrong


def test_numbers_have_the_signs_of_their_language() -> None:
    assert localized_number(1600.55, 1) == "1,600.5"
    for lang in OTHER_LANGUAGES:
        with in_language(lang):
            assert localized_number(1600.55, 1) == "1\xa0600,5"


def test_a_text_without_a_catalogue_is_english() -> None:
    with in_language("kk"):
        assert translated("{name} is nowhere", name="{x}") == "{x} is nowhere"
        assert counted("one", "{count} of them", 2000) == "2000 of them"
