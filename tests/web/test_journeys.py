"""What a planner does on the page, from opening it to a file that he takes along, in a browser and against `sim serve` itself."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import sim
from sim.translations.in_use import LANGUAGES
from tests.web.planner import Planner, Shown, planner
from tests.web.sim_serve import SimServe

EXECUTOR = "posts.department.executor"
AID, COMMISSION = "small", "commission_weekly_vs_daily"
CHANGED = f"scenario={AID}&{EXECUTOR}=3"
NAMES = ("English", "sim", "yaml", "http")
"""Latin words that stand on a page in every language."""


@pytest.fixture
def at_desk(browser: Any, server: SimServe) -> Iterator[Planner]:
    with planner(browser, server.address) as somebody:
        yield somebody


def improved(answers: dict[str, Shown]) -> bool:
    return any("▲" in shown.difference for shown in answers.values())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_change_is_shown_beside_what_was(browser: Any, server: SimServe, lang: str) -> None:
    with planner(browser, server.address, locale={"en": "en-GB", "ru": "ru-RU", "kk": "kk-KZ"}[lang]) as somebody:
        somebody.open(f"scenario={AID}&lang={lang}")
        assert somebody.page.evaluate("document.documentElement.lang") == lang
        as_it_is = somebody.figures()
        assert len(as_it_is) == 4  # three routes and all of them
        assert all(shown.before == shown.after for shown in as_it_is.values())
        somebody.more(EXECUTOR)
        answers = somebody.figures()
        assert somebody.value(EXECUTOR) == 3
        assert somebody.query() == {"scenario": AID, EXECUTOR: "3", "lang": lang}
        assert improved(answers)
        assert all(shown.width > 0 for shown in answers.values() if "(" in shown.after)


def test_intervals_narrow_while_he_looks(at_desk: Planner) -> None:
    at_desk.open(f"scenario={COMMISSION}").figures()
    at_desk.slide(at_desk.keys("arrivals")[0], 1.15)
    widths: dict[int, float] = {}

    def is_done() -> bool:
        if count := at_desk.replications():
            widths.setdefault(count, next(iter(at_desk.answers().values())).width)
        return at_desk.is_done()

    at_desk.until(is_done, "the figures are not done")
    widths[at_desk.replications()] = next(
        iter(at_desk.answers().values())
    ).width  # the last ones may have come between two looks
    assert min(widths) == 10
    assert len(widths) >= 3
    assert widths[100] < 0.6 * widths[10]


def test_nothing_is_lost_by_going_back_and_one_click_takes_all_back(at_desk: Planner) -> None:
    before = at_desk.open(f"scenario={AID}").figures()
    key = at_desk.keys("arrivals")[0]
    at_desk.more(EXECUTOR)
    at_desk.slide(key, 1.5)
    assert set(at_desk.query()) == {"scenario", EXECUTOR, key, "lang"}
    at_desk.page.go_back()
    at_desk.until(lambda: at_desk.value(key) == 1, "going back brought no value back")
    assert at_desk.value(EXECUTOR) == 3
    at_desk.page.go_forward()
    at_desk.until(lambda: at_desk.value(key) == 1.5, "going forward brought no value back")
    at_desk.page.locator(f'.control[data-key="{key}"] .reset').click()
    assert at_desk.value(key) == 1
    assert at_desk.page.evaluate("document.activeElement.closest('.control').dataset.key") == key
    at_desk.page.locator("#reset-all").click()
    assert at_desk.value(EXECUTOR) == 2
    assert set(at_desk.query()) == {"scenario", "lang"}
    at_desk.figures()
    at_desk.until(lambda: next(iter(at_desk.answers().values())) == next(iter(before.values())), "figures differ")


def test_a_variant_is_where_he_may_start_from(at_desk: Planner) -> None:
    at_desk.open(f"scenario={COMMISSION}").figures()
    presets = at_desk.page.locator(".presets a")
    assert presets.count() == 4
    presets.nth(2).click()
    at_desk.page.wait_for_url("**variant=daily**")
    assert at_desk.page.locator(".presets a[aria-current]").inner_text() == "a sitting every day"
    assert improved(at_desk.figures())
    at_desk.more(EXECUTOR)
    at_desk.figures()
    assert at_desk.query()["variant"] == "daily"
    at_desk.page.locator(".scenarios a:not([aria-current])").click()
    at_desk.page.wait_for_url(f"**{AID}**")
    at_desk.figures()


def test_a_link_gives_somebody_else_the_same_and_neither_disturbs_the_other(browser: Any, server: SimServe) -> None:
    with planner(browser, server.address) as one, planner(browser, server.address) as other:
        one.open(f"scenario={AID}").figures()
        one.more(EXECUTOR)
        seen = one.final_figures()
        other.page.goto(one.link())
        assert other.value(EXECUTOR) == 3
        assert other.final_figures() == seen
        other.slide(other.keys("arrivals")[0], 1.25)
        assert other.figures() != seen
        assert one.answers() == seen
        assert one.query() == {"scenario": AID, EXECUTOR: "3", "lang": "en"}


def test_what_he_set_becomes_a_file_that_says_the_same(at_desk: Planner, server: SimServe, tmp_path: Path) -> None:
    at_desk.open(CHANGED).figures()
    with at_desk.page.expect_download() as expected:
        at_desk.page.locator("#download").click()
    expected.value.save_as(taken := tmp_path / "taken.yaml")
    at_desk.page.locator("#name").fill("three_executors")
    at_desk.page.locator("#save").click()
    at_desk.until(lambda: "three_executors.yaml" in at_desk.page.locator("#saved").inner_text(), "nothing is saved")
    (beside := server.folder / "taken.yaml").write_text(taken.read_text(encoding="utf-8"), encoding="utf-8")
    for file in (beside, server.folder / "three_executors.yaml"):
        assert "extends: small.yaml" in file.read_text(encoding="utf-8")
        study = sim.load_scenario(file)
        assert study.scenario.offices["department"].staff["executor"].count == 3
        assert study.scenario.replications == 10
    at_desk.page.locator("#save").click()
    at_desk.until(lambda: "choose another name" in at_desk.fault(), "a file was written twice")
    assert at_desk.figures()


@pytest.mark.parametrize("name", ["../outside", "a/b", "", "con?"])
def test_a_name_that_leads_elsewhere_is_not_even_sent(at_desk: Planner, server: SimServe, name: str) -> None:
    at_desk.open(CHANGED)
    files = set(server.folder.rglob("*"))
    at_desk.page.locator("#name").fill(name)
    at_desk.page.locator("#save").click()
    assert at_desk.page.locator("#name:invalid").count() == 1
    assert set(server.folder.rglob("*")) == files


def test_a_staffing_is_found_with_progress_and_tried_with_one_click(at_desk: Planner) -> None:
    at_desk.open(f"scenario={AID}&{EXECUTOR}=5").figures()
    at_desk.page.locator("#share").fill("80")
    at_desk.page.locator("#find-staffing").click()
    work = at_desk.page.locator("#work")
    at_desk.until(lambda: work.locator("progress").count(), "no progress is shown")
    assert at_desk.page.locator("#find-staffing").is_disabled()
    at_desk.more(EXECUTOR)  # figures come while it is searched
    assert at_desk.figures()
    at_desk.until(lambda: work.locator("a[href*='/result/']").count(), "nothing was found")
    assert work.locator(".found li").count() >= 1
    work.locator("a[href*='scenario=']").click()
    at_desk.until(lambda: at_desk.value(EXECUTOR) < 5, "what was found is not set")
    assert at_desk.figures()


def test_a_search_can_be_stopped(at_desk: Planner) -> None:
    at_desk.open(f"scenario={AID}").figures()
    at_desk.page.locator("#find-staffing").click()
    at_desk.page.locator("#work [data-stop]").click()
    at_desk.until(lambda: not at_desk.page.locator("#work [data-stop]").count(), "it goes on")
    assert at_desk.page.locator("#find-staffing").is_enabled()


@pytest.mark.parametrize("what", ["alternative", "comparison"])
def test_a_report_holds_what_he_set(at_desk: Planner, what: str) -> None:
    at_desk.open(CHANGED).figures()
    at_desk.page.locator(f"#report-{what}").click()
    link = at_desk.page.locator("#work a[href*='/result/']").first
    link.wait_for()
    report = at_desk.page.request.get(at_desk.address.rstrip("/") + urlsplit(link.get_attribute("href")).path)
    assert report.ok
    assert "executor=3" in report.text()
    assert " to " in report.text()


def test_a_month_is_played_and_wound_to_any_moment(at_desk: Planner) -> None:
    at_desk.open(CHANGED).figures()
    replay = at_desk.page.locator("#replay")
    replay.locator(".replay-load").click()
    slider, clock = replay.locator(".replay-slider"), replay.locator(".replay-time")
    slider.wait_for()
    start = clock.inner_text()
    replay.locator(".replay-play").click()
    at_desk.until(lambda: clock.inner_text() != start, "time stands still")
    replay.locator(".replay-play").click()
    most = int(slider.get_attribute("max"))
    moments = []
    for share in (0.2, 0.5, 0.8):
        slider.evaluate(
            "(it, at) => { it.value = String(at); it.dispatchEvent(new Event('input', {bubbles: true})); }",
            share * most,
        )
        moments.append((clock.inner_text(), replay.locator(".replay-totals tbody").inner_text()))
    assert all(earlier != later for earlier, later in itertools.pairwise(moments))


@pytest.mark.parametrize(
    ("query", "word"),
    [
        (f"scenario={AID}&{EXECUTOR}=100000", "100000"),
        (f"scenario={AID}&{EXECUTOR}=many", "many"),
        (f"scenario={AID}&posts.nobody=3", "posts.nobody"),
        (f"scenario={COMMISSION}&variant=never", "never"),
        ("scenario=../../etc/passwd", "passwd"),
    ],
)
def test_a_wrong_link_is_told_in_words_and_the_page_works(at_desk: Planner, query: str, word: str) -> None:
    at_desk.open(query)
    assert word in at_desk.fault()
    at_desk.more(EXECUTOR)
    assert at_desk.figures()
    assert at_desk.fault() == ""


def test_the_page_goes_on_where_the_server_was_killed_and_came_back(browser: Any, server: SimServe) -> None:
    with planner(browser, server.address) as somebody:
        somebody.open(CHANGED).figures()
        somebody.page.locator("#find-staffing").click()
        somebody.page.locator("#work [data-stop]").wait_for()
        port = server.port
        server.kill()
        somebody.page.locator("#lost").wait_for()
        assert "begin it again" in somebody.page.locator("#work").inner_text()
        somebody.page.locator("#find-staffing").click()
        assert somebody.page.locator("#find-staffing").is_enabled(), "nothing that was not begun keeps the button away"
        key = somebody.keys("arrivals")[0]
        somebody.slide(key, 1.3)
        server.start(port)
        somebody.page.locator("#lost").wait_for(state="hidden")
        answers = somebody.figures()
        assert (somebody.value(EXECUTOR), somebody.value(key)) == (3, 1.3)
        assert any(shown.before != shown.after for shown in answers.values())
