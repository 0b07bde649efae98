"""The file of a scenario with what it extends, one of its variants, and settings of the command line laid over it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.errors import Fault, InputError, did_you_mean
from sim.quantities import shown
from sim.scenario.scenario import Scenario
from sim.schema.near_files import NotNearError, near_file
from sim.schema.overlay import lay_over, part_of
from sim.schema.read_yaml import read_yaml
from sim.schema.setting_paths import REASON, with_settings
from sim.schema.size_caps import MOST_ENTRIES, MOST_ENTRIES_TRIED, MOST_FILES, MOST_VARIANTS
from sim.schema.text_file import one_line, siblings
from sim.schema.yaml_file import YAML_ENDINGS, YamlFile, refuse_other_kind
from sim.shipped import shipped_folder, shipped_scenarios
from sim.translations.in_use import translated

_NOT_IN_A_VARIANT = ("extends", "variants")


@dataclass(frozen=True)
class Origin:
    """Where a scenario was read, so that it can be read again."""

    path: Path
    """The scenario's file."""
    variants: tuple[str, ...]
    """The variants laid over it, in order."""
    most_applications: int
    """Applications that one replication may have."""


def read_scenario(path: Path, name: str) -> YamlFile:
    """Read a scenario file and lay it over the one that it extends, and so on down the chain.

    Raises InputError for a file that cannot be read, for one that is no scenario, and for a chain that leaves the
    folder or goes round in a circle.
    """
    chain = [read_yaml(path, name)]
    refuse_other_kind(chain[0], "scenario", "regulation")
    while isinstance(chain[-1].data.get("extends"), str):
        try:
            chain.append(_extended(chain))
            if sum(file.entries for file in chain) > MOST_ENTRIES:
                message = translated("the files have more than {most} entries together", most=MOST_ENTRIES)
                raise _extends_error(chain[-2], message, translated("use fewer"))
        except InputError as error:
            raise InputError([*error.faults, *(fault for file in chain for fault in file.faults)]) from None
    whole = chain.pop()
    while chain:
        above = chain.pop()
        whole.data.pop("extends", None)
        whole = lay_over(whole, above, f"changed in {above.paths[above.name].name}", Scenario)
    _refuse_too_many(whole)
    return whole


def _refuse_too_many(file: YamlFile) -> None:
    """Raise InputError for more variants and values of uncertain numbers than can be read and checked one by one."""
    variants, uncertain = file.data.get("variants"), file.data.get("assumptions")
    cases = 1 + len(variants if isinstance(variants, dict) else ())
    if cases > MOST_VARIANTS + 1:
        message = translated("{variants} variants are too many", variants=cases - 1)
        raise InputError(
            [
                file.fault(
                    ("variants",),
                    message,
                    translated("at most {most} are possible", most=MOST_VARIANTS),
                    at_key=True,
                )
            ]
        )
    tried = [
        block["values"] for block in (uncertain.values() if isinstance(uncertain, dict) else ()) if _has_values(block)
    ]
    ends = 1 + 2 * len(uncertain if isinstance(uncertain, dict) else ()) + sum(map(len, tried))
    entries = file.entries
    if cases * ends * entries > MOST_ENTRIES_TRIED and cases * ends > 2:
        key = "assumptions" if ends > cases else "variants"
        message = translated(
            "{variants} variants and {values} values of assumptions are too many for a file with {entries} entries",
            variants=cases - 1,
            values=ends - 1,
            entries=entries,
        )
        raise InputError([file.fault((key,), message, translated("use fewer, or several files"), at_key=True)])


def _has_values(block: object) -> bool:
    return isinstance(block, dict) and isinstance(block.get("values"), list)


def variant_names(file: YamlFile) -> tuple[str, ...]:
    """The variants of a scenario that can be looked at: those without changes are faults of the scenario."""
    block = file.data.get("variants")
    variants = block.items() if isinstance(block, dict) else ()
    return tuple(name for name, variant in variants if _changes(variant))


def with_variant(file: YamlFile, variant: str) -> YamlFile:
    """A scenario with one of its variants laid over it; raises InputError for a variant that it does not have."""
    block = file.data.get("variants")
    known = tuple(block) if isinstance(block, dict) else ()
    if variant not in known:
        hint = did_you_mean(variant, known) if known else translated("it has none")
        message = translated("the scenario has no variant {variant}", variant=shown(variant))
        raise InputError([Fault("--variant", 0, 0, one_line(message), hint)])
    where = ("variants", variant, "changes")
    if not _changes(file.data["variants"][variant]):
        return file  # the schema says what is wrong with it
    changes = part_of(file, where, f"variant {variant}")
    for key in _NOT_IN_A_VARIANT:
        if key in changes.data:
            fault = file.fault(
                (*where, key),
                translated("a variant cannot change '{key}'", key=key),
                translated("take it out"),
                at_key=True,
            )
            raise InputError([*file.faults, fault])
    return lay_over(file, changes, f"changed by variant {variant}", Scenario)


def laid_out(file: YamlFile, variants: Sequence[str], changes: Sequence[str], reason: str = REASON) -> YamlFile:
    """A scenario with variants and with settings, in this order; `reason` is that of numbers that are set."""
    for variant in variants:
        file = with_variant(file, variant)
    return with_settings(file, changes, Scenario, reason)


def _changes(variant: object) -> bool:
    changes = variant.get("changes") if isinstance(variant, dict) else None
    return isinstance(changes, dict) and bool(changes)


def _extended(chain: list[YamlFile]) -> YamlFile:
    """The file that the last one of a chain extends."""
    file, given = chain[-1], chain[-1].data["extends"]
    path, name = _path_and_name(file, given)
    if len(chain) >= MOST_FILES:
        repair = translated("at most {most} are possible", most=MOST_FILES)
        raise _extends_error(file, translated("so many files extend each other"), repair)
    passed = [other.paths[other.name].resolve() for other in chain]
    if path.resolve() in passed:
        circle = [other.name for other in chain[passed.index(path.resolve()) :]]
        message = translated(
            "the files extend each other in a circle: {files}", files=" -> ".join([*circle, circle[0]])
        )
        raise _extends_error(file, message, translated("take one of the 'extends' out"))
    base = read_yaml(path, name)
    if "regulation" in base.data and "scenario" not in base.data:
        message = translated("{name} is a regulation, not a scenario", name=shown(given))
        raise _extends_error(file, message, translated("name a scenario file"))
    return base


def _path_and_name(file: YamlFile, given: str) -> tuple[Path, str]:
    """Path and name of a file that is extended: a shipped scenario, or a file beside the one that says so or below."""
    beside = file.paths[file.name].parent
    asked = Path(given)
    if asked.suffix not in YAML_ENDINGS:
        if given in shipped_scenarios():
            return shipped_folder("scenarios") / f"{given}.yaml", given
        known = [*shipped_scenarios(), *(f"{given}{end}" for end in YAML_ENDINGS if _is_file(beside / f"{given}{end}"))]
        hint = did_you_mean(given, known)
        message = translated("there is no shipped scenario {name}", name=shown(given))
        raise _extends_error(file, message, hint)
    try:
        path = near_file(beside, given, "scenario")
    except NotNearError as error:
        raise _extends_error(file, *error.args) from None
    if not os.path.exists(path):
        message = translated("there is no file {name}", name=shown(given))
        raise _extends_error(file, message, siblings(path))
    return path, str(Path(file.name).parent / asked)


def _is_file(path: Path) -> bool:
    return os.path.isfile(path)


def _extends_error(file: YamlFile, message: str, repair: str) -> InputError:
    return InputError([file.fault(("extends",), message, repair)])
