"""A browser and a server for all tests of one module: starting them takes longer than most tests do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.sim_serve import SimServe, sim_serve

CHROMIUM = shutil.which("chromium")
SMALL = """\
extends: west_kazakhstan_social_aid
replications: 10
period: {start: 2018-07-02, warm_up_until: 2018-09-03, end: 2018-10-31}
"""
"""A scenario whose replications take a third of the time, and of whose searches and reports not many are simulated."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The machine's Chromium, without a screen; tests are skipped where there is none."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine to open pages with")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def server(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimServe]:
    """`sim serve` with a small scenario and a shipped one; that it complained of nothing is asked at its end."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "small.yaml").write_text(SMALL, encoding="utf-8")
    with sim_serve(folder, "small.yaml", "commission_weekly_vs_daily") as running:
        yield running
        assert running.end() == 0
        assert not [line for line in running.told if "Traceback" in line or "Error" in line], running.told
