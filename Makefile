# make demo · make test: all the set-up on a fresh machine with Python 3.11 or newer.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test check template pictures gallery bench clean

demo: $(VENV)/installed
	rm -rf demo
	$(BIN)/xlsheet demo demo

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n auto --dist loadfile

check: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

template: $(VENV)/installed-dev
	$(BIN)/python workbook/src/build.py
	$(BIN)/python workbook/src/reminder.py

pictures: $(VENV)/installed-dev
	$(BIN)/python docs/make_pictures.py

# Every output as PNG, to look through: build/gallery/index.html
gallery: $(VENV)/installed-dev
	$(BIN)/python docs/make_gallery.py

bench: $(VENV)/installed-dev
	$(BIN)/python -m pip install --quiet wolfxl
	$(BIN)/python -m benchmarks

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) demo build dist node_modules
