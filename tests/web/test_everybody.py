"""The page for everybody: with a keyboard alone, on a telephone, heard instead of seen, in the dark, in three languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sim.translations.in_use import LANGUAGES
from tests.from_npm import NO_TOOLS
from tests.translation.pseudo import texts_of_page, untranslated
from tests.web.planner import AXE, TELEPHONE, Planner, planner
from tests.web.sim_serve import SimServe
from tests.web.test_journeys import AID, CHANGED, COMMISSION, EXECUTOR, NAMES

needs_axe = pytest.mark.skipif(not AXE.is_file(), reason=NO_TOOLS)
REACHED = """() => {
  const it = document.activeElement, style = getComputedStyle(it);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  all = [...document.querySelectorAll("a[href], button, input, select, summary")];
  return {at: all.indexOf(it), ring: ring || style.boxShadow !== "none", what: it.outerHTML.slice(0, 120)};
}"""
REACHABLE = """() => [...document.querySelectorAll("a[href], button, input, select, summary")].map((it, at) => ({it, at}))
  .filter(({it}) => it.checkVisibility({visibilityProperty: true}) && !it.disabled && it.tabIndex >= 0)
  .map(({it, at}) => [at, it.outerHTML.slice(0, 120)])"""


@pytest.fixture(scope="module")
def pages(browser: Any, server: SimServe) -> Iterator[dict[str, Planner]]:
    """The page in each language, with a change and figures; tests that change more leave it so that others find the same."""
    with (
        planner(browser, server.address) as en,
        planner(browser, server.address, viewport=TELEPHONE) as ru,
        planner(browser, server.address, viewport=TELEPHONE) as kk,
    ):
        for lang, one in (("en", en), ("ru", ru), ("kk", kk)):
            one.open(f"{CHANGED}&lang={lang}").figures()
        yield {"en": en, "ru": ru, "kk": kk}


@pytest.fixture(scope="module")
def busy_pages(pages: dict[str, Planner]) -> dict[str, Planner]:
    """The pages with a month opened, and one, since that takes long, with a report."""
    pages["kk"].page.locator("#report-alternative").click()
    for one in pages.values():
        one.unfold()
        one.page.locator(".replay-load").click()
    for one in pages.values():
        one.page.locator(".replay-slider").wait_for()
    pages["kk"].page.locator("#work a[href*='/result/']").first.wait_for()
    return pages


@needs_axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "telephone"])
def test_nothing_bars_whoever_hears_or_hardly_sees_the_page(
    busy_pages: dict[str, Planner], scheme: Any, size: str
) -> None:
    one = busy_pages["en" if size == "desktop" else "kk"]
    one.page.emulate_media(color_scheme=scheme)
    assert one.violations() == []


@needs_axe
def test_nothing_bars_them_before_the_first_figures(browser: Any, server: SimServe) -> None:
    with planner(browser, server.address) as somebody:
        somebody.page.route_web_socket("**/socket", lambda socket: None)  # nobody answers
        somebody.open(f"scenario={COMMISSION}")
        assert somebody.page.locator(".waiting").count() >= 4
        assert somebody.violations() == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_telephone_shows_all_without_scrolling_aside(busy_pages: dict[str, Planner], lang: str) -> None:
    one = busy_pages[lang]
    before = one.page.viewport_size
    for width in (390, 320):
        one.page.set_viewport_size({"width": width, "height": 844})
        assert one.too_wide() == []
    one.page.set_viewport_size(before)


@pytest.mark.parametrize("lang", ["ru", "kk"])
def test_no_word_is_left_untranslated(busy_pages: dict[str, Planner], lang: str) -> None:
    one = busy_pages[lang]
    assert not untranslated(texts_of_page(one.texts()), allowed=NAMES)


@pytest.mark.parametrize("lang", ["ru", "kk"])
def test_no_word_of_a_fault_is_left_untranslated(browser: Any, server: SimServe, lang: str) -> None:
    with planner(browser, server.address) as somebody:
        somebody.open(f"scenario={AID}&{EXECUTOR}=1000&lang={lang}")
        assert "1000" in somebody.fault().replace("\u00a0", "")
        assert not untranslated(texts_of_page(somebody.texts()), allowed=(*NAMES, "executor", "department", "posts"))


def test_tab_leads_through_all_controls_in_their_order_and_is_seen(pages: dict[str, Planner]) -> None:
    page = pages["en"].page
    wanted = dict(page.evaluate(REACHABLE))
    page.evaluate("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")
    page.keyboard.press("Tab")
    found = [page.evaluate(REACHED)]
    while len(found) <= len(wanted) + 20:
        page.keyboard.press("Tab")
        at = page.evaluate(REACHED)
        if at["at"] < 0 or at["at"] == found[0]["at"]:
            break
        found.append(at)
    missed = [what for at, what in wanted.items() if at not in {one["at"] for one in found}]
    assert missed == []
    assert [one["what"] for one in found if not one["ring"]] == []
    order = [one["at"] for one in found]
    assert order == sorted(order)


def test_keys_change_values_and_the_focus_stays_while_figures_come(browser: Any, server: SimServe) -> None:
    with planner(browser, server.address) as somebody:
        somebody.open(f"scenario={AID}").figures()
        keyboard, key = somebody.page.keyboard, somebody.keys("arrivals")[0]
        somebody.control(EXECUTOR).focus()
        keyboard.press("ArrowUp")
        assert somebody.value(EXECUTOR) == 3
        keyboard.press("Tab")  # to the button behind it
        keyboard.press("Enter")
        assert somebody.value(EXECUTOR) == 4
        somebody.control(key).focus()
        for _ in range(3):
            keyboard.press("ArrowRight")
        assert somebody.value(key) > 1
        somebody.figures(20)
        assert somebody.page.evaluate("document.activeElement.closest('.control')?.dataset.key") == key
        summary = somebody.page.locator("#queues summary").first
        summary.focus()
        keyboard.press("Enter")
        somebody.slide(key, 0.8)
        somebody.figures(20)
        assert somebody.page.evaluate("document.activeElement.closest('#queues') !== null")
        assert somebody.page.evaluate("document.querySelector('#queues details').open")
