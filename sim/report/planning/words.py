"""Values of chosen measures in words, what is measured and varied by its name, and targets."""

from __future__ import annotations

from collections.abc import Sequence

from sim.measure.chosen import ChosenMeasure
from sim.measure.in_words import channel_name, count, number, share, step_in_words
from sim.measure.intervals import Estimate
from sim.measure.measures import MEASURES
from sim.planning.staffing.targets import Target
from sim.report.paths_in_words import path_in_words
from sim.report.people_names import people_title
from sim.study.study import Study
from sim.translations.in_use import ORIGINAL, language, localized_signs, of_hundred, translated


def measure_text(chosen: ChosenMeasure, value: Estimate, *, interval: bool = True) -> str:
    """A value of a measure as it is shown, with its interval: `93.9 % (92.3 to 95.1)`, `12.4 (10.1 to 15.0)`."""
    if chosen.unit == "share":
        return share(value, interval=interval)
    return number(value, 1, interval=interval) if chosen.shown_unit else count(value, interval=interval)


def measure_title(study: Study, chosen: ChosenMeasure, *, short: bool = False) -> str:
    """What a measure is called, without its unit: `utilisation, head of the provider`; `short`: in English as files name its place."""
    name = MEASURES[chosen.figure].shown_name
    if not chosen.place:
        return name
    if short and language() == ORIGINAL:
        return chosen.label
    return translated("{measure}, {place}", measure=name, place=_place(study, chosen))


def _place(study: Study, chosen: ChosenMeasure) -> str:
    """Where a measure is taken: a service, a route, a step of it, people, or a stream."""
    lang = language()
    if chosen.table == "streams":
        return path_in_words(study, f"arrivals.{chosen.place}", lang)
    if chosen.table in ("pools", "halls"):
        office, _, role = chosen.place.rpartition(".")
        return people_title(study, chosen.kind[0] if chosen.kind else office, role, lang)
    service, *way = chosen.place.split("/")
    known = study.regulations.get(service)
    words = [service.replace("_", " ") if known is None or lang == ORIGINAL else known.title.text(lang)]
    if way:
        words = [*(words if len(study.regulations) > 1 or lang == ORIGINAL else []), channel_name(way[0])]
    if lang == ORIGINAL:
        words = ["/".join(words)]
    if len(way) > 1:
        role = path_in_words(study, f"services.{service}.routes.{way[0]}.steps.{way[1]}", lang).rpartition(": ")[2]
        words.append(step_in_words(way[1], role))
    return ", ".join(words)


def measure_heading(study: Study, chosen: ChosenMeasure, *, unit: bool = True, short: bool = False) -> str:
    """A measure as the heading of a column, with its unit in square brackets unless the cells have it."""
    shown = chosen.shown_unit if unit and chosen.unit != "share" else ""
    title = measure_title(study, chosen, short=short)
    return f"{title} [{shown}]" if shown else title


def with_unit(chosen: ChosenMeasure, text: str) -> str:
    """A value in a sentence, with its unit: `12.4 (10.1 to 15.0) working hours`; shares have theirs."""
    if not chosen.shown_unit or chosen.unit == "share":
        return text
    return translated("{number} {unit}", number=text, unit=chosen.shown_unit)


def measure_in_sentence(study: Study, chosen: ChosenMeasure) -> str:
    """A measure as the subject of a sentence: `the share in time`, `the number of citizens with a late answer`."""
    title = measure_title(study, chosen)
    if chosen.shown_unit:
        return translated("the {measure}", measure=title)
    return translated("the number of {measure}", measure=title)


def target_in_words(study: Study, target: Target, *, month: bool = True, short: bool = False) -> str:
    """A target in words: `share in time, social aid/provider at least 95 %, every month`; `month`: with that it is of every month.

    `short`: in English as files name its place.
    """
    value = localized_signs(f"{target.value * target.measure.scale:.10g}")
    unit = target.measure.shown_unit
    amount = of_hundred(value) if unit == "%" else f"{value} {unit}".rstrip()
    asked = {"measure": measure_title(study, target.measure, short=short), "amount": amount}
    if not (target.every_month and month):
        if target.at_least:
            return translated("{measure} at least {amount}", **asked)
        return translated("{measure} at most {amount}", **asked)
    if target.at_least:
        return translated("{measure} at least {amount}, every month", **asked)
    return translated("{measure} at most {amount}, every month", **asked)


def number_title(study: Study, name: str) -> str:
    """A number that is varied, or several at once, in the words of the regulations; the name of an assumption as it is."""
    first, *others = name.split("+")
    text = path_in_words(study, first, language()) if "." in first else first.replace("_", " ")
    return translated("{name} and others", name=text) if others else text


def short_names(names: Sequence[str]) -> tuple[str, ...]:
    """Paths without the words that stand in every path of their kind, such as `department.executor`, unless two are then alike."""
    short = [_telling(name.split("+")[0].split(".")) for name in names]
    if len(set(short)) < len(short):
        short = [name.split("+")[0] for name in names]
    return tuple(
        translated("{name} and others", name=text) if "+" in name else text
        for text, name in zip(short, names, strict=True)
    )


def _telling(parts: list[str]) -> str:
    """A path without the section in which it stands, and without what its place tells."""
    told = [part for part in parts[1:] if part not in ("staff", "routes", "steps")]
    return ".".join(told[:-1] if len(told) > 2 and told[-1] == "count" else told) or parts[0]


def changed_texts(changed: Sequence[str]) -> tuple[str, ...]:
    """What was changed of a scenario beforehand, in a sentence; nothing where nothing was. Each change comes in words."""
    return (translated("Changed against the scenario: {changes}.", changes="; ".join(changed)),) if changed else ()
