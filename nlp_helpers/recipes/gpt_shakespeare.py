"""A GPT of characters on nanoGPT's terms: its split, its context, its way of scoring.

So large a model overfits a million characters after some 2,000 steps. The cosine ends before
that, which is where validation is best. Introduced in chapter 12, GPT.
"""

from nlp_helpers.models import GPTConfig
from nlp_helpers.training.char_rnn import NextCharacter
from nlp_helpers.training.corpora import NINE_TENTHS
from nlp_helpers.training.optimization import Optimization
from nlp_helpers.training.recipe import Recipe, Tokenization

CONTEXT = 256

RECIPE = Recipe(
    name="gpt-shakespeare",
    title="A GPT that writes Shakespeare, capitals and all",
    corpus=NINE_TENTHS,
    tokenization=Tokenization("cased characters", vocab_size=65),
    architecture="gpt",
    config=GPTConfig(
        vocab_size=65,
        context_length=CONTEXT,
        width=256,
        num_blocks=6,
        num_heads=4,
        hidden_size=1_024,
        rotary=True,  # 1.661 nats after nanoGPT's training for a CPU; with learned vectors 1.729
        dropout=0.2,
    ),
    objective=NextCharacter(window=CONTEXT, random_windows=12_800),  # nanoGPT: 200 batches of 64
    optimization=Optimization(
        steps=1_500,
        batch_size=64,
        peak_learning_rate=1e-3,
        warmup_steps=100,
        weight_decay=0.1,
        beta_2=0.99,  # so short a training must soon forget its first, large gradients
        ema_momentum=0.99,
        evaluate_every=100,
    ),
)
