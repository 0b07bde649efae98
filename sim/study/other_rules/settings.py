"""A scenario under the rules of another region: the same people, demand and working times, the steps and terms of another regulation.

Routes go by their channels and roles by their short names, which are those of the standard: the provider's office, its head and its
executor are called alike in every act. Steps of a role correspond in their order; where one act has more of them than the other, those
correspond whose wording is most alike. The work that a role has with a file stays what it is: steps that the other act does not have are
done with the next one that it has, and where it has more steps, the work is split by their limits. What has no counterpart is a fault
that says what would do.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.errors import Fault, InputError, Note, did_you_mean
from sim.law.load import load_regulation
from sim.law.regulation import Channel, PathStep, Regulation
from sim.scenario.route_use import RouteUse
from sim.scenario.step_durations import is_staffed, limits_as_work
from sim.schema.parse_yaml import parse_value
from sim.schema.yaml_file import Where, YamlFile
from sim.study.other_rules.carried_work import CarriedWork, written
from sim.study.other_rules.correspondence import corresponding
from sim.study.other_rules.other_regulation import name_beside, shared_service
from sim.study.study import Study
from sim.translations.in_use import language, marked, translated

_BY_STEP = ("refusals", "missing_documents", "rework")
"""What a route says by the steps of its path."""


@dataclass(frozen=True)
class OtherRules:
    """What has to be set so that a scenario is one under another regulation."""

    settings: tuple[str, ...]
    """Settings as of the command line, in their order."""
    notes: tuple[Note, ...]
    """What was done where the two acts differ."""


@dataclass(frozen=True)
class Counterparts:
    """What is called otherwise, as the user says it."""

    routes: Mapping[str, str] = field(default_factory=dict)
    """By channel of the scenario: the channel of the other regulation by which its applications come."""
    roles: Mapping[str, str] = field(default_factory=dict)
    """By role of the other regulation: the role of the scenario whose people it is."""
    settings: tuple[str, ...] = ()
    """Settings for the case under the other regulation, which go before all that is worked out here."""


def under_other_rules(study: Study, file: YamlFile, name: str, named: Counterparts) -> OtherRules:
    """The settings that put a study under another regulation, given by its short name or file; `file` is that of the study.

    Raises InputError with everything that has no counterpart, and what would do.
    """
    other = load_regulation(name)
    service = shared_service(study, other)
    return _Mapping(study, file, service, other, name_beside(study, name), named).made()


class _Mapping:
    """One service of a study being put under another regulation."""

    def __init__(
        self, study: Study, file: YamlFile, service: str, other: Regulation, name: str, named: Counterparts
    ) -> None:
        self.study, self.scenario, self.file, self.service = study, study.scenario, file, service
        self.own, self.other, self.name, self.named = study.regulations[service], other, name, named
        self.faults: list[Fault] = []
        self.notes: list[Note] = []
        self.changes: dict[str, Any] = {}
        self._refuse_unknown_names()
        self.settled = frozenset(path for setting in named.settings for path in _paths(*setting.partition("=")[::2]))
        self.channels = self._channels()

    def made(self) -> OtherRules:
        """All settings; raises InputError for what has no counterpart."""
        at = ("services", self.service)
        self._set((*at, "regulation"), self.name)
        for theirs in dict.fromkeys(self.channels.values()):
            ours = next(
                c for c, to in self.channels.items() if to == theirs and (c == theirs or theirs not in self.channels)
            )
            self._route(ours, theirs)
        for channel in self._uses():
            if channel not in self.channels.values():
                self._set((*at, "routes", channel), None)
        self._streams()
        self._people()
        if self.faults:
            raise InputError(self.faults)
        settings = [f"{key}={json.dumps(value, ensure_ascii=False)}" for key, value in self.changes.items()]
        return OtherRules((*settings, *self.named.settings), tuple(self.notes))

    def _refuse_unknown_names(self) -> None:
        """Note the faults of names that are said to have a counterpart and are not there, which would change nothing."""
        roles = self.named.roles
        for option, template, names, known in (
            ("--map-route", marked("the scenario has no route '{name}'"), self.named.routes, self._uses()),
            ("--map-role", marked("'{regulation}' has no role '{name}'"), roles, self.other.roles),
            (
                "--map-role",
                marked("the scenario has no role '{name}'"),
                roles.values(),
                self._our_roles() | set(self.own.roles),
            ),
        ):
            self.faults += [
                Fault(
                    option,
                    0,
                    0,
                    translated(template, name=name, regulation=self.other.regulation),
                    did_you_mean(name, known),
                )
                for name in dict.fromkeys(names)
                if name not in known
            ]

    def _uses(self) -> Mapping[Channel, RouteUse]:
        return self.scenario.services[self.service].routes

    def _channels(self) -> dict[Channel, Channel]:
        """By channel in use: that of the other regulation."""
        found: dict[Channel, Channel] = {}
        for channel in self._uses():
            wanted = self.named.routes.get(channel, channel)
            there = next((c for c in self.other.routes if c == wanted), None)
            if there is not None:
                found[channel] = there
                continue
            message = translated(
                "'{regulation}' has no route '{channel}'", regulation=self.other.regulation, channel=wanted
            )
            known = ", ".join(f"--map-route {channel}={c}" for c in self.other.routes)
            self.faults.append(
                Fault(
                    "--regulation",
                    0,
                    0,
                    message,
                    translated("say by which its applications come then: {known}", known=known),
                )
            )
        return found

    def _set(self, where: Where, value: Any) -> None:
        """Note a change, unless the user has settled it, or it takes out what is not there."""
        if self._is_settled(where) or (value is None and self.written(*where) is None):
            return
        block = self.changes
        for part in where[:-1]:
            block = block.setdefault(part, {})
        block[where[-1]] = value

    def written(self, *where: str) -> Any:
        """What stands in the file at a path; None where nothing does."""
        return written(self.file, *where)

    def _is_settled(self, where: Where) -> bool:
        path = ".".join(where)
        return any(path == done or path.startswith(f"{done}.") for done in self.settled)

    def _is_stated(self, where: Where) -> bool:
        """Tell whether the user states something of a block."""
        return self._is_settled(where) or any(done.startswith(f"{'.'.join(where)}.") for done in self.settled)

    def _route(self, ours: Channel, theirs: Channel) -> None:
        """Set what one route takes."""
        use, at = self._uses()[ours], ("services", self.service, "routes", theirs)
        own_path, path = self.own.path(ours, use.reading), self.other.path(theirs)
        groups, counterparts = self._groups(own_path, path)
        before = self.written(*at, "steps") or {}
        kept = {step.key for step in path}
        for key in before:
            if key not in kept:
                self._set((*at, "steps", key), None)
        for step in path:
            lends = step.borrowed is not None and step.borrowed[0] in self.channels.values()
            if not is_staffed(self.other, step) or lends:
                continue
            where = (*at, "steps", step.key)
            if self._is_stated(where):
                continue
            if step.key in groups:
                new = groups[step.key].block(self.study, self.file, self.service, ours)
                old = dict.fromkeys(key for key in before.get(step.key) or {} if key not in new)
                self._set(where, old | new)
            elif self.scenario.durations != "regulated" or step.limit is None:
                self._nobody_does(step, at)
        self._set((*at, "reading"), None)
        self._by_step(use, at, theirs, counterparts)
        left = [step for step in own_path if is_staffed(self.own, step) and step.key not in counterparts]
        if left:
            facts = {"regulation": self.other.regulation, "route": theirs, "steps": [step.key for step in left]}
            self.notes.append(
                Note("steps_not_there", facts | {"roles": list(dict.fromkeys(step.role for step in left))})
            )

    def _nobody_does(self, step: PathStep, at: Where) -> None:
        """The fault of a step for whose role the scenario says no working time."""
        message = translated(
            "nothing here says what step {key} takes, which '{role}' ({title}) does there",
            key=step.key,
            role=step.role,
            title=self.other.roles[step.role].text(language()),
        )
        work = f"--there '{'.'.join(at)}.steps={{{step.key}: {{work: 30 minutes}}}}'"
        repair = translated("state it: {option}", option=work)
        if step.role not in self._our_roles():
            repair = translated(
                "state it: {work} and who does it: {staff}, or say who that is here: {role}",
                work=work,
                staff=f"--there 'offices.{self._office_for(step.role)}.staff={{{step.role}: 1}}'",
                role=f"--map-role {step.role}=ROLE",
            )
        self.faults.append(Fault("--regulation", 0, 0, message, repair))

    def _office_for(self, role: str) -> str:
        """The kind of offices in which a role would sit: where applications of the service arrive, of the provider's the last to send to."""
        stream = next(stream for stream in self.scenario.arrivals.values() if stream.service == self.service)
        office = next(iter(stream.ways_in.values())).office
        passed: set[str] = set()
        while self.other.office_of(role) == "provider" and office in self.scenario.offices and office not in passed:
            passed.add(office)
            office = self.scenario.offices[office].sends_to or office
        return office

    def _our_roles(self) -> set[str]:
        return {role for office in self.scenario.offices.values() for role in office.staff}

    def _groups(
        self, own_path: Sequence[PathStep], path: Sequence[PathStep]
    ) -> tuple[dict[str, CarriedWork], dict[str, str]]:
        """By step there: the own steps that correspond to it, with the part of their work; and by own step its counterpart."""
        limits = dict(zip((step.key for step in path), limits_as_work(tuple(path)), strict=True))
        groups: dict[str, CarriedWork] = {}
        counterparts: dict[str, str] = {}
        for role in dict.fromkeys(step.role for step in path if is_staffed(self.other, step)):
            ours = self.named.roles.get(role, role)
            mine = [step for step in own_path if step.role == ours and is_staffed(self.own, step)]
            theirs = [step for step in path if step.role == role]
            for own, there in corresponding(mine, theirs):
                for step in own:
                    counterparts[step.key] = there[0].key
                weights = [max(limits[step.key] or 0, 1) for step in there]
                longest = weights.index(max(weights))
                for i, step in enumerate(there):
                    groups[step.key] = CarriedWork(own, weights[i] / sum(weights), i == longest)
        return groups, counterparts

    def _by_step(self, use: RouteUse, at: Where, theirs: Channel, counterparts: Mapping[str, str]) -> None:
        """Carry over what a route says by its steps, or say that it cannot be."""
        for name in _BY_STEP:
            stated: Mapping[str, Any] = getattr(use, name)
            for key in stated:
                if counterparts.get(key) == key or self._is_settled((*at, name)):
                    continue
                message = translated("'{name}' of step {key} cannot be carried over", name=name, key=key)
                repair = translated(
                    "take it out there: {option}, or state it for a step of '{regulation}'",
                    option=f"--there {'.'.join(at)}.{name}=null",
                    regulation=self.other.regulation,
                )
                self.faults.append(Fault("--regulation", 0, 0, message, repair))
        for name in ("branches", "routing", "timetables", "objections", "collection"):
            if getattr(use, name) and not self._is_settled((*at, name)):
                message = translated(
                    "'{name}' of the route '{channel}' belongs to the steps of '{regulation}'",
                    name=name,
                    channel=theirs,
                    regulation=self.own.regulation,
                )
                repair = translated(
                    "take it out there: {option}, or state it for '{regulation}'",
                    option=f"--there {'.'.join(at)}.{name}=null",
                    regulation=self.other.regulation,
                )
                self.faults.append(Fault("--regulation", 0, 0, message, repair))
        for role in use.roles:
            self._set((*at, "roles", role), None)

    def _streams(self) -> None:
        """Let the applications of a route that is not there come by the other one, at the office that takes them in."""
        for name, stream in self.scenario.arrivals.items():
            if stream.service != self.service:
                continue
            moved = [channel for channel in stream.ways_in if self.channels.get(channel, channel) != channel]
            if moved and stream.channels is not None:
                message = translated(
                    "the population '{name}' comes by the route '{channel}' too", name=name, channel=moved[0]
                )
                option = f"--there 'arrivals.{name}.channels={{...}}'"
                repair = translated("state its channels there: {option}", option=option)
                if not self._is_settled(("arrivals", name, "channels")):
                    self.faults.append(Fault("--regulation", 0, 0, message, repair))
            elif moved and stream.route is not None and stream.office is not None:
                theirs = self.channels[stream.route]
                self._set(("arrivals", name, "route"), theirs)
                self._set(("arrivals", name, "office"), self._takes_in(stream.office, theirs))

    def _takes_in(self, office: str, theirs: Channel) -> str:
        """The office that takes in the applications of a route: that at which they arrive, or the next to which it sends."""
        first = next(step for step in self.other.path(theirs) if is_staffed(self.other, step))
        role = self.named.roles.get(first.role, first.role)
        at: str | None = office
        passed: set[str] = set()
        while at is not None and at in self.scenario.offices and at not in passed:
            if role in self.scenario.offices[at].staff:
                return at
            passed.add(at)
            at = self.scenario.offices[at].sends_to
        return office

    def _people(self) -> None:
        """Rename roles, and take out who does nothing there."""
        needed = {step.role for c in self.channels.values() for step in self.other.path(c)}
        for key, law in self.study.regulations.items():
            if key != self.service:
                needed |= set(law.roles)
        renamed = {ours: theirs for theirs, ours in self.named.roles.items() if ours not in needed}
        roles = {role for office in self.scenario.offices.values() for role in office.staff}
        gone = {role for role in roles if role not in needed and role not in renamed}
        left_over: dict[str, set[str]] = {}
        for kind, office in self.scenario.offices.items():
            left_over[kind] = {renamed.get(role, role) for role in office.staff if role not in gone}
            for role, staff in office.staff.items():
                at = ("offices", kind, "staff", role)
                block = self.written(*at)
                stand_in = [renamed.get(other, other) for other in staff.stand_in if other not in gone]
                if staff.same_people_as in gone:  # whose people stay, under the name of what they do there
                    block = self.written(*at[:-1], staff.same_people_as)
                    self._set(at, block)
                elif staff.same_people_as in renamed and isinstance(block, dict):
                    block = block | {"same_people_as": renamed[staff.same_people_as]}
                    self._set(at, block)
                if role in renamed:
                    changed = {"stand_in": stand_in} if staff.stand_in else {}
                    self._set((*at[:-1], renamed[role]), block | changed if isinstance(block, dict) else block)
                if role in renamed or role in gone:
                    self._set(at, None)
                elif stand_in != list(staff.stand_in):
                    self._set((*at, "stand_in"), stand_in or None)
        self._empty_offices(left_over)

    def _empty_offices(self, left_over: Mapping[str, set[str]]) -> None:
        """Take out offices in which nobody is left, with the ways to and from them."""
        arrives = {
            way.office
            if self.channels.get(channel, channel) == channel
            else self._takes_in(way.office, self.channels[channel])
            for stream in self.scenario.arrivals.values()
            for channel, way in stream.ways_in.items()
        }
        empty = [kind for kind, roles in left_over.items() if not roles and kind not in arrives]
        for kind in empty:
            self._set(("offices", kind), None)
        for name, transfer in self.scenario.transfers.items():
            if transfer.sender in empty or transfer.receiver in empty:
                self._set(("transfers", name), None)
        for kind, office in self.scenario.offices.items():
            if kind not in empty and office.sends_to in empty:
                self._set(("offices", kind, "sends_to"), None)


def _paths(path: str, text: str) -> Iterator[str]:
    """The paths of the single values that a setting states: its own, or of a block those of what is in it."""
    block = parse_value(text, "--there").data

    def inside(at: str, value: Any) -> Iterator[str]:
        if not isinstance(value, dict):
            yield at
            return
        for key, part in value.items():
            yield from inside(f"{at}.{key}", part)

    yield from inside(path.strip(), block)
