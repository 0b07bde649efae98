"""Notes in words: every key that the package can produce has one sentence, and every sentence a key."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

import sim
from sim.errors import Note
from sim.experiment.comparison.compare import Case, Comparison
from sim.export.plain_data import note_data
from sim.report.notes import SENTENCES, comparison_warnings, note_sentence
from sim.translations.in_use import in_language

OFFICE = {"office": "town", "role": "chief"}
PLACES = [
    {"place": "route", "key": ["aid", "portal"], "replications": 1},
    {"place": "whole", "key": [], "replications": 3},
]
NOTES = {
    "timetable_passed_over": (
        {"setting": "'timetables' of step 2", "transfers": ["by_car", "by_post"]},
        "'timetables' of step 2 changes nothing: between these offices 'by_car' and 'by_post' under 'transfers' carry the files",
    ),
    "steps_not_there": (
        {"regulation": "south_2012_aid", "route": "provider", "steps": ["4", "6"], "roles": ["board", "chief"]},
        "Under 'south_2012_aid' nobody does steps 4, 6 of the route 'provider' ('board', 'chief'): their work and time fall away",
    ),
    "nobody_on_duty": (OFFICE, "town / chief: nobody is on duty in the counted period, yet there is work"),
    "overloaded": (
        OFFICE | {"load": 1.5313, "members": 4, "at_least": 7},
        "town / chief: expected load 153% with 4, so its queue grows without end; it takes at least 7 for the work to be done at all",
    ),
    "overloaded_in_month": (
        OFFICE | {"load": 1.25, "members": 2, "month": "2019-04", "load_of_period": 0.5},
        "town / chief: expected load 125% with 2 in 2019-04, so its queue grows in that month (50% over the whole period)",
    ),
    "nobody_on_duty_in_month": (
        OFFICE | {"month": "2019-04", "load_of_period": 0.5},
        "town / chief: nobody is on duty in 2019-04, so its queue grows in that month (50% over the whole period)",
    ),
    "counter_overloaded": (
        OFFICE | {"load": 1.25, "hours": 160.2},
        "town / chief: the counter is open for 160 hours of its people, and the expected work there is 125% of them, so its hall "
        "grows without end",
    ),
    "agendas_full": (
        OFFICE | {"files": 549.7, "sittings": 26, "agenda": 15},
        "town / chief: 550 files are expected, and 26 sittings with an agenda of 15 have room for 390, so its queue grows "
        "without end",
    ),
    "outside_the_office": (
        OFFICE | {"members": ["dana"], "of": 2},
        "town / chief: 1 of 2 members is only there while the office is closed; check the hours",
    ),
    "same_names": (
        {"names": ["aigul"], "offices": ["town", "village"]},
        "'aigul' is on the staff of several offices (town, village) and taken for another person in each of them",
    ),
    "register_longer": (
        {"stream": "past", "file": "past.csv", "applications": 40, "behind": 12, "left_out": 3, "end": "2018-06-01"},
        "12 of the 40 applications in 'past.csv' (stream 'past') lie behind the end of the period, 2018-06-01, so they do not "
        "count, and 3 of these do not come at all; end the period later to count them",
    ),
    "register_shorter": (
        {"stream": "past", "file": "past.csv", "first": "2018-05-03", "last": "2018-05-07"}
        | {"start": "2018-05-02", "end": "2018-06-01"},
        "'past.csv' (stream 'past') has applications from 2018-05-03 to 2018-05-07 only, and the period lasts from 2018-05-02 "
        "to 2018-06-01: nobody comes in the rest of it; shorten the period, give the whole register, or write 'use: resample'",
    ),
    "register_put_right": (
        {"stream": "past", "file": "past.csv", "unsorted": 3, "doubled": 1, "zoned": 2, "zone": "Asia/Almaty"},
        "'past.csv' (stream 'past'): the rows were put in order, since 3 of them stood right below a later one; 1 doubled row was "
        "left out; 2 instants were turned into the local time of Asia/Almaty",
    ),
    "register_days_without_time": (
        {"stream": "past", "file": "past.csv", "rows": 4, "of": 4, "closed": 1, "at_midnight": True},
        "'past.csv' (stream 'past') has a day without a time, since 00:00 counts as no time, for all of the 4 applications; when on "
        "that day they come is drawn in each replication, over the hours of their office and by the stream's profile of hours; 1 of "
        "them on days on which none are taken, so they wait for the next opening",
    ),
    "sittings_rare": (
        OFFICE | {"files": 24.4, "sittings": 26, "at_least": 5},
        "town / chief: 24 files are expected, and 26 sittings that are held from 5 on, so less than half of them can be held",
    ),
    "sittings_end": (
        OFFICE | {"last": "2018-06-29", "end": "2018-07-01"},
        "town / chief: it last sits on 2018-06-29, before the period ends on 2018-07-01, so what comes later is never taken; let "
        "it sit more often, or make the run-out longer",
    ),
    "run_out_cut": (
        {"calendar_ends": "2019-12-31", "period_ends": "2019-12-01", "run_out": 60, "unit": "working_days"},
        "the calendar ends on 2019-12-31, before the run-out of 60 working days after 2019-12-01 is over; "
        "deadlines behind it are unknown and stand empty",
    ),
    "register_days_by_kind": (
        {"stream": "past", "lacking": {"Sundays and days of rest": "nobody comes on them"}}
        | {"days": {"first working days after a rest": 4, "other working days": 0, "Sundays and days of rest": 6}},
        "the weeks drawn for 'past' are laid on days of their kind, as the calendar has them: 4 first working days after a rest, "
        "6 Sundays and days of rest; the register has no Sundays and days of rest (nobody comes on them)",
    ),
    "counter_unattended": (
        {"office": "town", "role": "window", "offices": 3, "days": 5, "first_day": "2018-07-02"},
        "town / window (and so 2 other offices): on 5 days, the first of them 2018-07-02, the counter is open and nobody is "
        "there; who comes then is not received, and comes back when somebody is",
    ),
    "no_effect": (
        {
            "setting": "offices.town.staff.chief.absences[1]",
            "why": "outside_the_period",
            "first": "2018-05-02",
            "last": "2018-06-29",
        },
        "offices.town.staff.chief.absences[1] lies outside the simulated time, 2018-05-02 to 2018-06-29, and changes nothing",
    ),
    "act_not_adopted": (
        {"service": "aid", "adopted": "2018-05-22", "counted_from": "2018-05-09"},
        "the act that regulates 'aid' was adopted on 2018-05-22, after counting begins on 2018-05-09: its rules are simulated for "
        "days on which they were not in force",
    ),
    "slots_too_short": (
        OFFICE | {"every_s": 600, "service_s": 900},
        "town / chief: slots are 10 min long, and serving one of those who book takes 15 min on average, so they wait longer "
        "and longer in a row of slots",
    ),
    "never_begun": (
        {"kind": "town", "offices": ["town"], "role": "executor", "applications": 67.6}
        | {"groups": [{"class": "5", "waiting": 65.2, "of": 65.2}, {"class": "1", "waiting": 2.4, "of": 1035.0}]},
        "town / executor: 68 applications a replication were never begun there; they still wait when the observation ends "
        "(class 5: 65 of 65; class 1: 2 of 1035)",
    ),
    "turned_away_for_good": (
        OFFICE | {"applications": 1781.4, "times": 20},
        "town / chief: 1781 applicants a replication were turned away 20 times and do not come again; they were never received, so "
        "no share in time knows of them",
    ),
    "deadlines_behind": (
        {"service": "aid", "route": "portal", "left_out": 12.2, "open": 3.0},
        "aid / portal: the deadlines of 12 applications a replication lie behind the end of the observation, so they are in no "
        "share in time (3 of all were not finished); make the run-out longer",
    ),
    "many_unfinished": (
        {"service": "aid", "route": "portal", "unfinished": 0.123},
        "aid / portal: 12% of the applications were not finished when the run-out ended; their elapsed terms and queue times "
        "are Kaplan-Meier estimates, marked by a star",
    ),
    "precision_missed": (
        {"on": "term compliance", "half_width": 0.001, "replications": 12, "reached": None},
        "the precision of 0.1 points on term compliance was not reached with 12 replications, the most that are allowed; "
        "reached were no interval",
    ),
    "queues_still_filling": (
        {"counted_from": "2018-05-09", "confidence": 0.99, "weeks_longer": 1, "until": None, "period_weeks_longer": 7}
        | {
            "series": [
                {"name": "in_progress", "lower_by": 4.04, "low": 3.0, "high": 5.0},
                {"name": "elapsed_h", "lower_by": 1.0, "low": 0.5, "high": 1.5},
                {"name": "in_time", "higher_by": 0.022, "low": 0.013, "high": 0.031},
            ]
        },
        "queues are still filling at the end of the warm-up, 2018-05-09: work in progress is lower just after it than later "
        "by 4.0 files (99 % interval 3.0 to 5.0) and elapsed working time is lower just after it than later by 1.0 hours "
        "(99 % interval 0.5 to 1.5) and the share in time is higher just after it than later by 2.2 points (99 % interval 1.3 to "
        "3.1); make it 1 week longer at least, and the period 7 weeks",
    ),
    "counted_period_short": (
        {"counted_from": "2018-10-01", "end": "2018-11-01", "working_days": 23}
        | {"warm_up_working_days": 103, "longest_term_days": 3},
        "the counted period is short: 2018-10-01 to 2018-11-01 has 23 working days, fewer than the warm-up before it (103); "
        "end it 80 working days later at least",
    ),
    "other_demand": (
        {"case": "b", "first": "a", "only_in_case": ["new", "late"], "only_in_first": ["old"]}
        | {
            "streams": [
                {"stream": "all", "expected": 5.04, "expected_in_first": 3.9},
                {"stream": "some", "replications": 1},
            ]
        },
        "the demand of 'b' is not that of 'a': only 'b' has new, late; only 'a' has old; all has 5.0 expected applications "
        "instead of 3.9; some brings other numbers of applications in 1 replication; a stream under another name has other random "
        "numbers, and another turn among those who come in one second, where the names decide",
    ),
    "routes_not_compared": (
        {"case": "a", "routes": [["aid", "portal"], ["aid", "akim"]]},
        "not compared, since not all cases have it: aid / portal, aid / akim ('a')",
    ),
    "quantile_not_reached": (
        {"measure": "p95_days", "case": "b", "places": PLACES},
        "elapsed term, 95th percentile, 'b': not reached, since too many applications are unfinished (aid / portal in 1 "
        "replication; all routes in 3 replications); no difference is given",
    ),
    "pairs_left_out": (
        {"measure": "in_time", "case": "b", "places": PLACES},
        "share in time, 'b': no answer to compare (aid / portal in 1 replication; all routes in 3 replications); these pairs "
        "are left out",
    ),
    "seed_and_replications_of_first": (
        {"first": "a", "others": ["b", "c"]},
        "Seed and replications of 'a' hold for all; 'b', 'c' would have others alone",
    ),
    "warm_up_of_first": ({"first": "a"}, "The warm-up that was found for 'a' holds for all"),
    "routes_of_same_replications": (
        {},
        "The routes are those of the same replications: the same people, days and luck of the offices; the applications are "
        "those of other citizens",
    ),
}
"""By key: facts, and the sentence that is made of them."""


def keys_in_the_code() -> set[str]:
    """The keys of all notes that the package makes, as its source has them."""
    keys = set()
    for path in Path(sim.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Note":
                key = node.args[0]
                assert isinstance(key, ast.Constant), f"{path}:{node.lineno} makes a note whose key is not written out"
                keys.add(key.value)
    return keys


def test_every_note_has_a_sentence_and_every_sentence_a_note() -> None:
    assert set(SENTENCES) == keys_in_the_code() == set(NOTES)


@pytest.mark.parametrize("key", NOTES)
def test_a_note_is_plain_data_and_one_sentence(key: str) -> None:
    facts, sentence = NOTES[key]
    note = Note(key, facts)
    assert note_sentence(note) == sentence
    data = note_data(note)
    assert data == {"note": key} | facts
    assert json.loads(json.dumps(data, allow_nan=False)) == data


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("kk", "town / chief: есепке алынатын кезеңде жұмыс орнында ешкім жоқ, ал жұмыс бар"),
        ("ru", "town / chief: в учитываемый период на рабочем месте никого нет, а работа есть"),
    ],
)
def test_a_note_is_said_in_each_language(lang: str, sentence: str) -> None:
    note = Note("nobody_on_duty", NOTES["nobody_on_duty"][0])
    assert note_sentence(note, lang) == sentence
    with in_language(lang):
        assert note_sentence(note) == sentence


@pytest.mark.parametrize("lang", ["kk", "ru"])
@pytest.mark.parametrize("key", NOTES)
def test_no_note_has_english_words_in_another_language(key: str, lang: str) -> None:
    facts, _ = NOTES[key]
    known = set(re.findall(r"[a-z]+", json.dumps(facts).lower())) | {"use", "resample", "transfers"}
    assert set(re.findall(r"[a-z]{2,}", note_sentence(Note(key, facts), lang).lower())) <= known


def test_numbers_of_a_note_are_written_with_ten_digits() -> None:
    facts = {"case": "a", "streams": [{"stream": "all", "expected": 1 / 3}], "routes": [["aid", "portal"]], "count": 3}
    assert note_data(Note("other_demand", facts)) == {
        "note": "other_demand",
        "case": "a",
        "streams": [{"stream": "all", "expected": 0.3333333333}],
        "routes": [["aid", "portal"]],
        "count": 3,
    }


def test_what_is_said_of_all_cases_is_said_once() -> None:
    def unfinished(share: float, case: str) -> Note:
        facts, _ = NOTES["many_unfinished"]
        return Note("many_unfinished", facts | {"unfinished": share, "of_case": case})

    def warnings(*notes: Note) -> tuple[str, ...]:
        cases = tuple(Case(name, name, None) for name in ("a", "b", "c"))  # type: ignore[arg-type]
        return comparison_warnings(Comparison(cases, (), False, 3, 1, warnings=notes))

    sentence = NOTES["many_unfinished"][1]
    first = Note("routes_not_compared", NOTES["routes_not_compared"][0])
    assert warnings(first, unfinished(0.121, "a"), unfinished(0.123, "b"), unfinished(0.119, "c")) == (
        NOTES["routes_not_compared"][1],
        sentence,
    )
    assert warnings(unfinished(0.121, "a"), unfinished(0.123, "c")) == (f"a, c: {sentence}",)
