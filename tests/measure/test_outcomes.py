"""Fates of applications counted by hand: how they end, whose time they take, what is left open, and what of a backlog."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from sim.engine.conservation import check_conservation
from sim.engine.log_tables import applications_frame, steps_frame
from sim.experiment.replications import simulated
from sim.experiment.run import run_study
from sim.measure.cycle_time import PARTS, cycle_time_parts
from sim.measure.figures import ReplicationFigures, measure
from sim.measure.outcomes import ending_figures, in_office_until, inherited_figures
from sim.model.model import build_model
from sim.quantities import HOUR, UNSET, civil
from sim.report.run.outcomes import outcome_tables
from sim.study.loading import load_scenario
from tests.measure.by_hand import Counted, simulated_case

# Working days are 25, 26, 27 April, Saturday 28 April (for Monday 30), 2, 3, 4 May, Saturday 5 May (for Tuesday 8), 10, 11,
# 14-18, 21-25 May 2018; 1, 7 and 9 May are holidays. Terms end at the department's close, 18:30.
WINDOW = """
window: {start: "2018-05-02 00:00:00", warm_up_until: "2018-05-03 00:00:00", horizon: "2018-05-15 00:00:00", run_out_end: "2018-05-19 00:00:00"}
"""
OFFICES = """
hours:
  corporation: {weekdays: "09:00-20:00", saturday: "09:00-13:00"}
  department: {weekdays: "09:00-13:00, 14:30-18:30"}
offices:
  corporation: {hours: corporation, provider: department}
  department: {hours: department, provider: department}
pools:
  - {office: corporation, role: window, members: 1}
  - {office: department, role: clerk, members: 2}
  - {office: department, role: specialist, members: 12}
  - {office: department, role: head, members: 1}
  - {office: department, role: deputy, members: 2}
transfers:
  - {name: there, sender: corporation, receiver: department, departures: ["2018-05-03 17:00:00", "2018-05-15 17:00:00"], travel: 30 minutes}
  - {name: back, sender: department, receiver: corporation, departures: ["2018-05-05 11:00:00", "2018-05-10 10:00:00", "2018-05-15 11:00:00"], travel: 30 minutes}
routes:
  provider:
    term: 3 working days
    extended_term: 6 working days
    ready: "3"
    steps:
      - {step: "1", office: department, role: clerk, kind: counter}
      - {step: "2", office: department, role: specialist, kind: desk}
      - {step: papers, role: applicant, kind: applicant, applicant_deadline: 2 working days, clock: extended}
      - {step: "3", office: department, role: head, kind: desk}
      - {step: "4", office: department, role: clerk, kind: counter}
  corporation:
    term: 4 working days
    delivered_before: 1
    ready: "3"
    steps:
      - {step: "1", office: corporation, role: window, kind: counter}
      - {step: 1 to 2, kind: transfer, way: there}
      - {step: "2", office: department, role: specialist, kind: desk}
      - {step: papers, role: applicant, kind: applicant, clock: stops}
      - {step: "3", office: department, role: deputy, kind: desk}
      - {step: 3 to 4, kind: transfer, way: back}
      - {step: "4", office: corporation, role: window, kind: counter}
"""

# (name, stream, YAML of the application) in the order of being handed in.
P, S = "office: department, route: provider", "office: corporation, route: corporation"
PLAIN, WITH_PAPERS = '["1", "2", "3", "4"]', '["1", "2", papers, "3", "4"]'
BY_COURIER = '["1", 1 to 2, "2", "3", 3 to 4, "4"]'
PAPERS_BY_COURIER = '["1", 1 to 2, "2", papers, "3", 3 to 4, "4"]'
FILES = [
    # Lies at step 2 and is never finished. Term: 23, 24, 25, 26 April.
    ("i3", "lost", f'"2018-04-20 09:00:00", {S}, inherited: true, way: ["2", "3", 3 to 4, "4"], work: [1000 hours, 10 minutes, 0, 5 minutes]'),
    # Lies with the head: Wednesday 2 May 9:00-10:00, ready. Term: 26, 27, 28 April, so one working day late.
    ("i0", "in_hand", f'"2018-04-25 09:00:00", {P}, inherited: true, way: ["3", "4"], work: [1 hour, 5 minutes]'),
    # Papers are missing: asked at the start, 2 working days end on 4 May 18:30, and he does not come.
    ("i2", "in_hand", f'"2018-04-27 09:00:00", {P}, inherited: true, way: [papers, "3", "4"], work: [8640000, 10 minutes, 5 minutes]'),
    # Step 2: 2 May 8 h, 3 May 4 h till 13:00; head 14:30-14:40, ready on 3 May. Term: 2, 3, 4 May.
    ("i1", "in_hand", f'"2018-04-28 09:00:00", {P}, inherited: true, way: ["2", "3", "4"], work: [12 hours, 10 minutes, 5 minutes]'),
    # Received in the warm-up. Step 2: 2 May 10:10, 6 h 50 min, and 3 h 10 min till 3 May 12:10; head 12:10-12:30, ready.
    ("p0", "new", f'"2018-05-02 10:00:00", {P}, way: {PLAIN}, work: [10 minutes, 10 hours, 20 minutes, 5 minutes]'),
    # Handed in and stopped in the warm-up.
    ("s4", "new", f'"2018-05-02 12:00:00", {S}, way: ["1"], ending: stopped_before_receipt, work: [5 minutes]'),
    # Counter till 9:10, work till 10:10, hold till 11:10, head 11:10-11:20, ready on the day of receipt; handed out 11:25.
    ("p1", "new", f'"2018-05-03 09:00:00", {P}, way: {PLAIN}, work: [10 minutes, 1 hour, 10 minutes, 5 minutes], hold: [0, 1 hour, 0, 0]'),
    # Step 2 from 9:10: 7 h 50 min on 3 May, 8 h each on 4, 5, 10, 11 May, 10 min on 14 May; head 9:10-9:20, ready.
    # Term: 4, 5, 10 May. Count: 4, 5, 10, 11, 14 May = 5. Late: 8 h on 11 May and 20 min on 14 May.
    ("p2", "new", f'"2018-05-03 09:00:00", {P}, way: {PLAIN}, work: [10 minutes, 40 hours, 10 minutes, 5 minutes]'),
    # Window till 10:10, courier 17:00-17:30, step 2 till 18:00, deputy till 18:10: ready. Courier 5 May 11:00: delivered
    # 11:30, handed out 11:35. Term: 4, 5, 10, 11 May; delivery by 10 May.
    ("s0", "new", f'"2018-05-03 10:00:00", {S}, way: {BY_COURIER}, work: [10 minutes, 0, 30 minutes, 10 minutes, 0, 5 minutes]'),
    # Courier 17:30; step 2: 1 h, 8 h on 4 and on 5 May, 1 h 30 min till 10 May 10:30; deputy till 10:40: ready in time,
    # and half an hour too late for the courier: delivered on 15 May 11:30, late. Count: 4, 5, 10 May = 3.
    ("s1", "new", f'"2018-05-03 11:00:00", {S}, way: {BY_COURIER}, work: [10 minutes, 0, 18 hours 30 minutes, 10 minutes, 0, 5 minutes]'),
    # Refused. Counter till 11:40, step 2 till 12:20; the head has p0 till 12:30 (10 min of waiting), 12:30-12:40, ready.
    ("p3", "new", f'"2018-05-03 11:30:00", {P}, way: {PLAIN}, ending: refused, work: [10 minutes, 40 minutes, 10 minutes, 5 minutes]'),
    # Courier 17:30, step 2 till 17:40, asked. 72 h later, on Sunday 6 May 17:40, he has the papers; the corporation is open
    # again on 10 May 9:00 (87 h 20 min). The clock stood for 4, 5, 10 May: term of 4 + 3: 16 May, delivery by 15 May.
    # Deputy: 10 May 8 h, 11 May 8 h, 14 May 4 h till 13:00: ready, 4, 5, 10, 11, 14 May less 3 = 2. Delivered 15 May 11:30;
    # at the window after s1: waits 5 min till 11:35.
    ("s2", "new", f'"2018-05-03 12:00:00", {S}, way: {PAPERS_BY_COURIER}, work: [10 minutes, 0, 10 minutes, 259200, 20 hours, 0, 5 minutes]'),
    # Stopped at the window, never received.
    ("s3", "new", f'"2018-05-03 12:30:00", {S}, way: ["1"], ending: stopped_before_receipt, work: [5 minutes]'),
    # Counter till 9:10, step 2 till 10:00, asked. 27 h 30 min later, 5 May 13:30, is lunch: 1 h till 14:30. Step 2 again: 4 h,
    # 8 h on 10 May, 8 h on 11 May till 18:30. The head is there on Monday 14 May 9:00 (62 h 30 min closed), ready 9:10.
    # Extended term: 5, 10, 11, 14, 15, 16 May, kept; the ordinary one ended on 11 May. Count: 5, 10, 11, 14 = 4.
    ("p4", "new", f'"2018-05-04 09:00:00", {P}, way: ["1", "2", papers, "2", "3", "4"], work: [10 minutes, 50 minutes, 99000, 20 hours, 10 minutes, 5 minutes]'),
    # Counter till 10:10, step 2 till 10:30, asked; the two working days end on 10 May 18:30, 152 h later: ended by him.
    ("p5", "new", f'"2018-05-04 10:00:00", {P}, way: {WITH_PAPERS}, work: [10 minutes, 20 minutes, 8640000, 10 minutes, 5 minutes]'),
    # Returned: counter till 9:40, step 2 till 10:10, given back 10:10-10:15.
    ("p6", "new", f'"2018-05-10 09:30:00", {P}, way: ["1", "2", "4"], ending: returned, work: [10 minutes, 30 minutes, 5 minutes]'),
    # Refused, late. Step 2 from 17:10: 1 h 20 min, 8 h on 14 and on 15 May, 7 h 40 min till 16 May 18:10; hold till 17 May 9:40;
    # head 9:40-9:50, ready. Term: 14, 15, 16 May: 50 min late. Count 4.
    ("p7", "new", f'"2018-05-11 17:00:00", {P}, way: {PLAIN}, ending: refused, work: [10 minutes, 25 hours, 10 minutes, 5 minutes], hold: [0, 1 hour, 0, 0]'),
    # Never finished. Term: 15, 16, 17 May; late by the 8 h of 18 May. Count up to the midnight after it: 15, 16, 17, 18, 5.
    ("p8", "new", f'"2018-05-14 12:00:00", {P}, way: {PLAIN}, work: [10 minutes, 1000 hours, 10 minutes, 5 minutes]'),
    # Counter till 15:10, step 2 till 15:30, an hour for the papers, head 16:30-16:40, ready on the day of receipt. Extended
    # term: 15, 16, 17, 18, 21, 22 May, after the end of the observation.
    ("p9", "new", f'"2018-05-14 15:00:00", {P}, way: {WITH_PAPERS}, work: [10 minutes, 20 minutes, 1 hour, 10 minutes, 5 minutes]'),
    # Window till 19:10, courier 15 May 17:00-17:30, step 2 till 17:40; he looks for papers till the end, 78 h 20 min. The
    # clock stands still for 16, 17, 18 May and the midnight after it, 4 days: term of 4 + 4, 24 May.
    ("s5", "new", f'"2018-05-14 19:00:00", {S}, way: {PAPERS_BY_COURIER}, work: [10 minutes, 0, 10 minutes, 8640000, 10 minutes, 0, 5 minutes]'),
    # Waits at the corporation's door over the horizon, and is stopped on 15 May 9:05.
    ("s6", "new", f'"2018-05-14 21:00:00", {S}, way: ["1"], ending: stopped_before_receipt, work: [5 minutes]'),
    # After the horizon; ready at once.
    ("p10", "new", f'"2018-05-15 09:00:00", {P}, way: {PLAIN}, work: [10 minutes, 10 minutes, 10 minutes, 5 minutes]'),
]  # fmt: skip
NAMES = [name for name, _, _ in FILES]
PROVIDER, CORPORATION = ("provider", "provider"), ("corporation", "provider")


@pytest.fixture(scope="module")
def found() -> Counted:
    """The log of all of them."""
    listed = "".join(f"  - {{submitted: {text}}}\n" for _, _, text in FILES)
    return simulated_case(f"{WINDOW}{OFFICES}applications:\n{listed}", [stream for _, stream, _ in FILES])


@pytest.fixture(scope="module")
def figures(found: Counted) -> ReplicationFigures:
    return measure(found.log, found.model)


def shown(at: int) -> str:
    return "" if at == UNSET else civil(int(at)).strftime("%d.%m. %H:%M")


def test_the_log_is_the_one_worked_out_above(found: Counted) -> None:
    """Received, ready, ended, deadline, count of days that stood still, and outcome."""
    log = found.log
    assert {
        name: (
            *(shown(column[i]) for column in (log.applications.received, log.applications.ready, log.applications.ended, log.applications.deadline)),
            int(log.applications.not_counted[i]),
            applications_frame(log).outcome[i],
        )
        for i, name in enumerate(NAMES)
    } == {
        "i3": ("20.04. 09:00", "", "", "26.04. 18:30", 0, "open"),
        "i0": ("25.04. 09:00", "02.05. 10:00", "02.05. 10:05", "28.04. 18:30", 0, "assigned"),
        # 28 April, 2, 3, 4, 5, 10 May.
        "i2": ("27.04. 09:00", "", "04.05. 18:30", "10.05. 18:30", 0, "ended_by_applicant"),
        "i1": ("28.04. 09:00", "03.05. 14:40", "03.05. 14:45", "04.05. 18:30", 0, "assigned"),
        "p0": ("02.05. 10:00", "03.05. 12:30", "03.05. 12:35", "05.05. 18:30", 0, "assigned"),
        "s4": ("", "", "02.05. 12:05", "", 0, "stopped_before_receipt"),
        "p1": ("03.05. 09:00", "03.05. 11:20", "03.05. 11:25", "10.05. 18:30", 0, "assigned"),
        "p2": ("03.05. 09:00", "14.05. 09:20", "14.05. 09:25", "10.05. 18:30", 0, "assigned"),
        "s0": ("03.05. 10:00", "03.05. 18:10", "05.05. 11:35", "11.05. 18:30", 0, "assigned"),
        "s1": ("03.05. 11:00", "10.05. 10:40", "15.05. 11:35", "11.05. 18:30", 0, "assigned"),
        "p3": ("03.05. 11:30", "03.05. 12:40", "03.05. 12:45", "10.05. 18:30", 0, "refused"),
        "s2": ("03.05. 12:00", "14.05. 13:00", "15.05. 11:40", "16.05. 18:30", 3, "assigned"),
        "s3": ("", "", "03.05. 12:35", "", 0, "stopped_before_receipt"),
        "p4": ("04.05. 09:00", "14.05. 09:10", "14.05. 09:15", "16.05. 18:30", 0, "assigned"),
        # Extended by the search: 5, 10, 11, 14, 15, 16 May; no answer is due.
        "p5": ("04.05. 10:00", "", "10.05. 18:30", "16.05. 18:30", 0, "ended_by_applicant"),
        "p6": ("10.05. 09:30", "", "10.05. 10:15", "15.05. 18:30", 0, "returned"),
        "p7": ("11.05. 17:00", "17.05. 09:50", "17.05. 09:55", "16.05. 18:30", 0, "refused"),
        "p8": ("14.05. 12:00", "", "", "17.05. 18:30", 0, "open"),
        "p9": ("14.05. 15:00", "14.05. 16:40", "14.05. 16:45", "22.05. 18:30", 0, "assigned"),
        "s5": ("14.05. 19:00", "", "", "24.05. 18:30", 4, "open"),
        "s6": ("", "", "15.05. 09:05", "", 0, "stopped_before_receipt"),
        "p10": ("15.05. 09:00", "15.05. 09:30", "15.05. 09:35", "18.05. 18:30", 0, "assigned"),
    }  # fmt: skip
    check_conservation(log, found.workload, found.model.capacity)


def test_endings_on_the_route_of_the_provider(figures: ReplicationFigures) -> None:
    # Counted are p1 to p9.
    assert figures.endings[PROVIDER] == pytest.approx(
        {
            "granted": 4,  # p1, p2, p4, p9; neither p0 of the warm-up nor p10 after the horizon
            "refused": 2,  # p3, p7
            "returned": 1,  # p6
            "ended_by_applicant": 1,  # p5
            "open": 1,  # p8
            "stopped": 0,
            "lost": 0,
            "longer_term": 3,  # p4, p5, p9
            "stopped_days": np.nan,
            "delivered_in_time": np.nan,
            # In minutes 85, 2425, 65, 1275, 30, 45, 1525, 2220, 45 of p1 to p9; p8's up to the end of the observation: 10 min,
            # 12:10 to 13:00, 4 h, and 8 h on each of 15 to 18 May.
            "work_h": 7715 / 60 / 9,
            "hold_h": 2 / 9,  # p1, p7
            "people_h": 10 / 60 / 9,  # p3
            # What the clock shows from receipt to the end less the rest: p2 264 h 25 min less 40 h 25 min, p4 240 h 15 min less
            # 21 h 15 min and 27 h 30 min, p7 136 h 55 min less 26 h 25 min, p8 108 h less 37 h.
            "closed_h": (224 + 191.5 + 110.5 + 71) / 9,
            "applicant_h": (27.5 + 152 + 1) / 9,  # p4, p5, p9
            "sitting_h": 0,
            "way_h": 0,
            "system_h": 0,
        },
        nan_ok=True,
    )


def test_endings_on_the_route_of_the_corporation(figures: ReplicationFigures) -> None:
    # Counted are s0, s1, s2, s5.
    assert figures.endings[CORPORATION] == pytest.approx(
        {
            "granted": 3,
            "refused": 0,
            "returned": 0,
            "ended_by_applicant": 0,
            "open": 1,
            "stopped": 2,  # s3 and s6, handed in within the counted period; not s4
            "lost": 0,
            "longer_term": 0,
            "stopped_days": 3.5,  # s2: 3, s5: 4
            "delivered_in_time": 2 / 3,  # s0 and s2, not s1; that of s5 is not due
            "work_h": (55 + 1135 + 1225 + 20) / 60 / 4,
            "hold_h": 0,
            "people_h": 5 / 60 / 4,  # s2 at the window
            # Nights within the 17 h and 19 h of step 2 of s1 and s2, and s2 at the corporation's door.
            "closed_h": (142.5 + 167 + 20 / 60) / 4,
            "applicant_h": (72 + 78 + 20 / 60) / 4,  # s2, s5
            "way_h": (48 + 40 / 60 + 127 + 10 / 60 + 27 + 50 / 60 + 22 + 20 / 60) / 4,  # there, and of s0, s1, s2 back
            "sitting_h": 0,
            "system_h": 0,
        }
    )


def test_figures_of_the_routes(figures: ReplicationFigures) -> None:
    hours = {
        # From 3 May 0:00 to 15 May 0:00, in hours, up to ready or the end: i2, i1, p0, p1 to p9.
        "provider": [42.5, 14 + 40 / 60, 12.5, 2 + 20 / 60, 264 + 20 / 60, 1 + 10 / 60, 240 + 10 / 60, 152.5, 0.75, 79, 12, 1 + 40 / 60],
        # i3, s0, s1, s2, s5; none of those stopped.
        "corporation": [288, 8 + 10 / 60, 167 + 40 / 60, 265, 5],
    }  # fmt: skip
    expected = {
        "provider": {
            "applications": 9,
            "cohort": 6,  # p1, p2, p3, p4, p7, p8
            "left_out": 1,  # p9
            "open": 1,  # p8
            "in_time": 1 / 2,  # p1, p3, p4
            # 0, 5, 0, 4, 4, 5 and more, 0 of p1, p2, p3, p4, p7, p8, p9. Kaplan and Meier: beyond 0 are 4/7, beyond 4 half of
            # these, 2/7; beyond 5 half of these, 1/7, so the 95th percentile is not reached.
            "median_days": 4,
            "p95_days": np.inf,
            "in_progress": sum(hours["provider"]) / 288,
            "ready": 7,  # i1, p0, p1, p2, p3, p4, p9
            "backlog": 2,  # p7, p8
            "oldest_days": 2,  # p7: 14 May, and the midnight after it counts for the 15th
            "lateness_h": 8 + 20 / 60 + 50 / 60 + 8,  # p2, p7, p8
        },
        "corporation": {
            "applications": 4,
            "cohort": 3,
            "left_out": 1,  # s5
            "open": 1,
            "in_time": 1,
            # 0, 3, 2, and 5 - 4 = 1 and more: beyond 0 are 3/4, beyond 2 half of these, 3/8; none beyond 3.
            "median_days": 2,
            "p95_days": 3,
            "in_progress": sum(hours["corporation"]) / 288,
            "ready": 3,
            "backlog": 2,  # i3, s5; not s6, which is never received
            "oldest_days": 14,  # i3: 23-28 April, 2-5, 10, 11, 14 May and the midnight after it
            "lateness_h": 0,
        },
    }
    for service, row in expected.items():
        route = figures.routes[service, "provider"]
        assert {name: route[name] for name in row} == pytest.approx(row), service
    assert figures.whole == pytest.approx({"applications": 13, "in_time": 6 / 9, "late": 3})


def test_endings_of_the_backlogs(figures: ReplicationFigures) -> None:
    assert figures.inherited.keys() == {("in_hand",), ("lost",)}
    # No answer is due to i2. The last of them, i2, has ended on 4 May: 3 and 4 May are two days after the start.
    assert figures.inherited["in_hand",] == {
        "files": 3,
        "due": 2,
        "in_time": 1 / 2,
        "late": 1,
        "days_late": 1,
        "open": 0,
        "cleared_days": 2,
    }
    # i3 is due on 26 April; up to the midnight after 18 May: 27, 28 April, 2-5, 10, 11, 14-18 May and that midnight.
    assert figures.inherited["lost",] == pytest.approx(
        {"files": 1, "due": 1, "in_time": 0, "late": 1, "days_late": 14, "open": 1, "cleared_days": np.nan}, nan_ok=True
    )


def test_cycle_time_is_what_the_rows_of_the_table_say(found: Counted, figures: ReplicationFigures) -> None:
    steps, applications = steps_frame(found.log), applications_frame(found.log)
    parts = {
        "hold_h": "hold_s",
        "people_h": "wait_people_s",
        "applicant_h": "wait_applicant_s",
    }
    for key in (PROVIDER, CORPORATION):
        of_route = applications[applications.counted & (applications.service == key[0])].application
        rows = steps[steps.application.isin(of_route)]
        for figure, column in parts.items():
            assert figures.endings[key][figure] == pytest.approx(rows[column].sum() / HOUR / len(of_route)), figure


def test_the_columns_sum_to_the_time_from_receipt_to_the_end(found: Counted, figures: ReplicationFigures) -> None:
    log = found.log
    parts = cycle_time_parts(log, found.model)
    until = np.where(log.applications.ended == UNSET, log.observed_until, log.applications.ended)
    elapsed = np.where(log.applications.received == UNSET, 0, until - log.applications.received)
    for i, name in enumerate(NAMES):
        # A file of a backlog queues from the start on.
        before = found.model.window.start - log.applications.received[i] if log.applications.inherited[i] else 0
        assert sum(int(part[log.visits.application == i].sum()) for part in parts.values()) == elapsed[i] - before, name
    for key in (PROVIDER, CORPORATION):
        mine = log.applications.counted & (log.applications.route == found.model.routes.index(found.model.plan(key)))
        whole = sum(figures.endings[key][f"{part}_h"] for part in PARTS)
        assert whole == pytest.approx(elapsed[mine].mean() / HOUR)


@pytest.mark.parametrize(
    "name", ["asp_surge_april_2019", "portal_outage", "commission_weekly_vs_daily", "karaganda_department"]
)
def test_of_shipped_scenarios_the_columns_sum_to_what_the_clock_shows(name: str) -> None:
    """Counters that are left at closing, set-aside work, sittings, couriers, outages and all."""
    ((model, log),) = simulated(build_model(load_scenario(name)), 1)
    parts = cycle_time_parts(log, model)
    assert all((part >= 0).all() for part in parts.values())
    assert (
        parts["people"]
        >= np.where(log.visits.queued >= log.applications.received[log.visits.application], log.visits.wait_people_s, 0)
    ).all()
    until = np.where(log.applications.ended == UNSET, log.observed_until, log.applications.ended)
    mine = log.applications.counted
    summed = np.bincount(log.visits.application, weights=sum(parts.values()), minlength=len(mine))
    assert mine.sum() > 100
    assert summed[mine].tolist() == (until - log.applications.received)[mine].tolist()


def test_the_table_leaves_out_columns_without_time_and_its_rows_sum() -> None:
    study = load_scenario("asp_surge_april_2019", changes=["replications=2"])
    results = run_study(study, workers=1, strengthen=False)
    table = next(table for table in outcome_tables(results) if table.title == "Whose time applications take")
    assert "on the\nway" in table.columns
    assert "waiting\nfor a\nsitting" not in table.columns
    for cells, row in zip(table.rows, results.figures.endings.values(), strict=True):
        whole = sum(row[f"{part}_h"].mean for part in PARTS)
        assert sum(float(cell.split()[0]) for cell in cells[1:]) == pytest.approx(whole, abs=0.05 * len(table.columns))


def test_waits_work_and_ways_fill_the_time_from_receipt_to_the_end_of_each_file_at_the_office(found: Counted) -> None:
    """Of a file without suspended work and without a hold nothing but these parts passes between receipt and end."""
    log = found.log
    for name in ("p3", "p5", "p6", "p9", "p10", "s0"):
        i = NAMES.index(name)
        mine = log.visits.application == i
        waits = (
            log.visits.wait_people_s,
            log.visits.wait_closed_s,
            log.visits.wait_applicant_s,
            log.visits.wait_transfer_s,
            log.visits.wait_system_s,
        )
        carried = (log.visits.finished - log.visits.started)[
            mine & (log.visits.pool < 0) & (log.visits.started != UNSET)
        ].sum()
        passed = sum(int(column[mine].sum()) for column in (log.visits.work_s, *waits)) + carried
        assert passed == log.applications.ended[i] - log.applications.received[i], name


def test_every_application_of_the_period_has_one_fate(found: Counted, figures: ReplicationFigures) -> None:
    endings = ("granted", "refused", "returned", "ended_by_applicant", "open")
    for key, row in figures.endings.items():
        assert sum(row[ending] for ending in endings) == figures.routes[key]["applications"]
        apart = row["returned"] + row["ended_by_applicant"]
        assert figures.routes[key]["cohort"] + figures.routes[key]["left_out"] + apart == sum(
            row[ending] for ending in endings
        )
    outcomes = Counter(applications_frame(found.log).outcome)
    assert outcomes == {
        "assigned": 11, "refused": 2, "returned": 1, "ended_by_applicant": 2, "stopped_before_receipt": 3, "open": 3
    }  # fmt: skip


def test_what_its_applicant_ended_or_got_back_or_was_stopped_is_in_no_cohort(found: Counted) -> None:
    log = found.log
    for name in ("i2", "p5", "p6", "s3", "s4", "s6"):
        i = NAMES.index(name)
        assert not log.applications.answerable[i], name
        assert not log.due[i], name
        assert not log.cohort[i], name
    assert [NAMES[i] for i in np.flatnonzero(log.cohort)] == ["p1", "p2", "s0", "s1", "p3", "s2", "p4", "p7", "p8"]


def test_a_file_ended_by_the_applicant_has_no_elapsed_term(found: Counted, figures: ReplicationFigures) -> None:
    """Without p5 and p6 the quantiles of the route are the very same, and so is the share in time."""
    log = found.log
    counted = log.applications.counted.copy()
    counted[[NAMES.index("p5"), NAMES.index("p6")]] = False
    without = measure(replace(log, applications=replace(log.applications, counted=counted)), found.model).routes[
        PROVIDER
    ]
    whole = figures.routes[PROVIDER]
    same = set(whole) - {"applications"}
    assert {k: whole[k] for k in same} == {k: without[k] for k in same}
    assert (whole["applications"], without["applications"]) == (9, 7)


def test_the_elapsed_term_leaves_the_stopped_days_out(found: Counted) -> None:
    """With a clock that runs on, s2 has taken 5 days and s5 5 and more: the median is 3 and the rest is as before."""
    applications = found.log.applications
    without_stops = replace(applications, not_counted=np.zeros_like(applications.not_counted))
    ran_on = replace(found.log, applications=without_stops)
    row = measure(ran_on, found.model).routes[CORPORATION]
    # 0, 3, 5, 5 and more of s0, s1, s2, s5: beyond 0 are 3/4, beyond 3 half, beyond 5 a quarter.
    assert (row["median_days"], row["p95_days"]) == (3, np.inf)


def test_a_file_is_in_the_office_from_its_receipt_until_it_is_ready_or_ended(found: Counted) -> None:
    until = in_office_until(found.log)
    wanted = {"i2": "04.05. 18:30", "p2": "14.05. 09:20", "p5": "10.05. 18:30", "p6": "10.05. 10:15", "s6": ""}
    assert {name: shown(until[NAMES.index(name)]) for name in wanted} == wanted
    open_ones = [NAMES[i] for i in np.flatnonzero(until > found.log.observed_until)]
    assert open_ones == ["i3", "p8", "s5"]


def test_without_applications_there_is_nothing_to_tell(found: Counted) -> None:
    nobody = np.zeros_like(found.log.applications.counted)
    none = replace(found.log, applications=replace(found.log.applications, counted=nobody, inherited=nobody))
    row = ending_figures(none, found.model)[PROVIDER]
    assert [row[name] for name in ("granted", "refused", "returned", "ended_by_applicant", "open")] == [0] * 5
    assert all(np.isnan(row[name]) for name in ("work_h", "applicant_h", "stopped_days"))
    rows = inherited_figures(none, found.model)
    assert [(row["files"], row["due"], row["late"], row["open"]) for row in rows.values()] == [(0, 0, 0, 0)] * 2
    assert all(np.isnan(row[name]) for row in rows.values() for name in ("in_time", "cleared_days"))
