"""From a regulation and its use in a scenario to the plan of a route: its ordinary path and its branches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sim.law.regulation import Channel, PathStep
from sim.model.outcomes import ApplicationOutcome
from sim.model.route import BranchPlan, Kind, Rounds, RoutePlan, StartPlan, StepPlan
from sim.scenario.branches import MOST_REPEATS
from sim.scenario.routing import END, START
from sim.scenario.step_durations import block_of
from sim.study.officers import AS_REGULATED, is_officers
from sim.study.study import Study

APPLICANT = "applicant"
"""Role of the steps in which an application waits for the applicant."""
DOCUMENTS = "documents after {}"
"""Name of the step in which the applicant looks for documents that were found missing at another one."""
COLLECTION = "collection"
"""Name of the step in which a result waits for the applicant."""

_UNLIMITED = 1_000_000
"""A refusal is decided at every pass of its step, and the last decision holds; and files go ahead as often as they come by."""


def route_plan(study: Study, service: str, channel: Channel, systems: Mapping[str, int]) -> RoutePlan:
    """The plan of one route in use, without transfers; `systems` has positions in `Capacity.systems` by name."""
    regulation = study.regulations[service]
    use = study.scenario.services[service].routes[channel]
    path = regulation.path(channel, use.reading)
    receipt, ready = (path[i].key for i in regulation.bounds(path))
    builder = _RouteBuilder(study, service, channel, path, systems)
    term = study.terms[service, channel]
    return RoutePlan(
        service,
        channel,
        tuple(builder.steps),
        builder.position(receipt),
        builder.position(ready),
        term.limit,
        term.day_of_receipt == "included",
        term.received_until,
        term.kind,
        extended_term=term.extended,
        delivered_before=term.delivered_before,
        follows=builder.follows() if builder.has_branches else (),
        branches=tuple(builder.branches()),
        starts=tuple(builder.starts()),
    )


class _RouteBuilder:
    """The steps of a route with its branches beside them, and what follows what."""

    def __init__(
        self, study: Study, service: str, channel: Channel, path: tuple[PathStep, ...], systems: Mapping[str, int]
    ) -> None:
        self._scenario, self._service = study.scenario, service
        self._regulation = study.regulations[service]
        self._use = study.scenario.services[service].routes[channel]
        self._channel, self._systems = channel, systems
        self._branch_steps = self._regulation.branch_steps(channel)
        self.has_branches = bool(
            self._use.branches
            or self._use.missing_documents
            or self._use.rework
            or self._use.refusals
            or self._use.routing
        )
        self._ordinary_keys = self._keys_of_ordinary_path(path)
        self.steps = self._with_limit_from(self._lay_out(path), path)

    def position(self, key: str) -> int:
        """Position of a step."""
        return _position(self.steps, key)

    def follows(self) -> tuple[int | None, ...]:
        """By step: position of the step that follows it where no branch is taken."""
        return tuple(self._position_or_none(self._following(step.key)) for step in self.steps)

    def branches(self) -> Iterator[BranchPlan]:
        """How applications may leave the ordinary path."""
        for key, chance in self._use.branches.items():
            yield self._branch(key, chance.probability)
        for key, missing in self._use.missing_documents.items():
            documents = key if key in self._branch_steps else DOCUMENTS.format(key)
            noticed_at = self.position(self._noticed_at(key))
            yield BranchPlan(f"documents {key}", noticed_at, self.position(documents), missing.probability)
        for key, rework in self._use.rework.items():
            back_to = self.position(rework.back_to)
            yield BranchPlan(f"rework {key}", self.position(key), back_to, rework.probability, rework.at_most)
        for key, refusal in self._use.refusals.items():
            yield BranchPlan(
                f"refusal {key}",
                self.position(key),
                self._position_or_none(self._following(key)),
                refusal.probability,
                _UNLIMITED,
                ApplicationOutcome.refused,
            )
        yield from self._jumps()

    def starts(self) -> Iterator[StartPlan]:
        """The other steps at which some applications begin."""
        for key, probability in self._use.routing.get(START, {}).items():
            yield StartPlan(self._reached_at(None, key), probability)

    def _jumps(self) -> Iterator[BranchPlan]:
        """How files go elsewhere instead of to the step that follows, as the scenario has it."""
        for key, ways in self._use.routing.items():
            if key == START:
                continue
            after = self.position(key)
            for to, probability in ways.items():
                goes_to = None if to == END else self._reached_at(key, to)
                at_most = MOST_REPEATS if goes_to is not None and goes_to <= after else _UNLIMITED
                yield BranchPlan(f"routing {key} to {to}", after, goes_to, probability, at_most, jump=True)

    def _reached_at(self, after: str | None, key: str) -> int:
        """Position at which a file comes to a step from an earlier one: who is handed the result there has to come for it first."""
        place = self._ordinary_keys.index(key)
        ahead = after is None or self._ordinary_keys.index(after) < place
        return self.position(COLLECTION if ahead and place and self._ordinary_keys[place - 1] == COLLECTION else key)

    def _keys_of_ordinary_path(self, path: tuple[PathStep, ...]) -> list[str]:
        """Names of the steps of the ordinary path, in order; the result is collected before the step that hands it out."""
        keys = [step.key for step in path]
        if self._use.collection is not None and (collected_at := self._regulation.collected_at(path)) is not None:
            keys.insert(collected_at, COLLECTION)
        return keys

    def _lay_out(self, path: tuple[PathStep, ...]) -> list[StepPlan]:
        """All steps: a branch after the step that it leaves, documents after the step at which they are missed."""
        step_of_key = {step.key: step for step in path}
        steps: list[StepPlan] = []
        for key in self._ordinary_keys:
            if key == COLLECTION:
                steps.append(StepPlan(COLLECTION, APPLICANT, Kind.APPLICANT, None, ""))
                continue
            steps.append(self._step(step_of_key[key]))
            for branch_key, branch_step in self._branch_steps.items():
                if self._regulation.condition_of(self._channel, branch_key) == key:
                    if branch_key in self._use.branches or branch_key in self._use.missing_documents:
                        steps.append(self._step(branch_step))
                    steps += self._documents(branch_key)
            steps += self._documents(key)
        return steps

    def _with_limit_from(self, steps: list[StepPlan], path: tuple[PathStep, ...]) -> list[StepPlan]:
        """The steps, each of them with the position of the step from whose end its limit counts."""
        keys = {step.key for step in path}
        limit_from = {step.key: step.limit_from for step in (*path, *self._branch_steps.values())}
        return [
            replace(step, limit_from=_position(steps, since))
            if (since := limit_from.get(step.key)) is not None and since in keys
            else step
            for step in steps
        ]

    def _step(self, step: PathStep) -> StepPlan:
        """A step of the regulation."""
        if self._regulation.kind(step.role) in ("staff", "commission"):
            kind = Kind.COUNTER if step.counter else Kind.DESK
            block = block_of(self._scenario, self._service, self._channel, step)
            return StepPlan(
                step.key,
                step.role,
                kind,
                step.limit,
                step.step.source,
                people=1 if block is None else block.people,
                same_member=is_officers(self._scenario, self._regulation, self._service, self._channel, step),
                assign=self._use.roles.get(step.role, AS_REGULATED).assign or "when_free",
                rounds=self._rounds(step),
            )
        system = self._systems.get(step.role)
        return StepPlan(step.key, step.role, Kind.SYSTEM, step.limit, step.step.source, system=system)

    def _rounds(self, step: PathStep) -> Rounds | None:
        """The timetable of a step: as the scenario states it, else as the text has it."""
        timetable = step.step.timetable
        if timetable is None:
            return None
        stated = self._use.timetables.get(step.key)
        times = timetable.times_per_day if stated is None else stated.times_per_day
        return Rounds(times, 0 if stated is None else stated.travel, timetable.way == "to") if times else None

    def _documents(self, key: str) -> list[StepPlan]:
        """The step in which the applicant looks for documents, where some may be missing."""
        missing = self._use.missing_documents.get(key)
        if missing is None:
            return []
        return [
            StepPlan(
                DOCUMENTS.format(key),
                APPLICANT,
                Kind.APPLICANT,
                None,
                "",
                applicant_deadline=missing.applicant_deadline,
                clock=missing.clock or self._regulation.clock_rule(self._channel),
            )
        ]

    def _branch(self, key: str, probability: float) -> BranchPlan:
        """The branch to a step that the regulation has on a condition."""
        branch = self._branch_steps[key].step.branch
        assert branch is not None
        assert branch.outcome != "missing_documents"  # a fault of the scenario
        condition = self._condition(key)
        if branch.outcome != "alternative":
            ending = ApplicationOutcome[branch.outcome]
            return BranchPlan(f"branch {key}", self.position(condition), self.position(key), probability, ending=ending)
        # It replaces the step of its condition, and the applicant's coming to collect the result there.
        before = self._ordinary_keys.index(condition) - 1
        if self._ordinary_keys[before] == COLLECTION:
            before -= 1
        return BranchPlan(f"branch {key}", self.position(self._ordinary_keys[before]), self.position(key), probability)

    def _condition(self, key: str) -> str:
        """Name of the step whose end decides on a branch."""
        condition = self._regulation.condition_of(self._channel, key)
        assert condition is not None
        return condition

    def _noticed_at(self, key: str) -> str:
        """Name of the step at whose end documents are found missing, by the key of the scenario."""
        return self._condition(key) if key in self._branch_steps else key

    def _following(self, key: str) -> str | None:
        """Name of the step that follows another one where no branch is taken."""
        for missed_at, missing in self._use.missing_documents.items():
            if key == DOCUMENTS.format(missed_at):
                return missing.back_to or self._following(self._noticed_at(missed_at))
        if key in self._branch_steps:
            return self._following_branch(key)
        following = self._ordinary_keys.index(key) + 1
        return self._ordinary_keys[following] if following < len(self._ordinary_keys) else None

    def _following_branch(self, key: str) -> str | None:
        """Name of the step that follows one that is taken on a condition."""
        branch = self._branch_steps[key].step.branch
        assert branch is not None
        if branch.outcome == "missing_documents":
            return DOCUMENTS.format(key)
        if branch.outcome == "alternative":
            return self._following(self._condition(key))
        if branch.outcome != "refused":
            return None
        # A refusal goes on with what the front part itself still has, such as handing it out.
        numbers = [step.n for step in self._regulation.routes[self._channel].steps if step.branch is None]
        return next((str(number) for number in numbers if number > int(key)), None)

    def _position_or_none(self, key: str | None) -> int | None:
        return None if key is None else self.position(key)


def _position(steps: list[StepPlan], key: str) -> int:
    """Position of the step of a name."""
    return next(i for i, step in enumerate(steps) if step.key == key)
