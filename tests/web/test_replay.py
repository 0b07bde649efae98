"""A month as stretches says at every moment what the log of its replication says."""

from __future__ import annotations

import json
import pickle
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any

import numpy as np
import pytest

from sim.calendar.duty import intervals
from sim.engine.steplog import StepLog
from sim.errors import InputError
from sim.experiment.replications import replicate
from sim.model.model import Model, build_model
from sim.model.route import Kind
from sim.quantities import DAY, HOUR, UNSET, instant
from sim.study.loading import load_scenario
from sim.translations.in_use import LANGUAGES
from sim.web.cases import ScenarioCase
from sim.web.replay import month as month_module
from sim.web.replay.month import replay_month, replay_of, replay_text
from sim.web.replay.replay import Replay
from sim.web.replay.stretches import What
from tests.translation.pseudo import in_signs, untranslated

MONTHS = (
    ("west_kazakhstan_social_aid", "2018-09"),
    ("commission_weekly_vs_daily", "2018-11"),
    ("asp_surge_april_2019", "2019-05"),
    ("reception_days", "2018-04"),
    ("portal_outage", "2018-08"),
    ("aktobe_home_schooling", "2016-09"),
    ("karaganda_department", "2018-12"),
)
"""Commissions, work set aside, halls that are shut, applicants who come again, outages, couriers, many routes and offices."""


@dataclass(frozen=True)
class Seen:
    """A month and the log that it was read off."""

    replay: Replay
    log: StepLog
    model: Model
    begin: int

    def at(self, second: int) -> Counter[tuple[str, str, int]]:
        """By office, role and what happens: how many files there are at a second of the month."""
        _, place, what = self.states(second)
        keys = [self.replay.places[i] for i in place.tolist()]
        return Counter((one.office, one.key.role, what) for one, what in zip(keys, what.tolist(), strict=True))

    @cached_property
    def begins(self) -> Any:
        """By stretch: its first second."""
        counts = self.replay.files.stretches
        in_file = np.cumsum(self.replay.lasts) - self.replay.lasts
        first = np.repeat(np.cumsum(counts) - counts, counts)
        return in_file - in_file[first] + np.repeat(self.replay.files.begin, counts)

    @cached_property
    def number(self) -> Any:
        """By stretch: its file."""
        return np.repeat(self.replay.files.number, self.replay.files.stretches)

    def states(self, second: int) -> tuple[Any, Any, Any]:
        """Number, place and what happens of every file that is there."""
        there = (self.begins <= second) & (second < self.begins + self.replay.lasts)
        return self.number[there], self.replay.place[there], self.replay.what[there]


@cache
def seen(name: str, month: str) -> Seen:
    model = build_model(load_scenario(name))
    drawn, log = replicate(model, 1)
    return Seen(replay_of(drawn, log, month), log, drawn, instant(date.fromisoformat(f"{month}-01")))


def moments(of: Seen) -> list[int]:
    """Seconds all over the month, at night and by day."""
    return np.random.default_rng(1).integers(0, of.replay.length, 40).tolist()


def in_log(log: StepLog, model: Model, at: int) -> Counter[tuple[str, str, int]]:
    """What the log says of an instant: how many files wait, are worked on, set aside or held in every pool."""
    visits, found = log.visits, Counter[tuple[str, str, int]]()
    over = np.where(visits.finished == UNSET, log.observed_until, visits.finished)
    for row in np.flatnonzero((visits.pool != UNSET) & (visits.queued <= at) & (at < over)).tolist():
        pool, started = model.capacity.pools[int(visits.pool[row])], int(visits.started[row])
        step = model.routes[int(log.route_of_visit[row])].steps[int(visits.position[row])]
        if started == UNSET or at < started:
            what = What.hall if step.kind is Kind.COUNTER else What.waiting
            what = What.sitting if at < visits.queued[row] + visits.wait_sitting_s[row] else what
        elif visits.work_ended[row] != UNSET and at >= visits.work_ended[row]:
            what = What.hold
        else:
            of_visit = log.work_parts.visit == row
            begins, ends = log.work_parts.begin[of_visit], log.work_parts.end[of_visit]
            in_part = ((begins <= at) & ((at < ends) | (ends == UNSET))).any()
            what = What.work if in_part or not of_visit.any() else What.set_aside
        found[model.capacity.offices[pool.office].name, pool.role, int(what)] += 1
    return found


@pytest.mark.parametrize(("name", "month"), MONTHS)
def test_at_any_moment_as_many_files_lie_at_every_desk_as_the_log_says(name: str, month: str) -> None:
    of = seen(name, month)
    for second in moments(of):
        told = {key: count for key, count in of.at(second).items() if key[0]}
        assert told == in_log(of.log, of.model, of.begin + second)


def test_the_months_have_everything_that_can_happen_to_a_file() -> None:
    happened = {what for name, month in MONTHS for what in seen(name, month).replay.what.tolist()}
    assert happened == {int(what) for what in What}


@pytest.mark.parametrize(("name", "month"), MONTHS)
def test_a_file_is_somewhere_from_its_first_visit_to_its_last(name: str, month: str) -> None:
    of = seen(name, month)
    visits, files = of.log.visits, of.replay.files
    ends = files.begin + np.add.reduceat(of.replay.lasts, np.cumsum(files.stretches) - files.stretches)
    for number, begin, end in zip(files.number.tolist(), files.begin.tolist(), ends.tolist(), strict=True):
        rows = np.flatnonzero(visits.application == number)
        finished = np.where(visits.finished[rows] == UNSET, of.log.observed_until, visits.finished[rows])
        assert begin == max(int(visits.queued[rows[0]]) - of.begin, 0)
        assert end == min(int(finished.max()) - of.begin, of.replay.length)


@pytest.mark.parametrize(("name", "month"), MONTHS)
def test_time_in_and_out_of_the_hours_of_a_desk_is_what_the_log_calls_waiting_for_people_and_for_it_to_open(
    name: str, month: str
) -> None:
    of = seen(name, month)
    replay, visits = of.replay, of.log.visits
    inside = (visits.queued >= of.begin) & (visits.finished != UNSET) & (visits.finished <= of.begin + replay.length)
    inside &= visits.pool != UNSET
    whole = {int(row) for row in visits.application[visits.pool != UNSET]} - {
        int(row) for row in visits.application[(visits.pool != UNSET) & ~inside]
    }
    expected = [row for row in np.flatnonzero(inside).tolist() if int(visits.application[row]) in whole]
    people = sum(int(visits.queue_s[row]) for row in expected)
    closed = sum(int(visits.wait_closed_s[row]) for row in expected)
    told = np.zeros(2, dtype=np.int64)
    for number, place, what, begin, lasts in zip(
        of.number.tolist(), replay.place, replay.what, of.begins.tolist(), replay.lasts.tolist(), strict=True
    ):
        if number in whole and what in (What.waiting, What.hall) and replay.places[place].office:
            of_place = replay.places[place].counter if what == What.hall else replay.places[place].hours
            hours = replay.hours[of_place]
            is_open = int(np.maximum(np.minimum(hours[1::2], begin + lasts) - np.maximum(hours[::2], begin), 0).sum())
            # A commission has no hours: beyond its first sitting everything is waiting for people.
            is_open = lasts if replay.places[place].key.kind == "commission" else is_open
            told += is_open, lasts - is_open
    assert len(expected) > 10
    assert told.tolist() == [people, closed]


@pytest.mark.parametrize(("name", "month"), MONTHS)
def test_received_answered_and_late_are_those_of_the_log(name: str, month: str) -> None:
    of = seen(name, month)
    applications, files = of.log.applications, of.replay.files
    for second in moments(of):
        at = of.begin + second
        for told, instants in ((files.received, applications.received), (files.ready, applications.ready)):
            assert ((told >= 0) & (told <= second)).sum() == ((instants >= of.begin) & (instants <= at)).sum()
        number, _, _ = of.states(second)
        late = of.log.late & (applications.deadline < at)
        drawn = dict(zip(files.number.tolist(), files.late_after.tolist(), strict=True))
        assert {i for i in number.tolist() if drawn[i] < second} == {i for i in number.tolist() if late[i]}


def test_desks_are_shut_at_night_and_on_days_of_rest_and_the_calendar_says_which_these_are() -> None:
    of = seen("west_kazakhstan_social_aid", "2018-08")
    working = [day.working for day in of.replay.days]
    assert len(working) == 31
    assert not working[20]  # Kurban Ait of 2018 was on 21 August
    assert working[24]  # a Saturday that was worked for it
    hours = of.model.capacity.offices[0].clock.hours
    open_time = of.replay.open_time.reshape(-1, 2)
    for opens, closes in intervals(hours, of.begin, of.begin + 31 * DAY):
        assert ((open_time[:, 0] <= opens - of.begin) & (closes - of.begin <= open_time[:, 1])).any()
    assert {int(opens) // DAY for opens in open_time[:, 0]} == {i for i, works in enumerate(working) if works}
    assert {(int(opens) % DAY / HOUR, int(closes) % DAY / HOUR) for opens, closes in open_time} == {
        (9, 13),
        (14, 18.5),
    }


def test_the_first_month_that_counts_is_taken_where_none_is_named_and_others_are_refused() -> None:
    case = ScenarioCase("west_kazakhstan_social_aid")
    replay = replay_month(case, 1)
    assert (replay.month, replay.months[-1], len(replay.days)) == ("2018-07", "2018-12", 31)
    for month in ("2018-06", "2019-01", "2018-7", "last", "2018-07-01"):
        with pytest.raises(InputError, match="is no month of the counted period"):
            replay_month(case, 1, month)


def test_a_case_is_simulated_with_its_variants_and_settings() -> None:
    settings = ("offices.department.staff.executor=9",)
    changed = replay_month(ScenarioCase("west_kazakhstan_social_aid", settings=settings), 1)
    stated = replay_month(ScenarioCase("west_kazakhstan_social_aid"), 1)
    executors = [sum(p.people for p in r.places if p.key.role == "executor") for r in (stated, changed)]
    assert executors == [2, 9]
    assert stated.files.number.tolist()[:20] == changed.files.number.tolist()[:20]  # the same arrivals
    assert stated.lasts.tolist() != changed.lasts.tolist()


def test_of_many_files_one_in_so_many_is_drawn_and_the_words_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    of = seen("west_kazakhstan_social_aid", "2018-09")
    whole = of.replay
    monkeypatch.setattr(month_module, "MOST_FILES_DRAWN", 40)
    some = replay_of(of.model, of.log, "2018-09")
    assert (whole.every, some.every, some.found) == (1, 3, whole.found)
    assert some.files.number.tolist() == [i for i in whole.files.number.tolist() if i % 3 == 0]
    assert whole.as_json("en")["note"] == ""
    assert some.as_json("en")["note"] == (
        f"There are {whole.found} files in this month: one in 3 is drawn, {len(some.files.number)} in all, "
        "and all counts are of these."
    )


@pytest.mark.parametrize(("name", "month"), MONTHS)
def test_its_data_are_small_and_say_the_same(name: str, month: str) -> None:
    replay = seen(name, month).replay
    text = json.dumps(replay.as_json("ru"), ensure_ascii=False, separators=(",", ":"))
    assert len(text.encode()) < 500_000
    data = json.loads(text)
    assert len(data["place"]) == len(data["what"]) == len(data["lasts"]) == sum(data["files"]["stretches"])
    desks = [data["desks"][data["places"]["desk"][place]]["key"] for place in data["place"]]
    assert desks == ["/".join(replay.places[place].key) for place in replay.place.tolist()]
    assert all(desk["title"] for desk in data["desks"])
    assert len(data["colours"]) <= 7
    assert pickle.loads(pickle.dumps(replay)).as_json("ru") == data


def test_its_words_are_those_of_the_language() -> None:
    of = seen("aktobe_home_schooling", "2016-09")
    with in_signs():
        data = replay_of(of.model, of.log).as_json("ru")
    read = [*data["colours"], *data["days"], data["note"], *(one["text"] for one in data["months"])]
    read += [desk[name] for desk in data["desks"] for name in ("title", "office", "offices", "size")]
    assert not untranslated("\n".join(read))
    titles = [{desk["title"] for desk in data["desks"]} for data in map(seen(*MONTHS[0]).replay.as_json, LANGUAGES)]
    assert not titles[0] & titles[1]
    assert not titles[1] & titles[2]
    text = replay_text(ScenarioCase("west_kazakhstan_social_aid"), 1, "2018-10", "ru")
    assert json.loads(text)["days"][0].endswith("(понедельник)")
