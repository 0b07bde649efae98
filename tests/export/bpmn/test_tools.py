"""The linter of bpmn.io finds nothing, and its viewer opens all routes without a warning and with all texts in their places."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.export.bpmn.files import route_as_bpmn
from tests.export.bpmn.documents import REGULATIONS, documents_of
from tests.export.bpmn.own_regulation import TEXT, own_regulation
from tests.from_npm import NO_TOOLS, TOOLS

LINTER = TOOLS / "bpmnlint/bin/bpmnlint.js"
VIEWER = TOOLS / "bpmn-js/dist/bpmn-viewer.production.min.js"
NODE, CHROMIUM = shutil.which("node"), shutil.which("chromium")
needs_linter = pytest.mark.skipif(not LINTER.is_file() or NODE is None, reason=NO_TOOLS)
needs_viewer = pytest.mark.skipif(
    not VIEWER.is_file() or CHROMIUM is None,
    reason=f"there is no chromium, or {NO_TOOLS}",
)
LETTER = 8
"""How far a text may reach over what was worked out for it, on machines with other fonts than the widths are of [px]."""


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    rules = folder / ".bpmnlintrc"
    rules.write_text(json.dumps({"extends": "bpmnlint:recommended"}))
    command = [
        str(NODE),
        str(LINTER),
        "--max-warnings=0",
        "--config",
        str(rules),
        *map(str, sorted(folder.glob("*.bpmn"))),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=TOOLS)


@needs_linter
def test_the_linter_finds_no_error_and_no_warning(tmp_path: Path) -> None:
    for name in REGULATIONS:
        for what, content in documents_of(name).items():
            (tmp_path / f"{name} {what}.bpmn").write_bytes(content)
    regulation = own_regulation(tmp_path)
    for channel in regulation.routes:
        (tmp_path / f"{channel}.bpmn").write_bytes(route_as_bpmn(regulation, channel))
    answer = lint(tmp_path)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@needs_linter
def test_the_linter_would_find_a_process_without_an_end(tmp_path: Path) -> None:
    content = route_as_bpmn(own_regulation(tmp_path), "portal")
    (tmp_path / "broken.bpmn").write_bytes(content.replace(b"bpmn:endEvent", b"bpmn:task"))
    assert "end-event-required" in lint(tmp_path).stdout


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    """The viewer in a browser; what the page asks for beyond its own files, and what it complains of, ends the test."""
    from playwright.sync_api import sync_playwright

    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1600, "height": 900})
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: request.url.startswith(("file:", "data:")) or complaints.append(request.url))
        page.goto(Path(__file__).with_name("viewer.html").as_uri())
        yield page
        browser.close()
    assert not complaints


@needs_viewer
@pytest.mark.parametrize("name", REGULATIONS)
def test_the_viewer_opens_all_routes_and_texts_fit(name: str, page: Any) -> None:
    for what, content in documents_of(name).items():
        answer = page.evaluate("open_diagram", content.decode())
        assert answer["warnings"] == [], what
        texts_fit(answer["shapes"], what)


@needs_viewer
@pytest.mark.parametrize("channel", ["provider", "portal"])
def test_the_viewer_shows_texts_of_users_as_texts(tmp_path: Path, channel: Any, page: Any) -> None:
    bad = "<script>document.title = 'ran'</script> <b id='bold'>&amp;"
    regulation = own_regulation(tmp_path, TEXT.replace("action: decides", f'action: "{bad}"'))
    answer = page.evaluate("open_diagram", route_as_bpmn(regulation, channel).decode())
    assert answer["warnings"] == []
    assert "ran" not in page.title()
    assert page.query_selector("#bold") is None
    assert "document.title" in page.inner_text("#canvas")


def texts_fit(shapes: list[dict[str, Any]], what: str) -> None:
    """Texts in tasks stay inside, names of lanes take two lines at most, and what stands beside an event lies over no task."""
    tasks = [shape for shape in shapes if shape["type"].endswith("Task")]
    for task in tasks:
        assert task["text"] is not None
        assert task["text"]["height"] <= task["height"], f"{what}: {task['id']}"
        assert task["text"]["width"] <= task["width"], f"{what}: {task['id']}"
    for lane in shapes:
        if lane["type"] == "bpmn:Lane":
            assert lane["text"] is not None
            assert lane["lines"] <= 2, f"{what}: {lane['id']}"
            assert lane["text"]["height"] <= lane["height"], f"{what}: {lane['id']}"
    for label in shapes:
        if label["isLabel"] and label["text"]:
            for task in tasks:
                assert not overlap(label["text"], task["box"]), f"{what}: {label['id']} lies over {task['id']}"


def overlap(one: dict[str, float], other: dict[str, float]) -> bool:
    apart = (
        one["x"] + one["width"] <= other["x"] + LETTER,
        other["x"] + other["width"] <= one["x"] + LETTER,
        one["y"] + one["height"] <= other["y"] + LETTER,
        other["y"] + other["height"] <= one["y"] + LETTER,
    )
    return not any(apart)
