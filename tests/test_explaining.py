"""Leaving words out, held against a judge whose weights are known."""

import numpy as np
import pytest

from nlp_helpers.explaining import occlusion

WEIGHTS = {"good": 2.0, "bad": -1.5}


def judge(texts: list[str]) -> list[float]:
    """Add up the weights of the words."""
    return [sum(WEIGHTS.get(word, 0.0) for word in text.split()) for text in texts]


def test_effects_in_a_bag_of_words_are_its_weights():
    effects = occlusion(judge, ["a", "good", "or", "bad", "film"])
    np.testing.assert_allclose(effects, [0, 2, 0, -1.5, 0])


def test_of_two_words_that_say_the_same_either_can_be_spared():
    effects = occlusion(lambda texts: ["good" in text for text in texts], ["good", "good"])
    assert effects.tolist() == [0, 0]


def test_the_judge_is_asked_once():
    calls = []
    occlusion(lambda texts: calls.append(texts) or judge(texts), ["so", "good"])
    assert calls == [["so good", "good", "so"]]


def test_a_single_word_is_held_against_nothing():
    assert occlusion(judge, ["good"]).tolist() == [2]


def test_refuses_what_it_cannot_take_apart():
    with pytest.raises(TypeError, match=r"'so good'\.split"):
        occlusion(judge, "so good")
    with pytest.raises(ValueError, match="empty"):
        occlusion(judge, [])
    with pytest.raises(ValueError, match=r"shape \(3, 1\) from 3 texts"):
        occlusion(lambda texts: np.zeros((len(texts), 1)), ["so", "good"])
