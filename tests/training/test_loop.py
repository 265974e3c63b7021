"""The training loop: averaged weights, what it records, and that it learns."""

import math

import numpy as np
import pytest

from nlp_helpers.datasets.shakespeare import TRAIN_CHARACTERS, VALID_CHARACTERS
from nlp_helpers.models import CharRNNConfig
from nlp_helpers.training.char_rnn import train_char_rnn, validation_scores, window_nats
from nlp_helpers.training.loop import averaged_weights
from nlp_helpers.training.recipes import Recipe
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
    assert progress.history["valid"][-1] == pytest.approx(toy.evaluate(model), abs=1e-4)


def test_char_rnn_learns_a_text_that_repeats(tmp_path):
    """The whole way from a text to validation scores; after 60 steps nearly nothing surprises."""
    line = "to be, or not to be; "
    text = (line * (1 + (TRAIN_CHARACTERS + VALID_CHARACTERS) // len(line)))[:1_060_001]
    config = CharRNNConfig(vocab_size=len(set(line)), embedding_size=8, units=16)
    recipe = Recipe(
        steps=60, batch_size=16, peak_learning_rate=0.03, warmup_steps=5, ema_momentum=0.8
    )
    trained = train_char_rnn(tmp_path, config=config, recipe=recipe, text=text)
    assert trained.vocabulary.characters == "".join(sorted(set(line)))
    scores = validation_scores(trained.model, trained.valid)
    assert scores["windows_nats"] < 0.5 * math.log(config.vocab_size)
    assert scores["stream_nats"] <= scores["windows_nats"] + 0.01
    assert scores["windows_nats"] == pytest.approx(window_nats(trained.model, trained.valid))
