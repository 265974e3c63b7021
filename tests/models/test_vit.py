"""A Vision Transformer: what it sees of an image, and where its patches look."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from nlp_helpers.models import ViTConfig, make_vit, with_patch_attention
from tests.models.conftest import draw_weights

CONFIG = ViTConfig(
    image_size=6, patch_size=2, num_classes=3, width=8, num_heads=2, hidden_size=12, num_blocks=2
)
IMAGES = np.random.default_rng(0).uniform(size=(2, 6, 6, 1)).astype("float32")
TURNED = IMAGES[:, [2, 3, 4, 5, 0, 1]]  # the uppermost patches come last, whole


def numpy_of(outputs):
    return keras.tree.map_structure(keras.ops.convert_to_numpy, outputs)


def make(**changes) -> keras.Model:
    model = make_vit(replace(CONFIG, **changes))
    draw_weights(model, seed=0)
    return model


@pytest.mark.parametrize("pooling", ["class", "mean"])
def test_without_positions_patches_are_a_set(pooling):
    model = make(pooling=pooling)
    assert not np.allclose(*numpy_of([model(IMAGES), model(TURNED)]), atol=1e-2)
    positions = model.get_layer("positions")
    vectors = np.zeros_like(positions.get_weights()[0])
    vectors[: pooling == "class"] = 1  # the token's own, which is no patch
    positions.set_weights([vectors])
    np.testing.assert_allclose(*numpy_of([model(IMAGES), model(TURNED)]), rtol=1e-3, atol=1e-4)


def test_an_image_does_not_depend_on_its_batch():
    model = make()
    together, alone = numpy_of([model(IMAGES), model(IMAGES[1:])])
    np.testing.assert_allclose(together[1:], alone, rtol=1e-4, atol=1e-4)


def test_a_distilled_one_has_a_head_for_each_of_its_two_tokens():
    model = make(distilled=True)
    label, teacher = numpy_of(model(IMAGES))
    assert label.shape == teacher.shape == (2, 3)
    assert not np.allclose(label, teacher)
    assert model.get_layer("tokens").count == 2


def test_attention_is_told_and_changes_nothing():
    model = make()
    logits, weights = numpy_of(with_patch_attention(model)(IMAGES))
    np.testing.assert_allclose(logits, numpy_of(model(IMAGES)), rtol=1e-5, atol=1e-5)
    assert [block.shape for block in weights] == [(2, 2, 10, 10)] * 2
    np.testing.assert_allclose(np.array(weights).sum(-1), 1, rtol=1e-5)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"pooling": "last"}, "pooling must be one of class, mean"),
        ({"pooling": "mean", "distilled": True}, "class where it is distilled"),
        ({"patch_size": 4}, "patches of 4 do not fill an image of 6"),
        ({"patch_size": 0}, "patch_size must be at least 1, not 0"),
        ({"num_classes": 0}, "num_classes must be at least 1, not 0"),
    ],
)
def test_what_cannot_be_built_is_refused(changes, problem):
    with pytest.raises(ValueError, match=problem):
        replace(CONFIG, **changes)
