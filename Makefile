.DEFAULT_GOAL := help
.PHONY: help setup run scheduler test soak bench bench-quick accuracy check morning clean
BIN := .venv/bin

help: ## Say what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:[^#]*## /\t/' | expand -t 12

setup: ## Set up all that development needs
	@./setup.sh dev

run: ## Set up what is missing and start the whole product with the demonstration council
	@./setup.sh run
	@exec $(BIN)/tracker run --demo

test: ## Set up what is missing and run every test
	@./setup.sh dev
	@$(BIN)/python -m pytest -n 3 --dist loadgroup $(ARGS)

soak: ## The long tests: a year of 1,000 actions, ten thousand kills, fifty backups under load, ten thousand steps over the workflow, a database killed for an hour, ten minutes of readers and writers, three hosts cut off and killed for ten minutes
	@./setup.sh dev
	@TRACKER_SOAK=1 $(BIN)/python -m pytest tests/services/test_year.py $(ARGS)
	@$(BIN)/python -m pytest -m soak tests/faults tests/web/test_walk.py $(ARGS)

bench: ## Measure everything beside its limit with up to 100,000 actions; of it make bench ARGS="pages letters"; with SCALE=national 400,000
	@./setup.sh dev
	@$(BIN)/python -m tests.bench $(ARGS)

bench-quick: ## Measure in three minutes what must not get worse, and fail where it has
	@./setup.sh dev
	@$(BIN)/python -m tests.bench.quick

accuracy: ## Read the reports whose right result is known, and print what was found of it
	@./setup.sh dev
	@$(BIN)/python -m tests.accuracy

check: ## Check style, types, templates and the direction of imports
	@./setup.sh dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates

morning: ## Plan and send as if it were 8am on a day: make morning DATE=2011-07-04
	@./setup.sh run
	@test -n "$(DATE)" || { echo "Say which day: make morning DATE=2011-07-04" >&2; exit 2; }
	@$(BIN)/tracker morning --date $(DATE)

scheduler: ## Start only the scheduler and the post room
	@./setup.sh run
	@exec $(BIN)/tracker scheduler

clean: ## Remove what was built and installed here; the database in instance/ stays
	rm -rf .venv .setup tracker/static frontend/node_modules
