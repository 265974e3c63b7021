"""How much wider beams bring, and cost, the shipped translators."""

import functools
import time
from collections.abc import Callable
from pathlib import Path

from nlp_helpers.checkpoints import load_checkpoint
from nlp_helpers.datasets import Pairs, load_spa_eng
from nlp_helpers.studies.running import run_study

MODELS = ("nmt-lstm", "nmt-bilstm", "nmt-attention")
WIDTHS = (1, 2, 3, 4, 6, 8, 12, 16)
PENALTIES = (0.0, 1.0)
PAIRS = 1_000  # of the validation split: what is learned here may be used to choose a width


def run_beams_study(path: Path) -> None:
    """Translate the same sentences with beams of every width, and write the rows to a file."""
    pairs = load_spa_eng().valid[:PAIRS]
    load = functools.lru_cache(1)(load_checkpoint)  # the trials of a model follow one another
    trials = [
        (
            {"model": name, "num_beams": width, "length_penalty": penalty},
            functools.partial(_trial, load, name, pairs, num_beams=width, length_penalty=penalty),
        )
        for name in MODELS
        for penalty in PENALTIES
        for width in WIDTHS
    ]
    run_study(path, trials)


def _trial(load: Callable, name: str, pairs: Pairs, **how) -> dict:
    """Score a search, then time it once more: the first time compiles it for every shape."""
    translator = load(name)
    scores = translator.evaluate(pairs, **how)
    sentences = list(pairs.references())
    begun = time.process_time()
    translator.translate(sentences, **how)
    seconds = round(time.process_time() - begun, 2)
    kept = ("bleu", "chrf", "bleu_all_references")
    return {key: scores[key] for key in kept} | {"seconds": seconds, "sentences": len(sentences)}
