"""The columns by row of a workload: who does each step, what it takes, and how long applicants wait for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from sim.model.model import Model
from sim.model.numbering import Numbering, Pass, WorkloadRows
from sim.model.patience import draw_patience
from sim.model.route import Kind, StepPlan
from sim.model.sample_paths import step_address
from sim.model.transfers import NOT_A_TRANSFER
from sim.model.workload_part import WorkloadPart
from sim.quantities import UNSET, Flags, Instants, Integers
from sim.scenario.step_durations import StepDuration


@dataclass(frozen=True)
class RowColumns:
    """Columns by row of a workload, by the names that they have there."""

    pool: Integers
    work: Instants
    hold: Instants
    step: Integers | None
    transfer: Integers | None
    patience: Instants | None
    returns_after: Instants | None


def row_columns(model: Model, numbering: Numbering) -> RowColumns:
    """The columns by row of the applications of all parts of a workload, their durations drawn."""
    rows, plans = numbering.rows, [part.plan for part in numbering.parts]
    patient = [plan.patience for plan in plans if plan.patience is not None]
    columns = RowColumns(
        pool=np.empty(rows, dtype=np.int32),
        work=np.zeros(rows, dtype=np.int64),
        hold=np.zeros(rows, dtype=np.int64),
        step=np.empty(rows, dtype=np.int16) if any(part.paths.rows is not None for part in numbering.parts) else None,
        transfer=np.full(rows, NOT_A_TRANSFER, dtype=np.int32) if model.capacity.transfers else None,
        patience=np.full(rows, UNSET, dtype=np.int64) if patient else None,
        returns_after=np.full((rows, max(rule.at_most for rule in patient)), UNSET) if patient else None,
    )
    for number, part in enumerate(numbering.parts):
        _fill(model, columns, numbering, number, part)
    return columns


def _fill(model: Model, columns: RowColumns, numbering: Numbering, number: int, part: WorkloadPart) -> None:
    """Write the rows of one part into the columns of the workload."""
    plan, steps = part.plan, model.routes[part.plan.route].steps
    together = model.capacity.worked_together[plan.pool_table]
    table_of_transfers = plan.transfer_table if columns.transfer is not None else None
    path_rows, all_rows = part.paths.rows, None
    if path_rows is not None:
        all_rows = numbering.all_rows(number)
        at = (0 if len(plan.offices) == 1 else part.place[path_rows.application], path_rows.position)
        columns.pool[all_rows] = plan.pool_table[at]
        if table_of_transfers is not None and columns.transfer is not None:
            columns.transfer[all_rows] = table_of_transfers[at]
        if columns.step is not None:
            columns.step[all_rows] = path_rows.position
    for each in numbering.passes(number, all_rows):
        if path_rows is None:
            _write_step(columns, part, each, table_of_transfers)
        _write_durations(columns, part, steps[each.position], each, together[:, each.position])
        if plan.patience is not None and columns.patience is not None and columns.returns_after is not None:
            draw_patience(
                plan.patience, steps[each.position], part.draws, each, columns.patience, columns.returns_after
            )


def _write_step(columns: RowColumns, part: WorkloadPart, each: Pass, transfers: Integers | None) -> None:
    """Write who does a step that all applications of a part pass, and which transfer it is."""
    place = 0 if len(part.plan.offices) == 1 else part.place
    columns.pool[each.rows] = part.plan.pool_table[place, each.position]
    if transfers is not None and columns.transfer is not None:
        columns.transfer[each.rows] = transfers[place, each.position]
    if columns.step is not None:
        columns.step[each.rows] = each.position


def _write_durations(columns: RowColumns, part: WorkloadPart, step: StepPlan, each: Pass, together: Flags) -> None:
    """Draw and write work and hold of a pass of a step [s]; 0 for transfers.

    `together` tells by office whether the step is done in a sitting or on a day of visits, whose length no single file decides.
    """
    duration = part.plan.work[each.position]
    if step.kind is Kind.TRANSFER or (together.all() and not duration.may_hold):
        return
    work, hold = _drawn(duration, part, step, each)
    columns.work[each.rows] = work
    if hold is not None:
        columns.hold[each.rows] = hold
    if together.any():
        rows = each.rows if len(together) == 1 else _rows_at(part, each, together)
        columns.work[rows] = 0


def _drawn(
    duration: StepDuration, part: WorkloadPart, step: StepPlan, each: Pass
) -> tuple[Instants | int, Instants | None]:
    """Work and hold of a pass of a step; the hold is None where there is none [s]."""
    if duration.always is not None:
        return duration.always, None
    numbers = partial(part.draws.uniform, *step_address(step.key, each.number), of=each.places)
    return duration.draw(numbers) if duration.may_hold else (duration.draw_work(numbers), None)


def _rows_at(part: WorkloadPart, each: Pass, offices: Flags) -> WorkloadRows:
    """The rows of a pass of a step whose applications arrive at some of the offices."""
    place = part.place if each.places is None else part.place[each.places]
    if isinstance(each.rows, slice):
        return np.arange(each.rows.start, each.rows.start + each.rows.step * len(place), each.rows.step)[offices[place]]
    return each.rows[offices[place]]
