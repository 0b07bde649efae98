"""Every fault of sittings, visits, transfers and systems is told at its place, with what would do."""

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
from sim.model.model import build_model
from sim.schema.read_yaml import read_yaml
from sim.study.loading import load_scenario
from tests.minimal import REGULATION, assert_only, changed, faults_of, with_changes, written
from tests.study.random_change import assert_study_or_faults, paths

LAW = with_changes(
    REGULATION,
    (
        "  gate: {kk: портал, kind: system}\n",
        "  gate: {kk: портал, kind: system}\n  panel: {kk: комиссия, kind: commission}\n"
        "  board: {kk: кеңес, kind: commission}\n  team: {kk: топ, kind: commission}\n",
    ),
    (
        'source: "5.2"}\n',
        'source: "5.2"}\n'
        '      - {n: 3, role: panel, action: looks at it, limit: 1 working day, source: "5.3"}\n'
        '      - {n: 4, role: board, action: confirms it, limit: 1 working day, source: "5.4"}\n'
        '      - {n: 5, role: team, action: visits, limit: 1 working day, source: "5.5"}\n',
    ),
    (
        "whole: {through: 2, note: all steps}\n",
        "whole: {through: 5, note: all steps}\n        part: {through: 4, note: without the visit}\n",
    ),
)
AWAY_FROM_THE_DESK = """\
scenario: Work away from the desk
period: {start: 2018-05-02, warm_up_until: 2018-05-09, end: 2018-06-01}
replications: 2
hours:
  saturdays: {saturday: "09:00-13:00"}
services:
  aid:
    regulation: small.yaml
    routes:
      provider:
        steps:
          1: {work: 10 minutes, hold: 30 minutes}
          2: {work: 1 hour}
          3: {work: 20 minutes}
          4: {work: 20 minutes}
          5: {work: 1 hour}
      portal: {}
systems:
  gate:
    response: 5 seconds
    capacity: 4
    hours: department
    outages:
      - {begin: 2018-05-14 10:00, end: 2018-05-14 16:00}
    failures: {between: {distribution: exponential, mean: 100 hours}, repair: 2 hours}
transfers:
  post: {sender: rural, receiver: town, courier: ['11:00', '16:00'], travel: 1 hour}
  back: {sender: town, receiver: rural, lag: 4 hours}
  van: {sender: branch, receiver: town, times_per_day: 2}
offices:
  town:
    hours: department
    staff:
      clerk: {members: [Айгүл, Иван, third], caseload: 4}
      chief: 2
      panel:
        sittings: {weekdays: [tuesday, friday], at: '10:00', length: 2 hours, agenda: 200, quorum: 2, seats: {chief: 1, clerk: [Иван]}}
      board:
        sittings: {every: 3, first_day: 2018-05-03, at: '15:00', per_file: 10 minutes, cut_off: 1 hour, quorum: 2, seats: {chief: 2, clerk: 1}}
      team: {count: 2, visits_per_day: 3}
  rural:
    hours: rural_akim
    sends_to: town
    names: [north, south]
    staff: {clerk: 1}
  branch:
    count: 2
    hours: state_corporation
    sends_to: town
    staff: {clerk: 2}
arrivals:
  in_town: {service: aid, route: provider, office: town, rate: 2 per working day, settlements: {near: 3, far: 0.5}}
  in_villages: {service: aid, route: provider, office: rural, rate: 4 per week}
  in_branches: {service: aid, route: provider, office: branch, rate: 4 per week}
  online: {service: aid, route: portal, office: town, rate: 1 per day}
"""


def faults_after(folder: Path, old: str, new: str, text: str = AWAY_FROM_THE_DESK) -> list[str]:
    """The faults of the scenario with one change, without the name of the file."""
    return [line.removeprefix("question.yaml:") for line in faults_of(folder, changed(old, new, text), LAW)]


def test_the_scenario_that_the_others_change_is_in_order(tmp_path: Path) -> None:
    assert faults_of(tmp_path, AWAY_FROM_THE_DESK, LAW) == []


def assert_fault(folder: Path, old: str, new: str, fault: str, text: str = AWAY_FROM_THE_DESK) -> None:
    """One change brings one fault, which begins as expected."""
    assert_only(faults_of(folder, changed(old, new, text), LAW), fault)


DAYS = "weekdays: [tuesday, friday]"
WHO = "clerk: [Иван]}"
ALL_SEATS = ", seats: {chief: 1, clerk: [Иван]}}"
HOUSES = "settlements: {near: 3, far: 0.5}"
COURIER = "courier: ['11:00', '16:00'], travel: 1 hour"
OUTAGE = "{begin: 2018-05-14 10:00, end: 2018-05-14 16:00}"
BETWEEN = "{distribution: exponential, mean: 100 hours}"
NEVER = (
    "the commission never sits from 2018-05-02 to 2018-06-01; check 'weekdays', 'every', 'first_day' and 'if_closed'"
)
EITHER_DAYS = "give either 'weekdays' or 'every'; one of them says when the commission sits"
EITHER_LENGTH = "give either 'length' or 'per_file'; one of them says how long a sitting lasts"
CLOSED = "39:57: the sitting begins at {} on 2018-05-03, when the office is closed; choose a time within its hours"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (DAYS, f"{DAYS}, first_day: 2018-06-05", f"37:9: {NEVER}"),
        (DAYS, "weekdays: sunday, if_closed: skip", f"37:9: {NEVER}"),
        ("first_day: 2018-05-03", "first_day: 2030-05-03", f"39:9: {NEVER}"),
        (DAYS, f"{DAYS}, every: 2", f"37:56: {EITHER_DAYS}"),
        (f"{DAYS}, at", "at", f"37:9: {EITHER_DAYS}"),
        (DAYS, "weekdays: ", f"37:9: {EITHER_DAYS}"),
        (DAYS, "weekdays: []", "37:30: at least one entry is needed here; add one, or take the key out"),
        (DAYS, "weekdays: [tuesdai, friday]", "37:31: the name of a weekday is needed here, not 'tuesdai'; did you mean 'tuesday'?"),
        (DAYS, "weekdays: Monday", "37:30: the name of a weekday is needed here, not 'Monday'; did you mean 'monday'?"),
        (DAYS, "weekdays: [friday, вторник]", "37:39: the name of a weekday is needed here, not 'вторник'; did you mean 'tuesday'?"),
        (DAYS, "weekdays: [friday, ~]", "37:39: the name of a weekday is needed here, and nothing is given; known here: fri"),
        (DAYS, "weekdays: 2", "37:30: the name of a weekday is needed here, not '2'; write one name, or several in a list"),
        (DAYS, "weekdays: [friday, friday]", "37:39: 'friday' is named twice; keep one of them"),
        (DAYS, f"{DAYS}, if_closed: next_day", "37:60: 'next_day' is not known for 'if_closed'; did you mean 'next_working"),
        ("every: 3", "every: 0", "39:27: '0' is out of range; at least 1 is needed"),
        ("'15:00'", "'08:00'", CLOSED.format("08:00")),
        ("'15:00'", "'13:30'", CLOSED.format("13:30")),
        ("'15:00'", "'18:30'", CLOSED.format("18:30")),
        ("'15:00'", "'25:00'", "39:57: '25:00' is not a time of the day; write 10:00"),
        ("'15:00'", "'10'", "39:57: '10' is not a time of the day; write 10:00"),
        ("'15:00'", "10", "39:57: '10' is not a time of the day; write 10:00"),
        ("'15:00'", "'9:60'", "39:57: '9:60' is not a time of the day; write 10:00"),
        ("'15:00'", "[a]", "39:57: a list does not fit here; write a time of the day such as '10:00'"),
        ("'15:00'", "", "39:53: nothing is given; write a time of the day such as '10:00'"),
    ],
)  # fmt: skip
def test_a_commission_that_can_never_sit_then(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert_fault(tmp_path, old, new, fault)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("length: 2 hours", "length: 2 hours, per_file: 10 minutes", f"37:89: {EITHER_LENGTH}"),
        ("length: 2 hours, ", "", f"37:9: {EITHER_LENGTH}"),
        ("length: 2 hours", "length: 0 minutes", "37:70: a sitting takes time; write a duration such as '2 hours'"),
        ("per_file: 10 minutes", "per_file: 0 hours", "39:76: a sitting takes time; write a duration such as '2 hours'"),
        ("length: 2 hours", "length: -2 hours", "37:70: '-2 hours' is below zero; write a duration such as '25 minutes'"),
        ("length: 2 hours", "length: 2", "37:70: '2' has no unit; write '2 minutes'"),
        ("cut_off: 1 hour", "cut_off: -1 hour", "39:97: '-1 hour' is below zero; write a duration such as '25 minutes'"),
        ("cut_off: 1 hour", "cut_off: 9999 hours", "39:97: no file can be there so long before a sitting in the period; state"),
        ("agenda: 200", "agenda: 0", "37:87: '0' is out of range; at least 1 is needed"),
        ("agenda: 200", "agenda: 99999999999999999999", "37:87: '99999999999999999999' is out of range; at most 1000000 is"),
        ("agenda: 200", "agenda: some", "37:87: a whole number is needed here, not 'some'"),
        ("agenda: 200, quorum: 2", "agenda: 200, quorum: 3", "37:100: a quorum of 3 can never be there, for only 2 have a sea"),
        ("agenda: 200, quorum: 2", "agenda: 200, quorum: 0", "37:100: '0' is out of range; at least 1 is needed"),
        (ALL_SEATS, "}\n        count: 1", "37:100: a quorum of 2 can never be there, for only 1 has a seat; lower it, or give"),
        (ALL_SEATS, "}\n        members: [Асем]", "37:100: a quorum of 2 can never be there, for only 1 has a seat; lower it"),
        (ALL_SEATS, f"{ALL_SEATS}\n        count: 3", "38:16: both 'count' and 'seats' say who the members are; keep one of"),
        (ALL_SEATS, "}", "36:7: nobody is on this staff; give 'count', or 'members' by name"),
    ],
)  # fmt: skip
def test_a_sitting_whose_length_agenda_or_quorum_cannot_be(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert_fault(tmp_path, old, new, fault)


def test_a_sitting_lasts_no_longer_than_until_the_next(tmp_path: Path) -> None:
    alone = changed("seats: {chief: 1, clerk: [Иван]}}", "seats: {clerk: [Иван, third]}}", AWAY_FROM_THE_DESK)
    assert faults_after(tmp_path, "length: 2 hours", "length: 24 hours", alone) == []
    assert faults_after(tmp_path, DAYS, "every: 1", changed("length: 2 hours", "length: 24 hours", alone)) == []
    assert faults_after(tmp_path, DAYS, "every: 1", changed("length: 2 hours", "length: 25 hours", alone)) == [
        "37:51: a sitting is not over when the next one begins on 2018-05-03; let it be shorter, or sit less often"
    ]


@pytest.mark.parametrize(
    ("who", "fault"),
    [
        ("clerk: [Иванн]}", "129: nobody on the staff 'clerk' is called 'Иванн'; did you mean 'Иван'?"),
        ("clerk: Иванн}", "128: nobody on the staff 'clerk' is called 'Иванн'; did you mean 'Иван'?"),
        ("clerk: [third, third]}", "136: 'third' has a seat already; keep one of them"),
        ("clerk: []}", "128: nobody has these seats; write how many have seats, or take the role out"),
        ("clerk: 4}", "128: 4 of 'clerk' cannot have seats, for there are 3; give from 1 to 3 of them a seat"),
        ("clerk: 0}", "128: '0' is out of range; at least 1 is needed"),
        ("clerk: -1}", "128: '-1' is out of range; at least 1 is needed"),
        ("clerk: 99999999999999999999}", "128: '99999999999999999999' is out of range; at most 10000 is possible"),
        ("clerk: 1.5}", "128: members are needed here, not '1.5'; write how many have seats, or their names in a list"),
        (
            "clerk: true}",
            "128: members are needed here, not 'true'; write how many have seats, or their names in a list",
        ),
        (
            "clerk: {a: 1}}",
            "128: members are needed here, not a block of keys; write how many have seats, or their names",
        ),
        (
            "clerk: ~}",
            "128: members are needed here, and nothing is given; write how many have seats, or their names in a",
        ),
        (
            "clerk: [third, 2]}",
            "136: a member's name is needed here, not '2'; write a name, or how many instead of a list",
        ),
        ("clerc: [Иван]}", "121: this office has no role 'clerc' that could have a seat; did you mean 'clerk'?"),
        (
            "head: 1}",
            "121: this office has no role 'head' that could have a seat; known here: board, chief, clerk, team",
        ),
        ("board: 1}", "121: 'board' is a commission itself; name its members' roles"),
        (
            "panel: 1}",
            "121: 'panel' cannot have a seat in itself, for its members are those who have seats; name the roles",
        ),
        (
            "team: 1}",
            "121: 'team' visits households all day, and is away when the commission sits; give a seat to people of",
        ),
        ("Clerk: 1}", "121: a short name has small letters, digits and underscores only, not 'Clerk'"),
    ],
)
def test_a_seat_of_somebody_who_cannot_have_it(tmp_path: Path, who: str, fault: str) -> None:
    assert_fault(tmp_path, WHO, who, f"37:{fault}")


def test_seats_of_people_without_names_are_counted(tmp_path: Path) -> None:
    fault = "39:132: the members of 'chief' have no names; write how many of them have seats"
    assert_fault(tmp_path, "chief: 2, clerk: 1}", "chief: [Olga], clerk: 1}", fault)
    assert faults_after(tmp_path, WHO, "clerk: Иван}") == []


@pytest.mark.parametrize(
    ("seats", "fault"),
    [
        ("{}", "at least one entry is needed here; add one, or take the key out"),
        ("2", "a block of keys is needed here, not '2'"),
        ("[clerk]", "a block of keys is needed here, not a list"),
    ],
)
def test_seats_are_a_block_of_roles(tmp_path: Path, seats: str, fault: str) -> None:
    assert_fault(tmp_path, "seats: {chief: 1, clerk: [Иван]}", f"seats: {seats}", f"37:110: {fault}")


def test_a_member_cannot_sit_in_two_commissions_at_once(tmp_path: Path) -> None:
    """Both sit on 10 May; the panel from 10:00 to 12:00, on a Thursday because 9 May was a day of rest."""
    repair = "let them sit at different times, or give somebody else the seat"
    twice = f"has a seat in 'panel' at the same time, on 2018-05-10; {repair}"
    assert_fault(tmp_path, "'15:00'", "'11:00'", f"39:124: a member of 'chief' {twice}")
    assert faults_after(tmp_path, "'15:00'", "'12:00'") == []
    panel_of_two = changed(f"chief: 1, {WHO}", "clerk: [Айгүл, Иван]}", AWAY_FROM_THE_DESK)
    by_number = changed("chief: 2, clerk: 1}", "chief: 1, clerk: 1}", panel_of_two)
    assert_fault(tmp_path, "'15:00'", "'11:59'", f"39:134: 'Айгүл' {twice}", by_number)
    others = changed("chief: 2, clerk: 1}", "chief: 1, clerk: [third]}", panel_of_two)
    assert faults_after(tmp_path, "'15:00'", "'11:00'", others) == []


def test_a_member_cannot_sit_in_another_commission_before_the_first_has_ended(tmp_path: Path) -> None:
    """The second begins earlier, and its agenda of seven files lasts until 10:10."""
    early = changed("cut_off: 1 hour", "cut_off: 1 hour, agenda: 7", changed("'15:00'", "'09:00'", AWAY_FROM_THE_DESK))
    fault = "39:135: a member of 'chief' has a seat in 'panel' at the same time, on 2018-05-10"
    assert_fault(tmp_path, "chief: 2, clerk: 1", "chief: 2, clerk: 1", fault, early)
    assert faults_after(tmp_path, "agenda: 7", "agenda: 6", early) == []


NAMED = changed(
    "names: [north, south]",
    "names: {north: {%s}, south: }",
    changed(
        "staff: {clerk: 1}\n",
        "staff: {clerk: 2, panel: {sittings: {every: 2, at: '09:00', length: 1 hour, seats: {clerk: 2}}}}\n",
        AWAY_FROM_THE_DESK,
    ),
)


@pytest.mark.parametrize(
    ("own", "fault"),
    [
        ("staff: {clerk: 1}", "96: in 'north' 2 of 'clerk' cannot have seats, for there is 1; give 1 of them a seat"),
        ("without: clerk", "89: in 'north' this office has no role 'clerk' that could have a seat; keep 'clerk' there, or"
         " give that office a 'panel' of its own"),
        ("hours: saturdays", "56: in 'north' the sitting begins at 09:00 on 2018-05-03, when the office is closed; choose"),
    ],
)  # fmt: skip
def test_sittings_that_one_office_of_a_kind_cannot_hold(tmp_path: Path, own: str, fault: str) -> None:
    text = NAMED.replace("in_villages: {service: aid, route: provider, office: rural", "in_villages: {service: aid, route: "
                         "provider, office: south")  # fmt: skip
    assert faults_of(tmp_path, text % "title: North", LAW) == []
    line = text.split("\n").index(
        "    staff: {clerk: 2, panel: {sittings: {every: 2, at: '09:00', length: 1 hour, seats: {clerk: 2}}}}"
    )
    faults = faults_of(tmp_path, text % own, LAW)
    assert_only(faults, f"{line + 1}:{fault}")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("sender: rural, receiver: town", "sender: rurl, receiver: town", "27:18: there is no office 'rurl'; did you mean 'rural'?"),
        ("sender: rural, receiver: town", "sender: rural, receiver: twn", "27:35: there is no office 'twn'; did you mean 'town'?"),
        ("sender: branch,", "sender: branch 3,", "29:17: there is no office 'branch 3'; did you mean 'branch 2'?"),
        ("sender: town, receiver: rural", "sender: town, receiver: town", "28:34: files of 'town' go back to where they come from"),
        ("sender: town, receiver: rural", "sender: north, receiver: north", "28:35: files of 'north' go back to where they come"),
        ("sender: branch,", "sender: rural,", "29:3: the way from 'rural' to 'town' is given already, by 'post'; keep one of them"),
        ("sender: branch,", "sender: north,", "29:3: the way from 'north' to 'town' is given already, by 'post'; keep one of them,"
         " or let the one for fewer offices stand first"),
        (COURIER, "courier: ['11:00'], lag: 1 hour", "27:50: both 'lag' and 'courier' say how files get there; keep one of them"),
        (COURIER, "courier: ['11:00'], times_per_day: 2", "27:76: both 'courier' and 'times_per_day' say how files get there"),
        (COURIER, "travel: 1 hour", "27:9: nothing says how files get there; give one of 'lag', 'courier' and 'times_per_day'"),
        ("lag: 4 hours", "lag: ", "28:9: nothing says how files get there; give one of 'lag', 'courier' and 'times_per_day'"),
        ("lag: 4 hours", "lag: 4 hours, travel: 1 hour", "28:63: 'travel' is the courier's; a lag is the whole time under way"),
        ("lag: 4 hours", "lag: -4 hours", "28:46: '-4 hours' is below zero; write a duration such as '25 minutes'"),
        ("lag: 4 hours", "lag: 4", "28:46: '4' has no unit; write '4 minutes'"),
        (COURIER, "courier: []", "27:50: at least one entry is needed here; add one, or take the key out"),
        (COURIER, "courier: '11:00'", "27:50: a list is needed here, not '11:00'"),
        (COURIER, "courier: ['11:00', '22:00']", "27:60: the courier leaves at 22:00, when 'rural' is closed; choose a time within"),
        (COURIER, "courier: ['06:00', '11:00']", "27:51: the courier leaves at 06:00, when 'rural' is closed; choose a time within"),
        (COURIER, "courier: ['11:00', '11:00']", "27:60: 11:00 is given twice; keep one of them"),
        (COURIER, "courier: ['11:00', '25:00']", "27:60: '25:00' is not a time of the day; write 10:00"),
        (COURIER, "courier: ['11:00', ~]", "27:60: nothing is given; write a time of the day such as '10:00'"),
        ("travel: 1 hour", "travel: -1 hour", "27:78: '-1 hour' is below zero; write a duration such as '25 minutes'"),
        ("times_per_day: 2", "times_per_day: 0", "29:56: '0' is out of range; at least 1 is needed"),
        ("times_per_day: 2", "times_per_day: 25", "29:56: '25' is out of range; at most 24 is possible"),
        (COURIER, "courier: ['11:00'], weekdays: [tuesday, saturday]",
         "27:81: no courier leaves on a saturday, for 'rural' never opens then; choose another day"),
        (COURIER, "courier: ['11:00'], weekdays: [tuesday, tuesday]", "27:81: 'tuesday' is given twice; keep one of them"),
        (COURIER, "courier: ['11:00'], weekdays: tuesdays", "27:71: the name of a weekday is needed here, not 'tuesdays'; did you mean 'tuesday'?"),
        (COURIER, "courier: ['11:00'], until: 2018-05-02", "27:68: no courier leaves in the period, which begins on 2018-05-02; choose"),
        (COURIER, "courier: ['11:00'], from: 2020-05-02", "27:67: no courier leaves in the period, which ends on 2018-05-31; choose"),
        (COURIER, "courier: ['11:00'], from: 2018-05-20, until: 2018-05-10", "27:86: 'until' does not lie behind 'from', 2018-05-20; exchange"),
        (COURIER, "courier: ['11:00'], changes: [{from: 2018-04-20, weekdays: friday}]",
         "27:78: 2018-04-20 lies outside the period, 2018-05-02 to 2018-05-31; choose a day inside it"),
        (COURIER, "courier: ['11:00'], changes: [{from: 2018-05-20}]", "27:71: nothing is other than usual; give 'courier', 'times_per_day' or"),
        (COURIER, "courier: ['11:00'], changes: [{from: 2018-05-20, courier: []}, {from: 2018-05-10, courier: []}]",
         "27:111: 2018-05-10 does not lie behind 2018-05-20, when the change before it begins; write the changes in order"),
        (COURIER, "courier: ['11:00'], changes: [{from: 2018-05-10, until: 2018-05-15, courier: []}, {from: 2018-05-12, courier: []}]",
         "27:130: two couriers are given for 2018-05-12, for the change before it holds until 2018-05-15; take that 'until' out"),
        (COURIER, "courier: ['11:00'], changes: [{from: 2018-05-10, courier: ['05:00']}]",
         "27:100: the courier leaves at 05:00, when 'rural' is closed; choose a time within its hours"),
        (COURIER, "courier: ['11:00'], until: 2018-05-20",
         "27:68: no courier leaves from 2018-05-20 on, so files that come then would wait for ever; take 'until' out, or say by"),
        (COURIER, "courier: ['11:00'], changes: [{from: 2018-05-10, until: 2018-06-01, courier: []}]",
         "27:118: no courier leaves from 2018-05-10 on, so files that come then would wait for ever; give the change an"),
        ("lag: 4 hours", "lag: 4 hours, weekdays: friday", "28:65: 'weekdays' is the courier's; files with a lag leave as they are ready"),
        ("hours: rural_akim", "hours: saturdays", "27:50: no courier ever leaves, for 'rural' is closed from Monday to Friday; state"),
        ("state_corporation", "saturdays", "29:56: no courier ever leaves, for 'branch' is closed from Monday to Friday; state"),
    ],
)  # fmt: skip
def test_a_way_between_offices_that_nobody_can_go(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert_fault(tmp_path, old, new, fault)


def test_a_way_between_offices_of_one_kind_is_none_back_and_the_close_is_no_closed_hour(tmp_path: Path) -> None:
    assert faults_after(tmp_path, "sender: town, receiver: rural", "sender: rural, receiver: rural") == []
    assert faults_after(tmp_path, "sender: town, receiver: rural", "sender: rural, receiver: north") == []
    close = "courier: ['13:00', '18:30']"
    assert (
        faults_after(tmp_path, COURIER, close, changed("hours: rural_akim", "hours: department", AWAY_FROM_THE_DESK))
        == []
    )


def test_a_way_of_one_office_stands_before_that_of_its_kind(tmp_path: Path) -> None:
    own = "  own: {sender: south, receiver: town, lag: 1 hour}\n"
    assert faults_after(tmp_path, "transfers:\n", f"transfers:\n{own}") == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("visits_per_day: 3", "visits_per_day: 0", "40:40: '0' is out of range; at least 1 is needed"),
        ("visits_per_day: 3", "visits_per_day: 1.5", "40:40: a whole number is needed here, not '1.5'"),
        ("visits_per_day: 3", "visits_per_day: 10000000", "40:40: '10000000' is out of range; at most 1000000 is possible"),
        ("visits_per_day: 3", "visits_per_day: 3, stand_in: chief", "40:43: 'stand_in' and 'visits_per_day' are both given, and"
         " teams on their way cannot have it; keep one of them"),
        ("visits_per_day: 3", "visits_per_day: 3, sittings: {every: 2, at: '10:00', length: 1 hour}", "40:43: 'sittings' and"),
        (", visits_per_day: 3", "", "52:83: no staff visits households, so settlements change nothing; give a staff 'visits_p"),
        (HOUSES, "settlements: {near: 0, far: 1}", "52:103: '0' is out of range; at least 0.000001 is needed"),
        (HOUSES, "settlements: {near: -1, far: 1}", "52:103: '-1' is out of range; at least 0.000001 is needed"),
        (HOUSES, "settlements: {near: .nan, far: 1}", "52:103: a number is needed here, not 'nan'"),
        (HOUSES, "settlements: {near: .inf, far: 1}", "52:103: a number is needed here, not 'inf'"),
        (HOUSES, "settlements: {near: 1.0e+300, far: 1}", "52:103: '1e+300' is out of range; at most 1000000000000 is possible"),
        (HOUSES, "settlements: {near: many, far: 1}", "52:103: a number is needed here, not 'many'"),
        (HOUSES, "settlements: {Near: 1, far: 1}", "52:97: a short name has small letters, digits and underscores only"),
        (HOUSES, "settlements: {}", "52:96: at least one entry is needed here; add one, or take the key out"),
        (HOUSES, "settlements: [near, far]", "52:96: a block of keys is needed here, not a list"),
    ],
)  # fmt: skip
def test_visits_and_settlements_that_cannot_be(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert_fault(tmp_path, old, new, fault)


HELD = changed("3: {work: 20 minutes}", "3: {work: 20 minutes, hold: 1 hour}",
               changed("5: {work: 1 hour}", "5: {work: 1 hour, hold: 1 hour}", AWAY_FROM_THE_DESK))  # fmt: skip
"""With holds, so that a caseload could be reached."""


def test_settings_of_a_desk_change_nothing_for_commissions_and_teams(tmp_path: Path) -> None:
    fault = (
        "40:43: 'caseload' and 'visits_per_day' are both given, and teams on their way cannot have it; keep one of them"
    )
    assert_fault(tmp_path, "visits_per_day: 3", "visits_per_day: 3, caseload: 2", fault, HELD)
    desk = "      panel:\n        caseload: 2\n        stand_in: chief\n"
    assert faults_after(tmp_path, "      panel:\n", desk, HELD) == [
        "37:9: 'caseload' changes nothing where a commission sits; take it out, or take the sittings out",
        "38:9: 'stand_in' changes nothing where a commission sits; take it out, or take the sittings out",
    ]


def test_whoever_serves_at_the_counter_can_neither_sit_nor_visit(tmp_path: Path) -> None:
    message = "step 1 of the route 'provider' has the applicant standing at a counter; take 'visits_per_day' out"
    assert faults_after(tmp_path, "caseload: 4}", "visits_per_day: 4}")[0] == f"34:62: {message}"
    sits = "sittings: {every: 2, at: '16:00', length: 1 hour}}"
    assert faults_after(tmp_path, "caseload: 4}", sits) == [
        "34:46: step 1 of the route 'provider' has the applicant standing there, and 'clerk' sits; take the sittings out",
        "37:121: 'clerk' is a commission itself; name its members' roles",
        "39:134: 'clerk' is a commission itself; name its members' roles",
    ]


def test_settlements_of_a_stream_whose_route_has_no_visit(tmp_path: Path) -> None:
    text = changed("rate: 1 per day}", f"rate: 1 per day, {HOUSES}}}", AWAY_FROM_THE_DESK)
    assert faults_of(tmp_path, text, LAW) == []
    fault = "55:72: no step of the route 'portal' is a visit, so settlements change nothing; take the settlements out, or give"
    assert_fault(tmp_path, "portal: {}", "portal: {reading: part}", fault, text)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("hours: department\n    outages", "hours: departmnt\n    outages", "22:12: no hours are called 'departmnt'; did you mean"),
        ("hours: department\n    outages", "hours: 8\n    outages", "22:12: a text is needed here, not '8'; write it in quotes"),
        ("capacity: 4", "capacity: 0", "21:15: '0' is out of range; at least 1 is needed"),
        ("capacity: 4", "capacity: 10000000", "21:15: '10000000' is out of range; at most 1000000 is possible"),
        ("response: 5 seconds", "response: .nan", "20:15: 'nan' is not a duration; write '25 minutes' (units: seconds, minutes"),
        (OUTAGE, "{begin: 2018-05-14 10:00, end: 2018-07-14 16:00}", "24:40: an outage until 2018-07-14 16:00 is longer than the"
         " period, 2018-05-02 to 2018-06-01; check the moments; 'end' is when it is up again"),
        (OUTAGE, "{begin: 2018-05-02 00:00, end: 2018-06-01 00:00}", "24:40: the system is down in the whole period, 2018-05-02"),
        (OUTAGE, "{begin: 2018-04-14 10:00, end: 2018-07-14 16:00}", "24:40: the system is down in the whole period, 2018-05-02"),
        (OUTAGE, "{begin: 2011-05-14 10:00, end: 2011-05-14 16:00}", "24:9: an outage lies outside the calendar 'kz', which cov"),
        (OUTAGE, "{begin: 2018-05-14 10:00, end: 2030-05-14 16:00}", "24:9: an outage lies outside the calendar 'kz', which cov"),
        (OUTAGE, "{begin: 2018-05-14 10:00, end: 2018-05-13 16:00}", "24:40: 'end' does not lie behind 'begin'; exchange them"),
        (OUTAGE, "{begin: 2018-05-14 10:00, end: 2018-05-14 10:00}", "24:40: 'end' does not lie behind 'begin'; exchange them"),
        (OUTAGE, "{begin: 2018-05-13 10:00, end: 2018-05-13 16:00}", "24:9: the system is closed then anyway; take the outage out"),
        (OUTAGE, "{begin: 2018-05-14, end: 2018-05-14 16:00}", "24:17: '2018-05-14' is not a moment; write 2018-09-10 09:00"),
        (OUTAGE, "{begin: 2018-02-30 10:00, end: 2018-05-14 16:00}", "24:17: there is no day '2018-02-30'; check the month and"),
        (OUTAGE, "{begin: 2018-05-14 10:00}", "24:9: the key 'end' is missing in item 1 of 'outages' (line 24); add it"),
        (BETWEEN, BETWEEN.replace("100 hours", "0 hours"), "25:59: the mean of an exponential distribution is above zero; write"),
        (BETWEEN, BETWEEN.replace("100 hours", "-1 hours"), "25:59: '-1 hours' is below zero; write a duration such as"),
        (BETWEEN, BETWEEN.replace("100 hours", ".nan"), "25:59: 'nan' is not a duration; write '25 minutes' (units: seconds, min"),
        (BETWEEN, "0 hours", "25:25: a system that is never up between two outages; write a duration above zero"),
        (BETWEEN, "-2 hours", "25:25: '-2 hours' is below zero; write a duration such as '25 minutes'"),
        (f"{BETWEEN}, repair: 2 hours", "10 seconds, repair: 1 second", "25:25: some 235636 outages in the period are too many; at"
         " most 100000 are possible, so check the unit of 'between'"),
        ("repair: 2 hours", "repair: 0 hours", "25:79: an outage of no length is none; write '2 hours', or leave 'failures' out"),
        ("repair: 2 hours", "repair: -2 hours", "25:79: '-2 hours' is below zero; write a duration such as '25 minutes'"),
        ("repair: 2 hours", "repair: .nan", "25:79: 'nan' is not a duration; write '25 minutes' (units: seconds, minutes, hours"),
        (", repair: 2 hours", "", "25:5: the key 'repair' is missing in 'failures' (line 25); add it"),
    ],
)  # fmt: skip
def test_a_system_that_cannot_be(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert_fault(tmp_path, old, new, fault)


NAMES = (
    (WHO, "clerk: [Иванн]}"),
    ("'15:00'", "'08:00'"),
    ("sender: branch, receiver: town", "sender: branch, receiver: twn"),
    ("hours: department\n    outages", "hours: departmnt\n    outages"),
    (OUTAGE, "{begin: 2011-05-14 10:00, end: 2011-05-14 16:00}"),
    (", visits_per_day: 3", ""),
)
"""Names and times that no single block shows to be wrong."""
VALUES = (
    (DAYS, "weekdays: [tuesdai]"),
    ("per_file: 10 minutes", "per_file: 0 hours"),
    (COURIER, "courier: ['25:00']"),
    ("repair: 2 hours", "repair: 0 hours"),
    (HOUSES, "settlements: {near: -1}"),
)
"""Values that cannot be."""


def test_several_faults_come_all_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    places = [
        line.removeprefix("question.yaml:").split(": ")[0]
        for line in faults_of(tmp_path, with_changes(AWAY_FROM_THE_DESK, *NAMES), LAW)
    ]
    assert places == ["22:12", "24:9", "29:35", "37:129", "39:57", "52:83"]
    places = [
        line.removeprefix("question.yaml:").split(": ")[0]
        for line in faults_of(tmp_path, with_changes(AWAY_FROM_THE_DESK, *VALUES), LAW)
    ]
    assert places == ["25:79", "27:51", "37:31", "39:76", "52:103"]


@pytest.mark.parametrize(("slips", "places"), [
    (NAMES, ["22:12", "24:9", "29:35", "37:129", "39:57", "52:83"]),
    (VALUES, ["25:79", "27:51", "37:31", "39:76", "52:103"]),
])  # fmt: skip
def test_the_command_names_every_fault_and_ends_with_two(
    tmp_path: Path, slips: tuple[tuple[str, str], ...], places: list[str]
) -> None:
    path = written(tmp_path, with_changes(AWAY_FROM_THE_DESK, *slips), LAW)
    result = CliRunner().invoke(app, ["check", str(path)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert [line.removeprefix(f"{path}:").split(": ")[0] for line in result.stderr.splitlines()] == places


def test_a_process_prints_faults_and_no_traceback(tmp_path: Path) -> None:
    written(tmp_path, with_changes(AWAY_FROM_THE_DESK, *NAMES), LAW)
    command = [sys.executable, "-c", "from sim.cli.main import app; app()", "check", "question.yaml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    lines = done.stderr.decode().splitlines()
    assert len(lines) == len(NAMES)
    assert lines[3] == "question.yaml:37:129: nobody on the staff 'clerk' is called 'Иванн'; did you mean 'Иван'?"


def test_an_agenda_below_the_arrivals_is_a_warning_with_both_numbers(tmp_path: Path) -> None:
    """From 9 to 31 May: two a working day over 16 of them and one a day over 23; 7 sittings, one of them moved to 10 May."""
    villages = "".join(
        line for line in AWAY_FROM_THE_DESK.splitlines(keepends=True) if line.startswith(("  in_v", "  in_b"))
    )
    text = changed(villages, "", AWAY_FROM_THE_DESK)
    enough = CliRunner().invoke(app, ["load", str(written(tmp_path, text, LAW))])
    assert enough.exit_code == 0
    assert "agenda" not in enough.output
    path = written(tmp_path, changed("agenda: 200", "agenda: 2", text), LAW)
    sentence = (
        "town / panel: 55 files are expected, and 7 sittings with an agenda of 2 have room for 14, so its queue grows"
    )
    for command in ("run", "load"):
        result = CliRunner().invoke(app, [command, str(path)])
        assert result.exit_code == 0
        assert sentence in " ".join((result.stderr if command == "run" else result.stdout).split())


JUNK = (
    "~", "[]", "{}", "''", "0", "-1", "1", "7", "1.5", "99999999999999999999", "1e308", ".nan", "-.inf", "true", "text", "town",
    "clerk", "panel", "team", "third", "north", "branch 1", "saturdays", "Қазақша атау", "2018-05-14", "2030-01-01",
    "2018-05-14 10:00", "2018-06-20 10:00", "'10:00'", "'25:00'", "10", "[10:00]", "['11:00', '11:00']", "closed", "sunday",
    "[monday, ~]", "[[monday]]", "2 hours", "0 hours", "-2 hours", "9999 hours", "1 second", "95 %", "[1, 2]", "[{a: 1}]",
    "{a: b}", "{a: 1}", "{clerk: 1}", "{clerk: -1}", "{clerk: [third, ~]}", "{panel: 1}", "{hours: saturdays}", "{without: clerk}",
    "{count: 2}", "{count: 1, visits_per_day: 2}", "{every: 1, at: '10:00', length: 30 hours}", "{weekdays: sunday, at: '10:00'}",
    "{count: 1, sittings: {every: 1, at: '10:00', length: 1 hour}}", "{lag: 1 hour}", "{begin: 2018-05-14 10:00}",
    "{sender: town, receiver: town, lag: 1 hour}", "{between: 1 second, repair: 1 second}", "skip", '"\\t\\u202e"', "9" * 400,
)  # fmt: skip
"""Values as they may stand in a file, most of them in the wrong place."""


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A folder with the regulation, and the scenario as plain data."""
    path = written(tmp_path_factory.mktemp("away"), AWAY_FROM_THE_DESK, LAW)
    return path.parent, read_yaml(path).data


@settings(max_examples=70)
@given(draw=st.data())
def test_a_value_changed_at_random_makes_a_study_or_faults_with_a_line(
    good: tuple[Path, dict[str, Any]], draw: st.DataObject
) -> None:
    places = [path for path in paths(good[1]) if path[0] not in ("services", "hours")]
    assert_study_or_faults(draw, good, places, JUNK, lambda path: build_model(load_scenario(path)))
