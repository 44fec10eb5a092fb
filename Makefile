# chat: create the environment, install, build the index, open the page.   test: everything CI runs.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 7860

.PHONY: chat test bench model-bench side-by-side eval lint screenshot

chat: $(VENV)/.installed
	$(BIN)/assistant index build
	$(BIN)/assistant chat --host $(HOST) --port $(PORT)

test: $(VENV)/.installed-dev lint
	$(BIN)/python -m pytest

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.installed-dev
	$(BIN)/python tests/reading_bench.py
	$(BIN)/python tests/page_bench.py
	$(BIN)/python -m assistant.evaluate.bench

model-bench: $(VENV)/.installed-dev
	$(BIN)/python tests/model_bench.py

side-by-side: $(VENV)/.installed-dev
	$(BIN)/python -m assistant.evaluate.side_by_side

eval: $(VENV)/.installed
	$(BIN)/assistant eval --compare

screenshot: $(VENV)/.installed-dev
	$(BIN)/python tests/screenshot.py

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 …")'
	$(PYTHON) -m venv $(VENV)
	@echo 'Installing, this takes a few minutes …'
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --quiet --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --quiet --editable '.[dev,model-test]'
	touch $@
