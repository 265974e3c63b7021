"""Scoring and training translators."""

import dataclasses

import keras
import numpy as np
import pytest
from sklearn.metrics import log_loss

from nlp_helpers.checkpoints.making import fit
from nlp_helpers.datasets import Pairs
from nlp_helpers.errors import CheckpointError
from nlp_helpers.models import Seq2SeqConfig, make_seq2seq
from nlp_helpers.tokenization import END_ID, START_ID, SubwordTokenizer
from nlp_helpers.training.optimization import Optimization
from nlp_helpers.training.recipe import Corpus, Recipe, Tokenization
from nlp_helpers.training.translation import (
    MULTIPLE,
    NextPiece,
    SmoothedNats,
    collate,
    encode_sources,
    masked_nats,
    score_examples,
    subword_examples,
)

RNG = np.random.default_rng(0)
PAIRS = Pairs(("Go.", "I see a cat.", "No!"), ("Ve.", "Veo un gato.", "¡No!"))
SOURCE = SubwordTokenizer.train(PAIRS.english, vocab_size=270)
TARGET = SubwordTokenizer.train(PAIRS.spanish, vocab_size=270)
V = len(TARGET)


def nats(targets, logits, **settings) -> float:
    tensors = map(keras.ops.convert_to_tensor, (targets, logits))
    return float(keras.ops.convert_to_numpy(masked_nats(*tensors, **settings)))


TARGETS = np.array([[4, 1, 3, 0, 0], [2, 3, 0, 0, 0]], "int32")  # (B, T)
LOGITS = RNG.normal(size=(2, 5, 6)).astype("float32")  # (B, T, V)


def test_the_loss_is_scikit_learns_over_what_is_there():
    there = TARGETS > 0
    shares = np.exp(LOGITS[there].astype("float64"))
    shares /= shares.sum(axis=1, keepdims=True)
    wanted = log_loss(TARGETS[there], shares, labels=range(6))
    assert nats(TARGETS, LOGITS) == pytest.approx(wanted, rel=1e-5)


def test_the_smoothed_loss_is_keras_own_over_what_is_there():
    there = TARGETS > 0
    one_hot = np.eye(6, dtype="float32")[TARGETS[there]]
    library = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)
    wanted = float(keras.ops.convert_to_numpy(library(one_hot, LOGITS[there])))
    assert nats(TARGETS, LOGITS, label_smoothing=0.1) == pytest.approx(wanted, rel=1e-5)


def test_padding_counts_nothing():
    longer = np.pad(LOGITS, [(0, 0), (0, 7), (0, 0)], constant_values=50)
    targets = np.pad(TARGETS, [(0, 0), (0, 7)])
    assert nats(targets, longer) == pytest.approx(nats(TARGETS, LOGITS), rel=1e-6)


def test_a_batch_of_padding_only_costs_nothing():
    assert nats(np.zeros_like(TARGETS), LOGITS) == 0


def test_subwords_are_read_and_written_between_start_and_end():
    examples = subword_examples(SOURCE, TARGET, PAIRS)
    assert [ids[-1] for ids in examples.sources] == [END_ID] * 3
    for inputs, targets, spanish in zip(
        examples.inputs, examples.targets, PAIRS.spanish, strict=True
    ):
        assert (inputs[0], targets[-1]) == (START_ID, END_ID)
        np.testing.assert_array_equal(inputs[1:], targets[:-1])
        assert TARGET.decode(targets) == spanish


def test_long_pairs_can_be_left_out():
    sizes = [
        max(len(SOURCE.encode(english)) + 1, len(TARGET.encode(spanish)))
        for english, spanish in PAIRS
    ]
    kept = subword_examples(SOURCE, TARGET, PAIRS, limit=max(sizes) - 1)
    assert len(kept.sources) == 2


@pytest.mark.parametrize("sentence", ["", " ", "\u200b", "\u00a0\ufeff"])
def test_the_empty_sentence_is_its_end(sentence):
    [ids] = encode_sources(SOURCE, [sentence])
    assert ids.tolist() == [END_ID]


def test_sentences_that_look_the_same_are_read_the_same():
    plain, other = encode_sources(SOURCE, ["a café", "\ufeffa\u00a0cafe\u0301\u200b "])
    assert plain.tolist() == other.tolist()


def test_a_batch_is_padded_to_a_multiple():
    examples = subword_examples(SOURCE, TARGET, PAIRS)
    (source, inputs), targets = collate(examples, np.array([0, 1]))
    assert inputs.shape == targets.shape
    assert source.shape[1] % MULTIPLE == targets.shape[1] % MULTIPLE == 0
    (source, _), targets = collate(examples, np.array([0, 1]), 32)
    assert source.shape[1] == targets.shape[1] == 32
    np.testing.assert_array_equal(targets[0][targets[0] > 0], examples.targets[0])


def test_every_pair_is_met_once_an_epoch():
    optimization = Optimization(steps=6, batch_size=1, peak_learning_rate=1, warmup_steps=1)
    steps = NextPiece().batches(subword_examples(SOURCE, TARGET, PAIRS), optimization)
    first = sorted(TARGET.decode(targets[0]) for _, targets in list(steps)[:3])
    assert first == sorted(PAIRS.spanish)


@pytest.mark.parametrize("loss", [masked_nats, SmoothedNats(0.1)])
def test_a_compiled_translator_comes_back_from_its_file(tmp_path, loss):
    model = make_seq2seq(Seq2SeqConfig(9, 9, embedding_size=4, units=4))
    model.compile(loss=loss, optimizer="sgd")
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    batch = [TARGETS, TARGETS], TARGETS
    np.testing.assert_allclose(again.test_on_batch(*batch), model.test_on_batch(*batch), rtol=1e-5)


def test_scores_are_those_of_each_pair_alone():
    config = Seq2SeqConfig(len(SOURCE), V, embedding_size=4, units=4)
    model, examples = make_seq2seq(config), subword_examples(SOURCE, TARGET, PAIRS)
    losses, right = [], []
    for source, inputs, targets in zip(*examples, strict=True):
        logits = model.predict_on_batch([source[None], inputs[None]])[0]
        losses += [nats(targets[None, [t]], logits[None, [t]]) for t in range(len(targets))]
        right += (keras.ops.convert_to_numpy(logits).argmax(axis=1) == targets).tolist()
    scores = score_examples(model, examples)
    assert scores["nats_per_token"] == pytest.approx(np.mean(losses), rel=1e-4)
    assert scores["token_accuracy"] == pytest.approx(np.mean(right))


def test_learns_three_sentences_by_heart(tmp_path):
    recipe = Recipe(
        name="toy",
        title="a toy",
        corpus=Corpus((), load=None, split=""),
        tokenization=Tokenization("subwords", vocab_size=300, limit=48),
        architecture="seq2seq-rnn",
        config=Seq2SeqConfig(300, 300, embedding_size=32, units=32, attention="general"),
        objective=NextPiece(label_smoothing=0.1),
        optimization=Optimization(
            steps=100,
            batch_size=3,
            peak_learning_rate=0.01,
            warmup_steps=10,
            evaluate_every=50,
            ema_momentum=0.9,
        ),
    )
    trained, progress = fit(recipe, tmp_path, (PAIRS, PAIRS))
    assert trained.config.target_vocab_size == len(trained.target) <= 300
    assert progress.history["token_accuracy"][-1] == 1
    assert progress.history["valid"][-1] < 0.5  # smoothed labels leave some doubt
    assert trained.translate(PAIRS.english, num_beams=1) == list(PAIRS.spanish)
    other = dataclasses.replace(recipe, objective=NextPiece(label_smoothing=0.2))
    with pytest.raises(CheckpointError, match=r"these differ: objective\.label_smoothing\. "):
        fit(other, tmp_path, (PAIRS, PAIRS))
    others = Pairs(PAIRS.target, PAIRS.source)
    with pytest.raises(CheckpointError, match=r"these differ: .*data, .*tokenizers"):
        fit(recipe, tmp_path, (others, others))
