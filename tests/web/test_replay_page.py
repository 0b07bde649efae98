"""The drawing in a browser shows of every moment what the log says, for eyes, ears and fingers."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from sim.experiment.replications import replicate
from sim.model.model import build_model
from sim.quantities import DAY, HOUR
from sim.study.loading import load_scenario
from sim.web.replay.month import replay_of
from sim.web.replay.replay import Replay
from sim.web.replay.stretches import What
from tests.translation.pseudo import in_signs, texts_of_page, untranslated
from tests.web.replay_page import ADDRESS, page_of, serve_replay

CHROMIUM = shutil.which("chromium")
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine to open pages with")
FEWER = ("offices.department.staff.executor=1",)
_COLUMN = {What.work: 1, What.way: 1, What.set_aside: 2, What.hold: 2}
"""Where a file is counted, the others as waiting."""
_WATCH = """
window.drawn = []; window.frames = 0; window.shown = [];
const write = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
  if (this.canvas.classList.contains("replay-desks")) window.drawn.push(text);
  return write.call(this, text, ...place);
};
const clear = CanvasRenderingContext2D.prototype.clearRect;
CanvasRenderingContext2D.prototype.clearRect = function (...place) {
  if (this.canvas.classList.contains("replay-desks")) window.drawn = [];
  return clear.call(this, ...place);
};
const ask = window.requestAnimationFrame;
window.requestAnimationFrame = (step) => { window.frames += 1; return ask(step); };
"""
"""Keeps what is written into the drawing, and how often the page asks to draw."""


@pytest.fixture(scope="module")
def replays() -> dict[str, Replay]:
    changes = {"base": (), "alternative": FEWER}
    studies = {which: load_scenario("west_kazakhstan_social_aid", changes=some) for which, some in changes.items()}
    return {which: replay_of(*replicate(build_model(study), 1), "2018-09") for which, study in studies.items()}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


class Opened:
    """A page with the replay, opened."""

    def __init__(self, browser: Any, lang: str, answers: dict[str, Any], **context: Any) -> None:
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **context})
        self.context.add_init_script(_WATCH)
        self.complaints: list[str] = []
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        serve_replay(self.context, lang, answers)
        self.page.goto(ADDRESS)

    def show(self) -> Any:
        """The page with a month on it."""
        self.page.locator(".replay-load").click()
        self.page.locator(".replay-desks").wait_for()
        return self.page

    def set(self, second: int) -> None:
        """Move the slider."""
        move = "(one, second) => { one.value = second; one.dispatchEvent(new Event('input')); }"
        self.page.locator(".replay-slider").evaluate(move, second)


@pytest.fixture
def opened(browser: Any) -> Iterator[Any]:
    """Opens pages, which may complain of nothing."""
    pages: list[Opened] = []

    def opening(lang: str, answers: dict[str, Any], **context: Any) -> Opened:
        pages.append(Opened(browser, lang, answers, **context))
        return pages[-1]

    yield opening
    for one in pages:
        one.context.close()
    assert [text for one in pages for text in one.complaints] == []


def as_json(replays: dict[str, Replay], lang: str) -> dict[str, Any]:
    return {which: replay.as_json(lang) for which, replay in replays.items()}


def counts_of(replay: Replay, second: int, lang: str) -> dict[tuple[str, str], list[int]]:
    """By office and desk: files that wait, are in work, are put aside; and those past the deadline."""
    found: dict[tuple[str, str], list[int]] = {}
    titles = replay.titles[lang]
    first = 0
    for i, (begin, count) in enumerate(zip(replay.files.begin.tolist(), replay.files.stretches.tolist(), strict=True)):
        at = begin
        for k in range(first, first + count):
            desk = replay.desks.index(replay.places[replay.place[k]].key)
            numbers = found.setdefault((titles.kinds[desk] or "Outside the offices", titles.desks[desk]), [0] * 4)
            if at <= second < at + replay.lasts[k]:
                numbers[_COLUMN.get(What(replay.what[k]), 0)] += 1
                numbers[3] += int(replay.files.late_after[i] < second)
            at += int(replay.lasts[k])
        first += count
    return found


def table_of(page: Any) -> dict[tuple[str, str], list[list[int]]]:
    """By office and desk the numbers of each case."""
    found, office = {}, ""
    for cells in page.locator(".replay-table tbody tr").evaluate_all(
        "rows => rows.map(r => [...r.cells].map(c => c.textContent))"
    ):
        if len(cells) == 1:
            office = cells[0]
        elif cells[0] != "all together":
            found[office, cells[0]] = [
                list(numbers) for numbers in zip(*(map(int, c.split(" → ")) for c in cells[1:]), strict=True)
            ]
    return found


@needs_browser
def test_drawing_and_table_show_what_is_at_every_desk(opened: Any, replays: dict[str, Replay]) -> None:
    of = opened("en", as_json(replays, "en"), reduced_motion="reduce")
    page = of.show()
    for second in (
        0,
        3 * DAY + 10 * HOUR,
        10 * DAY + 16 * HOUR + 125,
        19 * DAY + 3 * HOUR,
        27 * DAY + 11 * HOUR,
        30 * DAY - 1,
    ):
        of.set(second)
        at = int(page.locator(".replay-slider").input_value())
        both = [counts_of(replays[which], at, "en") for which in ("base", "alternative")]
        table = table_of(page)
        assert set(table) == set(both[0]) | set(both[1])
        assert table == {key: [one.get(key, [0] * 4) for one in both] for key in table}
        numbers = [text for text in page.evaluate("window.drawn") if re.fullmatch(r"\+?\d+", text)]
        expected = []
        for cases in table.values():
            for waiting, work, aside, _ in cases:
                expected += [str(waiting), str(work), *([f"+{aside}"] if aside else [])]
        assert numbers == expected
        for k, which in enumerate(("base", "alternative")):
            files = replays[which].files
            rows = page.locator(".replay-totals tbody tr").evaluate_all(
                f"rows => rows.map(r => Number(r.cells[{k + 1}].textContent))"
            )
            expected_totals = [
                int(((one >= 0) & (one <= at) & (one < replays[which].length)).sum())
                for one in (files.received, files.ready)
            ]
            assert rows[:2] == expected_totals
            assert rows[2] == int(((files.late_after >= 0) & (files.late_after < at)).sum())
            assert rows[3] == sum(sum(numbers[:3]) for numbers in both[k].values())


@needs_browser
def test_it_stands_still_until_somebody_starts_it_and_says_its_time_in_words(
    opened: Any, replays: dict[str, Replay]
) -> None:
    from playwright.sync_api import expect

    of = opened("ru", as_json(replays, "ru"))
    page = of.page
    assert page.evaluate("window.sent") == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".replay-desks").wait_for()
    slider, play = page.locator(".replay-slider"), page.locator(".replay-play")
    expect(play).to_be_focused()
    expect(play).to_have_text("Пуск")
    valuetext = str(slider.get_attribute("aria-valuetext"))
    assert valuetext.startswith("3 сентября 2018")
    assert valuetext.endswith("(понедельник), 09:00")
    slider.press("ArrowRight")
    expect(page.locator(".replay-time")).to_contain_text("09:10")
    before = page.locator(".replay-told").inner_text()
    assert before.startswith("3 сентября")
    play.press("Space")
    expect(play).to_have_text("Пауза")
    expect(page.locator(".replay-time")).to_contain_text("11:", timeout=10_000)
    assert page.locator(".replay-told").inner_text() == before  # nobody is told anything while it plays
    play.press("Enter")
    expect(play).to_have_text("Пуск")
    told = page.locator(".replay-told").inner_text()
    assert told != before
    assert told.startswith(page.locator(".replay-time").inner_text())


@needs_browser
def test_nights_and_days_of_rest_are_skipped_or_shown_as_closed(opened: Any, replays: dict[str, Replay]) -> None:
    from playwright.sync_api import expect

    of = opened("en", as_json(replays, "en"))
    page = of.show()
    watch = """one => new MutationObserver(() => window.shown.push(one.getAttribute("aria-valuetext"))).observe(one, { attributes: true, attributeFilter: ["aria-valuetext"] })"""
    page.locator(".replay-slider").evaluate(watch)
    page.locator(".replay-speed").select_option("28800")
    for skip, begin in ((True, 6 * DAY + 17 * HOUR), (False, 8 * DAY + 12 * HOUR)):  # a Friday afternoon, a Sunday
        page.locator(".replay-skip").set_checked(skip)
        of.set(begin)
        page.evaluate("window.shown = []")
        page.locator(".replay-play").click()
        expect(page.locator(".replay-time")).to_contain_text("Monday 10 September", timeout=15_000)
        page.locator(".replay-play").click()
        shown = page.evaluate("window.shown")
        assert any("closed" in text or "rest" in text for text in shown) is not skip
        assert any("Sunday" in text for text in shown) is not skip


@needs_browser
def test_dots_glide_unless_that_is_not_wanted(opened: Any, replays: dict[str, Replay]) -> None:
    frames = {}
    for motion in ("reduce", "no-preference"):
        of = opened("en", as_json(replays, "en"), reduced_motion=motion)
        page = of.show()
        page.evaluate("window.frames = 0")
        of.set(9 * DAY + 10 * HOUR)
        page.locator(".replay-table caption", has_text="Monday 10 September 2018, 10:00").wait_for()
        frames[motion] = page.evaluate("window.frames")
    assert frames["reduce"] == 0
    assert frames["no-preference"] > 0


@needs_browser
def test_what_changes_is_asked_for_anew_and_faults_are_told(opened: Any, replays: dict[str, Replay]) -> None:
    from playwright.sync_api import expect

    answers = as_json(replays, "en")
    of = opened("en", {**answers, "alternative": {"fault": "there is no such thing <b>"}})
    of.page.locator(".replay-load").click()
    expect(of.page.locator(".replay-status")).to_have_text("there is no such thing <b>")
    expect(of.page.locator(".replay-load")).to_be_enabled()
    expect(of.page.locator(".replay-desks")).to_be_hidden()
    of = opened("en", {**answers, "alternative": answers["base"]})
    page = of.show()
    expect(page.locator(".replay-note")).to_have_text("Nothing is changed: both cases are the same.")
    assert page.evaluate("window.sent.map(one => [one.kind, one.which, one.month])") == [
        ["replay", "base", ""],
        ["replay", "alternative", ""],
    ]
    before = page.locator(".replay-time").inner_text()
    page.evaluate("window.replay.changed(); window.replay.changed()")
    until = "new Promise((over) => setInterval(() => window.sent.length > 2 && over(window.sent.slice(2)), 20))"
    assert page.evaluate(until) == [{"kind": "replay", "which": "alternative", "month": "2018-09"}]
    expect(page.locator("#replay")).not_to_have_attribute("aria-busy", "true")
    assert page.locator(".replay-time").inner_text() == before
    page.locator(".replay-month").select_option("2018-11")
    assert page.evaluate("window.sent.slice(3).map(one => [one.which, one.month])") == [
        ["base", "2018-11"],
        ["alternative", "2018-11"],
    ]


@needs_browser
@pytest.mark.parametrize(("width", "lang"), [(390, "kk"), (390, "ru"), (1280, "kk")])
def test_it_fits_a_telephone_and_offices_alike_stand_together_or_one_by_one(
    opened: Any, replays: dict[str, Replay], width: int, lang: str
) -> None:
    of = opened(lang, as_json(replays, lang), viewport={"width": width, "height": 844})
    page = of.show()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    together = page.locator(".replay-table tbody tr").count()
    page.locator(".replay-apart").check()
    assert page.locator(".replay-table tbody tr").count() > together + 12
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_every_word_of_it_is_translated() -> None:
    with in_signs():
        page = page_of("ru")
    assert not untranslated(texts_of_page(page), allowed=("replay",))  # the title of the page around it
    words = json.loads(unescape(re.search(r"data-words='([^']*)'", page)[1]))  # type: ignore[index]
    assert not untranslated("\n".join(re.sub(r"\{\w+\}", "", text) for text in words.values()))
