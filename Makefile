# ntg-bot: everything a person types. `make run` and `make test` need Python 3.11 or later (with
# venv) and nothing else; each sets up what it needs in .venv, and says what it is doing.

# The first Python here that is new enough, unless you name one: make run PYTHON=python3.12
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
# Two test processes are quickest on two cores; more cores, more processes: make test WORKERS=4
WORKERS ?= 2
# Anything more for pytest, or for `ntg-bot serve`: make test ARGS="-k digest"
ARGS ?=

# Where Python is told to keep nothing it compiled, every start of the bot compiles it all again.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
NTG := $(BIN)/python -m ntg_bot
PREPARE = @python="$(PYTHON)"; \
	if [ -z "$$python" ]; then \
	  found="$$(python3 --version 2>/dev/null || echo none)"; \
	  echo "ntg-bot needs Python 3.11 or later; found here: $$found." >&2; \
	  echo "Install a newer one (https://www.python.org/downloads/), or name it: make run PYTHON=/path/to/python" >&2; \
	  exit 1; \
	fi; \
	"$$python" .ci/prepare.py

.DEFAULT_GOAL := help
.PHONY: help run test check check-format check-lint check-types check-imports check-content \
	format soak bench lock model clean ready-to-run ready

help: ## this list
	@echo "ntg-bot: what you can make"
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24

run: ready-to-run ## set up, and open the local workspace on http://127.0.0.1:8080/
	@exec $(NTG) serve $(ARGS)

test: ready ## set up, and run the tests
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: check-format check-lint check-types check-imports check-content ## format, lint, types, import rules, content
	@echo "All checks passed."

check-format: ready
	@echo "format:"; $(BIN)/ruff format --check

check-lint: ready
	@echo "lint:"; $(BIN)/ruff check

check-types: ready
	@echo "types:"; $(BIN)/mypy --strict ntg_bot

check-imports: ready
	@echo "import rules:"; $(BIN)/lint-imports

check-content: ready
	@echo "content:"; $(NTG) kb lint

format: ready ## put the code in the house's format
	@$(BIN)/ruff format && $(BIN)/ruff check --fix

soak: ready ## the long tests, under load
	@$(BIN)/python -m pytest -m soak -n $(WORKERS) --dist worksteal -o faulthandler_timeout=1800 $(ARGS)

bench: ready ## quality and speed on a folder of questions: make bench BENCH=folder
	@if [ -z "$(BENCH)" ]; then echo "Name the folder: make bench BENCH=folder" >&2; exit 1; fi
	@$(BIN)/python benchmarks/page.py "$(BENCH)" $(ARGS)

# The locks name every version and hash for every system, and no index. requirements.lock first:
# the other takes its versions from it, so that both say the same.
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-annotate --no-emit-index-url $(ARGS)
UV = $(shell command -v uv || echo $(BIN)/uv)
lock: ready ## make the locks again after a change in pyproject.toml (needs uv); ARGS=--upgrade for new versions
	@[ -x "$(UV)" ] || { echo "This needs uv: $(BIN)/python -m pip install uv" >&2; exit 1; }
	@$(COMPILE) --extra semantic --extra postgres --extra test --extra build --extra dev \
	  -o requirements.lock pyproject.toml
	@$(COMPILE) --extra semantic --extra postgres --extra build -c requirements.lock \
	  -o requirements-run.lock pyproject.toml
	@echo "requirements.lock and requirements-run.lock are up to date."

model: ## try to fetch the sentence model again
	$(PREPARE) model

clean: ## remove what was set up and cached; your data in var/ stays
	@rm -rf .venv dist build .cache .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Removed .venv and the caches. Your data in var/ is still there."

ready-to-run:
	$(PREPARE) run

ready:
	$(PREPARE) all
