"""What a choice changes of the numbers of its scenario, in words."""

from __future__ import annotations

from collections.abc import Iterator

from sim.translations.in_use import translated
from sim.visible_text import visible_line
from sim.web.choice import Choice
from sim.web.controls.words import value_in_words
from sim.web.served import ServedScenario, controls_of


def changed_numbers(choice: Choice, served: ServedScenario, lang: str) -> Iterator[str]:
    """Each number that is changed, with what it was, in the language in use, which is `lang`."""
    controls = {control.key: control for control in controls_of(served, choice.variant, lang)[0]}
    for key, value in choice.values:
        control = controls[key]
        yield visible_line(
            translated(
                "{group}, {label}: {value} instead of {stated}",
                group=control.group,
                label=control.label,
                value=value_in_words(control, value),
                stated=value_in_words(control, control.stated),
            )
        )
