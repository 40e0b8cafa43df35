# Agora: every command of this checkout. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help run test check bench set-up lock words pictures clean
SHELL := /bin/sh
PORT ?= 8000
HOST ?= 127.0.0.1
ARGS ?=
export PYTHON PYTHONUNBUFFERED := 1

help: ## list these commands
	@echo "make run     serve the marketplace with its demonstration content at http://localhost:8000 (PORT=…)"
	@echo "make test    every check and every test, on SQLite and on PostgreSQL, in a browser"
	@echo "make check   format, lint, types, import floors, templates, translations, migrations"
	@echo "make bench   measure search and pages (ARGS='…' as in agora bench --help)"
	@echo
	@echo "make set-up    only what the tests need: environment, packages, front end, words"
	@echo "make lock      requirements.in -> requirements.lock, package.json -> package-lock.json"
	@echo "make words     take new messages into the translation catalogues and say what is missing"
	@echo "make pictures  take the screenshots of docs/pictures"
	@echo "make clean     remove all that was made here except the data in var/"

run: ## serve the marketplace
	@sh tools/set_up.sh --market
	@AGORA_URL="$${AGORA_URL:-http://localhost:$(PORT)}" exec .venv/bin/agora serve --host "$(HOST)" --port "$(PORT)"

set-up:
	@sh tools/set_up.sh

test: set-up ## everything
	@.venv/bin/python tools/test.py $(ARGS)

check: set-up ## all that needs no running
	@.venv/bin/python tools/check.py $(ARGS)

bench: set-up ## figures
	@.venv/bin/agora bench $(ARGS)

lock: set-up
	@.venv/bin/python tools/lock.py

words: set-up
	@.venv/bin/python tools/words.py update
	@.venv/bin/python tools/words.py compile

pictures:
	@sh tools/set_up.sh --market
	@.venv/bin/agora pictures $(ARGS)

clean:
	@rm -rf .venv node_modules build *.egg-info agora/ui/static/vendor
	@rm -rf .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
	@find agora tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
	@find agora/locale -name '*.mo' -delete
	@echo "Cleaned. The data in var/ was left alone; remove that folder by hand for a fresh start."
