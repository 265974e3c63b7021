"""Four tasks in one encoder-decoder Transformer, told apart by the first word that it reads.

Its size was counted for some 70 minutes of two cores: 31 million places read and 15 million
written, in all 4.4e14 operations. The run that ships took 284 minutes on one core, as its card
says. The limit leaves out 1% of the reviews' pieces and next to no sentence.
Introduced in chapter 14, Text to text.
"""

from nlp_helpers.models import TransformerConfig
from nlp_helpers.training.corpora import MANY_TASKS
from nlp_helpers.training.optimization import Optimization
from nlp_helpers.training.recipe import Recipe, Tokenization
from nlp_helpers.training.text_to_text import Mixture

RECIPE = Recipe(
    name="t5-mini",
    title="A Transformer that translates, judges, reverses and restores",
    corpus=MANY_TASKS,
    tokenization=Tokenization("subwords and sentinels", vocab_size=4_000, limit=48),
    architecture="transformer",
    config=TransformerConfig(
        source_vocab_size=4_000,
        target_vocab_size=4_000,
        shared=True,
        width=192,
        num_heads=6,
        encoder_blocks=3,
        decoder_blocks=3,
        hidden_size=640,
        dropout=0.2,
    ),
    objective=Mixture(),
    optimization=Optimization(
        steps=5_000,
        batch_size=128,  # 32 examples of each task
        peak_learning_rate=1.2e-3,
        warmup_steps=500,
        beta_2=0.98,
        weight_decay=0.05,
        ema_momentum=0.998,
        evaluate_every=500,
    ),
)
