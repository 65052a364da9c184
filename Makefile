# The two commands of the README are `make demo` and `make test`; each installs what it needs first.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.PHONY: help setup demo test check bench bench-letters model kind-model tells-model bearing-model evidence-model reader-model samples lock clean system system-test

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

# What the programs need from Debian; each is looked for before apt is called.
PACKAGES := python3-venv tesseract-ocr tesseract-ocr-eng tesseract-ocr-osd libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation fonts-dejavu-core
TEST_PACKAGES := libreoffice-writer-nogui postgresql

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

setup: $(VENV)/.installed ## system packages, .venv, and p2p in it

demo: setup ## packets and an appeal draft from sample_docs/, in out/demo
	@echo "==> Preparing the sample cases (about three minutes on two cores)"
	$(BIN)/python -m sample_docs.demo --out out/demo

test: setup $(VENV)/.installed-dev ## all tests, fast ones first
	@echo "==> Running the tests"
	$(BIN)/python -m pytest -q -m "not slow" -x
	$(BIN)/python -m pytest -q -m slow

check: setup $(VENV)/.installed-dev ## lint, types, import walls
	@echo "==> Checking style, types and walls"
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench-letters: setup $(VENV)/.installed-dev ## how well the letters of tests/letters are read, and what a change won or lost
	$(BIN)/python -m benchmarks.letters

bench: setup $(VENV)/.installed-dev ## speed against tesseract alone, assertion accuracy
	$(BIN)/python -m benchmarks

model: setup ## train models/letter_roles anew from tests/letters/develop (a minute)
	$(BIN)/python models/letter_roles/make.py

kind-model: setup ## make models/letter_kind anew from what models/letter_reader hears (five minutes)
	PYTHONPATH=. $(BIN)/python models/letter_kind/make.py

tells-model: setup ## make models/chart_tells anew from its sentences and models/bearing (two minutes)
	PYTHONPATH=. $(BIN)/python models/chart_tells/make.py

bearing-model: .venv-train/.installed ## train models/bearing anew, in an environment of its own (an hour)
	PYTHONPATH=. .venv-train/bin/python models/bearing/make.py

evidence-model: models/bearing/bearing.pt .venv-train/.installed ## train models/evidence_reader anew, after bearing-model (an hour and a quarter)
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r models/evidence_reader/start.lock
	PYTHONPATH=. .venv-train/bin/python models/evidence_reader/make.py

models/bearing/bearing.pt:
	$(MAKE) bearing-model

reader-model: .venv-train/.installed ## train models/letter_reader anew, in the same environment (twenty minutes)
	PYTHONPATH=. .venv-train/bin/python models/letter_reader/make.py

.venv-train/.installed: models/bearing/requirements.lock | setup
	[ -x .venv-train/bin/python ] || $(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r models/bearing/requirements.lock
	@touch $@

samples: setup ## make the files of sample_docs/ anew
	$(BIN)/python -m sample_docs.make

lock: ## pin the dependencies of pyproject.toml anew
	.ci/lock

clean: ## remove what the build and the demo made (never your own files)
	rm -rf $(VENV) .venv-train out/demo .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

system:
	@.ci/system-packages "$(SUDO)" $(PACKAGES)

system-test:
	@.ci/system-packages "$(SUDO)" $(TEST_PACKAGES)

$(VENV)/.installed: requirements.lock pyproject.toml | system
	@echo "==> Installing the project in $(VENV)"
	[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed | system-test
	@echo "==> Installing what the tests and checks need"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
