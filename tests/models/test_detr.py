"""A detector predicts a set: whatever order its queries stand in."""

import dataclasses

import keras
import numpy as np
import pytest

from nlp_helpers.models import DETRConfig, make_detr
from tests.models.conftest import draw_weights

CONFIG = DETRConfig(
    8, patch_size=4, num_classes=2, queries=3, width=8, num_heads=2, hidden_size=8, num_blocks=2
)
IMAGES = np.random.default_rng(0).uniform(size=(2, 8, 8, 1)).astype("float32")


def test_predictions_move_with_their_queries():
    model = make_detr(CONFIG)
    draw_weights(model, seed=0)
    before = [keras.ops.convert_to_numpy(each) for each in model(IMAGES)]
    queries = model.get_layer("queries")
    queries.set_weights([queries.get_weights()[0][[2, 0, 1]]])
    after = [keras.ops.convert_to_numpy(each) for each in model(IMAGES)]
    assert [each.shape for each in before] == [(2, 3, 3), (2, 3, 4)]
    for one, other in zip(before, after, strict=True):
        np.testing.assert_allclose(one[:, [2, 0, 1]], other, rtol=1e-3, atol=1e-4)
        assert not np.allclose(one, other, atol=1e-2)
    assert before[1].min() >= 0
    assert before[1].max() <= 1


@pytest.mark.parametrize("name", ["image_size", "queries", "num_blocks"])
def test_refuses_sizes_below_one(name):
    with pytest.raises(ValueError, match=f"{name} must be at least 1, not 0"):
        dataclasses.replace(CONFIG, **{name: 0})
