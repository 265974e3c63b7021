"""Learned positions and rotary ones in the same small GPT, three seeds.

With the same seed both see the same windows in the same order.
"""

import functools
from dataclasses import replace
from pathlib import Path

import numpy as np

from nlp_helpers.datasets import nine_tenths
from nlp_helpers.models import GPTConfig, make_gpt
from nlp_helpers.studies.running import fitted, run_study
from nlp_helpers.tokenization import CasedCharVocabulary
from nlp_helpers.training.char_rnn import NextCharacter, window_nats
from nlp_helpers.training.optimization import Optimization

CONTEXT, SEEDS = 64, (1, 2, 3)
KINDS = {"learned": False, "rotary": True}
CONFIG = GPTConfig(65, CONTEXT, width=64, num_blocks=2, num_heads=4, hidden_size=256)
OPTIMIZATION = Optimization(
    steps=400, batch_size=16, peak_learning_rate=3e-3, warmup_steps=40, beta_2=0.99
)


def run_positions_study(path: Path) -> None:
    """Train and score both kinds with every seed, and write the rows to a file."""
    train, valid = nine_tenths()
    vocabulary = CasedCharVocabulary.fit(train)
    ids = vocabulary.encode(train), vocabulary.encode(valid)
    trials = [
        ({"positions": kind, "seed": seed}, functools.partial(_trial, kind, seed, *ids))
        for seed in SEEDS
        for kind in KINDS
    ]
    run_study(path, trials)


def _trial(kind: str, seed: int, train: np.ndarray, valid: np.ndarray) -> dict:
    config = replace(CONFIG, rotary=KINDS[kind], seed=seed)
    objective, optimization = NextCharacter(CONTEXT), replace(OPTIMIZATION, seed=seed)
    model = fitted(functools.partial(make_gpt, config), objective, train, optimization)
    nats = round(window_nats(model, valid, CONTEXT), 4)
    return {"nats_per_char": nats, "parameters": model.count_params()}
