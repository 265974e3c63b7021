"""Scoring and training classifiers of texts."""

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, log_loss

from nlp_helpers.checkpoints.classification import encode_words
from nlp_helpers.datasets import WordVocabulary
from nlp_helpers.models import SentimentRNNConfig, make_sentiment_rnn
from nlp_helpers.training.bigrams import make_bigram_classifier
from nlp_helpers.training.sentiment import (
    accuracy,
    bucketed_logits,
    hide_words,
    mean_nats,
    pad_ids,
    pad_vectors,
)

RNG = np.random.default_rng(0)
CONFIG = SentimentRNNConfig(vocab_size=8, embedding_size=4, units=4)


def test_scores_are_scikit_learns():
    logits, labels = RNG.normal(size=50), RNG.integers(0, 2, size=50)
    probabilities = 1 / (1 + np.exp(-logits))
    assert mean_nats(logits, labels) == pytest.approx(log_loss(labels, probabilities))
    assert accuracy(logits, labels) == accuracy_score(labels, probabilities > 0.5)


def test_nats_stay_finite_where_a_probability_would_be_zero():
    assert mean_nats(np.array([1000.0]), np.array([0])) == pytest.approx(1000)


def test_bucketed_logits_are_those_of_each_text_alone():
    model = make_sentiment_rnn(CONFIG)
    texts = [RNG.integers(1, 8, size=length) for length in RNG.integers(0, 90, size=70)]
    alone = [model.predict_on_batch(pad_ids([text]))[0, 0] for text in texts[:9]]
    np.testing.assert_allclose(bucketed_logits(model, texts)[:9], alone, rtol=1e-4, atol=1e-6)


def test_vectors_are_padded_to_a_common_length_with_their_mask():
    texts = [RNG.normal(size=(length, 3)).astype("float16") for length in (5, 33)]
    vectors, mask = pad_vectors(texts)
    assert vectors.shape == (2, 64, 3)
    assert mask.sum(axis=1).tolist() == [5, 33]
    np.testing.assert_array_equal(vectors[0, :5], texts[0])
    assert not vectors[~mask].any()


def test_hidden_words_become_unknown_and_padding_stays():
    ids = np.array([[5] * 2000 + [0] * 500])
    hidden = hide_words(ids, 0.25, np.random.default_rng(0))
    assert set(hidden[0, :2000]) == {1, 5}
    assert (hidden[0, :2000] == 1).mean() == pytest.approx(0.25, abs=0.04)
    assert not hidden[0, 2000:].any()


def test_long_texts_keep_their_beginning_and_their_end():
    words = [f"w{i}" for i in range(2_000)]
    vocabulary = WordVocabulary.fit([" ".join(words)], size=2_002)
    [ids] = encode_words(vocabulary, (" ".join(words),), limit=400, head=100)
    assert vocabulary.decode(ids) == " ".join(words[:100] + words[-300:])


def test_bigrams_see_what_single_words_cannot():
    texts = ["not good just dull", "not dull just good"] * 10
    model = make_bigram_classifier().fit(texts, [0, 1] * 10)
    assert model.predict(["it is not good", "it is not dull"]).tolist() == [0, 1]
