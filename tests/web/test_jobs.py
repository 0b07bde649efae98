"""Long work runs in a process of its own, one piece after the other; it can be stopped at any time, and nothing of it is left."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.experiment.workers import no_progress
from sim.translations.in_use import in_language
from sim.web.cases import ScenarioCase
from sim.web.jobs import in_process
from sim.web.jobs.jobs import Job, Jobs
from sim.web.jobs.kept_results import KeptResults
from sim.web.jobs.outcome import FoundNumber, JobResult, JobState
from sim.web.jobs.progress_words import stage_of
from sim.web.jobs.report_work import report_of_case, report_of_comparison
from sim.web.jobs.request import ComparisonRequest, JobRequest, ReportRequest, StaffingRequest, share_asked
from tests.planning.staffing.enumerated import small_study

STAFF = {"clerk": "1", "expert": "2", "board": "1", "chief": "1"}
POSTS = "posts: {town: {clerk: fixed, expert: {at_most: 4}, board: fixed, chief: {at_most: 3}}}"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> ScenarioCase:
    study = small_study(tmp_path_factory.mktemp("jobs"), STAFF, POSTS, rates=(4, 3), minutes={"chief": 50})
    assert study.origin is not None
    return ScenarioCase(str(study.origin.path))


@pytest.fixture(scope="module")
def changed(case: ScenarioCase) -> ScenarioCase:
    return replace(case, settings=("offices.town.staff.expert=3", "offices.town.staff.chief=2"))


@pytest.fixture
def long_work(case: ScenarioCase, changed: ScenarioCase) -> ComparisonRequest:
    """Work that nobody waits for to its end."""
    return ComparisonRequest(
        base=replace(case, settings=("replications=5000",)), alternative=changed, lang="en", replications=5000
    )


async def ended(job: Job, at: Callable[[JobState], None] = lambda state: None) -> list[JobState]:
    """All states of a piece of work, each told as it comes."""
    states = []
    async for state in job.states():
        states.append(state)
        at(state)
    return states


def done(request: JobRequest) -> JobState:
    """The last state of a piece of work."""

    async def all_of_it() -> JobState:
        async with Jobs() as jobs:
            job = jobs.start("planner.one", request)
            last = (await ended(job))[-1]
            assert jobs.of("planner.one") is None
            if last.result is not None:
                assert jobs.result(job.id, "planner.one") == last.result
                assert jobs.result(job.id, "planner") == last.result, "other pages of the browser have it too"
                assert jobs.result(job.id, "another.one") is None, "a result is for those who asked for it"
                assert jobs.result("guessed", "planner") is None
            return last

    return asyncio.run(all_of_it())


def working() -> list[int]:
    """The numbers of processes that do long work."""
    return [child.pid for child in multiprocessing.active_children() if child.name == "sim job" and child.pid]


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_staffing_is_found_with_its_reasons_and_with_what_has_to_be_changed(case: ScenarioCase) -> None:
    request = StaffingRequest(case=case, lang="en", share=90, replications=8)
    state = done(request)
    assert state.phase == "done"
    found = state.result
    assert found is not None
    assert found.met
    assert found.sentences[0].startswith("The cheapest staffing that does: 7 posts; now 5;")
    assert [row[1:] for row in found.tables[0].rows] == [("маман", "2", "3"), ("басшы", "1", "2")]
    assert [table.key for table in found.tables] == ["staffing", "targets", "targets", "one_less"]
    assert found.numbers == (
        FoundNumber("posts", "town", "expert", 3, "маман: 3"),
        FoundNumber("posts", "town", "chief", 2, "басшы: 2"),
    )
    assert b"<html lang=" in found.page
    assert found.file_name.isascii()


def test_where_no_staffing_does_it_is_told_why(case: ScenarioCase) -> None:
    slow = replace(case, settings=("services.aid.routes.provider.steps.2.hold=80 hours",))
    result = done(StaffingRequest(case=slow, lang="en", share=95, replications=4)).result
    assert result is not None
    assert not result.met
    assert result.numbers == ()
    assert "No staffing can" in result.sentences[0]
    assert "step 2" in result.sentences[0]
    assert [table.key for table in result.tables] == ["targets"]


def test_a_report_says_what_was_changed_in_the_language_of_the_page(changed: ScenarioCase) -> None:
    with in_language("ru"):
        report = report_of_case(
            ReportRequest(case=changed, lang="ru", changes=("маман: 3",), replications=2), no_progress
        )
    assert "2 прогона" in report.sentences[0]
    assert '<html lang="ru">' in report.page.decode()
    assert "Изменено по сравнению со сценарием: маман: 3." in report.page.decode()


def test_a_comparison_names_both_cases_in_words(case: ScenarioCase, changed: ScenarioCase) -> None:
    request = ComparisonRequest(base=case, alternative=changed, lang="en", changes=("expert: 3",), replications=3)
    parts: list[str] = []
    compared = report_of_comparison(
        request, lambda done, total, what: parts.append(stage_of(done, total, what, 0).words)
    )
    page = compared.page.decode()
    assert "Against the scenario as it is: the changed scenario." in page
    assert "Changed against the scenario: expert: 3." in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "with 'the changed scenario'" in compared.sentences[0]
    assert list(dict.fromkeys(parts))[:3] == [
        "The scenario is being read.",
        "The scenario is simulated as it is.",
        "The changed scenario is simulated.",
    ]
    titled = report_of_comparison(replace(request, title="More people"), no_progress)
    assert "Against the scenario as it is: More people." in titled.page.decode()


def test_what_cannot_be_read_is_refused_in_words_without_the_place_of_a_file(case: ScenarioCase) -> None:
    state = done(ReportRequest(case=replace(case, settings=("offices.town.staff.expert=many",)), lang="en"))
    assert state.phase == "failed"
    assert "many" in state.words
    assert "/" not in state.words
    assert state.words.endswith(".")


def test_a_fault_of_the_program_is_told_by_a_number_and_stands_in_the_log(
    case: ScenarioCase, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "sim.web"):
        state = done(ReportRequest(case=case, lang="en", replications="many"))  # type: ignore[arg-type]  # no number
    assert state.phase == "failed"
    assert "Traceback" not in state.words
    (record,) = caplog.records
    assert "TypeError" in record.getMessage()
    assert record.args
    assert str(record.args[0]) in state.words  # type: ignore[index]  # a tuple


def test_lack_of_memory_is_told_in_words(changed: ScenarioCase, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_large(request: JobRequest, progress: object) -> JobResult:
        raise MemoryError

    monkeypatch.setattr(in_process, "_result", too_large)
    ours, theirs = multiprocessing.Pipe()
    for part in ("_stand_back", "serve"):
        monkeypatch.setattr(in_process, part, lambda *_: None)  # this process is the tests' own
    in_process.work_in_process(theirs, ReportRequest(case=changed, lang="en"), os.getpid())
    told = ours.recv()
    assert isinstance(told, in_process.Refused)
    assert "memory" in told.words


def test_work_that_is_stopped_while_it_runs_leaves_no_process(long_work: ComparisonRequest) -> None:
    pids: list[int] = []

    async def stopped() -> list[JobState]:
        async with Jobs() as jobs:
            job = jobs.start("planner", long_work)

            def stop(state: JobState) -> None:
                if state.done:
                    pids.extend(working())
                    assert os.getpriority(os.PRIO_PROCESS, pids[0]) >= 10, "it stands back behind those that answer"
                    assert os.getpgid(pids[0]) == pids[0], "what it starts ends with it"
                    job.stop()
                    job.stop()

            return await ended(job, stop)

    states = asyncio.run(stopped())
    assert states[-1].phase == "stopped"
    assert states[-1].words
    assert len(pids) == 1
    assert is_gone(pids[0])


def test_of_two_sessions_the_second_waits_is_told_so_and_runs_then(
    case: ScenarioCase, long_work: ComparisonRequest
) -> None:
    async def both() -> tuple[list[JobState], list[JobState], int]:
        async with Jobs() as jobs:
            first = jobs.start("first", long_work)
            second = jobs.start("second", StaffingRequest(case=case, lang="en", share=50, replications=4))
            with pytest.raises(InputError, match="has not ended"):
                jobs.start("second", long_work)
            most = 0

            def stop(state: JobState) -> None:
                nonlocal most
                most = max(most, len(working()))
                if state.done:
                    first.stop()

            of_both = await asyncio.gather(ended(first, stop), ended(second, stop))
            return of_both[0], of_both[1], most

    first, second, most = asyncio.run(both())
    assert first[-1].phase == "stopped"
    assert second[0].phase == "waiting"
    assert "1 piece is before yours" in second[0].words
    assert second[-1].phase == "done"
    assert most == 1


def test_who_waits_may_stop_and_who_leaves_the_server_ends_all(long_work: ComparisonRequest) -> None:
    async def waiting() -> list[JobState]:
        async with Jobs(most_waiting=2) as jobs:
            running = jobs.start("first", long_work)
            second, third = jobs.start("second", long_work), jobs.start("third", long_work)
            with pytest.raises(InputError, match="too many others"):
                jobs.start("fourth", long_work)
            second.stop()
            assert (await ended(second))[-1].phase == "stopped"
            assert "1 piece is before" in third.state.words
            jobs.start("second", long_work)
        return [running.state, third.state]

    begin = time.monotonic()
    assert [state.phase for state in asyncio.run(waiting())] == ["stopped", "stopped"]
    assert working() == []
    assert time.monotonic() - begin < 20


def test_a_process_that_is_killed_is_told_in_words(long_work: ComparisonRequest) -> None:
    async def killed() -> JobState:
        async with Jobs() as jobs:
            job = jobs.start("planner", long_work)

            def kill(state: JobState) -> None:
                if state.done:
                    os.kill(working()[0], signal.SIGKILL)

            return (await ended(job, kill))[-1]

    state = asyncio.run(killed())
    assert state.phase == "failed"
    assert "ended from outside" in state.words


def test_work_ends_at_its_limit_of_time(long_work: ComparisonRequest) -> None:
    async def limited() -> JobState:
        async with Jobs(most_seconds=0.5) as jobs:
            return (await ended(jobs.start("planner", long_work)))[-1]

    state = asyncio.run(limited())
    assert state.phase == "failed"
    assert "more than 1 minute" in state.words
    assert working() == []


SERVER = """
import asyncio, multiprocessing, sys
from sim.web.cases import ScenarioCase
from sim.web.jobs.jobs import Jobs
from sim.web.jobs.progress_words import stage_of
from sim.web.jobs.report_work import report_of_case, report_of_comparison
from sim.web.jobs.request import ReportRequest

async def serve():
    async with Jobs() as jobs:
        job = jobs.start("planner", ReportRequest(case=ScenarioCase(sys.argv[1], (), ("replications=5000",)), lang="en", replications=5000))
        async for state in job.states():
            if state.done:
                sys.stdout.write(f"{multiprocessing.active_children()[0].pid}\\n")
                sys.stdout.flush()

if __name__ == "__main__":
    asyncio.run(serve())
"""


def test_work_ends_with_a_server_that_is_killed(case: ScenarioCase, tmp_path: Path) -> None:
    script = tmp_path / "server.py"
    script.write_text(SERVER, encoding="utf-8")
    with subprocess.Popen([sys.executable, str(script), case.path], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        pid = int(server.stdout.readline())
        server.kill()
    until = time.monotonic() + 30
    while not is_gone(pid):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_nothing_is_compared_with_itself(case: ScenarioCase) -> None:
    async def refused() -> None:
        async with Jobs() as jobs:
            with pytest.raises(InputError, match="nothing is changed yet"):
                jobs.start("planner", ComparisonRequest(base=case, alternative=case, lang="en"))
            assert jobs.of("planner") is None

    asyncio.run(refused())


@pytest.mark.parametrize("value", [True, "95", 0.5, 100.5, float("nan"), float("inf"), [95], {"share": 95}])
def test_a_share_outside_its_range_is_refused_in_words(value: object) -> None:
    with pytest.raises(InputError, match="name a number from 1 to 100"):
        share_asked(value)


def test_a_share_is_left_to_the_scenario_where_the_page_says_none() -> None:
    assert share_asked(None) is None
    assert share_asked(97.5) == 97.5
    assert share_asked(95) == 95


def result_of(size: int) -> JobResult:
    return JobResult("alternative", "A report", (), (), b"x" * size, "a.html")


def test_results_are_kept_for_a_while_and_the_oldest_go_where_there_is_no_room() -> None:
    now = 0.0
    kept = KeptResults(lambda: now, seconds=10, most_bytes=100)
    assert kept.keep("a", "me", result_of(60))
    assert kept.keep("b", "me", result_of(40))
    assert kept.get("a", "me") is not None
    assert kept.keep("c", "me", result_of(50))
    assert kept.get("a", "me") is None
    assert kept.size == 90
    assert not kept.keep("d", "me", result_of(101)), "what is larger than all room is not kept"
    assert kept.get("b", "me") is not None
    now = 10.0
    assert kept.get("b", "me") is None
    assert kept.size == 0
