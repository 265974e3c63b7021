"""The loop: what it writes, when it stops, how often it compiles, and what it refuses."""

import keras
import numpy as np
import pytest
from keras import ops

from nlp_helpers.decoders import Forbid, Temperature, TopK, TopP, generate, greedy, sample
from nlp_helpers.decoders.inputs import room
from tests.decoders.conftest import ALPHABET

TORCH_IS_NOT_COMPILED = pytest.mark.skipif(
    keras.backend.backend() == "torch", reason="PyTorch runs the loop uncompiled"
)
END = 24  # the y of "sequentially"


@pytest.mark.parametrize("choose", [greedy, sample])
def test_spells_a_word(speller, choose):
    (ids,) = generate(
        speller, [[0]], speller.start(), max_new_tokens=12, choose=choose, filters=[TopK(1)]
    )
    assert speller.read(ids) == "sequentially"


def test_the_prompt_is_read_one_token_a_step(speller):
    """The speller counts its steps: two tokens read before the last one are two letters gone."""
    (ids,) = generate(speller, [[5, 6, 7]], speller.start(), max_new_tokens=10)
    assert speller.read(ids) == "quentially"


def test_rows_stop_one_by_one(speller):
    prompt = np.zeros((3, 10), "int32")
    rows = generate(
        speller,
        prompt,
        speller.start(3),
        prompt_lengths=[1, 5, 10],
        max_new_tokens=8,
        end_id=END,
    )
    assert [speller.read(ids) for ids in rows] == ["sequenti", "entiall", "ll"]


def test_an_end_symbol_in_the_prompt_ends_nothing(speller):
    (ids,) = generate(speller, [[END, END]], speller.start(), max_new_tokens=3, end_id=END)
    assert speller.read(ids) == "equ"


@pytest.mark.parametrize("choose", [greedy, sample])
def test_carried_state_equals_encoding_from_scratch(make_toy_rnn, choose):
    rnn = make_toy_rnn(vocabulary=7, seed=0)
    prompt, uniforms = [3, 1, 4], np.full(1, 0.3, "float32")
    fixed = choose if choose is greedy else lambda logits, _: sample(logits, uniforms)
    (ids,) = generate(rnn.step, [prompt], rnn.start(), max_new_tokens=30, choose=fixed)
    text = list(prompt)
    for _ in range(30):
        logits = rnn.logits_from_scratch(text)[None].astype("float32")
        text.append(int(ops.convert_to_numpy(choose(logits, uniforms))[0]))
    assert ids.tolist() == text[3:]


def test_a_batch_equals_its_rows_alone(make_toy_rnn):
    rnn = make_toy_rnn(vocabulary=7, seed=1)
    prompt = np.array([[1, 2, 3, 4], [5, 0, 0, 0], [6, 2, 0, 0]])
    lengths = [4, 1, 2]
    arguments = {"max_new_tokens": 20, "end_id": 6}
    together = generate(rnn.step, prompt, rnn.start(3), prompt_lengths=lengths, **arguments)
    for row, length, ids in zip(prompt, lengths, together, strict=True):
        (alone,) = generate(rnn.step, row[None, :length], rnn.start(), **arguments)
        np.testing.assert_array_equal(ids, alone)


def sampled(rnn, length, seed=0):
    filters = [Temperature(1.5), TopK(6), TopP(0.95)]
    (ids,) = generate(
        rnn.step,
        [[0]],
        rnn.start(),
        max_new_tokens=length,
        filters=filters,
        choose=sample,
        seed=seed,
    )
    return ids.tolist()


def test_a_longer_text_begins_with_the_shorter_one(make_toy_rnn):
    """30 and 100 tokens fall into different buckets."""
    rnn = make_toy_rnn(vocabulary=9, seed=2)
    assert room(30) != room(100)
    assert sampled(rnn, 100)[:30] == sampled(rnn, 30)


def test_a_seed_repeats_and_another_differs(make_toy_rnn):
    rnn = make_toy_rnn(vocabulary=9, seed=2)
    assert sampled(rnn, 40) == sampled(rnn, 40)
    assert sampled(rnn, 40) != sampled(rnn, 40, seed=1)


def test_every_backend_samples_the_same_text(make_toy_rnn):
    expected = [2, 4, 5, 1, 7, 0, 0, 3, 5, 5, 7, 0, 3, 1, 2, 3, 7, 0, 0, 2]
    assert sampled(make_toy_rnn(vocabulary=9, seed=2), 20) == expected


@TORCH_IS_NOT_COMPILED
def test_nothing_recompiles(speller):
    """One trace for every temperature, k, p, seed, end symbol, prompt and length of one bucket."""

    def run(t, k, p, length, end_id=None, prompt=(0, 1)):
        filters = [Temperature(t), TopK(k), TopP(p)]
        generate(
            speller,
            [list(prompt)],
            speller.start(),
            max_new_tokens=length,
            filters=filters,
            choose=sample,
            end_id=end_id,
            seed=length,
        )

    run(1.0, 3, 0.9, 57)
    once = speller.traces
    run(0.5, 30, 1.0, 60)
    run(2, 1, 0.1, 64, end_id=END, prompt=(1, 2, 3))
    assert speller.traces == once


def test_weights_that_change_are_seen():
    """A step that lists its variables is not compiled with their first values."""
    bias = keras.Variable(np.eye(3, dtype="float32")[0])

    def step(ids, state):
        return ops.zeros((ids.shape[0], 3)) + bias, state

    step.variables = [bias]
    assert generate(step, [[0]], (), max_new_tokens=2)[0].tolist() == [0, 0]
    bias.assign(np.eye(3, dtype="float32")[2])
    assert generate(step, [[0]], (), max_new_tokens=2)[0].tolist() == [2, 2]


def test_room_is_of_few_lengths_and_little_of_it_stays_empty():
    rooms = [room(tokens) for tokens in range(1, 2**12 + 1)]
    assert len(set(rooms)) <= 4 * 12
    for tokens, length in enumerate(rooms, start=1):
        assert tokens <= length < max(tokens + 8, 1.25 * tokens)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"prompt": np.zeros((1, 0), "int32")}, "prompt is empty"),
        ({"prompt": np.zeros((0, 3), "int32")}, "prompt is empty"),
        ({"prompt": [[0, 1], [2]]}, "rows of one length: pad them .* and give prompt_lengths"),
        ({"prompt": [1, 2]}, "give a single prompt a batch axis"),
        ({"prompt": [[0.5]]}, "must hold integer ids, not float"),
        ({"prompt": [[-1]]}, "negative id -1"),
        ({"prompt_lengths": [0]}, "between 1 and the prompt's 2"),
        ({"prompt_lengths": [3]}, "between 1 and the prompt's 2"),
        ({"prompt_lengths": [1, 1]}, "prompt_lengths must be 1 integers"),
        ({"prompt_lengths": [[1], [1, 2]]}, "prompt_lengths must be 1 integers"),
        ({"prompt_lengths": [1.5]}, "prompt_lengths must be 1 integers"),
        ({"max_new_tokens": 0}, "max_new_tokens must be a positive integer, not 0"),
        ({"max_new_tokens": -5}, "max_new_tokens must be a positive integer, not -5"),
        ({"max_new_tokens": 2.5}, "max_new_tokens must be a positive integer, not 2.5"),
        ({"max_new_tokens": True}, "max_new_tokens must be a positive integer, not True"),
        ({"end_id": -1}, "end_id must be an id of 0 or more, not -1"),
        ({"context": (np.zeros(3, "int32"),)}, "first axis must be the prompt's 1 rows"),
        ({"seed": -1}, "seed must be an integer of 0 or more, not -1"),
    ],
)
def test_refuses(speller, changes, message):
    arguments = {"prompt": [[0, 1]], "context": speller.start(), "max_new_tokens": 3} | changes
    with pytest.raises(ValueError, match=message):
        generate(speller, **arguments)


def test_filters_may_come_one_by_one(speller):
    how = {"context": speller.start(), "max_new_tokens": 3}
    forbidden = [ALPHABET.index(letter) for letter in "sq"]
    filters = [TopK(9), Forbid(forbidden), Temperature(0.5)]
    in_a_list, one_by_one = (
        generate(speller, [[0]], filters=given, **how) for given in (filters, iter(filters))
    )
    np.testing.assert_array_equal(one_by_one, in_a_list)
    assert not np.isin(one_by_one, forbidden).any()


def test_refuses_a_filter_outside_of_a_list(speller):
    with pytest.raises(TypeError, match=r"put TopK\(k=3\) into a list"):
        generate(speller, [[0]], speller.start(), max_new_tokens=1, filters=TopK(3))


def test_refuses_a_filter_that_is_a_plain_function(speller):
    with pytest.raises(TypeError, match=r"Temperature\(0.8\)"):
        generate(speller, [[0]], speller.start(), max_new_tokens=1, filters=[lambda logits: logits])
