"""One application alone on each route of West Kazakhstan's social assistance, with every instant worked out by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from sim.engine.simulate import simulate
from sim.engine.steplog import StepLog, StepOutcome, Truth
from sim.law.legal_clock import OfficeClock
from sim.law.regulation import Channel
from sim.model.draw_workload import draw_workload
from sim.model.model import Model, build_model
from sim.model.outcomes import ApplicationOutcome
from sim.model.workload import Workload
from sim.quantities import UNSET, civil, instant
from tests.minimal import changed, loaded, scenario_text, social_aid

# Department 9:00-13:00, 14:30-18:30; akim 9:00-13:00, 14:00-18:00.
# 2018: Saturday 3 March is worked for Friday 9 March; 8 March, 21-23 March, 1, 7 and 9 May are holidays; Saturday
# 28 April is worked for Monday 30 April, Saturday 5 May for Tuesday 8 May.
SCENARIO = scenario_text(
    "One application alone",
    calendar="kz",
    period="{start: 2018-02-26, warm_up_until: 2018-02-26, end: 2018-06-01}",
    replications="2",
    services=social_aid("""
        provider:
          steps:
            1: {work: 12 minutes}
            2: {work: 30 minutes}
            3: {work: 60 minutes}
            4: {work: 3 hours, hold: 10 hours}
            5: {work: 2 hours 30 minutes, hold: 6 hours}
            6: {work: 12 minutes, hold: 9 hours}
            7: {work: 70 minutes}
            8: {work: 8 minutes}
        akim:
          steps:
            1: {work: 8 minutes}
            2: {work: 25 minutes}
            3: {work: 12 minutes}
            4: {work: 4 hours, hold: 10 hours}
            5: {work: 6 minutes}
            6: {work: 80 minutes}
            7: {work: 3 hours, hold: 5 hours}
            8: {work: 20 minutes, hold: 12 hours}
            9: {work: 5 minutes}
            10: {work: 15 minutes, hold: 7 hours}
            11: {work: 5 minutes}
        portal:
          reading: release
          steps:
            9: {work: 9 minutes}
            provider.4: {work: 3 hours, hold: 20 hours}
            provider.6: {work: 12 minutes, hold: 37 hours 26 minutes}
    """),
    systems="""
        portal: {response: 5 seconds}
    """,
    offices="""
        department:
          hours: department
          staff: {employee: 1, head: 1, executor: 1, precinct_commission: 1, special_commission: 1}
        rural_akim:
          sends_to: department
          hours: rural_akim
          staff: {akim_specialist: 1, akim: 1, akim_executor: 1, precinct_commission: 1}
    """,
    arrivals="""
        at_the_department: {service: social_aid, route: provider, office: department, rate: 1 per working day}
        at_the_akim: {service: social_aid, route: akim, office: rural_akim, rate: 1 per working day}
        on_the_portal: {service: social_aid, route: portal, office: department, rate: 1 per working day}
    """,
)

Row = tuple[str, str, str, str, str, str, bool | None]
"""Step, office, queued, started, finished, deadline (empty for none), in time."""


@dataclass(frozen=True)
class Alone:
    """The log of a single application, and the model that it was run in."""

    log: StepLog
    model: Model
    route: Channel

    @property
    def rows(self) -> list[Row]:
        plan = next(r for r in self.model.routes if r.route == self.route)
        log, offices = self.log, self.model.capacity.offices
        pools = self.model.capacity.pools
        return [
            (
                plan.steps[log.visits.position[i]].key,
                offices[pools[log.visits.pool[i]].office].name if log.visits.pool[i] >= 0 else "",
                shown(log.visits.queued[i]),
                shown(log.visits.started[i]),
                shown(log.visits.finished[i]),
                shown(log.visits.deadline[i]),
                {Truth.yes: True, Truth.no: False, Truth.unknown: None}[Truth(log.visits.in_time[i])],
            )
            for i in range(len(log.visits.queued))
        ]

    @property
    def answer(self) -> tuple[str, str, str, str, bool]:
        """Received, ready, handed out, deadline, in time."""
        log = self.log
        instants = (
            log.applications.received,
            log.applications.ready,
            log.applications.handed_out,
            log.applications.deadline,
        )
        received, ready, handed_out, deadline = (shown(at[0]) for at in instants)
        return received, ready, handed_out, deadline, log.applications.in_time[0] == Truth.yes

    @property
    def working_days(self) -> int:
        """The law's count from receipt to the result, by the department's clock."""
        return int(self.department.working_days(self.log.applications.received, self.log.applications.ready)[0])

    @property
    def department(self) -> OfficeClock:
        return self.model.capacity.offices[0].clock


def shown(at: int) -> str:
    return "" if at == UNSET else civil(int(at)).strftime("%d.%m. %H:%M:%S")


def alone(folder: Path, route: Channel, submitted: str, reading: str = "release") -> Alone:
    """The first drawn application of a route, handed in at an instant of our own, with nobody else about."""
    model = build_model(loaded(folder, changed("reading: release", f"reading: {reading}", SCENARIO)))
    workload = draw_workload(model, 1)
    number = next(i for i in range(workload.size) if model.routes[workload.route[i]].route == route)
    log = simulate(only(workload, number, instant(datetime.fromisoformat(submitted))), model.capacity)
    return Alone(log, model, route)


def only(workload: Workload, number: int, submitted: int) -> Workload:
    begin, end = workload.first[number], workload.first[number + 1]
    one = slice(number, number + 1)
    return replace(
        workload,
        submitted=np.array([submitted], dtype=np.int64),
        stream=workload.stream[one],
        route=workload.route[one],
        office=workload.office[one],
        first=np.array([0, end - begin], dtype=np.int64),
        pool=workload.pool[begin:end],
        work=workload.work[begin:end],
        hold=workload.hold[begin:end],
    )


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Alone:
    return alone(tmp_path_factory.mktemp("scenario"), "provider", "2018-03-02 17:00:00")


@pytest.fixture(scope="module")
def akim(tmp_path_factory: pytest.TempPathFactory) -> Alone:
    return alone(tmp_path_factory.mktemp("scenario"), "akim", "2018-03-19 13:20:00")


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Alone:
    return alone(tmp_path_factory.mktemp("scenario"), "portal", "2018-04-30 23:40:00", "release")


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Alone:
    return alone(tmp_path_factory.mktemp("scenario"), "portal", "2018-04-30 23:40:00", "signature")


def test_provider_over_a_worked_saturday_and_two_days_off(provider: Alone) -> None:
    assert provider.rows == [
        # Counter: 12 min from Friday 17:00; the limit of 10 min counts from the start of serving and is broken.
        ("1", "department", "02.03. 17:00:00", "02.03. 17:00:00", "02.03. 17:12:00", "02.03. 17:10:00", False),
        # 17:12 + 30 min. One working day after Friday 2 March is the worked Saturday.
        ("2", "department", "02.03. 17:12:00", "02.03. 17:12:00", "02.03. 17:42:00", "03.03. 18:30:00", True),
        # 48 min until 18:30, 12 min on Saturday.
        ("3", "department", "02.03. 17:42:00", "02.03. 17:42:00", "03.03. 09:12:00", "03.03. 18:30:00", True),
        # Work till Saturday 12:12; of 10 h hold 48 min till 13:00, 4 h till 18:30, 4 h till Monday 13:00, 1 h 12 min
        # from 14:30. Two working days after Saturday 3 March: Monday 5, Tuesday 6.
        ("4", "department", "03.03. 09:12:00", "03.03. 09:12:00", "05.03. 15:42:00", "06.03. 18:30:00", True),
        # Work till 18:12; of 6 h hold 18 min on Monday, 4 h on Tuesday morning, 1 h 42 min from 14:30.
        ("5", "department", "05.03. 15:42:00", "05.03. 15:42:00", "06.03. 16:12:00", "06.03. 18:30:00", True),
        # Work till 16:24; of 9 h hold 2 h 6 min on Tuesday, 4 h on Wednesday morning, 2 h 54 min from 14:30.
        ("6", "department", "06.03. 16:12:00", "06.03. 16:12:00", "07.03. 17:24:00", "07.03. 18:30:00", True),
        # 66 min till 18:30; 8 and 9 March are off, 10 and 11 the weekend; 4 min on Monday 12.
        ("7", "department", "07.03. 17:24:00", "07.03. 17:24:00", "12.03. 09:04:00", "12.03. 18:30:00", True),
        # 8 min; one working day after Monday 12.
        ("8", "department", "12.03. 09:04:00", "12.03. 09:04:00", "12.03. 09:12:00", "13.03. 18:30:00", True),
    ]
    # Eight working days after 2 March: Sat 3, Mon 5, Tue 6, Wed 7, Mon 12, Tue 13, Wed 14, Thu 15.
    assert provider.answer == ("02.03. 17:00:00", "12.03. 09:12:00", "12.03. 09:12:00", "15.03. 18:30:00", True)
    assert provider.working_days == 5


def test_akim_over_nauryz_between_two_offices_with_different_hours(akim: Alone) -> None:
    assert akim.rows == [
        # Handed in at lunch, 13:20; the akim's office opens again at 14:00. 8 min of at most 10.
        ("1", "rural_akim", "19.03. 14:00:00", "19.03. 14:00:00", "19.03. 14:08:00", "19.03. 14:10:00", True),
        # 25 min of at most 30.
        ("2", "rural_akim", "19.03. 14:08:00", "19.03. 14:08:00", "19.03. 14:33:00", "19.03. 14:38:00", True),
        # 12 min of at most 10.
        ("3", "rural_akim", "19.03. 14:33:00", "19.03. 14:33:00", "19.03. 14:45:00", "19.03. 14:43:00", False),
        # Work: 3 h 15 min till 18:00, 45 min on Tuesday till 9:45. Of 10 h hold 3 h 15 min till 13:00, 4 h till 18:00;
        # 21-23 March are off, 24 and 25 the weekend; 2 h 45 min on Monday 26. Two working days after 19 March: 20, 26.
        ("4", "rural_akim", "19.03. 14:45:00", "19.03. 14:45:00", "26.03. 11:45:00", "26.03. 18:00:00", True),
        # 6 min of at most 10.
        ("5", "rural_akim", "26.03. 11:45:00", "26.03. 11:45:00", "26.03. 11:51:00", "26.03. 11:55:00", True),
        # At the department: 69 min till lunch at 13:00, 11 min from 14:30.
        ("6", "department", "26.03. 11:51:00", "26.03. 11:51:00", "26.03. 14:41:00", "27.03. 18:30:00", True),
        # Work till 17:41; of 5 h hold 49 min on Monday, 4 h on Tuesday morning, 11 min from 14:30.
        ("7", "department", "26.03. 14:41:00", "26.03. 14:41:00", "27.03. 14:41:00", "27.03. 18:30:00", True),
        # Work till 15:01; of 12 h hold 3 h 29 min on Tuesday, 8 h on Wednesday, 31 min on Thursday: late by a night.
        ("8", "department", "27.03. 14:41:00", "27.03. 14:41:00", "29.03. 09:31:00", "28.03. 18:30:00", False),
        # 5 min.
        ("9", "department", "29.03. 09:31:00", "29.03. 09:31:00", "29.03. 09:36:00", "30.03. 18:30:00", True),
        # Work till 9:51; of 7 h hold 3 h 9 min till 13:00, 3 h 51 min from 14:30.
        ("10", "department", "29.03. 09:36:00", "29.03. 09:36:00", "29.03. 18:21:00", "30.03. 18:30:00", True),
        # The department sends it at 18:21, when the akim has closed: begun on Friday, 10 min of the akim's time.
        ("11", "rural_akim", "29.03. 18:21:00", "30.03. 09:00:00", "30.03. 09:05:00", "30.03. 09:10:00", True),
    ]
    # Eight working days after 19 March: 20, 26, 27, 28, 29, 30 March, 2, 3 April; at the provider's close, not the akim's.
    assert akim.answer == ("19.03. 14:00:00", "30.03. 09:05:00", "30.03. 09:05:00", "03.04. 18:30:00", True)
    assert akim.working_days == 6


# What the two readings of the portal share: from 30 April 23:40 to the department and up to the head's desk.
PORTAL_UP_TO_THE_SIGNATURE: list[Row] = [
    # What the applicant does takes nobody's time; the portal answers in 5 s each.
    ("1", "", "30.04. 23:40:00", "30.04. 23:40:00", "30.04. 23:40:00", "", None),
    ("2", "", "30.04. 23:40:00", "30.04. 23:40:00", "30.04. 23:40:00", "", None),
    ("3", "", "30.04. 23:40:00", "30.04. 23:40:00", "30.04. 23:40:05", "", None),
    ("5", "", "30.04. 23:40:05", "30.04. 23:40:05", "30.04. 23:40:05", "", None),
    ("6", "", "30.04. 23:40:05", "30.04. 23:40:05", "30.04. 23:40:10", "", None),
    ("8", "", "30.04. 23:40:10", "30.04. 23:40:10", "30.04. 23:40:15", "", None),
    # Monday 30 April is off, 1 May a holiday: received on Wednesday 2 May at 9:00. Not at the counter, so the 10 min
    # count from the receipt.
    ("9", "department", "02.05. 09:00:00", "02.05. 09:00:00", "02.05. 09:09:00", "02.05. 09:10:00", True),
    # 30 min, as on the provider's route.
    ("provider.2", "department", "02.05. 09:09:00", "02.05. 09:09:00", "02.05. 09:39:00", "03.05. 18:30:00", True),
    # 60 min.
    ("provider.3", "department", "02.05. 09:39:00", "02.05. 09:39:00", "02.05. 10:39:00", "03.05. 18:30:00", True),
    # Work: 2 h 21 min till 13:00, 39 min till 15:09. Of 20 h hold 3 h 21 min on Wednesday, 8 h on Thursday, 8 h on
    # Friday, 39 min on the worked Saturday. Two working days after 2 May: 3 and 4 May, so it is late.
    ("provider.4", "department", "02.05. 10:39:00", "02.05. 10:39:00", "05.05. 09:39:00", "04.05. 18:30:00", False),
    # Work till 12:09; of 6 h hold 51 min till 13:00, 4 h till 18:30; 7, 8 and 9 May are off; 1 h 9 min on Thursday 10.
    # One working day after Saturday 5 May is Thursday 10 May.
    ("provider.5", "department", "05.05. 09:39:00", "05.05. 09:39:00", "10.05. 10:09:00", "10.05. 18:30:00", True),
    # Work till 10:21; of 37 h 26 min hold 6 h 39 min on Thursday, 8 h each on Fri 11, Mon 14, Tue 15: 30 h 39 min; 4 h on
    # Wednesday morning, 2 h 47 min from 14:30.
    ("provider.6", "department", "10.05. 10:09:00", "10.05. 10:09:00", "16.05. 17:17:00", "11.05. 18:30:00", False),
    # 70 min.
    ("provider.7", "department", "16.05. 17:17:00", "16.05. 17:17:00", "16.05. 18:27:00", "17.05. 18:30:00", True),
]


def test_portal_at_midnight_before_holidays_read_as_released_by_the_employee(released: Alone) -> None:
    assert released.rows == [
        *PORTAL_UP_TO_THE_SIGNATURE,
        # 3 min till the close, 5 min on Thursday 17.
        ("provider.8", "department", "16.05. 18:27:00", "16.05. 18:27:00", "17.05. 09:05:00", "17.05. 18:30:00", True),
        # The applicant has it on the portal at once.
        ("11", "", "17.05. 09:05:00", "17.05. 09:05:00", "17.05. 09:05:00", "", None),
    ]
    # Eight working days after 2 May: Thu 3, Fri 4, Sat 5, Thu 10, Fri 11, Mon 14, Tue 15, Wed 16.
    assert released.answer == ("02.05. 09:00:00", "17.05. 09:05:00", "17.05. 09:05:00", "16.05. 18:30:00", False)
    assert released.working_days == 9


def test_portal_read_as_shown_at_the_signature_is_ready_one_step_earlier_and_in_time(signed: Alone) -> None:
    assert signed.rows == [
        *PORTAL_UP_TO_THE_SIGNATURE,
        # The applicant has it on the portal at once.
        ("11", "", "16.05. 18:27:00", "16.05. 18:27:00", "16.05. 18:27:00", "", None),
    ]
    assert signed.answer == ("02.05. 09:00:00", "16.05. 18:27:00", "16.05. 18:27:00", "16.05. 18:30:00", True)
    assert signed.working_days == 8


def test_routes_have_the_steps_of_the_text(released: Alone, signed: Alone) -> None:
    routes = {plan.route: plan for plan in released.model.routes}
    assert {channel: len(plan.steps) for channel, plan in routes.items()} == {"provider": 8, "akim": 11, "portal": 15}
    assert len(next(plan for plan in signed.model.routes if plan.route == "portal").steps) == 14
    assert {channel: plan.receipt for channel, plan in routes.items()} == {"provider": 0, "akim": 0, "portal": 6}
    assert {channel: plan.ready for channel, plan in routes.items()} == {"provider": 7, "akim": 10, "portal": 13}


@pytest.mark.parametrize("name", ["provider", "akim", "released", "signed"])
def test_one_application_alone_never_waits_for_people(name: str, request: pytest.FixtureRequest) -> None:
    log: StepLog = request.getfixturevalue(name).log
    assert not log.visits.wait_people_s.any()
    assert (log.visits.wait_closed_s == log.visits.started - log.visits.queued).all()
    assert (log.visits.outcome == StepOutcome.done).all()
    assert (log.visits.number == 1).all()
    assert log.applications.outcome[0] == ApplicationOutcome.assigned
    assert log.applications.counted[0]


def test_only_what_comes_to_the_akim_after_his_close_waits_for_the_opening(akim: Alone) -> None:
    # From 18:21 to 9:00: 14 h 39 min.
    assert akim.log.visits.wait_closed_s.tolist() == [0] * 10 + [14 * 3600 + 39 * 60]


def test_the_result_in_working_hours_of_the_department(provider: Alone, released: Alone) -> None:
    # Friday 1 h 30 min, 8 h each on Sat 3, Mon 5, Tue 6, Wed 7, and 12 min on Monday 12.
    hours = provider.department.hours
    assert (
        hours.elapsed(int(provider.log.applications.received[0]), int(provider.log.applications.ready[0]))
        == 33 * 3600 + 42 * 60
    )
    # 8 h each on 2, 3, 4, 5, 10, 11, 14, 15, 16 May, and 5 min on the 17th.
    hours = released.department.hours
    assert (
        hours.elapsed(int(released.log.applications.received[0]), int(released.log.applications.ready[0]))
        == 72 * 3600 + 5 * 60
    )
    # Late by those 5 min.
    assert hours.elapsed(int(released.log.applications.deadline[0]), int(released.log.applications.ready[0])) == 5 * 60
