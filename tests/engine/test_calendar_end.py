"""At the end of the calendar: no table and no sentence tells a deadline that lies behind it."""

import numpy as np
import pandas as pd
import pytest

from sim.engine.log_tables import applications_frame, steps_frame
from sim.engine.steplog import StepLog, Truth
from sim.experiment.replications import simulated
from sim.model.model import Model, build_model
from sim.quantities import NEVER
from sim.tracing.file_life import file_life
from sim.tracing.moments import BEHIND_THE_CALENDAR
from sim.tracing.read_tables import log_from_tables
from sim.tracing.sentences import Names, life_sentences
from tests.people import study

LAST_CLOSE = pd.Timestamp("2027-12-31 18:30")


@pytest.fixture(scope="module")
def at_the_end(tmp_path_factory: pytest.TempPathFactory) -> tuple[Model, StepLog]:
    """A run up to the last day of the calendar, with a term of 8 working days."""
    path = tmp_path_factory.mktemp("end")
    model = build_model(study(path, start="2027-11-01", end="2028-01-01", replications=2))
    return next((drawn, log) for drawn, log in simulated(model, 2))


def test_a_deadline_behind_the_calendar_stands_in_no_table(at_the_end: tuple[Model, StepLog]) -> None:
    _, log = at_the_end
    frame = applications_frame(log)
    known = frame["deadline"].notna()
    assert known.any()
    assert (frame.loc[known, "deadline"] <= LAST_CLOSE).all()
    behind = frame[~known & frame["received"].notna()]
    assert len(behind) > 10
    assert (behind["received"] > pd.Timestamp("2027-12-17")).all()
    assert not (behind["in_time"] == False).any(), "nobody is late whose deadline is not known"  # noqa: E712  # missing values are neither
    assert behind.loc[behind["ready"].notna(), "in_time"].all(), "what is ready within the calendar is in time"
    steps = steps_frame(log)
    assert (steps["deadline"].dropna() <= LAST_CLOSE).all()


def test_the_log_that_is_read_back_knows_which_deadlines_are_behind(at_the_end: tuple[Model, StepLog]) -> None:
    model, log = at_the_end
    again = log_from_tables(steps_frame(log), applications_frame(log), model)
    assert again.applications.deadline.tolist() == log.applications.deadline.tolist()
    assert (again.applications.deadline == NEVER).any()


def test_a_life_says_that_the_term_ends_behind_the_calendar(at_the_end: tuple[Model, StepLog]) -> None:
    model, log = at_the_end
    number = int(np.flatnonzero((log.applications.deadline == NEVER) & (log.applications.in_time == Truth.yes))[0])
    life = file_life(log, model, number)
    texts = [sentence.text for sentence in life_sentences(life, Names.of(model.study))]
    assert any(f"the term of 8 working days ends on {BEHIND_THE_CALENDAR}" in text for text in texts)
