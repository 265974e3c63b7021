"""A small GPT on the text of `char-rnn`: 39 characters, the same million of them, the same split.

Introduced in chapter 12, GPT.
"""

from nlp_helpers.models import GPTConfig
from nlp_helpers.training.char_rnn import NextCharacter
from nlp_helpers.training.corpora import PLAYS
from nlp_helpers.training.optimization import Optimization
from nlp_helpers.training.recipe import Recipe, Tokenization

CONTEXT = 256

RECIPE = Recipe(
    name="gpt-letters",
    title="A small GPT that writes Shakespeare in small letters",
    corpus=PLAYS,
    tokenization=Tokenization("characters", vocab_size=39),
    architecture="gpt",
    config=GPTConfig(
        vocab_size=39,
        context_length=CONTEXT,
        width=144,
        num_blocks=5,
        num_heads=4,
        hidden_size=640,
        dropout=0.1,
    ),
    objective=NextCharacter(window=CONTEXT),
    optimization=Optimization(
        steps=5_000,
        batch_size=64,
        peak_learning_rate=2e-3,
        warmup_steps=200,
        weight_decay=0.1,
        ema_momentum=0.99,
        evaluate_every=250,
    ),
)
