"""What an exported step log is: of which run, in which language, by which clocks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LogFacts:
    """What an exported step log is."""

    name: str
    """The scenario, by the name of its file; of a variant followed by a hyphen and the variant's name."""
    title: str
    """What was simulated, in the language of the log."""
    lang: str
    """The language of activities and roles (`kk`, `ru` or `en`)."""
    zones: tuple[str, ...]
    """The time zones of its instants, by their names in the IANA database."""
    replications: tuple[int, ...]
    """Which replications it has [from 1]."""
    seed: int
    """The seed of the run."""
    version: str
    """The release that wrote it."""

    def as_data(self) -> dict[str, object]:
        """The same as plain data."""
        return {
            "sim": self.version,
            "scenario": self.name,
            "title": self.title,
            "language": self.lang,
            "time_zones": list(self.zones),
            "replications": list(self.replications),
            "seed": self.seed,
        }

    def as_texts(self) -> dict[str, str]:
        """The same as names and texts, as formats keep them beside the rows."""
        return {
            "sim": self.version,
            "scenario": self.name,
            "title": self.title,
            "language": self.lang,
            "time_zone": ", ".join(self.zones),
            "replications": _numbers(self.replications),
            "seed": str(self.seed),
        }


def _numbers(numbers: tuple[int, ...]) -> str:
    """Numbers in a row as `1 to 30`, and one alone as itself."""
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"
