"""The page as a browser first gets it: what may be changed, with the values of a choice, and places for what comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sim.measure.digits import plain
from sim.translations.in_use import LANGUAGES, counted, in_language, marked, of_hundred, translated
from sim.web.choice import Choice, choice_query
from sim.web.controls.control import Control, ControlKind
from sim.web.served import ServedScenario, controls_of
from sim.web.views.static_files import build
from sim.web.views.templates import fragment

_LANGUAGE_NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
_SAMPLES = (1, 2, 5)
"""Numbers that stand for the plural forms of every language in use."""
_KINDS: dict[ControlKind, str] = {
    "posts": marked("People"),
    "arrivals": marked("Applications"),
    "sittings": marked("Sittings a week"),
    "agenda": marked("Files on an agenda at most"),
    "work": marked("Work of a step"),
    "hold": marked("Time that files lie with a step besides its work"),
}
"""What the parts of the settings are called, in the order of the page."""
_OPEN: tuple[ControlKind, ...] = ("posts", "arrivals")
"""The parts that are unfolded at first."""
_SHARE = 95
"""Share of answers in time that a search for a staffing is offered where the scenario has no target [%]."""


@dataclass(frozen=True)
class _Row:
    """A control with its value on the page."""

    key: str
    label: str
    unit: str
    stated: str
    stated_text: str
    value: str
    value_text: str
    least: str
    most: str
    step: str
    percent: bool
    stepper: bool


@dataclass(frozen=True)
class _Group:
    """Controls that stand together."""

    title: str
    controls: tuple[_Row, ...]


@dataclass(frozen=True)
class _Part:
    """Controls of one kind."""

    kind: ControlKind
    title: str
    note: str
    open: bool
    groups: tuple[_Group, ...]


@dataclass(frozen=True)
class _Link:
    """An address of the page with another choice."""

    query: str
    title: str
    current: bool
    reason: str = ""


def render_page_of(
    served: ServedScenario, every: Sequence[ServedScenario], choice: Choice, lang: str, fault: str | None = None
) -> str:
    """The page of a scenario in a language (`kk`, `ru` or `en`), with the values of a choice.

    `every` are all scenarios of the server; `fault` is why a link was not followed, in words.
    """
    with in_language(lang):
        controls, not_offered = controls_of(served, choice.variant, lang)
        scenario = served.cases[choice.variant].study.scenario
        query = f"{choice_query(choice)}&lang={lang}"
        return fragment(
            "page.html.jinja",
            lang=lang,
            build=build(),
            title=served.title(lang),
            question=served.description(lang),
            languages=[
                {"lang": one, "name": _LANGUAGE_NAMES[one], "query": f"{choice_query(choice)}&lang={one}"}
                for one in LANGUAGES
            ],
            scenarios=tuple(_scenarios(served, every, lang)),
            presets=tuple(_presets(served, choice, lang)),
            control_parts=tuple(_parts(controls, dict(choice.values))),
            not_offered=not_offered,
            share=plain_number(100 * (scenario.target or _SHARE / 100)),
            name=f"{served.key}_what_if"[:60],
            query=query,
            texts=_texts_of_script(served, choice, lang),
            fault=fault,
        )


def plain_number(value: float) -> str:
    """A number as the attributes of an input have it, whatever the language is: `3`, `0.25`."""
    return f"{round(value, 9):g}"


def _query(served: ServedScenario, variant: str | None, lang: str) -> str:
    return f"{choice_query(Choice(served.key, variant, ()))}&lang={lang}"


def _scenarios(served: ServedScenario, every: Sequence[ServedScenario], lang: str) -> Iterator[_Link]:
    """The scenarios of the server; those of one title are told apart by their short names."""
    titles = [one.title(lang) for one in every]
    for one, title in zip(every, titles, strict=True):
        named = title if titles.count(title) == 1 else f"{title} ({one.key})"
        yield _Link(_query(one, None, lang), named, one.key == served.key)


def _presets(served: ServedScenario, choice: Choice, lang: str) -> Iterator[_Link]:
    """The scenario as it is, and each of its variants."""
    yield _Link(_query(served, None, lang), translated("as it is"), choice.variant is None)
    for name, title in served.variants:
        yield _Link(_query(served, name, lang), title.text(lang), choice.variant == name)
    for left_out in served.left_out:
        yield _Link("", left_out.title.text(lang), False, left_out.reason(lang))


def _parts(controls: Sequence[Control], values: dict[str, float]) -> Iterator[_Part]:
    for kind, title in _KINDS.items():
        groups: dict[str, list[_Row]] = {}
        of_kind = [control for control in controls if control.kind == kind]
        for control in of_kind:
            groups.setdefault(control.group, []).append(_row(control, values.get(control.key, control.stated)))
        if groups:
            opened = kind in _OPEN or any(control.key in values for control in of_kind)
            named = translated(title)
            parts = tuple(_Group("" if name == named else name, tuple(rows)) for name, rows in groups.items())
            yield _Part(kind, named, _note(kind), opened, parts)


def _note(kind: ControlKind) -> str:
    """What has to be known of a kind of settings."""
    if kind == "work":
        return translated("Per cent of what the scenario states; the shape of the durations stays.")
    if kind == "hold":
        return translated(
            "Papers and answers that are awaited while nobody works on the file; per cent of what the scenario states."
        )
    if kind == "arrivals":
        return translated("Per cent of what the scenario states.")
    return ""


def _row(control: Control, value: float) -> _Row:
    return _Row(
        control.key,
        control.label,
        control.unit,
        plain_number(control.stated),
        _shown(control, control.stated),
        plain_number(value),
        _shown(control, value),
        plain_number(control.least),
        plain_number(control.most),
        plain_number(control.step),
        control.percent,
        stepper=not control.percent,
    )


def _shown(control: Control, value: float) -> str:
    if control.percent:
        return of_hundred(plain(100 * value, 0))
    return plain(value, 0 if float(value).is_integer() else 2)


def _texts_of_script(served: ServedScenario, choice: Choice, lang: str) -> dict[str, Any]:
    """The words that the page's script needs in the language in use; `{number}` and the like are its to fill in."""
    return {
        "scenario": served.key,
        "variant": choice.variant or "",
        "percent": of_hundred("{number}"),
        "range": translated("Possible is {least} to {most}.", least="{least}", most="{most}"),
        "lost": translated("The server does not answer; try again when it is back."),
        "cut": translated("The connection broke, and with it ended what was under way here; begin it again."),
        "copied": translated("Copied"),
        "here": translated("{count} changed", count="{count}"),
        "none": _nothing_changed(served, choice, lang),
        "changed": {
            str(n): counted("{count} setting is changed.", "{count} settings are changed.", n, count="{count}")
            for n in _SAMPLES
        },
    }


def _nothing_changed(served: ServedScenario, choice: Choice, lang: str) -> str:
    """What stands where no setting is changed; a preset is a change itself."""
    title = next((title.text(lang) for name, title in served.variants if name == choice.variant), None)
    if title is None:
        return translated("Nothing is changed.")
    return translated("Nothing is changed beside what you started from: {preset}.", preset=title)
