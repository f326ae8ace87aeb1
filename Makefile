# A newcomer needs two commands: `make demo` and `make test`. Both install what
# they miss into .venv/, from the hash-pinned lock files.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PORT ?= 5001
WORKERS ?= 2
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)

BIN := .venv/bin
RUN := $(BIN)/python -m
COMPILE := $(BIN)/uv pip compile -q --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-annotate

.PHONY: help demo test check fix bench mutants messages lock

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

demo: .venv/runtime.stamp ## Open a FabLab with a fictitious season: make demo PORT=5001
	@exec $(RUN) fablab demo --port $(PORT)

test: .venv/dev.stamp ## Run all tests, Chromium and PostgreSQL included
	@.ci/install-test-programs
	@exec $(RUN) pytest -n $(WORKERS) --dist loadgroup

check: .venv/dev.stamp ## Look for faults without running: style, types, imports, messages, locks
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/djlint --check --lint templates
	$(RUN) mypy
	$(BIN)/lint-imports
	$(RUN) fablab.web.catalogues check
	.ci/check-locks

fix: .venv/dev.stamp ## Mend what a program can mend: format, simple faults
	$(BIN)/ruff format
	$(BIN)/ruff check --fix
	$(BIN)/djlint --reformat --quiet templates

bench: .venv/dev.stamp ## Compare the main pages with a bare Flask page
	@exec $(RUN) tests.bench $(BENCH)

mutants: .venv/dev.stamp ## Switch off each guard in turn: its test must notice
	@exec $(RUN) tests.mutants

messages: .venv/dev.stamp ## Bring the message catalogues up to date with the texts in code
	$(RUN) fablab.web.catalogues update

lock: .venv/dev.stamp ## Pin again after a change of dependencies (UPGRADE=--upgrade: all newest)
	$(COMPILE) $(UPGRADE) pyproject.toml -o requirements.lock
	$(COMPILE) $(UPGRADE) --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

.venv/runtime.stamp: requirements.lock | $(BIN)/pip
	@.ci/install-locked requirements.lock
	@touch $@

# The dev lock holds the runtime too: whoever tests need not install twice.
.venv/dev.stamp: requirements-dev.lock | $(BIN)/pip
	@.ci/install-locked requirements-dev.lock
	@touch $@ .venv/runtime.stamp

$(BIN)/pip:
	@test -n "$(PYTHON)" || { echo "Youngster FabLab needs Python 3.11 or newer (make PYTHON=/path/to/python3.11)."; exit 1; }
	@echo "Making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python cannot make an environment. On Debian: apt install python3-venv"; exit 1; }
