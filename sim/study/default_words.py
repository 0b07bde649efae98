"""What holds where a scenario states nothing, in the words of the docstrings of its fields."""

from __future__ import annotations

from sim.translations.in_use import marked

NOTHING = marked("none")
"""What holds where a docstring says nothing of it."""
DEFAULTS = (
    marked("without bound"),
    marked("it never does"),
    marked("each of them takes one by one"),
    marked("they come as they like"),
    marked("as long as stated"),
    marked("no deadline"),
    marked("the one that follows"),
    marked("as many as of other answers"),
    marked("one"),
    marked("the last one of the calendar"),
    marked("the whole days"),
    marked("it holds throughout"),
    marked("that of the staff"),
    marked("at the slot"),
    marked("by its usual name, or by what it holds"),
    marked("by its usual name"),
    marked("as its bytes tell"),
    marked("as the column tells"),
    marked("a day if every row has it"),
    marked("that of the region"),
    marked("alike"),
    marked("nobody"),
    marked("one by one"),
    marked("the hours in which these take applications"),
    marked("even"),
    marked("one per office"),
    marked("nobody. Of a population it is said for each channel"),
    marked("as long as it takes"),
    marked("all hours in which somebody is at the counter"),
    marked("he is from the beginning"),
    marked("he stays to the end"),
    marked("as that of the staff"),
    marked("as the staff"),
    marked("30 minutes"),
    marked("`when_free`"),
    marked("those of 'weekdays'"),
    marked("round the clock"),
    marked("the first one of the calendar"),
    marked("the end of the calendar"),
    marked("three times the longest term"),
    marked("the regulation's own"),
    marked("nobody does"),
    marked("as soon as these are ready"),
    marked("its short name"),
    marked("the first day of the calendar"),
    marked("so many that more would hardly help"),
    marked("the first half of the hours of each day"),
    marked("nothing"),
    marked("until the next change"),
)
"""Every other default; a docstring that says one anew has its own here, so that it can be translated."""


def default_in_words(docstring: str) -> str:
    """What holds where nothing is stated, as the docstring of a field says it, in English."""
    default = docstring.rpartition("default ")[2] if "default " in docstring else NOTHING
    return default.partition("[")[0].strip().rstrip(".")
