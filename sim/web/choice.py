"""What a planner has chosen on the page, as the query of its link: a scenario, a variant, and the numbers that he has changed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode

from sim.errors import Fault, InputError, did_you_mean
from sim.quantities import shown
from sim.translations.in_use import LANGUAGES, language, localized_number, translated
from sim.visible_text import visible_line
from sim.web.cases import ScenarioCase
from sim.web.controls.control import Control
from sim.web.controls.words import value_in_words
from sim.web.served import MOST_SERVED_APPLICATIONS, ServedCase, ServedScenario, controls_of

LONGEST_QUERY = 32_000
"""Signs of a query at most; a scenario with nine services and everything changed needs half of that."""
_MOST_PARTS = 1_000
_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?", re.ASCII)
_MOST_COMPARED = 3
"""Unknown names that are compared with all that there are."""
_ALMOST = 1e-6
_NAMED = ("scenario", "variant", "lang")
"""Parts of a query that are no controls; the language is not part of the choice."""


@dataclass(frozen=True)
class Choice:
    """The state of a page."""

    scenario: str
    """Key of the scenario on this server."""
    variant: str | None = None
    """Short name of the variant; None for the scenario itself."""
    values: tuple[tuple[str, float], ...] = ()
    """By key of the control the values that differ from what is stated, in the order of the controls."""


def read_choice(query: str | Mapping[str, str], served: Sequence[ServedScenario]) -> Choice:
    """Read what a browser sends, as a query or as its parts by name; without a scenario the first one that is served.

    Raises InputError in words, with everything that is wrong: a query that is too long or cannot be read, unknown names, names
    that come twice, values that are no numbers, out of range or between the steps, and more applications than a page simulates.
    """
    parts = _parts(query)
    faults = [_fault(translated("{key} is given twice", key=shown(key)), "") for key in _twice(parts)]
    asked = dict(parts)
    lang = asked.get("lang", LANGUAGES[0])
    if lang not in LANGUAGES:
        faults.append(_unknown(translated("there is no language {name}", name=shown(lang)), lang, LANGUAGES))
    keys = [one.key for one in served]
    key = asked.get("scenario", keys[0])
    if key not in keys:
        unknown = _unknown(translated("there is no scenario {name} here", name=shown(key)), key, keys)
        raise InputError([*faults, unknown])
    scenario = served[keys.index(key)]
    variant = asked.get("variant") or None
    if variant not in scenario.cases:
        raise InputError([*faults, _no_variant(scenario, str(variant))])
    case = scenario.cases[variant]
    controls = {control.key: control for control in controls_of(scenario, variant, language())[0]}
    faults += _unknown_controls([name for name in asked if name not in (*_NAMED, *controls)], [*controls])
    values: dict[str, float] = {}
    for name, text in asked.items():
        if name not in controls:
            continue
        value = _value(text, controls[name])
        if isinstance(value, Fault):
            faults.append(value)
        elif value != controls[name].stated:
            values[name] = value
    faults += _too_many(case, values)
    if faults:
        raise InputError(faults)
    return Choice(key, variant, tuple((name, values[name]) for name in case.adjustable if name in values))


def choice_query(choice: Choice) -> str:
    """The query of a choice, without `?`: the same for the same choice, and read again it is that choice."""
    parts = [("scenario", choice.scenario)]
    parts += [("variant", choice.variant)] if choice.variant is not None else []
    parts += [(key, f"{value:.6f}".rstrip("0").rstrip(".")) for key, value in choice.values]
    return urlencode(parts, quote_via=quote)


def choice_cases(choice: Choice, served: Sequence[ServedScenario]) -> tuple[ScenarioCase, ScenarioCase]:
    """The scenario itself, and what was chosen; both are equal where nothing was changed."""
    scenario = scenario_of(choice, served)
    adjustable = scenario.cases[choice.variant].adjustable
    settings = tuple(setting for key, value in choice.values for setting in adjustable[key].settings(value))
    variants = () if choice.variant is None else (choice.variant,)
    return scenario.base, ScenarioCase(scenario.path, variants, settings)


def scenario_of(choice: Choice, served: Sequence[ServedScenario]) -> ServedScenario:
    """The scenario of a choice."""
    return next(one for one in served if one.key == choice.scenario)


def _parts(query: str | Mapping[str, str]) -> list[tuple[str, str]]:
    """The names and texts of a query; raises InputError for what is no query."""
    if not isinstance(query, str):
        parts = [(str(key), str(text)) for key, text in query.items()]
        size = sum(len(key) + len(text) for key, text in parts)
    else:
        parts, size = [], len(query)
    if size > LONGEST_QUERY:
        message = translated("the link has {count} signs, which is too long", count=localized_number(size))
        raise InputError(
            [_fault(message, translated("at most {most} are possible", most=localized_number(LONGEST_QUERY)))]
        )
    if isinstance(query, str) and query.removeprefix("?"):
        try:
            query.encode()
            parts = parse_qsl(
                query.removeprefix("?"),
                keep_blank_values=True,
                strict_parsing=True,
                errors="strict",
                max_num_fields=_MOST_PARTS,
            )
        except ValueError:  # too many parts, one without '=', or no UTF-8
            message = translated("the link cannot be read")
            raise InputError([_fault(message, translated("open the page anew, and change it there"))]) from None
    return parts


def _twice(parts: Sequence[tuple[str, str]]) -> list[str]:
    seen: dict[str, int] = {}
    for key, _ in parts:
        seen[key] = seen.get(key, 0) + 1
    return [key for key, count in seen.items() if count > 1]


def _value(text: str, control: Control) -> float | Fault:
    """A value of a control as it is written in a query."""
    if _NUMBER.fullmatch(text) is None:
        return _of_control(
            control, translated("{given} is no number", given=shown(text)), translated("write one such as 3 or 1.5")
        )
    value = float(text)
    if not control.least - _ALMOST <= value <= control.most + _ALMOST:
        message = translated("{given} is out of range", given=value_in_words(control, value))
        return _of_control(control, message, _range(control))
    steps = math.floor((value - control.least) / control.step + 0.5)
    nearest = round(control.least + steps * control.step, 6)
    if abs(nearest - value) > _ALMOST:
        message = translated("{given} lies between two steps", given=value_in_words(control, value))
        return _of_control(control, message, translated("take {value}", value=value_in_words(control, nearest)))
    return nearest


def _range(control: Control) -> str:
    low, high = (value_in_words(control, end) for end in (control.least, control.most))
    return translated("from {low} to {high} is possible", low=low, high=high)


def _too_many(case: ServedCase, values: Mapping[str, float]) -> Iterator[Fault]:
    """More applications than a page simulates, of all streams together."""
    times = {
        case.adjustable[key].where[0]: value for key, value in values.items() if case.adjustable[key].kind == "arrivals"
    }
    total = sum(count * times.get(stream, 1.0) for stream, count in case.applications.items())
    if times and total > MOST_SERVED_APPLICATIONS:
        message = translated(
            "{total} applications could be in one replication, and a page simulates at most {most}, so that nobody has to wait",
            total=localized_number(total),
            most=localized_number(MOST_SERVED_APPLICATIONS),
        )
        yield _fault(message, translated("raise fewer arrivals, or raise them less"))


def _no_variant(scenario: ServedScenario, variant: str) -> Fault:
    for other in scenario.left_out:
        if other.name == variant:
            return _fault(
                translated(
                    "the variant {name} is not offered: {reason}", name=shown(variant), reason=other.reason(language())
                ),
                "",
            )
    names = [name for name, _ in scenario.variants]
    return _unknown(translated("the scenario has no variant {variant}", variant=shown(variant)), variant, names)


def _unknown_controls(names: Sequence[str], known: Sequence[str]) -> Iterator[Fault]:
    """The faults of controls that there are not; what the first ones may have meant is looked for, which takes a while."""
    for i, name in enumerate(names):
        message = translated("there is nothing called {name} to change", name=shown(name))
        yield _unknown(message, name, known) if i < _MOST_COMPARED else _fault(message, "")


def _unknown(message: str, name: str, known: Sequence[str]) -> Fault:
    """The fault of an unknown name; a very long one is not compared with what there is."""
    return _fault(message, did_you_mean(name[:100], known) if known else translated("it has none"))


def _of_control(control: Control, message: str, repair: str) -> Fault:
    return _fault(
        translated("{group}, {label}: {message}", group=control.group, label=control.label, message=message), repair
    )


def _fault(message: str, repair: str) -> Fault:
    return Fault("-", 0, 0, visible_line(message), visible_line(repair))
