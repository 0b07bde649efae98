"""From a regulation and its use in a scenario to the plan of a route: its ordinary course, its branches, its ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from sim.law.regulation import Channel, PathStep
from sim.model.route import BranchPlan, Kind, RoutePlan, StepPlan
from sim.quantities import Instants
from sim.study.study import Study


def route_plan(study: Study, service: str, channel: Channel) -> RoutePlan:
    """The plan of one route in use, without ways between offices."""
    regulation = study.regulations[service]
    use = study.scenario.services[service].routes[channel]
    path = regulation.path(channel, use.reading)
    receipt, ready = (path[i].key for i in regulation.bounds(path))
    course = _Course(study, service, channel, path)
    term = study.terms[service, channel]
    return RoutePlan(
        service,
        channel,
        tuple(course.steps),
        course.place(receipt),
        course.place(ready),
        term.limit,
        term.day_of_receipt == "included",
        term.kind,
        extended_term=term.extended,
        delivered_before=term.delivered_before,
        follows=course.follows() if course.has_branches else (),
        branches=tuple(course.branches()),
    )


APPLICANT = "applicant"
"""Role of the steps in which an application waits for the applicant."""
DOCUMENTS = "documents after {}"
"""Name of the step in which the applicant looks for documents that were found missing at another one."""
COLLECTION = "collection"
"""Name of the step in which a result waits for the applicant."""


_ALWAYS = 1_000_000
"""A refusal is decided at every passing of its step, and the last decision holds."""


class _Course:
    """The steps of a route with its branches beside them, and what follows what."""

    def __init__(self, study: Study, service: str, channel: Channel, path: tuple[PathStep, ...]) -> None:
        self.regulation = study.regulations[service]
        self.use = study.scenario.services[service].routes[channel]
        self.channel, self.path = channel, path
        self.keys = [step.key for step in path]
        self.beside = self.regulation.branch_steps(channel)
        self.has_branches = bool(
            self.use.branches or self.use.missing_documents or self.use.rework or self.use.refusals
        )
        collects = None if self.use.collection is None else self.regulation.collected_at(path)
        # A branch is shown behind the step that it leaves, documents behind the step that misses them.
        self.steps: list[StepPlan] = []
        self.ordinary: list[str] = []
        for i, step in enumerate(path):
            if i == collects:
                self.steps.append(StepPlan(COLLECTION, APPLICANT, Kind.APPLICANT, None, ""))
                self.ordinary.append(COLLECTION)
            self.steps.append(self._plan(step))
            self.ordinary.append(step.key)
            taken = [k for k in self.beside if self.regulation.condition_of(channel, k) == step.key]
            for key in taken:
                if key in self.use.branches or key in self.use.missing_documents:
                    self.steps.append(self._plan(self.beside[key]))
                self.steps += self._documents(key)
            self.steps += self._documents(step.key)
        since = {step.key: step.limit_from for step in (*path, *self.beside.values())}
        for p, plan in enumerate(self.steps):
            if (name := since.get(plan.key)) is not None and name in self.keys:
                self.steps[p] = replace(plan, limit_from=self.place(name))

    def place(self, key: str) -> int:
        """Position of a step."""
        return next(i for i, step in enumerate(self.steps) if step.key == key)

    def follows(self) -> tuple[int | None, ...]:
        """By step: what follows it in the ordinary course."""
        return tuple(None if key is None else self.place(key) for key in map(self._after, [s.key for s in self.steps]))

    def branches(self) -> Iterator[BranchPlan]:
        """Where applications may leave that course."""
        for key, chance in self.use.branches.items():
            branch = self.beside[key].step.branch
            condition = self.regulation.condition_of(self.channel, key)
            assert branch is not None
            assert condition is not None
            if branch.outcome == "alternative":
                # It stands in the place of the step before it, and of waiting for the applicant to come there.
                at = self.ordinary.index(condition) - 1
                before = self.ordinary[at - 1 if self.ordinary[at] == COLLECTION else at]
                yield BranchPlan(f"branch {key}", self.place(before), self.place(key), chance.probability)
            else:
                assert branch.outcome != "missing_documents"  # a fault of the scenario
                yield BranchPlan(
                    f"branch {key}", self.place(condition), self.place(key), chance.probability, ending=branch.outcome
                )
        for key, missing in self.use.missing_documents.items():
            here = self.regulation.condition_of(self.channel, key) if key in self.beside else key
            goes_to = key if key in self.beside else DOCUMENTS.format(key)
            assert here is not None
            yield BranchPlan(f"documents {key}", self.place(here), self.place(goes_to), missing.probability)
        for key, rework in self.use.rework.items():
            yield BranchPlan(
                f"rework {key}", self.place(key), self.place(rework.back_to), rework.probability, rework.at_most
            )
        for key, refusal in self.use.refusals.items():
            following = self._after(key)
            goes_to_place = None if following is None else self.place(following)
            yield BranchPlan(f"refusal {key}", self.place(key), goes_to_place, refusal.probability, _ALWAYS, "refused")

    def _after(self, key: str) -> str | None:
        """The step that follows another one in the ordinary course, by name."""
        missing = {DOCUMENTS.format(name): name for name in self.use.missing_documents}
        if key in missing:
            noticed = missing[key]
            here = self.regulation.condition_of(self.channel, noticed) if noticed in self.beside else noticed
            return self.use.missing_documents[noticed].back_to or self._after(str(here))
        if key in self.beside:
            branch = self.beside[key].step.branch
            assert branch is not None
            if branch.outcome == "missing_documents":
                return DOCUMENTS.format(key)
            if branch.outcome == "alternative":
                return self._after(str(self.regulation.condition_of(self.channel, key)))
            if branch.outcome != "refused":
                return None
            # A refusal goes on with what the front part itself still has, such as handing it out.
            own = [step.n for step in self.regulation.routes[self.channel].steps if step.branch is None]
            return next((str(n) for n in own if n > int(key)), None)
        at = self.ordinary.index(key) + 1
        return self.ordinary[at] if at < len(self.ordinary) else None

    def _documents(self, key: str) -> list[StepPlan]:
        """The step in which the applicant looks for documents, where some may be missing."""
        missing = self.use.missing_documents.get(key)
        if missing is None:
            return []
        rule = missing.clock or self.regulation.clock_rule(self.channel)
        return [
            StepPlan(
                DOCUMENTS.format(key),
                APPLICANT,
                Kind.APPLICANT,
                None,
                "",
                applicant_deadline=missing.applicant_deadline,
                clock=rule,
            )
        ]

    def _plan(self, step: PathStep) -> StepPlan:
        staffed = self.regulation.kind(step.role) in ("staff", "commission")
        kind = Kind.SYSTEM if not staffed else Kind.COUNTER if step.counter else Kind.DESK
        return StepPlan(step.key, step.role, kind, step.limit, step.step.source)


def edges(plan: RoutePlan, passes_over: Callable[[StepPlan], bool]) -> list[tuple[int, int]]:
    """Pairs of steps of staff that may follow each other, with nothing but systems and applicants in between."""
    onward: list[set[int]] = [set() for _ in plan.steps]
    for k in range(len(plan.steps)):
        onward[k] |= {following} if (following := plan.following(k)) is not None else set()
    for branch in plan.branches:
        onward[branch.after] |= set() if branch.goes_to is None else {branch.goes_to}
    found = set()
    for begin in range(len(plan.steps)):
        if passes_over(plan.steps[begin]):
            continue
        seen, ahead = set(), list(onward[begin])
        while ahead:
            at = ahead.pop()
            if at in seen:
                continue
            seen.add(at)
            if passes_over(plan.steps[at]):
                ahead += onward[at]
            else:
                found.add((begin, at))
    return sorted(found)


def with_transfers(plan: RoutePlan, pairs: Sequence[tuple[int, int]]) -> tuple[RoutePlan, Instants]:
    """A route with a transfer between some pairs of its steps, and by new position the old one; -1 for a transfer."""
    old: list[int] = []
    carried: list[tuple[int, int]] = []
    for k in range(len(plan.steps)):
        before = [pair for pair in pairs if pair[1] == k]
        carried += before
        old += [-1] * len(before) + [k]
    new = {k: p for p, k in enumerate(old) if k >= 0}
    waiting = iter(carried)
    steps, ways = [], []
    for p, k in enumerate(old):
        if k < 0:
            sender, receiver = next(waiting)
            ways.append((new[sender], new[receiver], p))
            key = f"{plan.steps[sender].key} to {plan.steps[receiver].key}"
            steps.append(StepPlan(key, "", Kind.TRANSFER, None, ""))
        else:
            since = plan.steps[k].limit_from
            steps.append(replace(plan.steps[k], limit_from=None if since is None else new[since]))
    spread = replace(plan, steps=tuple(steps), receipt=new[plan.receipt], ready=new[plan.ready])
    if plan.follows:
        follows: list[int | None] = [None] * len(steps)
        for k, following in enumerate(plan.follows):
            follows[new[k]] = None if following is None else new[following]
        branches = tuple(
            replace(b, after=new[b.after], goes_to=None if b.goes_to is None else new[b.goes_to]) for b in plan.branches
        )
        spread = replace(spread, follows=tuple(follows), branches=branches, ways=tuple(ways))
    return spread, np.array(old, dtype=np.int64)
