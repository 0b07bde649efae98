"""What a page is shown of long work is in its language, names stand as text, and what was found can be set."""

from __future__ import annotations

import asyncio
import re

import pytest

from sim.errors import InputError
from sim.experiment.workers import no_progress
from sim.planning.points import readable
from sim.planning.staffing.find_staffing import find_staffing
from sim.report.parts import TextTable
from sim.web.choice import Choice, choice_cases, choice_query, read_choice
from sim.web.jobs.jobs import Job
from sim.web.jobs.outcome import FoundNumber, JobKind, JobResult, JobState
from sim.web.jobs.page_work import PageWork, changes_in_words, job_request
from sim.web.jobs.request import ComparisonRequest, ReportRequest, StaffingRequest
from sim.web.jobs.staffing_controls import with_staffing
from sim.web.jobs.staffing_work import found_staffing, numbers_to_change
from sim.web.reading import study_of
from sim.web.served import ServedScenario, serve_scenarios
from tests.planning.staffing.enumerated import small_study
from tests.translation.pseudo import in_signs, texts_of_page, untranslated
from tests.web.served import shipped

STAFF = {
    "clerk": "1",
    "expert": "2",
    "board": "{count: 1, sittings: {weekdays: [tuesday], at: '10:00', per_file: 20 minutes}}",
    "chief": "1",
}
STAFFING = """posts: {town: {clerk: fixed, expert: {at_least: 0.5, at_most: 4, half_posts: true}, chief: {at_most: 3}}}
sittings: {town: {board: {at_least: 1, at_most: 3}}}"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> tuple[ServedScenario, ...]:
    study = small_study(tmp_path_factory.mktemp("work"), STAFF, STAFFING, rates=(4, 3), minutes={"chief": 50})
    assert study.origin is not None
    return serve_scenarios([str(study.origin.path)])


def chosen(served: tuple[ServedScenario, ...], query: str = "") -> Choice:
    return read_choice(query, served)


def work(served: tuple[ServedScenario, ...], kind: JobKind, lang: str = "en", choice: Choice | None = None) -> PageWork:
    """Long work that was asked for and has not begun."""

    async def asked() -> PageWork:
        made = choice or chosen(served)
        return PageWork(Job("browser.page", job_request(made, served, (kind, 90), lang)), made, served[0])

    return asyncio.run(asked())


CHANGED = "posts.town.expert=3&arrivals.online=1.5"


def test_requests_carry_both_cases_and_what_is_changed_in_words(served: tuple[ServedScenario, ...]) -> None:
    choice = chosen(served, CHANGED)
    base, alternative = choice_cases(choice, served)
    staffing = job_request(choice, served, ("staffing", 97.5), "en")
    assert isinstance(staffing, StaffingRequest)
    assert (staffing.case, staffing.share) == (alternative, 97.5)
    assert staffing.changes == (
        "town, маман: 3 instead of 2",
        "Applications, On the portal, town: 150 % (4.5 per working day) instead of 100 % (3 per working day)",
    )
    report = job_request(choice, served, ("alternative", None), "ru")
    assert isinstance(report, ReportRequest)
    assert report.case == alternative
    assert "вместо 2" in report.changes[0]
    comparison = job_request(choice, served, ("comparison", None), "en")
    assert isinstance(comparison, ComparisonRequest)
    assert (comparison.base, comparison.alternative, comparison.title) == (base, alternative, "")


def test_a_variant_is_named_by_its_title() -> None:
    served = shipped("commission_weekly_vs_daily")
    choice = read_choice("variant=daily", served)
    comparison = job_request(choice, served, ("comparison", None), "en")
    assert isinstance(comparison, ComparisonRequest)
    assert comparison.title == "a sitting every day"
    assert comparison.changes == ("variant 'a sitting every day'",)
    more = read_choice("variant=daily&posts.department.executor=3", served)
    changed = job_request(more, served, ("comparison", None), "en")
    assert isinstance(changed, ComparisonRequest)
    assert changed.title == "", "it is not the variant alone"
    assert len(changed.changes) == 2


def test_a_share_out_of_range_is_refused(served: tuple[ServedScenario, ...]) -> None:
    with pytest.raises(InputError, match="from 1 to 100"):
        job_request(chosen(served), served, ("staffing", 101), "en")


@pytest.mark.parametrize("query", ["", "posts.town.expert=1", "posts.town.chief=3&sittings.town.board=2"])
def test_what_the_page_sets_is_the_staffing_that_was_simulated(served: tuple[ServedScenario, ...], query: str) -> None:
    choice = chosen(served, query)
    case = choice_cases(choice, served)[1]
    answer = find_staffing(study_of(case), ["term compliance >= 80 %"], 4, workers=1, front=False)
    assert answer.winner is not None
    simulated = readable(answer.study).with_settings(answer.space.changes(answer.winner.staffing))
    numbers = tuple(numbers_to_change(answer))
    assert numbers
    brought, beyond = with_staffing(choice, served[0], numbers)
    assert read_choice(choice_query(brought), served) == brought
    if not beyond:
        again = study_of(choice_cases(brought, served)[1])
        assert again.scenario.offices == simulated.scenario.offices


def test_sittings_every_so_many_working_days_and_what_no_control_has() -> None:
    served = shipped("west_kazakhstan_social_aid")
    choice = read_choice("work.social_aid.provider.3=1.5", served)
    numbers = (
        FoundNumber("posts", "department", "executor", 2.5, "executor: 2.5"),
        FoundNumber("posts", "department", "head", 2, "head: 2"),
        FoundNumber("posts", "nowhere", "head", 2, "head of nowhere: 2"),
    )
    brought, beyond = with_staffing(choice, served[0], numbers)
    assert dict(brought.values) == {"posts.department.head": 2, "work.social_aid.provider.3": 1.5}
    assert beyond == ("executor: 2.5", "head of nowhere: 2")
    back, _ = with_staffing(brought, served[0], (FoundNumber("posts", "department", "head", 1, "head: 1"),))
    assert back == choice, "what is stated is not set"


TABLE = TextTable(
    "staffing", "Staffing", ("office", "role"), ("now", "enough"), (("<i>town</i>", "<b>clerk</b>", "1", "2"),)
)


def result(kind: JobKind = "staffing", **more: object) -> JobResult:
    given = {"title": "Found", "sentences": ("<script>alert(1)</script>",), "tables": (TABLE,)} | more
    return JobResult(kind, page=b"<html>", file_name="a.html", **given)  # type: ignore[arg-type]  # as fields are


def test_names_stand_as_text_and_what_was_found_can_be_set(served: tuple[ServedScenario, ...]) -> None:
    found = result(numbers=(FoundNumber("posts", "town", "expert", 3, "expert: 3"),))
    page = work(served, "staffing").html(JobState("done", result=found))
    assert "<script" not in page
    assert "<b>" not in page
    assert "&lt;b&gt;clerk&lt;/b&gt;" in page
    assert f'href="/?scenario={served[0].key}&amp;posts.town.expert=3&amp;lang=en"' in page
    assert 'href="/result/' in page
    assert 'download="a.html"' in page
    assert "Use this staffing" in page
    assert 'style="' not in page
    half = result(numbers=(FoundNumber("posts", "town", "expert", 2.5, "expert: 2.5"),))
    page = work(served, "staffing").html(JobState("done", result=half))
    assert "No number of this page can be set to: expert: 2.5." in page
    assert "/?scenario" not in page
    page = work(served, "staffing").html(JobState("done", result=result()))
    assert "nothing has to be changed" in page


def test_progress_has_words_a_bar_and_a_way_to_stop(served: tuple[ServedScenario, ...]) -> None:
    page = work(served, "alternative").html(JobState("running", 3, 40, "Replications <3> are simulated."))
    assert 'max="40" value="3"' in page
    assert "Replications &lt;3&gt; are simulated." in page
    assert "data-stop" in page
    assert re.search(r"<progress(?![^>]*value)", work(served, "alternative").html(JobState("waiting", words="Wait.")))


@pytest.mark.parametrize("kind", ["staffing", "alternative", "comparison"])
def test_every_text_is_in_the_language_of_the_page(served: tuple[ServedScenario, ...], kind: JobKind) -> None:
    with in_signs():
        numbers = (
            FoundNumber("posts", "town", "expert", 3, "маман: 3"),
            FoundNumber("posts", "town", "expert", 2.5, "2,5"),
        )
        asked = work(served, kind, "ru")
        states = (
            JobState("running", 1, 2),
            JobState("failed"),
            JobState("done", result=result(kind, title="", sentences=(), tables=(), numbers=numbers)),
            JobState("done", result=result(kind, title="", sentences=(), tables=())),
        )
        for state in states:
            assert untranslated(texts_of_page(asked.html(state))) == []
        assert (
            untranslated(
                "\n".join(changes_in_words(chosen(served, CHANGED), served[0], "ru")),
                allowed=("On", "the", "portal", "town"),
            )
            == []
        )


def test_the_words_of_a_search_are_in_the_language_of_the_page(served: tuple[ServedScenario, ...]) -> None:
    case = choice_cases(chosen(served), served)[1]
    with in_signs():
        found = found_staffing(StaffingRequest(case=case, lang="ru", share=80, replications=4), no_progress)
        told = "\n".join(
            (found.title, *found.sentences, *(cell for table in found.tables for row in table.rows for cell in row))
        )
        assert untranslated(told, allowed=("town",)) == []


def test_a_search_that_cannot_tell_names_no_option_of_a_command(served: tuple[ServedScenario, ...]) -> None:
    case = choice_cases(chosen(served), served)[1]
    found = found_staffing(StaffingRequest(case=case, lang="en", share=99.5, replications=2), no_progress)
    assert not found.met
    assert found.sentences[0].endswith("More replications may tell it.")
    assert "--replications" not in texts_of_page(found.page.decode())
