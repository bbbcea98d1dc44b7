# Two commands: `make demo` and `make test`. The others are for those who work on Evenkeel.
PORT ?= 8000
DATA ?= .demo
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test test-services check bench soak fresh venv venv-test clean

## A whole Evenkeel on this machine: address, people and what to try are printed.
demo:
	@exec .ci/demo "$(PORT)" "$(DATA)" $(VENV)

## Every test, on the embedded defaults: SQLite, no Redis, a real Chromium.
test: venv-test
	@.ci/browser $(VENV)
	$(BIN)/python -m pytest -n 2 --dist loadgroup --cov --cov-report=term:skip-covered -q

## The same suite on PostgreSQL and Redis.
test-services: venv-test
	@.ci/browser $(VENV)
	@.ci/services
	DATABASE_URL="$${DATABASE_URL:-postgres://root@127.0.0.1:5432/postgres}" \
	REDIS_URL="$${REDIS_URL:-redis://127.0.0.1:6379/0}" \
	  $(BIN)/python -m pytest -n 2 --dist loadgroup -q

## Lint, format, types, migrations, templates, the import ladder.
check: export EVENKEEL_MODE := test
check: export EVENKEEL_DATA := .test
check: venv-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check
	$(BIN)/djlint templates site courses groups payments --lint --quiet
	$(BIN)/python -m pytest -q tests/security/test_ladder.py

## Measurements beside a baseline of the same run; nothing fails here.
bench: venv-test
	$(BIN)/python -m tests.bench

## Large counts that are too long for every change.
soak: venv-test
	$(BIN)/python -m pytest -q -m soak

## The two commands on machines that have only what the README names (needs root and debootstrap).
## ONLY="12 user demo" narrows it; TESTS="tests/demo" chooses the tests.
fresh:
	@exec .ci/fresh $(ONLY) $(if $(TESTS),--tests "$(TESTS)")

venv:
	@.ci/venv $(VENV) requirements.txt

venv-test:
	@.ci/venv $(VENV) requirements.txt tests/requirements.txt

## Everything that make has made: the virtual environment, the demo and what tests leave behind.
clean:
	rm -rf $(VENV) .demo .test .mypy_cache .ruff_cache .pytest_cache .hypothesis
