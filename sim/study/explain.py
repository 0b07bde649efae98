"""Every setting of a scenario with its value and where it comes from: stated, laid over, shipped, or a default.

The models of the language are walked themselves, so that a key which the language gains appears here at once. Texts that
move no figure (titles, sources, assumptions) are left out; the report has them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from sim.law.regulation import Channel
from sim.scenario.backlog import Backlog
from sim.scenario.branches import MissingDocuments
from sim.scenario.demand import ChannelShare, Stream
from sim.scenario.distributions import Fixed
from sim.scenario.office_list import Offices
from sim.scenario.role_use import RoleUse
from sim.scenario.route_use import RouteUse
from sim.scenario.scenario import NamedOffice, Office, Period, Scenario
from sim.scenario.staff import NamedMember, Staff
from sim.scenario.step_durations import is_staffed
from sim.scenario.uncertain_inputs import Uncertain
from sim.schema.document import Translated
from sim.schema.field_docstrings import field_docstrings
from sim.schema.fields import Stated
from sim.schema.in_words import clock_time, in_words_of, written_duration
from sim.schema.schema_paths import blocks_at, key_of, tag_of
from sim.schema.setting_paths import LAYER
from sim.schema.yaml_file import Place, Where, YamlFile
from sim.study.default_words import default_in_words
from sim.study.officers import AS_REGULATED, has_officer
from sim.study.study import Study, pilot_size
from sim.translations.in_use import counted, language, marked, translated

SettingOrigin = Literal["stated", "variant", "command line", "default", "shipped"]
Resolved = tuple[str, str]
"""The value that holds where a file says nothing, and where it comes from."""

_TERM_FROM = {
    "text": marked("the regulation"),
    "standard": marked("the standard of the service"),
    "derived": marked("the limits of the steps"),
}
"""What gives a term, by its kind."""
_NO_FIGURES = frozenset(Stated.model_fields)
"""Fields that say where figures come from."""


@dataclass(frozen=True)
class ExplainedSetting:
    """One setting of a scenario."""

    block: Where
    """Path of the block to which the setting belongs."""
    name: str
    """Name of the setting in that block."""
    value: str
    """The value, as it is written in a file or would be."""
    origin: SettingOrigin
    """Stated in a file, by a variant or on the command line; shipped with the package; or a default of the language."""
    place: Place | None = None
    """Place where the setting is stated; None for a default."""
    note: str = ""
    """What a default follows, or what becomes of a value before the run."""

    @property
    def path(self) -> str:
        """The whole path, as an overlay and the command line take it."""
        return ".".join((*self.block, self.name))


def explained(study: Study, file: YamlFile) -> tuple[ExplainedSetting, ...]:
    """All settings of a study, in the order of the language, then those of the shipped hours that it uses.

    `file` is the file that the study was made of.
    """
    walk = _Walk(study, file)
    settings = tuple(walk.block(study.scenario, (), ()))
    return (*settings, *walk.shipped_hours(settings))


class _Walk:
    """The way through the models of one study."""

    def __init__(self, study: Study, file: YamlFile) -> None:
        self.study, self.file = study, file
        self.offices = Offices.of(study.scenario)
        self.resolvers: Mapping[tuple[type[BaseModel], str], Callable[[Where, Any], Resolved | None]] = {
            (Scenario, "day_of_receipt"): self._day_of_receipt,
            (Scenario, "received_until"): self._received_until,
            (Scenario, "variants"): lambda where, block: (translated("none"), ""),
            (Period, "run_out"): self._run_out,
            (RouteUse, "reading"): self._reading,
            (RouteUse, "term"): self._term,
            (RouteUse, "roles"): lambda where, block: None,  # see _officers
            (RoleUse, "same_member"): self._same_member,
            (RouteUse, "timetables"): lambda where, block: None,  # see _timetables
            (Office, "count"): self._count_of_offices,
            (NamedOffice, "hours"): self._hours_of_kind,
            (NamedOffice, "sends_to"): self._sends_to_of_kind,
            (NamedOffice, "staff"): lambda where, block: (translated("none of its own"), ""),
            (Staff, "count"): lambda where, block: (str(block.size), translated("as many as 'members'")),
            (Staff, "hours"): lambda where, block: (self._hours_of_office(where), translated("the office's")),
            (Staff, "counter_hours"): lambda where, block: (self._hours_of_office(where), translated("the office's")),
            (NamedMember, "hours"): self._hours_of_staff,
            (MissingDocuments, "clock"): self._clock,
            (MissingDocuments, "back_to"): self._goes_on_with,
            (Stream, "weights"): self._weights,
            (ChannelShare, "weights"): self._weights,
            (Backlog, "weights"): self._weights,
            **{(Uncertain, name): lambda where, block: None for name in ("range", "values", "factor")},  # one is stated
        }

    def block(self, block: BaseModel, where: Where, heading: Where) -> Iterator[ExplainedSetting]:
        """The settings of a block and of all blocks in it; `heading` is the path of the block under which they are listed."""
        for name, field in type(block).model_fields.items():
            value, at = getattr(block, name), (*where, key_of(name, field))
            if name in _NO_FIGURES or Translated in blocks_at(field.annotation, ()):
                continue
            if name == "variants" and value:
                yield from (self._variant(variant) for variant in value)
            elif self._is_stated(block, name, at):
                yield from self._stated(block, name, at, heading)
            elif isinstance(block, Staff) and block.same_people_as is not None:
                pass  # what holds for the people is listed at their role
            elif value is not None or tag_of(type(block)) is None:  # else another way to state a distribution
                yield from self._default(block, name, at, heading)
        if isinstance(block, RouteUse):
            yield from self._joined(where)
            yield from self._officers(where, block)
            yield from self._timetables(where, block)

    def shipped_hours(self, settings: tuple[ExplainedSetting, ...]) -> Iterator[ExplainedSetting]:
        """The opening hours that settings name and the scenario does not state itself."""
        used = {
            name
            for setting in settings
            if setting.name in ("hours", "counter_hours")
            for name in setting.value.split(", ")
        }
        for name in sorted(used & self.study.hours.keys() - self.study.scenario.hours.keys()):
            hours = self.study.hours[name]
            for key, field in type(hours).model_fields.items():
                if key not in _NO_FIGURES and Translated not in blocks_at(field.annotation, ()):
                    origin: SettingOrigin = "shipped" if key in hours.model_fields_set else "default"
                    words = _in_words(hours, key)
                    yield ExplainedSetting(("hours", name), key_of(key, field), words, origin)

    def _is_stated(self, block: BaseModel, name: str, at: Where) -> bool:
        return name in block.model_fields_set and not (at in self.file.values and self.file.at(at) is None)

    def _stated(self, around: BaseModel, name: str, at: Where, heading: Where) -> Iterator[ExplainedSetting]:
        """What a file states in a field of a block: a value, a block, or several blocks by name or in a list."""
        value = getattr(around, name)
        written = self.file.at(at) if at in self.file.values else None
        tag = tag_of(type(value)) if isinstance(value, BaseModel) else None
        if isinstance(value, BaseModel) and (isinstance(written, dict) or tag is None):
            yield from self.block(value, at, at if tag is None else heading)
        elif entries := _blocks_inside(value):
            for key, entry in entries.items():
                yield from self.block(entry, (*at, key), (*at, key))
        elif isinstance(written, dict) and any(isinstance(part, dict) for part in written.values()):
            for key, parts in written.items():
                for part, text in parts.items():
                    yield self._line((*at, key, part), heading, _as_written(text))
        else:
            yield self._line(at, heading, _in_words(around, name) if written is None else _as_written(written))

    def _line(self, at: Where, heading: Where, text: str) -> ExplainedSetting:
        """A setting that a file states."""
        place = self.file.place(at)
        origin: SettingOrigin = "stated"
        if place.layer:
            origin = "command line" if place.layer == LAYER else "variant"
        return ExplainedSetting(heading, ".".join(at[len(heading) :]), text, origin, place, self._found_later(at))

    def _found_later(self, at: Where) -> str:
        """What becomes of a setting that only a pilot settles."""
        pilot = pilot_size(self.study) if at == ("period", "warm_up_until") else 0
        return _found_by_pilot(pilot) if pilot else ""

    def _default(self, block: BaseModel, name: str, at: Where, heading: Where) -> Iterator[ExplainedSetting]:
        resolve = self.resolvers.get((type(block), name))
        resolved = resolve(at[:-1], block) if resolve else (_in_words(block, name), "")
        if resolved is not None:
            value, note = resolved
            if (out := self.file.removed.get(at)) is not None:
                note = _taken_out(out)
            yield ExplainedSetting(heading, ".".join(at[len(heading) :]), value, "default", note=note)

    def _variant(self, name: str) -> ExplainedSetting:
        title = self.study.scenario.variants[name].title
        value = title.text(language()) if title else name.replace("_", " ")
        return ExplainedSetting(("variants",), name, value, "stated", self.file.place(("variants", name), at_key=True))

    def _joined(self, where: Where) -> Iterator[ExplainedSetting]:
        """Steps of a route without a block of their own: who says what they take."""
        service, channel = where[1], _channel(where[3])
        regulation, use = self.study.regulations[service], self.study.scenario.services[service].routes[channel]
        for step in regulation.path(channel, use.reading):
            if step.key in use.steps:
                continue
            if is_staffed(regulation, step):
                value = translated("the whole limit")
                if step.borrowed:
                    value = translated("as step {step} of '{route}'", step=step.borrowed[1], route=step.borrowed[0])
                note = translated("the route that it meets")
                yield ExplainedSetting(where, f"steps.{step.key}", value, "default", note=note)
            elif regulation.kind(step.role) == "system":
                value = translated("the response of '{role}'", role=step.role)
                yield ExplainedSetting(where, f"steps.{step.key}", value, "default", note="systems")

    def _officers(self, where: Where, block: RouteUse) -> Iterator[ExplainedSetting]:
        """Roles with an officer for each file of which the route states nothing."""
        path = self.study.regulations[where[1]].path(_channel(where[3]), block.reading)
        for role in dict.fromkeys(step.role for step in path):
            at = (*where, "roles", role)
            if role not in block.roles and self._has_officer(at):
                value, note = self._same_member(at, AS_REGULATED)
                yield ExplainedSetting(where, f"roles.{role}.same_member", value, "default", note=note)

    def _same_member(self, where: Where, block: RoleUse) -> Resolved:
        """Where is `services, SERVICE, routes, CHANNEL, roles, ROLE`."""
        named = self.study.regulations[where[1]].named_for_file(_channel(where[3]), where[5])
        value = _as_written(self._has_officer(where))
        if named is None:
            return value, ""
        if not named.source:
            return value, translated("the regulation")
        return value, translated("the regulation {source}", source=named.source)

    def _has_officer(self, where: Where) -> bool:
        service, channel, role = where[1], _channel(where[3]), where[5]
        return has_officer(self.study.scenario, self.study.regulations[service], service, channel, role)

    def _timetables(self, where: Where, block: RouteUse) -> Iterator[ExplainedSetting]:
        """Timetables of the text of which the route states nothing."""
        for step in self.study.regulations[where[1]].path(_channel(where[3]), block.reading):
            if step.step.timetable is not None and step.key not in block.timetables:
                note = translated("{source}; a transfer that is stated goes before it", source=step.step.source)
                yield ExplainedSetting(where, f"timetables.{step.key}", step.step.timetable.text, "default", note=note)

    def _day_of_receipt(self, where: Where, block: Scenario) -> Resolved:
        by_service = {name: law.legal_clock.day_of_receipt for name, law in self.study.regulations.items()}
        alike = sorted(set(by_service.values()))
        text = alike[0] if len(alike) == 1 else ", ".join(f"{name} {value}" for name, value in by_service.items())
        return text, translated("the regulation") if len(by_service) == 1 else translated("the regulations")

    def _received_until(self, where: Where, block: Scenario) -> Resolved:
        stated = {law.legal_clock.received_until for law in self.study.regulations.values()}
        words = [translated("all of the day") if time is None else clock_time(time) for time in stated]
        note = translated("the regulation") if len(self.study.regulations) == 1 else translated("the regulations")
        return ", ".join(sorted(words)), note

    def _run_out(self, where: Where, block: Period) -> Resolved:
        longest = self.study.longest_term_days
        note = counted(
            "three times the longest term, {count} working days",
            "three times the longest term, {count} working days",
            longest,
            count=longest,
        )
        return f"{3 * longest} working days", note

    def _reading(self, where: Where, block: RouteUse) -> Resolved | None:
        join = self.study.regulations[where[1]].routes[_channel(where[3])].join
        return (join.used, translated("the regulation")) if join else None

    def _term(self, where: Where, block: RouteUse) -> Resolved:
        """Where is `services, SERVICE, routes, CHANNEL`."""
        term = self.study.terms[where[1], _channel(where[3])]
        if term.limit is None:
            return translated("none"), ""
        return str(term.limit), translated(_TERM_FROM[term.kind]) if term.kind in _TERM_FROM else ""

    def _count_of_offices(self, where: Where, block: Office) -> Resolved:
        return str(block.size), translated("as many as 'names'") if block.names is not None else ""

    def _hours_of_kind(self, where: Where, block: NamedOffice) -> Resolved:
        return self.study.scenario.offices[where[1]].hours, translated("its kind's")

    def _sends_to_of_kind(self, where: Where, block: NamedOffice) -> Resolved:
        return self.study.scenario.offices[where[1]].sends_to or translated("none"), translated("its kind's")

    def _hours_of_office(self, where: Where) -> str:
        office = self.study.scenario.offices[where[1]]
        named = (office.names or {}).get(where[3]) if where[2] == "names" else None
        return (named.hours if named else None) or office.hours

    def _hours_of_staff(self, where: Where, block: NamedMember) -> Resolved:
        """Where is `offices, KIND, [names, NAME,] staff, ROLE, members, MEMBER`."""
        office = self.study.scenario.offices[where[1]]
        named = (office.names or {}).get(where[3]) if where[2] == "names" else None
        staff = (named.staff if named else office.staff)[where[-3]]
        return ", ".join(staff.hours or (self._hours_of_office(where),)), translated("those of the staff")

    def _clock(self, where: Where, block: MissingDocuments) -> Resolved:
        """Where is `services, SERVICE, routes, CHANNEL, missing_documents, STEP`."""
        return self.study.regulations[where[1]].clock_rule(_channel(where[3])), translated("the regulation")

    def _goes_on_with(self, where: Where, block: MissingDocuments) -> Resolved:
        """Where is as that of the clock."""
        service, channel, key = where[1], _channel(where[3]), where[5]
        regulation, use = self.study.regulations[service], self.study.scenario.services[service].routes[channel]
        keys = [step.key for step in regulation.path(channel, use.reading)]
        after = key if key in keys else str(regulation.condition_of(channel, key))
        at = keys.index(after) + 1
        goes_on = translated("step {key}", key=keys[at]) if at < len(keys) else translated("the end")
        return goes_on, translated("the step that follows")

    def _weights(self, where: Where, block: Stream | ChannelShare | Backlog) -> Resolved:
        if block.office is None:
            return translated("those of the channels"), ""
        several = len(self.offices.named(block.office))
        return (translated("alike") if several > 1 else translated("one office")), ""


def _blocks_inside(value: Any) -> dict[str, Any]:
    """The blocks that a value holds by name, or in a list by their position; none where it holds other values."""
    if isinstance(value, tuple):
        value = dict(enumerate(value))
    if not isinstance(value, Mapping) or not any(isinstance(entry, BaseModel) for entry in value.values()):
        return {}
    return {str(key): entry for key, entry in value.items()}


def _channel(name: str) -> Channel:
    return name  # type: ignore[return-value]  # the schema has checked it


def _as_written(value: Any) -> str:
    """A value of a file in one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return ", ".join(f"{key} {_as_written(entry)}" for key, entry in value.items()) or translated("none")
    if isinstance(value, list):
        return ", ".join(map(_as_written, value)) or translated("none")
    return str(value)


def _in_words(block: BaseModel, name: str) -> str:
    """The value of a field that no file states as such, in the words of the language."""
    value = getattr(block, name)
    if value is None:
        return translated(default_in_words(field_docstrings(type(block)).get(name, "")))
    mark = in_words_of(type(block).model_fields[name])
    if mark is not None and mark.written is not None:
        return mark.written(value)
    if isinstance(value, Fixed):
        return written_duration(value.value)
    if isinstance(value, (tuple, Mapping)):
        return _as_written(dict(value) if isinstance(value, Mapping) else list(value))
    return _as_written(value)


def _found_by_pilot(pilot: int) -> str:
    return counted(
        "found before the run by a pilot of {count} replications",
        "found before the run by a pilot of {count} replications",
        pilot,
        count=pilot,
    )


def _taken_out(out: Place) -> str:
    """What took out something that was stated; `out` is where that was written."""
    if out.layer == LAYER:
        return translated("what was stated is taken out by the command line")
    if not out.layer:
        return translated("what was stated is taken out by {file}", file=Path(out.file).name)
    return translated("what was stated is taken out by variant {variant}", variant=out.layer.removeprefix("variant "))
