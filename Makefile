# make demo | test | test-slow | test-recipes | test-all | lint | docs | site | pins | bench | claims. PYTHON picks the interpreter: make test PYTHON=python3.12
# make bench FILES=FOLDER measures on your own Dockerfiles; WRITE=--write writes the ratios into docs/speed.md
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
STAMP = $(VENV)/.installed-dev

.PHONY: demo test test-slow test-recipes test-all lint docs site pins bench claims clean

demo: $(VENV)/.installed
	@$(BIN)/dslim fix examples --why-not

# on Debian as root, tests/programs.py installs what pip cannot, and says so before it does
test: $(STAMP)
	@$(BIN)/python tests/programs.py
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not builder and not slow and not recipes"

# what `make test` leaves out: real builds, hostile processes, growth, long traces, 20,000 mutants, installations
test-slow: $(STAMP)
	@$(BIN)/python tests/programs.py --all
	$(BIN)/python -m pytest -n auto --dist worksteal -m "builder or slow"

# the recipes of docs/ for Ray and Spark, in environments of their own: 600 MB from PyPI, which CI does not fetch each time
test-recipes: $(STAMP)
	@$(BIN)/python tests/programs.py --recipes
	$(BIN)/python -m pytest -n0 -m "recipes"

test-all: test
	$(MAKE) test-slow
	$(MAKE) test-recipes

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/mypy

docs: $(STAMP)
	$(BIN)/python tests/generated_docs.py

# docs/ as pages in site/; a link or page that is missing is an error
site: $(VENV)/.installed-docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict

# requirements/ and the hooks' pins, after pyproject.toml; UPGRADE=--upgrade takes the newest of everything
pins: $(STAMP)
	$(BIN)/python tests/pins.py $(UPGRADE)

claims: $(STAMP)
	PYTHONPATH=tests $(BIN)/python -m builder $(abspath $(BIN))/python bench/claims.py --network host
	PYTHONPATH=tests $(BIN)/python -m builder $(abspath $(BIN))/python bench/shrink_cases.py --network host

bench: $(VENV)/.installed-bench
	$(BIN)/python bench/run.py $(WRITE) $(FILES)
	$(BIN)/python bench/fleet.py

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(STAMP): pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-docs: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,docs]'
	@touch $@

$(VENV)/.installed-bench: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,bench]'
	@touch $@

clean:
	rm -rf $(VENV) site build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
