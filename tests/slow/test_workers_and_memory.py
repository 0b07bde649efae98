"""However many processes share the work, the results are the same byte for byte; and memory stays flat."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

import sim.experiment.replications
import sim.experiment.workers
from sim.experiment.run import run_study
from sim.export.folder import ResultFolder
from sim.export.results import summary
from sim.model.model import Model
from sim.study.loading import load_scenario
from sim.visible_text import as_json

MEMORY_SCENARIO = "west_kazakhstan_social_aid"


def digests(scenario: str, changes: tuple[str, ...], workers: int, out: Path) -> dict[str, str]:
    """Hashes of what a run writes, but for the page and the facts of the run."""
    with ResultFolder(out) as folder:
        results = run_study(load_scenario(scenario, changes=changes), workers=workers, on_log=folder.add_log)
        folder.add_text("summary.json", as_json(summary(results)))
        files = folder.publish({})
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize(
    ("scenario", "changes", "firsts"),
    [
        ("karaganda_department", ("replications=4",), {1}),
        ("asp_surge_april_2019", ("replications=4",), {1}),
        ("portal_outage", ("replications=5",), {1}),
        (
            "west_kazakhstan_social_aid",
            ("replications=2", "precision.half_width=0.001", "precision.at_most=17"),
            {1, 11},
        ),
    ],
    ids=["random absences", "undisturbed run too", "random outages", "stated precision"],
)
def test_two_processes_give_the_bytes_of_one(
    scenario: str, changes: tuple[str, ...], firsts: set[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = digests(scenario, changes, 1, tmp_path / "1")
    assert set(alone) == {"steps.parquet", "applications.parquet", "summary.json"}
    monkeypatch.setattr(sim.experiment.workers, "WORTH_WORKERS", 0.0)
    here: list[int] = []
    original = sim.experiment.replications.replicate

    def noted(model: Model, number: int, draws: str = "") -> object:
        here.append(number)
        return original(model, number, draws)

    monkeypatch.setattr(sim.experiment.replications, "replicate", noted)
    assert digests(scenario, changes, 2, tmp_path / "2") == alone
    assert set(here) == firsts, "only the first of each batch is simulated here, so that its time can be taken"


def peak_memory(count: int) -> float:
    """Peak memory of a run of so many replications in a process of its own [MB]."""
    code = (
        "import pathlib, resource; from sim.experiment.run import run_study; from sim.study.loading import load_scenario;"
        f"study = load_scenario('{MEMORY_SCENARIO}', changes=('replications={count}',));"
        f"assert len(run_study(study, workers=1, strengthen=False).replications) == {count};"
        # Linux counts what the process that started this one had in its memory too, but not in its status.
        "status = pathlib.Path('/proc/self/status');"
        "own = [line for line in status.read_text().splitlines() if 'VmHWM' in line] if status.exists() else [];"
        "print(own[0].split()[1] if own else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=600)
    # Linux tells kilobytes, macOS bytes.
    return float(done.stdout) / (1024 * 1024 if sys.platform == "darwin" else 1024)


def test_memory_does_not_grow_with_replications(tell: Callable[[str], None]) -> None:
    few, many = peak_memory(30), peak_memory(300)
    tell(f"{MEMORY_SCENARIO}: at most {few:.0f} MB with 30 replications, {many:.0f} MB with 300")
    assert many < 600
    assert many < few + 60
