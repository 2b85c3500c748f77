# Every target makes .venv itself where it is missing. On another Python: make study PYTHON=python3.12
PYTHON ?= python3
BIN := .venv/bin
# pytest's workers: one more than there are cores, because some wait for a browser; JOBS=1 runs one after another.
CORES ?= $(shell getconf _NPROCESSORS_ONLN)
JOBS ?= $(shell echo $$(($(CORES) + 1)))
FAST := not kernel and not browser and not database and not kills and not slow

.DEFAULT_GOAL := help
.PHONY: help study check test build lint bench lock picture setup-study setup-test

help: ## say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 16

study: setup-study ## open the course in your browser
	@$(BIN)/mentorlab study

check: setup-test ## run what shows most faults in three minutes: no kernel, browser, database or kill
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mentorlab lint
	$(BIN)/python -m pytest -q -n $(CORES) --dist loadgroup -m "$(FAST)" --minutes=show

test: setup-test ## run every check that a change must pass
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/mentorlab lint
	$(BIN)/mentorlab build --check
	$(BIN)/python -m pytest -p tests.helpers.minutes --minutes=keep -q -n $(JOBS) --dist loadfile --nbval-lax -W default -o addopts= course solutions
	$(BIN)/python -m pytest -q -n $(JOBS) --dist loadgroup --minutes=show

build: setup-test ## write course/, solutions/ and exercises/ from content/
	@$(BIN)/mentorlab build

lint: setup-test ## check the content and the code, and mend the code's format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/mentorlab lint

bench: setup-test ## measure how fast marking is, and mark 20,000 mutated submissions
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks.fuzz

picture: setup-test ## take README's picture of the player again
	@$(BIN)/python tests/browser/picture.py

lock: setup-test ## write constraints.txt from what is installed in .venv
	@$(BIN)/python tools/lock.py

setup-study:
	@$(PYTHON) tools/setup.py study

setup-test:
	@$(PYTHON) tools/setup.py test
