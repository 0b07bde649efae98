"""A YAML file read with the places of its parts: from its parsed form where the package has one, else by the parser."""

from __future__ import annotations

from pathlib import Path

from sim.schema.parsed_form import ParsedFile, form_of_text
from sim.schema.text_file import read_text
from sim.schema.yaml_file import YamlFile


def read_yaml(path: Path, name: str | None = None) -> YamlFile:
    """Read a YAML file with the places of its parts; raises InputError for what is no readable YAML mapping."""
    name = name or str(path)
    text = read_text(path, name)
    form = form_of_text(text)
    if form is not None:
        return ParsedFile(name, path, form)
    from sim.schema.parse_yaml import parse_yaml  # the parser takes a while to import

    return parse_yaml(text, name, path)
