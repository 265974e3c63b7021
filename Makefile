# `make help` says what each command does. Only make and a Python are needed to start.
.DEFAULT_GOAL := help
.PHONY: help book pdf test notebooks serve bench lint clean environment lock

PYTHON := .venv/bin/python
STAGE := $(PYTHON) book/tools/stage.py
# Every file of tests belongs to one of two processes; one that dies fails the run.
TWO_AT_A_TIME := -n 2 --dist loadfile --max-worker-restart 0
CHAPTERS ?= $(wildcard chapters/*.ipynb)
STARTED := $(shell date +%s)
DONE = @echo "make $@: done in $$(( $$(date +%s) - $(STARTED) )) s"

export NLP_PROFILE ?= quick
export KERAS_BACKEND ?= tensorflow
# TensorFlow's 4,000 modules would be compiled at every import, 7 s of the 12 that it takes then.
unexport PYTHONDONTWRITEBYTECODE

# Stored outputs are those of the quick profile on the default backend.
test notebooks: export NLP_PROFILE = quick
test notebooks: export KERAS_BACKEND = tensorflow

help:
	@echo "make book       install what is missing, run every chapter, write _build/html/index.html"
	@echo "make pdf        print _build/html as one file, _build/course.pdf (needs Chromium)"
	@echo "make test       lint, unit tests, stored outputs against fresh ones, checks of the site"
	@echo "make notebooks  run the chapters in place and store their outputs (CHAPTERS=... for some)"
	@echo "make serve      show _build/html on a local address (PORT=8000)"
	@echo "make bench      the benchmarks, minutes of training and decoding"
	@echo "make lint       ruff, as in make test"
	@echo "make lock       pin anew what pyproject.toml asks for (UPGRADE=-U for the newest)"
	@echo "make clean      remove _build (.venv stays; remove it by hand to start from bare)"
	@echo ""
	@echo "NLP_PROFILE=full make book   the whole recipes, for a GPU (now: $(NLP_PROFILE))"

# Chapter 16 runs on PyTorch, and the tests compare with it. EXTRAS are locks beside these two.
environment:
	@for python in python3 python3.13 python3.12 python3.11; do \
	  command -v $$python >/dev/null && exec $$python book/tools/environment.py torch $(EXTRAS); \
	done; echo "No python3 on PATH. Install Python 3.11, 3.12 or 3.13" >&2; exit 1

# PyTorch's builds for processors are on its own index, which uv knows and has to reach for this.
COMPILE := .venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --quiet $(UPGRADE)
lock: export UV_CUSTOM_COMPILE_COMMAND = make lock
lock: environment
	$(COMPILE) pyproject.toml --group book --group checks -o requirements.txt
	$(COMPILE) --group uv -o requirements-uv.txt
	$(COMPILE) -c requirements.txt --group torch --torch-backend cpu -o requirements-torch.txt
	$(COMPILE) -c requirements.txt --group torch -o requirements-torch-cuda.txt
	$(COMPILE) -c requirements.txt --group cuda -o requirements-cuda.txt

book: environment
	@$(STAGE) "Run the chapters and build the site" $(PYTHON) book/tools/website.py .
	$(DONE)

pdf: environment
	@$(STAGE) "Print the site" $(PYTHON) book/tools/pdf.py _build/html _build/course.pdf
	$(DONE)

test: lint
	@$(STAGE) "Unit tests" $(PYTHON) -m pytest $(TWO_AT_A_TIME) tests
	@$(STAGE) "Stored outputs against fresh ones, and the solutions" \
	  $(PYTHON) -m pytest -p tests.notebooks.comparing -n 2 $(CHAPTERS)
	@$(STAGE) "Build the site from the stored outputs" \
	  $(PYTHON) book/tools/website.py _build/stored --stored
	@$(STAGE) "Checks of the site" $(PYTHON) -m pytest -n 2 -m site tests/site
	$(DONE)

notebooks: environment
	@$(STAGE) "Run the chapters in place" $(PYTHON) book/tools/run_chapters.py $(CHAPTERS)
	$(DONE)

lint: environment
	@$(STAGE) "Lint" $(PYTHON) -m ruff check .
	@$(STAGE) "Format" $(PYTHON) -m ruff format --check .

bench: environment
	@$(STAGE) "Benchmarks" $(PYTHON) -m pytest tests/benchmarks -m benchmark -s

serve: environment
	@$(PYTHON) -m http.server --bind 127.0.0.1 --directory _build/html $(or $(PORT),8000)

clean:
	rm -rf _build
