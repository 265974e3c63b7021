"""Images are moved about as they should be, and scored as scikit-learn scores."""

import numpy as np
import pytest
from sklearn.metrics import log_loss

from nlp_helpers.datasets.digits import Images
from nlp_helpers.training.images import ImageLabels, label_scores, move_about
from nlp_helpers.training.optimization import Optimization

IMAGES = np.random.default_rng(0).uniform(size=(4, 7, 7, 2)).astype("float32")


class Fixed:
    """A random generator that always draws the upper bound."""

    def uniform(self, low, high, size):
        return np.full(size, float(high))

    def integers(self, low, high, size, endpoint):
        return np.full(size, high)


def test_no_movement_changes_nothing():
    moved = move_about(IMAGES, np.random.default_rng(0), shift=0, turn=0.0)
    np.testing.assert_allclose(moved, IMAGES, atol=1e-6)


def test_a_whole_pixel_moves_every_pixel_and_brings_in_paper():
    moved = move_about(IMAGES, Fixed(), shift=1, turn=0.0)
    np.testing.assert_allclose(moved[:, 1:, 1:], IMAGES[:, :-1, :-1], atol=1e-6)
    assert not moved[:, 0].any()
    assert not moved[:, :, 0].any()


def test_a_right_angle_turns_about_the_middle():
    moved = move_about(IMAGES, Fixed(), shift=0, turn=90.0)
    turned = [np.rot90(IMAGES, quarter, axes=(1, 2)) for quarter in (1, 3)]
    assert any(np.allclose(moved, each, atol=1e-5) for each in turned)


def test_an_image_that_grows_by_half_shows_its_middle():
    ramp = np.broadcast_to(np.linspace(0, 1, 7, dtype="float32")[:, None, None], (1, 7, 7, 1))
    moved = move_about(ramp, Fixed(), shift=0, turn=0.0, stretch=-0.5)
    np.testing.assert_allclose(moved[0, :, 3, 0], np.linspace(0.25, 0.75, 7), atol=0.02)


def test_every_image_moves_its_own_way_and_the_same_for_the_same_seed():
    same = np.repeat(IMAGES[:1], 4, axis=0)
    once, again = (move_about(same, np.random.default_rng(3), shift=1, turn=10.0) for _ in range(2))
    np.testing.assert_array_equal(once, again)
    assert len(np.unique(once.reshape(4, -1), axis=0)) == 4
    assert once.min() >= 0
    assert once.max() <= 1


def test_scores_are_the_usual_ones():
    rng = np.random.default_rng(0)
    logits, labels = rng.normal(size=(50, 4)), rng.integers(0, 4, 50)
    scores = label_scores(logits, labels)
    powers = np.exp(logits)
    probabilities = powers / powers.sum(axis=1, keepdims=True)
    assert scores["valid"] == pytest.approx(log_loss(labels, probabilities, labels=range(4)))
    assert scores["accuracy"] == np.mean(logits.argmax(1) == labels)


def test_targets_have_a_place_for_classes_that_no_image_shows():
    brief = Optimization(steps=1, batch_size=4, peak_learning_rate=1e-3, warmup_steps=0)
    [(_, targets)] = ImageLabels().batches(Images(IMAGES, np.array([0, 1, 1, 2])), brief)
    assert targets.shape == (4, 10)
