"""Small models that speak the step protocol, so that no test needs a trained one."""

import functools

import numpy as np
import pytest
from keras import ops

ALPHABET = "abcdefghijklmnopqrstuvwxyz"


class Speller:
    """A step over 26 letters that spells one word, whatever it reads; `traces` counts its calls."""

    def __init__(self, word: str):
        self.ids = np.array([ALPHABET.index(letter) for letter in word])
        self.traces = 0

    def __call__(self, ids, state):
        self.traces += 1
        (position,) = state
        letters = ops.take(ops.convert_to_tensor(self.ids), position % len(self.ids))
        return 9.0 * ops.one_hot(letters, len(ALPHABET)), (position + 1,)

    @staticmethod
    def start(rows: int = 1):
        return (np.zeros(rows, "int32"),)

    @staticmethod
    def read(ids) -> str:
        return "".join(ALPHABET[each] for each in ids)


class ToyRNN:
    """A random recurrent network: h = tanh(E[id] + W h), logits = U h, all from one seed."""

    def __init__(self, vocabulary: int, seed: int, width: int = 5, sharpness: float = 2.0):
        draw = np.random.default_rng(seed).normal
        self.embedding = draw(size=(vocabulary, width)).astype("float32")
        self.recurrent = draw(size=(width, width)).astype("float32")
        self.output = (sharpness * draw(size=(width, vocabulary))).astype("float32")
        self.width = width

    def step(self, ids, state):
        embedded = ops.take(ops.convert_to_tensor(self.embedding), ids[:, 0], axis=0)
        state = ops.tanh(embedded + ops.matmul(state, self.recurrent))
        return ops.matmul(state, self.output), state

    def start(self, rows: int = 1):
        return np.zeros((rows, self.width), "float32")

    def logits_from_scratch(self, ids) -> np.ndarray:
        """The logits (V,) after a prefix, encoded from its first token on, in NumPy."""
        hidden = np.zeros(self.width)
        for each in ids:
            hidden = np.tanh(self.embedding[each] + hidden @ self.recurrent)
        return hidden @ self.output

    def log_probabilities(self, ids) -> np.ndarray:
        logits = self.logits_from_scratch(ids)
        return logits - np.logaddexp.reduce(logits)


@pytest.fixture
def speller():
    return Speller("sequentially")


@pytest.fixture(scope="session")
def make_toy_rnn():
    """Make each network once, so that tests that share one share its compiled loops too."""
    return functools.cache(ToyRNN)
