"""A planner before the page: what he does and sees, in words of the page and not of its markup."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.from_npm import TOOLS
from tests.web.sim_serve import PATIENCE

DESKTOP = {"width": 1280, "height": 900}
TELEPHONE = {"width": 390, "height": 844}
AXE = TOOLS / "axe-core/axe.min.js"
_GONE = ("WebSocket connection to", "ERR_CONNECTION_REFUSED")
"""What Chromium itself says of a server that is gone."""


@dataclass(frozen=True)
class Shown:
    """A figure of both cases as the page shows it."""

    before: str
    after: str
    difference: str

    @property
    def width(self) -> float:
        """How wide the interval of the changed case is, in its own unit."""
        found = re.search(r"\((?:от )?([\d.,]+)\s*(?:to|до|…)\s*([\d.,]+)\)", self.after)
        assert found, self.after
        return _number(found[2]) - _number(found[1])


@dataclass
class Planner:
    """A page that somebody has open."""

    page: Any
    address: str
    said: list[str] = field(default_factory=list)
    """What the console complained of, and what was asked of any other place."""

    def __post_init__(self) -> None:
        own = urlsplit(self.address).netloc
        self.page.set_default_timeout(1000 * PATIENCE)
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on("request", lambda asked: urlsplit(asked.url).netloc == own or self.said.append(asked.url))

    def _listen(self, message: Any) -> None:
        if message.type in ("error", "warning") and not any(gone in message.text for gone in _GONE):
            self.said.append(message.text)

    def open(self, query: str = "") -> Planner:
        self.page.goto(self.address + (f"?{query}" if query else ""))
        return self

    # ---- what he sees

    def until(self, holds: Callable[[], Any], what: str) -> Any:
        """Wait until something holds, and give what it gave."""
        end = time.monotonic() + PATIENCE
        while not (found := holds()):
            assert time.monotonic() < end, f"{what}\n{self.page.locator('main').inner_text()}"
            self.page.wait_for_timeout(20)
        return found

    def figures(self, replications: int = 10) -> dict[str, Shown]:
        """The answers in time by route, of so many replications at least."""
        self.until(lambda: self.replications() >= replications, f"there are no {replications} replications")
        return self.answers()

    def replications(self) -> int:
        """Of what stands on the page; 0 while that is of an earlier choice."""
        script = """() => {
          const done = document.querySelector("#status progress");
          return document.querySelector(".results[aria-busy='false']") && done ? done.value : 0;
        }"""
        return int(self.page.evaluate(script))

    def is_done(self) -> bool:
        """Whether the figures get no surer."""
        script = "() => { const it = document.querySelector('#status progress'); return it !== null && it.value === it.max; }"
        return self.replications() > 0 and self.page.evaluate(script)

    def final_figures(self) -> dict[str, Shown]:
        self.until(self.is_done, "the figures are not done")
        return self.answers()

    def answers(self) -> dict[str, Shown]:
        """The answers in time by route as they stand there now."""
        script = """() => [...document.querySelectorAll("#answers tbody tr")].map((row) => [
          row.querySelector("th").firstChild.textContent.trim(), row.querySelector(".of-before").innerText,
          row.querySelector(".of-after").innerText, row.querySelector("td.n:nth-of-type(3)").innerText])"""
        return {route: Shown(*map(_plain, texts)) for route, *texts in self.page.evaluate(script)}

    def value(self, key: str) -> float:
        return float(self.control(key).input_value())

    def control(self, key: str) -> Any:
        return self.page.locator(f'.control[data-key="{key}"] input')

    def keys(self, kind: str) -> list[str]:
        """The keys of all controls that begin so."""
        script = "(kind) => [...document.querySelectorAll('.control')].map((one) => one.dataset.key).filter((key) => key.startsWith(kind))"
        return list(self.page.evaluate(script, kind))

    def query(self) -> dict[str, str]:
        """What the address bar says."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.page.url).query).items()}

    def link(self) -> str:
        return str(self.page.locator("#link").input_value())

    def fault(self) -> str:
        """What stands there as a fault, where one does."""
        place = self.page.locator("#fault")
        return str(place.inner_text()) if place.is_visible() else ""

    def texts(self) -> str:
        """The page as it is now, as HTML, everything that can be unfolded included."""
        return str(self.page.content())

    # ---- what he does

    def more(self, key: str) -> None:
        self.page.locator(f'.control[data-key="{key}"] .more').click()

    def slide(self, key: str, value: float) -> None:
        """Move a slider as a mouse does: some places on the way, then the last."""
        script = """([input, values]) => {
          for (const value of values) { input.value = String(value); input.dispatchEvent(new Event("input", {bubbles: true})); }
          input.dispatchEvent(new Event("change", {bubbles: true}));
        }"""
        one = self.control(key)
        self.page.evaluate(script, [one.element_handle(), [(self.value(key) + value) / 2, value]])

    def unfold(self) -> None:
        self.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")

    # ---- what is wrong with the page

    def violations(self) -> list[str]:
        """Serious and critical faults that axe-core finds in the page as it is now."""
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        script = """async () => (await axe.run(document, {runOnly: {type: "tag", values: [
            "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}, resultTypes: ["violations"]})).violations
          .map((one) => [one.impact, one.id, one.help, ...one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200))])"""
        return [" | ".join(found) for found in self.page.evaluate(script) if found[0] in ("serious", "critical")]

    def too_wide(self) -> list[str]:
        """What sticks out of the window, everything unfolded; empty where nothing has to be scrolled aside."""
        script = """() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          return [...document.querySelectorAll("main *")].filter((one) => one.getBoundingClientRect().right > width + 1)
            .slice(0, 5).map((one) => one.outerHTML.slice(0, 150));
        }"""
        return list(self.page.evaluate(script))


@contextmanager
def planner(browser: Any, address: str, **settings: Any) -> Iterator[Planner]:
    """Somebody with a browser of his own; whatever the console complained of by the end is a fault."""
    context = browser.new_context(**{"viewport": DESKTOP, "locale": "en-GB", **settings})
    try:
        somebody = Planner(context.new_page(), address)
        yield somebody
        assert somebody.said == []
    finally:
        context.close()


def _plain(text: str) -> str:
    return " ".join(text.split())


def _number(text: str) -> float:
    return float(re.sub(r"[^\d.,-]", "", text.replace("−", "-")).replace(",", "."))
