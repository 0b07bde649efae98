"""Slots and bookings before the simulation, and patience: what is drawn at which address, and what moves what."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from sim.model.bookings import Bookers, book
from sim.model.draw_workload import draw_workload
from sim.model.model import Model, build_model
from sim.model.slots import SlotGrid, booked
from sim.model.workload import Workload
from sim.quantities import DAY, HOUR, MINUTE, UNSET, instant
from sim.study.loading import load_scenario
from tests.minimal import with_changes
from tests.study.faulty_demand import DEMAND, written
from tests.study.test_faults_halls import PATIENCE, SLOTS, WISHES

START = instant(date(2018, 5, 2))


def model_of(folder: Path, *changes: tuple[str, str]) -> Model:
    """The model of a scenario in which slots are booked, with some changes."""
    text = with_changes(DEMAND, SLOTS, WISHES)
    return build_model(load_scenario(written(folder, with_changes(text, *changes))))


def test_slots_follow_each_other_inside_every_stretch(tmp_path: Path) -> None:
    (grid,) = [pool.slots for pool in model_of(tmp_path).capacity.pools if pool.slots is not None]
    first_day = grid.begin[grid.begin < START + DAY]
    clock = [int(at) % DAY // MINUTE for at in first_day]
    assert clock == [at for opens, closes in ((540, 780), (870, 1110)) for at in range(opens, closes - 19, 20)]
    assert set(grid.windows.tolist()) == {2}
    assert (grid.length, grid.grace) == (20 * MINUTE, 5 * MINUTE)


def test_a_slot_that_would_end_behind_the_stretch_is_not_there(tmp_path: Path) -> None:
    model = model_of(tmp_path, ("every: 20 minutes", "every: 50 minutes"))
    (grid,) = [pool.slots for pool in model.capacity.pools if pool.slots is not None]
    clock = [int(at) % DAY // MINUTE for at in grid.begin[grid.begin < START + DAY]]
    assert clock == [540, 590, 640, 690, 870, 920, 970, 1020]


def test_planned_absences_leave_fewer_slots_and_never_none(tmp_path: Path) -> None:
    leave = "absences: [{first_day: 2018-05-03, last_day: 2018-05-04, members: 3}], "
    away = model_of(tmp_path, ("clerk: {count: 4, ", f"clerk: {{count: 4, {leave}"))
    (grid,) = [pool.slots for pool in away.capacity.pools if pool.slots is not None]
    by_day = {day: set(grid.windows[grid.begin // DAY == START // DAY + day].tolist()) for day in (0, 1, 2, 8)}
    assert by_day == {0: {2}, 1: {1}, 2: {1}, 8: {2}}


def grid_of(*slots: tuple[int, int]) -> SlotGrid:
    begin, windows = np.array(slots, dtype=np.int64).T
    return SlotGrid(begin, windows, 10, 0)


def test_each_booker_gets_the_first_free_slot_from_his_day_on() -> None:
    grid = grid_of((10, 1), (20, 2), (40, 1))
    wished = np.array([0, 0, 20, 15, 5, 0])
    assert booked(grid, wished, wished)[1].tolist() == [10, 20, 20, 40, UNSET, UNSET]
    next_free, slot = booked(grid, np.array([0, 0]), np.array([11, 41]))
    assert (next_free.tolist(), slot.tolist()) == ([10, 10], [20, UNSET])


def test_bookings_are_made_in_the_order_of_instant_stream_and_serial_number() -> None:
    def bookers(stream: int, *made: int) -> Bookers:
        n = len(made)
        zeros = np.zeros(n, dtype=np.int64)
        column = np.array(made, dtype=np.int64)
        return Bookers(zeros, zeros, column, zeros, zeros == 0, zeros, zeros + stream, np.arange(n)[::-1].copy())

    grid = grid_of((100, 1), (110, 1), (120, 1), (130, 1), (140, 1))
    bookings, slots = book([bookers(1, 50, 7), bookers(0, 50, 50, 60)], [grid])
    assert bookings.made.tolist() == [7, 50, 50, 50, 60]
    assert [s.tolist() for s in slots] == [[130, 100], [120, 110, 140]]
    assert bookings.next_free.tolist() == [100, 110, 120, 130, 140]


def test_those_who_book_come_at_their_slots_and_no_shows_do_not(tmp_path: Path) -> None:
    model = model_of(tmp_path)
    workload = draw_workload(model, 1)
    bookings, appointment = workload.bookings, workload.appointment
    assert bookings is not None
    assert appointment is not None
    booked = appointment != UNSET
    assert (workload.submitted[booked] == appointment[booked] + MINUTE).all()
    assert sorted(appointment[booked].tolist()) == sorted(bookings.slot[bookings.comes].tolist())
    assert 0 < (~bookings.comes).sum() < len(bookings.comes) / 5
    got = bookings.slot != UNSET
    assert (bookings.slot[got] >= bookings.wished[got]).all()
    assert (bookings.wished // DAY == bookings.made // DAY + 3).all()
    (grid,) = [pool.slots for pool in model.capacity.pools if pool.slots is not None]
    taken, count = np.unique(bookings.slot[got], return_counts=True)
    assert (count <= grid.windows[np.searchsorted(grid.begin, taken)]).all()


def walk_ins(workload: Workload) -> set[tuple[int, ...]]:
    """Instant, stream and all that is worked, of those who have booked nothing."""
    assert workload.appointment is not None
    return {
        (int(workload.submitted[i]), int(workload.stream[i]), *workload.work[workload.first[i] : workload.first[i + 1]])
        for i in np.flatnonzero(workload.appointment == UNSET).tolist()
    }


def test_a_share_that_books_moves_nobody_else(tmp_path: Path) -> None:
    some, more = (draw_workload(model_of(tmp_path, ("share: 30 %,", f"share: {s} %,")), 1) for s in (30, 60))
    assert walk_ins(more) < walk_ins(some)


def test_patience_moves_no_other_draw_and_lasts_a_second_at_least(tmp_path: Path) -> None:
    patient, impatient = (draw_workload(model_of(tmp_path, (PATIENCE, text)), 1) for text in ("", PATIENCE))
    assert patient.patience is None
    for column in ("submitted", "work", "hold", "pool", "office"):
        assert (getattr(patient, column) == getattr(impatient, column)).all()
    assert impatient.patience is not None
    assert impatient.returns_after is not None
    assert set(impatient.patience.tolist()) == {UNSET, 40 * MINUTE}
    assert impatient.returns_after.shape == (len(impatient.work), 3)
    back = impatient.returns_after[impatient.patience != UNSET]
    assert set(back[:, 0].tolist()) == {UNSET, 48 * HOUR}
    assert 0.4 < (back != UNSET).mean() < 0.6
    hasty = draw_workload(model_of(tmp_path, ("time: 40 minutes", "time: 0 minutes")), 1)
    assert hasty.patience is not None
    assert set(hasty.patience.tolist()) == {UNSET, 1}
