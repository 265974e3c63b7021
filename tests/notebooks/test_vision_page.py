"""What chapter 15 writes of DETR is what the package does: the cells themselves are run."""

import keras
import numpy as np
import pytest
from scipy import optimize, special

from nlp_helpers import layers
from nlp_helpers.datasets.scenes import NOTHING, make_scenes
from nlp_helpers.layers import to_patches
from nlp_helpers.models.detr import make_detr
from nlp_helpers.studies.detr import CONFIG, compile_detector
from nlp_helpers.training.matching import NOTHING_WEIGHT, matched_targets
from tests.notebooks.conftest import functions_of_page

GIVEN = {
    "NOTHING": NOTHING,
    "keras": keras,
    "layers": layers,
    "linear_sum_assignment": optimize.linear_sum_assignment,
    "np": np,
    "ops": keras.ops,
    "to_patches": to_patches,
}


@pytest.fixture(scope="module")
def page() -> dict:
    """The functions of the page, by name."""
    names = ("make_detector", "matched_targets", "detr_loss")
    return functions_of_page("15_vision_transformers", names, GIVEN)


def test_the_detector_and_its_loss_are_the_studys(page):
    keras.utils.set_random_seed(0)
    packaged, written = make_detr(CONFIG), page["make_detector"]()
    written.set_weights(packaged.get_weights())
    scenes = make_scenes(8, seed=0)
    logits, boxes = packaged.predict_on_batch(scenes.pixels)
    for own, its in zip(written.predict_on_batch(scenes.pixels), (logits, boxes), strict=True):
        np.testing.assert_allclose(own, its, atol=1e-4)
    classes, true_boxes, real = matched_targets(logits, boxes, scenes.classes, scenes.boxes)
    for row in range(8):
        there = scenes.classes[row] != NOTHING
        things = scenes.classes[row, there], scenes.boxes[row, there]
        said = special.softmax(logits[row], axis=-1)
        targets, target_boxes = page["matched_targets"](said, boxes[row], *things)
        np.testing.assert_array_equal(targets, classes[row])
        np.testing.assert_allclose(target_boxes, true_boxes[row])
    compile_detector(packaged, keras.optimizers.SGD(0.0))
    weights = [np.where(real, 1.0, NOTHING_WEIGHT).astype("float32"), real.astype("float32")]
    trained = packaged.test_on_batch(scenes.pixels, [classes, true_boxes], sample_weight=weights)
    loss = page["detr_loss"](logits, boxes, classes, true_boxes)
    assert float(loss) == pytest.approx(float(trained[0]), rel=1e-4)
