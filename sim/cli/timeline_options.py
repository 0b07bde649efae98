"""A route, a moment and a reading as a user names them, checked before anything is computed."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from sim.errors import Fault, InputError, did_you_mean
from sim.law.regulation import Regulation
from sim.law.timeline import Chain, LawfulOffices, chain
from sim.quantities import instant
from sim.translations.in_use import translated


def lawful_chain(regulation: Regulation, route: str, submitted: str, reading: str | None) -> Chain:
    """The chain of latest lawful moments of one application; raises InputError with everything that is wrong in the options."""
    faults: list[Fault] = []
    channel = next((c for c in regulation.routes if c == route), None)
    if channel is None:
        hint = did_you_mean(route, regulation.routes)
        faults.append(Fault("--route", 0, 0, translated("the regulation has no route '{route}'", route=route), hint))
    elif reading is not None:
        join = regulation.routes[channel].join
        known = join.readings if join else {}
        if reading not in known:
            message = translated("the route has no reading '{reading}'", reading=reading)
            faults.append(Fault("--reading", 0, 0, message, did_you_mean(reading, known)))
    moment = _moment(submitted, faults)
    if faults or channel is None:
        raise InputError(faults)
    offices = LawfulOffices.of_year(regulation.year)
    return chain(regulation, channel, np.array([instant(moment)]), offices, reading=reading)


def _moment(text: str, faults: list[Fault]) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        message, repair = translated("'{text}' is not a moment", text=text), translated("write 2018-03-06 15:40")
        faults.append(Fault("--submitted", 0, 0, message, repair))
        return datetime.min
    if moment.tzinfo is not None:
        message, repair = translated("'{text}' has a time zone", text=text), translated("write local civil time")
        faults.append(Fault("--submitted", 0, 0, message, repair))
    return moment
