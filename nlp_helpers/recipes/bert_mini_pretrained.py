"""A small BERT that has read the training reviews, without their labels.

Its size was counted for less than an hour of two cores; shared ones took 87 minutes. It reads 33
million pieces at 6.4 million operations each: forwards 1.6 in the matrices of the blocks, 0.3 in
comparing pieces with pieces and 0.2 in scoring 15% of them by 6,000 words; backwards twice as many.
Introduced in chapter 13, BERT.
"""

from nlp_helpers.models import EncoderConfig
from nlp_helpers.tokenization import END_ID
from nlp_helpers.training.corpora import REVIEW_TEXTS
from nlp_helpers.training.optimization import Optimization
from nlp_helpers.training.pretraining import MaskedWords
from nlp_helpers.training.recipe import Recipe, Tokenization

RECIPE = Recipe(
    name="bert-mini-pretrained",
    title="A BERT of four blocks that guesses the masked words of film reviews",
    corpus=REVIEW_TEXTS,
    tokenization=Tokenization("subwords", vocab_size=6_000),
    architecture="bert",
    config=EncoderConfig(
        vocab_size=6_000,
        width=128,
        num_blocks=4,
        num_heads=4,
        hidden_size=512,
        max_length=256,
        separator=END_ID,
        # BERT learns a vector for each place. By turning, heads find a word's neighbours in fewer
        # steps, as the study `positions` shows of a small GPT; and here steps are few.
        rotary=True,
        seed=42,
    ),
    objective=MaskedWords(share=0.15, length=128, long=256),
    optimization=Optimization(
        steps=8_000,  # every piece is read four or five times, masked anew each time: no dropout
        batch_size=32,  # of 128 pieces: many small steps
        peak_learning_rate=1.5e-3,
        warmup_steps=1_000,  # a post-norm stack does not begin without
        weight_decay=0.01,
        beta_2=0.98,  # forgets the large gradients of the beginning sooner
        ema_momentum=0.998,
        evaluate_every=1_000,
    ),
)
