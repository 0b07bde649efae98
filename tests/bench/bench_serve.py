"""The page of `sim serve` as a planner has it: how long he waits for figures, alone and among others, and the memory of it all.

In Chromium: from the move of a slider until the first figures that it changes are about to be painted, until all figures are there
and until they get no surer; from opening the page to figures. Then many sessions at the same time, each with a slider that is
dragged, looked at and dragged again: one in the browser, the others as sockets, which take no processor time for drawing;
`--browsers` opens a page for each of them instead. Run: make bench, or
python tests/bench/bench_serve.py [--moves 60] [--sessions 20] [--seconds 20] [--browsers]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

sys.path.insert(0, str(Path(__file__).parents[2]))

from peers import machine

from tests.web.sim_serve import SimServe, sim_serve

SCENARIO = "west_kazakhstan_social_aid"
PACKAGES = ("starlette", "uvicorn", "websockets", "numpy", "playwright")
MOST_FIRST, MOST_LATE, MOST_USABLE, MOST_AMONG_OTHERS, MOST_MEMORY = 0.3, 1.0, 2.0, 3.0, 1.5e9
"""Median and 95th percentile of the first figures, opening the page, 95th percentile of the first figures among others [s]; memory
[bytes]."""
WARM_UP, WATCHED = 5, 15
"""Moves before those that are measured; moves after which figures are waited for until they get no surer."""
DRAG, DRAG_SECONDS = 4, 0.08
"""A slider that is dragged comes by so many values, so far apart [s]; what is measured begins with the last one."""
LOOK_SECONDS = (1.0, 2.5)
"""So long a planner looks between two drags [s]."""
PATIENCE = 30.0
"""What takes longer counts as never shown [s]."""
LISTENING = """
  window.sent = []; window.got = [];
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (text) {
    const message = JSON.parse(text);
    if (!this.isHeard) {
      this.isHeard = true;
      this.addEventListener("message", (event) => {
        const came = JSON.parse(event.data);
        if (came.kind !== "figures") return;
        const one = {serial: came.serial, done: came.replications, wanted: came.wanted, whole: "queues" in came.parts};
        requestAnimationFrame(() => { one.at = performance.now(); window.got.push(one); });
      });
    }
    if (message.kind === "show") window.sent.push({serial: message.serial, at: performance.now()});
    return send.call(this, text);
  };
"""
"""Notes in a page what goes over its socket; an answer once what it changes is about to be painted."""
MOVING = """async ([key, values, pause, patience, until]) => {
  const input = document.querySelector(`.control[data-key="${key}"] input`);
  let begin = 0;
  for (const value of values) {
    if (begin) await new Promise((go) => setTimeout(go, pause));
    begin = performance.now();
    input.value = String(value);
    input.dispatchEvent(new Event("input", {bubbles: true}));
  }
  const holds = {first: () => true, whole: (one) => one.whole, done: (one) => one.done === one.wanted};
  const found = {};
  while (performance.now() - begin < patience) {
    await new Promise((go) => setTimeout(go, 2));
    const last = window.sent.at(-1);
    if (last.at < begin) continue;
    for (const name of Object.keys(holds)) {
      const one = window.got.find((one) => one.serial === last.serial && holds[name](one));
      if (one) { found[name] ??= (one.at - begin) / 1000; found.replications ??= one.done; }
    }
    if (until in found) break;
  }
  window.got.length = 0;
  return found;
}"""


@dataclass(frozen=True)
class Slider:
    """A control that is moved."""

    key: str
    values: tuple[float, ...]

    def drag(self, chance: random.Random) -> list[float]:
        """The values by which it comes."""
        begin = chance.randrange(len(self.values))
        return [self.values[(begin + at) % len(self.values)] for at in range(DRAG)]


# ---- pages in a browser


@contextmanager
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def opened(browser: Any, address: str) -> Any:
    """The page, opened by somebody new."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.add_init_script(LISTENING)
    page.goto(address)
    return page


def until(page: Any, script: str) -> Any:
    """The first true value of a script in a page."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := page.evaluate(script):
            return found
        time.sleep(0.01)
    raise AssertionError(f"never: {script}")


def sliders_of(page: Any) -> list[Slider]:
    """The controls of the page with their values but for the stated one."""
    script = """() => [...document.querySelectorAll(".control")].map((row) => {
      const it = row.querySelector("input");
      return [row.dataset.key, Number(it.min), Number(it.max), Number(it.step), Number(row.dataset.stated)];
    })"""
    found = []
    for key, least, most, step, stated in page.evaluate(script):
        values = [round(least + step * at, 6) for at in range(round((most - least) / step) + 1)]
        near = [value for value in values if value != stated and stated / 2 <= value <= 2 * stated]
        if len(near) >= DRAG:
            found.append(Slider(key, tuple(near)))
    return found


def usable(browser: Any, address: str) -> tuple[float, float]:
    """Since the address was asked for: when the script of the page has sent what is set, and when first figures are painted [s]."""
    page = opened(browser, address)
    try:
        first = until(page, "window.got.length ? window.got[0].at : 0")
        return page.evaluate("window.sent[0].at") / 1000, first / 1000
    finally:
        page.context.close()


def move(page: Any, slider: Slider, values: Sequence[float], wanted: str = "first") -> dict[str, float]:
    """Seconds until figures come behind the last of some values."""
    asked = [slider.key, list(values), 1000 * DRAG_SECONDS, 1000 * PATIENCE, wanted]
    found: dict[str, float] = page.evaluate(MOVING, asked)
    return found


# ---- many sessions


async def socket_session(address: str, sliders: Sequence[Slider], end: float, chance: random.Random) -> list[float]:
    """A session without a browser, which drags sliders until the end; seconds to the first figures behind each drag."""
    from websockets.asyncio.client import connect

    place = urlsplit(address).netloc
    waited = []
    async with connect(f"ws://{place}/socket", origin=f"http://{place}", max_size=None) as socket:  # type: ignore[arg-type]
        serial = 0
        while time.monotonic() < end:
            slider = chance.choice(sliders)
            for number, value in enumerate(slider.drag(chance)):
                if number:
                    await asyncio.sleep(DRAG_SECONDS)
                serial += 1
                begin = time.monotonic()
                query = urlencode({"scenario": SCENARIO, slider.key: f"{value:g}", "lang": "en"})
                await socket.send(json.dumps({"kind": "show", "serial": serial, "query": query}))
            try:
                async with asyncio.timeout(PATIENCE):
                    await _first_figures(socket, serial)
                waited.append(time.monotonic() - begin)
            except TimeoutError:
                waited.append(float("inf"))
            pause = time.monotonic() + chance.uniform(*LOOK_SECONDS)
            try:  # what comes meanwhile is read, as a page does
                async with asyncio.timeout_at(asyncio.get_running_loop().time() + pause - time.monotonic()):
                    while True:
                        await socket.recv()
            except TimeoutError:
                pass
    return waited


async def _first_figures(socket: Any, serial: int) -> None:
    while True:
        found = json.loads(await socket.recv())
        assert found["kind"] != "fault", found
        if found["kind"] == "figures" and found["serial"] == serial:
            return


def drags(page: Any, sliders: Sequence[Slider], end: float, chance: random.Random) -> list[float]:
    """The same in a page of a browser."""
    waited = []
    while time.monotonic() < end:
        slider = chance.choice(sliders)
        waited.append(move(page, slider, slider.drag(chance)).get("first", float("inf")))
        time.sleep(chance.uniform(*LOOK_SECONDS))
    return waited


def crowd(address: str, sliders: Sequence[Slider], sessions: int, end: float) -> list[float]:
    async def all_of_them() -> list[list[float]]:
        chances = (random.Random(number) for number in range(sessions))
        return await asyncio.gather(*(socket_session(address, sliders, end, chance) for chance in chances))

    return [seconds for waited in asyncio.run(all_of_them()) for seconds in waited]


def in_thread(function: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
    """Begin something in a thread of its own; what is given waits for its result."""
    results: list[Any] = []
    thread = threading.Thread(target=lambda: results.append(function(*arguments)))
    thread.start()

    def result() -> Any:
        thread.join()
        assert results, "a thread has failed"
        return results[0]

    return result


def browser_session(address: str, sliders: Sequence[Slider], end: float, number: int) -> list[float]:
    """A session in a browser of its own."""
    with chromium() as browser:
        return drags(opened(browser, address), sliders, end, random.Random(1000 + number))


def most_memory(server: SimServe, end: float) -> float:
    """The most memory that the processes of a server have at a time until some moment [bytes]."""
    most = 0.0
    while time.monotonic() < end:
        most = max(most, server.memory())
        time.sleep(0.5)
    return most


# ---- what is printed


def spread(name: str, seconds: Sequence[float], least: tuple[float, float] | None = None) -> None:
    """A row: how many, median, 95th percentile, worst; and what is asked for."""
    ordered = sorted(seconds)
    late = ordered[min(round(0.95 * len(ordered)), len(ordered) - 1)]
    wanted = "" if least is None else f"   asked for: {1000 * least[0]:.0f} and {1000 * least[1]:.0f} at most"
    print(
        f"{name:58}{len(ordered):6}{1000 * statistics.median(ordered):10.0f}{1000 * late:10.0f}{1000 * ordered[-1]:10.0f}{wanted}"
    )


def alone(server: SimServe, moves: int) -> list[Slider]:
    """One planner and his browser."""
    chance = random.Random(0)
    print(f"\n{'ms':58}{'n':>6}{'median':>10}{'95 %':>10}{'worst':>10}")
    with chromium() as browser:
        cold = usable(browser, server.address)
        spread("opening the page at once: controls answer", [cold[0]])
        spread("opening the page at once: first figures", [cold[1]], (MOST_USABLE, MOST_USABLE))
        controls, figures = zip(*(usable(browser, server.address) for _ in range(5)), strict=True)
        spread("opening it again: controls answer", controls)
        spread("opening it again: first figures", figures, (MOST_USABLE, MOST_USABLE))
        page = opened(browser, server.address)
        sliders = sliders_of(page)
        found = []
        for _ in range(WARM_UP + moves):
            slider = chance.choice(sliders)
            found.append(move(page, slider, [chance.choice(slider.values)]))
            time.sleep(chance.uniform(0.2, 1.2))
        measured = [one.get("first", PATIENCE) for one in found[WARM_UP:]]
        name = f"a slider is moved: first figures, {statistics.median(one['replications'] for one in found):g} replications"
        spread(name, measured, (MOST_FIRST, MOST_LATE))
        dragged = [move(page, slider, slider.drag(chance)) for slider in chance.choices(sliders, k=moves // 3)]
        spread(
            "a slider is dragged: first figures behind its last value", [one.get("first", PATIENCE) for one in dragged]
        )
        watched = [
            move(page, slider, [chance.choice(slider.values)], "done") for slider in chance.choices(sliders, k=WATCHED)
        ]
        spread("all tables of the first replications", [one.get("whole", PATIENCE) for one in watched])
        spread("all replications", [one.get("done", PATIENCE) for one in watched])
    return sliders


def among_others(server: SimServe, sliders: Sequence[Slider], sessions: int, seconds: float, browsers: bool) -> None:
    """Many planners at the same time."""
    pages = sessions if browsers else 1
    end = time.monotonic() + seconds + 3 * pages
    memory = in_thread(most_memory, server, end)
    in_browser = [in_thread(browser_session, server.address, sliders, end, number) for number in range(pages)]
    time.sleep(3 * pages)
    others = crowd(server.address, sliders, sessions - pages, end) if sessions > pages else []
    seen = [one for waited in in_browser for one in waited()]
    print(f"\n{sessions} sessions for {seconds:g} s, {pages} of them in a browser, the others as sockets")
    for name, waited in (("in a browser", seen), ("all", [*seen, *others])):
        spread(f"first figures behind the last value of a drag, {name}", waited, (MOST_AMONG_OTHERS, MOST_AMONG_OTHERS))
    print(
        f"memory of the server and its workers [PSS], at most: {memory() / 1e6:.0f} MB, of {MOST_MEMORY / 1e6:.0f} MB"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--moves", type=int, default=60)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--browsers", action="store_true")
    given = parser.parse_args()
    if shutil.which("chromium") is None:
        print("there is no Chromium on this machine to open the page with")
        return
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    print(f"{SCENARIO}; {machine()}; load {os.getloadavg()[0]:.1f}; Python {platform.python_version()}, {versions}")
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        with sim_serve(Path(folder), SCENARIO) as server:
            print(f"sim serve is ready after {time.perf_counter() - begin:.2f} s, {server.memory() / 1e6:.0f} MB")
            sliders = alone(server, given.moves)
            among_others(server, sliders, given.sessions, given.seconds, given.browsers)


if __name__ == "__main__":
    main()
