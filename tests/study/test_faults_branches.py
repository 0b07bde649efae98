"""Every fault of branches, refusals, missing documents, rework and collection is told at its place, with what would do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.minimal import changed
from tests.study.faulty_demand import LAW, assert_fault, faults_after

GIVEN_BACK = "2: {probability: 5 %}\n          5:"
POSTED = "8: {probability: 20 %}"
REFUSED = "refusals:\n          4: {probability: 10 %}"
PAPERS = (
    "3: {probability: 20 %, brought_after: 3 calendar days, applicant_deadline: 5 working days, "
    'clock: stops, back_to: "1"}'
)
AGAIN = '4: {probability: 10 %, back_to: "4", at_most: 2}'
ONLINE = "3: {probability: 10 %, brought_after: 30 hours, clock: runs}"
COLLECTED = "collection: {after: 2 calendar days}"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (GIVEN_BACK, "2: {probability: 105 %}\n          5:",
         "19:28: '105 %' is not a share between 0 and 1; write 0.95 or 95 %"),
        (GIVEN_BACK, "2: {probability: -5 %}\n          5:",
         "19:28: '-5 %' is not a share between 0 and 1; write 0.95 or 95 %"),
        (GIVEN_BACK, "2: {probability: .nan}\n          5:",
         "19:28: 'nan' is not a share between 0 and 1; write 0.95 or 95 %"),
        (GIVEN_BACK, "2: {probability: 5}\n          5:", "19:28: '5' is not a share between 0 and 1; write 0.95 or 95 %"),
        (GIVEN_BACK, "2: {probability: }\n          5:", "19:15: nothing is given; write a share such as '95 %'"),
        (GIVEN_BACK, "2: {}\n          5:", "19:11: the key 'probability' is missing in '2' (line 19); add it"),
        (GIVEN_BACK, "2: 5 %\n          5:", "19:14: a block of keys is needed here, not '5 %'"),
        (GIVEN_BACK, "2: {probabilities: 5 %}\n          5:", "19:15: unknown key 'probabilities'; did you mean 'probability'?"),
        (GIVEN_BACK, "2: {probability: 5 %, at_most: 2}\n          5:",
         "19:33: unknown key 'at_most'; known here: assumption, probability, source"),
        (POSTED, POSTED + "\n          4: {probability: 5 %}",
         "22:11: the route 'provider' has no branch '4'; known here: 2, 3, 5, 8"),
        (POSTED, POSTED + "\n          9: {probability: 5 %}",
         "22:11: the route 'provider' has no branch '9'; known here: 2, 3, 5, 8"),
        (POSTED, POSTED + "\n          3: {probability: 5 %}",
         "22:11: step 3 asks for missing documents, which the applicant takes time to bring; write it under "
         "'missing_documents'"),
        (POSTED, POSTED + "\n          two: {probability: 5 %}",
         "22:11: the route 'provider' has no branch 'two'; known here: 2, 3, 5, 8"),
        (REFUSED, "refusals:\n          4: {probability: 71 %}",
         "23:28: what may happen at the end of step 4 has 101 % together (branch 5: 10 %, missing documents: 10 %, "
         "rework: 10 %, refusal: 71 %); make it 100 % at most"),
        (REFUSED, "refusals:\n          5: {probability: 10 %}",
         "23:11: no step '5' after the receipt is passed on the route 'provider'; known here: 1, 4, 6, 7"),
        (REFUSED, "refusals:\n          gate: {probability: 10 %}",
         "23:11: no step 'gate' after the receipt is passed on the route 'provider'; known here: 1, 4, 6, 7"),
        (REFUSED, "refusals:\n          1: {probability: 76 %}",
         "23:28: what may happen at the end of step 1 has 101 % together (branch 2: 5 %, missing documents 3: 20 %, "
         "refusal: 76 %); make it 100 % at most"),
        (REFUSED, "refusals:\n          []", "23:11: a block of keys is needed here, not a list"),
        (REFUSED, "refusals:\n          4: {probability: 10 %, back_to: '1'}",
         "23:34: unknown key 'back_to'; known here: assumption, probability, source"),
        ("        refusals:\n", "        refusal:\n", "22:9: unknown key 'refusal'; did you mean 'refusals'?"),
        (AGAIN, "4: {probability: 10 %}", "30:11: the key 'back_to' is missing in '4' (line 30); add it"),
        (AGAIN, '4: {probability: 10 %, back_to: "6"}',
         "30:43: no file can go back from step 4 to step '6'; known here: 1, 4"),
        (AGAIN, '4: {probability: 10 %, back_to: "5"}',
         "30:43: no file can go back from step 4 to step '5'; known here: 1, 4"),
        (AGAIN, "4: {probability: 10 %, back_to: 4.0}", "30:43: a text is needed here, not '4.0'; write it in quotes"),
        (AGAIN, "4: {probability: 10 %, back_to: 5}",
         "30:43: no file can go back from step 4 to step '5'; known here: 1, 4"),
        (AGAIN, '4: {probability: 10 %, back_to: "4", at_most: 0}', "30:57: '0' is out of range; at least 1 is needed"),
        (AGAIN, '4: {probability: 10 %, back_to: "4", at_most: 21}', "30:57: '21' is out of range; at most 20 is possible"),
        (AGAIN, '2: {probability: 10 %, back_to: "1"}',
         "30:11: no step '2' after the receipt is passed on the route 'provider'; known here: 1, 4, 6, 7"),
        (AGAIN, '9: {probability: 10 %, back_to: "1"}',
         "30:11: no step '9' after the receipt is passed on the route 'provider'; known here: 1, 4, 6, 7"),
        (AGAIN, '4: {probability: 90 %, back_to: "4"}',
         "30:28: what may happen at the end of step 4 has 120 % together (branch 5: 10 %, missing documents: 10 %, "
         "rework: 90 %, refusal: 10 %); make it 100 % at most"),
        (AGAIN, '4: {probability: 10 %, back_too: "4"}', "30:34: unknown key 'back_too'; did you mean 'back_to'?"),
        (COLLECTED, "collection: {}", "32:9: the key 'after' is missing in 'collection' (line 32); add it"),
        (COLLECTED, "collection: {after: }",
         "32:22: a duration or a distribution is needed here, and nothing is given; fill it, or take the key out"),
        (COLLECTED, "collection: 2 calendar days", "32:21: a block of keys is needed here, not '2 calendar days'"),
        (COLLECTED, "collection: {after: 2 days}",
         "32:29: '2 days' is no time on the clock; write '30 hours', or '3 calendar days' of 24 hours"),
        (COLLECTED, "collection: {after: 2 working days}",
         "32:29: '2 working days' is no time on the clock; write '30 hours', or '3 calendar days' of 24 hours"),
        (COLLECTED, "collection: {after: later}",
         "32:29: 'later' is no time on the clock; write '30 hours', or '3 calendar days' of 24 hours"),
        (COLLECTED, "collection: {after: 1 hour, where: x}",
         "32:37: unknown key 'where'; known here: after, assumption, source"),
    ],
)  # fmt: skip
def test_a_branch_that_cannot_be(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert_fault(tmp_path, old, new, fault)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (PAPERS, "3: {probability: 20 %}", "25:11: the key 'brought_after' is missing in '3' (line 25); add it"),
        (PAPERS, "3: {probability: 96 %, brought_after: 1 hour}",
         "25:28: what may happen at the end of step 1 has 101 % together (branch 2: 5 %, missing documents 3: 96 %); "
         "make it 100 % at most"),
        (PAPERS, "3: {probability: 20 %, brought_after: }",
         "25:34: a duration or a distribution is needed here, and nothing is given; fill it, or take the key out"),
        (PAPERS, "3: {probability: 20 %, brought_after: soon}",
         "25:49: 'soon' is no time on the clock; write '30 hours', or '3 calendar days' of 24 hours"),
        (PAPERS, "3: {probability: 20 %, brought_after: 3}", "25:49: '3' has no unit; write '3 minutes'"),
        (PAPERS, "3: {probability: 20 %, brought_after: 3 working days}",
         "25:49: '3 working days' is no time on the clock; write '30 hours', or '3 calendar days' of 24 hours"),
        (PAPERS, "3: {probability: 20 %, brought_after: 3 days}",
         "25:49: '3 days' is no time on the clock; write '30 hours', or '3 calendar days' of 24 hours"),
        (PAPERS, "3: {probability: 20 %, brought_after: -3 calendar days}",
         "25:49: '-3 calendar days' is below zero; write a time on the clock such as '30 hours'"),
        (PAPERS, "3: {probability: 20 %, brought_after: 500 calendar days}",
         "25:49: '500 calendar days' is too long; a time on the clock is at most 416 calendar days"),
        (PAPERS, "3: {probability: 20 %, brought_after: [1 hour]}",
         "25:49: a duration or a distribution is needed here, not a list"),
        (PAPERS, "3: {probability: 20 %, brought_after: {distribution: exponential, mean: 3 working days}}",
         "25:83: '3 working days' is no time on the clock; write '30 hours', or '3 calendar days' of 24 hours"),
        (PAPERS, "3: {probability: 20 %, brought_after: {distribution: exponential, mean: long}}",
         "25:83: 'long' is not a duration; write '25 minutes' (units: seconds, minutes, hours, working days)"),
        (PAPERS, "3: {probability: 20 %, brought_after: {distribution: empirical, values: [1 hour, 2 weeks]}}",
         "25:83: '2 weeks' is no time on the clock; write '30 hours', or '3 calendar days' of 24 hours"),
        (PAPERS, "3: {probability: 20 %, brought_after: {distribution: lognormal, mean: 3 calendar days}}",
         "25:34: the key 'p90' is missing in 'brought_after' (line 25); add it"),
        (PAPERS, "3: {probability: 20 %, brought_after: 1 hour, applicant_deadline: soon}",
         "25:77: 'soon' is not a limit; write '3 working days' (units: minutes, hours, working days, calendar days)"),
        (PAPERS, "3: {probability: 20 %, brought_after: 1 hour, applicant_deadline: 0 working days}",
         "25:77: '0 working days' is out of range; a limit is from 1 to 100000"),
        (PAPERS, "3: {probability: 20 %, brought_after: 1 hour, clock: waits}",
         "25:64: 'waits' is not known for 'clock'; known here: extended, runs, stops"),
        (PAPERS, "3: {probability: 20 %, brought_after: 1 hour, back_to: 1.5}",
         "25:66: a text is needed here, not '1.5'; write it in quotes"),
        (PAPERS, '3: {probability: 20 %, brought_after: 1 hour, back_to: "4"}',
         "25:66: no file can go back from step 1 to step '4'; known here: 1"),
        (PAPERS, '3: {probability: 20 %, brought_after: 1 hour, back_to: "3"}',
         "25:66: no file can go back from step 1 to step '3'; known here: 1"),
        (PAPERS, "3: {probability: 20 %, brought_after: 1 hour, at_most: 2}",
         "25:57: unknown key 'at_most'; known here: applicant_deadline, assumption, back_to, brought_after, clock, "
         "probability, source"),
        (ONLINE, "3: {probability: 10 %, brought_after: 30 hours, clock: extended}",
         "37:66: the regulation prints no extended term for the route 'portal'; write 'runs' or 'stops', or take "
         "'clock' out"),
        (ONLINE, "1: {probability: 10 %, brought_after: 30 hours}",
         "37:11: no step '1' after the receipt is passed on the route 'portal'; known here: 3, provider.4, provider.6"),
        (ONLINE, 'provider.4: {probability: 10 %, brought_after: 30 hours, back_to: "1"}',
         "37:77: no file can go back from step provider.4 to step '1'; known here: 3, provider.4"),
        (ONLINE, '3: {probability: 10 %, brought_after: 1 hour}\n        rework: {provider.6: {probability: 10 %, back_to: "4"}}',
         "38:59: no file can go back from step provider.6 to step '4'; known here: 3, provider.4, provider.6"),
        (ONLINE, "3: {probability: 10 %, brought_after: 30 hours}\n        refusals: {1: {probability: 10 %}}",
         "38:20: no step '1' after the receipt is passed on the route 'portal'; known here: 3, provider.4, provider.6"),
        (ONLINE, "3: {probability: 10 %, brought_after: 30 hours}\n        collection: {after: 1 hour}",
         "38:9: no result is handed out at a counter on the route 'portal', so nobody comes for it; take it out"),
    ],
)  # fmt: skip
def test_documents_that_cannot_be_missing_or_brought(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert_fault(tmp_path, old, new, fault)


def test_all_that_may_happen_at_the_end_of_a_step_is_summed_and_told_at_the_likeliest(tmp_path: Path) -> None:
    ends = (
        "what may happen at the end of step 4 has 101 % together (branch 5: {}, missing documents: 10 %, rework: {}, "
    )
    ends += "refusal: {}); make it 100 % at most"
    assert faults_after(tmp_path, (REFUSED, REFUSED.replace("10", "71"))) == [
        f"23:28: {ends.format('10 %', '10 %', '71 %')}"
    ]
    assert faults_after(tmp_path, ("5: {probability: 10 %}", "5: {probability: 71 %}")) == [
        f"20:28: {ends.format('71 %', '10 %', '10 %')}"
    ]
    assert faults_after(tmp_path, (AGAIN, AGAIN.replace("10", "71"))) == [
        f"30:28: {ends.format('10 %', '71 %', '10 %')}"
    ]
    assert faults_after(tmp_path, (REFUSED, REFUSED.replace("10", "70"))) == []


def test_another_way_of_a_step_is_decided_before_it(tmp_path: Path) -> None:
    """Step 8 stands in the place of step 7, so it is decided at the end of step 6, at which files may go back too."""
    without = (f"        {COLLECTED}\n", "")
    assert faults_after(tmp_path, without, (POSTED, "8: {probability: 91 %}")) == [
        "21:28: what may happen at the end of step 6 has 101 % together (branch 8: 91 %, rework: 10 %); make it 100 % at most"
    ]
    assert faults_after(tmp_path, without, (POSTED, "8: {probability: 90 %}")) == []
    # Whoever gets it in another way does not come for it first.
    assert faults_after(tmp_path, (POSTED, "8: {probability: 91 %}")) == [
        "21:28: what may happen at the end of step 6 has 101 % together (branch 8: 91 %, rework: 10 %); make it 100 % at most"
    ]


def test_a_branch_before_which_nothing_is_passed(tmp_path: Path) -> None:
    law = changed(
        'limit: 10 minutes, applicant_present: true, source: "5.1"}',
        'source: "5.1", branch: {when: nobody is in, outcome: refused}}',
        LAW,
    )
    first = "1: {probability: 60 %}\n          2: {probability: 55 %}\n          5:"
    papers = PAPERS.replace(', back_to: "1"', "")
    assert faults_after(tmp_path, (GIVEN_BACK, first), (PAPERS, papers), law=law) == [
        "19:11: nothing comes before step 1, so nothing decides that it is taken; take it out",
        "20:11: nothing comes before step 2, so nothing decides that it is taken; take it out",
        "26:11: no step after the receipt comes before step 3, so nobody finds out that documents are missing; take it out",
    ]


def test_a_route_without_staff_has_no_result_that_is_collected(tmp_path: Path) -> None:
    join = LAW[LAW.index("    join:\n") : LAW.index("terms:\n  provider")]
    law = changed(
        join,
        "",
        changed('role: clerk, action: takes it in, source: "8.3"', 'role: gate, action: answers, source: "8.3"', LAW),
    )
    assert faults_after(tmp_path, (ONLINE, f"{ONLINE}\n        collection: {{after: 1 hour}}"), law=law) == [
        "33:7: nobody on the staff has a step on the route 'portal'; take the route out"
    ]


def test_the_extended_term_may_be_named_where_the_regulation_prints_one(tmp_path: Path) -> None:
    assert faults_after(tmp_path, ("clock: stops", "clock: extended")) == []
    both = changed("    routes: [provider]\n", "    routes: [provider, portal]\n", LAW)
    assert faults_after(tmp_path, ("clock: runs", "clock: extended"), law=both) == []


def test_times_on_the_clock_are_hours_and_calendar_days(tmp_path: Path) -> None:
    for time in ("36 hours", "1 calendar day", "1.5 calendar days", "1 calendar day 12 hours", "90 minutes", "0 hours"):
        assert faults_after(tmp_path, (COLLECTED, f"collection: {{after: {time}}}")) == []
