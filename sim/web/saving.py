"""A choice as a scenario file of its own: a small one that extends the scenario and says what differs."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.errors import Fault, InputError
from sim.files.whole import write_whole
from sim.quantities import shown
from sim.scenario.scenario import Scenario
from sim.schema.document import Translated
from sim.schema.overlay import lay_over
from sim.schema.setting_paths import REASON
from sim.schema.size_caps import MOST_FILES
from sim.schema.validation import validate
from sim.schema.written_yaml import written_yaml
from sim.schema.yaml_file import YAML_ENDINGS, Where, YamlFile
from sim.shipped import shipped_folder, shipped_scenarios
from sim.study.loading import Reader, find_scenario
from sim.study.new import comment_lines
from sim.translations.in_use import LANGUAGES, in_language, language, translated
from sim.visible_text import visible_line
from sim.web.cases import ScenarioCase
from sim.web.changed_numbers import changed_numbers
from sim.web.choice import Choice, choice_cases, scenario_of
from sim.web.difference import difference, parts_at
from sim.web.reading import CHANGED
from sim.web.served import ServedScenario

MOST_SAVED = 500
"""Scenario files in a folder to which a page may add one."""
LONGEST_SAVED_NAME = 60
"""Signs of the name of a saved scenario at most."""
_NAME = re.compile(r"[^\W_][\w-]*")
_NOT_OF_WINDOWS = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]", re.IGNORECASE)
_NO_NUMBERS = (
    "scenario", "extends", "variants", "undisturbed", "source", "assumption", "calendar", "regulation", "file",
)  # fmt: skip
_LONGEST_TITLE = 5_000


def scenario_diff(choice: Choice, served: Sequence[ServedScenario], lang: str, folder: Path | None) -> str:
    """A scenario file that says what a choice changes, as YAML; read again it is the very study of the choice.

    It is written for a folder, in which or below which the scenario lies; None: to be put beside the scenario. Its comments are in
    a language (`kk`, `ru` or `en`), its title is in all three. Raises InputError where it could not extend the scenario from there.
    """
    scenario = scenario_of(choice, served)
    _, alternative = choice_cases(choice, served)
    reader = Reader(scenario.path)
    _, below = reader.with_values((), ())
    study, above = reader.with_values(alternative.variants, alternative.settings)
    layers = {REASON, *(f"changed by variant {name}" for name in alternative.variants)}
    with in_language(lang):
        extended = _extended(scenario, below, folder)
        reason = translated(CHANGED)
        lines = [*_told(choice, scenario, lang), *_where_to(extended, folder)]
        comments = "\n".join(comment_lines("\n".join(lines)))
    differs = difference(below.data, above.data, layers.__contains__, reason)
    content: dict[str, Any] = {"extends": extended, "scenario": _title(choice, scenario)}
    if study.scenario.undisturbed is not None and study.scenario.undisturbed == choice.variant:
        differs["undisturbed"] = None  # what is left when the disturbance is gone needs none of its own
    if broken := [
        name for name in reader.variants if name != study.scenario.undisturbed and not _fits(reader, alternative, name)
    ]:
        differs["variants"] = dict.fromkeys(broken)
    home = find_scenario(scenario.path).parent if folder is None else folder
    content |= parts_at(differs, lambda where, text: _from(home, above, where, text))
    text = f"{comments}\n{written_yaml(content)}"
    _check(text, below, study.scenario)
    return text


def _check(text: str, below: YamlFile, wanted: Scenario) -> None:
    """Raise InputError if a file laid over the scenario does not give what was looked at: better no file than another one."""
    from sim.schema.parse_yaml import parse_yaml  # the parser takes a while to import

    file = lay_over(below, parse_yaml(text, "choice.yaml", Path("choice.yaml")), "", Scenario)
    found, _, _ = validate(Scenario, file)
    if found is None or _numbers(found) != _numbers(wanted):
        message = translated("what was changed cannot be written as a file that extends the scenario")
        raise InputError([_fault(message, translated("write the settings yourself, or take some of them back"))])


def _numbers(scenario: Scenario) -> Any:
    """What a scenario says, but its title, its variants, where its numbers come from and where its files lie."""

    def plain(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: plain(part) for key, part in value.items() if key not in _NO_NUMBERS}
        return [plain(part) for part in value] if isinstance(value, (list, tuple)) else value

    return plain(scenario.model_dump())


def _fits(reader: Reader, case: ScenarioCase, variant: str) -> bool:
    """Tell whether a variant of the scenario can be laid over a case; one that cannot would be a fault of the new file."""
    try:
        reader.with_values(case.variants, case.settings, (variant,))
    except InputError:
        return False
    return True


def save_scenario(choice: Choice, served: Sequence[ServedScenario], name: str, folder: Path) -> Path:
    """Write a choice as a new file of a folder, whole or not at all, with comments in the language in use.

    Raises InputError for a name that is no plain name or is taken, and where the folder has too many files.
    """
    if (fault := _name_fault(name)) is not None:
        raise InputError([fault])
    if sum(1 for path in folder.glob("*") if path.suffix in YAML_ENDINGS) >= MOST_SAVED:
        message = translated("the folder has {most} scenarios already", most=MOST_SAVED)
        raise InputError([Fault(name, 0, 0, message, translated("take some of them away"))])
    content = scenario_diff(choice, served, language(), folder)
    path = folder / f"{name}.yaml"
    write_whole(path, content, repair=translated("choose another name"), new=True)
    return path


def _name_fault(name: str) -> Fault | None:
    """What is wrong with a name under which a scenario shall be saved."""
    if len(name) > LONGEST_SAVED_NAME:
        message = translated("the name has {count} signs", count=len(name))
        return _fault(message, translated("at most {most} are possible", most=LONGEST_SAVED_NAME))
    if _NAME.fullmatch(name) is None:
        message = translated("{name} cannot be the name of a file here", name=shown(name))
        return _fault(message, translated("write letters, digits, '-' and '_' alone, a letter or a digit first"))
    if _NOT_OF_WINDOWS.fullmatch(name):
        message = translated("{name} is a device for some computers", name=shown(name))
        return _fault(message, translated("choose another name"))
    if name.lower() in shipped_scenarios():
        message = translated("a shipped scenario is called {name}", name=shown(name))
        return _fault(message, translated("choose another name"))
    return None


def _fault(message: str, repair: str) -> Fault:
    return Fault("-", 0, 0, visible_line(message), visible_line(repair))


def _extended(scenario: ServedScenario, file: YamlFile, folder: Path | None) -> str:
    """What stands behind `extends`: the name of a shipped scenario, or the path of the scenario from the folder."""
    path = Path(os.path.realpath(find_scenario(scenario.path)))
    if path.parent == Path(os.path.realpath(shipped_folder("scenarios"))):
        return path.stem
    if path.suffix not in YAML_ENDINGS:
        message = translated(
            "a scenario is extended by its file, whose name ends in '.yaml', and {name} does not", name=shown(path.name)
        )
        raise InputError([_fault(message, translated("rename it"))])
    if len(file.paths) >= MOST_FILES:
        message = translated("so many files extend each other")
        raise InputError([_fault(message, translated("at most {most} are possible", most=MOST_FILES))])
    if folder is None:
        return path.name
    home = Path(os.path.realpath(folder))
    if not path.is_relative_to(home):
        message = translated("the scenario does not lie in the folder in which it is saved, or below it")
        raise InputError([_fault(message, translated("download the file, and put it beside the scenario"))])
    return path.relative_to(home).as_posix()


def _from(home: Path, file: YamlFile, where: Where, text: str) -> str:
    """A text of a scenario; a file that is named beside the scenario is named as it is seen from another folder."""
    match where:
        case ("calendar",) | ("services", _, "regulation") | ("arrivals", _, "history", "file"):
            meant = file.folder(where) / text
            if Path(text).suffix and meant.is_file():
                return Path(os.path.relpath(os.path.realpath(meant), os.path.realpath(home))).as_posix()
    return text


def _title(choice: Choice, scenario: ServedScenario) -> dict[str, str]:
    """What the new scenario is called, by language: as the scenario, with its variant, and that it was changed."""
    titles = dict(scenario.variants)
    found = {}
    for lang in LANGUAGES:
        with in_language(lang):
            changed, title = translated(CHANGED), scenario.title(lang)[:_LONGEST_TITLE]
        parts = [titles[choice.variant].text(lang)] if choice.variant is not None else []
        parts += [changed] if choice.values or not parts else []
        found[lang] = f"{title.removesuffix(changed).rstrip(':, ')}: {', '.join(parts)}"
    return found


def _told(choice: Choice, scenario: ServedScenario, lang: str) -> Iterator[str]:
    """What was changed, a line each, in the language in use, which is `lang`."""
    yield visible_line(scenario.title(lang))
    if choice.variant is not None:
        title: Translated = dict(scenario.variants)[choice.variant]
        yield visible_line(translated("Variant: {title}", title=title.text(lang)))
    for line in changed_numbers(choice, scenario, lang):
        yield f"* {line}"
    if not choice.values:
        yield (
            translated("Nothing else was changed.")
            if choice.variant is not None
            else translated("Nothing was changed.")
        )


def _where_to(extended: str, folder: Path | None) -> Iterator[str]:
    """Where the file has to lie, if it could lie elsewhere."""
    if folder is None and Path(extended).suffix in YAML_ENDINGS:
        yield visible_line(translated("Put this file beside {name}, which it extends.", name=extended))
