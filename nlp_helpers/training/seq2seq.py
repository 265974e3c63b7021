"""The shipped recurrent translators: their recipe, and how they are trained."""

import dataclasses
from pathlib import Path
from typing import NamedTuple

import keras

from nlp_helpers.datasets import load_spa_eng
from nlp_helpers.datasets.spa_eng import PairSplits
from nlp_helpers.models import Seq2SeqConfig, make_seq2seq
from nlp_helpers.tokenization import SubwordTokenizer
from nlp_helpers.training.loop import Progress, train_steps
from nlp_helpers.training.recipes import Recipe
from nlp_helpers.training.translation import (
    compile_for_translation,
    score_examples,
    subword_examples,
    training_steps,
)

LIMIT = 48  # pieces of a sentence to train on; 18 pairs have more
LABEL_SMOOTHING = 0.1

LSTM = Seq2SeqConfig(
    source_vocab_size=4_000,
    target_vocab_size=4_000,
    embedding_size=256,
    units=384,
    embedding_dropout=0.2,
    output_dropout=0.3,
)
BIDIRECTIONAL = dataclasses.replace(LSTM, bidirectional=True)
MODELS = {
    "nmt-lstm": LSTM,
    "nmt-bilstm": BIDIRECTIONAL,
    "nmt-attention": dataclasses.replace(BIDIRECTIONAL, attention="general"),
}
RECIPE = Recipe(
    steps=8_660,  # ten epochs
    batch_size=128,
    peak_learning_rate=2e-3,
    warmup_steps=400,
    weight_decay=0.02,
    ema_momentum=0.998,
    evaluate_every=433,
)


class TrainedSeq2Seq(NamedTuple):
    """What a training leaves."""

    model: keras.Model  # source and shifted target ids -> logits, with averaged weights
    config: Seq2SeqConfig  # with the vocabularies as large as they came out
    source: SubwordTokenizer
    target: SubwordTokenizer
    progress: Progress


def train_seq2seq(
    folder: Path,
    config: Seq2SeqConfig,
    *,
    recipe: Recipe = RECIPE,
    splits: PairSplits | None = None,
) -> TrainedSeq2Seq:
    """Train a recurrent translator; both vocabularies are learned from the training split.

    Introduced in chapter 07, Encoder and decoder.

    Args:
        folder: where snapshots are kept; a killed training goes on from there.
        config: the model. Its vocabularies get smaller where the corpus is too small for them.
        recipe: the optimization.
        splits: the English-Spanish pairs where not given.
    """
    train, valid, *_ = load_spa_eng() if splits is None else splits
    source = SubwordTokenizer.train(train.english, vocab_size=config.source_vocab_size)
    target = SubwordTokenizer.train(train.spanish, vocab_size=config.target_vocab_size)
    config = dataclasses.replace(
        config, source_vocab_size=len(source), target_vocab_size=len(target)
    )
    keras.utils.set_random_seed(recipe.seed)
    model = make_seq2seq(config)
    compile_for_translation(model, recipe.optimizer(), label_smoothing=LABEL_SMOOTHING)
    held_out = subword_examples(source, target, valid)
    progress = train_steps(
        model,
        training_steps(subword_examples(source, target, train, limit=LIMIT), recipe),
        recipe,
        folder=folder,
        evaluate=lambda model: score_examples(model, held_out)["nats_per_token"],
    )
    return TrainedSeq2Seq(model, config, source, target, progress)
