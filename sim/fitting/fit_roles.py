"""Who does the same work in an office: roles out of the activities that resources share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.fitting.role_names import role_names
from sim.quantities import Flags, Floats, Integers
from sim.register.events.event_register import NOBODY, EventRegister

_SELDOM = 0.05
"""An activity of at most this share of a resource's work is not his as a rule, if others do it [share]."""
_HALF_A_PART = 0.5
"""Whose share of an activity is at least this part of an equal share does it as a rule [share of an equal share]."""
_ALIKE = 0.5
"""Activities belong to one role from this share of common people on [Jaccard]."""
_BY_CHANCE = 0.01
"""Few events that only some of a role happened to do are its work nevertheless, if that is so likely [probability]."""
_MUCH = 0.25
"""Work that is nobody's main work is a role of its own from this share of somebody's events on."""


@dataclass(frozen=True)
class RoleFound:
    """People who do the same work, before anything else is known of them."""

    name: str
    """Short name."""
    title: str
    """Its people, or its work, as the register has them."""
    members: tuple[int, ...]
    """Resources whose main role it is, the busiest first."""
    activities: tuple[int, ...]
    """Activities that are its work."""


@dataclass(frozen=True)
class RolesFound:
    """The roles of an office, and who crosses their borders."""

    roles: tuple[RoleFound, ...]
    """The roles, in the order in which their first activity appears."""
    role_of_activity: Integers
    """By activity: its role."""
    also: tuple[tuple[int, int, float], ...]
    """Who works in a second role as a rule: resource, role, share of his events."""
    helped: tuple[tuple[int, int, float], ...]
    """Who helped out now and then: resource, role, share of his events."""
    by_nobody: Integers
    """By activity: how many of its events name no resource."""


def fit_roles(register: EventRegister) -> RolesFound:
    """Roles: activities with mostly the same people, and these people (M. Song and W. van der Aalst: Towards comprehensive
    support for organizational mining, Decision Support Systems 46 (2008), 300-317, joint activities).

    Someone does an activity as a rule if it is more than 5 % of his work (by the lower bound of its interval), his main
    activity, or if his share of it is half of an equal share of all who do it. Activities are joined by average linkage of
    the Jaccard distance of their people. A resource that works in several roles is a member of that with most of his events,
    unless another one would have nobody.
    """
    counts = _counts(register)
    regular = _regular(counts)
    role_of = _with_people(counts, regular, _clusters(counts, regular))
    roles = int(role_of.max(initial=-1)) + 1
    in_role = np.zeros((counts.shape[0], roles))
    as_a_rule = np.zeros((counts.shape[0], roles), dtype=bool)
    for activity, role in enumerate(role_of.tolist()):
        in_role[:, role] += counts[:, activity]
        as_a_rule[:, role] |= regular[:, activity]
    main = _main_roles(in_role, as_a_rule)
    total = np.maximum(in_role.sum(axis=1), 1)
    share = in_role / total[:, None]
    elsewhere = (in_role > 0) & (np.arange(roles)[None, :] != main[:, None])
    also, helped = ([(r, k, float(share[r, k])) for r, k in np.argwhere(elsewhere & rule).tolist()] for rule in (as_a_rule, ~as_a_rule))  # fmt: skip
    nobody = np.bincount(register.activity[register.resource == NOBODY], minlength=len(register.activities))
    members = [np.flatnonzero((main == role) & (total > 0)).tolist() for role in range(roles)]
    members = [sorted(of_role, key=lambda r: (-in_role[r].sum(), r)) for of_role in members]
    return RolesFound(_named_roles(register, counts, role_of, members), role_of, tuple(also), tuple(helped), nobody)


def _counts(register: EventRegister) -> Floats:
    """Events by resource and activity [shape (resources, activities)]."""
    known = register.resource != NOBODY
    width = max(len(register.activities), 1)
    key = register.resource[known].astype(np.int64) * width + register.activity[known]
    size = len(register.resources) * width
    return np.bincount(key, minlength=size).reshape(-1, width).astype(np.float64)


def _regular(counts: Floats) -> Flags:
    """By resource and activity: whether he does it as a rule."""
    from scipy.stats import beta

    work = counts.sum(axis=1, keepdims=True)
    events = counts.sum(axis=0, keepdims=True)
    doers = (counts > 0).sum(axis=0, keepdims=True)
    # Helpers who came once do not make the parts of those who do it smaller: parts are of as many as are needed in fact.
    share_of_activity = counts / np.maximum(events, 1)
    needed = 1 / np.maximum((share_of_activity**2).sum(axis=0, keepdims=True), 1e-12)
    parts = np.where(events > 0, np.minimum(doers, needed), 1)
    main = (counts == counts.max(axis=1, keepdims=True)) & (counts > 0)
    with np.errstate(invalid="ignore"):
        surely = np.nan_to_num(beta.ppf(0.05, counts, work - counts + 1), nan=0.0)
    often = (counts > 0) & (surely > _SELDOM)
    part = (counts > 0) & (share_of_activity >= _HALF_A_PART / parts)
    return np.asarray(main | often | part)


def _clusters(counts: Floats, regular: Flags) -> Integers:
    """By activity: its role, numbered in the order of activities; activities without people have one role each."""
    activities = counts.shape[1]
    people = regular.sum(axis=0)
    labels = np.arange(activities)
    staffed = np.flatnonzero(people > 0)
    if len(staffed) > 1:
        from scipy.cluster.hierarchy import fcluster, linkage
        from scipy.spatial.distance import pdist

        distance = pdist(regular[:, staffed].T, "jaccard")
        labels[staffed] = activities + fcluster(linkage(distance, "average"), 1 - _ALIKE, "distance")
    labels = _with_small_ones(counts, labels, staffed)
    _, first, number = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return np.asarray(rank[number])


def _with_small_ones(counts: Floats, labels: Integers, staffed: Integers) -> Integers:
    """Labels of activities, those with few events given to the role whose people happened to do them."""
    labels = labels.copy()
    changed = True
    while changed:
        changed = False
        kinds = sorted(
            set(labels[staffed].tolist()), key=lambda label: counts[:, labels == label].sum()
        )  # the smallest first
        for label in kinds:
            mine = counts[:, labels == label].sum(axis=1)
            best, chance = -1, 0.0
            for other in kinds:
                theirs = counts[:, labels == other].sum(axis=1)
                if other == label or theirs.sum() <= mine.sum():
                    continue
                mix = theirs / theirs.sum()
                inside = float(mix[mine > 0].sum())
                likely = inside ** float(mine.sum()) if mine[mix == 0].sum() == 0 else 0.0
                if likely > chance:
                    best, chance = other, likely
            if chance > _BY_CHANCE:
                labels[labels == label] = best
                changed = True
                break
    return labels


def _with_people(counts: Floats, regular: Flags, role_of: Integers) -> Integers:
    """Roles of activities, those that are little beside other work of all who do them joined to that work."""
    role_of = role_of.copy()
    total = np.maximum(counts.sum(axis=1), 1)
    while True:
        kinds = np.unique(role_of)
        in_role = np.stack([counts[:, role_of == kind].sum(axis=1) for kind in kinds], axis=1) if len(kinds) else counts
        main = np.argmax(in_role, axis=1) if len(in_role) else np.zeros(0, dtype=np.int64)
        joined = False
        for place, kind in enumerate(kinds.tolist()):
            doers = np.flatnonzero(regular[:, role_of == kind].any(axis=1))
            if not len(doers) or (main[doers] == place).any() or (in_role[doers, place] / total[doers]).max() >= _MUCH:
                continue
            weight = np.bincount(main[doers], weights=in_role[doers, place], minlength=len(kinds))
            role_of[role_of == kind] = kinds[int(np.argmax(weight))]
            joined = True
            break
        if not joined:
            _, first, number = np.unique(role_of, return_index=True, return_inverse=True)
            rank = np.empty(len(first), dtype=np.int64)
            rank[np.argsort(first)] = np.arange(len(first))
            return np.asarray(rank[number])


def _main_roles(in_role: Floats, as_a_rule: Flags) -> Integers:
    """By resource: the role of which he is a member; that with most of his events, unless another would have nobody."""
    if not len(in_role):
        return np.zeros(0, dtype=np.int64)
    main, total = np.argmax(in_role, axis=1), np.maximum(in_role.sum(axis=1), 1)
    for role in range(in_role.shape[1]):
        doers = np.flatnonzero(as_a_rule[:, role])
        if len(doers) and not (main == role).any():
            by_share = doers[np.argsort(-in_role[doers, role] / total[doers], kind="stable")]
            free = [r for r in by_share.tolist() if (main == main[r]).sum() > 1]
            if free:
                main[free[0]] = role
    return np.asarray(main)


def _named_roles(
    register: EventRegister, counts: Floats, role_of: Integers, members: Sequence[Sequence[int]]
) -> tuple[RoleFound, ...]:
    """The roles with their names."""
    events = np.bincount(register.activity, minlength=len(register.activities))
    work = []
    for role, of_role in enumerate(members):
        own = np.flatnonzero(role_of == role)
        done = counts[list(of_role)][:, own].sum(axis=0) if of_role else events[own]
        work.append(register.activities[int(own[np.argmax(done)])] if len(own) else "role")
    people = [[register.resources[r] for r in of_role] for of_role in members]
    names = role_names(people, work)
    return tuple(
        RoleFound(
            name,
            ", ".join(who) if 0 < len(who) <= 3 else activity,
            tuple(of_role),
            tuple(np.flatnonzero(role_of == role).tolist()),
        )
        for role, (name, who, activity, of_role) in enumerate(zip(names, people, work, members, strict=True))
    )
