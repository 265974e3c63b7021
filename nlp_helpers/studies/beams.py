"""How much wider beams bring, and cost, the shipped translators."""

import functools
import time
from pathlib import Path

from nlp_helpers.checkpoints import load_checkpoint
from nlp_helpers.datasets import load_spa_eng
from nlp_helpers.studies.running import run_study
from nlp_helpers.training.seq2seq import MODELS

WIDTHS = (1, 2, 3, 4, 6, 8, 12, 16)
PENALTIES = (0.0, 1.0)
PAIRS = 1_000  # of the validation split: what is learned here may be used to choose a width


def run_beams_study(path: Path) -> None:
    """Translate the same sentences with beams of every width, and write the rows to a file."""
    trials = [
        (
            {"model": name, "num_beams": width, "length_penalty": penalty},
            functools.partial(_trial, name, num_beams=width, length_penalty=penalty),
        )
        for name in MODELS
        for penalty in PENALTIES
        for width in WIDTHS
    ]
    run_study(path, trials)


def _trial(name: str, **how) -> dict:
    """Score a search, then time it once more: the first time compiles it for every shape."""
    translator, pairs = load_checkpoint(name), load_spa_eng().valid[:PAIRS]
    scores = translator.evaluate(pairs, **how)
    sentences = list(pairs.references())
    begun = time.process_time()
    translator.translate(sentences, **how)
    seconds = round(time.process_time() - begun, 2)
    kept = ("bleu", "chrf", "bleu_all_references")
    return {key: scores[key] for key in kept} | {"seconds": seconds, "sentences": len(sentences)}
