"""A browser and a server for all tests of one module: starting them takes longer than most tests do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.sim_serve import SimServe, sim_serve

CHROMIUM = shutil.which("chromium")
SCENARIOS = ("west_kazakhstan_social_aid", "commission_weekly_vs_daily")


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
    """`sim serve` with two shipped scenarios; that it complained of nothing is asked at its end."""
    with sim_serve(tmp_path_factory.mktemp("served"), *SCENARIOS) as running:
        yield running
        assert running.end() == 0
        assert not [line for line in running.told if "Traceback" in line or "Error" in line], running.told
