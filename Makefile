# Everything a person needs, one line each. `make` alone lists the commands.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
export OMP_WAIT_POLICY := PASSIVE
export MLFLOW_DISABLE_TELEMETRY := true
export MLFLOW_ALLOW_PICKLE_DESERIALIZATION := false

help: ## list the commands
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: .venv/.ready ## make the environment in .venv from the hash-locked requirements (uv if present, else pip)

.venv/.ready: requirements.lock pyproject.toml
	@echo "== environment: .venv (about 1.1 GB, once)"
	@if command -v uv >/dev/null 2>&1; then \
	  uv venv --allow-existing --python $(PYTHON) .venv && \
	  uv pip sync --python $(BIN)/python --require-hashes requirements.lock && \
	  uv pip install --python $(BIN)/python --no-deps --editable . ; \
	else \
	  $(PYTHON) -m venv .venv && \
	  $(BIN)/python -m pip install --no-compile --require-hashes --progress-bar on -r requirements.lock && \
	  $(BIN)/python -m pip install --no-deps --editable . ; \
	fi
	@touch $@

demo: setup ## the main job: the first study, then the bench on a real table
	$(BIN)/inscredit run experiments/020_practitioner_conduct
	$(BIN)/inscredit bench data_samples/public/german_credit.csv --target class --positive 2 --folds 5 --repeats 10

test: setup ## all fast tests, two at a time
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -q -n 2 --dist loadfile -m "not slow"

test-spark: .venv-spark/.ready ## the engine laws on Spark (installs the extra into .venv-spark; needs Java 17)
	OPENBLAS_NUM_THREADS=1 .venv-spark/bin/python -m pytest -q -m spark

test-duckdb2: setup .venv-duckdb1/.ready ## engine and store tests on both DuckDBs: 2.0 of the lock, then 1.5 (.venv-duckdb1)
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -q -n 2 --dist loadfile -m "not slow" $(ENGINE_TESTS)
	OPENBLAS_NUM_THREADS=1 .venv-duckdb1/bin/python -m pytest -q -n 2 --dist loadfile -m "not slow" $(ENGINE_TESTS)

ENGINE_TESTS := tests/records tests/indicators tests/laws/test_as_known_at.py tests/laws/test_engines_agree.py \
  tests/studies/test_panel_file.py tests/commands/test_panel.py inscredit_models/records inscredit_models/indicators

# An environment with the lock of the project and, over it, the few packages of a second lock: .venv-NAME from requirements-NAME.lock.
.venv-spark/.ready .venv-duckdb1/.ready: .venv-%/.ready: requirements-%.lock requirements.lock pyproject.toml
	@echo "== environment: .venv-$* (about 1.1 GB; Spark 0.5 GB more; once)"
	@if command -v uv >/dev/null 2>&1; then \
	  uv venv --allow-existing --python $(PYTHON) .venv-$* && \
	  uv pip sync --python .venv-$*/bin/python --require-hashes requirements.lock && \
	  uv pip install --python .venv-$*/bin/python --no-deps --require-hashes -r requirements-$*.lock && \
	  uv pip install --python .venv-$*/bin/python --no-deps --editable . ; \
	else \
	  $(PYTHON) -m venv .venv-$* && \
	  .venv-$*/bin/python -m pip install --no-compile --require-hashes --progress-bar on -r requirements.lock && \
	  .venv-$*/bin/python -m pip install --no-compile --no-deps --require-hashes -r requirements-$*.lock && \
	  .venv-$*/bin/python -m pip install --no-deps --editable . ; \
	fi
	@touch $@

test-all: setup ## every test, the slow ones too
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -q -n 2 --dist loadfile

check: setup ## format and lint
	@status=0; $(BIN)/ruff format --check . || status=1; $(BIN)/ruff check . || status=1; exit $$status

fmt: setup ## put the code into its format
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lab: setup ## JupyterLab on the first notebook (127.0.0.1)
	$(BIN)/jupyter lab --ip 127.0.0.1 --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb

ui: setup ## the MLflow page of your runs (127.0.0.1)
	$(BIN)/inscredit ui

docs: setup ## write the pages of catalogue, rules and outside systems into docs
	$(BIN)/python -m inscredit_models.catalogue.pages docs/catalogue
	$(BIN)/python -m inscredit_models.records.rights.pages docs/rights
	$(BIN)/python -m inscredit_models.records.exchange.pages docs/exchange

bench: .venv-bench/.ready ## speed and accuracy against optbinning, toad, polars, pandas and SQL by hand (BENCH="--only tables")
	OPENBLAS_NUM_THREADS=1 .venv-bench/bin/python -m benchmarks $(BENCH)

bench-scale: .venv-bench/.ready ## the panel at 10^5, 10^6 and 10^7 events: time, memory, growth and a 2 GiB limit (long)
	OPENBLAS_NUM_THREADS=1 .venv-bench/bin/python -m benchmarks --only scale --rounds 3 --out benchmarks/results_scale.csv

.venv-bench/.ready: requirements-bench.lock pyproject.toml
	@echo "== environment of the yardsticks: .venv-bench (about 1.5 GB, once)"
	@if command -v uv >/dev/null 2>&1; then \
	  uv venv --allow-existing --python $(PYTHON) .venv-bench && \
	  uv pip sync --python .venv-bench/bin/python --require-hashes requirements-bench.lock && \
	  uv pip install --python .venv-bench/bin/python --no-deps --editable . ; \
	else \
	  $(PYTHON) -m venv .venv-bench && \
	  .venv-bench/bin/python -m pip install --no-compile --require-hashes --progress-bar on -r requirements-bench.lock && \
	  .venv-bench/bin/python -m pip install --no-deps --editable . ; \
	fi
	@touch $@

lock: ## resolve the requirements anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group test pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group yardsticks pyproject.toml -o requirements-bench.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group pyproject.toml:spark -o requirements-spark.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group pyproject.toml:duckdb1 -o requirements-duckdb1.lock

.PHONY: help setup demo test test-spark test-duckdb2 test-all check fmt docs lab ui bench bench-scale lock
