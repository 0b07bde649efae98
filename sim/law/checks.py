"""Faults of a regulation that no single block shows: roles that are not described, joins and terms without a route."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.errors import Fault, did_you_mean
from sim.law.regulation import Regulation, Step
from sim.schema.yaml_file import Where, YamlFile
from sim.translations.in_use import translated


def check_regulation(file: YamlFile, regulation: Regulation) -> list[Fault]:
    """Faults of a regulation file beyond its schema."""
    return [
        *_steps(file, regulation),
        *_joins(file, regulation),
        *_terms(file, regulation),
        *_named_for_files(file, regulation),
    ]


def _steps(file: YamlFile, regulation: Regulation) -> Iterator[Fault]:
    for channel, route in regulation.routes.items():
        yield from _in_order(file, regulation, ("routes", channel, "steps"), route.steps)
        for i, other in enumerate(route.other_descriptions):
            where = ("routes", channel, "other_descriptions", str(i), "steps")
            yield from _in_order(file, regulation, where, other.steps)
        if all(step.branch for step in route.steps):
            yield file.fault(
                ("routes", channel, "steps"), translated("every step is a branch, so the route leads nowhere")
            )


def _in_order(file: YamlFile, regulation: Regulation, where: Where, steps: Sequence[Step]) -> Iterator[Fault]:
    before: list[int] = []
    for i, step in enumerate(steps):
        at = (*where, str(i))
        if step.role not in regulation.roles:
            hint = did_you_mean(step.role, regulation.roles)
            yield file.fault(
                (*at, "role"), translated("the role '{role}' is not described under 'roles'", role=step.role), hint
            )
        if before and step.n <= before[-1]:
            message = translated(
                "the numbers of the steps do not rise: {n} after {before}", n=step.n, before=before[-1]
            )
            yield file.fault((*at, "n"), message, translated("keep the order of the text"))
        if step.limit_from is not None and step.limit_from not in before:
            message = translated("no step {limit_from} stands before step {n}", limit_from=step.limit_from, n=step.n)
            yield file.fault(
                (*at, "limit_from"), message, translated("name the earlier step from whose end the limit counts")
            )
        before.append(step.n)


def _joins(file: YamlFile, regulation: Regulation) -> Iterator[Fault]:
    for channel, route in regulation.routes.items():
        if (join := route.join) is None:
            continue
        where = ("routes", channel, "join")
        if join.step not in {step.n for step in route.steps}:
            yield file.fault((*where, "step"), translated("the route has no step {step}", step=join.step))
        met = regulation.routes.get(join.route)
        if met is None or join.route == channel or met.join is not None:
            yield file.fault(
                (*where, "route"),
                translated("'{route}' is no route with steps of its own", route=join.route),
                did_you_mean(join.route, regulation.routes),
            )
            continue
        named: list[tuple[Where, int]] = [(("meets",), join.meets)]
        named += [(("readings", name, "through"), reading.through) for name, reading in join.readings.items()]
        for key, number in named:
            if number not in {step.n for step in met.steps}:
                yield file.fault(
                    (*where, *key),
                    translated("the route '{route}' has no step {number}", route=join.route, number=number),
                )


def _terms(file: YamlFile, regulation: Regulation) -> Iterator[Fault]:
    for channel in regulation.terms:
        if channel not in regulation.routes:
            yield file.fault(
                ("terms", channel),
                translated("there is a term but no route '{channel}'", channel=channel),
                did_you_mean(channel, regulation.routes),
                at_key=True,
            )


def _named_for_files(file: YamlFile, regulation: Regulation) -> Iterator[Fault]:
    """Somebody is named for a file of whom there can be no such thing, or by a step that the route does not have."""
    for role, described in regulation.roles.items():
        where: Where = ("roles", role, "named_for_file")
        if described.kind != "staff" and described.named_for_file is not None:
            message = translated("'{role}' is no member of a staff whom anybody could name", role=role)
            yield file.fault(where, message, translated("take it out"), at_key=True)
        elif described.named_for_file is not None and described.named_for_file.by_step is not None:
            message = translated("the step by which somebody is named is one of a route")
            yield file.fault(
                (*where, "by_step"), message, translated("state it under 'named_for_file' of the route"), at_key=True
            )
    staff = [name for name, described in regulation.roles.items() if described.kind == "staff"]
    for channel, route in regulation.routes.items():
        for role, named in route.named_for_file.items():
            where = ("routes", channel, "named_for_file", role)
            if role not in staff:
                message = translated("no role '{role}' of a staff is described under 'roles'", role=role)
                yield file.fault(where, message, did_you_mean(role, staff), at_key=True)
            elif named.by_step is not None and named.by_step not in (step.n for step in route.steps):
                yield file.fault((*where, "by_step"), translated("the route has no step {step}", step=named.by_step))
