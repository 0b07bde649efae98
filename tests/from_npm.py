"""What the tests take from npm; `make test` has it installed where there is an npm."""

from __future__ import annotations

from pathlib import Path

TOOLS = Path(__file__).parent / "npm/node_modules"
"""Where npm puts the schemas, the linter and the viewer of BPMN, and axe-core."""
NO_TOOLS = "npm has not installed the tools of tests: make test does, where there is an npm"
