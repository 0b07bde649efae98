"""How `make docs` builds these pages: Sphinx with Markdown (MyST) and the theme Furo, all of it from files that lie here."""

import tomllib
from pathlib import Path

_PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = _PROJECT["name"]
release = _PROJECT["version"]
html_title = f"{project} {release}"
language = "en"

extensions = ["myst_parser"]
exclude_patterns = ["_build"]
myst_heading_anchors = 3  # headings down to this level can be linked to, under the same anchors as on the web

html_theme = "furo"  # system fonts, light and dark, and nothing from other hosts
html_static_path = ["static"]
html_css_files = ["wide.css"]
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
