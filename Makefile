# Everything a person or CI does here. Each target sets up what it needs; once set up, nothing is installed again.
#   PORT=8000      where `make serve` listens
#   SITE_URL=…     the address `make build` builds for
#   REPORT_ADDRESS=…    where readers report a wrong answer, such as 'https://example.org/issues/new?title={title}&body={body}'
#   SERVICE_WORKER=no   `make build` without one, to get rid of it where it was
#   GENERATOR=…    what builds it: mkdocs or zensical
#   PYTHON=…       the Python that .venv is made with
#   CHROMIUM=…     the Chrome or Chromium that the tests drive
#   WORKERS=…      how many processes run tests; by default 2
#   BENCH=…        what `make bench` measures; by default everything
#   ROUNDS=…       how often `make bench` measures it
#   README=1       let `make bench` write its tables into README.md

PORT ?= 8000
GENERATOR ?= mkdocs
SERVICE_WORKER ?= yes
WORKERS ?= 2
PYTHONS := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11)
BIN := .venv/bin
TOOLCHAIN := $(BIN)/python -m build_scripts.toolchain

BUILD_PACKAGES := .venv/.build-packages
DEV_PACKAGES := .venv/.dev-packages
NODE := .venv/.node
NPM_PACKAGES := node_modules/.npm-packages
BENCH_PACKAGES := tests/bench/node_modules/.npm-packages
# The site, built into a folder. Zensical knows no hooks, so it is run after staging.
BUILD_WITH_mkdocs = $(BIN)/mkdocs build --strict --site-dir $(1)
BUILD_WITH_zensical = $(BIN)/python -m build_scripts stage && SITE_DIR=$(1) $(BIN)/zensical build --strict --clean
BUILD_INTO = $(or $(BUILD_WITH_$(GENERATOR)),$(error GENERATOR is mkdocs or zensical, not '$(GENERATOR)'))
WITHOUT_WORKER_yes =
WITHOUT_WORKER_no = --no-service-worker
WITHOUT_WORKER = $(if $(filter yes no,$(SERVICE_WORKER)),$(WITHOUT_WORKER_$(SERVICE_WORKER)),$(error SERVICE_WORKER is yes or no, not '$(SERVICE_WORKER)'))
PIP_INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps
OR_SAY_WHY = || { echo "make: $(1) could not be installed; the lines above say why. Most often the network or the package registry is out of reach." >&2; exit 1; }

# Where the machine's Node is missing or too old, it is in .venv; what runs Node finds it by PATH.
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Material announces its end of life at every build; once read, it hides what matters.
export NO_MKDOCS_2_WARNING := 1

.DELETE_ON_ERROR:
.PHONY: help setup serve build check format test test-fast test-zensical bench load clean distclean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*  ## /make \1: /p' $(MAKEFILE_LIST)

setup: $(DEV_PACKAGES) $(NPM_PACKAGES)  ## install everything but Chromium (each target does this by itself)

serve: $(BUILD_PACKAGES) $(NPM_PACKAGES)  ## build the site and serve it, with live reload
	@SITE_URL=$${SITE_URL:-http://127.0.0.1:$(PORT)/} $(BIN)/mkdocs serve --dirty --dev-addr 127.0.0.1:$(PORT)

build: $(BUILD_PACKAGES) $(NPM_PACKAGES)  ## build the site into site/
	@$(call BUILD_INTO,.site)
	@$(BIN)/python -m build_scripts deliver .site --site-at site --hosting hosting $(WITHOUT_WORKER)
	@rm -rf site && mv .site site

check: $(DEV_PACKAGES) $(NPM_PACKAGES)  ## format, lint, types, flows, facts, spelling, links, HTML
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	node_modules/.bin/tsc
	$(BIN)/python -m build_scripts check
	@{ $(call BUILD_INTO,.site-check); } >.site-check.log 2>&1 || { grep -v '^INFO' .site-check.log >&2; exit 1; }
	@$(BIN)/python -m build_scripts deliver --quick .site-check
	$(BIN)/python -m build_scripts check-site .site-check

format: $(DEV_PACKAGES)  ## format, and mend what lint can mend
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

test: $(DEV_PACKAGES) $(NPM_PACKAGES)  ## all tests
	@$(BIN)/python -m build_scripts.python.packer
	@CHROMIUM=$$($(TOOLCHAIN) chromium) && export CHROMIUM && $(BIN)/pytest -q -n $(WORKERS) --dist loadfile

test-fast: $(DEV_PACKAGES) $(NPM_PACKAGES)  ## the tests that need neither a built site nor a browser, for the loop while working
	@$(BIN)/pytest -q -n $(WORKERS) --dist loadfile -m "not slow"

test-zensical: $(DEV_PACKAGES) $(NPM_PACKAGES)  ## the browser tests, on what Zensical builds
	@$(BIN)/python -m build_scripts.python.packer
	@CHROMIUM=$$($(TOOLCHAIN) chromium) && export CHROMIUM && GENERATOR=zensical $(BIN)/pytest -q -n $(WORKERS) --dist loadfile tests/browser

bench: $(DEV_PACKAGES) $(NPM_PACKAGES) $(BENCH_PACKAGES)  ## measure what the site costs its readers, beside others
	@$(BIN)/python -m build_scripts.python.packer
	@CHROMIUM=$$($(TOOLCHAIN) chromium) && export CHROMIUM && \
		$(BIN)/python tests/bench $(BENCH) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(README),--readme)

load: $(DEV_PACKAGES) $(NPM_PACKAGES)  ## load the site on a real nginx with wrk
	@$(BIN)/python tests/load.py

clean:  ## remove what builds and tools made
	rm -rf site .site* .staged-* hosting .bench .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find staged -mindepth 1 ! -path staged/.gitignore -delete

distclean: clean  ## and what was installed
	rm -rf .venv node_modules tests/bench/node_modules *.egg-info

$(BIN)/python:
	@for python in $(PYTHONS); do \
		$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		$$python -m venv --clear .venv && exit 0; \
		rm -rf .venv; exit 1; \
	done; \
	echo "make: this needs Python 3.11 or newer, which is none of: $(PYTHONS) (name another with PYTHON=…)." >&2; \
	exit 1

$(BUILD_PACKAGES): requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing the Python packages of the build into .venv …"
	@$(PIP_INSTALL) -r requirements.txt $(call OR_SAY_WHY,the Python packages)
	@$(PIP_INSTALL) --no-build-isolation --editable .
	@touch $@

$(DEV_PACKAGES): requirements-dev.txt $(BUILD_PACKAGES)
	@echo "Installing the Python packages of checks and tests into .venv …"
	@$(PIP_INSTALL) -r requirements-dev.txt $(call OR_SAY_WHY,the Python packages)
	@touch $@

$(NODE): requirements-node.txt | $(BIN)/python
	@$(TOOLCHAIN) node > $@

$(NPM_PACKAGES): package.json package-lock.json | $(NODE)
	@echo "Installing the browser packages into node_modules …"
	@npm ci --loglevel=error >/dev/null $(call OR_SAY_WHY,the browser packages)
	@touch $@

$(BENCH_PACKAGES): tests/bench/package.json tests/bench/package-lock.json | $(NODE)
	@echo "Installing the browser packages of the benchmark into tests/bench/node_modules …"
	@npm ci --prefix tests/bench --ignore-scripts --loglevel=error >/dev/null $(call OR_SAY_WHY,the browser packages of the benchmark)
	@touch $@
