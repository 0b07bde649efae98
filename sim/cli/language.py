"""The language in which a command speaks: that of its option `--lang`, or else that of the environment."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sim.translations.in_use import LANGUAGES, ORIGINAL, in_language, translated, use_language

VARIABLE = "SIM_LANG"
"""The variable of the environment that names the language of those who name none."""
_OPTION = "--lang"


def speak(words: Sequence[str]) -> None:
    """Speak the language that a command line asks for from here on, so far as it is one."""
    lang = _asked(words)
    use_language(lang if lang in LANGUAGES else ORIGINAL)


@contextmanager
def spoken(words: Sequence[str]) -> Iterator[None]:
    """Speak the language that a command line asks for inside a `with` block, in which help and faults of its options are worded too.

    Ends the command with exit code 2 where the variable of the environment names no language.
    """
    lang = _asked(words)
    if lang not in LANGUAGES:
        from sim.cli.consoles import stderr

        known = ", ".join(LANGUAGES)
        fault = translated("there is no language '{lang}'; name one of {known}", lang=lang, known=known)
        stderr.print(f"{VARIABLE}: {fault}", soft_wrap=True)
        raise SystemExit(2)
    with in_language(lang):
        yield


def names_language_alone(words: Sequence[str]) -> bool:
    """Tell whether a command line says its language and nothing else."""
    return (len(words) == 2 and words[0] == _OPTION) or (len(words) == 1 and words[0].startswith(f"{_OPTION}="))


def _asked(words: Sequence[str]) -> str:
    """What stands behind the last `--lang`, else in the environment; what typer refuses later, being no language, is passed over."""
    found = ""
    for word, following in zip(words, [*words, ""][1:], strict=True):
        if word == "--":
            break
        name, sign, value = word.partition("=")
        value = value if sign else following
        if name == _OPTION and value in LANGUAGES:
            found = value
    return found or os.environ.get(VARIABLE, "").strip() or ORIGINAL
