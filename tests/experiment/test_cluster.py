"""Replications on a real Dask cluster: one scheduler and two worker processes on the loopback interface."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sim.errors import InputError, ModelError
from sim.experiment import cluster
from sim.experiment.comparison.compare import compare
from sim.experiment.results import Results
from sim.experiment.run import run_study
from sim.experiment.workers import Workers
from sim.export.results import summary
from sim.study.loading import load_scenario

# Dask's own client leaves sockets to the garbage collector as it closes.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
REPLICATIONS = 80


@dataclass
class Machines:
    """A scheduler, and the worker processes that serve it."""

    folder: Path
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]
    address: str = ""

    @classmethod
    def started(cls, folder: Path) -> Machines:
        command = [
            "dask",
            "scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
            "--scheduler-file",
            "at",
        ]
        machines = cls(folder, _process(command, folder), [])
        at = folder / "at"
        for _ in range(600):
            if at.exists() and at.stat().st_size:
                machines.address = json.loads(at.read_text())["address"]
                return machines
            time.sleep(0.1)
        raise AssertionError("no scheduler within a minute")

    def start_worker(self) -> None:
        options = ["--nthreads", "1", "--no-dashboard", "--no-nanny", "--local-directory", str(self.folder)]
        self.workers.append(_process(["dask", "worker", self.address, *options], self.folder))

    def kill_worker(self) -> None:
        process = self.workers.pop()
        process.send_signal(signal.SIGKILL)
        process.wait()

    def end(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


def _process(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    environment["DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES"] = "1"  # so that two workers suffice to give a task up
    words = [sys.executable, "-m", "dask", *command[1:]]
    with (folder / "dask.log").open("ab") as log:
        return subprocess.Popen(words, cwd=folder, env=environment, stdout=log, stderr=log)


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    machines = Machines.started(tmp_path_factory.mktemp("cluster"))
    try:
        machines.start_worker()
        machines.start_worker()
        yield machines
    finally:
        machines.end()


@pytest.fixture(scope="module")
def alone() -> Results:
    return _run(None)


def _run(where: int | str | None, at: Callable[[int], None] = lambda done: None) -> Results:
    study = load_scenario("head_on_leave", None, [f"replications={REPLICATIONS}"])
    return run_study(study, workers=where or 1, strengthen=False, progress=lambda done, total, what: at(done))


def test_two_workers_find_what_one_process_finds(machines: Machines, alone: Results) -> None:
    assert summary(_run(machines.address)) == summary(alone)


def test_a_worker_killed_half_way_takes_nothing_along(machines: Machines, alone: Results) -> None:
    killed = []

    def kill(done: int) -> None:
        if done >= REPLICATIONS // 4 and not killed:
            killed.append(done)
            machines.kill_worker()

    results = _run(machines.address, kill)
    machines.start_worker()
    assert killed
    assert summary(results) == summary(alone)


class Broken:
    """A task that raises an error of the package."""

    def prepared(self) -> Callable[[int], int]:
        return _raise


def _raise(number: int) -> int:
    raise ModelError(f"replication {number} was asked too much")


def test_errors_of_a_task_arrive_as_they_are(machines: Machines) -> None:
    with Workers(machines.address) as workers, pytest.raises(ModelError, match="replication 7 was asked too much"):
        list(workers.run(Broken(), [7]))


def test_a_worker_with_other_sources_is_refused(machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "made_by", lambda: "sim 0.0.0")
    with Workers(machines.address) as workers, pytest.raises(ModelError, match="install one version everywhere"):
        list(workers.run(Broken(), [1]))


def test_comparisons_are_the_same_on_a_cluster(machines: Machines) -> None:
    studies = [load_scenario("head_on_leave", variant, ["replications=6"]) for variant in (None, "deputy_signs")]
    here, there = compare(studies, workers=1), compare(studies, workers=machines.address)
    assert repr(here.differences) == repr(there.differences)


class Deadly:
    """A task whose third replication ends the process that does it."""

    def prepared(self) -> Callable[[int], int]:
        return _end_at_third


def _end_at_third(number: int) -> int:
    if number == 3:
        os._exit(1)
    return number


def test_a_replication_that_ends_every_worker_is_told(machines: Machines) -> None:
    with Workers(machines.address) as workers, pytest.raises(ModelError, match="several workers of the cluster"):
        list(workers.run(Deadly(), range(1, 5)))


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("foo", "no address of a scheduler"),
        ("tcp://127.0.0.1", "no address of a scheduler"),
        ("http://127.0.0.1:8786", "begins with 'http://'"),
        ("tls://127.0.0.1:8786", "certificates"),
        ("tcp://127.0.0.1:1", "no Dask scheduler answers"),
    ],
)
def test_addresses_that_lead_to_no_scheduler_are_told(
    address: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 0.5)
    with pytest.raises(InputError, match=reason):
        Workers(address)


@pytest.fixture(scope="module")
def without_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """A scheduler that no worker serves, before a test and after it."""
    machines = Machines.started(tmp_path_factory.mktemp("scheduler"))
    try:
        yield machines
    finally:
        machines.end()


def test_a_scheduler_without_workers_is_told(without_workers: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 1.0)
    with pytest.raises(InputError, match="has no workers"):
        Workers(without_workers.address)


def test_the_loss_of_all_workers_is_told(without_workers: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_LOOK", 0.2)
    monkeypatch.setattr(cluster, "_WITHOUT_WORKERS", 0.5)
    without_workers.start_worker()
    with Workers(without_workers.address) as workers:
        results = workers.run(Slow(), range(1, 1000))
        next(results)
        without_workers.kill_worker()
        with pytest.raises(ModelError, match="lost all its workers"):
            list(results)


class Slow:
    """A task that takes its time."""

    def prepared(self) -> Callable[[int], int]:
        return _slow


def _slow(number: int) -> int:
    time.sleep(0.2)
    return number
