# The commands a newcomer and CI run. Each makes what it needs; `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STORE ?= .work/demo.sqlite
SERVE ?= yes

.PHONY: help demo test check format docs pictures lock dist clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */  make \1\t/' | expand -t 18

$(VENV)/.run: requirements/run.txt pyproject.toml tools/environment
	@PYTHON=$(PYTHON) tools/environment run

$(VENV)/.dev: requirements/dev.txt requirements/run.txt pyproject.toml tools/environment
	@PYTHON=$(PYTHON) tools/environment dev

demo: $(VENV)/.run  ## read the demo corpus into a fresh store, print the records and incidents, open the desk (SERVE=no: not that)
	@rm -f $(STORE) $(STORE)-wal $(STORE)-shm
	@mkdir -p $(dir $(STORE))
	@$(BIN)/rasid read --demo --store $(STORE)
	@$(BIN)/rasid show --store $(STORE)
	@echo
	@echo "What several of these reports tell together:"
	@$(BIN)/rasid incidents list --store $(STORE) --reports 2
	@echo
	@echo "The records lie in $(STORE). Next: $(BIN)/rasid show --store $(STORE) --list"
	@echo "One incident with all its claims: $(BIN)/rasid incidents show ID --store $(STORE)"
	@[ "$(SERVE)" = no ] || exec $(BIN)/rasid serve --store $(STORE) --open

test: $(VENV)/.dev  ## all tests: style, types, imports, behaviour
	@$(MAKE) --no-print-directory check
	@$(BIN)/pytest -n 2 --dist loadfile

check: $(VENV)/.dev  ## style, types and the shape of imports, without the tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/.dev  ## put the code in its form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

docs: $(VENV)/.dev  ## write again the pages that are generated from the code
	@for tool in $(filter-out tools/docs/screenshots.py,$(wildcard tools/docs/*.py)); do $(BIN)/python $$tool; done

pictures: $(VENV)/.dev  ## take the pictures of the desk that the READMEs show again (needs Chromium)
	@$(BIN)/python tools/docs/screenshots.py

lock: $(VENV)/.dev  ## pin what the requirements resolve to today
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml -o requirements/run.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt

dist: $(VENV)/.dev  ## build the wheel and the source archive into dist/
	@$(BIN)/python -m hatchling build

clean:  ## remove the environment and what was built
	rm -rf $(VENV) dist .work .pytest_cache .mypy_cache .ruff_cache .hypothesis
