"""The page of a run as a reader has it: in Chromium, on a telephone, on paper, in three languages."""

from __future__ import annotations

import io
import itertools
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.experiment.results import Results
from sim.export.results import summary
from sim.report.run.contents import run_contents
from sim.report.run.page import render_page
from sim.translations.in_use import LANGUAGES, in_language
from tests.charts import charts_drawn

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine to open pages with")
MOST_SHEETS = 8


@pytest.fixture(scope="module")
def results() -> Results:
    return sim.run(sim.load_scenario("west_kazakhstan_social_aid", changes=["replications=10"]))


@pytest.fixture(scope="module")
def pages(results: Results, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page in each language, as a file."""
    folder = tmp_path_factory.mktemp("pages")
    for lang in LANGUAGES:
        with in_language(lang), charts_drawn():
            (folder / f"{lang}.html").write_text(render_page(run_contents(results, lang=lang)), encoding="utf-8")
    return {lang: folder / f"{lang}.html" for lang in LANGUAGES}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture(params=LANGUAGES)
def telephone(request: pytest.FixtureRequest, browser: Any, pages: dict[str, Path]) -> Iterator[Any]:
    """The page on a telephone; `said` is what the console says and what is asked of any other place."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    page = context.new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("request", lambda asked: page.said.append(asked.url))
    page.lang = request.param
    page.goto(pages[request.param].as_uri())
    yield page
    context.close()


def unfolded(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")


def test_a_telephone_shows_all_without_scrolling_aside_or_asking_elsewhere(
    telephone: Any, pages: dict[str, Path]
) -> None:
    width = "document.documentElement.scrollWidth"
    assert telephone.evaluate(width) == 390
    unfolded(telephone)
    assert telephone.evaluate(width) == 390
    assert telephone.said == [pages[telephone.lang].as_uri()]


def test_headings_landmarks_and_alternatives_are_there(telephone: Any) -> None:
    assert telephone.evaluate("document.documentElement.lang") == telephone.lang
    levels = telephone.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(one => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))
    for landmark in ("header", "main#content", "nav[aria-label]", "a.skip[href='#content']"):
        assert telephone.locator(landmark).count() == 1, landmark
    pictures = "[...document.querySelectorAll('figure.plot svg')].map(one => one.getAttribute('aria-label'))"
    alternatives = telephone.evaluate(pictures)
    assert len(alternatives) >= 8
    assert all(text and len(text) > 20 for text in alternatives), alternatives
    assert telephone.locator("th:not([scope])").count() == 0
    doubled = "(() => { const ids = [...document.querySelectorAll('[id]')].map(one => one.id); return ids.length - new Set(ids).size; })()"
    assert telephone.evaluate(doubled) == 0


def test_the_contents_lead_to_chapters_which_unfold(telephone: Any) -> None:
    for link in telephone.locator("nav.toc a").all():
        link.click()
        chapter = telephone.locator(link.get_attribute("href"))
        assert chapter.get_attribute("open") is not None
        assert chapter.locator("summary h2").inner_text() == link.inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(browser: Any, pages: dict[str, Path], scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(pages["en"].as_uri())
    unfolded(page)
    worst = page.evaluate(CONTRASTS)
    context.close()
    assert worst[0] >= 4.5, worst


CONTRASTS = """() => {
  const linear = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const ground = (at) => {
    for (; at; at = at.parentElement) {
      const colour = parts(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return matchMedia("(prefers-color-scheme: dark)").matches ? [16, 22, 29] : [255, 255, 255];
  };
  let worst = [21, ""];
  for (const one of document.querySelectorAll("h1,h2,h3,p,td,th,dt,dd,a,summary,li,small,button,figcaption,span")) {
    if (!one.innerText?.trim() || !one.offsetParent || one.closest(".skip")) continue;
    const [a, b] = [luminance(parts(getComputedStyle(one).color)), luminance(ground(one))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < worst[0]) worst = [ratio, one.outerHTML.slice(0, 120)];
  }
  return worst;
}"""


def shown_number(text: str) -> tuple[float, float]:
    """A number as it is shown, and half of its last digit."""
    number = re.sub(r"[^\d.]", "", text)
    _, _, decimals = number.partition(".")
    return float(number), 0.5 * 10.0 ** -len(decimals)


def test_the_first_figures_are_those_of_the_summary(results: Results, browser: Any, pages: dict[str, Path]) -> None:
    page = browser.new_page()
    page.goto(pages["en"].as_uri())
    cards = page.locator(".card").all()
    routes = summary(results)["routes"]
    assert len(cards) == len(routes)
    for card, route in zip(cards, routes, strict=True):
        late, in_time, day = card.locator(".value").all_inner_texts()
        for text, value in ((late, route["late"]["mean"]), (in_time, 100 * route["in_time"]["mean"])):
            shown, half = shown_number(text)
            assert abs(shown - value) <= half + 1e-9
        assert float(day.rstrip("*")) >= route["p95_days"]["mean"] > float(day.rstrip("*")) - 1
    page.close()


def without_space(text: str) -> str:
    return re.sub(r"[\s\u00ad\u200b]+", "", text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_paper_holds_every_cell_on_few_sheets(browser: Any, pages: dict[str, Path], lang: str) -> None:
    from pypdf import PdfReader

    page = browser.new_page()
    page.goto(pages[lang].as_uri())
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    cells = page.evaluate(
        "[...document.querySelectorAll('td, th, .note, .card dd, .advice p')].map(one => one.textContent)"
    )
    page.close()
    assert len(printed.pages) <= MOST_SHEETS
    text = without_space("".join(sheet.extract_text() for sheet in printed.pages))
    missing = [cell for cell in cells if without_space(cell) not in text]
    assert len(cells) > 300
    assert missing == []


def test_paper_needs_no_script(browser: Any, pages: dict[str, Path]) -> None:
    from pypdf import PdfReader

    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(pages["en"].as_uri())
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    context.close()
    text = without_space("".join(sheet.extract_text() for sheet in printed.pages))
    assert without_space("5.2 Random sampling") in text
