"""What browsers send: read back as it was written, and refused in words whatever it is."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest

from sim.errors import InputError
from sim.translations.in_use import LANGUAGES, in_language
from sim.web.choice import LONGEST_QUERY, Choice, choice_cases, choice_query, read_choice
from sim.web.served import controls_of
from tests.web.choosing import any_choice
from tests.web.served import shipped

SERVED = ("west_kazakhstan_social_aid", "commission_weekly_vs_daily", "karaganda_department")
POSTS = "posts.department.executor"


def refused(query: object) -> list[str]:
    """What is said of a query that is refused."""
    with pytest.raises(InputError) as error:
        read_choice(query, shipped(*SERVED))  # type: ignore[arg-type]  # what a browser sends can be anything
    assert all(fault.message and "Traceback" not in fault.message for fault in error.value.faults)
    return [f"{fault.message}; {fault.repair}" for fault in error.value.faults]


def test_nothing_is_the_first_scenario_as_it_is() -> None:
    for query in ("", "?", "lang=kk", {}):
        assert read_choice(query, shipped(*SERVED)) == Choice(SERVED[0])


def test_a_query_is_read_as_it_is_written_in_any_order() -> None:
    chosen = random.Random(1)
    for _ in range(200):
        choice = any_choice(chosen, shipped(*SERVED))
        query = choice_query(choice)
        assert read_choice(query, shipped(*SERVED)) == choice
        parts = query.split("&")
        chosen.shuffle(parts)
        assert read_choice("?" + "&".join([*parts, "lang=ru"]), shipped(*SERVED)) == choice
        assert choice_query(read_choice("&".join(parts), shipped(*SERVED))) == query


def test_a_choice_that_changes_nothing_is_the_scenario_itself() -> None:
    served = shipped(*SERVED)
    same = read_choice(f"{POSTS}=2.0&arrivals.at_the_akims=1", served)
    assert same == Choice(SERVED[0])
    base, alternative = choice_cases(same, served)
    assert base == alternative
    assert hash(base) == hash(alternative)


def test_equal_choices_are_equal_cases() -> None:
    served = shipped(*SERVED)
    one = read_choice(f"{POSTS}=3&arrivals.at_the_akims=1.50", served)
    other = read_choice({"arrivals.at_the_akims": "1.5", POSTS: "3.000", "scenario": SERVED[0]}, served)
    assert choice_cases(one, served) == choice_cases(other, served)
    assert choice_cases(one, served)[1].settings == (
        "offices.department.staff.executor=3",
        'arrivals.at_the_akims.rate="3 per working day"',
    )


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("scenario=nowhere", "there is no scenario 'nowhere' here"),
        ("scenario=commission_weekly_vs_daily&variant=dayly", "did you mean 'daily'"),
        ("variant=daily", "the scenario has no variant 'daily'; it has none"),
        ("posts.department.exekutor=3", "did you mean 'posts.department.executor'"),
        (f"{POSTS}=0", "0 is out of range; from 1 to 10 is possible"),
        (f"{POSTS}=-1", "-1 is out of range"),
        (f"{POSTS}=11", "11 is out of range"),
        (f"{POSTS}=1.5", "1.5 lies between two steps; take 2"),
        (f"{POSTS}=nan", "'nan' is no number"),
        (f"{POSTS}=inf", "'inf' is no number"),
        (f"{POSTS}=1e309", "'1e309' is no number"),
        (f"{POSTS}=1e0", "'1e0' is no number"),
        (f"{POSTS}=", "is no number"),
        (f"{POSTS}=0x2", "'0x2' is no number"),
        (f"{POSTS}=%D9%A3", "is no number"),
        (f"{POSTS}=3%00", "is no number"),
        (f"{POSTS}=+3", "is no number"),
        (f"{POSTS}={'9' * 5000}", "is no number"),
        (f"{POSTS}=999999999", "is out of range"),
        (f"{POSTS}=3&{POSTS}=3", f"'{POSTS}' is given twice"),
        ("scenario=karaganda_department&scenario=karaganda_department", "'scenario' is given twice"),
        ("arrivals.at_the_akims=3.05", "305 % (6.1 per working day) is out of range"),
        ("arrivals.at_the_akims=1.01", "lies between two steps; take 100 %"),
        ("lang=de", "there is no language 'de'"),
        ("%00=%00", "there is nothing called"),
        ("__proto__=1", "there is nothing called"),
        ("%FF%FE=1", "the link cannot be read"),
        ("scenario", "the link cannot be read"),
        ("a=1&&b=2", "the link cannot be read"),
        ("\ud800=1", "the link cannot be read"),
        ("&".join(f"a{i}=1" for i in range(2000)), "the link cannot be read"),
        ("a" * (LONGEST_QUERY + 1), "which is too long"),
        ({"scenario": "x" * (LONGEST_QUERY + 1)}, "which is too long"),
        ("<script>alert(1)</script>=1", "there is nothing called"),
    ],
)
def test_what_cannot_be_is_refused_in_words(query: object, told: str) -> None:
    assert any(told in one for one in refused(query)), refused(query)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    told = refused(f"lang=de&nothing=1&{POSTS}=0&arrivals.at_the_akims=x&scenario={SERVED[0]}&{POSTS}=0")
    assert len(told) == 5
    assert refused(f"variant=daily&{POSTS}=0")[0].startswith("the scenario has no variant")


def test_a_fault_speaks_the_language_in_use_and_shows_names_as_text() -> None:
    for lang in LANGUAGES:
        with in_language(lang):
            (told,) = refused(f"{POSTS}=0")
            control = {one.key: one for one in controls_of(shipped(*SERVED)[0], None, lang)[0]}[POSTS]
            assert control.label in told
    assert "\x1b" not in refused("%1B%5B2J=1")[0]
    assert "\n" not in refused("a%0Ab=1")[0]


def test_many_unknown_names_do_not_keep_the_server_busy() -> None:
    """Each is told or counted, and only some are compared with what there is."""
    compared = [
        sum("known here" in one or "did you mean" in one for one in refused("&".join(f"a{i}=1" for i in range(n))))
        for n in (2, 900)
    ]
    assert compared[0] == 2
    assert 1 <= compared[1] <= 3


def test_streams_together_cannot_ask_for_more_than_a_page_simulates() -> None:
    served = shipped("reception_days")
    assert read_choice("arrivals.visitors=2.85", served).values
    with pytest.raises(InputError, match="out of range"):
        read_choice("arrivals.visitors=2.9", served)
    few = tuple(
        replace(
            one,
            cases={
                name: replace(case, applications={**case.applications, "": 1e6}) for name, case in one.cases.items()
            },
        )
        for one in served
    )
    with pytest.raises(InputError, match="a page simulates at most 20,000"):
        read_choice("arrivals.visitors=1.05", few)
    assert read_choice("", few) == Choice("reception_days")


def test_a_slider_is_answered_at_once() -> None:
    """Reading a choice, its cases and its controls are on the way of every move; measured against reading plain text, not seconds."""
    served = shipped(*SERVED)
    choice = any_choice(random.Random(3), served[2:], count=40)
    query = choice_query(choice)

    def once() -> float:
        begin = time.perf_counter()
        read = read_choice(query, served)
        choice_cases(read, served)
        controls_of(served[2], read.variant, "kk")
        return time.perf_counter() - begin

    def plain() -> float:
        begin = time.perf_counter()
        for _ in range(1000):
            query.split("&")
        return time.perf_counter() - begin

    assert min(once() for _ in range(20)) < 3 * min(plain() for _ in range(20))
