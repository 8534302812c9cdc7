# Everything a developer does, by one word each. `make` alone lists them.
PYTHON ?= python3
PORT ?= 8000
ARGS ?=
MANAGE = .venv/bin/python manage.py
export PORT HOST

.DEFAULT_GOAL := help
.PHONY: help run test coverage lint bench hall authoring fuzz demo-media lighthouse screenshots format migrations messages lock clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: ## start the academy with its demo on http://localhost:8000 (PORT=…, HOST=…)
	@$(PYTHON) -m scripts.run

test: ## run the whole suite on a PostgreSQL and a Redis of its own (ARGS="accounts -k name")
	@$(PYTHON) -m scripts.test $(ARGS)

coverage: ## run the suite and say which lines it never reached (half as slow again)
	@$(PYTHON) -m scripts.test --with-coverage $(ARGS)

lint: ## check the code, types, imports, templates, migrations and settings
	@$(PYTHON) -m scripts.lint

bench: ## measure the site beside its yardsticks (ARGS="--rounds 8")
	@$(PYTHON) -m bench.run $(ARGS)

hall: ## let 200 learners take one quiz at once, and compare what is kept (ARGS="--learners 50")
	@$(PYTHON) -m bench.hall $(ARGS)

authoring: ## count what ten tasks of an author take in presses and seconds
	@$(PYTHON) -m scripts.environment --for-tests
	@.venv/bin/python -m bench.authoring

fuzz: ## let fuzzers write files for the importers and requests for the APIs and all addresses (ARGS="--seconds 600 gift api")
	@$(PYTHON) -m scripts.fuzz $(ARGS)

demo-media: ## make the demo's pictures, films and hand-outs anew where their plans changed (ARGS=--all)
	@$(PYTHON) -m scripts.environment
	@PYTHONPATH=site .venv/bin/python -m demo.media_production $(ARGS)

lighthouse: ## ask Lighthouse about the demo academy on a telephone (ARGS="--runs 5 course")
	@$(PYTHON) -m scripts.environment --for-tests
	@.venv/bin/python -m scripts.lighthouse $(ARGS)

screenshots: ## take pictures of every screen, and let axe look at it (ARGS="course lesson")
	@$(PYTHON) -m scripts.environment --for-tests
	@.venv/bin/python -m scripts.screenshots $(ARGS)

format: ## lay out code and templates the way lint wants them
	@$(PYTHON) -m scripts.environment --for-tests
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format --quiet .
	@find templates -name '*.html' -exec .venv/bin/djhtml {} +

migrations: ## write migrations for changed models (ARGS="courses --name add_level")
	@$(PYTHON) -m scripts.environment --for-tests
	@$(MANAGE) makemigrations $(ARGS)

messages: ## collect the strings to translate into locale/
	@$(PYTHON) -m scripts.environment
	@$(MANAGE) makemessages --all --ignore=.venv --ignore=node_modules --ignore=var

lock: ## pin the libraries again after a change of requirements*.in or package.json
	@$(PYTHON) -m scripts.environment --for-tests
	@$(PYTHON) -m scripts.lock $(ARGS)

clean: ## remove what was installed and cached, but not the academy's data
	@rm -rf .venv node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis var/test var/coverage var/static
