"""Which lever helps most, in a sentence, and all that were tried or left out as a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.experiment.levers.lever import Lever, NotTried, Reason
from sim.experiment.levers.race import Tried
from sim.experiment.results import Results
from sim.measure.in_words import gain, points, role_name, route_name, several_services
from sim.report.parts import BulletList, Item, TextTable

_MOST_AS_GOOD = 3
"""The sentence names at most this many others that are as good as the best."""


def strengthening_sentence(results: Results, lang: str = "en") -> str:
    """What to strengthen first and what that would bring; empty where no paired runs were asked for."""
    if results.tried is None:
        return ""
    if not results.tried:
        return _nothing_tried(results)
    best = results.tried[0]
    n = best.whole.replications
    tried = f"{len(results.tried)} {'levers were' if len(results.tried) > 1 else 'lever was'} tried"
    if not best.whole.low > 0:
        return (
            f"No single change helps measurably: {lever_text(results, best.lever, lang)} changes the share in time by "
            f"{points(best.whole)} over {n} paired replications; {tried}."
        )
    route, several = best.best_route, several_services(results.figures)
    now, then, more = gain(results.figures.routes[route]["in_time"].mean, best.routes[route])
    as_good = [other.lever for other in results.tried[1:] if other.as_good]
    also = ""
    if as_good:
        named = "; ".join(lever_text(results, lever, lang) for lever in as_good[:_MOST_AS_GOOD])
        also = f" As good, as far as these replications can tell: {named}."
    return (
        f"Strengthen first: {lever_text(results, best.lever, lang)}. On the route '{route_name(route, several=several)}' "
        f"{now} of the answers are in time now and {then} would be, a gain of {more}; "
        f"over all routes {points(best.whole)}; {n} paired replications; {tried}. "
        f"To try it: {settings_text(best.lever)}.{also}"
    )


def _nothing_tried(results: Results) -> str:
    """Why no lever was tried."""
    whole, reasons = results.figures.whole, {part.reason for part in results.not_tried}
    if whole["applications"].mean == 0:
        return "No application was counted in any replication, so there is nothing to strengthen."
    if not any(plan.term for plan in results.model.routes):
        return "No route has a term, so there is no deadline that a lever would help to keep."
    if whole["late"].mean == 0:
        return "No answer was late in any replication, so no role needs strengthening for the term."
    if "placeholders" in reasons:
        return (
            "Every duration is still a placeholder, so nothing is named for strengthening; "
            "replace them by what you have measured, and give the source."
        )
    if "no_file" in reasons:
        return "Nothing was tried to strengthen, since the scenario was read from no file."
    if "changed_files" in reasons:
        return "Nothing was tried to strengthen, since the files of the scenario have changed since they were read; run it again."
    return (
        "Late answers waited for nothing that one more would help: no people, sittings, couriers or places in systems; "
        "look at holds and limits."
    )


def settings_text(lever: Lever) -> str:
    """The options of the command line that bring a lever."""
    return " ".join(f"--set {_quoted(change)}" for change in lever.changes)


def _quoted(change: str) -> str:
    """A setting as a shell takes it."""
    return change if not set(change) & set(" []{}\"'") else "'" + change + "'"


def lever_text(results: Results, lever: Lever, lang: str = "en", *, short: bool = False) -> str:
    """A lever in words, with the short names by which the scenario knows its place, or with these alone."""
    regulations = {} if short else dict(results.study.regulations)
    change = f"{lever.before or 'nobody'} -> {lever.after}"
    where = f" in each of {lever.offices} offices" if lever.offices > 1 else ""
    if lever.kind == "courier":
        return f"one round more of the courier [{lever.name}] ({change})"
    if lever.kind == "timetable":
        return f"one collection more at [{lever.office} / {lever.name}] ({change})"
    if lever.kind == "place":
        return f"one place more in the system [{lever.name}] ({change})"
    role, other = f"[{lever.office} / {lever.name}]", f"[{lever.after}]"
    if not short:
        role = f"{role_name(regulations, lever.name, lang)} {role}"
        other = f"{role_name(regulations, lever.after, lang)} {other}"
    texts = {
        "member": f"one more {role} ({change}{where})",
        "seat": f"one seat more in the sittings of the {role} ({change}{where})",
        "stand_in": f"let the {other} stand in for the {role}{where}",
        "hours": f"the {role} at work in all hours of the office ({change}{where})",
        "caseload": f"one file more in the hands of each {role} ({change}{where})",
        "sitting": f"one sitting more of the {role} ({change}{where})",
        "agenda": f"a larger agenda of the {role} ({change} files{where})",
    }
    return texts[lever.kind]


def lever_list(results: Results, tried: Sequence[Tried], lang: str) -> BulletList:
    """What each lever that was tried changes in the share in time, and what was left out."""
    items = [
        Item(
            f"{lever_text(results, one.lever, lang)}: {points(one.whole, signed=True)}; {one.whole.replications} "
            f"replications; {settings_text(one.lever)}"
        )
        for one in tried
    ]
    items += [Item(text) for text in _left_out(results, lang)]
    return BulletList(tuple(items), only="page")


def lever_table(results: Results, tried: Sequence[Tried]) -> TextTable:
    """The same for a terminal, with short names."""
    rows = tuple(
        (
            lever_text(results, one.lever, short=True),
            points(one.whole, signed=True).replace(" points (95 % interval ", "\n("),
            str(one.whole.replications),
        )
        for one in tried
    )
    title = "Levers, by what they change in the share in time over all routes (95 % intervals)"
    note = " ".join(_left_out(results, "en"))
    return TextTable("levers", title, ("lever",), ("points", "paired\nreplications"), rows, note, only="terminal")


_WHY: dict[Reason, str] = {
    "nothing_late": "late files hardly waited for it",
    "fewer_late": "late files waited longer for the others",
    "outages": "no place is short; it is down at times, which one more does not help",
    "lag": "files are under way for a stated time, which one round more does not shorten",
}


def _left_out(results: Results, lang: str) -> Iterator[str]:
    """What was not tried, those of one reason together."""
    regulations = dict(results.study.regulations)

    def name(part: NotTried) -> str:
        short = f"[{part.office} / {part.name}]" if part.office else f"[{part.name}]"
        return f"{role_name(regulations, part.name, lang)} {short}" if part.office else short

    for reason, why in _WHY.items():
        names = [name(part) for part in results.not_tried if part.reason == reason]
        if names:
            yield f"Not tried: {', '.join(names)}; {why}."
    for part in results.not_tried:
        if part.reason == "fault":
            yield f"Not tried: {name(part)}; {part.detail}."
