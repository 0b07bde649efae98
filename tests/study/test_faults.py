"""Every fault of a scenario is one line with its place, what is wrong and what would do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.minimal import LONG, REGULATION, SCENARIO, assert_only, changed, faults_of


def test_the_scenario_that_the_others_change_is_in_order(tmp_path: Path) -> None:
    assert faults_of(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("seed: 7", "sede: 7", "8:1: unknown key 'sede'; did you mean 'seed'?"),
        ("count: 2\n        hours", "cuont: 2\n        hours", "32:9: unknown key 'cuont'; did you mean 'count'?"),
        ("p90: 90", "p9: 90", "21:63: unknown key 'p9'; did you mean 'p90'?"),
        ("offices:", "officces:", "26:1: unknown key 'officces'; did you mean 'offices'?"),
        ("seed: 7", "қосымша: 7", "8:1: unknown key 'қосымша'; known here: arrivals, "),
        ("portal: {}", "portl: {}", "23:7: unknown key 'portl'; did you mean 'portal'?"),
        ("seed: 7", "seed: 7\nseed: 8", "9:1: the key 'seed' is given twice, first in line 8; keep one"),
        (
            "1: {work",
            '1: {work: 5 minutes}\n          "1": {work',
            "20:11: the key '1' is given twice, first in line 19",
        ),
        ("{work: 10 minutes}", "{work: 10 minutes, <<: {a: 1}}", "19:33: unknown key '<<'"),
        ("      clerk: 1\n", "      Қызметкер: 1\n", "30:7: a short name has small letters, digits and"),
    ],
)
def test_a_wrong_key_is_named_where_it_stands(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert_only(faults_of(tmp_path, changed(old, new)), fault)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("  end: 2018-06-01\n", "", "3:1: the key 'end' is missing in 'period' (line 3); add it"),
        ("scenario: A small question\n", "", "1:1: the key 'scenario' is missing in the file (line 1); add it"),
        ("1: {work: 10 minutes}", "1: {}", "19:11: the key 'work' is missing in '1' (line 19); add it"),
        (", p90: 90 minutes", "", "21:13: the key 'p90' is missing in 'work' (line 21); add it"),
        ("distribution: lognormal, ", "", "21:13: the key 'distribution' is missing in 'work' (line 21); known here:"),
        ("        count: 2\n", "", "31:7: nobody is on this staff; give 'count', or 'members' by name"),
    ],
)
def test_a_missing_key_is_told_at_the_block_that_lacks_it(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert_only(faults_of(tmp_path, changed(old, new)), fault)


@pytest.mark.parametrize(
    ("work", "fault"),
    [
        ("30 parsecs", "21: '30 parsecs' is not a duration; write '25 minutes' (units: seconds, minutes, hours, working"),
        ("30", "21: '30' has no unit; write '30 minutes'"),
        ("30 minutez", "21: '30 minutez' is not a duration; did you mean '30 minutes'?"),
        ("30 минут", "21: '30 минут' is not a duration; did you mean '30 minutes'?"),
        ("'2,5 hours'", "21: '2,5 hours' has a comma in its number; write a point before decimals"),
        ("'1 200 minutes'", "21: '1 200 minutes' has a space in its number; write '1200 minutes'"),
        ("'1 200,5 minutes'", "21: '1 200,5 minutes' has a space in its number; write '1200.5 minutes'"),
        ("-5 minutes", "21: '-5 minutes' is below zero"),
        (".nan", "21: 'nan' is not a duration"),
        ("-.inf", "21: '-inf' is not a duration"),
        ("LONG hours", "21: '999"),
        ("true", "21: 'true' does not fit here; write a duration such as '25 minutes'"),
        ("", "15: a duration or a distribution is needed here, and nothing is given"),
        ("[1 hour]", "21: a duration or a distribution is needed here, not a list"),
        ("{distribution: lognorml, mean: 1 hour}", "36: 'lognorml' is not known for 'distribution'; did you mean 'lognor"),
        ("{distribution: lognormal, mean: 2 hours, p90: 1 hour}", "67: 'p90' is not above 'mean'"),
        ("{distribution: lognormal, mean: 1 hour, p90: 1 hour}", "66: 'p90' is not above 'mean'"),
        ("{distribution: lognormal, mean: 1 hour, p90: 9 hours}", "66: no lognormal distribution has a 90th percentile 9.00"),
        ("{distribution: lognormal, mean: 0 hours, p90: 1 second}", "53: the mean of a lognormal distribution is above zero"),
        ("{distribution: triangular, minimum: 1 hour, mode: 3 hours, maximum: 2 hours}", "89: 'maximum' is below 'mode'"),
        ("{distribution: triangular, minimum: 1 hour, mode: 1 hour, maximum: 1 hour}", "88: 'minimum' and 'maximum' are"),
        ("{distribution: uniform, minimum: 2 hours, maximum: 1 hour}", "72: 'maximum' is below 'minimum'"),
    ],
)  # fmt: skip
def test_a_duration_that_cannot_be(tmp_path: Path, work: str, fault: str) -> None:
    assert_only(faults_of(tmp_path, changed("1: {work: 10 minutes}", f"1: {{work: {work}}}")), f"19:{fault}")


@pytest.mark.parametrize("work", ["3 working day", "1 working days", "1 hour 30 minutes", " 0.5 hours "])
def test_a_duration_in_the_singular_the_plural_and_in_parts(tmp_path: Path, work: str) -> None:
    assert faults_of(tmp_path, changed("1: {work: 10 minutes}", f"1: {{work: {work}}}")) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("      clerk: 1\n", "      clrk: 1\n", "30:7: the role 'clrk' is in none of the regulations; did you mean 'clerk'?"),
        ("small.yaml", "smoll.yaml", "15:17: there is no regulation 'smoll.yaml'; did you mean 'small.yaml'?"),
        ("small.yaml", "small", "15:17: there is no regulation 'small'; did you mean 'small.yaml'?"),
        ("small.yaml", '"a\\0.yaml"', "15:17: an invisible sign stands in this text (number 0)"),
        ("small.yaml", "LONG.yaml", "15:17: there is no regulation '999"),
        ("calendar: kz", "calendar: kzz", "2:11: there is no calendar 'kzz'; did you mean 'kz'?"),
        ("calendar: kz", "calendar: xLONG.csv", "2:11: there is no calendar 'x999"),
        ("hours: department", "hours: departmnt", "28:12: no hours are called 'departmnt'; did you mean 'department'?"),
        ("hours: short_day", "hours: shrt_day", "33:16: no hours are called 'shrt_day'; did you mean 'short_day'?"),
        ("rate: 2 per working day", "rate: 2 per working day\n    ofice: x", "46:5: unknown key 'ofice'; did you mean"),
        ("portal: {}", "portal: {reading: whol}", "23:25: the route has no reading 'whol'; did you mean 'whole'?"),
        ("sends_to: town", "sends_to: twn", "37:15: there is no office 'twn'; did you mean 'town'?"),
        ("sends_to: town", "sends_to: village", "37:15: 'village' stands for 2 offices, so it is open which one"),
        ("    hours: department", "    hours: department\n    sends_to: town", "29:15: 'town' sends to 'town' and gets"),
        ("{response: 5 seconds}", "{response: 5 seconds}\n  gat: {response: 5}", "26:19: '5' has no unit"),
        ("systems:\n  gate:", "systems:\n  gat:", "24:1: the system 'gate' is used on the route 'portal' and not descri"),
    ],
)  # fmt: skip
def test_a_name_that_nothing_bears(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert_only(faults_of(tmp_path, changed(old, new)), fault)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("service: aid", "service: aids", "42:14: there is no service 'aids'; did you mean 'aid'?"),
        ("route: provider", "route: providr", "43:12: 'providr' is not known for 'route'; did you mean 'provider'?"),
        ("route: provider", "route: akim", "43:12: 'aid' does not use the route 'akim'; known here: portal, provider"),
        ("office: town", "office: Town", "44:13: there is no office 'Town'; did you mean 'town'?"),
        ("rate: 2 per working day", "rate: 2 per fortnight", "45:11: '2 per fortnight' is not a rate; write '6 per"),
        ("rate: 2 per working day", "rate: 2", "45:11: '2' has no unit; write '2 per working day'"),
        ("rate: 2 per working day", "rate: -2 per week", "45:11: the rate '-2 per week' is not above zero; leave the"),
        ("rate: 2 per working day", "rate: 0 per week", "45:11: the rate '0 per week' is not above zero; leave the"),
        ("rate: 2 per working day", "rate: .nan", "45:11: 'nan' is not a rate"),
        ("rate: 2 per working day", "rate: .inf per week", "45:11: '.inf per week' is not a rate"),
        (
            "rate: 2 per working day",
            "rate: {value: -1, unit: day}",
            "45:11: a block of keys does not fit here; write a",
        ),
        ("rate: 2 per working day", "rate: 2 per day", "45:11: 'per day' is unclear for a channel that is not open"),
        ("rate: 2 per working day", "rate: LONG per year", "45:11: the rate '999"),
        ("rate: 2 per working day", "rate: 9999 per hour", "45:11: 2319837 applications could be"),
    ],
)
def test_a_stream_that_cannot_come(tmp_path: Path, old: str, new: str, fault: str) -> None:
    before, streams = SCENARIO.split("  in_town:")
    scenario = before + "  in_town:" + streams.replace(old, new.replace("LONG", LONG), 1)
    assert_only(faults_of(tmp_path, scenario), fault)


@pytest.mark.parametrize(
    ("weights", "fault"),
    [
        ("[1]", "14: 1 weights for 2 offices of 'village'; give one per office"),
        ("[]", "14: 0 weights for 2 offices of 'village'"),
        ("[1, 0]", "18: '0' is out of range; at least 0.000001 is needed"),
        ("[1, -2]", "18: '-2' is out of range; at least 0.000001 is needed"),
        ("[1, .inf]", "18: a number is needed here, not 'inf'"),
        ("[true, 1]", "15: a number is needed here, not 'true'"),
        ("5", "14: a list is needed here, not '5'"),
    ],
)
def test_weights_that_do_not_fit(tmp_path: Path, weights: str, fault: str) -> None:
    assert_only(faults_of(tmp_path, changed("[1, 2.5]", weights)), f"51:{fault}")


@pytest.mark.parametrize(
    ("count", "fault"),
    [
        ("0", "14: '0' is out of range; at least 1 is needed"),
        ("-1", "14: '-1' is out of range; at least 1 is needed"),
        ("1.5", "14: a whole number is needed here, not '1.5'"),
        ("true", "14: a whole number is needed here, not 'true'"),
        ("two", "14: a whole number is needed here, not 'two'"),
        ("[1]", "14: a whole number is needed here, not a list"),
        ("1000000000000", "14: '1000000000000' is out of range; at most 10000 is possible"),
        ("LONG", "14: a whole number is needed here, not '999"),
        ("", "7: a whole number is needed here, and nothing is given"),
        ("{count: 1, set_aside: maybe}", "36: true or false is needed here, not 'maybe'"),
        ("{count: 1, source: a, assumption: b}", "48: both 'source' and 'assumption' are given; keep one of them"),
    ],
)
def test_a_headcount_that_cannot_be(tmp_path: Path, count: str, fault: str) -> None:
    assert_only(faults_of(tmp_path, changed("      clerk: 1\n", f"      clerk: {count}\n")), f"30:{fault}")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("start: 2018-05-02", "start: 2011-12-31", "4:10: 2011-12-31 lies outside the calendar 'kz', which covers 2012-"),
        ("end: 2018-06-01", "end: 2040-01-01", "6:8: 2040-01-01 lies outside the calendar 'kz'"),
        ("start: 2018-05-02", "start: 2018-05-10", "5:18: 'warm_up_until' lies before 'start', 2018-05-10"),
        ("end: 2018-06-01", "end: 2018-05-09", "6:8: 'end' does not lie behind 'warm_up_until', 2018-05-09"),
        ("start: 2018-05-02", "start: 2018-02-30", "4:10: there is no day '2018-02-30'; check the month and the day"),
        ("start: 2018-05-02", "start: 02.05.2018", "4:10: '02.05.2018' is not a day; write 2018-05-02"),
        ("start: 2018-05-02", "start: 20180502", "4:10: '20180502' is not a day; write 2018-07-02"),
        ("start: 2018-05-02", "start:", "4:3: nothing is given; write a day such as 2018-07-02"),
        ("end: 2018-06-01", "end: 2018-06-01\n  run_out: 2 hours", "7:12: 'run_out' is given in days; write"),
        ("replications: 3", "replications: 1", "7:15: '1' is out of range; at least 2 is needed"),
        ("replications: 3", "replications: 2.5", "7:15: a whole number is needed here, not '2.5'"),
        ("seed: 7", "seed: -7", "8:7: '-7' is out of range; at least 0 is needed"),
        ("seed: 7", "seed: yes", "8:7: a whole number is needed here, not 'yes'"),
        ("target: 95 %", "target: 95", "9:9: '95' is not a share between 0 and 1; write 0.95 or 95 %"),
        ("target: 95 %", "target: true", "9:9: 'true' does not fit here; write a share such as '95 %'"),
        ("scenario: A small question", "scenario: 2018", "1:11: a text is needed here, not '2018'; write it in quotes"),
        ("scenario: A small question", "scenario:", "1:1: a text is needed here; write one, or a block with 'kk'"),
        ("  gate: {response: 5 seconds}\n", "", "24:1: a block of keys is needed here, and nothing is given"),
        ("    count: 2\n    hours", "    count: 1000000\n    hours", "35:12: '1000000' is out of range; at most 10000"),
        ("{count: 1, source: asked}", "{count: 10000}\n      chief: 10000\noffices2:", "41:1: unknown key 'offices2'"),
    ],
)  # fmt: skip
def test_a_value_of_the_study_that_cannot_be(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert_only(faults_of(tmp_path, changed(old, new)), fault)


@pytest.mark.parametrize(
    ("hours", "fault"),
    [
        ("09:00-14:00, 13:00-18:00", "15: '13:00-18:00' begins before the interval before it has ended"),
        ("09:00-09:00", "15: '09:00-09:00' ends as it begins; a whole day is 00:00-24:00"),
        ("09:00-13:00, 20:00-10:00", "15: '20:00-10:00' runs into the next day's first hour; a day has 24 hours in all"),
        ("20:00-02:00, 01:00-08:00", "15: '01:00-08:00' begins before the interval before it has ended"),
        ("09:00-25:00", "15: '09:00-25:00' names a time that no clock shows"),
        ("09:00-10:75", "15: '09:00-10:75' names a time that no clock shows"),
        ("9-18", "15: '9-18' is not an interval of hours; write 09:00-13:00"),
        ("closed", "5: these hours are never open"),
        ("[[1, 2]]", "15: a list does not fit here; write hours such as '09:00-13:00, 14:00-18:00', or 'closed'"),
        (", ".join(f"{h:02}:{m:02}-{h:02}:{m + 1:02}" for h in range(24) for m in (0, 30)), "15: 48 intervals are too many"),
    ],
)  # fmt: skip
def test_hours_that_no_office_keeps(tmp_path: Path, hours: str, fault: str) -> None:
    assert_only(faults_of(tmp_path, changed("09:00-13:00, 14:00-18:00", hours)), f"12:{fault}")


ONLINE = """\
  online:
    service: aid
    route: portal
    office: town
    rate: 1 per day
"""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (ONLINE, "", "23:7: no stream of 'arrivals' feeds the route 'portal' of 'aid'; add one, or take the route out"),
        ("          1: {work: 10 minutes}\n", "", "17:7: step 1 of the route 'provider' (clerk) has no work; add '1'"),
        ("      portal: {}", "      portal: {steps: {7: {work: 1 hour}}}", "23:24: no step '7' is passed on the route"),
        ("      clerk: 1\n", "", "43:13: step 1 needs the role 'clerk', which nobody has in town; add 'clerk' under"),
        ("    sends_to: town\n", "", "48:13: step 2 needs the role 'chief', which nobody has in village; add 'chief'"),
    ],
)
def test_what_the_routes_need_and_nothing_gives(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert_only(faults_of(tmp_path, changed(old, new)), fault)


def test_work_for_a_step_that_the_regulation_does_not_have_leaves_another_without(tmp_path: Path) -> None:
    assert faults_of(tmp_path, changed("          1: {work", "          7: {work")) == [
        "question.yaml:17:7: step 1 of the route 'provider' (clerk) has no work; add '1' under its 'steps'",
        "question.yaml:19:11: no step '7' is passed on the route 'provider'; its steps are 1, 2",
    ]


def test_a_circle_of_offices_is_told_at_each_of_them(tmp_path: Path) -> None:
    one_village = changed("    count: 2\n    hours: rural", "    hours: rural").replace("    weights: [1, 2.5]\n", "")
    circle = changed("    hours: department", "    hours: department\n    sends_to: village", one_village)
    assert faults_of(tmp_path, circle) == [
        "question.yaml:29:15: 'town' sends to 'village' and gets its own files back; break the circle",
        "question.yaml:37:15: 'village' sends to 'town' and gets its own files back; break the circle",
    ]


def test_a_route_that_nobody_on_the_staff_works_on_is_refused(tmp_path: Path) -> None:
    gates = REGULATION.replace("role: clerk", "role: gate").replace("role: chief", "role: gate")
    found = faults_of(tmp_path, regulation=gates)
    assert "question.yaml:17:7: nobody on the staff has a step on the route 'provider'; take the route out" in found


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("role: chief", "role: cheff", "16:22: the role 'cheff' is not described under 'roles'; did you mean 'chief'?"),
        ("limit: 1 working day,", "limit: 1 workng day,", "16:53: '1 workng day' is not a limit; did you mean '1 working"),
        ("limit: 10 minutes", "limit: 10", "15:57: '10' has no unit; write '10 working days'"),
        ("limit: 10 minutes", "limit: 0 minutes", "15:57: '0 minutes' is out of range; a limit is from 1 to 100000"),
        ("limit: 10 minutes", "limit: LONG minutes", "15:57: '999"),
        ("n: 1, role: gate", "n: 2, role: gate", "22:13: the numbers of the steps do not rise: 2 after 2"),
        ("n: 2, role: chief,", "n: 2, role: chief, limit_from: 2,", "16:41: no step 2 stands before step 2"),
        ("n: 1, role: clerk, ", "role: clerk, ", "15:9: the key 'n' is missing in item 1 of 'steps' (line 15); add it"),
        ("used: whole", "used: hole", "28:13: the reading 'hole' is not described; there are whole"),
        ("through: 2", "through: 9", "27:26: the route 'provider' has no step 9"),
        ("      step: 2\n", "      step: 2\n      meets: 9\n", "25:14: the route 'provider' has no step 9"),
        ("terms:\n  provider", "terms:\n  akim", "31:3: there is a term but no route 'akim'; known here: portal, prov"),
        ("kind: system", "kind: systeem", "9:28: 'systeem' is not known for 'kind'; did you mean 'system'?"),
        ('number: "1"', "number: 1", "5:47: a text is needed here, not '1'; write it in quotes"),
        ("date: 2018-05-22", "date: 22 May", "5:58: '22 May' is not a day; write 2018-07-02"),
        ("clerk: {kk: қызметкер}", "clerk: {kk: қызметкер, қазақша: x}", "7:26: unknown key 'қазақша'; did you mean 'kk'?"),
        ("regulation: small", "scenario: small", "1:1: this is a scenario, not a regulation; name a regulation file"),
    ],
)  # fmt: skip
def test_a_fault_of_the_users_own_regulation_carries_its_name(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert_only(faults_of(tmp_path, regulation=changed(old, new, REGULATION)), fault, "small.yaml")


def test_several_faults_come_all_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    scenario = SCENARIO
    for old, new in (
        ("seed: 7", "sede: 7"),
        ("10 minutes", "30 parsecs"),
        ("clerk: 1\n", "clrk: 1\n"),
        ("rural_akim", "nix"),
        ("rate: 4 per week", "rate: 0 per week"),
        ("service: aid\n    route: portal", "service: ad\n    route: portal"),
    ):
        scenario = changed(old, new, scenario)
    found = faults_of(tmp_path, scenario, changed("role: chief", "role: cheff", REGULATION))
    assert [line.split(": ")[0] for line in found] == [
        *(f"question.yaml:{place}" for place in ("8:1", "19:21", "36:12", "50:11", "53:14")),
        "small.yaml:16:22",
    ]


def test_a_wrong_role_is_told_beside_a_wrong_duration(tmp_path: Path) -> None:
    found = faults_of(tmp_path, changed("10 minutes", "30 parsecs").replace("clerk: 1\n", "clrk: 1\n"))
    assert [line.split(": ")[0] for line in found] == ["question.yaml:19:21", "question.yaml:30:7"]


def test_what_a_faulty_entry_holds_is_not_called_missing(tmp_path: Path) -> None:
    assert_only(faults_of(tmp_path, changed("    hours: rural_akim", "    hours: [9]")), "36:12: a text is needed here")


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("    count: 2\n    hours", "    count: 10000\n    hours", "26:1: 20002 pools with 20010003 people and teams"),
        (
            "rate: 4 per week",
            "rate: 999999 per week",
            "50:11: 6600094 applications could be in one replication, which is too many",
        ),
    ],
)
def test_numbers_that_are_sound_alone_and_too_large_together(tmp_path: Path, old: str, new: str, place: str) -> None:
    scenario = changed(old, new).replace("    weights: [1, 2.5]\n", "")
    if "count" in old:
        scenario = changed("{count: 1, source: asked}", "2000\n      chief: 1", scenario)
    assert_only(faults_of(tmp_path, scenario), place)


def test_ten_thousand_offices_are_read(tmp_path: Path) -> None:
    many = changed("    count: 2\n    hours", "    count: 10000\n    hours").replace("    weights: [1, 2.5]\n", "")
    assert faults_of(tmp_path, many) == []
