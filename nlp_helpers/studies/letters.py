"""Chapter 01's GRU and the small GPT on the texts of a published Transformer.

They are the ranges of a published Transformer of 1.2 million weights for the same 39 letters
(`PUBLISHED`; github.com/saahithjanapati/shakespeare-lm). It learned from the characters before
them, of which ours know the first million; ours were watched on the next 60,000, all of the first
range and the beginning of the second.
"""

import functools
from pathlib import Path

from nlp_helpers.checkpoints import load_checkpoint
from nlp_helpers.datasets import load_shakespeare
from nlp_helpers.studies.running import run_study

MODELS = ("char-rnn", "gpt-letters")
VALID, TEST = 1_003_853, 1_037_314  # where its validation and its test begin
PUBLISHED = {"validation": 1.3808, "test": 1.4591}  # nats per character


def run_letters_study(path: Path) -> None:
    """Score both models on every text, read from end to end, and write the rows to a file."""
    text = load_shakespeare()
    texts = {"validation": text[VALID:TEST], "test": text[TEST:]}
    trials = [
        ({"model": model, "text": name}, functools.partial(_trial, model, text))
        for name, text in texts.items()
        for model in MODELS
    ]
    run_study(path, trials)


def _trial(name: str, text: str) -> dict:
    model = load_checkpoint(name)
    scores = model.evaluate(text)
    return {
        "nats_per_char": round(scores["nats_per_char"], 4),
        "chars": scores["chars"],
        "parameters": model.card["parameters"],
    }
