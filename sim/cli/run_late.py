"""The list of `sim trace --late`: which late applications of a replication it has, in which order, and how it is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.consoles import print_json, stdout
from sim.cli.options import Engine, TableFormat
from sim.errors import Fault, InputError, did_you_mean
from sim.schema.size_caps import MOST_APPLICATIONS_ALLOWED
from sim.translations.in_use import counted, language, translated

if TYPE_CHECKING:
    from sim.measure.late_applications import LateApplication
    from sim.model.model import Model

_USUAL_TOP = 20


class LateBy(StrEnum):
    """What late applications are sorted by."""

    lateness = "lateness"
    month = "month"
    office = "office"
    step = "step"


@dataclass(frozen=True, kw_only=True)
class LateOptions:
    """Which late applications are listed, and in which order."""

    late: Annotated[
        bool, typer.Option("--late", help="List the late applications of the replication in the place of one life.")
    ] = False
    by: Annotated[
        LateBy | None,
        typer.Option(
            "--by", help="With --late: the latest first, or together by month, office or step that cost most."
        ),
    ] = None
    top: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=MOST_APPLICATIONS_ALLOWED,
            metavar="N",
            help="With --late: so many at most, of each group; default 20.",
        ),
    ] = None
    route: Annotated[
        str | None, typer.Option(metavar="ROUTE", help="With --late: of one route, such as akim or social_aid.akim.")
    ] = None
    office: Annotated[
        str | None, typer.Option(metavar="OFFICE", help="With --late: of one office where applications were handed in.")
    ] = None
    month: Annotated[
        str | None, typer.Option(metavar="YYYY-MM", help="With --late: whose term ended in that month.")
    ] = None

    def given(self) -> Iterator[str]:
        """Names of the options that say which late applications are listed, of those that are given."""
        yield from (name for name in ("by", "top", "route", "office", "month") if getattr(self, name) is not None)


def print_late(folder: Path, replication: int, engine: Engine, fmt: TableFormat, options: LateOptions) -> None:
    """Print the late applications of a replication of the run in a folder.

    Raises InputError for a folder without a run, and for a replication, route, office or month that there is not.
    """
    from sim.measure.late_applications import late_applications, late_groups
    from sim.tracing.recorded_run import recorded_run

    model, log = recorded_run(folder).replication(replication, engine.value)
    late = late_applications(log, model)
    chosen = [one for one in late if _wanted(one, options)]
    _check_filters(options, model, late)
    by, top = options.by or LateBy.lateness, options.top or _USUAL_TOP
    groups = [(key, ones, ones[:top]) for key, ones in late_groups(chosen, by.value)]
    if fmt is TableFormat.json:
        print_json(_as_data(replication, by, len(chosen), groups))
        return
    _print_groups(folder, replication, by, groups, model)


def _wanted(one: LateApplication, options: LateOptions) -> bool:
    """Whether a late application passes the filters."""
    return (
        options.route in (None, one.route, f"{one.service}.{one.route}")
        and options.office in (None, one.office)
        and options.month in (None, f"{one.month:%Y-%m}")
    )


def _check_filters(options: LateOptions, model: Model, late: Sequence[LateApplication]) -> None:
    """Raise InputError for a filter that nothing can pass."""
    found = []
    routes = {name for plan in model.routes for name in (plan.key[1], ".".join(plan.key))}
    if options.route is not None and options.route not in routes:
        message = translated("there is no route '{name}' in the run", name=options.route)
        found.append(Fault("--route", 0, 0, message, did_you_mean(options.route, routes)))
    offices = {office.name for office in model.capacity.offices}
    if options.office is not None and options.office not in offices:
        message = translated("there is no office '{name}' in the run", name=options.office)
        found.append(Fault("--office", 0, 0, message, did_you_mean(options.office, offices)))
    months = sorted({f"{one.month:%Y-%m}" for one in late})
    if options.month is not None and options.month not in months:
        if re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", options.month):
            message = translated("no term that was missed ended in {month}", month=options.month)
        else:
            message = translated("'{text}' is no month", text=options.month)
        repair = translated("months with late applications: {months}", months=", ".join(months) or "–")
        found.append(Fault("--month", 0, 0, message, repair))
    if found:
        raise InputError(found)


_Groups = list[tuple[tuple[str, ...], "list[LateApplication]", "list[LateApplication]"]]
"""Groups: what they have in common, all of them, and those that are shown."""


def _as_data(replication: int, by: LateBy, count: int, groups: _Groups) -> dict[str, Any]:
    """The list as plain data, the same in every language; moments as `2018-03-12 09:00:00`, None where there is none."""
    from sim.quantities import UNSET, civil

    def row(one: LateApplication) -> dict[str, Any]:
        moments = {name: getattr(one, name) for name in ("received", "due", "ready")}
        return asdict(one) | {name: None if at == UNSET else str(civil(at)) for name, at in moments.items()}

    return {
        "replication": replication,
        "late": count,
        "by": by.value,
        "groups": [
            {
                "group": list(key),
                "late": len(ones),
                "lateness_s": sum(one.lateness_s for one in ones),
                "applications": [row(one) for one in shown],
            }
            for key, ones, shown in groups
        ],
    }


def _print_groups(folder: Path, replication: int, by: LateBy, groups: _Groups, model: Model) -> None:
    from sim.cli.terminal.late import late_lines
    from sim.report.late_words import group_heading
    from sim.tracing.names import Names

    names = Names.of(model.study, language())
    several = len({plan.service for plan in model.routes}) > 1
    count = sum(len(ones) for _, ones, _ in groups)
    if not count:
        stdout.print(translated("No application of replication {replication} was late.", replication=replication))
        return
    late = counted(
        "One application of replication {replication} was late.",
        "{count} applications of replication {replication} were late.",
        count,
        replication=replication,
    )
    stdout.print(f"{late}\n", style="bold")
    for key, ones, shown in groups:
        if key:
            stdout.print(f"{group_heading(by.value, ones, names, several=several)}\n", style="bold")
        for line in late_lines(shown, names, several=several):
            stdout.print(line)
        if rest := len(ones) - len(shown):
            stdout.print(counted("and one more", "and {count} more", rest) + "\n", style="dim italic")
    example = f"sim trace {folder} {groups[0][2][0].application} --replication {replication}"
    stdout.print(translated("The life of one: {command}", command=example), soft_wrap=True)
