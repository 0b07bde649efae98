"""Faults of branches: steps that the text does not have, probabilities that do not fit together, ways that go nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sim.errors import Fault, did_you_mean
from sim.law.regulation import Channel, PathStep, Regulation
from sim.scenario.route_use import RouteUse
from sim.scenario.routing import END, START
from sim.schema.yaml_file import Where
from sim.study.checks.routing import WaysOfRoute
from sim.study.context import STAFFED, CheckContext
from sim.translations.in_use import marked, translated

_KINDS = {
    "branches": marked("branch"),
    "missing_documents": marked("missing documents"),
    "rework": marked("rework"),
    "refusals": marked("refusal"),
}
"""What may happen at the end of a step, by the key under which it is written."""


def check_branches(context: CheckContext) -> Iterator[Fault]:
    """Faults of the branches of every route in use."""
    for key, service in context.scenario.services.items():
        for channel, use in service.routes.items():
            path = context.path(key, channel)
            if path:
                yield from _OfRoute(
                    context, context.regulations[key], channel, use, path, ("services", key, "routes", channel)
                ).faults()


class _OfRoute:
    """The branches of one route."""

    def __init__(
        self,
        context: CheckContext,
        regulation: Regulation,
        channel: Channel,
        use: RouteUse,
        path: tuple[PathStep, ...],
        where: Where,
    ) -> None:
        self.context, self.file, self.regulation = context, context.file, regulation
        self.channel, self.use = channel, use
        self.path, self.where = path, where
        self.keys = [step.key for step in path]
        self.beside = regulation.branch_steps(channel)
        first = next((i for i, step in enumerate(path) if regulation.kind(step.role) in STAFFED), 0)
        self.received = self.keys[first:]
        """Steps from the receipt on."""
        self.has_staff = any(regulation.kind(step.role) in STAFFED for step in path)

    def faults(self) -> Iterator[Fault]:
        """All faults."""
        yield from self._branches()
        yield from self._missing_documents()
        for kind in ("rework", "refusals"):
            for key in getattr(self.use, kind):
                if key not in self.received:
                    yield self._unknown(kind, key, self.received)
        for key, rework in self.use.rework.items():
            yield from self._back_to("rework", key, key, rework.back_to)
        yield from self._routing()
        yield from self._sums()
        yield from self._objections()
        if not self.has_staff:
            return  # a fault of its own
        if self.use.collection is not None and self.regulation.collected_at(self.path) is None:
            message = translated(
                "no result is handed out at a counter on the route '{channel}', so nobody comes for it",
                channel=self.channel,
            )
            yield self.file.fault((*self.where, "collection"), message, translated("take it out"), at_key=True)

    def _routing(self) -> Iterator[Fault]:
        """What is stated as `routing`."""
        staffed = [step.key for step in self.path if self.regulation.kind(step.role) in STAFFED]
        ways = WaysOfRoute(
            self.file, self.where, self.channel, self.use.routing, self.keys, self.beside, self.received, staffed
        )
        yield from ways.faults()
        if self.has_staff and START in self.use.routing:
            yield from self._with_bookings()

    def _with_bookings(self) -> Iterator[Fault]:
        """Applicants who book come to the first step, and to no other."""
        for name, stream in self.context.scenario.arrivals.items():
            way = stream.ways_in.get(self.channel) if stream.service == self.where[1] else None
            if way is not None and way.booked is not None:
                message = translated(
                    "applicants of '{stream}' book at the first step, so none begins elsewhere", stream=name
                )
                yield self._fault(
                    ("routing", START), message, translated("take '{key}' out, or 'booked' of that stream", key=START)
                )
                return

    def _branches(self) -> Iterator[Fault]:
        for key in self.use.branches:
            step = self.beside.get(key)
            if step is None:
                yield self._unknown("branches", key, self.beside)
                continue
            assert step.step.branch is not None
            outcome = step.step.branch.outcome
            condition = self._condition(key)
            first = condition is None or (outcome == "alternative" and self.keys.index(condition) == 0)
            if outcome == "missing_documents":
                message = translated(
                    "step {key} asks for missing documents, which the applicant takes time to bring", key=key
                )
                yield self._fault(("branches", key), message, translated("write it under 'missing_documents'"))
            elif first:
                message = translated("nothing comes before step {key}, so nothing decides that it is taken", key=key)
                yield self._fault(("branches", key), message, translated("take it out"))

    def _missing_documents(self) -> Iterator[Fault]:
        asks = {k for k, s in self.beside.items() if s.step.branch and s.step.branch.outcome == "missing_documents"}
        for key, missing in self.use.missing_documents.items():
            condition = self._condition(key) if key in asks else key
            if condition not in self.received:
                if key in asks:
                    message = translated(
                        "no step after the receipt comes before step {key}, so nobody finds out that documents are missing",
                        key=key,
                    )
                    yield self._fault(("missing_documents", key), message, translated("take it out"))
                else:
                    yield self._unknown("missing_documents", key, [*self.received, *sorted(asks)])
                continue
            if missing.back_to is not None:
                yield from self._back_to("missing_documents", key, condition, missing.back_to)
            if missing.clock == "extended" and self.regulation.extended_term(self.channel) is None:
                message = translated(
                    "the regulation prints no extended term for the route '{channel}'", channel=self.channel
                )
                repair = translated("write 'runs' or 'stops', or take 'clock' out")
                yield self.file.fault((*self.where, "missing_documents", key, "clock"), message, repair)

    def _back_to(self, kind: str, key: str, after: str, back_to: str) -> Iterator[Fault]:
        """A file can only go back to a step that it has passed since it was received."""
        if after not in self.received:
            return
        known = self.received[: self.received.index(after) + 1]
        if back_to not in known:
            message = translated(
                "no file can go back from step {after} to step '{back_to}'", after=after, back_to=back_to
            )
            yield self.file.fault((*self.where, kind, key, "back_to"), message, did_you_mean(back_to, known))

    def _objections(self) -> Iterator[Fault]:
        """A file goes back to a step of staff on its ordinary way, not behind the one that makes the answer ready."""
        objections = self.use.objections
        steps = {step.key: step for step in self.path}
        if objections is None or not self.received or not self.has_staff:
            return
        _, ready = self.regulation.bounds(self.path)
        known = [
            key
            for key in self.received[: self.received.index(self.path[ready].key) + 1]
            if self.regulation.kind(steps[key].role) in STAFFED
        ]
        if objections.back_to not in known:
            message = translated(
                self._why_not_back_to(objections.back_to), channel=self.channel, key=objections.back_to
            )
            where = (*self.where, "objections", "back_to")
            yield self.file.fault(where, message, did_you_mean(objections.back_to, known))

    def _why_not_back_to(self, key: str) -> str:
        """The template that says why no objection can go back to a step."""
        if key in self.beside:
            return marked(
                "no objection on the route '{channel}' can go back to step '{key}', which is taken on a condition"
            )
        step = next((step for step in self.path if step.key == key), None)
        if step is None:
            return marked("no objection on the route '{channel}' can go back to step '{key}'")
        if key not in self.received:
            return marked(
                "no objection on the route '{channel}' can go back to step '{key}', which comes before the receipt"
            )
        if self.regulation.kind(step.role) not in STAFFED:
            return marked(
                "no objection on the route '{channel}' can go back to step '{key}', which is not done by staff"
            )
        return marked(
            "no objection on the route '{channel}' can go back to step '{key}', which comes after the answer is ready"
        )

    def _sums(self) -> Iterator[Fault]:
        """What may happen at the end of one step has 100 % together at most; told at the likeliest of it."""
        at_step: dict[str, list[tuple[float, str, Where]]] = {}
        for kind, word in _KINDS.items():
            for key, chance in getattr(self.use, kind).items():
                if (after := self._decided_at(kind, key)) is not None:
                    name = f"{translated(word)} {key}" if key in self.beside else translated(word)
                    at_step.setdefault(after, []).append((chance.probability, name, (kind, key, "probability")))
        for after, ways in self.use.routing.items():
            for to, probability in ways.items():
                name = translated("to the end") if to == END else translated("to step {step}", step=to)
                at_step.setdefault(after, []).append((probability, name, ("routing", after, to)))
        for after, chances in at_step.items():
            total = sum(probability for probability, *_ in chances)
            if total > 1 + 1e-9:
                parts = ", ".join(f"{name}: {100 * probability:.6g} %" for probability, name, _ in chances)
                together = {"total": f"{100 * total:.6g}", "parts": parts}
                message = translated(
                    "what may happen at the end of step {after} has {total} % together ({parts})",
                    after=after,
                    **together,
                )
                if after == START:
                    message = translated("the steps at which files begin have {total} % together ({parts})", **together)
                *_, where = max(chances)
                yield self.file.fault((*self.where, *where), message, translated("make it 100 % at most"))

    def _decided_at(self, kind: str, key: str) -> str | None:
        """The step at whose end it is decided; None where that is a fault of its own, or nothing else is decided there."""
        if key not in self.beside:
            return key if key in self.received else None
        condition = self._condition(key)
        branch = self.beside[key].step.branch
        if condition is None or kind != "branches" or branch is None or branch.outcome != "alternative":
            return condition if condition in self.keys else None
        at = self.keys.index(condition)  # another way stands in the place of that step, so it is decided before it
        return self.keys[at - 1] if at else None

    def _condition(self, key: str) -> str | None:
        return self.regulation.condition_of(self.channel, key)

    def _unknown(self, kind: str, key: str, known: Collection[str]) -> Fault:
        message = translated(
            "no step '{key}' after the receipt is passed on the route '{channel}'", key=key, channel=self.channel
        )
        if kind == "branches":
            message = translated("the route '{channel}' has no branch '{key}'", channel=self.channel, key=key)
        return self._fault((kind, key), message, did_you_mean(key, known))

    def _fault(self, where: Where, message: str, repair: str) -> Fault:
        return self.file.fault((*self.where, *where), message, repair, at_key=True)
