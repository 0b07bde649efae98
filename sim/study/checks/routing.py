"""Faults of `routing`: steps that are not there, ways that change nothing, loops without end, ends before anybody did anything."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sim.errors import Fault, did_you_mean
from sim.law.regulation import Channel
from sim.scenario.routing import END, START
from sim.schema.yaml_file import Where, YamlFile
from sim.translations.in_use import translated

_NOT_ALL = 1 - 1e-9
"""With so large a share together nothing is left for the ordinary way."""


@dataclass(frozen=True)
class WaysOfRoute:
    """The ways on which files pass one route: the ordinary one, and those of its `routing`."""

    file: YamlFile
    where: Where
    """Path of the route in the file."""
    channel: Channel
    routing: Mapping[str, Mapping[str, float]]
    """What is stated."""
    keys: list[str]
    """Names of the steps of the ordinary way, in order."""
    beside: Collection[str]
    """Names of the steps that the text has on a condition."""
    received: list[str]
    """Names of the steps from the receipt on, in order."""
    staffed: Collection[str]
    """Names of the steps of staff."""

    def faults(self) -> Iterator[Fault]:
        """All faults, but sums of shares above 100 %."""
        faults = [fault for key, ways in self.routing.items() for fault in self._of_step(key, ways)]
        yield from faults
        if not faults and self.routing and self.staffed:
            yield from self._without_end()
            yield from self._without_staff()

    def _of_step(self, key: str, ways: Mapping[str, float]) -> Iterator[Fault]:
        """Faults of what is stated for one step, or for the beginning."""
        if key != START and key not in self.keys:
            hint = did_you_mean(key, (START, *self.keys))
            yield self.file.fault((*self.where, "routing", key), self._unknown(key), hint, at_key=True)
            return
        for to in ways:
            if to == END and key == START:
                message, hint = translated("no file ends before it has begun"), translated("take it out")
            elif to != END and to not in self.keys:
                message, hint = self._unknown(to), did_you_mean(to, (*self.keys, END))
            elif to == self._usual(key):
                message, hint = _changes_nothing(key, to), translated("take it out")
            elif self._goes_back(key, to) and to not in self.received:
                message = translated("no file can go back from step {after} to step '{back_to}'", after=key, back_to=to)
                hint = did_you_mean(to, self.received)
            else:
                continue
            yield self.file.fault((*self.where, "routing", key, to), message, hint, at_key=True)

    def _unknown(self, key: str) -> str:
        """Why a name is none of a step between which files can go."""
        if key in self.beside:
            return translated("step '{key}' is taken on a condition; nothing else leads there or away", key=key)
        return translated("no step '{key}' is passed on the route '{channel}'", key=key, channel=self.channel)

    def _usual(self, key: str) -> str:
        """Where the ordinary way leads from a step, or from the beginning."""
        following = 0 if key == START else self.keys.index(key) + 1
        return self.keys[following] if following < len(self.keys) else END

    def _goes_back(self, key: str, to: str) -> bool:
        return key != START and to != END and self.keys.index(to) <= self.keys.index(key)

    def _ways(self, key: str) -> set[str]:
        """Where files can go from a step, or from the beginning."""
        stated = self.routing.get(key, {})
        ways = {to for to, probability in stated.items() if probability > 0}
        return ways | ({self._usual(key)} if sum(stated.values()) < _NOT_ALL else set())

    def _reached(self, first: str, *, without: Collection[str] = ()) -> set[str]:
        """What can be reached from a step or the beginning, going on from no step of some."""
        reached: set[str] = set()
        unexplored = [first]
        while unexplored:
            new = self._ways(unexplored.pop()) - reached
            reached |= new
            unexplored += [key for key in new if key != END and key not in without]
        return reached

    def _without_end(self) -> Iterator[Fault]:
        """A step from which all ways lead back; told at the first one of which everything goes elsewhere."""
        reached = self._reached(START)
        for key, ways in self.routing.items():
            if key not in reached or sum(ways.values()) < _NOT_ALL:
                continue
            later = {key, *self._reached(key)}
            if END not in later:
                message = translated("from step {key} on all ways lead back, so that no file would ever end", key=key)
                repair = translated("leave a part of it to the ordinary way, or let some files end")
                yield self.file.fault((*self.where, "routing", key), message, repair, at_key=True)
                return

    def _without_staff(self) -> Iterator[Fault]:
        """A way through the route on which nobody on the staff does anything."""
        if END in self._reached(START, without=self.staffed):
            message = translated("a file could end without any step of staff, so that nobody would have received it")
            repair = translated("let every way pass a step of staff")
            yield self.file.fault((*self.where, "routing"), message, repair, at_key=True)


def _changes_nothing(key: str, to: str) -> str:
    """That a stated way is the ordinary one."""
    if key == START:
        return translated("files begin at step {step} anyway", step=to)
    if to == END:
        return translated("files end after step {after} anyway", after=key)
    return translated("files go from step {after} to step {step} anyway", after=key, step=to)
