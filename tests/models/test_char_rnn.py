"""The char-RNN: what its logits depend on, and that all its ways of reading a text agree."""

import keras
import numpy as np
import pytest

from nlp_helpers.backend import compiled
from nlp_helpers.decoders import beam_search, generate, greedy, sample
from nlp_helpers.decoders.choosing import draw_uniforms
from nlp_helpers.models import CharRNNConfig, CharRNNStep, make_char_rnn
from tests.models.conftest import CONFIG, draw_weights, fresh_model

V, D = CONFIG.vocab_size, CONFIG.units
IDS = np.random.default_rng(1).integers(0, V, size=(2, 12), dtype=np.int32)  # (B, T)
PROMPT = [3, 1, 4]
NEW = 12


def run(model, ids) -> np.ndarray:
    """Compiled where the backend compiles: JAX would compile every plain call anew."""
    return model.predict_on_batch(ids)


def run_stateful(twin, ids) -> np.ndarray:
    """Call the layers one by one: Keras on JAX forgets an RNN's state in its compiled functions."""
    return keras.ops.convert_to_numpy(twin(ids))


def write(next_logits, choose) -> list[int]:
    """Continue the prompt in plain Python, given a function from a text to logits (V,)."""
    uniforms = draw_uniforms(0, 1, len(PROMPT) + NEW)
    text = list(PROMPT)
    while len(text) < len(PROMPT) + NEW:
        chosen = choose(next_logits(text)[None], uniforms[:, len(text) - 1])
        text.append(int(keras.ops.convert_to_numpy(chosen)[0]))
    return text[len(PROMPT) :]


def from_scratch(model, choose=sample) -> list[int]:
    """Read the whole text anew for every character, in rows of one length."""

    def next_logits(text):
        row = np.zeros((1, len(PROMPT) + NEW), "int32")
        row[0, : len(text)] = text
        return run(model, row)[0, len(text) - 1]

    return write(next_logits, choose)


def with_step(model, choose=sample) -> list[int]:
    step = CharRNNStep(model)
    state = step.initial_state(1)
    (ids,) = generate(step, [PROMPT], state, max_new_tokens=NEW, choose=choose, seed=0)
    return ids.tolist()


@pytest.mark.parametrize("shape", [(1, 1), (2, 12), (5, 3)])
def test_shapes(model, shape):
    assert run(model, np.zeros(shape, "int32")).shape == (*shape, V)


def test_is_the_model_that_chapter_01_writes_down(model):
    ids = keras.Input((None,), dtype="int32")
    vectors = keras.layers.Embedding(V, CONFIG.embedding_size)(ids)
    states = keras.layers.GRU(D, return_sequences=True)(vectors)
    shown = keras.Model(ids, keras.layers.Dense(V)(states))
    shown.set_weights(model.get_weights())
    np.testing.assert_allclose(run(model, IDS), run(shown, IDS), rtol=1e-5, atol=1e-5)


def test_says_logits_and_not_probabilities(model):
    logits = run(model, IDS)
    assert logits.min() < 0
    assert logits.max() > 1


def test_no_logit_depends_on_what_comes_later(model):
    logits = run(model, IDS)
    for t in range(IDS.shape[1]):
        changed = IDS.copy()
        changed[:, t] = (changed[:, t] + 1) % V
        difference = np.abs(run(model, changed) - logits).max(axis=(0, 2))  # (T,)
        assert (difference[:t] == 0).all()
        assert (difference[t:] > 0).all()


def test_dropout_acts_in_training_only(model):
    np.testing.assert_array_equal(run(model, IDS), run(model, IDS))
    in_training = keras.ops.convert_to_numpy(model(IDS, training=True))
    assert np.abs(in_training - run(model, IDS)).max() > 0.01


def test_the_stateful_twin_reads_batches_as_one_long_text(model, make_twin):
    twin = make_twin(batch_size=2)
    parts = np.concatenate(
        [run_stateful(twin, IDS[:, start : start + 4]) for start in (0, 4, 8)], axis=1
    )
    np.testing.assert_allclose(parts, run(model, IDS), atol=1e-5)
    twin.get_layer("gru").reset_state()
    np.testing.assert_allclose(run_stateful(twin, IDS[:, :4]), parts[:, :4], atol=1e-5)


def test_twins_share_every_weights_name_and_shape(model, make_twin):
    twin = make_twin(batch_size=3)
    names = [(v.path, tuple(v.shape)) for v in model.trainable_variables]
    assert names == [(v.path, tuple(v.shape)) for v in twin.trainable_variables]


def test_the_step_equals_the_model_position_by_position(model):
    step = CharRNNStep(model)
    run_step = compiled(step, variables=step.variables)
    state = step.initial_state(len(IDS))
    wanted = run(model, IDS)
    for t in range(IDS.shape[1]):
        logits, state = run_step(keras.ops.convert_to_tensor(IDS[:, t : t + 1]), state)
        assert tuple(state.shape) == (len(IDS), D)
        logits = keras.ops.convert_to_numpy(logits)  # a GPU's own GRU rounds in another order
        np.testing.assert_allclose(logits, wanted[:, t], rtol=1e-5, atol=5e-5)


@pytest.mark.parametrize("choose", [greedy, sample])
def test_a_carried_state_writes_what_reading_from_scratch_writes(model, choose):
    text = with_step(model, choose)
    assert text == from_scratch(model, choose)
    assert len(set(text)) > 2, "a text of one letter would show nothing"


def test_the_stateful_twin_writes_the_same_text(model, make_twin):
    twin = make_twin(batch_size=1)
    read = 0

    def next_logits(text):
        nonlocal read
        new, read = text[read:], len(text)
        return run_stateful(twin, np.array([new], "int32"))[0, -1]

    assert write(next_logits, sample) == from_scratch(model)


def test_a_compiled_step_sees_weights_that_change():
    model = fresh_model()
    step = CharRNNStep(model)
    run_step = compiled(step, variables=step.variables)

    def first_logits():
        ids = keras.ops.convert_to_tensor(IDS[:, :1])
        return keras.ops.convert_to_numpy(run_step(ids, step.initial_state(len(IDS)))[0])

    before = first_logits()
    draw_weights(model, seed=5)
    assert np.abs(first_logits() - before).max() > 0.1
    np.testing.assert_allclose(first_logits(), run(model, IDS)[:, 0], atol=1e-5)


def test_a_frozen_model_is_read_anew_when_its_weights_change():
    model = fresh_model()
    model.trainable = False
    step = CharRNNStep(model)
    before = generate(step, [PROMPT], max_new_tokens=NEW)[0].tolist()
    model.set_weights([-weights for weights in model.get_weights()])
    after = generate(step, [PROMPT], max_new_tokens=NEW)[0].tolist()
    assert after == generate(CharRNNStep(model), [PROMPT], max_new_tokens=NEW)[0].tolist() != before


@pytest.mark.parametrize("given", [lambda s: (s,), lambda s: [s], lambda s: {"h": s}])
def test_a_state_may_stand_in_a_tuple(model, given):
    step = CharRNNStep(model)
    state = keras.ops.ones_like(step.initial_state(1))
    texts = [generate(step, [PROMPT], s, max_new_tokens=NEW)[0] for s in (state, given(state), ())]
    np.testing.assert_array_equal(texts[1], texts[0])
    assert (texts[2] != texts[0]).any()


def test_writes_in_half_precision(half_precision):
    step = CharRNNStep(make_char_rnn(CONFIG))
    for choose in (greedy, sample):
        assert len(generate(step, [PROMPT], max_new_tokens=NEW, choose=choose)[0]) == NEW
    (found,) = beam_search(step, [PROMPT], num_beams=3, max_new_tokens=NEW)
    assert len(found) == 3


def test_a_saved_model_writes_the_same_text(model, tmp_path):
    model.save(tmp_path / "model.keras")
    assert with_step(keras.saving.load_model(tmp_path / "model.keras")) == with_step(model)


def test_learns():
    """A few steps on one short text, with every dropout on."""
    model = fresh_model()
    model.compile(
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        optimizer=keras.optimizers.Adam(0.05),
    )
    inputs, targets = IDS[:, :-1], IDS[:, 1:]
    before = model.evaluate(inputs, targets, verbose=0)
    for _ in range(20):
        model.train_on_batch(inputs, targets)
    assert model.evaluate(inputs, targets, verbose=0) < 0.5 * before


@pytest.mark.parametrize("name", ["vocab_size", "embedding_size", "units"])
@pytest.mark.parametrize("size", [0, -3])
def test_refuses_sizes_below_one(name, size):
    with pytest.raises(ValueError, match=f"{name} must be at least 1, not {size}"):
        CharRNNConfig(**{"vocab_size": V, name: size})


@pytest.mark.parametrize("name", ["embedding_dropout", "weight_dropout", "output_dropout"])
@pytest.mark.parametrize("share", [-0.1, 1.5])
def test_refuses_dropouts_that_are_no_share(name, share):
    with pytest.raises(ValueError, match=str(share)):
        make_char_rnn(CharRNNConfig(vocab_size=V, **{name: share}))
