"""Every fault of people and offices is told at its place: members, hours, absences, stand-ins, caseload, names, weights."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from sim.cli.main import app
from sim.errors import InputError
from sim.schema.read_yaml import read_yaml
from sim.study.loading import load_scenario
from tests.minimal import assert_only, changed, faults_of, with_changes, written
from tests.study.random_change import TIMES, assert_study_or_faults, paths

PEOPLE = """\
scenario: People of a small question
period: {start: 2018-05-02, warm_up_until: 2018-05-09, end: 2018-06-01}
replications: 2
hours:
  mornings: {weekdays: "09:00-13:00"}
  afternoons: {weekdays: "14:30-18:30"}
services:
  aid:
    regulation: small.yaml
    routes:
      provider:
        steps:
          1: {work: 10 minutes, hold: 30 minutes}
          2: {work: 1 hour}
      portal: {}
systems:
  gate: {response: 5 seconds}
offices:
  town:
    hours: department
    staff:
      clerk:
        members:
          Айгүл Сәрсенова: {hours: [mornings, afternoons]}
          Иван-2: {hours: afternoons}
          third:
        caseload: 4
        discipline: priority
        hand_over_after: 4 hours
        absences:
          - {member: Иван-2, first_day: 2018-05-14, last_day: 2018-05-18}
          - {reason: training, member: third, first_day: 2018-05-21, last_day: 2018-05-22, hours: "10:00-12:00"}
        sickness: {episodes: 1.5 per year, length: {distribution: exponential, mean: 5 working days}}
      chief:
        count: 2
        set_aside: false
        stand_in: [deputy]
        absences:
          - {reason: sickness, first_day: 2018-05-10, last_day: 2018-05-11}
          - {reason: vacancy, members: 1, first_day: 2018-05-28}
      deputy: 1
  rural:
    hours: rural_akim
    sends_to: town
    names:
      north: {}
      south: {title: South, hours: department, staff: {clerk: {count: 2, assumption: asked}}}
      west: {sends_to: south, without: [chief], staff: {clerk: 1}}
    staff:
      clerk: 1
      chief: 1
  branch:
    count: 2
    hours: state_corporation
    sends_to: town
    staff:
      clerk: 3
arrivals:
  in_town: {service: aid, route: provider, office: town, rate: 2 per working day, priority: 1}
  in_villages: {service: aid, route: provider, office: rural, rate: 4 per week, weights: {north: 1, south: 2.5}}
  in_west: {service: aid, route: provider, office: west, rate: 1 per week}
  in_branches: {service: aid, route: provider, office: branch, rate: 2 per week, process: poisson, weights: [1, 2]}
  online: {service: aid, route: portal, office: town, rate: 1 per day}
"""
AIGUL = "Айгүл Сәрсенова: {hours: [mornings, afternoons]}"
MORNINGS = 'mornings: {weekdays: "09:00-13:00"}'
LEAVE = "{member: Иван-2, first_day: 2018-05-14, last_day: 2018-05-18}"
VACANCY = "{reason: vacancy, members: 1, first_day: 2018-05-28}"
AWAY = f"""\
          - {{reason: sickness, first_day: 2018-05-10, last_day: 2018-05-11}}
          - {VACANCY}
"""
DEPUTY = "      deputy: 1\n"
BRANCHES = "    count: 2\n    hours: state_corporation"
WEIGHTS = "weights: {north: 1, south: 2.5}"


def faults_after(folder: Path, old: str, new: str, text: str = PEOPLE) -> list[str]:
    """The faults of the scenario with one change, without the name of the file."""
    return [line.removeprefix("question.yaml:") for line in faults_of(folder, changed(old, new, text))]


def assert_fault(folder: Path, old: str, new: str, fault: str, text: str = PEOPLE) -> None:
    """One change brings one fault, which begins as expected."""
    assert_only(faults_of(folder, changed(old, new, text)), fault)


def test_the_scenario_that_the_others_change_is_in_order(tmp_path: Path) -> None:
    assert faults_of(tmp_path, PEOPLE) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (AIGUL, "Айгүл: {hours: }", "24:19: nothing is given for 'hours'; fill it, or take the key out"),
        (AIGUL, "Айгүл: {hours: null}", "24:19: nothing is given for 'hours'; fill it, or take the key out"),
        (AIGUL, "Айгүл: {hours: []}", "24:26: at least one entry is needed here; add one, or take the key out"),
        (AIGUL, "Айгүл: {hours: mornngs}", "24:26: no hours are called 'mornngs'; did you mean 'mornings'?"),
        (AIGUL, "Айгүл: {hours: [mornings, evenings]}", "24:37: no hours are called 'evenings'; did you mean 'mornings'?"),
        (AIGUL, "Айгүл: {hours: 9:00-18:00}", "24:26: no hours are called '9:00-18:00'; describe them under 'hours' by a"),
        (AIGUL, "Айгүл: {hours: 8}", "24:26: the name of hours is needed here, not '8'; write a key of 'hours', or several"),
        (AIGUL, "Айгүл: {hours: {saturday: closed}}", "24:26: the name of hours is needed here, not a block of keys"),
        (AIGUL, "Айгүл: {hours: [mornings, ~]}", "24:37: a text is needed here, and nothing is given"),
        (AIGUL, "Айгүл: {hour: mornings}", "24:19: unknown key 'hour'; did you mean 'hours'?"),
        (AIGUL, "Айгүл: mornings", "24:18: a block of keys is needed here, not 'mornings'; write the name alone, or {hours"),
        ("        caseload: 4", "        hours:\n        caseload: 4", "27:9: nothing is given for 'hours'; fill it"),
        ("{title: South, hours: department,", "{hours: ~,", "47:15: nothing is given for 'hours'; fill it, or take the"),
        ("    hours: department\n", "    hours:\n", "20:5: a text is needed here, and nothing is given; fill it"),
        (MORNINGS, "mornings: {weekdays: closed}", "5:13: these hours are never open; give 'every_day', 'weekdays' or single"),
        (MORNINGS, "mornings: {}", "5:13: these hours are never open; give 'every_day', 'weekdays' or single days"),
        (MORNINGS, 'mornings: {weekdays: "09:00-13:00, 12:00-14:00"}', "5:24: '12:00-14:00' begins before the interval be"),
    ],
)  # fmt: skip
def test_members_whose_hours_nobody_can_keep(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert_fault(tmp_path, old, new, fault)


def test_hours_that_are_no_block_are_one_fault_and_not_one_for_each_name(tmp_path: Path) -> None:
    assert faults_after(
        tmp_path, f'hours:\n  {MORNINGS}\n  afternoons: {{weekdays: "14:30-18:30"}}\n', "hours: [9, 18]\n"
    ) == ["4:8: a block of keys is needed here, not a list"]


@pytest.mark.parametrize(
    ("leave", "fault"),
    [
        ("{member: Иван-3, first_day: 2018-05-14}", "31:22: nobody on this staff is called 'Иван-3'; did you mean 'Иван-2'?"),
        ("{member: Асқар, first_day: 2018-05-14}", "31:22: nobody on this staff is called 'Асқар'; known here: third, Айгүл "),
        ("{members: 2, first_day: 2018-05-14}", "31:23: it is open who is away, for the members of this staff have names;"
         " write 'member' and a name in an absence for each; known here: third, Айгүл Сәрсенова, Иван-2"),
        ("{first_day: 2018-05-14}", "31:13: it is open who is away, for the members of this staff have names; write 'member'"),
        ("{member: , first_day: 2018-05-14}", "31:13: it is open who is away, for the members of this staff have names"),
        ("{member: [Иван-2, third], first_day: 2018-05-14}", "31:22: one name is needed here, not a list; write an absence for"),
        ("{member: 2, first_day: 2018-05-14}", "31:22: a name is needed here, not '2'; write 'members' and how many where"),
        ("{member: third, members: 1, first_day: 2018-05-14}", "31:38: both 'member' and 'members' are given; keep one"),
        ("{member: third, first_day: 2018-05-14, last_day: 2018-05-13}", "31:62: 'last_day' lies before 'first_day', 2018-05"),
        ("{member: third, first_day: 2011-12-31, last_day: 2018-05-14}", "31:40: 2011-12-31 lies outside the calendar 'kz'"),
        ("{member: Иван-2, first_day: 2018-05-14, last_day: 2028-01-01}", "31:63: 2028-01-01 lies outside the calendar 'kz'"),
        ("{member: Иван-2, first_day: 2018-05-14, last_day: }", "31:53: nothing is given for 'last_day'; fill it, or take the"),
        ("{member: third, first_day: 2018-02-30}", "31:40: there is no day '2018-02-30'; check the month and the day"),
        ("{member: third, first_day: 14.05.2018}", "31:40: '14.05.2018' is not a day; write 2018-05-14"),
        ("{member: third, last_day: 2018-05-14}", "31:13: the key 'first_day' is missing in item 1 of 'absences' (line 31)"),
        ("{member: third, first_day: 2018-05-14, hours: closed}", "31:59: in no hour is anybody away; leave 'hours' out for"),
        ("{member: third, first_day: 2018-05-14, hours: '9:00-11:00, 10:00-12:00'}", "31:59: '10:00-12:00' begins before the"),
        ("{member: third, first_day: 2018-05-14, reason: holiday}", "31:60: 'holiday' is not known for 'reason'; known here: le"),
        (f"{LEAVE}\n          - {LEAVE}", "32:13: 'Иван-2' is away already, by absence 1 of the list (line 31); let one begin"),
        ("2018-05-14", "31:13: a block of keys is needed here, not '2018-05-14'"),
        ("", "31:12: a block of keys is needed here, and nothing is given; fill it, or take the key out"),
    ],
)  # fmt: skip
def test_an_absence_of_somebody_with_a_name_that_cannot_be(tmp_path: Path, leave: str, fault: str) -> None:
    assert_fault(tmp_path, LEAVE, leave, fault)


@pytest.mark.parametrize(
    ("vacancy", "fault"),
    [
        ("{member: Иван, first_day: 2018-05-28}", "40:22: the members of this staff have no names; write 'members' and how"),
        ("{members: 3, first_day: 2018-05-28}", "40:23: 3 cannot be away then, for only 2 of 2 are there; check the days and"),
        ("{members: 2, first_day: 2018-05-11}", "40:23: 2 cannot be away then, for only 1 of 2 is there; check the days"),
        ("{members: 2, first_day: 2018-06-04}\n          - {first_day: 2018-06-04, last_day: 2018-06-05}",
         "41:13: 1 cannot be away then, for nobody is there; check the days and how many there are"),
        ("{members: 0, first_day: 2018-05-28}", "40:23: '0' is out of range; at least 1 is needed"),
        ("{members: -1, first_day: 2018-05-28}", "40:23: '-1' is out of range; at least 1 is needed"),
        ("{members: 99999999999999999999, first_day: 2018-05-28}", "40:23: '99999999999999999999' is out of range; at most"),
        ("{members: 1.5, first_day: 2018-05-28}", "40:23: a whole number is needed here, not '1.5'"),
        ("{members: all, first_day: 2018-05-28}", "40:23: a whole number is needed here, not 'all'"),
    ],
)  # fmt: skip
def test_an_absence_of_people_who_are_counted_that_cannot_be(tmp_path: Path, vacancy: str, fault: str) -> None:
    assert_fault(tmp_path, VACANCY, vacancy, fault)


def test_absences_are_a_list(tmp_path: Path) -> None:
    fault = "39:11: a list is needed here, not a block of keys; begin each entry with '- '"
    assert_fault(tmp_path, AWAY, "          first_day: 2018-05-28\n", fault)
    assert_fault(tmp_path, AWAY, "", "38:9: a list is needed here, and nothing is given; fill it, or take the key out")


def test_absences_of_one_person_may_share_a_day_but_no_hour_of_it(tmp_path: Path) -> None:
    parts = [LEAVE.replace("}", f", hours: '{hours}'}}") for hours in ("14:30-16:00", "16:00-17:00", "16:30-17:30")]
    assert faults_after(tmp_path, LEAVE, "\n          - ".join(parts[:2])) == []
    assert faults_after(tmp_path, LEAVE, "\n          - ".join(parts)) == [
        "33:13: 'Иван-2' is away already, by absence 2 of the list (line 32); let one begin after the other has ended"
    ]


@pytest.mark.parametrize(
    ("stand_in", "fault"),
    [
        ("[depty]", "37:20: this office has no role 'depty' that could stand in; did you mean 'deputy'?"),
        ("depty", "37:19: this office has no role 'depty' that could stand in; did you mean 'deputy'?"),
        ("[deputy, guard]", "37:28: this office has no role 'guard' that could stand in; known here: clerk, deputy"),
        ("[deputy, chief]", "37:28: 'chief' cannot stand in for itself; name another role"),
        ("[deputy, deputy]", "37:28: 'deputy' is named twice; keep one of them"),
        ("[deputy, 3]", "37:28: a text is needed here, not '3'; write it in quotes"),
        ("3", "37:19: the name of a role is needed here, not '3'; write one name, or several in a list"),
        (
            "{deputy: 1}",
            "37:19: the name of a role is needed here, not a block of keys; write one name, or several in a list",
        ),
        ("", "37:9: a list is needed here, and nothing is given; fill it, or take the key out"),
        ("Deputy", "37:19: a short name has small letters, digits and underscores only, not 'Deputy'"),
    ],
)
def test_a_stand_in_who_cannot_stand_in(tmp_path: Path, stand_in: str, fault: str) -> None:
    assert_fault(tmp_path, "stand_in: [deputy]", f"stand_in: {stand_in}", fault)


def test_a_circle_of_stand_ins_is_told_at_each_of_them(tmp_path: Path) -> None:
    two = changed(DEPUTY, "      deputy: {count: 1, stand_in: chief}\n", PEOPLE)
    repair = "let somebody outside the circle stand in"
    assert faults_after(tmp_path, "stand_in: [deputy]", "stand_in: deputy", two) == [
        f"37:19: a circle of stand-ins: chief -> deputy -> chief; {repair}",
        f"41:36: a circle of stand-ins: deputy -> chief -> deputy; {repair}",
    ]
    three = changed("stand_in: [deputy]", "stand_in: clerk", two)
    assert faults_after(
        tmp_path, "        caseload: 4\n", "        stand_in: deputy\n        caseload: 4\n", three
    ) == [
        f"27:19: a circle of stand-ins: clerk -> deputy -> chief -> clerk; {repair}",
        f"38:19: a circle of stand-ins: chief -> clerk -> deputy -> chief; {repair}",
        f"42:36: a circle of stand-ins: deputy -> chief -> clerk -> deputy; {repair}",
    ]


def test_two_who_have_one_stand_in_are_no_circle(tmp_path: Path) -> None:
    both = changed("        caseload: 4\n", "        stand_in: [chief, deputy]\n        caseload: 4\n", PEOPLE)
    assert faults_of(tmp_path, both) == []


def test_a_stand_in_whom_one_office_is_without_is_told_there(tmp_path: Path) -> None:
    kind = changed(
        "      chief: 1\n  branch", "      chief: {count: 1, stand_in: deputy}\n      deputy: 1\n  branch", PEOPLE
    )
    assert faults_after(tmp_path, "north: {}", "north: {without: deputy}", kind) == [
        "46:24: 'deputy' is the stand-in of 'chief', and missing here; keep it, or give this office a 'chief' of its own"
    ]
    own = "north: {without: deputy, staff: {chief: {count: 1, stand_in: clerk}}}"
    assert faults_after(tmp_path, "north: {}", own, kind) == []


def test_a_chain_of_many_stand_ins_who_know_one_another_is_looked_at_in_no_time(tmp_path: Path) -> None:
    """There are two to the power of 38 ways through it."""
    roles = [f"      r{i}: {{count: 1, stand_in: [{', '.join(f'r{j}' for j in range(i + 1, 40))}]}}" for i in range(39)]
    crowd = "      deputy: {count: 1, stand_in: r0}\n" + "\n".join(roles) + "\n      r39: 1\n"
    assert faults_after(tmp_path, DEPUTY, crowd) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("caseload: 4", "caseload: 0", "27:19: '0' is out of range; at least 1 is needed"),
        ("caseload: 4", "caseload: -4", "27:19: '-4' is out of range; at least 1 is needed"),
        ("caseload: 4", "caseload: 4.5", "27:19: a whole number is needed here, not '4.5'"),
        ("caseload: 4", "caseload: many", "27:19: a whole number is needed here, not 'many'"),
        ("caseload: 4", "caseload: .inf", "27:19: a whole number is needed here, not 'inf'"),
        ("caseload: 4", "caseload:", "27:9: nothing is given for 'caseload'; fill it, or take the key out"),
        ("caseload: 4", "caseload: 9999999999999999999999", "27:19: '9999999999999999999999' is out of range; at most 1000000"),
        (", hold: 30 minutes", "", "27:9: no step of 'clerk' has a hold, so a caseload can never be reached; give one"),
        ("hold: 30 minutes", "hold: 0 minutes", "27:9: no step of 'clerk' has a hold, so a caseload can never be reached"),
        (DEPUTY, "      deputy: {count: 1, caseload: 2}\n", "41:26: no step of 'deputy' has a hold, so a caseload can never"),
    ],
)  # fmt: skip
def test_a_caseload_that_is_never_reached(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert_fault(tmp_path, old, new, fault)


def test_a_stand_in_may_have_a_caseload_where_the_files_of_others_are_held(tmp_path: Path) -> None:
    held = changed("2: {work: 1 hour}", "2: {work: 1 hour, hold: 2 hours}", PEOPLE)
    assert faults_after(tmp_path, DEPUTY, "      deputy: {count: 1, caseload: 2}\n", held) == []


@pytest.mark.parametrize(
    ("absences", "since"),
    [
        ("[{reason: vacancy, members: 2, first_day: 2018-05-02}]", "in the whole period"),
        ("[{reason: vacancy, members: 2, first_day: 2018-05-16}]", "from 2018-05-16 to the end"),
        ("[{first_day: 2018-05-14}, {first_day: 2018-05-21}]", "from 2018-05-21 to the end"),
        ("[{members: 2, first_day: 2018-05-14, last_day: 2018-05-20}, {members: 2, first_day: 2018-05-21}]", "from 2018-05-14"),
        ("[{members: 2, first_day: 2018-05-14, last_day: 2027-12-31}]", "from 2018-05-14 to the end"),
        ("[{members: 2, first_day: 2018-05-14, hours: '9:00-18:30'}]", "from 2018-05-14 to the end"),
        ("[{members: 2, first_day: 2018-05-14, hours: '8:00-11:00, 11:00-13:00, 14:00-20:00'}]", "from 2018-05-14 to the end"),
        ("[{reason: vacancy, members: 1, first_day: 2018-05-02}]", None),
        ("[{members: 2, first_day: 2018-05-14, last_day: 2018-06-15}]", None),
        ("[{members: 2, first_day: 2018-05-14, hours: '9:00-18:00'}]", None),
        ("[{members: 2, first_day: 2018-05-14, last_day: 2018-05-27}, {members: 1, first_day: 2018-05-28}]", None),
    ],
)  # fmt: skip
def test_a_pool_that_nobody_staffs_any_more(tmp_path: Path, absences: str, since: str | None) -> None:
    alone = changed("        stand_in: [deputy]\n", "", changed(DEPUTY, "", PEOPLE))
    found = faults_after(tmp_path, "        absences:\n" + AWAY, f"        absences: {absences}\n", alone)
    assert len(found) == (since is not None), found
    if since:
        assert found[0].startswith(f"37:9: nobody is there for the role 'chief' {since}")
        assert found[0].endswith("; give an absence its 'last_day', name a 'stand_in', or add a member")


def test_a_pool_is_staffed_as_long_as_somebody_stands_in(tmp_path: Path) -> None:
    empty = changed(AWAY, "          - {reason: vacancy, members: 2, first_day: 2018-05-02}\n", PEOPLE)
    assert faults_of(tmp_path, empty) == []
    away = "      deputy: {count: 1, absences: [{first_day: 2018-05-24%s}]}\n"
    assert faults_after(tmp_path, DEPUTY, away % ", last_day: 2018-05-25", empty) == []
    assert [line.split(";")[0] for line in faults_after(tmp_path, DEPUTY, away % "", empty)] == [
        "38:9: nobody is there for the role 'chief', nor to stand in for it, from 2018-05-24 to the end",
        "40:26: nobody is there for the role 'deputy' from 2018-05-24 to the end",
    ]


def test_whoever_comes_back_within_a_long_run_out_is_waited_for(tmp_path: Path) -> None:
    text = changed(VACANCY, "{members: 2, first_day: 2018-05-28, last_day: 2018-10-15}", PEOPLE)
    text = changed("        stand_in: [deputy]\n", "", changed(DEPUTY, "", text))
    fault = "37:9: nobody is there for the role 'chief' from 2018-05-28 to the end"
    assert_fault(tmp_path, "end: 2018-06-01}", "end: 2018-06-01, run_out: 20 working days}", fault, text)
    assert faults_after(tmp_path, "end: 2018-06-01}", "end: 2018-06-01, run_out: 120 working days}", text) == []


def test_a_named_office_without_anybody_is_told_where_it_says_so(tmp_path: Path) -> None:
    own = "{staff: {clerk: {count: 1, absences: [{reason: vacancy, first_day: 2018-05-02}]}}}"
    fault = "46:41: nobody is there for the role 'clerk' in the whole period; give an absence its"
    assert_fault(tmp_path, "north: {}", f"north: {own}", fault)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("work: 1 hour", "work: -1 hour", "14:21: '-1 hour' is below zero; write a duration such as '25 minutes'"),
        ("work: 1 hour", "work: .nan", "14:21: 'nan' is not a duration; write '25 minutes'"),
        ("hold: 30 minutes", "hold: -30 minutes", "13:39: '-30 minutes' is below zero; write a duration such as"),
        ("hold: 30 minutes", "hold: .inf", "13:39: 'inf' is not a duration; write '25 minutes'"),
        ("hold: 30 minutes", "hold: .nan", "13:39: 'nan' is not a duration; write '25 minutes'"),
        ("hold: 30 minutes", "hold: 30", "13:39: '30' has no unit; write '30 minutes'"),
        ("hand_over_after: 4 hours", "hand_over_after: -4 hours", "29:26: '-4 hours' is below zero; write a duration such"),
        ("hand_over_after: 4 hours", "hand_over_after: .inf", "29:26: 'inf' is not a duration; write '25 minutes'"),
        ("hand_over_after: 4 hours", "hand_over_after: {mean: 1 hour}", "29:26: a block of keys does not fit here; write a"),
        ("hand_over_after: 4 hours", "hand_over_after:", "29:9: nothing is given; write a duration such as '25 minutes'"),
        ("mean: 5 working days", "mean: -5 working days", "33:86: '-5 working days' is below zero; write a duration such"),
        ("mean: 5 working days", "mean: .nan", "33:86: 'nan' is not a duration; write '25 minutes'"),
        ("{distribution: exponential, mean: 5 working days}", "0 hours", "33:52: an illness of no length is none; write '5 wor"),
        ("{distribution: exponential, mean: 5 working days}", "", "33:44: a duration or a distribution is needed here, and"),
        ("1.5 per year", "1.5 per working day", "33:30: how often somebody falls ill is given per week, month or year; write"),
        ("1.5 per year", "1.5 per day", "33:30: how often somebody falls ill is given per week, month or year; write '1.5"),
        ("1.5 per year", "1.5", "33:30: '1.5' has no unit; write how often one member falls ill, such as '1.5 per year'"),
        ("1.5 per year", "1.5 per yeer", "33:30: '1.5 per yeer' is not a rate; did you mean '1.5 per year'?"),
        ("1.5 per year", "-1 per year", "33:30: the rate '-1 per year' is not above zero; leave 'sickness' out if nobody falls"),
        ("1.5 per year", "0 per year", "33:30: the rate '0 per year' is not above zero; leave 'sickness' out if nobody falls"),
        ("1.5 per year", ".nan", "33:30: 'nan' is not a rate; write how often one member falls ill, such as '1.5 per year'"),
        ("1.5 per year", ".inf per year", "33:30: '.inf per year' is not a rate; write how often one member falls ill"),
        ("1.5 per year", "8 per week", "33:30: '8 per week' is more often than every day; write how often one member falls"),
        ("1.5 per year", "", "33:20: nothing is given; write how often one member falls ill, such as '1.5 per year'"),
        ("sickness: {episodes: 1.5 per year, length: {distribution: exponential, mean: 5 working days}}", "sickness:",
         "33:9: nothing is given for 'sickness'; fill it, or take the key out"),
    ],
)  # fmt: skip
def test_durations_of_people_that_cannot_be(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert_fault(tmp_path, old, new, fault)


@pytest.mark.parametrize(
    ("staff", "fault"),
    [
        ("", "7: a whole number is needed here, and nothing is given; write how many there are, or take the role out"),
        ("{}", "7: nobody is on this staff; give 'count', or 'members' by name"),
        ("{set_aside: false}", "7: nobody is on this staff; give 'count', or 'members' by name"),
        ("{members: }", "7: nobody is on this staff; give 'count', or 'members' by name"),
        ("{count: }", "16: nobody is on this staff; give 'count', or 'members' by name"),
        ("{count: 1, members: [Anna]}", "35: both 'count' and 'members' are given; keep one of them"),
        ("[Anna, Boris]", "15: a whole number is needed here, not a list; names stand under 'members'"),
        ("Anna", "15: a whole number is needed here, not 'Anna'; names stand under 'members'"),
        ("10001", "15: '10001' is out of range; at most 10000 is possible"),
        ("{members: {}}", "25: at least one entry is needed here; add one, or take the key out"),
        ("{members: []}", "25: at least one entry is needed here; add one, or take the key out"),
        ("{members: 3}", "25: names are needed here, not '3'; write a list of names, or 'count' for members who are only counted"),
        ("{members: Anna}", "25: names are needed here, not 'Anna'; write a list of names, or 'count' for members who are only"),
        ("{members: [Anna, 2]}", "32: a name is needed here, not '2'; write a list of names, or 'count' for members who are"),
        ("{members: [Anna, ~]}", "32: a name is needed here, and nothing is given; write a list of names, or 'count' for"),
        ("{members: [Anna, {Boris: {}}]}", "32: a name is needed here, not a block of keys; write a list of names"),
        ("{members: [Anna, Boris, Anna]}", "39: the name 'Anna' is given twice; keep one of them"),
        ("{members: {Anna: , Boris: , Anna: }}", "43: the key 'Anna' is given twice, first in line 41; keep one of them"),
        ("{members: [Anna, Б. Ким]}", "32: 'Б. Ким' cannot be a member's name; it begins with a letter and has letters, digits,"),
        ("{members: {Anna: , Б. Ким: }}", "34: 'Б. Ким' cannot be a member's name; it begins with a letter and has letters"),
        ("{members: [1st, 2nd]}", None),
        ("{members: {2: }}", "26: '2' cannot be a member's name; it begins with a letter and has letters, digits, blanks and"),
        ("{members: ['']}", "26: '' cannot be a member's name; it begins with a letter"),
        (f"{{members: [{'Ұ' * 60}]}}", f"26: '{'Ұ' * 60}' cannot be a member's name; it begins with a letter"),
        (f"{{members: [{', '.join(f'a{i}' for i in range(10_001))}]}}", "25: 10001 entries are too many; at most 10000 are"),
        ("{count: 1, discipline: prioritty}", "38: 'prioritty' is not known for 'discipline'; did you mean 'priority'?"),
    ],
    ids=lambda value: repr(value)[:40],
)  # fmt: skip
def test_a_staff_that_cannot_be(tmp_path: Path, staff: str, fault: str | None) -> None:
    found = faults_after(tmp_path, DEPUTY, f"      deputy: {staff}\n")
    if fault is None:
        assert [line.split(" cannot")[0] for line in found] == ["41:26: '1st'", "41:31: '2nd'"]
    else:
        assert_only([f"question.yaml:{line}" for line in found], f"41:{fault}")


def test_names_are_in_any_alphabet(tmp_path: Path) -> None:
    names = ["Әсел Ғабитқызы", "Ұлпан-Ай", "Іңкәр Һ", "Щербаков Ёж", "Йод".replace("Й", "И\u0306"), "Őrsi 2", "林"]
    assert faults_after(tmp_path, DEPUTY, f"      deputy: {{members: [{', '.join(names)}]}}\n") == []
    away = f"absences: [{{member: {names[0]}, first_day: 2018-05-14}}, {{member: Улпан-Ай, first_day: 2018-05-14}}]"
    fault = "nobody on this staff is called 'Улпан-Ай'; did you mean 'Ұлпан-Ай'?"
    (found,) = faults_after(tmp_path, DEPUTY, f"      deputy: {{members: [{', '.join(names)}], {away}}}\n")
    assert found.endswith(fault)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (DEPUTY, DEPUTY + "      clrk: 1\n", "42:7: the role 'clrk' is in none of the regulations; did you mean 'clerk'?"),
        (DEPUTY, DEPUTY + "      guard: 1\n", "42:7: the role 'guard' is in none of the regulations and stands in for nobody; "
         "name it under 'stand_in' or take it out (known here: chief, clerk)"),
        (DEPUTY, DEPUTY + "      gate: 1\n", "42:7: the role 'gate' is an information system or the applicant; known here: ch"),
        ("stand_in: [deputy]", "stand_in: [clerk]", "41:7: the role 'deputy' is in none of the regulations and stands in for"),
        ("stand_in: [deputy]", "stand_in: []", "41:7: the role 'deputy' is in none of the regulations and stands in for nobod"),
    ],
)  # fmt: skip
def test_a_role_that_no_regulation_has(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert_fault(tmp_path, old, new, fault)


def test_a_role_may_stand_in_in_one_office_of_its_kind_only(tmp_path: Path) -> None:
    kind = changed("      chief: 1\n  branch", "      chief: 1\n      deputy: 1\n  branch", PEOPLE)
    own = "north: {staff: {chief: {count: 1, stand_in: deputy}}}"
    assert faults_after(tmp_path, "north: {}", own, kind) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("north: {}", "town: {}", "46:7: 'town' is the name of a kind of offices already; choose another name"),
        ("north: {}", "rural: {}", "46:7: 'rural' is the name of a kind of offices already; choose another name"),
        ("north: {}", "Солтүстік: {}", "46:7: a short name has small letters, digits and underscores only, not 'Солтү"),
        ("north: {}", "north: 2", "46:14: a block of keys is needed here, not '2'; write the name alone, or what differs"),
        ("north: {}", "north: {withot: [chief]}", "46:15: unknown key 'withot'; did you mean 'without'?"),
        ("north: {}", "north: {sends_to: }", "46:15: nothing is given for 'sends_to'; fill it, or take the key out"),
        ("without: [chief]", "without: [cheif]", "48:41: the offices of this kind have no role 'cheif' anyway; did you mean"),
        ("without: [chief]", "without: 3", "48:40: the name of a role is needed here, not '3'; write one name, or several in"),
        ("without: [chief]", "without: clerk", "48:40: the office is without 'clerk', and has it under 'staff'; keep one of"),
        ("sends_to: south", "sends_to: sauth", "48:24: there is no office 'sauth'; did you mean 'south'?"),
        ("sends_to: south", "sends_to: branch", "48:24: 'branch' stands for 2 offices, so it is open which one is meant; send"),
        ("sends_to: south", "sends_to: rural", "48:24: 'rural' stands for 3 offices, so it is open which one is meant"),
        ("sends_to: south", "sends_to: west", "48:24: 'west' sends to 'west' and gets its own files back; break the circle"),
        ("rural_akim\n    sends_to: town", "rural_akim\n    sends_to: south", "44:15: 'south' sends to 'south' and gets its own"),
        ("office: west,", "office: wst,", "61:52: there is no office 'wst'; did you mean 'west'?"),
        (BRANCHES, BRANCHES.replace("2", "2\n    names: [a, b]"), "54:12: both 'count' and 'names' are given; keep one of them"),
        (BRANCHES, BRANCHES.replace("count: 2", "names: [a, a]"), "53:16: the name 'a' is given twice; keep one of them"),
        (BRANCHES, BRANCHES.replace("count: 2", "names: {}"), "53:12: at least one entry is needed here; add one, or take the"),
        (BRANCHES, BRANCHES.replace("count: 2", "names: 2"), "53:12: names are needed here, not '2'; write a list of names, or"),
        (BRANCHES, BRANCHES.replace("count: 2", "names: [Орал, b]"), "53:13: a short name has small letters, digits and"),
        (BRANCHES, BRANCHES.replace("2", "10001"), "53:12: '10001' is out of range; at most 10000 is possible"),
        (BRANCHES, BRANCHES.replace("2", "0"), "53:12: '0' is out of range; at least 1 is needed"),
        ("clerk: 3\n", "chief: 3\n", None),
        ("    sends_to: town\n    staff:\n      clerk: 3\n", "    staff:\n      clerk: 3\n", "61:56: step 2 needs the role 'chief',"
         " which nobody has in branch; add 'chief' under 'staff'"),
    ],
)  # fmt: skip
def test_an_office_that_cannot_be(tmp_path: Path, old: str, new: str, fault: str | None) -> None:
    text = PEOPLE.replace("north: 1, ", "") if "north" in old else PEOPLE
    if fault is None:
        assert faults_after(tmp_path, old, new, text) == []
    else:
        assert_fault(tmp_path, old, new, fault, text)


def test_an_office_whose_name_another_kind_has_is_told_at_the_second(tmp_path: Path) -> None:
    text = changed("weights: [1, 2]", "weights: {other: 1}", PEOPLE)
    fault = "53:13: 'north' is the name of an office of 'rural' already; choose another name"
    assert_fault(tmp_path, BRANCHES, BRANCHES.replace("count: 2", "names: [north, other]"), fault, text)


def test_a_circle_through_a_named_office_is_told_at_each_office(tmp_path: Path) -> None:
    assert faults_after(tmp_path, "    hours: department\n", "    hours: department\n    sends_to: west\n") == [
        "21:15: 'town' sends to 'west' and gets its own files back; break the circle",
        "45:15: 'south' sends to 'town' and gets its own files back; break the circle",
        "49:24: 'west' sends to 'south' and gets its own files back; break the circle",
    ]


@pytest.mark.parametrize(
    ("weights", "fault"),
    [
        ("{nort: 1, south: 1}", "91: no office of 'rural' is called 'nort'; did you mean 'north'?"),
        ("{North: 1}", "91: no office of 'rural' is called 'North'; did you mean 'north'?"),
        ("{town: 1}", "91: no office of 'rural' is called 'town'; known here: north, south, west"),
        ("{north: 0, south: 0}", "90: all weights are zero, so nobody comes; give one office a weight above zero"),
        ("{}", "90: no office has a weight; give one office a weight above zero"),
        ("{north: -1}", "98: '-1' is out of range; at least 0 is needed"),
        ("{north: .nan}", "98: a number is needed here, not 'nan'"),
        ("{north: 1.0e+300, south: 1}", "98: '1e+300' is out of range; at most 1000000000000 is possible"),
        ("{north: many}", "98: a number is needed here, not 'many'"),
        ("{north: }", "91: a number is needed here, and nothing is given; fill it, or take the key out"),
        ("{north: 1, north: 2}", "101: the key 'north' is given twice, first in line 60; keep one of them"),
        ("[1, 2]", "90: 2 weights for 3 offices of 'rural'; give one per office"),
        ("[1, 2, 0]", "97: '0' is out of range; at least 0.000001 is needed"),
        ("[1, 2, ~]", "97: a number is needed here, and nothing is given; fill it, or take the key out"),
        ("north", "90: a list is needed here, not 'north'"),
    ],
)
def test_weights_of_named_offices_that_do_not_fit(tmp_path: Path, weights: str, fault: str) -> None:
    assert_fault(tmp_path, WEIGHTS, f"weights: {weights}", f"60:{fault}")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("weights: [1, 2]", "weights: {branch 1: 1}", "62:109: the offices of 'branch' are only counted, so none has a name; "
         "write a list with one weight per office, or give the offices 'names'"),
        ("weights: [1, 2]", "weights: [1]", "62:109: 1 weights for 2 offices of 'branch'; give one per office"),
        ("office: west,", "office: west, weights: [1, 2],", "61:67: 2 weights for one office of 'west'; give one per office"),
        ("office: west,", "office: west, weights: {north: 1},", "61:68: no office of 'west' is called 'north'; known here: west"),
        ("process: poisson", "per_office: maybe", "62:94: true or false is needed here, not 'maybe'"),
        ("        discipline: priority\n", "", "58:93: no staff takes files by priority, so the class changes nothing; add"),
        ("priority: 1", "priority: 0", "59:93: '0' is out of range; at least 1 is needed"),
        ("priority: 1", "priority: 10", "59:93: '10' is out of range; at most 9 is possible"),
        ("priority: 1", "priority: first", "59:93: a whole number is needed here, not 'first'"),
    ],
)  # fmt: skip
def test_streams_that_no_office_can_share(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert_fault(tmp_path, old, new, fault)


def test_counts_that_are_sound_alone_and_too_large_together(tmp_path: Path) -> None:
    many = changed("weights: [1, 2]", "priority: 2", changed(BRANCHES, BRANCHES.replace("2", "10000"), PEOPLE))
    assert faults_after(tmp_path, "clerk: 3\n", "clerk: 90\n", many) == []
    assert faults_after(tmp_path, "clerk: 3\n", "clerk: 101\n", many) == [
        "18:1: 10009 pools with 1010013 people and teams are too many to be simulated; at most 100000 and 1000000 are "
        "possible, so check the counts"
    ]


def test_a_vacancy_that_only_a_variant_has_is_told_in_the_variant(tmp_path: Path) -> None:
    variant = (
        "variants:\n  nobody:\n    changes:\n      offices:\n        town:\n          staff:\n            deputy:\n"
        "              absences:\n                - {reason: vacancy, first_day: 2018-05-02}\n"
    )
    path = written(tmp_path, PEOPLE + variant)
    assert load_scenario(path).variant is None
    with pytest.raises(
        InputError, match=r"question.yaml:71:15: nobody is there for the role 'deputy' in the whole period"
    ):
        load_scenario(path, "nobody")


SLIPS = (
    ("mornings, afternoons", "mornings, afternons"),
    ("member: Иван-2", "member: Иван-3"),
    ("stand_in: [deputy]", "stand_in: depty"),
    ("without: [chief]", "without: [cheif]"),
    ("sends_to: south", "sends_to: sauth"),
    (WEIGHTS, "weights: {nort: 1}"),
)
"""Names that nothing bears."""
MORE_SLIPS = (
    ("last_day: 2018-05-22", "last_day: 2018-05-20"),
    ("1.5 per year", "1.5 per day"),
    (VACANCY, "{members: none, first_day: 2018-05-28}"),
)
"""Values that cannot be."""


RURAL = [
    "48:24: there is no office 'sauth'; did you mean 'south'?",
    "48:41: the offices of this kind have no role 'cheif' anyway; did you mean 'chief'?",
    "60:91: no office of 'rural' is called 'nort'; did you mean 'north'?",
]


def test_several_faults_come_all_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    assert [line.removeprefix("question.yaml:") for line in faults_of(tmp_path, with_changes(PEOPLE, *SLIPS))] == [
        "24:47: no hours are called 'afternons'; did you mean 'afternoons'?",
        "31:22: nobody on this staff is called 'Иван-3'; did you mean 'Иван-2'?",
        "37:19: this office has no role 'depty' that could stand in; did you mean 'deputy'?",
        *RURAL,
    ]


def test_values_that_cannot_be_come_with_the_names_in_other_offices(tmp_path: Path) -> None:
    assert [
        line.removeprefix("question.yaml:") for line in faults_of(tmp_path, with_changes(PEOPLE, *SLIPS, *MORE_SLIPS))
    ] == [
        "32:80: 'last_day' lies before 'first_day', 2018-05-21; exchange them",
        "33:30: how often somebody falls ill is given per week, month or year; write '1.5 per year'",
        "40:23: a whole number is needed here, not 'none'",
        *RURAL,
    ]


def test_the_command_names_every_fault_and_ends_with_two(tmp_path: Path) -> None:
    path = written(tmp_path, with_changes(PEOPLE, *SLIPS, *MORE_SLIPS), name="bad.yaml")
    result = CliRunner().invoke(app, ["check", str(path)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.exception is None or isinstance(result.exception, SystemExit)
    places = [line.removeprefix(f"{path}:").split(": ")[0] for line in result.stderr.splitlines()]
    assert places == ["32:80", "33:30", "40:23", "48:24", "48:41", "60:91"]


def test_a_process_prints_names_of_any_alphabet_and_no_traceback(tmp_path: Path) -> None:
    written(tmp_path, with_changes(PEOPLE, *SLIPS), name="bad.yaml")
    command = [sys.executable, "-c", "from sim.cli.main import app; app()", "check", "bad.yaml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    lines = done.stderr.decode().splitlines()
    assert len(lines) == 6
    assert lines[1] == "bad.yaml:31:22: nobody on this staff is called 'Иван-3'; did you mean 'Иван-2'?"


JUNK = (
    "~", "[]", "{}", "''", "0", "-1", "3", "1.5", "99999999999999999999", "1e308", ".nan", "-.inf", "true", "text", "town",
    "clerk", "deputy", "third", "mornings", "north", "Қазақша атау", "2018-05-14", "2030-01-01", "9:00-13:00", "closed",
    "2 hours", "-2 hours", "2 per year", "95 %", "[a, b]", "[1, 2]", "[~]", "[[1]]", "[{a: 1}]", "{a: b}", "{1: {b: {c: 1}}}",
    "{count: 2}", "{members: [a, b]}", "{members: {a: ~}}", "{hours: mornings}", "{first_day: 2018-05-14}",
    "[{first_day: 2018-05-14}]", "[{member: third, first_day: 2018-01-01}]", "[chief, clerk]", "{north: 0}", "lead_time",
    "{distribution: lognormal, mean: 1 hour, p90: 2 hours}", '"\\t\\u202e"', "9" * 400, "x" * 3000,
)  # fmt: skip
"""Values as they may stand in a file, most of them in the wrong place."""


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A folder with the regulation, and the scenario as plain data."""
    path = written(tmp_path_factory.mktemp("people"), PEOPLE)
    return path.parent, read_yaml(path).data


@settings(max_examples=100 * TIMES)
@given(draw=st.data())
def test_a_value_changed_at_random_makes_a_study_or_faults_with_a_line(
    good: tuple[Path, dict[str, Any]], draw: st.DataObject
) -> None:
    assert_study_or_faults(draw, good, list(paths(good[1])), JUNK, load_scenario)
