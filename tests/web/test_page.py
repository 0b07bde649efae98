"""The page as a browser first gets it: everything named, nothing that its policy would refuse, names of scenarios as text."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sim.shipped import shipped_scenarios
from sim.translations.in_use import LANGUAGES
from sim.web.choice import Choice, read_choice
from sim.web.served import ServedScenario, controls_of
from sim.web.views.page import render_page_of
from sim.web.views.static_files import build, static_files
from tests.web.served import shipped, written

HOSTILE = "</script><img src=x onerror=alert(1)>"
VOID = {"meta", "link", "input", "br"}


class Page(HTMLParser):
    """The elements of a page with their attributes, and faults of its structure."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.faults: list[str] = []
        self.unlabelled: list[dict[str, str | None]] = []
        """The inputs that have no name but that of a label elsewhere."""
        self._open: list[str] = []
        self.feed(text)
        self.faults += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "input" and "label" not in self._open and "aria-label" not in dict(attrs):
            self.unlabelled.append(dict(attrs))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}>")

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def every() -> tuple[ServedScenario, ...]:
    return shipped(*shipped_scenarios())


def pages(every: tuple[ServedScenario, ...], lang: str) -> list[tuple[ServedScenario, Choice, Page]]:
    choices = [(served, Choice(served.key, variant, ())) for served in every for variant in served.cases]
    return [(one, choice, Page(render_page_of(one, every, choice, lang))) for one, choice in choices]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_scenario_and_variant_has_a_sound_page(every: tuple[ServedScenario, ...], lang: str) -> None:
    for served, choice, page in pages(every, lang):
        assert page.faults == [], served.key
        ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
        assert len(ids) == len(set(ids))
        labelled = {attributes["for"] for attributes in page.all("label") if "for" in attributes}
        assert {attributes.get("id") for attributes in page.unlabelled} == labelled
        keys = [attributes["data-key"] for attributes in page.all("div") if "data-key" in attributes]
        assert keys == [control.key for kind in _kinds(served, choice, lang) for control in kind]
        for _, attributes in page.elements:
            assert not any(name == "style" or name.startswith("on") for name in attributes), attributes
            assert not re.match(
                r"(?i)\s*(javascript|data|https?):", attributes.get("href") or attributes.get("src") or ""
            )


def _kinds(served: ServedScenario, choice: Choice, lang: str) -> list[list[object]]:
    """Controls in the order of the page: by kind, then by the groups as they first come."""
    controls, _ = controls_of(served, choice.variant, lang)
    kinds = []
    for kind in ("posts", "arrivals", "sittings", "agenda", "work", "hold"):
        of_kind = [control for control in controls if control.kind == kind]
        groups = list(dict.fromkeys(control.group for control in of_kind))
        kinds.append([control for group in groups for control in of_kind if control.group == group])
    return kinds


def test_a_page_shows_the_values_of_its_link(every: tuple[ServedScenario, ...]) -> None:
    served = next(one for one in every if one.key == "west_kazakhstan_social_aid")
    choice = read_choice(
        "scenario=west_kazakhstan_social_aid&posts.department.executor=4&arrivals.at_the_akims=1.5", every
    )
    page = Page(render_page_of(served, every, choice, "en"))
    values = {}
    key: str | None = None
    for tag, attributes in page.elements:
        key = attributes.get("data-key", key)
        if tag == "input" and key is not None:
            values.setdefault(key, attributes.get("value"))
    assert values["posts.department.executor"] == "4"
    assert values["arrivals.at_the_akims"] == "1.5"
    assert values["posts.department.head"] == "1"


def test_names_of_a_scenario_are_text(tmp_path: Path) -> None:
    served = written(
        tmp_path,
        "extends: west_kazakhstan_social_aid\n"
        f"scenario: {{en: {json.dumps(HOSTILE)}}}\n"
        f"description: {{en: {json.dumps(HOSTILE)}}}\n"
        f"offices: {{department: {{title: {{en: {json.dumps(HOSTILE)}}}}}}}\n"
        f"variants: {{other: {{title: {{en: {json.dumps(HOSTILE)}}}, changes: {{seed: 5}}}},\n"
        f"  third: {{title: {{en: {json.dumps(HOSTILE)}}}, changes: {{target: 90 %}}}}}}\n",
    )
    text = render_page_of(served, (served,), Choice(served.key, None, ()), "en", fault=HOSTILE)
    assert HOSTILE not in text
    assert "<img" not in text
    assert text.count("&lt;img src=x onerror=alert(1)&gt;") >= 5


def test_what_the_browser_loads_is_named_and_marked(every: tuple[ServedScenario, ...]) -> None:
    files = static_files()
    assert {"page.js", "style.css", "icon.svg"} <= set(files)
    assert "replay" in files["page.js"].content.decode()
    page = Page(render_page_of(every[0], every, Choice(every[0].key, None, ()), "kk"))
    loaded = {attributes["src"] for attributes in page.all("script") if "src" in attributes}
    loaded |= {attributes["href"] for attributes in page.all("link")}
    assert {str(one).removeprefix("/static/").partition("?")[0] for one in loaded} <= set(files)
    assert sum(str(one).endswith(f"?{build()}") for one in loaded) == 2
    assert not re.search(rb"@import|url\((?!#)|https?:", files["style.css"].content)


def test_scenarios_of_one_title_are_told_apart(tmp_path: Path) -> None:
    every = (
        *shipped("west_kazakhstan_social_aid"),
        written(tmp_path, "extends: west_kazakhstan_social_aid\n", "ours.yaml"),
    )
    text = render_page_of(every[1], every, Choice(every[1].key, None, ()), "en")
    assert "bodies (ours)</a>" in text
    assert "bodies (west_kazakhstan_social_aid)</a>" in text
