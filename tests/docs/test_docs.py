"""README, CONTRIBUTING and docs/ say what is so: every command, file and piece of Python in them is run, links lead on.

A page is read from top to bottom in a folder of its own. The language of a fenced block says what it is:

* `console`: lines that begin with `$ ` are commands. Where the output of `run` and `compare` is not shown, they get those
  of FEW that they do not name; both work in one process. `make NAME` runs the recipe of the Makefile if that
  is a command of ours; what continuous integration runs otherwise stands in ELSEWHERE, and nothing else is let through.
* `yaml`: with `<!-- file: NAME -->` before it a whole file, which `sim check` takes; with `<!-- part of: BASE -->` a piece
  of a scenario, which is laid over that scenario and checked.
* `python`: is executed; blocks of one page share their names.
* `text`: output of the block before it, or of `<!-- output of: COMMAND -->`: its lines stand in what was printed, in this
  order, beside each other unless a line `…` leaves some out. With `<!-- file: NAME -->` a file that a scenario names. A
  block of text with nothing before it that prints is a picture.

`<!-- exit code: 2 -->` stands before commands that show a fault.
"""

from __future__ import annotations

import contextlib
import io
import re
import runpy
import shlex
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from typer.testing import CliRunner

import sim
from sim.engine.steplog import StepOutcome
from sim.measure.figure_units import FIGURE_UNITS
from sim.report.notes import SENTENCES
from tests.charts import charts_drawn

ROOT = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").is_file())
HOME = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]["sim"].removesuffix(":command")
app = import_module(HOME).app
"""The command, as it is installed."""
PAGES = ("README.md", "CONTRIBUTING.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")))
ELSEWHERE = {
    "make test": "continuous integration runs it",
    "make check": "continuous integration runs it",
    "make docs": "continuous integration runs it",
    "make bench": "measures for minutes",
    "make slow": "takes some minutes",
    "pip install '.[cluster]'": "the tests install it",
    "pip install '.[web]'": "the tests install it",
    "sim serve west_kazakhstan_social_aid commission_weekly_vs_daily": "serves until it is ended; tests/web/test_serve_command.py starts one",
    "dask scheduler": "serves until it is ended; tests/experiment/test_cluster.py starts one",
    "dask worker tcp://10.0.0.5:8786 --nworkers auto --nthreads 1": "needs that machine",
    "sim run country --sums-only --cluster tcp://10.0.0.5:8786": "needs that machine",
    "pip install .": "continuous integration installs the package away from its checkout",
}
"""Commands that are not run here, and why."""
LANGUAGES = {"console", "yaml", "python", "text", "{toctree}"}
FEW = {
    "run": (("--replications", "2"), ("--no-strengthen",)),
    "compare": (("--replications", "2"), ("--no-strengthen",)),
    "levers": (("--replications", "2"),),
    "headroom": (("--replications", "2"),),
}
"""What makes commands quick whose output is not shown, where they do not name it themselves."""
ALONE = dict.fromkeys(("run", "compare", "levers", "headroom", "quick"), ("--workers", "1"))
"""Tests run side by side already; the results are the same."""
ALONE |= {"sweep": ("--workers", "1"), "tornado": ("--workers", "1")}


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    place: str
    language: str
    text: str
    says: dict[str, str]
    """What the comments before it say."""


def blocks(page: str) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    says: dict[str, str] = {}
    opened: tuple[str, str, int] | None = None
    inside: list[str] = []
    for number, line in enumerate((ROOT / page).read_text(encoding="utf-8").splitlines(), 1):
        fence = re.match(r"(\s*)```\s*(\S*)", line)
        comment = re.fullmatch(r"<!-- ([a-z ]+): (.+) -->", line.strip())
        if opened is None and fence:
            opened, inside = (fence[1], fence[2], number), []
        elif opened is not None and line == opened[0] + "```":
            yield Block(f"{page}:{opened[2]}", opened[1], "\n".join(inside) + "\n", says)
            opened, says = None, {}
        elif opened is not None:
            inside.append(line.removeprefix(opened[0]))
        elif comment:
            says[comment[1]] = comment[2]
        else:
            assert not says, f"{page}:{number}: a comment stands before no block"
    assert opened is None, f"{page}:{opened and opened[2]}: a block is not closed"


def wrong(block: Block, sentence: str) -> str:
    return f"{block.place}: {sentence}"


@dataclass
class Reader:
    """Reads one page: runs its blocks one by one in a folder of its own."""

    folder: Path
    printed: dict[str, str] = field(default_factory=dict)
    """What each command has printed."""
    last: str | None = None
    """What the block before has printed."""
    names: dict[str, object] = field(default_factory=dict)
    """Names of the blocks of Python."""

    def read(self, found: Sequence[Block]) -> None:
        for block, following in zip(found, [*found, None][1:], strict=True):
            assert block.language in LANGUAGES, wrong(block, f"a block '{block.language}' cannot be checked")
            if block.language == "console":
                self.commands(block, shown=following is not None and following.language == "text")
            elif block.language == "yaml" or "file" in block.says:
                self.file(block)
            elif block.language == "python":
                self.python(block)
            elif block.language == "text":
                self.output(block)

    def commands(self, block: Block, *, shown: bool) -> None:
        self.last = ""
        assert block.text.strip(), wrong(block, "there is no command")
        for line in block.text.splitlines():
            assert line.startswith("$ "), wrong(block, f"a command begins with '$ ': {line}")
            words = shlex.split(line[2:], comments=True)
            command = shlex.join(words)
            if command in ELSEWHERE:
                self.printed[command] = ""
            elif words[0] == "make" and (recipe := recipe_of(words[1])):
                with charts_drawn():
                    self.printed[command] = self.run(block, [*recipe, *ALONE.get(recipe[0], ())])
            elif words[0] == "sim":
                asked = () if shown or "--only" in words else FEW.get(words[1], ())
                few = [word for option in asked if option[0] not in words for word in option]
                self.printed[command] = self.run(block, [*words[1:], *few, *ALONE.get(words[1], ())])
            else:
                raise AssertionError(wrong(block, f"nobody runs '{command}'"))
            self.last += self.printed[command]

    def run(self, block: Block, words: Sequence[str]) -> str:
        result = CliRunner(env={"COLUMNS": "80"}).invoke(app, list(words), catch_exceptions=False)
        expected = int(block.says.get("exit code", "0"))
        assert result.exit_code == expected, wrong(block, f"{shlex.join(words)}\n{result.output}")
        return result.output

    def file(self, block: Block) -> None:
        if "file" in block.says:
            name = block.says["file"]
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(block.text, encoding="utf-8")
        else:
            assert "part of" in block.says, wrong(block, "neither 'file: NAME' nor 'part of: BASE' is said of it")
            name = f"part_{block.place.rpartition(':')[2]}.yaml"
            (self.folder / name).write_text(f"extends: {block.says['part of']}\n{block.text}", encoding="utf-8")
        if block.language == "yaml":
            self.run(Block(block.place, "console", "", {}), ["check", name])

    def python(self, block: Block) -> None:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(block.text, block.place, "exec"), self.names)
        plt.close("all")
        self.last = out.getvalue()

    def output(self, block: Block) -> None:
        if "output of" in block.says:
            command = block.says["output of"]
            assert command in self.printed, wrong(block, f"'{command}' stands nowhere above")
            printed = self.printed[command]
        elif self.last is None:
            return  # a picture made of letters
        else:
            printed = self.last
        lines = [line.rstrip() for line in printed.splitlines() if line.strip()]
        at = 0
        for part in re.split(r"^\s*…\s*$", block.text, flags=re.MULTILINE):
            wanted = [line.rstrip() for line in part.splitlines() if line.strip()]
            here = (i for i in range(at, len(lines) - len(wanted) + 1) if lines[i : i + len(wanted)] == wanted)
            at = next(here, -1)
            assert at >= 0, wrong(block, f"these lines are not printed:\n{part}\nbut:\n{printed}")
            at += len(wanted)


def recipe_of(target: str) -> list[str]:
    """The words behind `sim` in the recipe of a target of the Makefile; none where it does not run that command alone."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = re.search(rf"^{re.escape(target)}:.*\n((?:\t.*\n)+)", text, flags=re.MULTILINE)
    assert recipe, f"there is no 'make {target}'"
    lines = recipe[1].strip().splitlines()
    words = shlex.split(lines[0].strip())
    return words[1:] if len(lines) == 1 and words[0] == "$(BIN)/sim" else []


# The README shows what `make demo` prints, with as many replications as the scenario needs.
@pytest.mark.auto_replications
@pytest.mark.parametrize("page", PAGES)
def test_a_page_does_what_it_says(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")  # `make demo` names one by its path
    monkeypatch.chdir(tmp_path)
    Reader(tmp_path).read(list(blocks(page)))


def test_the_readme_fits_on_some_screens() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150


def anchor(heading: str) -> str:
    """The anchor that a heading gets, on the web and in the pages that `make docs` builds."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def prose(page: str) -> str:
    """A page without its fenced blocks and without code in its lines."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^(\s*)```.*?^\1```$", "", text, flags=re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if "://" in target:
            continue
        path, _, fragment = target.partition("#")
        found = (ROOT / page).parent / path if path else ROOT / page
        assert found.exists(), f"{page}: {target} leads nowhere"
        if fragment:
            headings = re.findall(r"^#+ (.+)$", found.read_text(encoding="utf-8"), flags=re.MULTILINE)
            assert fragment in map(anchor, headings), f"{page}: {target} leads to no heading"


@pytest.mark.parametrize("page", PAGES)
def test_files_that_are_named_exist(page: str) -> None:
    text = re.sub(r"^(\s*)```.*?^\1```$", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for path in re.findall(r"`((?:sim|tests|docs|calendars|scenarios|notebooks)/[\w./]*)`", text):
        assert (ROOT / path).exists(), f"{page}: there is no {path}"


def test_the_rooms_are_those_of_the_contract() -> None:
    drawing = runpy.run_path(str(ROOT / "docs" / "draw_rooms.py"))
    rows, ground = drawing["rooms"](ROOT / "pyproject.toml")
    picture = (ROOT / "docs" / "rooms.svg").read_text(encoding="utf-8")
    assert drawing["picture"](rows, ground) == picture, "run: python docs/draw_rooms.py"
    rooms = [room for row in rows for room in row]
    for page in ("CONTRIBUTING.md", "docs/architecture.md"):
        table = re.findall(
            r"^\|(?: \d+ \|)? `(\w+)/` \|", (ROOT / page).read_text(encoding="utf-8"), flags=re.MULTILINE
        )
        assert table == rooms, page


EVERYTHING = """
extends: west_kazakhstan_social_aid
replications: 2
period: {start: 2018-05-02, warm_up_until: 2018-05-02, end: 2018-06-01}
services:
  social_aid:
    routes:
      provider:
        steps: {4: {hold: ~}, 6: {hold: ~}}
        roles: {executor: {same_member: true}}
        objections: {chance: 5 %, after: 1 hour, back_to: 5, term: 15 working days}
      akim: {steps: {8: {hold: ~}}}
systems: {portal: {capacity: 1}}
transfers: {post: {sender: rural_akim, receiver: department, lag: 1 hour}}
offices:
  department:
    staff:
      special_commission: {count: ~, sittings: {weekdays: friday, at: "10:00", per_file: 5 minutes, seats: {head: 1}}}
      precinct_commission: {count: 2, visits_per_day: 4}
      employee: {count: 1, discipline: priority, appointments: {every: 15 minutes, windows: 1, grace: 10 minutes}}
arrivals:
  on_the_portal: {priority: 1}
  at_the_department:
    patience: {time: 30 minutes, returns: 50 %, after: 2 calendar days, at_most: 1}
    booked: {share: 30 %, ahead: 3 calendar days, no_show: 10 %}
backlog:
  left_over: {service: social_aid, route: provider, office: department, files: [{step: 5, count: 2, age: 4 working days}]}
"""
"""A scenario that has a row in every table."""


def figures_in_the_page() -> dict[str, dict[str, str]]:
    """By heading of a third level in docs/method.md: the figures of its table in order, with their units."""
    text = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
    parts = re.split(r"^### (\w+)$", text.partition("## What a run warns of")[0], flags=re.MULTILINE)[1:]
    tables = [re.findall(r"^\| (`.*?) \| (.*?) \|", body, flags=re.MULTILINE) for body in parts[1::2]]
    rows = [[(name, unit) for names, unit in table for name in re.findall(r"`(\w+)`", names)] for table in tables]
    assert all(len(dict(table)) == len(table) for table in rows), "a figure stands twice"
    return dict(zip(parts[::2], map(dict, rows), strict=True))


def test_every_figure_has_in_the_page_the_unit_that_it_has_in_python() -> None:
    page = figures_in_the_page()
    page["inherited"] = page.pop("backlogs")
    assert page.pop("late_by_month") == {"due": "applications", "late": "applications"}, (
        "of offices and months, with curves"
    )
    assert page == FIGURE_UNITS


def test_every_figure_of_a_run_stands_in_the_tables_and_no_other(tmp_path: Path) -> None:
    """The tables stand in the order of `Figures`; `whole` has no rows, and curves are no figures."""
    (tmp_path / "everything.yaml").write_text(EVERYTHING, encoding="utf-8")
    figures = sim.run(sim.load_scenario(tmp_path / "everything.yaml"), workers=1, strengthen=False).figures
    tables = {name: getattr(figures, name) for name in figures.__dataclass_fields__ if name not in ("whole", "curves")}
    found = [list({name: 1 for row in rows.values() for name in row}) for rows in tables.values()] + [
        list(figures.whole)
    ]
    page = figures_in_the_page()
    del page["late_by_month"]  # is of curves
    assert len(page) == len(found)
    for (heading, told), names in zip(page.items(), found, strict=True):
        assert sorted(told) == sorted(names), heading


def test_every_outcome_of_a_visit_stands_in_the_page() -> None:
    section = (ROOT / "docs" / "method.md").read_text(encoding="utf-8").partition("| in `steps.parquet` |")[2]
    (row,) = re.findall(r"^\| `outcome` \| (.*) \|$", section.partition("\n\n")[0], flags=re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", row)) == set(StepOutcome.__members__)


def test_every_note_stands_in_the_page_and_no_other() -> None:
    section = (ROOT / "docs" / "method.md").read_text(encoding="utf-8").partition("## What a run warns of")[2]
    rows = re.findall(r"^\| `(\w+)` \|", section.partition("\n## ")[0], flags=re.MULTILINE)
    _, *keys = rows  # the first row is the head
    assert sorted(keys) == sorted(SENTENCES)
