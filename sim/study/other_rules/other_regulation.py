"""The other regulation under which a scenario is put: what the scenario calls it, and the service that both are about."""

from __future__ import annotations

from pathlib import Path

from sim.errors import Fault, InputError
from sim.law.regulation import Regulation
from sim.shipped import shipped_regulations
from sim.study.study import Study
from sim.translations.in_use import translated


def name_beside(study: Study, name: str) -> str:
    """What the scenario calls a regulation: a shipped one by its short name, a file by its path from the scenario's folder."""
    if name in shipped_regulations() or study.origin is None:
        return name
    path, folder = Path(name).resolve(), study.origin.path.parent
    if not path.is_relative_to(folder):
        message = translated("'{name}' does not lie beside the scenario or below its folder", name=name)
        raise InputError([Fault("--regulation", 0, 0, message, translated("copy it there"))])
    return path.relative_to(folder).as_posix()


def shared_service(study: Study, other: Regulation) -> str:
    """The service of a study that another regulation has too."""
    found = [key for key, law in study.regulations.items() if law.service == other.service]
    if not found:
        known = {law.service for law in study.regulations.values()}
        fit = [name for name in shipped_regulations() if any(name.endswith(f"_{service}") for service in known)]
        fit = [name for name in fit if name not in {law.regulation for law in study.regulations.values()}]
        message = translated(
            "'{regulation}' is about '{service}', which this scenario has not",
            regulation=other.regulation,
            service=other.service,
        )
        repair = (
            translated("its services are regulated by: {regulations}", regulations=", ".join(fit))
            if fit
            else translated("it has: {known}", known=", ".join(sorted(known)))
        )
        raise InputError([Fault("--regulation", 0, 0, message, repair)])
    if study.regulations[found[0]].regulation == other.regulation:
        message = translated("'{regulation}' is the regulation of the scenario itself", regulation=other.regulation)
        raise InputError([Fault("--regulation", 0, 0, message, translated("name that of another region"))])
    return found[0]
