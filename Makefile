# Everything a developer or CI does, does it through here. `make` or `make help` lists it.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
export PYTHONDONTWRITEBYTECODE := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help

##@ Set-up

.PHONY: help
help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-zA-Z0-9_-]+:.*## / {printf "  %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.installed: requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 …"; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "This Python cannot make virtual environments. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Installing the locked dependencies into $(VENV) (about a minute the first time)"
	$(PY) -m pip install --progress-bar on --require-hashes -r requirements/dev.txt
	$(PY) -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: setup
setup: $(VENV)/.installed ## Make the virtual environment with the locked dependencies

.PHONY: lock
lock: setup ## Write requirements/*.txt anew from pyproject.toml
	$(VENV)/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --extra dev -c requirements/constraints.txt --generate-hashes --no-emit-index-url --no-header -q -o requirements/dev.txt $(LOCK_FLAGS)
	$(VENV)/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --extra server -c requirements/dev.txt --generate-hashes --no-emit-index-url --no-header -q -o requirements/server.txt $(LOCK_FLAGS)

##@ Demo

PORT ?= 8000
export PORT

.PHONY: demo
demo: setup ## Run a county with four bureaus on this machine until Ctrl-C (PORT=8000)
	@exec $(PY) -m sandbox.demo

.PHONY: demo-reset
demo-reset: setup ## Delete what the demo has written and start it over
	@$(PY) -m sandbox.demo --reset
	@exec $(PY) -m sandbox.demo

.PHONY: demo-check
demo-check: setup ## Do the main job against a fresh demo without a browser; exit 0 or name the step
	@exec $(PY) -m sandbox.demo_check

##@ Tests

# Workers, each with services and a county of its own; 0 runs every test in one process.
JOBS ?= 2
# A machine that cannot run them, with a full disk for instance, says so soon.
PYTEST = $(PY) -m pytest --maxfail=15
SUITE = tests/unit tests/integration tests/browser -n $(JOBS) --no-loadscope-reorder

.PHONY: test
test: setup test-needs ## Run the suite on real PostgreSQL, Redis, workers and a browser (JOBS=2; some 15 minutes)
	$(PYTEST) $(SUITE) --dist loadgroup -m "not long"
	$(PYTEST) --ds=tests.settings.single tests/single

.PHONY: test-long
test-long: setup test-needs ## Run what is slow: demo, migrations, chaos, version matrix, deployment, every look
	$(PYTEST) $(SUITE) --dist loadfile -m long --durations=20
	$(PYTEST) tests/long --ignore tests/long/chaos -n $(JOBS) --no-loadscope-reorder --dist loadfile --durations=20
	$(PYTEST) tests/long/chaos --durations=20

.PHONY: test-matrix
test-matrix: setup ## Install the wheel beside `wagtail start` on Wagtail 7.4 LTS and 8.x (part of test-long)
	$(PY) -m pytest tests/long/test_matrix.py

BUREAUS ?= 200

.PHONY: bench-bureaus
bench-bureaus: setup ## Make, check and migrate many bureaus beside django-tenants (BUREAUS=200; minutes)
	$(PY) -m tests.bench.bureaus --bureaus $(BUREAUS) $(BENCH_FLAGS)

.PHONY: bench-publishing
bench-publishing: setup ## Publish beside what Wagtail and django-tenants do (BUREAUS=200; minutes)
	$(PY) -m tests.bench.publishing --bureaus $(BUREAUS) $(BENCH_FLAGS)

.PHONY: bench-scale
bench-scale: BUREAUS = 1000
bench-scale: setup ## Make very many bureaus and say what grows with their number (BUREAUS=1000; minutes)
	$(PY) -m tests.bench.scale --bureaus $(BUREAUS)

.PHONY: bench-page-cache
bench-page-cache: setup ## Ask for a public page from the cache, and through Wagtail (two minutes)
	$(PY) -m tests.bench.page_cache $(BENCH_FLAGS)

.PHONY: bench-log
bench-log: setup ## Verify a publication log of 100,000 entries; exit 1 over 30 s or when memory grows
	$(PY) -m tests.bench.log

.PHONY: bench-gate
bench-gate: setup ## Find invented personal data in some 2,400 files; exit 1 below a goal (minutes)
	$(PY) -m tests.bench.gate $(BENCH_FLAGS)

.PHONY: bench-cases
bench-cases: setup ## Take 20,000 case records from a spreadsheet and assess them; exit 1 over a minute each
	$(PY) -m tests.bench.cases $(BENCH_FLAGS)

.PHONY: bench-imports
bench-imports: setup ## Take 300 catalogue rows and 500 items from spreadsheets; exit 1 over a minute each
	$(PY) -m tests.bench.imports $(BENCH_FLAGS)

.PHONY: crawl
crawl: setup test-needs ## Look at every public page of a fresh demo county; exit 1 for any fault (half an hour; Java)
	@exec $(PY) -m tests.crawl $(CRAWL_FLAGS)

.PHONY: lighthouse
lighthouse: setup ## Let Lighthouse judge pages of a fresh demo county; exit 1 below 95 (npm; minutes)
	@exec $(PY) -m tests.crawl.lighthouse $(LIGHTHOUSE_FLAGS)

.PHONY: bench-search
bench-search: setup ## Find Chinese words in 50,000 items beside Wagtail's search; exit 1 below a goal (minutes)
	$(PY) -m tests.bench.search $(BENCH_FLAGS)

.PHONY: archive-drill
archive-drill: setup ## Let other people's tools judge fresh archive files, and forged ones (5 minutes)
	@exec $(PY) -m tests.drill

PAGES ?= 1000

.PHONY: bench-archive
bench-archive: setup ## Take snapshots of a large site beside wget (PAGES=1000; half an hour)
	$(PY) -m tests.bench.archive --pages $(PAGES) $(BENCH_FLAGS)

.PHONY: test-needs
test-needs:
	@sh tests/install_needs.sh

##@ Checks

.PHONY: check
check: setup ## Format, lint, types, import contracts, migrations, templates, translations
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/lint-imports
	DATABASE_URL=postgresql://nobody@127.0.0.1:1/none $(VENV)/bin/mypy disclosure_plugin sandbox
	DATABASE_URL=postgresql://nobody@127.0.0.1:1/none $(PY) sandbox/manage.py check
	$(PY) -m pytest -q tests/project
	$(VENV)/bin/djhtml --check disclosure_plugin

.PHONY: format
format: setup ## Format code and templates
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/djhtml disclosure_plugin

##@ Writing

.PHONY: migrations
migrations: setup ## Write missing migrations so that they run on Wagtail 7.4 LTS and 8.x
	$(PY) sandbox/write_migrations.py

.PHONY: messages
messages: setup ## Collect and compile the translations (needs gettext: apt install gettext)
	cd disclosure_plugin && ../$(PY) ../sandbox/manage.py makemessages --locale zh_Hans --no-location --no-wrap
	cd disclosure_plugin && ../$(PY) ../sandbox/manage.py compilemessages --locale zh_Hans

.PHONY: pictures
pictures: setup ## Make docs/images anew from a fresh demo (three minutes)
	$(PY) -m sandbox.take_pictures $(PICTURE_FLAGS)
