"""Places of a scenario file in the words of people: whose number it is, not under which keys it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.law.regulation import Channel
from sim.measure.in_words import channel_name, role_name, step_in_words
from sim.near_words import key_in_words
from sim.study.study import Study
from sim.translations.in_use import marked, translated

_KEYS = {
    "absences": marked("absences"),
    "agenda": marked("agenda"),
    "arrivals": marked("arrivals"),
    "backlog": marked("files at the start"),
    "branches": marked("branch"),
    "caseload": marked("caseload"),
    "closed": marked("closed days"),
    "collection": marked("collection of the result"),
    "count": marked("how many"),
    "durations": marked("durations"),
    "factor": marked("factor"),
    "hold": marked("hold"),
    "hours": marked("opening hours"),
    "maximum": marked("maximum"),
    "mean": marked("mean"),
    "minimum": marked("minimum"),
    "missing_documents": marked("missing documents"),
    "mode": marked("most likely value"),
    "objections": marked("objections"),
    "other_duties": marked("other duties"),
    "outages": marked("outages"),
    "p10": marked("10th percentile"),
    "p90": marked("90th percentile"),
    "patience": marked("patience"),
    "probability": marked("probability"),
    "rate": marked("rate"),
    "reception": marked("reception of applicants"),
    "refusals": marked("refusal"),
    "rework": marked("rework"),
    "role_use": marked("how the role works"),
    "share": marked("share of the limit"),
    "routing": marked("ways of files"),
    "sickness": marked("sickness"),
    "sittings": marked("sittings"),
    "staff": marked("people"),
    "systems": marked("information systems"),
    "timetables": marked("timetable"),
    "transfers": marked("transfers"),
    "work": marked("work"),
}
"""Keys that say something, as people say it; others stand without their underscores."""


def path_in_words(study: Study, path: str, lang: str) -> str:
    """A place of a scenario file in words, the larger before the smaller: `portal, step 9: employee of the provider`."""
    return ", ".join(word for word in _words(study, path.split("."), lang) if word)


def place_in_words(study: Study, path: str, lang: str) -> tuple[str, str]:
    """A place in two parts: what it belongs to, such as a route or an office, and what it is there; the second may be empty."""
    parts = path.split(".")
    owner = list(_words(study, parts[: {"services": 4, "offices": 2}.get(parts[0], 1)], lang))
    return ", ".join(owner), ", ".join(list(_words(study, parts, lang))[len(owner) :])


def _words(study: Study, parts: Sequence[str], lang: str) -> Iterator[str]:
    match list(parts):
        case ["services", service, "routes", channel, *rest] if service in study.regulations:
            if len(study.regulations) > 1:
                yield study.regulations[service].title.text(lang)
            yield _route(study, service, channel, lang)
            yield from _of_route(study, service, channel, rest, lang)
        case ["services", service, *rest] if service in study.regulations:
            yield study.regulations[service].title.text(lang)
            yield from map(_key, rest)
        case ["offices", office, *rest]:
            yield _office(study, office, lang)
            yield from _of_office(study, rest, lang)
        case ["arrivals"]:
            yield translated("arrivals")
        case ["arrivals", stream, *rest]:
            yield translated("arrivals")
            yield stream_in_words(study, stream, lang)
            yield from map(_key, rest)
        case ["systems"]:
            yield translated("information systems")
        case ["systems", system, *rest]:
            yield translated("information systems")
            yield _plain(role_name(study.regulations, system, lang))
            yield from map(_key, rest)
        case ["hours"]:
            yield translated("opening hours")
        case ["assumptions"]:
            yield translated("uncertain numbers")
        case ["hours", name, *rest]:
            yield translated("opening hours")
            yield _plain(name)
            yield from map(_key, rest)
        case ["assumptions", name, *rest]:
            yield translated("uncertain numbers")
            yield _plain(name)
            yield from map(_key, rest)
        case [*keys]:
            yield from map(_key, keys)


def _of_route(study: Study, service: str, channel: str, parts: Sequence[str], lang: str) -> Iterator[str]:
    match list(parts):
        case ["steps"]:
            yield translated("all steps")
        case [("steps" | "refusals" | "rework" | "missing_documents" | "branches" | "timetables") as key, step, *rest]:
            if key != "steps":
                yield _key(key)
            yield _step(study, service, channel, step, lang)
            yield from map(_key, rest)
        case ["routing", "start", *rest]:
            yield _key("routing")
            yield from (translated("files that begin at step {step}", step=step) for step in rest)
        case ["routing", *rest]:
            yield _key("routing")
            yield from _of_routing(study, service, channel, rest, lang)
        case [*keys]:
            yield from map(_key, keys)


def _of_routing(study: Study, service: str, channel: str, parts: Sequence[str], lang: str) -> Iterator[str]:
    """From which step to which; their names may have a dot in them."""
    regulation = study.regulations[service]
    name = next((route for route in regulation.routes if route == channel), None)
    known = {step.key for step in regulation.path(name)} if name is not None else set()
    two = 2 if ".".join(parts[:2]) in known else 1
    if parts:
        yield _step(study, service, channel, ".".join(parts[:two]), lang)
    if to := ".".join(parts[two:]):
        yield translated("to the end") if to == "end" else translated("to step {step}", step=to)


def _of_office(study: Study, parts: Sequence[str], lang: str) -> Iterator[str]:
    match list(parts):
        case ["staff", role, *rest]:
            yield _plain(role_name(study.regulations, role, lang))
            yield from map(_key, rest)
        case ["names", name, *rest]:
            yield _plain(name)
            yield from _of_office(study, rest, lang)
        case [*keys]:
            yield from map(_key, keys)


def _route(study: Study, service: str, channel: str, lang: str) -> str:
    routes = study.regulations[service].routes
    known = next((route for name, route in routes.items() if name == channel), None)
    return channel_name(channel) if known is None else known.title.text(lang)


def _step(study: Study, service: str, channel: str, key: str, lang: str) -> str:
    """A step with who does it; the key alone where the regulation has no such step."""
    regulation = study.regulations[service]
    name: Channel | None = next((route for route in regulation.routes if route == channel), None)
    if name is None:
        return _plain(key)
    steps = {step.key: step for step in (*regulation.path(name), *regulation.branch_steps(name).values())}
    if key not in steps:
        return translated("step {step}", step=key)
    return step_in_words(key, role_name({service: regulation}, steps[key].role, lang))


def _office(study: Study, office: str, lang: str) -> str:
    known = study.scenario.offices.get(office)
    return (known.title.text(lang) if known is not None else "") or _plain(office)


def stream_in_words(study: Study, stream: str, lang: str, *, with_service: bool = True) -> str:
    """A stream by the route and the office where it arrives; by its name as well where others arrive there too.

    Where there are several services, that of the stream stands first unless it is said elsewhere.
    """
    streams = study.scenario.arrivals
    if stream not in streams or streams[stream].route is None:
        return _plain(stream)
    known = streams[stream]
    alike = [
        other
        for other in streams.values()
        if (other.service, other.route, other.office) == (known.service, known.route, known.office)
    ]
    words = [
        _route(study, known.service, str(known.route), lang),
        _office(study, known.office, lang) if known.office else "",
    ]
    if with_service and len(study.regulations) > 1:
        words.insert(0, study.regulations[known.service].title.text(lang))
    return ", ".join([word for word in words if word] + ([_plain(stream)] if len(alike) > 1 else []))


def _key(key: str) -> str:
    return translated(_KEYS[key]) if key in _KEYS else _plain(key_in_words(key))


def _plain(name: str) -> str:
    """A short name of the scenario's own as words."""
    return name.replace("_", " ")
