"""Recurrent weights are dropped, not activations, and the same ones at all steps of a batch."""

import keras
import numpy as np
import pytest

from nlp_helpers.layers import WeightDroppedGRU

UNITS, RATE = 16, 0.4
SEQUENCES = np.random.default_rng(0).normal(size=(3, 7, 5)).astype("float32")  # (B, T, features)


def make_layer(weight_dropout=RATE, **options) -> WeightDroppedGRU:
    layer = WeightDroppedGRU(
        UNITS, weight_dropout=weight_dropout, return_sequences=True, seed=1, **options
    )
    layer.build(SEQUENCES.shape)
    return layer


def plain_gru(weights) -> keras.layers.GRU:
    gru = keras.layers.GRU(UNITS, return_sequences=True)
    gru.build(SEQUENCES.shape)
    gru.set_weights(weights)
    return gru


def run(layer, sequences=SEQUENCES, **arguments) -> np.ndarray:
    return keras.ops.convert_to_numpy(layer(sequences, **arguments))


def train_and_recover_kernel(layer) -> tuple[np.ndarray, np.ndarray]:
    """Run a batch in training, and draw the kernel it ran with a second time."""
    state = keras.ops.convert_to_numpy(layer.weight_seed_generator.state)
    outputs = run(layer, training=True)
    layer.weight_seed_generator.state.assign(state)
    kernel = keras.random.dropout(
        layer.cell.recurrent_kernel.value, RATE, seed=layer.weight_seed_generator
    )
    return outputs, keras.ops.convert_to_numpy(kernel)


def test_is_a_plain_gru_outside_training():
    layer = make_layer()
    gru = plain_gru(layer.cell.get_weights())
    np.testing.assert_allclose(run(layer), run(gru), atol=1e-6)


def test_is_a_plain_gru_without_dropout():
    layer = make_layer(weight_dropout=0.0)
    gru = plain_gru(layer.cell.get_weights())
    np.testing.assert_allclose(run(layer, training=True), run(gru), atol=1e-6)


def test_in_training_is_a_gru_with_one_thinned_kernel_for_all_steps():
    """A plain GRU with the thinned kernel, which cannot change on the way, says the same."""
    layer = make_layer()
    outputs, thinned = train_and_recover_kernel(layer)
    kernel, _, bias = layer.cell.get_weights()
    np.testing.assert_allclose(outputs, run(plain_gru([kernel, thinned, bias])), atol=1e-6)
    assert np.abs(outputs - run(layer)).max() > 1e-3


def test_single_weights_go_and_the_others_grow_to_keep_the_sum():
    layer = make_layer()
    _, thinned = train_and_recover_kernel(layer)
    weights = keras.ops.convert_to_numpy(layer.cell.recurrent_kernel)
    kept = thinned != 0
    np.testing.assert_allclose(thinned[kept], weights[kept] / (1 - RATE), rtol=1e-6)
    assert abs(kept.mean() - (1 - RATE)) < 0.1
    assert kept.any(axis=1).all(), "a row is gone: that drops an activation"


def test_every_batch_has_a_mask_of_its_own_shared_by_its_rows():
    layer = make_layer()
    same_rows = np.repeat(SEQUENCES[:1], 3, axis=0)
    first, second = (run(layer, same_rows, training=True) for _ in range(2))
    np.testing.assert_allclose(first, np.repeat(first[:1], 3, axis=0), atol=1e-6)
    assert np.abs(first - second).max() > 1e-3


def test_the_same_seed_drops_the_same_weights():
    first, second = make_layer(), make_layer()
    second.set_weights(first.get_weights())
    np.testing.assert_allclose(run(first, training=True), run(second, training=True), atol=1e-6)


def test_a_dropped_weight_does_not_learn_from_the_batch():
    """Its gradient is zero over all steps, which a mask drawn anew at each step would not give."""
    model = keras.Sequential([keras.Input(SEQUENCES.shape[1:]), make_layer()])
    layer = model.layers[0]
    model.compile(loss="mse", optimizer=keras.optimizers.SGD(1.0))
    before = keras.ops.convert_to_numpy(layer.cell.recurrent_kernel)
    _, thinned = train_and_recover_kernel(make_layer())
    model.train_on_batch(SEQUENCES, np.ones((3, 7, UNITS), "float32"))
    after = keras.ops.convert_to_numpy(layer.cell.recurrent_kernel)
    np.testing.assert_array_equal(after == before, thinned == 0)


def test_a_stateful_layer_keeps_its_state_in_training():
    """Two halves with one mask: the second starts where the first has ended."""
    layer = make_layer(stateful=True)
    generator = keras.ops.convert_to_numpy(layer.weight_seed_generator.state)
    first = run(layer, training=True)
    np.testing.assert_allclose(layer.states[0], first[:, -1], atol=1e-6)
    layer.weight_seed_generator.state.assign(generator)
    second = run(layer, training=True)
    layer.reset_state()
    layer.weight_seed_generator.state.assign(generator)
    whole = run(layer, np.concatenate([SEQUENCES, SEQUENCES], axis=1), training=True)
    np.testing.assert_allclose(np.concatenate([first, second], axis=1), whole, atol=1e-5)


def test_the_weights_are_whole_again_after_training():
    layer = make_layer()
    before = layer.cell.get_weights()
    run(layer, training=True)
    assert len(layer.trainable_variables) == len(before)
    for old, new in zip(before, layer.cell.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def dropped(layer) -> np.ndarray:
    """Draw the mask of the layer's next batch."""
    ones = keras.ops.ones((64, 192))
    mask = keras.random.dropout(ones, RATE, seed=layer.weight_seed_generator)
    return keras.ops.convert_to_numpy(mask) == 0


@pytest.mark.parametrize("seed", [1, None])
def test_two_directions_drop_other_weights(seed):
    both = keras.layers.Bidirectional(WeightDroppedGRU(UNITS, weight_dropout=RATE, seed=seed))
    again = type(both).from_config(both.get_config())
    for layer in (both, again):
        forward, backward = map(dropped, (layer.forward_layer, layer.backward_layer))
        independent = RATE**2 + (1 - RATE) ** 2
        assert abs((forward == backward).mean() - independent) < 0.03


def test_config_round_trip():
    layer = make_layer(name="memory", recurrent_initializer="zeros")
    twin = WeightDroppedGRU.from_config(layer.get_config())
    assert twin.get_config() == layer.get_config()
    assert (twin.units, twin.weight_dropout, twin.name) == (UNITS, RATE, "memory")


def test_saves_and_loads_without_custom_objects(tmp_path):
    model = keras.Sequential([keras.Input(SEQUENCES.shape[1:]), make_layer()])
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert isinstance(loaded.layers[0], WeightDroppedGRU)
    np.testing.assert_array_equal(run(model), run(loaded))
    np.testing.assert_array_equal(run(model, training=True), run(loaded, training=True))


@pytest.mark.parametrize("rate", [-0.1, 1.0, 2, float("nan")])
def test_refuses_a_share_that_is_none(rate):
    with pytest.raises(ValueError, match=r"weight_dropout must be in \[0, 1\), not"):
        WeightDroppedGRU(UNITS, weight_dropout=rate)


def test_a_stateful_layer_can_be_trained():
    ids = keras.Input((None,), batch_size=2, dtype="int32")
    x = keras.layers.Embedding(5, 4)(ids)
    x = WeightDroppedGRU(4, weight_dropout=0.2, stateful=True, return_sequences=True)(x)
    model = keras.Model(ids, keras.layers.Dense(5)(x))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.1), loss)
    batch = np.array([[1, 2, 3], [4, 3, 2]])
    before = model.train_on_batch(batch, batch)
    for _ in range(10):
        after = model.train_on_batch(batch, batch)
    assert after < before
