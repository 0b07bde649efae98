"""A regulation from its file: schema and checks, every fault with its place."""

from __future__ import annotations

import os
from pathlib import Path

from sim.errors import Fault, InputError, did_you_mean
from sim.law.checks import check_regulation
from sim.law.regulation import Regulation
from sim.quantities import shown
from sim.schema.read_yaml import read_yaml
from sim.schema.validation import validate
from sim.schema.yaml_file import YAML_ENDINGS, refuse_other_kind
from sim.shipped import shipped_folder, shipped_regulations
from sim.translations.in_use import translated


def load_regulation(name: str | Path) -> Regulation:
    """Read a regulation from a file, or a shipped one by its short name; raises InputError with every fault."""
    path = Path(name)
    if str(name) in shipped_regulations():
        path = shipped_folder("regulations") / f"{name}.yaml"
    elif path.suffix not in YAML_ENDINGS and not os.path.isfile(path):
        message = translated("there is no regulation {given}", given=shown(str(name)))
        raise InputError([Fault(str(name), 0, 0, message, did_you_mean(str(name), shipped_regulations()))])
    file = read_yaml(path, str(name) if path == Path(name) else path.name)
    refuse_other_kind(file, "regulation", "scenario")
    regulation, faults, _ = validate(Regulation, file)
    if regulation is not None:
        faults += check_regulation(file, regulation)
    if faults or regulation is None:
        raise InputError(faults)
    return regulation
