"""The protocol: caches, contexts, lives of compiled loops, half precision, what is not finite."""

import copy
import dataclasses
import gc
import os
import signal
import threading
import weakref

import keras
import numpy as np
import pytest
from keras import ops

from nlp_helpers.decoders import (
    Forbid,
    MinLength,
    Temperature,
    TopK,
    beam_search,
    generate,
    sample,
)
from tests.decoders.conftest import Cached, Rowwise, Uncached

V, END = 9, 4
PROMPT = np.array([[1, 2, 3, 5, 6, 7, 8, 1, 2, 3], [5, 2, 0, 0, 0, 0, 0, 0, 0, 0]])
LENGTHS = [10, 2]
TORCH_IS_NOT_COMPILED = pytest.mark.skipif(
    keras.backend.backend() == "torch", reason="PyTorch runs the loop uncompiled"
)


@pytest.mark.parametrize("settings", [{}, {"choose": sample, "seed": 3}], ids=["greedy", "sampled"])
def test_generating_with_a_cache_equals_generating_without(settings):
    how = {"prompt_lengths": LENGTHS, "max_new_tokens": 30, **settings}
    cached, uncached = (generate(kind(V, seed=1), PROMPT, **how) for kind in (Cached, Uncached))
    np.testing.assert_array_equal(cached, uncached)
    assert len(np.unique(cached)) > 4, "a text of a few symbols would show nothing"
    np.testing.assert_allclose(
        cached.log_probabilities, uncached.log_probabilities, rtol=1e-4, atol=1e-4
    )


@pytest.mark.parametrize("length_penalty", [0.0, 1.0])
def test_searching_with_a_cache_equals_searching_without(length_penalty):
    how = {"prompt_lengths": LENGTHS, "max_new_tokens": 30, "num_beams": 4, "end_id": END}
    how["length_penalty"] = length_penalty
    cached, uncached = (beam_search(kind(V, seed=2), PROMPT, **how) for kind in (Cached, Uncached))
    for one, other in zip(cached, uncached, strict=True):
        assert [each.ids.tolist() for each in one] == [each.ids.tolist() for each in other]
        np.testing.assert_allclose([e.score for e in one], [e.score for e in other], rtol=1e-4)


def test_beams_share_the_context_of_their_row():
    """The context keeps its B rows, whatever the beams; a row finds what it finds alone."""
    tables = np.random.default_rng(0).normal(size=(3, 6, 6)).astype("float32")
    how = {"num_beams": 4, "max_new_tokens": 7, "end_id": 2}
    together = beam_search(Rowwise(), [[0]] * 3, (tables,), **how)
    for row, table in zip(together, tables, strict=True):
        (alone,) = beam_search(Rowwise(), [[0]], (table[None],), **how)
        assert [each.ids.tolist() for each in row] == [each.ids.tolist() for each in alone]


class Biased:
    """A step that reads one Keras variable, its bias."""

    def __init__(self):
        self.bias = keras.Variable(np.eye(3, dtype="float32")[0])
        self.variables = [self.bias]
        self.traces = 0

    def __call__(self, ids, state):
        self.traces += 1
        return ops.zeros((ids.shape[0], 3)) + self.bias, state

    def method(self, ids, state):
        return self(ids, state)

    @classmethod
    def successor(cls, ids, state):
        return ops.one_hot((ids[:, 0] + 1) % 3, 3), state


def test_a_compiled_loop_dies_with_its_decoder():
    step = Biased()
    generate(step, [[0]], max_new_tokens=2)
    beam_search(step, [[0]], num_beams=2, max_new_tokens=2)
    variable = weakref.ref(step.bias)
    del step
    gc.collect()
    assert variable() is None


@TORCH_IS_NOT_COMPILED
def test_a_bound_method_is_compiled_once():
    step = Biased()
    generate(step.method, [[0]], max_new_tokens=2)
    once = step.traces
    generate(step.method, [[0]], max_new_tokens=2)
    assert step.traces == once


@pytest.mark.parametrize("name", ["__call__", "method"])
def test_a_bound_method_sees_weights_that_change(name):
    step = Biased()
    for best in (0, 2):
        step.bias.assign(np.eye(3, dtype="float32")[best])
        assert generate(getattr(step, name), [[0]], max_new_tokens=1)[0].tolist() == [best]


def test_a_class_method_is_a_step():
    for step in (Biased.successor, Biased().successor):
        assert generate(step, [[0]], max_new_tokens=2)[0].tolist() == [1, 2]


@pytest.mark.parametrize("make", [copy.copy, copy.deepcopy])
def test_a_copy_has_loops_of_its_own(make):
    step = Biased()
    assert generate(step, [[0]], max_new_tokens=1)[0].tolist() == [0]
    other = make(step)
    other.bias = keras.Variable(np.eye(3, dtype="float32")[1])
    other.variables = [other.bias]
    assert generate(other, [[0]], max_new_tokens=1)[0].tolist() == [1]


def test_a_step_that_cannot_be_hashed():
    @dataclasses.dataclass
    class Step:
        answer: int

        def __call__(self, ids, state):
            return ops.one_hot(ids[:, 0] * 0 + self.answer, 3), state

    assert generate(Step(2), [[0]], max_new_tokens=2)[0].tolist() == [2, 2]


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_logits_and_states_in_half_precision(dtype):
    def step(ids, state):
        state = ops.cast(state, dtype) + 1
        return ops.one_hot((ids[:, 0] + 1) % 8, 8, dtype=dtype) * state, state

    start = np.ones((1, 1), "float32")
    assert generate(step, [[0, 1]], start, max_new_tokens=3)[0].tolist() == [2, 3, 4]
    (found,) = beam_search(step, [[0, 1]], start, num_beams=2, max_new_tokens=3)
    assert found[0].ids.tolist() == [2, 3, 4]


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("run", [generate, lambda *a, **k: beam_search(*a, num_beams=2, **k)])
def test_logits_that_are_not_finite_are_told(run, bad):
    """Greedily the third new token has bad logits first; a beam may meet them before."""
    table = np.zeros((5, 5), "float32")
    table[np.arange(4), np.arange(1, 5)] = 9
    table[3, 0] = bad

    def step(ids, state):
        return ops.take(ops.convert_to_tensor(table), ids[:, 0], axis=0), state

    with pytest.raises(ValueError, match=r"logits of token [23] are not finite"):
        run(step, [[1]], max_new_tokens=5)


def test_minus_infinity_is_a_probability_of_zero():
    table = np.full((4, 4), -np.inf, "float32")
    table[[0, 1, 2, 3], [1, 2, 3, 0]], table[:, 0] = 0, -1

    def step(ids, state):
        return ops.take(ops.convert_to_tensor(table, "float32"), ids[:, 0], axis=0), state

    assert generate(step, [[0]], max_new_tokens=3)[0].tolist() == [1, 2, 3]
    (found,) = beam_search(step, [[0]], num_beams=30, max_new_tokens=2)
    assert sorted(each.ids.tolist() for each in found) == [[0, 0], [0, 1], [1, 0], [1, 2]]


def step_of(table):
    """Step by a table (V, V): its logits depend on the last id alone."""

    def step(ids, state):
        return ops.take(ops.convert_to_tensor(table, "float32"), ids[:, 0], axis=0), state

    return step


RUNS = [generate, lambda *a, **k: beam_search(*a, num_beams=1, **k)]
RUNS = [*RUNS, lambda *a, **k: beam_search(*a, num_beams=3, **k)]


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("filters", [[], [Temperature(9)]], ids=str)
def test_logits_of_minus_infinity_for_every_id_are_told(run, filters):
    table = np.full((4, 4), -np.inf)
    table[[1, 2], [2, 3]] = 0
    with pytest.raises(ValueError, match="logits of token 3 are not finite"):
        run(step_of(table), [[1]], max_new_tokens=5, filters=filters)


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("forbidding", [Forbid([0, 3]), MinLength(3, 3)], ids=str)
def test_filters_that_leave_no_token_are_told(run, forbidding):
    """Not that a removed one is written."""
    table = np.roll(np.eye(4), 1, axis=1)
    with pytest.raises(ValueError, match=r"logits of token 2 are not finite.*filters"):
        run(step_of(table), [[1]], max_new_tokens=4, end_id=3, filters=[TopK(1), forbidding])


def test_a_beam_that_nothing_can_follow_is_no_text():
    """After 0 comes 1 or 2, after 2 comes 2 or 3, after 3 comes 2: after 1 nothing."""
    table = np.full((4, 4), -np.inf)
    table[0, 1:3], table[2, 2:], table[3, 2] = np.log([0.4, 0.6]), np.log([0.7, 0.3]), 0
    (found,) = beam_search(step_of(table), [[0]], num_beams=2, max_new_tokens=3)
    assert [each.ids.tolist() for each in found] == [[2, 2, 2], [2, 3, 2]]
    likely = [np.exp(each.log_probability) for each in found]
    np.testing.assert_allclose(likely, [0.294, 0.18], rtol=1e-5)


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_stands_behind_a_rows_end_does_not_count(run, bad):
    """Row 0 ends after its first token, row 1 has 2, 3, 1 to write."""
    table = np.zeros((5, 5))
    table[[0, 1, 2, 3], [4, 2, 3, 1]], table[4] = 99, bad
    for prompt in ([[0]], [[0], [1]]):
        rows = run(step_of(table), prompt, max_new_tokens=6, end_id=4)
        first = rows[0] if run is generate else rows[0][0].ids
        assert first.tolist() == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"prompt": [[V]]}, f"prompt holds the id {V}, but ids go from 0 to {V - 1}"),
        ({"prompt": [[2**40]]}, "prompt holds the id 1099511627776"),
        ({"end_id": 1000}, "end_id holds the id 1000"),
        ({"max_new_tokens": 10**9}, "max_new_tokens must be at most 1,048,576, not 1,000,000,000"),
        ({"num_beams": 10**30}, "num_beams must be at most"),
        ({"num_beams": 10**7}, "num_beams must be at most"),
        ({"length_penalty": 1000}, "length_penalty must be a number of 0 or more, at most 5"),
    ],
)
def test_refuses_what_is_out_of_bounds(changes, message):
    how = {"prompt": [[1]], "max_new_tokens": 3, "num_beams": 2} | changes
    with pytest.raises(ValueError, match=message):
        beam_search(Cached(V, seed=0), **how)


def test_refuses_an_id_beyond_int32_of_a_plain_step(speller):
    with pytest.raises(ValueError, match="prompt holds the id 1099511627776"):
        generate(speller, [[2**40]], speller.start(), max_new_tokens=1)


@pytest.fixture
def heard():
    """Let Ctrl-C be heard, which a shell switches off for what it starts in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard")
def test_a_long_text_can_be_interrupted(speller):
    """Compiled code does not hear signals: the loop comes back to Python between its pieces."""
    timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        generate(speller, [[0]], speller.start(), max_new_tokens=10**6)
