# Two commands do all their own set-up on a fresh Debian or Ubuntu machine with Python 3.11:
#   make run     open the viewer on the samples, or without a screen analyse them
#   make test    checks and tests
# PYTHON=python3.12 chooses another interpreter (3.11 to 3.13) for .venv.

SHELL := /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

BIN := .venv/bin
APP := .venv/.installed-app
DEV := .venv/.installed-test
PYTEST_ARGS ?=

# Ultralytics otherwise installs packages by itself.
export YOLO_AUTOINSTALL := false
export PYTHON

FLAVOUR ?= cpu

.PHONY: help run test check bench installer clean app dev

help:
	@echo "make run     open the viewer on resources/samples (without a screen: analyse them into out/)"
	@echo "make test    install what the tests need, then check and test"
	@echo "make check   ruff, mypy and import-linter"
	@echo "make bench   measure time and memory (nothing else should run)"
	@echo "make installer   bundle, .deb and Windows setup into dist/ (FLAVOUR=cuda: with CUDA's provider)"
	@echo "make clean   remove what these commands wrote, except .venv and runs/"

run: app
	@sh scripts/run.sh

test: check
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: dev
	$(BIN)/python -m pytest tests/benchmarks -m benchmark -s $(PYTEST_ARGS)

# Packages and setups lie in dist/ afterwards; build/ keeps what a second run need not do again.
installer:
	@sh scripts/make_venv.sh
	@sh scripts/installer_libraries.sh
	@$(BIN)/python packaging/make_installers.py --flavour $(FLAVOUR)

clean:
	rm -rf out build dist *.egg-info .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache
	find fracview training tests resources -name __pycache__ -type d -prune -exec rm -rf {} +

# Always looked at, since PYTHON may name another interpreter; the scripts leave alone what is in place.
app:
	@sh scripts/make_venv.sh
	@sh scripts/install.sh $(APP) .

dev:
	@sh scripts/make_venv.sh
	@sh scripts/test_libraries.sh
	@sh scripts/viewer_libraries.sh
	@sh scripts/install.sh $(DEV) '.[training,test]'
