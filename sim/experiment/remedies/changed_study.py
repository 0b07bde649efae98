"""The study of a run with settings changed, read again as `--set` reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sim.errors import InputError
from sim.experiment.remedies.remedy import NotTried
from sim.study.loading import Reader
from sim.study.study import Study


class ChangedStudies:
    """Reads the scenario of a study again, with other settings over those that it has."""

    def __init__(self, study: Study) -> None:
        """Take the study of a run; its seed, replications, period and engine hold for all that is read."""
        self._study = study
        self._reader: Reader | None = None
        self.refused: NotTried | None = None
        """Why nothing can be changed: the study has no file, or its files have changed since."""
        if study.origin is None:
            self.refused = NotTried("", "", "no_file")
            return
        try:
            self._reader = Reader(study.origin.path, study.changes, study.origin.most_applications)
            again, _ = self._reader.with_values(study.origin.variants, ())
        except InputError:
            self.refused = NotTried("", "", "changed_files")
            return
        if dict(again.hashes) != dict(study.hashes):
            self.refused = NotTried("", "", "changed_files")

    def with_settings(self, changes: Sequence[str]) -> Study:
        """The study with some settings changed; raises InputError where they cannot be, or where nothing can be changed."""
        if self._reader is None or self.refused is not None or self._study.origin is None:
            raise InputError([])
        changed, _ = self._reader.with_values(self._study.origin.variants, changes)
        scenario, own = changed.scenario, self._study.scenario
        kept = {
            "seed": own.seed,
            "replications": own.replications,
            "precision": own.precision,
            "period": own.period,
        }
        return replace(
            changed,
            scenario=scenario.model_copy(update=kept),
            changes=(*self._study.changes, *changes),
            engine=self._study.engine,
        )
