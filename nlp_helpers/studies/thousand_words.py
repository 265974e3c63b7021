"""The four translators with 1,000 words a side, to compare with published figures.

The 1,000 most frequent words, a random split of the pairs, and the share of right tokens where the
true beginning is given: those are the terms of Géron's Hands-On Machine Learning (3rd edition,
chapter 16), whose accuracies are quoted in `REFERENCES`. They flatter; the rows say by how much:
which shares of the tokens are the unknown word or the end, and of the held-out rows have an English
side that is trained on, too.
"""

import functools
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from nlp_helpers.datasets import Pairs, leak, random_split, spa_eng_pairs
from nlp_helpers.recipes import load_recipe
from nlp_helpers.studies.running import fit_once, run_study
from nlp_helpers.tokenization import END_WORD, START_WORD, UNKNOWN_ID
from nlp_helpers.training.recipe import Recipe, Tokenization
from nlp_helpers.training.translation import Examples, NextPiece

WORDS, LENGTH = 1_000, 50  # a side; what is longer is cut off
REFERENCES = {
    "nmt-lstm": 0.6763,
    "nmt-bilstm": 0.6906,
    "nmt-attention": 0.7077,
    "nmt-transformer": 0.7281,
}
EXAMPLES = 100_000
EPOCHS = 7  # the reference trains for ten, and so does one more Transformer
TRIALS = [*((name, EPOCHS) for name in REFERENCES), ("nmt-transformer", 10)]
BATCH_SIZE = 128


@dataclass(frozen=True)
class NextWord(NextPiece):
    """The cross-entropy of each next word, start and end being words themselves."""

    label_smoothing: float = 0.0

    def examples(self, trained: Any, split: Pairs, *, training: bool) -> Examples:
        targets = trained.target.encode_batch(split.target)
        return Examples(
            sources=[ids[:LENGTH] for ids in trained.source.encode_batch(split.source)],
            inputs=[ids[:-1][:LENGTH] for ids in targets],
            targets=[ids[1:][:LENGTH] for ids in targets],
        )


def run_thousand_words_study(path: Path) -> None:
    """Train and score all of them, and write the rows to a file."""
    keys = [{"model": name, "epochs": epochs} for name, epochs in TRIALS]
    run_study(path, [(key, functools.partial(_trial, *key.values())) for key in keys])


def recipe(name: str, epochs: int = EPOCHS) -> Recipe:
    """Return a translator's recipe on the terms of the references."""
    shipped, steps = load_recipe(name), epochs * (EXAMPLES // BATCH_SIZE)
    return replace(
        shipped,
        tokenization=Tokenization("frequent words", vocab_size=WORDS),
        objective=NextWord(multiple=shipped.objective.multiple),
        optimization=replace(
            shipped.optimization, steps=steps, batch_size=BATCH_SIZE, evaluate_every=steps
        ),
    )


def _trial(name: str, epochs: int) -> dict:
    terms = recipe(name, epochs)
    train, valid = random_split(spa_eng_pairs())
    trained, scores = fit_once(terms, (wrapped(train), wrapped(valid)))
    targets = terms.objective.examples(trained, wrapped(valid), training=False).targets
    tokens = np.concatenate(targets)
    [end] = trained.target.encode(END_WORD)
    shares = {
        "leaked_rows": leak(train, valid).rows,
        "unknown_share": (tokens == UNKNOWN_ID).mean(),
        "end_share": (tokens == end).mean(),
    }
    return {
        "token_accuracy": scores["token_accuracy"],
        "reference": REFERENCES[name],
        "parameters": trained.model.count_params(),
        "seed": scores["seed"],
        **{key: round(float(share), 4) for key, share in shares.items()},
    }


def wrapped(pairs: Pairs) -> Pairs:
    """Put each translation between the words for start and end."""
    return Pairs(pairs.source, tuple(f"{START_WORD} {text} {END_WORD}" for text in pairs.target))
