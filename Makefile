# Two commands do all the set-up on a fresh machine with Python 3.11 (with venv) and make:
#   make run     the web with the example cluster, on this machine (SERVE="--port 8080": other options)
#   make study   the report of the example cluster, without the web
#   make test    every test (test-core: those that need Python only)
.DEFAULT_GOAL := help
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PEER := .venv-peer
TRAIN := .venv-train
OUT ?= out
# pip would print a hint at every run
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run study test test-core lint audit bench bench-peer bench-web train fuzz messages lock lock-train clean

help:
	@sed -n 's/^#   /  /p' Makefile; echo "  make lint | audit | bench | bench-peer | bench-web | fuzz | messages | lock | clean"; echo "  make train     the model anew, from public material in SKILLPACT_DATA; 2 hours on one core (training/README.md)"

$(VENV)/.run: requirements/run.txt pyproject.toml
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed, found $$($(PYTHON) -V)"; exit 2; }
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV) || { echo "The venv module is missing: on Debian, install python3-venv"; exit 2; }
	@echo "Installing what Skillpact needs (once) ..."
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@echo "Installing what the tests need (once) ..."
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

run: $(VENV)/.run
	@$(BIN)/skillpact serve $(SERVE)

# The example holds rows that are wrong on purpose, so the study ends with 1: done, something needs attention.
study: $(VENV)/.run
	@$(BIN)/skillpact study examples/hiruzubi --out "$(OUT)" || test $$? -eq 1

test: $(VENV)/.dev
	@$(BIN)/python tests/run_all.py

test-core: $(VENV)/.dev
	@$(BIN)/python tests/run_all.py --core

lint: $(VENV)/.dev
	@$(BIN)/python tests/run_all.py --only style types contracts

# Offline, against tools/advisories.json: 0 nothing known, 1 vulnerable, 3 the list is too old to say, 2 could not run.
audit: $(VENV)/.run
	@$(BIN)/python tools/audit_dependencies.py

bench: $(VENV)/.run
	@$(BIN)/python benchmarks/run.py

# An environment of its own, about 1 GB; several where pip finds only a build of torch for graphics processors.
$(PEER)/.done: requirements/peer.txt
	@"$(PYTHON)" -m venv $(PEER)
	@echo "Installing what Skillpact is compared with (once) ..."
	@$(PEER)/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements/peer.txt
	@$(PEER)/bin/python -m pip install --quiet torch==2.13.0
	@touch $@

bench-peer: $(VENV)/.run $(PEER)/.done
	@$(BIN)/python benchmarks/peer.py

# PostgreSQL must be installed (ON=sqlite: without it).
bench-web: $(VENV)/.run
	@$(BIN)/python benchmarks/web.py $(if $(ON),--on $(ON))

$(TRAIN)/.done: training/requirements.txt training/base.txt
	@"$(PYTHON)" -m venv $(TRAIN)
	@echo "Installing what training needs (once) ..."
	@$(TRAIN)/bin/python -m pip install --quiet --require-hashes -r training/requirements.txt
	@$(TRAIN)/bin/python -m pip install --quiet --require-hashes --no-deps -r training/base.txt
	@touch $@

train: $(VENV)/.run $(TRAIN)/.done
	@$(TRAIN)/bin/python training/train.py --out "$(OUT)/weights"
	@$(TRAIN)/bin/python training/subwords.py --teacher "$(OUT)/weights" --out "$(OUT)/weights/subwords.npz" --seed 0
	@$(TRAIN)/bin/python training/distil.py --weights "$(OUT)/weights"
	@$(BIN)/python training/fit_gate.py --out "$(OUT)/weights"
	@$(BIN)/python training/card.py "$(OUT)/weights"
	@$(BIN)/python training/fit_ranker.py --weights "$(OUT)/weights"
	@$(BIN)/python training/card.py "$(OUT)/weights"

fuzz: $(VENV)/.dev
	@$(BIN)/python benchmarks/fuzz_readers.py

# Brings the translations of the report up to date with its words.
messages: $(VENV)/.dev
	@$(BIN)/python tools/messages.py

# Lock files carry names, versions and hashes, no address of an index. Needs uv (any recent version).
lock:
	uv pip compile pyproject.toml --extra web requirements/build.in --generate-hashes --python-version 3.11 --universal --no-header --no-emit-index-url --no-annotate -q -o requirements/run.txt
	uv pip compile requirements/dev.in -c requirements/run.txt --generate-hashes --python-version 3.11 --universal --no-header --no-emit-index-url --no-annotate -q -o requirements/dev.txt
	echo "torch ; sys_platform == 'never'" | uv pip compile requirements/peer.in --overrides /dev/stdin --no-emit-package torch --generate-hashes --python-version 3.11 --universal --no-header --no-emit-index-url --no-annotate -q -o requirements/peer.txt

# Needs the build of torch for processors at UV_FIND_LINKS or UV_EXTRA_INDEX_URL.
lock-train:
	uv pip compile training/requirements.in --generate-hashes --python-version 3.11 --python-platform x86_64-manylinux_2_28 --no-header --no-emit-index-url --no-annotate -q -o training/requirements.txt

clean:
	rm -rf $(VENV) $(PEER) $(TRAIN) $(OUT) build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache src/*.egg-info
