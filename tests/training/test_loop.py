"""The training loop: averaged weights, what it records, and that it learns."""

import math

import keras
import numpy as np
import pytest

from nlp_helpers.errors import NlpHelpersError
from nlp_helpers.models import CharRNNConfig
from nlp_helpers.training.loop import averaged_weights, train_on_batch, train_steps
from tests.training import toy


@pytest.fixture(scope="module")
def trained():
    """A model after three steps, and the running average of its weights, kept by hand."""
    model, batches = toy.make_model(), toy.make_batches()
    average = None
    for step in range(3):
        model.train_on_batch(*batches[step])
        new = [np.array(v.numpy()) for v in model.trainable_variables]
        keep = toy.RECIPE.ema_momentum if average else 0.0
        average = [keep * a + (1 - keep) * n for a, n in zip(average or new, new, strict=True)]
    return model, average


def weights(model) -> list[np.ndarray]:
    return [np.array(v.numpy()) for v in model.trainable_variables]


def test_averaged_weights_are_the_running_average(trained):
    model, average = trained
    with averaged_weights(model):
        for lent, wanted in zip(weights(model), average, strict=True):
            np.testing.assert_allclose(lent, wanted, atol=1e-6)


def fail_with_lent_weights(model, own):
    with averaged_weights(model):
        assert any((a != b).any() for a, b in zip(weights(model), own, strict=True))
        raise ZeroDivisionError


def test_averaged_weights_are_only_lent(trained):
    model, _ = trained
    own = weights(model)
    with pytest.raises(ZeroDivisionError):
        fail_with_lent_weights(model, own)
    for before, returned in zip(own, weights(model), strict=True):
        np.testing.assert_array_equal(before, returned)


def test_training_records_and_returns_the_averaged_model(tmp_path):
    model, progress = toy.train(tmp_path)
    assert progress.history["step"] == [4, 8, 10]
    assert progress.history["seconds"] == sorted(progress.history["seconds"])
    assert progress.history["valid"][-1] == pytest.approx(toy.evaluate(model)["valid"], abs=1e-4)


def test_several_scores_join_the_history(tmp_path):
    batches, model = toy.make_batches(), toy.make_model()
    train_steps(
        model, batches, toy.RECIPE, evaluate=lambda _: {"valid": 2, "bleu": 9}, folder=tmp_path
    )
    _, progress = toy.train(tmp_path)
    assert progress.history["bleu"] == [9, 9, 9]
    assert len(progress.history["train"]) == 3


def test_the_history_holds_the_mean_loss_of_all_batches_between_two_evaluations(tmp_path):
    losses = iter([5.0, 1.0, 2.0, 4.0, 1.0, 1.0, 1.0, 2.0, 7.0, 8.0])
    _, progress = toy.train(
        tmp_path, train_step=lambda model, batch: (train_on_batch(model, batch), next(losses))[1]
    )
    assert progress.history["step"] == [4, 8, 10]
    assert progress.history["train"] == [3.0, 1.25, 7.5]


def test_keras_tells_the_loss_of_the_batch_alone():
    model = toy.make_model(CharRNNConfig(vocab_size=5, embedding_size=4, units=8))  # no dropout
    model.compile(optimizer=keras.optimizers.SGD(0.0), loss=model.loss)
    batches = toy.make_batches()
    alone = [float(train_on_batch(model, batches[step])) for step in range(3)]
    expected = [float(model.evaluate(*batches[step], verbose=0)) for step in range(3)]
    np.testing.assert_allclose(alone, expected, rtol=1e-5)


def test_the_optimizer_has_its_variables_before_the_first_step(tmp_path):
    """Or TensorFlow traces that step twice: once with the variables' making in it."""
    had = []

    def train_step(model, batch):
        had.append(model.optimizer.built)
        return train_on_batch(model, batch)

    toy.train(tmp_path, train_step=train_step)
    assert had[0]


def test_a_train_step_of_its_own(tmp_path):
    """Such as that of a model with a teacher: here, one that trains on every batch twice."""
    seen = []

    def twice(model, batch):
        seen.append(batch)
        model.train_on_batch(*batch)
        return model.train_on_batch(*batch)

    model, progress = toy.train(tmp_path / "twice", train_step=twice)
    assert len(seen) == progress.step == 10
    assert int(model.optimizer.iterations) == 20


def test_a_loss_that_is_not_finite_ends_the_training_and_keeps_the_snapshot(tmp_path):
    losses = iter([1.0] * 7 + [math.nan] * 3)
    with pytest.raises(
        NlpHelpersError, match="the loss is nan at step 8: the training has diverged"
    ):
        toy.train(
            tmp_path,
            train_step=lambda model, batch: (train_on_batch(model, batch), next(losses))[1],
        )
    _, progress = toy.train(tmp_path)
    assert progress.history["step"] == [4, 8, 10]
