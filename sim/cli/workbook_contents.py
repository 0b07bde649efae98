"""What the workbook of a recorded run shows: the figures that it recorded, and its charts, for which it is simulated again."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sim.cli.consoles import stderr
from sim.errors import Fault, InputError, Note
from sim.export.workbook.other_sheets import Picture
from sim.export.workbook.write import WorkbookContents
from sim.files.results_record import hash_of_open
from sim.tracing.names import Names
from sim.tracing.recorded_run import RecordedRun
from sim.translations.in_use import translated

if TYPE_CHECKING:
    from sim.cli.export_options import ExportOptions
    from sim.experiment.results import Results

_COMPARED = ("whole", "pools", "endings")
"""Tables of figures by which a run that is simulated again is known to be the same."""
_DPI = 150


def workbook_contents(
    run: RecordedRun, options: ExportOptions, show: Callable[[int, int, str], None]
) -> WorkbookContents:
    """What the workbook of a run shows beside its step log.

    Raises InputError where `summary.json` is not there, or not the one that the run wrote.
    """
    from sim.report.notes import note_sentence

    summary, lang = _summary(run), options.lang.value
    notes = [Note.of_data(note) for note in summary["warnings"]]
    pictures: list[Picture] = []
    if not options.no_charts:
        results = _again(run, options, show)
        if _same(results, summary):
            pictures = list(_pictures(results, lang))
        else:
            said = translated(
                "The charts are left out: simulated again, the run comes out differently, as with another release"
            )
            stderr.print(said, soft_wrap=True)
    sentences = [f"{note_sentence(note, lang)}." for note in notes]
    return WorkbookContents(summary, lang, sentences, pictures, Names.of(run.study, lang).role)


def _summary(run: RecordedRun) -> Mapping[str, Any]:
    """The content of `summary.json`, which has to be the one that the run wrote."""
    path = run.folder / "summary.json"
    try:
        with path.open("rb") as file:
            if hash_of_open(file) != run.hashes.get(path.name):
                raise ValueError
            content: Mapping[str, Any] = json.load(file)
    except (OSError, ValueError):
        message = translated("this is not the summary that the run in run.json wrote")
        repair = translated("bring it back as it was, or run the scenario again")
        raise InputError([Fault(str(path), 0, 0, message, repair)]) from None
    return content


def _again(run: RecordedRun, options: ExportOptions, show: Callable[[int, int, str], None]) -> Results:
    """The results of a run that is simulated again."""
    from sim.experiment.run import run_study
    from sim.study.study import with_engine

    study = with_engine(run.study, options.engine.value)
    return run_study(study, workers=options.workers, progress=show, strengthen=False)


def _same(results: Results, summary: Mapping[str, Any]) -> bool:
    """Tell whether results have the figures of a summary."""
    from sim.export.results import summary as summary_of

    now = json.loads(json.dumps(summary_of(results)))
    return all(now[table] == summary[table] for table in _COMPARED)


def _pictures(results: Results, lang: str) -> Iterator[Picture]:
    """The charts of the page of a run, in its order."""
    from sim.report.parts import Plot
    from sim.report.run.contents import run_contents

    for chapter in run_contents(results, None, lang).on("page"):
        for section in chapter:
            for part in section.parts:
                if isinstance(part, Plot):
                    figure, png = part.draw(), io.BytesIO()
                    figure.savefig(png, format="png", dpi=_DPI, metadata={"Software": None})
                    yield Picture(section.title, png.getvalue(), getattr(figure, "alternative", ""))
