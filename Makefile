# The front doors: run, test, lint, bench, sweep. Everything else is `.venv/bin/coordinator --help`.
PYTHON ?= python3
BIN := .venv/bin
WHAT ?= moments worlds
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps

.PHONY: run test lint bench sweep words
.DELETE_ON_ERROR:

run: .venv/.run
	@$(BIN)/coordinator run

test: .venv/.dev
	@$(BIN)/python -m pytest --numprocesses=auto --dist=loadfile --no-loadscope-reorder

lint: .venv/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/bandit -q -r coordinator 2>/dev/null || $(BIN)/bandit -q -r coordinator  # it warns of exceptions that hold
	@$(BIN)/python .ci/audit.py $(OFFLINE)

bench: .venv/.dev
	@$(BIN)/python -m pytest tests/benchmarks -m bench -s -q

sweep: .venv/.dev
	@COORDINATOR_SWEEP="$(WHAT)" COORDINATOR_SWEEP_ON="$(ON)" $(BIN)/python -m pytest tests/disclosure/test_worlds.py -q -s

words: .venv/.dev
	@PYTHONPATH=.ci $(BIN)/pybabel -q extract -F .ci/words.cfg --no-location --omit-header -o .venv/words.pot .
	@for file in coordinator/translations/*.po; do \
	  $(BIN)/pybabel -q update -N --ignore-obsolete --omit-header -w 120 -l $$(basename $$file .po) -i .venv/words.pot -o $$file; done
	@$(BIN)/python .ci/words.py coordinator/translations/*.po

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed."; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "On Debian: apt install python3-venv"; rm -rf .venv; exit 1; }

.venv/.run: .ci/lock/run.txt pyproject.toml | .venv/bin/python
	@test -e .venv/.dev || { echo "Installing the locked parts …"; $(PIP) --require-hashes --only-binary :all: -r .ci/lock/run.txt; }
	@$(PIP) --no-build-isolation --editable .
	@touch $@

.venv/.dev: .ci/lock/dev.txt pyproject.toml | .venv/bin/python
	@echo "Installing the locked parts and the tools of the tests …"
	@$(PIP) --require-hashes --only-binary :all: -r .ci/lock/dev.txt
	@$(PIP) --no-build-isolation --editable .
	@touch $@
