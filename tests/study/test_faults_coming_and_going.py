"""Every fault of people who come and go, of their pace and of their other duties is told at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.minimal import assert_only, changed, faults_of
from tests.study.test_faults_people import PEOPLE

THIRD = "          third:\n"
DEPUTY = "      deputy: 1\n"
CHIEF = "        count: 2\n        set_aside: false\n"
ABSENCES = "          - {member: Иван-2, first_day: 2018-05-14, last_day: 2018-05-18}\n"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (THIRD, "          third: {from: 2018-05-14, until: 2018-05-07}\n", "26:44: 'until' does not lie behind 'from', 2018-05-14; exchange them"),
        (THIRD, "          third: {from: 2018-05-14, until: 2018-05-14}\n", "26:44: 'until' does not lie behind 'from', 2018-05-14; exchange them"),
        (THIRD, "          third: {from: 2018-05-01}\n", "26:25: 2018-05-01 lies outside the period, which lasts from 2018-05-02 to before 2018-06-01; leave the day out"),
        (DEPUTY, "      deputy: {members: {a: , b: {from: 2018-06-01}}}\n", "41:41: 2018-06-01 lies outside the period, which lasts from 2018-05-02 to before 2018-06-01; choose a day inside it"),
        (DEPUTY, "      deputy: {members: {a: , b: {until: 2018-05-02}}}\n", "41:42: 2018-05-02 lies outside the period, which lasts from 2018-05-02 to before 2018-06-01; leave the member out"),
        (THIRD, "          third: {until: 2018-06-02}\n", "26:26: 2018-06-02 lies outside the period, which lasts from 2018-05-02 to before 2018-06-01; leave the day out"),
        (THIRD, "          third: {form: 2018-05-14}\n", "26:19: unknown key 'form'; did you mean 'from'?"),
        (THIRD, "          third: {from: tomorrow}\n", "26:25: 'tomorrow'"),
        (THIRD, "          third: {pace: 0}\n", "26:25: a pace of 0 lets work take no time; write 0.8 for work that takes 0.8 times as long"),
        (THIRD, "          third: {pace: -1}\n", "26:25: a pace of -1 lets work take no time; write 0.8"),
        (THIRD, "          third: {pace: .nan}\n", "26:25: a pace of nan"),
        (THIRD, "          third: {pace: 1000}\n", "26:25: a pace of 1000 is out of range; between 0.01 and 100 is possible"),
        (THIRD, "          third: {pace: slow}\n", "26:25: a number of times is needed here, not 'slow'; write 1.3 for work that takes 1.3 times as long"),
        (THIRD, "          third: {pace: {factor: 1.3, until: 2018-05-02}}\n", "26:46: a pace until 2018-05-02 is over before anybody works at it, from 2018-05-02 on; choose a later day"),
        (THIRD, "          third: {from: 2018-05-14, pace: {factor: 1.3, until: 2018-05-10}}\n", "26:64: a pace until 2018-05-10 is over before anybody works at it, from 2018-05-14 on"),
        (THIRD, "          third: {pace: {factor: 1.3, then: 1.1}}\n", "26:45: it is open from when on 'then' holds; add 'until' and a day, or take 'then' out"),
        (THIRD, "          third: {other_duties: 0 %}\n", "26:19: a share of zero is none; take 'other_duties' out"),
        (THIRD, "          third: {other_duties: 100 %}\n", "26:19: nobody would ever take a file; write a share below 100 %"),
        (THIRD, "          third: {other_duties: }\n", "26:19: nothing is given for 'other_duties'; fill it, or take the key out"),
        (THIRD, "          third: {other_duties: {block: 1 hour}}\n", "26:19: nothing says when the other duties are; give a 'share' such as '40 %', or 'hours'"),
        (THIRD, "          third: {other_duties: {share: 40 %, hours: mornings}}\n", "26:54: both 'share' and 'hours' are given; keep one of them"),
        (THIRD, "          third: {other_duties: {hours: mornngs}}\n", "26:41: no hours are called 'mornngs'; did you mean 'mornings'?"),
        (THIRD, "          third: {other_duties: {hours: mornings, block: 1 hour}}\n", "26:58: the hours say how long it takes; take 'block' out"),
        (THIRD, "          third: {other_duties: {share: 40 %, block: 0 minutes}}\n", "26:54: a block of no length is none; write '30 minutes', or take 'block' out"),
        (DEPUTY, "      deputy: {count: 1, other_duties: {hours: mornngs}}\n", "41:48: no hours are called 'mornngs'; did you mean 'mornings'?"),
        (DEPUTY, "      deputy: {count: 1, count_changes: [{from: 2018-05-21, count: 2}, {from: 2018-05-14, count: 3}]}\n", "41:79: 2018-05-14 does not lie behind 2018-05-21, from which the change before it holds; put the changes in order"),
        (DEPUTY, "      deputy: {count: 1, count_changes: [{from: 2018-07-01, count: 2}]}\n", "41:49: 2018-07-01 lies outside the period"),
        (DEPUTY, "      deputy: {count: 1, count_changes: [{from: 2018-05-21, count: -1}]}\n", "41:68: '-1' is out of range; at least 0 is needed"),
        (DEPUTY, "      deputy: {members: [a, b], count_changes: [{from: 2018-05-21, count: 3}]}\n", "41:48: 'count_changes' goes with 'count'; give each member his 'from' and 'until'"),
        (DEPUTY, "      deputy: {count: 1, count_changes: [{from: 2018-05-21, count: 0}]}\n", "41:26: nobody is there for the role 'deputy' from 2018-05-21 to the end; let somebody stay to the end, name a 'stand_in', or add a member"),
        (DEPUTY, "      deputy: {members: {a: {until: 2018-05-21}}}\n", "41:16: nobody is there for the role 'deputy' from 2018-05-21 to the end; let somebody stay to the end"),
        (DEPUTY, "      deputy: {count: 1, visits_per_day: 3, pace: 1.3}\n", "41:51: a team that visits households has no 'pace', for it takes files together; take it out"),
        (DEPUTY, "      deputy: {count: 1, visits_per_day: 3, other_duties: 10 %}\n", "41:59: a team that visits households has no 'other_duties', for it takes files together; take it out"),
        (DEPUTY, "      deputy: {members: {a: {pace: 2}}, sittings: {weekdays: tuesday, at: '10:00', length: 1 hour}}\n", "41:25: a commission that sits has no 'pace', for it takes files together; take it out"),
        (ABSENCES, ABSENCES.replace("2018-05-14", "2018-05-07").replace("member: Иван-2", "member: third"), ""),
    ],
)  # fmt: skip
def test_every_slip_is_told_where_it_stands(tmp_path: Path, old: str, new: str, fault: str) -> None:
    found = faults_of(tmp_path, changed(old, new, PEOPLE))
    if fault:
        assert_only([line for line in found if "no step of 'deputy'" not in line], fault)
    else:
        assert found == []


@pytest.mark.parametrize(
    ("who", "days", "fault"),
    [
        ("from: 2018-05-14", "first_day: 2018-05-10, last_day: 2018-05-16", "first_day: 'third' is not there on 2018-05-10, for he comes on 2018-05-14; let the absence begin when he is there"),
        ("until: 2018-05-14", "first_day: 2018-05-14, last_day: 2018-05-16", "first_day: 'third' is not there on 2018-05-14, for he is gone from 2018-05-14 on; take the absence out"),
        ("until: 2018-05-14", "first_day: 2018-05-10, last_day: 2018-05-16", "last_day: 'third' is not there on 2018-05-16, for he is gone from 2018-05-14 on; let the absence end before, or leave 'last_day' out"),
        ("until: 2018-05-14", "first_day: 2018-05-10", ""),
    ],
)  # fmt: skip
def test_nobody_is_away_on_days_on_which_he_is_not_on_the_staff(
    tmp_path: Path, who: str, days: str, fault: str
) -> None:
    text = changed(THIRD, f"          third: {{{who}}}\n", PEOPLE)
    training = '{reason: training, member: third, first_day: 2018-05-21, last_day: 2018-05-22, hours: "10:00-12:00"}'
    leave = f"{{member: third, {days}}}"
    found = faults_of(tmp_path, changed(training, leave, text))
    if not fault:
        assert found == []
        return
    key, sentence = fault.split(": ", 1)
    column = len("          - ") + leave.index(key) + len(key) + 3
    assert_only(found, f"32:{column}: {sentence}")


def test_of_a_headcount_nobody_is_away_who_has_not_come(tmp_path: Path) -> None:
    """Of one member until the 21st and three from then on, two cannot be away on the 14th."""
    text = changed(DEPUTY, (
        "      deputy: {count: 1, count_changes: [{from: 2018-05-21, count: 3}],"
        " absences: [{members: 2, first_day: 2018-05-14, last_day: 2018-05-15}]}\n"
    ), PEOPLE)  # fmt: skip
    assert_only(faults_of(tmp_path, text), "41:94: 2 cannot be away then, for only 1 of 3 is there")


@pytest.mark.parametrize(
    ("new", "fault"),
    [
        (
            "      deputy: {count: 1, hours: mornings, other_duties: {hours: afternoons}}\n",
            "41:65: the other duties never meet the hours of whoever has them; choose hours within his, or take them out",
        ),
        (
            "      deputy: {count: 2, other_duties: {hours: round_the_clock}}\n",
            "41:48: the other duties leave nothing of his hours, so nobody would ever take a file; choose shorter hours",
        ),
        (
            "      deputy: {members: {a: {hours: afternoons}, b: }, other_duties: {hours: afternoons}}\n",
            "41:78: the other duties leave nothing of his hours",
        ),
        ("      deputy: {count: 1, other_duties: {hours: [mornings, afternoons]}}\n", ""),
    ],
)
def test_other_duties_meet_the_hours_and_leave_something_of_them(tmp_path: Path, new: str, fault: str) -> None:
    found = faults_of(tmp_path, changed(DEPUTY, new, PEOPLE))
    if fault:
        assert_only(found, fault)
    else:
        assert found == []


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    block = "          third: {from: 2018-05-01, pace: {factor: 1, until: 2018-04-01}, other_duties: {hours: nights}}\n"
    found = faults_of(tmp_path, changed(THIRD, block, PEOPLE))
    assert len(found) == 3
