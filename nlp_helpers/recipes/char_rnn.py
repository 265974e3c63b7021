"""A language model of characters, wide enough to overfit and held back from three sides.

Dropout acts on what it reads, what it remembers with, and what it says. Introduced in chapter 01,
Characters.
"""

from nlp_helpers.models import CharRNNConfig
from nlp_helpers.training.char_rnn import NextCharacter
from nlp_helpers.training.corpora import PLAYS
from nlp_helpers.training.optimization import Optimization
from nlp_helpers.training.recipe import Recipe, Tokenization

RECIPE = Recipe(
    name="char-rnn",
    title="A GRU that writes Shakespeare, character by character",
    corpus=PLAYS,
    tokenization=Tokenization("characters", vocab_size=39),
    architecture="char-rnn",
    config=CharRNNConfig(
        vocab_size=39,
        embedding_size=64,
        units=512,
        embedding_dropout=0.05,
        weight_dropout=0.2,
        output_dropout=0.4,
    ),
    objective=NextCharacter(window=100),
    optimization=Optimization(
        steps=8_000,  # 51 million characters: every one of the text is seen 51 times
        batch_size=64,
        peak_learning_rate=3e-3,
        warmup_steps=100,
        weight_decay=0.05,
        undecayed=(),
        ema_momentum=0.998,
        evaluate_every=200,
    ),
)
