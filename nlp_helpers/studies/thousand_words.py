"""The three recurrent translators with 1,000 words a side, to compare with published figures.

The 1,000 most frequent words, a random split of the pairs, and the share of right tokens where the
true beginning is given: those are the terms of Géron's Hands-On Machine Learning (3rd edition,
chapter 16), whose accuracies are quoted in `REFERENCES`. They flatter; the rows say by how much:
which shares of the tokens are the unknown word or the end, and of the held-out rows have an English
side that is trained on, too.
"""

import dataclasses
import functools
import tempfile
from pathlib import Path

import keras
import numpy as np

from nlp_helpers.datasets import leak, random_split, spa_eng_pairs
from nlp_helpers.models import Seq2SeqConfig, make_seq2seq
from nlp_helpers.studies.running import run_study
from nlp_helpers.tokenization import END_WORD, START_WORD, UNKNOWN_ID, TextVectorizer
from nlp_helpers.training import seq2seq
from nlp_helpers.training.loop import train_steps
from nlp_helpers.training.translation import (
    compile_for_translation,
    score_examples,
    training_steps,
    word_examples,
)

WORDS = 1_000
REFERENCES = {"nmt-lstm": 0.6763, "nmt-bilstm": 0.6906, "nmt-attention": 0.7077}
STEPS = 5_467  # seven epochs of 100,000 pairs; the reference trains for ten


def run_thousand_words_study(path: Path) -> None:
    """Train and score the three of them, and write the rows to a file."""
    run_study(
        path,
        [({"model": name}, functools.partial(_trial, name)) for name in seq2seq.MODELS],
    )


def _trial(name: str) -> dict:
    train, valid = random_split(spa_eng_pairs())
    source = TextVectorizer.fit(train.english, size=WORDS)
    wrapped = (f"{START_WORD} {text} {END_WORD}" for text in train.spanish)
    target = TextVectorizer.fit(wrapped, size=WORDS)
    learned, held_out = (word_examples(source, target, split) for split in (train, valid))
    config = _config(name, len(source), len(target))
    recipe = dataclasses.replace(seq2seq.RECIPE, steps=STEPS, evaluate_every=STEPS)
    keras.utils.set_random_seed(recipe.seed)
    model = make_seq2seq(config)
    compile_for_translation(model, recipe.optimizer())
    scores: dict[str, float] = {}

    def evaluate(model: keras.Model) -> float:
        scores.update(score_examples(model, held_out))
        return scores["nats_per_token"]

    with tempfile.TemporaryDirectory() as folder:
        steps = training_steps(learned, recipe)
        train_steps(model, steps, recipe, evaluate=evaluate, folder=Path(folder))
    tokens = np.concatenate(held_out.targets)
    [end] = target.encode(END_WORD)
    shares = {
        "leaked_rows": leak(train, valid).rows,
        "unknown_share": (tokens == UNKNOWN_ID).mean(),
        "end_share": (tokens == end).mean(),
    }
    return {
        "token_accuracy": round(scores["token_accuracy"], 4),
        "reference": REFERENCES[name],
        "parameters": model.count_params(),
        **{key: round(float(share), 4) for key, share in shares.items()},
    }


def _config(name: str, source: int, target: int) -> Seq2SeqConfig:
    sizes = {"source_vocab_size": source, "target_vocab_size": target}
    return dataclasses.replace(seq2seq.MODELS[name], **sizes)
