"""`sim fit --hold-out`: how well a fit foretells a part of its register that it has not seen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli.consoles import print_json, progress, stdout
from sim.cli.options import TableFormat
from sim.errors import Fault, InputError
from sim.quantities import parse_share
from sim.translations.in_use import translated

if TYPE_CHECKING:
    from sim.fitting.fit_options import FitOptions
    from sim.forecast.hold_out.hold_out import DistanceScore, HoldOut
    from sim.register.events.event_options import EventOptions

_LEAST, _MOST = 0.05, 0.5


def print_hold_out(
    register: Path, columns: EventOptions, office: FitOptions, share: str, fmt: TableFormat, lang: str
) -> None:
    """Fit the first part of a register, foretell the rest, and print how well."""
    from sim.cli.terminal.contents import text_table
    from sim.forecast.hold_out.hold_out import hold_out
    from sim.register.events.read_event_register import read_event_register
    from sim.report.forecast.hold_out import hold_out_sentences, hold_out_table

    held = _share(share)
    with progress() as show:
        found = hold_out(read_event_register(register, columns), held, office, progress=show)
    if fmt is TableFormat.json:
        print_json(hold_out_data(found))
        return
    table = hold_out_table(found, lang)
    stdout.print(f"\n{table.title}", style="bold italic")
    stdout.print(text_table(table))
    for sentence in hold_out_sentences(found, lang):
        stdout.print(sentence, style="bold")


def _share(text: str) -> float:
    """The share that is held out."""
    try:
        share = parse_share(text)
    except ValueError as error:
        raise InputError([Fault("--hold-out", 0, 0, str(error), "")]) from None
    if not _LEAST <= share <= _MOST:
        repair = translated("write a share from 5 % to 50 %")
        raise InputError(
            [Fault("--hold-out", 0, 0, translated("{given} is too little or too much", given=text), repair)]
        )
    return share


def hold_out_data(found: HoldOut) -> dict[str, Any]:
    """What was found, as data."""
    from sim.quantities import civil

    return {
        "held_from": f"{civil(found.cut):%Y-%m-%d}",
        "held_until": f"{civil(found.until):%Y-%m-%d}",
        "cases_fitted": found.fitted_cases,
        "cases_held": found.held_cases,
        "replications": found.replications,
        "forecast": found.is_forecast,
        "distances": [
            {
                "distance": one.which,
                "unit": "1" if one.which == "steps" else "h",
                "model": _score(one.model),
                "copying": _score(one.copying),
                "noise": _score(one.noise),
                "copying_is_nearer": one.worse,
            }
            for one in found.distances
        ],
    }


def _score(score: DistanceScore) -> dict[str, Any]:
    from sim.export.plain_data import number_data

    return {"mean": number_data(score.mean), "low": number_data(score.low), "high": number_data(score.high)}
