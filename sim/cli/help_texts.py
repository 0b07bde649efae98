"""The help of commands and the faults of command lines in the language in use.

Both are put together by typer, in English, of what the commands say of themselves and of words of its own. The texts of the
commands are translated at the moment at which a help is laid out; how typer words a fault differs between its releases, so that
faults are known by patterns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import typer

from sim.cli.consoles import stderr
from sim.translations.in_use import ORIGINAL, language, marked, translated

_Layout: Any = typer.Context.formatter_class
_HEADINGS = {
    "Options": marked("Options"),
    "Arguments": marked("Arguments"),
    "Commands": marked("Commands"),
}
_PLACEHOLDERS = {
    placeholder.lower(): placeholder
    for placeholder in (
        marked("OPTIONS"), marked("COMMAND"), marked("ARGS"), marked("NAME"), marked("NUMBER"), marked("VALUE"), marked("VALUES"),
        marked("PATH"), marked("FILE"), marked("FILES"), marked("FOLDER"), marked("ADDRESS"), marked("TARGET"), marked("MEASURE"),
        marked("LOW"), marked("HIGH"), marked("OURS"), marked("THEIRS"), marked("DAYS"), marked("TERM"), marked("SCENARIO"),
        marked("CASES"), marked("CASE"), marked("RESULTS"), marked("APPLICATION"), marked("REGULATION"), marked("SERVICE"), marked("LANGUAGE"),
        marked("ZONE"), marked("ROUTE"), marked("REGISTER"), marked("COLUMN"), marked("SHEET"), marked("HOURS"), marked("SHARE"), marked("OFFICE"), marked("YYYY-MM"), marked("YYYY-MM-DD"), marked("TEXT"), marked("INTEGER"), marked("FLOAT"),
    )
}  # fmt: skip
"""Words that stand for what the user writes, by how they are written in small letters."""
_KINDS = {
    "str": "text",
    "list[str]": "text",
    "int": "integer",
    "int range": "integer",
    "float range": "float",
    "integer range": "integer",
}
"""Kinds of values as releases of typer name them, by a word of the placeholders."""
_HELP_OF_HELP = marked("Show this message and exit.")
"""What typer says of the option that shows a help."""
_EXTRA = re.compile(r"(?P<help>.*?)(?:(?:^|  )\[(?P<extra>[^][]*)\])?", re.DOTALL)
_EXTRAS = (
    (re.compile(r"default: (?P<default>.*)"), marked("default: {default}")),
    (re.compile(r"required"), marked("required")),
)
_FAULTS = (
    (r"Missing argument '(?P<placeholder>.*?)'\.(?P<more>.*)", marked("The argument '{placeholder}' is missing.{more}")),
    (r"Missing option '(?P<name>.*?)'\.(?P<more>.*)", marked("The option '{name}' is missing.{more}")),
    (r"\s*Choose from:\s*(?P<names>.*)", marked(" Choose from: {names}")),
    (r"Missing command\.", marked("The command is missing.")),
    (r"No such command '(?P<name>.*?)'\.", marked("There is no command '{name}'.")),
    (r"No such command '(?P<name>.*?)'\. Did you mean (?P<others>.*)\?", marked("There is no command '{name}'. Did you mean {others}?")),
    (r"No such option:? '?(?P<name>[^' ]+?)'?\.?", marked("There is no option {name}.")),
    (r"No such option:? '?(?P<name>[^' ]*)'?\.? (?:\(Possible options: |Did you mean (?:one of: )?)'?(?P<others>.*?)'?[)?]",
     marked("There is no option {name}; there are {others}.")),
    (r"Option '(?P<name>.*?)' requires an argument\.", marked("Nothing stands behind the option {name}.")),
    (r"Option '(?P<name>.*?)' does not take a value\.", marked("Nothing may stand behind the option {name}.")),
    (r"Got unexpected extra arguments?(?:\(s\))? \((?P<names>.*)\)", marked("The command takes no further names: {names}")),
    (r"Invalid value for '(?P<placeholder>.*?)': (?P<more>.*)", marked("'{placeholder}' cannot be used: {more}")),
    (r"Invalid value: (?P<more>.*)", marked("A value cannot be used: {more}")),
    (r"'(?P<value>.*)' is not one of (?P<others>.*?)\.?", marked("'{value}' is none of {others}")),
)  # fmt: skip
"""How releases of typer word faults of command lines, and what these say."""


class _TranslatedLayout(_Layout):  # type: ignore[misc]  # typer does not say of which class it is
    """Lays out a help whose texts are in the language in use."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that shows how a command is called."""
        if language() != ORIGINAL:
            args, prefix = _with_placeholders(args), translated("Usage: ")
        super().write_usage(prog, args, prefix)

    def write_heading(self, heading: str) -> None:
        """Write the heading of a list."""
        super().write_heading(translated(_HEADINGS[heading]) if heading in _HEADINGS else heading)

    def write_text(self, text: str) -> None:
        """Write what a command says of itself."""
        if language() != ORIGINAL:
            text = "\n\n".join(translated(paragraph) for paragraph in paragraphs(text))
        super().write_text(text)

    def write_dl(self, rows: Sequence[tuple[str, str]], *arguments: Any, **more: Any) -> None:
        """Write a list of options, arguments or commands."""
        if language() != ORIGINAL:
            rows = [(_with_placeholders(name), _help(text)) for name, text in rows]
        super().write_dl(rows, *arguments, **more)


class TranslatedContext(typer.Context):
    """What typer knows while it reads a command line; its helps are in the language in use."""

    formatter_class = _TranslatedLayout


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, each in one line, as the catalogues have them."""
    return [" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text)]


def _help(text: str) -> str:
    """What is said of an option, with what typer adds in brackets."""
    parts = _EXTRA.fullmatch(text)
    assert parts is not None  # it takes any text
    said = [translated(parts["help"])] if parts["help"] else []
    if parts["extra"]:
        said.append(f"[{'; '.join(_extra(extra) for extra in parts['extra'].split('; '))}]")
    return "  ".join(said)


def _extra(text: str) -> str:
    for pattern, template in _EXTRAS:
        if found := pattern.fullmatch(text):
            return translated(template, **found.groupdict())
    return text


def _with_placeholders(text: str) -> str:
    """The names of options as they are, the words beside them that stand for what the user writes in the language in use."""

    def kind(found: re.Match[str]) -> str:
        return f"<{_KINDS.get(found[1], found[1])}>"

    text = re.sub(r"<([a-z ]+(?:\[[a-z]+\])?)>", kind, text)
    return re.sub(r"(?<![\w-])[A-Za-z]+(?:-[A-Z]+)*(?![\w|-])", _placeholder_found, text)


def _placeholder_found(found: re.Match[str]) -> str:
    return _placeholder(found[0])


def _placeholder(word: str) -> str:
    """A word that stands for what the user writes; another word, such as the name of a command or an option, as it is."""
    template = _PLACEHOLDERS.get(word.lower())
    if template is None:
        return word
    return translated(template) if word.isupper() else translated(template).lower()


def fault_in_words(text: str) -> str:
    """What typer says of a command line, in the language in use; a text that it does not know is left as it is."""
    for pattern, template in _FAULTS:
        if found := re.fullmatch(pattern, text, re.DOTALL):
            fields = found.groupdict()
            if fields.get("more"):
                fields["more"] = fault_in_words(fields["more"])
            if "placeholder" in fields:
                fields["placeholder"] = _placeholder(fields["placeholder"])
            if "names" in fields:
                fields["names"] = " ".join(fields["names"].split())
            return translated(template, **fields)
    return text


def show_fault(error: Any, _file: Any = None) -> None:
    """Print a fault of a command line, with how the command is called; errors of typer are of a class that it does not name."""
    context = error.ctx
    if context is not None:
        hint = translated("Try '{command}' for help.", command=f"{context.command_path} {context.help_option_names[0]}")
        stderr.print(f"{context.get_usage()}\n{hint}\n", soft_wrap=True)
    stderr.print(translated("Error: {message}", message=fault_in_words(error.format_message())), soft_wrap=True)
