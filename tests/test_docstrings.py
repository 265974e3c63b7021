"""The examples in docstrings are run, and say what they print."""

import doctest
import importlib
import pkgutil

import numpy as np
import pytest

import nlp_helpers.decoders
import nlp_helpers.models

MODULES = [
    info.name
    for room in (nlp_helpers.decoders, nlp_helpers.models)
    for info in pkgutil.iter_modules(room.__path__, f"{room.__name__}.")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    module = importlib.import_module(name)
    results = doctest.testmod(module, extraglobs={"np": np}, optionflags=doctest.ELLIPSIS)
    assert results.failed == 0


def test_there_are_examples():
    finder, modules = doctest.DocTestFinder(), map(importlib.import_module, MODULES)
    assert sum(bool(test.examples) for module in modules for test in finder.find(module)) > 5
