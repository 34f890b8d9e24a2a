# Every command a maintainer needs. On Windows: run them in Git Bash or WSL.
PYTHON ?= python3
PORT ?= 8000
BIN := $(if $(filter Windows_NT,$(OS)),.venv/Scripts,.venv/bin)
PY := $(BIN)/python
SIDE_BY_SIDE := --numprocesses=2 --dist=loadfile
NBVAL := TQDM_DISABLE=1 $(PY) -m pytest --nbval --nbval-sanitize-with tests/notebooks/sanitize.cfg --nbval-cell-timeout 180 --quiet notebooks
override export COURSE_DATA := $(abspath $(or $(COURSE_DATA),$(wildcard ../shared/data)))
export GOMP_SPINCOUNT ?= 1000
export PYTHONWARNINGS ?= ignore::DeprecationWarning:pkg_resources

.DEFAULT_GOAL := help
.PHONY: help ready book html test bench check notebooks colab lock address clean

help:  ## list the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

book: html  ## build the site and serve it on http://127.0.0.1:8000 (PORT= to change)
	$(PY) book/_tools/serve.py $(PORT)

html: $(BIN)/ready  ## build the site into _build/html from the stored outputs
	$(BIN)/jupyter-book build . --path-output . --all --warningiserror --keep-going --quiet

test: $(BIN)/ready  ## run everything: units, parity, exercises, doctests, site, browser; then all notebooks
	OMP_NUM_THREADS=1 $(PY) -m pytest $(SIDE_BY_SIDE) --ignore=tests/site --ignore=tests/notebooks
	$(PY) -m pytest tests/site
	OMP_NUM_THREADS=1 $(PY) -m pytest --numprocesses=2 tests/notebooks
	OMP_NUM_THREADS=2 $(NBVAL)
	OMP_NUM_THREADS=1 ATEN_CPU_CAPABILITY=default $(NBVAL) $(SIDE_BY_SIDE)

bench: $(BIN)/ready  ## measure speed beside the reference libraries, on two threads; a machine with nothing else to do is best
	$(PY) -m pytest tests/benchmarks --capture=no --quiet --no-header

check: $(BIN)/ready  ## lint, format, types, notebooks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(PY) book/_tools/check_notebooks.py

notebooks: $(BIN)/ready  ## run all notebooks again and store their outputs (NB=06_attention for one)
	$(PY) book/_tools/run_notebooks.py $(NB)

colab: $(BIN)/ready  ## install against the versions in FREEZE=pip-freeze.txt, such as Colab's, and run all notebooks
	$(PY) book/_tools/colab.py $(FREEZE)

lock: $(BIN)/ready  ## choose the newest versions that fit: requirements.lock, and what the site takes from npm
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --all-extras --no-annotate \
	    --no-emit-index-url --custom-compile-command "make lock" pyproject.toml --output-file requirements.lock
	$(BIN)/npm --prefix book/_ext update --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved

address:  ## carry a new public address everywhere: make address URL=https://github.com/you/your-course
	$(PY) book/_tools/address.py $(URL)

clean:  ## remove what was built and installed
	rm -rf .venv _build build dist *.egg-info book/_ext/node_modules .mypy_cache .pytest_cache .ruff_cache

ready: $(BIN)/ready  ## create .venv and install what requirements.lock names

$(BIN)/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is %s; name one with PYTHON=" % sys.version.split()[0])'
	$(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --use-pep517 --constraint requirements.lock --editable ".[maintain]"
	@touch $@
