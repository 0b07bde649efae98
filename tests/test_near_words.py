"""Which word somebody meant: a slip, a word in Russian or Kazakh, a letter of the other alphabet; and the nearest of many."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.errors import MOST_LISTED, did_you_mean
from sim.law.load import load_regulation
from sim.near_words import key_in_words, look_alike, meant, mixed_letters, nearest
from sim.scenario.json_schema import json_schema
from sim.shipped import shipped_regulations
from sim.translations.in_use import in_language

TABLE = Path(sim.__file__).parent / "translations" / "words_of_files.csv"
WITHOUT = frozenset(
    {"brought_after", "bulk", "chance_if_refused", "count_changes", "delivered_before", "meets", "n", "named", "p10", "p90"}
    | {"queue_wait_per_person", "run_out"}
)  # fmt: skip
"""Keys for which nobody would write one particular Russian or Kazakh word."""
_OF_CALENDARS = frozenset({"date", "kind", "working"})


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def words_of(schema: Any) -> Iterator[tuple[str, bool]]:
    """Every key and word of a language, and whether it is a key."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield from ((key, True) for key in schema["properties"])
        yield from (
            (str(word), False) for word in [*schema.get("enum", []), *([schema["const"]] if "const" in schema else [])]
        )
        for part in schema.values():
            yield from words_of(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from words_of(part)


def known_words() -> dict[str, bool]:
    found: dict[str, bool] = {}
    for kind in ("scenario", "regulation"):
        for word, is_key in words_of(json_schema(kind)):
            found[word] = is_key or found.get(word, False)
    return found


def test_every_key_of_the_languages_has_its_russian_and_kazakh_words() -> None:
    listed = {row["english"] for row in rows()}
    keys = {word for word, is_key in known_words().items() if is_key}
    assert keys - listed == WITHOUT
    roles = {role for name in shipped_regulations() for role in load_regulation(name).roles}
    assert listed <= known_words().keys() | roles | _OF_CALENDARS, "a word that no file has"


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["english"])
def test_every_form_of_a_word_means_it(row: dict[str, str]) -> None:
    for form in (*row["russian"].split("|"), *row["kazakh"].split("|")):
        for written in (form, form.capitalize(), form.replace(" ", "_")):
            assert meant(written, [row["english"], "unlike_anything"]) == row["english"]


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("период", ["period", "end"], "did you mean 'period'?"),
        ("Дүйсенбі", ["monday", "tuesday"], "did you mean 'monday'?"),
        ("қаңтар", ["january", "february"], "did you mean 'january'?"),
        ("қызметкерлер", ["staff", "count"], "did you mean 'staff'?"),
        ("қызметкерлер", ["members", "count"], "did you mean 'members'?"),
        ("сотрудниками", ["staff", "count"], "did you mean 'staff'?"),
        ("срок", ["term", "rate"], "did you mean 'term'?"),
        ("срок", ["limit", "rate"], "did you mean 'limit'?"),
        ("ставка", ["count", "hours"], "known here: count, hours"),
        ("рeriod", ["period", "end"], "did you mean 'period', with the Latin 'p' instead of the Cyrillic 'р'?"),
        ("oтдел", ["отдел", "село"], "did you mean 'отдел', with the Cyrillic 'о' instead of the Latin 'o'?"),
        ("отделл", ["отдел", "село"], "did you mean 'отдел'?"),
        ("x", [], "nothing is known here"),
    ],
)
def test_what_somebody_meant_is_said(word: str, known: list[str], hint: str) -> None:
    assert did_you_mean(word, known) == hint


def test_of_many_words_the_nearest_are_listed_and_the_others_counted() -> None:
    known = [f"service_{letter}{letter}{letter}{letter}{letter}{letter}" for letter in "abcdefghijklmnop"] + [
        "qzqzqz",
        "zzzzqz",
    ]
    said = did_you_mean("qz", known)
    assert said.startswith("known here: qzqzqz, zzzzqz, service_")
    assert said.endswith(f" and {len(known) - MOST_LISTED} more")
    assert nearest("qz", known, 2) == ["qzqzqz", "zzzzqz"]
    assert nearest("qz", ["b", "a"], 2) == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("отдел", None),
        ("office_отдел", None),
        ("a1_б2", None),
        ("oтдел", ("o", "т")),
        ("село_centрe", ("c", "р")),
        ("қaла", ("a", "қ")),
    ],
)
def test_a_part_of_a_name_has_one_alphabet(name: str, letters: tuple[str, str] | None) -> None:
    assert mixed_letters(name) == letters


def test_words_look_alike_by_their_letters_and_no_word_looks_like_itself() -> None:
    assert look_alike("сор", "cop")
    assert not look_alike("сор", "сор")
    assert not look_alike("сор", "сор1")


def test_a_key_is_said_by_the_first_word_of_its_list_and_stays_in_english() -> None:
    assert key_in_words("applicant_deadline") == "applicant_deadline"
    with in_language("ru"):
        assert [key_in_words(key) for key in ("lognormal", "applicant_deadline", "p90")] == [
            "логнормальное", "срок заявителя", "p90",
        ]  # fmt: skip
    with in_language("kk"):
        assert key_in_words("windows") == "терезелер"
