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
        """The logits (..., V) after prefixes (..., T), each encoded from its first token on."""
        hidden = np.zeros(self.width)
        for each in np.moveaxis(np.asarray(ids), -1, 0):
            hidden = np.tanh(self.embedding[each] + hidden @ self.recurrent)
        return hidden @ self.output

    def log_probabilities(self, ids) -> np.ndarray:
        logits = self.logits_from_scratch(ids)
        return logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)


class Rereading:
    """A decoder without a cache: it carries the ids alone and reads all of them at every step.

    Attributes:
        logits: from ids (B, L) and the context to logits (B, L, V), each position blind to the
            next ones.
    """

    def __init__(self, logits, vocab_size: int, variables=()):
        self.logits, self.vocab_size, self.variables = logits, vocab_size, variables

    def start(self, context, rows, length):
        return ops.zeros((rows, length), "int32")

    def step(self, ids, position, carry, context):
        carry = ops.where(ops.arange(carry.shape[1]) == position[:, None], ids, carry)
        logits = self.logits(carry, context)
        return ops.take_along_axis(logits, position[:, None, None], axis=1)[:, 0], carry


class Uncached(Rereading):
    """A random one-headed Transformer block that reads all its text at every step."""

    width, places = 8, 160

    def __init__(self, vocabulary: int, seed: int):
        super().__init__(self.read_all, vocabulary)
        draw = np.random.default_rng(seed).normal
        self.embedding = draw(size=(vocabulary, self.width)).astype("float32")
        self.positions = draw(size=(self.places, self.width)).astype("float32")
        self.output = (2 * draw(size=(self.width, vocabulary))).astype("float32")
        self.matrices = draw(size=(3, self.width, self.width)).astype("float32") / 2

    def project(self, ids, positions):
        """Queries, keys and values of ids at positions, (..., D) each."""
        x = ops.take(ops.convert_to_tensor(self.embedding), ids, axis=0)
        x = x + ops.take(ops.convert_to_tensor(self.positions), positions, axis=0)
        return [ops.matmul(x, matrix) for matrix in self.matrices]

    def attend(self, queries, keys, values, positions):
        """Logits (B, T, V) of queries at positions (B, T) that see what is not after them."""
        scores = ops.matmul(queries, ops.swapaxes(keys, 1, 2))
        seen = ops.arange(keys.shape[1]) <= positions[..., None]  # (B, T, S)
        found = ops.matmul(ops.softmax(ops.where(seen, scores, -1e9)), values)
        return ops.matmul(ops.tanh(queries + found), self.output)

    def read_all(self, ids, context):
        places = ops.zeros_like(ids) + ops.arange(ids.shape[1], dtype="int32")
        return self.attend(*self.project(ids, places), places)


class Cached(Uncached):
    """The same block, which reads its prompt at once and keeps keys and values in a buffer."""

    def start(self, context, rows, length):
        return tuple(ops.zeros((rows, length, self.width)) for _ in range(2))

    def read(self, ids, lengths, carry, context):
        places = ops.zeros_like(ids) + ops.arange(ids.shape[1], dtype="int32")
        queries, keys, values = self.project(ids, places)
        logits = self.attend(queries, keys, values, places)  # (B, P, V)
        room = [(0, 0), (0, carry[0].shape[1] - ids.shape[1]), (0, 0)]
        logits = ops.take_along_axis(logits, (lengths - 1)[:, None, None], axis=1)[:, 0]
        return logits, (ops.pad(keys, room), ops.pad(values, room))

    def step(self, ids, position, carry, context):
        queries, *new = self.project(ids, position[:, None])  # (B, 1, D)
        here = (ops.arange(carry[0].shape[1]) == position[:, None])[..., None]  # (B, L, 1)
        keys, values = (ops.where(here, *each) for each in zip(new, carry, strict=True))
        return self.attend(queries, keys, values, position[:, None])[:, 0], (keys, values)


class Rowwise:
    """A decoder that knows one thing for each row of its context: the logits of what comes next."""

    vocab_size, variables = 6, ()

    def start(self, context, rows, length):
        return ops.zeros((rows, 1))

    def step(self, ids, position, carry, context):
        (table,) = context  # (B, V, V)
        beams = ids.shape[0] // table.shape[0]
        picked = ops.reshape(ops.one_hot(ids[:, 0], self.vocab_size), (-1, beams, self.vocab_size))
        return ops.reshape(ops.matmul(picked, table), (-1, self.vocab_size)), carry + 1


@pytest.fixture
def speller():
    return Speller("sequentially")


@pytest.fixture(scope="session")
def make_toy_rnn():
    """Make each network once, so that tests that share one share its compiled loops too."""
    return functools.cache(ToyRNN)
