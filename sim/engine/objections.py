"""Objections to answers: when they are handed in, and at which office.

An objection is a case of its own. It is handed in its drawn time after the applicant has had the answer, which is when the
way of its parent has ended, and the provider receives it at its next opening. Where a parent has not gone its whole way, nobody
objects.
"""

from __future__ import annotations

import numpy as np

from sim.model.capacity import Capacity
from sim.model.workload import Workload
from sim.quantities import UNSET, Instants, Integers


def submissions(workload: Workload, handed_out: Instants) -> Instants:
    """By application: when it is handed in; UNSET for an objection to what was not answered by the end of the observation
    [instants].

    `handed_out` is by application when its whole way had been gone and its applicant had the answer, or UNSET.
    """
    if workload.parent is None or workload.objects_after is None:
        return workload.submitted
    objections = np.arange(workload.first_objection, workload.size)
    answered = handed_out[workload.parent[objections]]
    submitted = workload.submitted.copy()
    submitted[objections] = np.where(answered == UNSET, UNSET, answered + workload.objects_after[objections])
    return submitted


def receiving_offices(workload: Workload, capacity: Capacity) -> Integers:
    """By application: where it is handed in: the office of arrival, and for an objection the provider [positions in
    `Capacity.offices`]."""
    if workload.parent is None:
        return workload.office
    provider = np.array([office.provider for office in capacity.offices], dtype=np.int64)
    return np.where(workload.parent == UNSET, workload.office, provider[workload.office])
