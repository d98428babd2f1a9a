# Names the commands; the work is done by scripts/ and by .venv/bin/backstride.
# `make` alone lists them.

PORT ?= 5005
PYTEST_ARGS ?=
BENCH_ARGS ?=
UPGRADE ?=
export UPGRADE

bin := .venv/bin
pytest := $(bin)/python -m pytest
# Two at a time; the tests of a file stay together, as they share what is slow to start.
# The long ones come first (tests/conftest.py), else one of two would wait at the end.
side_by_side := -n 2 --dist loadfile --no-loadscope-reorder
# Compiled once, and not anew by each of the hundred processes that the tests start.
export PYTHONDONTWRITEBYTECODE :=
# What a run of all tests must have touched: every item of the knowledge base.
comma := ,
empty :=
knowledge := $(subst $(empty) $(empty),$(comma),$(addsuffix =100,findings \
	conditions factors advice facts topics red_flags sources countries))
covered := --kit-cov-fail-under=$(knowledge)
quick := not training and not browser and not postgres and not slow

.DEFAULT_GOAL := help
.PHONY: help setup environment train check run chat test test-unit lint format \
	test-conversations test-tensorflow bench bench-quality bench-nlu bench-clinical \
	bench-safety bench-scale encoder \
	widget pictures lock clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' Makefile

# Everything else depends on this; it says nothing when there is nothing to do.
environment:
	@scripts/bootstrap

setup: environment ## Install everything into .venv (needs Python 3.10, nothing else)
	@echo "Ready. Next: make train, then make run or make chat."

train: environment ## Train the bot, if anything it learns from has changed
	@$(bin)/backstride train

check: environment ## Check what clinicians and authors write, in plain words
	@$(bin)/backstride check

run: environment ## Serve the bot and its page on http://127.0.0.1:PORT (PORT=5005)
	@$(bin)/backstride serve --port $(PORT)

chat: environment ## Talk to the bot here in the terminal
	@$(bin)/backstride chat

test: environment ## Run every test, training and browser included (PYTEST_ARGS=...)
	@$(bin)/backstride train
	@$(pytest) $(side_by_side) $(if $(PYTEST_ARGS),$(PYTEST_ARGS),$(covered))

.PHONY: test-conversations
test-conversations: environment ## Hold the written conversations (docs/testing.md)
	@$(bin)/backstride test --cov-fail-under $(knowledge)

test-unit: environment ## Run the tests that take milliseconds
	@$(pytest) -m "$(quick)" $(side_by_side) $(PYTEST_ARGS)

lint: environment ## Check style, types and YAML
	@status=0; \
	for tool in "ruff check --quiet" "ruff format --check --quiet" mypy "yamllint --strict ."; \
	do $(bin)/$$tool || { echo "^ $${tool%% *} found these."; status=1; }; done; \
	exit $$status

format: environment ## Put the code into the house style
	@$(bin)/ruff check --fix
	@$(bin)/ruff format

test-tensorflow: environment ## Compare with Rasa on a real TensorFlow (2.6 GB, slow)
	@scripts/bootstrap tensorflow
	@$(bin)/backstride train
	@BACKSTRIDE_BIN="$(CURDIR)/$(bin)" .venv-tensorflow/bin/python -m pytest \
		tests/tensorflow $(PYTEST_ARGS)

bench: environment ## Race stock Rasa: speed, memory, size (2.7 GB; BENCH_ARGS=--quick)
	@$(bin)/backstride train
	@$(bin)/backstride bench performance $(BENCH_ARGS)

bench-quality: bench-nlu bench-clinical bench-safety ## Run the three below

bench-nlu: environment ## Measure how well it understands, beside others (BENCH_ARGS=--ours)
	@$(bin)/backstride train
	@$(bin)/backstride bench nlu $(BENCH_ARGS)

bench-clinical: environment ## Measure rankings and triage on written patients
	@$(bin)/backstride bench clinical

bench-safety: environment ## Measure what the red-flag detector catches and lets pass
	@$(bin)/backstride bench safety

bench-scale: environment ## Measure long conversations, more knowledge, more processes
	@$(bin)/backstride bench scale

encoder: environment ## Train the encoder anew (PyTorch in .venv-encoder, two hours)
	@mkdir -p .backstride
	@$(bin)/python -m tests.encoder.data .backstride/encoder-rows.json
	@rm -f .backstride/encoder-soft.pt
	@scripts/train-encoder .backstride/encoder-rows.json .backstride/encoder-soft.pt
	@$(bin)/python -m tests.encoder.mixture

widget: ## Build the website widget after a change in its sources (needs Node)
	@cd bot/channels/widget && npm ci --ignore-scripts --no-audit --no-fund --silent && \
		npm run --silent build

pictures: environment ## Take the README's pictures of the widget anew
	@BACKSTRIDE_PICTURES=1 $(pytest) tests/browser/test_pictures.py -q

lock: ## Work out the exact packages after pyproject.toml changed (UPGRADE=1: newest)
	@scripts/lock

clean: ## Remove what was trained, cached and installed here
	rm -rf .venv .venv-tensorflow .venv-medspacy .venv-encoder .venv-lock .venv*.unfinished models .rasa results build dist
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
