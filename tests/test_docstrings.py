"""The examples in docstrings are run, all of them, and say what they print."""

import doctest
import importlib
import inspect
import re
from pathlib import Path

import keras
import numpy as np
import pytest

import nlp_helpers

PACKAGE = Path(nlp_helpers.__file__).parent
EXAMPLE = re.compile(r"^ *>>> ", re.MULTILINE)
TO_BE_READ = {  # what their examples need is shipped weights, data, or the reader's own
    "nlp_helpers",
    "nlp_helpers.checkpoints.classification",
    "nlp_helpers.checkpoints.language_model",
    "nlp_helpers.checkpoints.loading",
    "nlp_helpers.checkpoints.masked_model",
    "nlp_helpers.checkpoints.text_to_text",
    "nlp_helpers.checkpoints.translation",
    "nlp_helpers.datasets.minilm",  # run by tests/datasets/test_minilm.py, where the data are
    "nlp_helpers.export.exporting",
    "nlp_helpers.layers.masks",  # its tensors, and the next two's, are written as their numbers
    "nlp_helpers.layers.patches",
    "nlp_helpers.layers.positions",
    "nlp_helpers.plotting",
    "nlp_helpers.training.sampled_softmax",
}


def examples() -> dict[str, int]:
    """Return the modules with examples, and how many of them each one's file shows."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        if count := len(EXAMPLE.findall(path.read_text(encoding="utf-8"))):
            found[name.removesuffix(".__init__")] = count
    return found


EXAMPLES = examples()


@pytest.mark.parametrize("name", sorted(EXAMPLES.keys() - TO_BE_READ))
def test_examples(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where they may write
    module = importlib.import_module(name)
    names = {"keras": keras, "np": np}
    results = doctest.testmod(module, extraglobs=names, optionflags=doctest.ELLIPSIS)
    assert (results.failed, results.attempted) == (0, EXAMPLES[name])


@pytest.mark.parametrize("room", ["layers", "models", "decoders", "tokenization", "datasets"])
def test_what_a_room_offers_names_its_chapter(room):
    offered = vars(importlib.import_module(f"nlp_helpers.{room}"))
    own = {
        name: each.__doc__ or ""
        for name, each in offered.items()
        if (inspect.isclass(each) or inspect.isfunction(each))
        and each.__module__.startswith("nlp_helpers.")
        and not name.startswith("_")
    }
    assert own
    assert not [name for name, told in own.items() if not re.search(r"[Cc]hapter\s+\d\d", told)]


def test_what_is_only_to_be_read_is_there():
    assert EXAMPLES.keys() >= TO_BE_READ
