"""What is masked, what the loss counts, and what a batch and a score are made of."""

import dataclasses
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from nlp_helpers.datasets.sentences import join_documents
from nlp_helpers.models import EncoderConfig, make_bert
from nlp_helpers.tokenization import END_ID, SubwordTokenizer
from nlp_helpers.training.optimization import Optimization
from nlp_helpers.training.pretraining import (
    MASK_ID,
    MaskedWords,
    mask_words,
    pretraining_scores,
)
from nlp_helpers.training.translation import SmoothedNats

VOCAB = 8_000


def made_ids(rows=400, length=100):
    rng = np.random.default_rng(0)
    ids = rng.integers(4, VOCAB, size=(rows, length), dtype=np.int32)
    ids[:, 0], ids[:, 50] = 2, 3
    for row, words in zip(ids, rng.integers(51, length, size=rows), strict=True):
        row[words:] = 0
    return ids


def test_shares_of_masks_random_words_and_words_as_they_are():
    ids = made_ids()
    masked = mask_words(ids, np.random.default_rng(1), vocab_size=VOCAB)
    real = masked.targets > 0
    words = (ids >= 4).sum(1)
    np.testing.assert_array_equal(real.sum(1), np.maximum(np.rint(0.15 * words), 1))
    shown = np.take_along_axis(masked.ids, masked.places, axis=1)[real]
    targets = masked.targets[real]
    assert (shown == MASK_ID).mean() == pytest.approx(0.8, abs=0.03)
    assert (shown == targets).mean() == pytest.approx(0.1, abs=0.02)
    others = shown[(shown != MASK_ID) & (shown != targets)]
    assert len(others) / len(shown) == pytest.approx(0.1, abs=0.02)
    assert others.min() >= 4
    assert others.mean() == pytest.approx(VOCAB / 2, rel=0.1)


def test_targets_are_what_stood_there_and_nothing_else_is_changed():
    ids = made_ids()
    masked = mask_words(ids, np.random.default_rng(1), vocab_size=VOCAB)
    restored = masked.ids.copy()
    for row, places, targets in zip(restored, masked.places, masked.targets, strict=True):
        real = targets > 0
        assert len(set(places[real])) == real.sum()
        row[places[real]] = targets[real]
    np.testing.assert_array_equal(restored, ids)


def test_special_ids_are_never_masked():
    masked = mask_words(made_ids(), np.random.default_rng(2), vocab_size=VOCAB, share=1.0)
    assert (masked.ids[:, 0] == 2).all()
    assert (masked.ids[:, 50] == 3).all()
    np.testing.assert_array_equal(masked.ids == 0, made_ids() == 0)


def test_the_generator_decides():
    one, same, other = (
        mask_words(made_ids(), np.random.default_rng(seed), vocab_size=VOCAB) for seed in (3, 3, 4)
    )
    for a, b in zip(one, same, strict=True):
        np.testing.assert_array_equal(a, b)
    assert (one.ids != other.ids).any()


def test_short_texts_have_one_word_masked_and_empty_ones_none():
    ids = np.array([[2, 9, 3, 0], [2, 3, 0, 0]], "int32")
    masked = mask_words(ids, np.random.default_rng(0), vocab_size=VOCAB)
    assert masked.targets.tolist() == [[9], [0]]
    np.testing.assert_array_equal(masked.ids[1], ids[1])


def test_the_loss_is_that_of_the_masked_places_alone():
    """Whatever is said at places that only fill up a row costs nothing."""
    rng = np.random.default_rng(0)
    targets = np.array([[5, 7, 0], [6, 0, 0]])
    logits = rng.normal(size=(2, 3, 9)).astype("float32")
    loss = float(SmoothedNats()(targets, logits))
    shares = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    wanted = -np.log([shares[0, 0, 5], shares[0, 1, 7], shares[1, 0, 6]]).mean()
    assert loss == pytest.approx(wanted, rel=1e-5)
    logits[targets == 0] = 50 * rng.normal(size=(3, 9))
    assert float(SmoothedNats()(targets, logits)) == pytest.approx(loss, rel=1e-6)


TEXTS = [
    "a dull film. the plot is thin. see another.",
    "good fun! the cast is fine. a moving end. i laughed.",
    "no. never again. two hours lost.",
]


@pytest.fixture(scope="module")
def toy():
    tokenizer = SubwordTokenizer.train(TEXTS, vocab_size=290)
    keras.utils.set_random_seed(0)
    config = EncoderConfig(len(tokenizer), 16, 1, 2, 16, 48, separator=3)
    return SimpleNamespace(
        tokenizer=tokenizer, model=make_bert(config), texts=lambda split: (split,)
    )


HOW = MaskedWords(length=16, long=32)


def test_every_fourth_batch_is_of_long_texts_and_steps_depend_on_the_seed_alone(toy):
    examples = HOW.examples(toy, TEXTS, training=True)
    optimization = Optimization(steps=9, batch_size=6, peak_learning_rate=1e-3, warmup_steps=1)
    batches = HOW.batches(examples, optimization)
    shapes = [inputs[0].shape for inputs, _ in batches]
    assert shapes == [(6, 16)] * 3 + [(3, 32)] + [(6, 16)] * 3 + [(3, 32)] + [(6, 16)]
    again = HOW.batches(examples, optimization)
    for one, other in zip(batches[7][0], again[7][0], strict=True):
        np.testing.assert_array_equal(one, other)
    assert (batches[0][0][0] != batches[1][0][0]).any()
    batches = dataclasses.replace(HOW, long_every=2).batches(examples, optimization)
    assert [inputs[0].shape for inputs, _ in batches][:4] == [(6, 16), (3, 32)] * 2


def test_it_learns_three_texts_by_heart(toy):
    optimization = Optimization(
        steps=150, batch_size=8, peak_learning_rate=1e-2, warmup_steps=10, weight_decay=0.0
    )
    examples = HOW.examples(toy, TEXTS, training=True)
    HOW.compile(toy.model, optimization.optimizer())
    before = HOW.evaluate(toy.model, examples)
    batches = HOW.batches(examples, optimization)
    short = [step for step in range(len(batches)) if batches[step][0][0].shape[1] == HOW.length]
    losses = [float(HOW.train_step(toy.model, batches[step])) for step in short]
    after = HOW.evaluate(toy.model, examples)
    assert losses[-1] < losses[0]
    assert after["valid"] < 0.75 * before["valid"]


def as_it_was(row):
    """The ids of a made pair before words were hidden, and whether its halves belong together.

    The words of document 7 are 700, 701 and so on, so those that are to be seen tell the others.
    """
    first, second = np.flatnonzero(row == END_ID)
    whole, begins, ends = row.copy(), [], []
    for half in (slice(1, first), slice(first + 1, second)):
        numbers = np.arange(half.stop - half.start)
        begins.append(int(np.median(row[half] - numbers)))
        whole[half] = begins[-1] + numbers
        ends.append(whole[half][-1])
    return whole, begins[1] == ends[0] + 1


class Guesser:
    """In place of a model: random logits, every other row in favour of what is right."""

    def __init__(self):
        self.rng = np.random.default_rng(0)
        self.nats, self.right, self.followed, self.documents = [], [], [], []

    def predict_on_batch(self, inputs):
        ids, places = inputs
        logits = self.rng.normal(size=(*places.shape, VOCAB)).astype("float32")  # (B, M, V)
        follows = self.rng.normal(size=(len(ids), 1)).astype("float32")
        for row in range(len(ids)):
            if ids[row].any():
                self.score(9 * (row % 2), ids[row], places[row], logits[row], follows[row, 0])
        return logits, follows

    def score(self, favour, ids, places, logits, goes_on):
        """Score one row in NumPy, one word after the other."""
        whole, belongs = as_it_was(ids)
        self.documents.append(whole[1] // 100)
        self.followed.append((goes_on > 0) == belongs)
        for scores, place in zip(logits, places, strict=True):
            if place:  # 0 is where a text starts: no word
                scores[whole[place]] += favour
                shares = np.exp(scores.astype("float64"))
                self.nats.append(-np.log(shares[whole[place]] / shares.sum()))
                self.right.append(scores.argmax() == whole[place])


def test_scores_are_those_of_numpy_word_by_word():
    """In two batches, of which the second is not full."""
    count, words = 70, np.arange(24)
    sentences = [np.split(100 * (number + 1) + words, [8, 16]) for number in range(count)]
    guesser = Guesser()
    scores = pretraining_scores(guesser, join_documents(sentences), VOCAB, length=32)
    assert sorted(guesser.documents) == list(range(1, count + 1))
    assert len(guesser.nats) > 3 * count  # of 16 to 29 words 15%
    assert scores == {
        "nats_per_masked_word": pytest.approx(np.mean(guesser.nats), rel=1e-5),
        "masked_accuracy": pytest.approx(np.mean(guesser.right)),
        "next_sentence_accuracy": pytest.approx(np.mean(guesser.followed)),
    }
    assert 0.3 < scores["masked_accuracy"] < 0.7
    assert pretraining_scores(Guesser(), join_documents(sentences), VOCAB, length=32) == scores
