# Two commands do all: `make run` shows the flagship, `make test` is what CI runs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DS1 := .venv-ds1
PORT ?= 8001
OTHERS := .venv-others
CASES ?= ../shared/cases/dates
PIP_FLAGS := --quiet --disable-pip-version-check

.PHONY: help pictures run test quick docs lint types layers tests tests-ds1 mutate bench bench-alerts bench-ingest bench-pages bench-reading clean

help:
	@echo "make run    build the flagship, check it, show countdown and slippage, then serve it on http://127.0.0.1:$(PORT)/"
	@echo "make test   everything that CI runs"
	@echo "make quick  lint, types and the fast tests, in a minute"
	@echo "make docs   the outputs shown in README.md and docs/, written anew"
	@echo "make mutate changes the rules of calculation a thousand ways; each change must turn a test red"
	@echo "make bench  the figures that the docs quote, as ratios; make bench-reading, bench-ingest, bench-pages, bench-alerts those of reading, ingest, pages and alerts"

$(VENV)/.made: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install $(PIP_FLAGS) --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.made-test: $(VENV)/.made
	$(BIN)/python -m pip install $(PIP_FLAGS) --constraint constraints.txt --editable '.[test]'
	@touch $@

$(DS1)/.made: pyproject.toml constraints.txt constraints-datasette-1.txt
	$(PYTHON) -m venv $(DS1)
	$(DS1)/bin/python -m pip install $(PIP_FLAGS) --constraint constraints-datasette-1.txt --editable '.[cards]' pytest pytest-randomly hypothesis
	@touch $@

NODE := tests/node/node_modules
$(NODE)/.made: tests/node/package.json
	npm install --prefix tests/node --no-package-lock --no-audit --no-fund --silent
	@touch $@

run: $(VENV)/.made
	@$(BIN)/bywhen build
	@$(BIN)/bywhen check
	@echo && $(BIN)/bywhen countdown
	@echo && $(BIN)/bywhen slip
	@echo && $(BIN)/bywhen serve --port $(PORT)

lint: $(VENV)/.made-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

docs: $(VENV)/.made-test
	@$(BIN)/python -m bywhen.cli.reference
	@$(BIN)/python -m tests.docs

types: $(VENV)/.made-test
	$(BIN)/mypy

layers: $(VENV)/.made-test
	$(BIN)/lint-imports --no-cache

tests: $(VENV)/.made-test $(NODE)/.made
	$(BIN)/pytest --numprocesses 2

tests-ds1: $(DS1)/.made
	$(DS1)/bin/pytest tests/publish

quick: lint types layers
	$(BIN)/pytest --numprocesses 2 -m "not slow"

test: lint types layers tests tests-ds1

mutate: $(VENV)/.made-test
	$(BIN)/python -m pip install $(PIP_FLAGS) --constraint constraints.txt 'mutmut>=3.8,<4'
	rm -rf mutants
	$(BIN)/mutmut run --max-children 2 > mutation.log
	$(BIN)/mutmut results | grep -v killed || true

bench: $(VENV)/.made-test
	@for script in bench/start.py bench/edtf.py bench/load.py bench/build.py bench/folder.py bench/states.py; do \
	  echo "== $$script" && $(BIN)/python $$script || exit 1; done

bench-alerts: $(VENV)/.made-test
	@$(BIN)/python bench/alerts.py

bench/node/node_modules/.made: bench/node/package.json
	npm install --prefix bench/node --no-package-lock --no-audit --no-fund --silent
	@touch $@

bench-pages: $(VENV)/.made-test bench/node/node_modules/.made
	@$(BIN)/python bench/pages.py

# the readers compared with; what cannot be installed here is left out, and said so
$(OTHERS)/.made: bench/others.txt
	$(PYTHON) -m venv $(OTHERS)
	-$(OTHERS)/bin/python -m pip install $(PIP_FLAGS) --requirement bench/others.txt
	-npm install --silent --no-audit --no-fund --prefix $(OTHERS) chrono-node@2.10.3
	@touch $@

pictures: $(VENV)/.made-test bench/node/node_modules/.made
	@$(BIN)/python bench/pictures.py

bench-ingest: $(VENV)/.made-test $(OTHERS)/.made
	@$(BIN)/python bench/ingest.py --others $(OTHERS) --cases $(CASES)/feeds

bench-reading: $(VENV)/.made-test $(OTHERS)/.made
	@$(BIN)/python bench/reading.py --cases $(CASES) --others $(OTHERS)

clean:
	rm -rf mutation.log $(VENV) $(DS1) $(NODE) $(OTHERS) bench/node/node_modules build dist mutants .mypy_cache .ruff_cache .pytest_cache .hypothesis
