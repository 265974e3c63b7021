"""The study of sentiment classifiers: its short trainings, and the rows that ship."""

from dataclasses import replace

import numpy as np
import pytest

from nlp_helpers.datasets import ImdbSplits, Reviews
from nlp_helpers.models import SentimentRNNConfig
from nlp_helpers.studies import load_study, sentiment
from nlp_helpers.studies.sentiment import GRU, MINILM, shortened


@pytest.mark.parametrize("recipe", [GRU, MINILM])
@pytest.mark.parametrize("steps", [60, 150, 351])
def test_short_trainings_forget_where_they_began(recipe, steps):
    short = shortened(recipe.optimization, steps, hurry=2)
    assert short.steps == steps
    assert short.ema_momentum**steps < 0.06
    assert short.warmup_steps < steps / 3
    assert short.peak_learning_rate == 2 * recipe.optimization.peak_learning_rate


def test_the_shipped_rows_are_whole():
    rows = load_study("sentiment")
    trainings = {(row["model"], row["train_reviews"]) for row in rows}
    assert len(trainings) == len(rows) >= 20
    for row in rows:
        assert 0.4 < row["accuracy"] < 1
        assert row["seconds"] > 0
        assert row["parameters"] > 0


def test_a_row_can_be_made_again(monkeypatch):
    """Seeded before the model is built, so that two trials of one kind come to the same."""
    reviews = Reviews(("good film", "dull film", "good", "dull plot") * 20, np.array([1, 0] * 40))
    monkeypatch.setattr(sentiment, "imdb_reviews", lambda: ImdbSplits(reviews, reviews))
    monkeypatch.setattr(sentiment, "_steps", lambda size: 3)
    config = SentimentRNNConfig(vocab_size=9, embedding_size=2, units=2, output_dropout=0.5)
    monkeypatch.setattr(
        sentiment, "GRU", replace(GRU, optimization=replace(GRU.optimization, batch_size=8))
    )
    trial, weights = sentiment._gru(config), []
    fit_once = sentiment.fit_once

    def watched(*arguments):
        trained, scores = fit_once(*arguments)
        weights.append(trained.model.get_weights())
        return trained, scores

    monkeypatch.setattr(sentiment, "fit_once", watched)
    rows = [trial(80) for _ in range(2)]
    assert rows[0] == rows[1]
    assert rows[0]["seed"] == GRU.optimization.seed
    for one, other in zip(*weights, strict=True):
        np.testing.assert_array_equal(one, other)
