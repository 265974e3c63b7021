"""The study of sentiment classifiers: its short trainings, and the rows that ship."""

import pytest

from nlp_helpers.studies import load_study
from nlp_helpers.studies.sentiment import shortened
from nlp_helpers.training import sentiment_gru, sentiment_minilm


@pytest.mark.parametrize("recipe", [sentiment_gru.RECIPE, sentiment_minilm.RECIPE])
@pytest.mark.parametrize("steps", [60, 150, 351])
def test_short_trainings_forget_where_they_began(recipe, steps):
    short = shortened(recipe, steps, hurry=2)
    assert short.steps == steps
    assert short.ema_momentum**steps < 0.06
    assert short.warmup_steps < steps / 3
    assert short.peak_learning_rate == 2 * recipe.peak_learning_rate


def test_the_shipped_rows_are_whole():
    rows = load_study("sentiment")
    trainings = {(row["model"], row["train_reviews"]) for row in rows}
    assert len(trainings) == len(rows) >= 20
    for row in rows:
        assert 0.4 < row["accuracy"] < 1
        assert row["seconds"] > 0
        assert row["parameters"] > 0
