"""The loss of a student against its closed form, and against the labels alone."""

import shutil
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from nlp_helpers.checkpoints import load_checkpoint
from nlp_helpers.checkpoints.storing import store
from nlp_helpers.datasets import Reviews
from nlp_helpers.training import distillation
from nlp_helpers.training.distillation import DistillationLoss, TaughtLabels
from nlp_helpers.training.optimization import Optimization

RNG = np.random.default_rng(0)
LABELS, TAUGHT, LOGITS = RNG.integers(0, 2, 20), 3 * RNG.normal(size=20), 2 * RNG.normal(size=20)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def cross_entropy(p, q):
    return -p * np.log(q) - (1 - p) * np.log(1 - q)


def loss(temperature, teaching, logits=LOGITS):
    targets = np.stack([LABELS, TAUGHT], axis=1).astype("float32")
    return float(DistillationLoss(temperature, teaching)(targets, logits[:, None].astype("f4")))


@pytest.mark.parametrize(("temperature", "teaching"), [(1, 0.5), (2, 0.9), (5, 1.0)])
def test_closed_form(temperature, teaching):
    soft = cross_entropy(sigmoid(TAUGHT / temperature), sigmoid(LOGITS / temperature))
    hard = cross_entropy(LABELS, sigmoid(LOGITS))
    wanted = teaching * temperature**2 * soft + (1 - teaching) * hard
    assert loss(temperature, teaching) == pytest.approx(wanted.mean(), rel=1e-5)


def test_without_teaching_it_is_the_cross_entropy_of_the_labels():
    ordinary = keras.losses.BinaryCrossentropy(from_logits=True)
    wanted = float(ordinary(LABELS[:, None], LOGITS[:, None]))
    assert loss(2, 0.0) == pytest.approx(wanted, rel=1e-5)


def test_a_student_that_says_what_its_teacher_says_cannot_do_better():
    best = loss(2, 1.0, TAUGHT)
    for _ in range(5):
        assert loss(2, 1.0, TAUGHT + 0.3 * RNG.normal(size=20)) > best


def test_sure_logits_stay_finite():
    targets = np.array([[1, 1e4], [0, -1e4]], "float32")
    assert np.isfinite(float(DistillationLoss(2, 0.9)(targets, -targets[:, 1:])))


def test_it_is_saved_with_a_model():
    config = keras.losses.serialize(DistillationLoss(3.0, 0.7))
    restored = keras.losses.deserialize(config)
    assert (restored.temperature, restored.teaching) == (3.0, 0.7)


def test_a_teacher_that_was_trained_anew_is_loaded_anew(tmp_path, monkeypatch, sentiment_folder):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(sentiment_folder, tmp_path / "runs" / "judge")
    first = distillation.load_teacher("judge")
    assert distillation.load_teacher("judge") is first
    loaded = load_checkpoint("runs/judge")
    loaded.model.set_weights([2 * weight for weight in loaded.model.get_weights()])
    parts = {"vocabulary.txt": (sentiment_folder / "vocabulary.txt").read_bytes()}
    store(tmp_path / "runs" / "judge", loaded.stored, loaded.card, parts)
    assert distillation.load_teacher("judge") is not first


def test_the_teacher_reads_each_training_review_once_and_whole(monkeypatch):
    asked = []

    class Teacher:
        output_shape = (None, 1)

        def predict_on_batch(self, ids):
            asked.append(ids)
            return ids.sum(axis=1, keepdims=True)

    monkeypatch.setattr(distillation, "load_teacher", lambda name: Teacher())
    objective = TaughtLabels(hidden_share=0.3, multiple=8)
    texts = [RNG.integers(4, 99, size=n) for n in RNG.integers(3, 9, size=12)]
    split = Reviews(texts, RNG.integers(0, 2, size=12))
    trained = SimpleNamespace(encode=list)
    sequences, targets = objective.examples(trained, split, training=True)
    assert len(asked) == 1
    np.testing.assert_array_equal(targets[:, 0], split.labels)
    np.testing.assert_array_equal(targets[:, 1], [ids.sum() for ids in texts])
    _, labels = objective.examples(trained, split, training=False)
    np.testing.assert_array_equal(labels, split.labels)
    optimization = Optimization(steps=3, batch_size=4, peak_learning_rate=1, warmup_steps=0)
    for inputs, goals in objective.batches((sequences, targets), optimization):
        assert (inputs == 1).any()
        assert goals.shape == (4, 2)
