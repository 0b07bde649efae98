# Works on a machine with python3 (3.11 or newer) and make; everything else goes into .venv.
PYTHON ?= python3
VENV := .venv
FROM_NPM := tests/npm
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo native test slow notebooks check docs bench peers sanitize wheels lock clean help

help: ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1 - /'

demo: native ## simulate the shipped scenario and write a report
	$(BIN)/sim run scenarios/west_kazakhstan_social_aid.yaml

native: $(VENV)/.installed ## compile the C sources of sim/, where they changed
	$(BIN)/python hatch_build.py

# Hundreds of processes are started; each would compile what it imports anew where none may keep it.
test: export PYTHONDONTWRITEBYTECODE :=
test: $(VENV)/.tested $(VENV)/.from_npm native ## run the tests and the notebooks
	$(BIN)/python -m pytest -n auto --dist worksteal --nbmake --nbmake-timeout=300 tests notebooks

slow: $(VENV)/.tested $(VENV)/.log_distances native ## run the slow tests (some minutes)
	$(BIN)/python -m pytest tests/slow
	SIM_CHANGES=10 $(BIN)/python -m pytest -n auto tests/study -k "random"

notebooks: $(VENV)/.tested ## make the notebooks anew from their scripts, without outputs
	$(BIN)/jupytext --quiet --to ipynb --update notebooks/*.py
	$(BIN)/ruff format notebooks

check: $(VENV)/.checked ## formatting, lint, types, imports one way, spelling
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/codespell

docs: $(VENV)/.docs ## build the pages of docs/ into docs/_build/html; nothing in them needs a network
	$(BIN)/sphinx-build -E -W --keep-going -q -b html docs docs/_build/html
	$(BIN)/python docs/check_offline.py docs/_build/html

bench: $(VENV)/.tested native ## measure speed and memory (minutes; not a test)
	$(BIN)/python tests/bench/bench_calendar.py
	$(BIN)/python tests/bench/bench_country.py
	$(BIN)/python tests/bench/bench_cluster.py
	$(BIN)/python tests/bench/bench_completing.py
	$(BIN)/python tests/bench/bench_drawing.py
	$(BIN)/python tests/bench/bench_engine.py
	$(BIN)/python tests/bench/bench_export.py
	$(BIN)/python tests/bench/bench_members.py
	$(BIN)/python tests/bench/bench_quick.py
	$(BIN)/python tests/bench/bench_replications.py
	$(BIN)/python tests/bench/bench_startup.py
	$(BIN)/python tests/bench/bench_sweep.py
	$(BIN)/python tests/bench/bench_simulations.py
	$(BIN)/python tests/bench/bench_serve.py
	$(BIN)/python tests/bench/bench_scaling.py
	$(BIN)/python tests/bench/bench_scenarios.py
	$(BIN)/python tests/bench/bench_staffing.py all
	$(BIN)/python tests/bench/bench_whole_runs.py

peers: $(VENV)/.peers native ## measure other simulators beside this one (many minutes; not a test)
	$(BIN)/python tests/bench/peers.py

sanitize: $(VENV)/.tested ## test the engine with a library that stops at wrong memory accesses (minutes)
	SIM_NATIVE=$$($(BIN)/python hatch_build.py --sanitize) LD_PRELOAD="$$(gcc -print-file-name=libasan.so) $$(gcc -print-file-name=libstdc++.so)" \
		ASAN_OPTIONS=detect_leaks=0 $(BIN)/python -m pytest -n0 tests/calendar tests/law tests/engine tests/conformance tests/oracle

wheels: $(VENV)/.installed ## make wheels for Linux, macOS and Windows in dist/ (minutes)
	for platform in $$($(BIN)/python hatch_build.py --platforms); do \
		SIM_WHEEL_PLATFORM=$$platform $(BIN)/python -m pip wheel --quiet --no-deps -w dist . || exit 1; done

lock: $(VENV)/.checked $(VENV)/.docs $(VENV)/.peers ## write the versions that are installed now into requirements.lock
	@{ grep '^#' requirements.lock; $(BIN)/pip freeze --exclude-editable; } > $(VENV)/new.lock && mv $(VENV)/new.lock requirements.lock

clean: ## remove what was installed and cached
	rm -rf $(VENV) build $(FROM_NPM)/node_modules sim/_native* docs/_build .pytest_cache .ruff_cache .mypy_cache .hypothesis

# A virtual environment works where the machine's own Python refuses global installs.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "sim needs Python 3.11 or newer; name one with: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "python3 cannot make virtual environments; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }

$(VENV)/.installed: $(BIN)/python pyproject.toml requirements.lock hatch_build.py
	$(BIN)/python -m pip install --quiet -c requirements.lock -e .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet -c requirements.lock -e '.[test]'
	@touch $@

# Schemas, linter and viewer of BPMN and the accessibility checks of pages come from npm; tests that need them are skipped
# where there is none.
$(VENV)/.from_npm: $(BIN)/python $(FROM_NPM)/package.json $(FROM_NPM)/package-lock.json
	@{ command -v npm >/dev/null && npm ci --prefix $(FROM_NPM) --no-fund --no-audit --silent && touch $@; } || \
		echo "npm has not installed the tools of tests; tests of processes and pages that need them are skipped"

$(VENV)/.checked: $(VENV)/.tested
	$(BIN)/python -m pip install --quiet -c requirements.lock -e '.[test,check]'
	@touch $@

$(VENV)/.docs: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet -c requirements.lock -e '.[docs]'
	@touch $@

# The yardstick of distances between logs asks for an older pandas, so that it has an environment of its own; a slow test
# compares with it, and is skipped where there is none.
$(VENV)/.log_distances: $(BIN)/python
	@{ $(BIN)/python -m venv $(VENV)/log_distances && \
		$(VENV)/log_distances/bin/python -m pip install --quiet log-distance-measures==2.2.0 && touch $@; } || \
		echo "log-distance-measures is not installed; the test that compares with it is skipped"

$(VENV)/.peers: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet -c requirements.lock -e '.[peers]'
	@touch $@
