# `make` alone lists the commands.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON := .venv/bin/python
ARGS ?=
export RANPE_DEMO ?= 1

.PHONY: help run test check fix seed docs bench lock messages clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: ## set up everything and start the application with the sample data
	@bin/setup runtime
	@$(PYTHON) manage.py start $(ARGS)

test: ## set up and run the whole suite (ARGS="tests/journeys -k scenario_01" for a part)
	@bin/setup dev browser office
	@$(PYTHON) -m pytest $(or $(ARGS),tests -n 2 --dist loadgroup)

check: ## style, types, floors, migrations, deployment settings, translations
	@bin/setup dev
	@bin/check

fix: ## let the formatter repair what it can
	@bin/setup dev
	@.venv/bin/ruff check --fix . ; .venv/bin/ruff format .

seed: ## load the sample plan into the database named by the environment
	@bin/setup runtime
	@$(PYTHON) manage.py migrate -v0 && $(PYTHON) manage.py seed $(ARGS)

docs: ## write the generated pages of docs/
	@bin/setup runtime
	@$(PYTHON) manage.py draw_workflows

messages: ## bring the English catalogue up to date with the sentences in the code
	@bin/setup dev
	@$(PYTHON) -m ranpe.kit.translations update ; $(PYTHON) -m ranpe.kit.translations compile

bench: ## measure pages, seal, both PDFs, the scenarios in a browser, hostile and good files, within one run
	@bin/setup dev browser office
	@folder=$$(mktemp -d) && RANPE_DATA_DIR=$$folder $(PYTHON) manage.py bench $(ARGS) ; rm -rf "$$folder"
	@folder=$$(mktemp -d) && RANPE_DEMO=1 RANPE_DATA_DIR=$$folder $(PYTHON) manage.py bench_sign_ins ; rm -rf "$$folder"
	@folder=$$(mktemp -d) && RANPE_DEMO=1 RANPE_DATA_DIR=$$folder $(PYTHON) -m tests.files.judging ; rm -rf "$$folder"
	@echo "the acceptance scenarios in headless Chromium" && $(PYTHON) -m pytest tests/journeys -k scenario --durations=0 --durations-min=0.5 | grep -E "call|passed|failed"

lock: ## resolve the dependencies anew into the lock files
	@bin/setup dev
	@bin/lock

clean: ## remove the environment and all local data
	rm -rf .venv var staticfiles
