"""People of made-up offices are found again: who does what, when they are there, and which file they take."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest

from sim.fitting.fit_people import FittedPeople, fit_people
from sim.fitting.fitted import FittedRole
from sim.quantities import DAY, HOUR, MINUTE, UNSET, instant
from sim.register.events.event_register import EventRegister
from tests.fitting.people.staffed_office import FIRST, USUAL, Made, Person, Step, made_by, register_of

CLERKS = ("clerk_1", "clerk_2")
STEPS = (Step("take in", ("window",), 20), Step("check", CLERKS, 50), Step("decide", CLERKS, 60), Step("sign", ("head",), 15))  # fmt: skip
NAMES = ("window", *CLERKS, "head")
PLAIN = Made(tuple(Person(name) for name in NAMES), STEPS, a_day=7)
LEAVE = (date(2024, 2, 5), date(2024, 2, 16))
SICK = (date(2024, 3, 13), date(2024, 3, 14))


def with_person(office: Made, person: Person) -> Made:
    return replace(office, people=tuple(person if p.name == person.name else p for p in office.people))


@cache
def plain() -> tuple[EventRegister, FittedPeople]:
    register = made_by(PLAIN, 1)
    return register, fit_people(register)


def role(people: FittedPeople, name: str) -> FittedRole:
    return next(role for role in people.roles if role.name == name)


def test_roles_are_those_who_share_activities() -> None:
    _, people = plain()
    assert {r.name: sorted(m.name for m in r.members) for r in people.roles} == {
        "window": ["window"],
        "clerk": ["clerk_1", "clerk_2"],
        "head": ["head"],
    }
    assert people.role_of_activity == ("window", "clerk", "clerk", "head")


def test_hours_are_found_to_the_minute_with_their_lunch_break() -> None:
    _, people = plain()
    assert dict(people.hours.by_weekday) == USUAL
    assert all(r.hours == people.hours for r in people.roles)
    assert people.hours.agreement == 1.0


@pytest.mark.parametrize("seed", range(4))
def test_nobody_is_told_to_differ_or_to_be_away_where_all_are_alike(seed: int) -> None:
    people = fit_people(made_by(replace(PLAIN, days=80), seed))
    members = [m for r in people.roles for m in r.members]
    assert [m.name for m in members if m.hours is not None or m.absences or m.first_day or m.last_day] == []


@pytest.mark.parametrize(
    ("kept", "seed"),
    [
        (dict.fromkeys(USUAL, "09:00-13:00"), 1),
        (dict.fromkeys(("tuesday", "wednesday", "thursday"), "09:00-13:00, 14:00-18:00"), 2),
        (dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "14:00-18:00"), 3),
    ],
)
def test_a_part_timer_has_hours_of_his_own(kept: dict[str, str], seed: int) -> None:
    people = fit_people(made_by(with_person(PLAIN, Person("clerk_2", kept)), seed))
    clerks = {m.name: m for m in role(people, "clerk").members}
    assert clerks["clerk_2"].hours is not None
    assert dict(clerks["clerk_2"].hours.by_weekday) == kept
    assert clerks["clerk_1"].hours is None
    assert dict(role(people, "clerk").hours.by_weekday) == USUAL


def test_a_role_that_never_comes_on_mondays_keeps_the_other_days() -> None:
    kept = {day: hours for day, hours in USUAL.items() if day != "monday"}
    people = fit_people(made_by(with_person(PLAIN, Person("head", kept)), 4))
    assert dict(role(people, "head").hours.by_weekday) == kept


def test_a_night_shift_is_one_piece_over_midnight() -> None:
    nights = dict.fromkeys(USUAL, "20:00-02:00, 03:00-08:00")
    watch = Made(
        (Person("guard_1", nights), Person("guard_2", nights)), (Step("watch", ("guard_1", "guard_2"), 60),), a_day=21
    )
    people = fit_people(made_by(watch, 5))
    assert dict(people.hours.by_weekday) == nights


def test_stray_events_at_night_and_on_sundays_open_no_office() -> None:
    register, _ = plain()
    rng = np.random.default_rng(6)
    rows = np.flatnonzero(rng.random(len(register.end)) < 0.01)
    end, start = register.end.copy(), register.start.copy()
    end[rows] = end[rows] // DAY * DAY + rng.integers(18 * HOUR, 24 * HOUR, len(rows))
    people = fit_people(replace(register, start=start, end=end))
    assert dict(people.hours.by_weekday) == USUAL
    assert any("outside of all hours" in note for note in people.notes)


def test_hours_of_a_register_of_ends_are_told_coarsely() -> None:
    register, _ = plain()
    people = fit_people(replace(register, form="ends", start=np.full(len(register.start), UNSET)))
    assert dict(people.hours.by_weekday) == USUAL
    assert any("only ends" in note for note in people.notes)


def test_days_off_of_kazakhstan_are_told_from_days_that_are_all_worked() -> None:
    _, people = plain()
    assert not people.days.official
    assert people.days.days_off == ()
    keeps = fit_people(made_by(replace(PLAIN, official=True), 7)).days
    assert keeps.official
    assert date(2024, 3, 8) in keeps.days_off
    assert date(2024, 3, 21) in keeps.days_off
    assert keeps.worked_weekends == ()


def test_absences_are_found_with_their_days() -> None:
    people = fit_people(made_by(with_person(PLAIN, Person("clerk_1", away=(LEAVE, SICK))), 8))
    clerks = {m.name: m for m in role(people, "clerk").members}
    found = [(a.first_day, a.last_day) for a in clerks["clerk_1"].absences]
    assert LEAVE in found
    assert SICK in found
    assert clerks["clerk_2"].absences == ()
    sickness = role(people, "clerk").sickness
    assert sickness is not None
    assert sickness[1].value == 2.0


def test_who_joins_and_who_leaves_is_told_from_who_is_away() -> None:
    joins = Person("clerk_2", away=((FIRST, date(2024, 2, 29)),))
    leaves = Person("clerk_1", away=((date(2024, 4, 1), date(2024, 12, 31)),))
    people = fit_people(made_by(replace(with_person(with_person(PLAIN, joins), leaves), a_day=4), 9))
    clerks = {m.name: m for m in role(people, "clerk").members}
    assert clerks["clerk_2"].first_day == date(2024, 3, 1)
    assert clerks["clerk_1"].last_day == date(2024, 3, 29)
    assert clerks["clerk_1"].absences == clerks["clerk_2"].absences == ()


def test_first_come_is_told_from_priority_and_from_chance() -> None:
    _, people = plain()
    clerk = role(people, "clerk")
    assert (clerk.order, clerk.order_agreement.value) == ("first_come", 1.0)
    busy = replace(PLAIN, a_day=8.2, days=90)
    classes = fit_people(made_by(replace(busy, key=lambda case, since, urgent: (urgent[case], since)), 10))
    assert role(classes, "clerk").order == "priority"
    assert role(classes, "clerk").order_column == "urgent"
    lot = fit_people(made_by(replace(busy, key=lambda case, since, urgent: (hash((case, since)) % 997,)), 11))
    assert role(lot, "clerk").order == "none"
    assert role(lot, "clerk").order_agreement.high < 0.65


def test_the_earliest_due_date_is_told_from_first_come() -> None:
    terms = np.random.default_rng(12).integers(1, 30, 5000)
    office = replace(PLAIN, a_day=8.2, days=90, key=lambda case, since, urgent: (case / 8 + terms[case],))
    register = made_by(office, 12)
    due = np.array([instant(FIRST) + int((case / 8 + terms[case]) * DAY) for case in range(register.size)])
    assert role(fit_people(replace(register, due=due)), "clerk").order == "earliest_deadline"


def test_a_file_that_stays_with_its_member_is_told() -> None:
    _, people = plain()
    free, bound = role(people, "clerk"), role(fit_people(made_by(replace(PLAIN, stays=True), 13)), "clerk")
    assert free.same_member is not None
    assert bound.same_member is not None
    assert free.same_member.high < 0.5
    assert bound.same_member.value == 1.0
    assert (bound.order, bound.order_agreement.value) == ("first_come", 1.0)


def test_one_file_at_a_time_is_a_caseload_of_one() -> None:
    _, people = plain()
    assert {r.caseload for r in people.roles} == {1}


def test_other_duties_are_told_from_idleness_without_files() -> None:
    _, people = plain()
    assert [r.unavailable for r in people.roles] == [None, None, None]
    away = role(fit_people(made_by(replace(PLAIN, pause=15, a_day=8.2), 14)), "clerk").unavailable
    assert away is not None
    assert away.low < 15 / (15 + 55) < away.high + 0.03  # files wait nearly always


def test_a_colleague_who_helped_out_stays_with_his_main_role() -> None:
    register, _ = plain()
    resource, window, head = (
        register.resource.copy(),
        register.resources.index("window"),
        register.resources.index("head"),
    )
    own = np.flatnonzero(resource == window)
    resource[own[:: len(own) // 12]] = head  # about 2 % of the head's events
    people = fit_people(replace(register, resource=resource))
    assert {m.name for m in role(people, "window").members} == {"window"}
    assert any(note.startswith("head helped out in window") for note in people.notes)


def test_names_of_roles_are_names_of_the_language_and_keep_their_letters() -> None:
    register, _ = plain()
    named = fit_people(replace(register, resources=("Resource11", "Resource2", "Resource7", "Resource9"),
                               activities=("Приём заявлений", "Проверка №2", "Решение", "Подпись"))).roles  # fmt: skip
    assert sorted(r.name for r in named) == ["подпись", "приём_заявлений", "решение"] or sorted(
        r.name for r in named
    ) == ["подпись", "приём_заявлений", "проверка_2"]


def test_activities_without_resources_have_a_role_without_people() -> None:
    register, _ = plain()
    resource = register.resource.copy()
    resource[register.activity == register.activities.index("sign")] = -1
    people = fit_people(replace(register, resource=resource))
    assert role(people, "sign").members == ()
    assert any("names who did it" in note for note in people.notes)


def test_sittings_are_found_with_their_weekday_time_and_agenda() -> None:
    rng = np.random.default_rng(15)
    rows, came = [], []
    for week in range(30):
        for _ in range(int(min(6, 3 + rng.poisson(3)))):
            day = instant(FIRST) + week * 7 * DAY
            came.append(day + int(rng.integers(9 * HOUR, 17 * HOUR)))
            case = len(came) - 1
            taken = came[-1] + int(rng.integers(MINUTE, HOUR))
            rows.append((case, "take in", "window", taken, taken + 10 * MINUTE))
            begin = day + 3 * DAY + 10 * HOUR
            rows.append((case, "sit", "board", begin, begin + 2 * HOUR))
    people = fit_people(register_of(rows, came))
    batches = role(people, "board").batches
    assert batches is not None
    assert (batches.weekdays, batches.times, batches.agenda) == (("thursday",), ("10:00",), 6)
    assert role(people, "window").batches is None


def test_a_register_that_names_nobody_still_tells_the_hours_of_the_office() -> None:
    register, _ = plain()
    people = fit_people(replace(register, resource=np.full(len(register.resource), -1), resources=()))
    assert dict(people.hours.by_weekday) == USUAL
    assert [len(r.members) for r in people.roles] == [0] * 4
    assert not any("outside of all hours" in note for note in people.notes)


def test_hours_of_days_without_times_are_those_stated() -> None:
    register, _ = plain()
    dates = replace(register, start=register.start // DAY * DAY, end=register.end // DAY * DAY)
    people = fit_people(dates, "08:00-12:00, 13:00-17:00")
    assert dict(people.hours.by_weekday) == dict.fromkeys(USUAL, "08:00-12:00, 13:00-17:00")
    assert any("are assumed" in note for note in people.notes)


def test_whoever_says_that_the_days_off_are_kept_is_believed() -> None:
    register, _ = plain()
    assert fit_people(register, official=True).days.official


def test_few_choices_that_all_agree_are_no_disorder() -> None:
    quiet = fit_people(made_by(replace(PLAIN, a_day=1.5, days=40), 16))
    assert {r.order for r in quiet.roles} == {"first_come"}


@pytest.mark.parametrize("seed", range(6))
def test_random_offices_are_found_again(seed: int) -> None:
    rng = np.random.default_rng(100 + seed)
    opening, closing = int(rng.integers(7, 10)), int(rng.integers(16, 19))
    lunch = int(rng.integers(12, 14))
    hours = f"{opening:02d}:00-{lunch:02d}:00, {lunch + 1:02d}:00-{closing:02d}:00"
    week = dict.fromkeys(USUAL, hours)
    half = dict.fromkeys(USUAL, f"{opening:02d}:00-{lunch:02d}:00")
    clerks = [f"clerk_{i}" for i in range(3)]
    people = tuple(Person(name, half if name == "clerk_2" else week) for name in ("window_1", "window_2", *clerks))
    steps = (Step("take in", ("window_1", "window_2"), 45), Step("check", clerks, float(rng.integers(60, 90))))
    found = fit_people(made_by(Made(people, steps, days=100, a_day=11, official=bool(seed % 2)), seed))
    assert dict(found.hours.by_weekday) == week
    assert found.days.official == bool(seed % 2)
    assert {r.name: len(r.members) for r in found.roles} == {"window": 2, "clerk": 3}
    own = {m.name: dict(m.hours.by_weekday) for r in found.roles for m in r.members if m.hours is not None}
    assert own == {"clerk_2": half}
    assert [m.absences for r in found.roles for m in r.members] == [()] * 5
