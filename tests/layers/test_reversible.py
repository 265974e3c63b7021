"""One matrix that embeds and scores, held against products in NumPy."""

import keras
import numpy as np
import pytest

from nlp_helpers.layers import BiasedReversibleEmbedding

rng = np.random.default_rng(0)
V, E = 7, 4
IDS = np.array([[1, 0, 6], [3, 3, 2]], "int32")


@pytest.fixture(params=[True, False], ids=["tied", "apart"])
def layer(request) -> BiasedReversibleEmbedding:
    layer = BiasedReversibleEmbedding(V, E, tie_weights=request.param)
    layer.build()
    layer.set_weights([rng.normal(size=weight.shape) for weight in layer.weights])
    return layer


def test_embeds_by_its_rows_and_scores_by_products_and_a_bias(layer):
    matrix = keras.ops.convert_to_numpy(layer.embeddings)
    by_rows = matrix.T if layer.tie_weights else layer.reverse_embeddings
    vectors = keras.ops.convert_to_numpy(layer(IDS))
    np.testing.assert_array_equal(vectors, matrix[IDS])
    scores = keras.ops.convert_to_numpy(layer(vectors, reverse=True))
    wanted = vectors @ keras.ops.convert_to_numpy(by_rows) + keras.ops.convert_to_numpy(layer.bias)
    np.testing.assert_allclose(scores, wanted, rtol=1e-4, atol=1e-5)


def test_keras_stores_all_of_it(layer, tmp_path):
    model = keras.Sequential([keras.Input((3,), dtype="int32"), layer])
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert len(loaded.weights) == len(layer.weights)
    for old, new in zip(model.get_weights(), loaded.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
