"""What the command line names as cases of a comparison: scenarios, their variants, and other readings of joined routes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from sim.errors import Fault, InputError, did_you_mean
from sim.experiment.comparison.faults import unlike_first
from sim.near_words import composed
from sim.quantities import shown
from sim.schema.size_caps import MOST_APPLICATIONS
from sim.schema.yaml_file import YamlFile
from sim.study.loading import Reader
from sim.study.study import Study
from sim.translations.in_use import translated

ReadStudy = tuple[Study, YamlFile]


def read_cases(
    names: Sequence[str],
    *,
    variants: bool = False,
    readings: bool = False,
    changes: Sequence[str] = (),
    most_applications: int = MOST_APPLICATIONS,
) -> tuple[Study, ...]:
    """Read scenarios by their files or names, `FILE:variant` being one of their variants.

    With `variants` every scenario that is named alone stands for itself and all of its variants; with `readings` every
    case is followed by the same with its joined routes on their other readings. `changes` hold for all.
    Raises InputError with the faults of all, also where they cannot be compared with the first.
    """
    cases: list[ReadStudy] = []
    names_of_cases: list[str] = []
    faults: list[Fault] = []
    for name in names:
        try:
            cases += _named(name, variants, readings, tuple(changes), most_applications)
            names_of_cases += [name] * (len(cases) - len(names_of_cases))
        except InputError as error:
            faults += error.faults
    if not faults:
        faults += _doubled([study for study, _ in cases], names_of_cases)
    if not faults:
        for other in unlike_first([study for study, _ in cases]):
            fault = Fault(names_of_cases[other.position], 0, 0, other.message, other.repair)
            if other.by_period:
                fault = cases[other.position][1].fault(("period",), other.message, other.repair)
            faults.append(fault)
    if faults:
        raise InputError(faults)
    return tuple(study for study, _ in cases)


def _doubled(studies: Sequence[Study], names: Sequence[str]) -> Iterator[Fault]:
    """Cases that stand there before, so that nothing could differ."""
    known: set[object] = set()
    for study, name in zip(studies, names, strict=True):
        case = study.origin and (study.origin.path, study.variant, study.changes)
        if case in known:
            yield Fault(name, 0, 0, translated("it is compared with itself"), translated("name each case once"))
        known.add(case)


def read_case(case: str, changes: Sequence[str] = (), most_applications: int = MOST_APPLICATIONS) -> Study:
    """Read one scenario, or one of its variants as `FILE:variant`; raises InputError with every fault."""
    return read_case_with_file(case, changes, most_applications)[0]


def read_case_with_file(
    case: str, changes: Sequence[str] = (), most_applications: int = MOST_APPLICATIONS
) -> tuple[Study, YamlFile]:
    """Read one scenario as :func:`read_case`, with its file as it results."""
    ((study, file),) = _named(case, False, False, tuple(changes), most_applications)
    return study, file


def _named(case: str, variants: bool, readings: bool, changes: tuple[str, ...], most: int) -> Iterator[ReadStudy]:
    """The studies that one case on the command line stands for, with their files."""
    name, variant = _parted(case)
    reader = Reader(name, changes, most)
    if variant is not None and variant not in reader.variants:
        hint = did_you_mean(variant, reader.variants) if reader.variants else translated("it has none")
        raise InputError(
            [Fault(case, 0, 0, translated("the scenario has no variant {given}", given=shown(variant)), hint)]
        )
    wanted: tuple[str | None, ...] = (variant,)
    if variants and variant is None:
        wanted = (None, *reader.variants)
        if len(wanted) == 1:
            raise InputError(
                [
                    Fault(
                        case,
                        0,
                        0,
                        translated("the scenario has no variants"),
                        translated("name another scenario beside it"),
                    )
                ]
            )
    for variant_name in wanted:
        study, file = reader.study(variant_name)
        yield study, file
        if readings:
            other = _other_readings(study)
            if not other:
                message = translated("no route of this scenario joins another, so there is one reading only")
                raise InputError([Fault(case, 0, 0, message, translated("compare variants or routes"))])
            for settings in other:
                yield Reader(name, (*changes, *settings), most).study(variant_name)


def _parted(case: str) -> tuple[str, str | None]:
    """File and variant of a case; a colon within the name of an existing file belongs to the file."""
    name, colon, variant = case.rpartition(":")
    if not colon or not name or os.path.exists(case) or "/" in variant:
        return case, None
    return name, composed(variant)


def _other_readings(study: Study) -> list[tuple[str, ...]]:
    """Settings that put every joined route on another reading; several where a join has more than two."""
    others: dict[str, list[str]] = {}
    for service, use in study.scenario.services.items():
        for channel, route in use.routes.items():
            join = study.regulations[service].routes[channel].join
            if join is not None:
                rest = [reading for reading in join.readings if reading != (route.reading or join.used)]
                if rest:
                    others[f"services.{service}.routes.{channel}.reading"] = rest
    count = max(map(len, others.values()), default=0)
    return [tuple(f"{path}={rest[min(i, len(rest) - 1)]}" for path, rest in others.items()) for i in range(count)]
