"""The translator without recurrence: a Transformer on the pieces and pairs of the other three.

Introduced in chapter 11, The Transformer.
"""

from nlp_helpers.models import TransformerConfig
from nlp_helpers.recipes import nmt_lstm
from nlp_helpers.training.optimization import Optimization
from nlp_helpers.training.recipe import Recipe
from nlp_helpers.training.translation import NextPiece

RECIPE = Recipe(
    name="nmt-transformer",
    title="The Transformer that translates",
    corpus=nmt_lstm.RECIPE.corpus,
    tokenization=nmt_lstm.RECIPE.tokenization,
    architecture="transformer",
    config=TransformerConfig(
        source_vocab_size=4_000,
        target_vocab_size=4_000,
        width=256,
        num_heads=4,
        encoder_blocks=4,
        decoder_blocks=3,
        hidden_size=1_024,
        dropout=0.2,
    ),
    objective=NextPiece(label_smoothing=0.1, multiple=4),
    optimization=Optimization(
        steps=9_000,  # ten epochs: an hour and a half of two cores
        batch_size=128,
        peak_learning_rate=1e-3,
        warmup_steps=1_000,
        weight_decay=0.02,
        beta_2=0.98,  # attention's gradients change their size faster than 1,000 steps can tell
        ema_momentum=0.999,
        evaluate_every=500,
    ),
)
