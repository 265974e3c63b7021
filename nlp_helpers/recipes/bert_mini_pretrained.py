"""A small BERT that has read the training reviews, without their labels. Chapter 13, BERT."""

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
    tokenization=Tokenization("subwords", vocab_size=8_000),
    architecture="bert",
    config=EncoderConfig(
        vocab_size=8_000,
        width=256,
        num_blocks=4,
        num_heads=4,
        hidden_size=768,
        max_length=384,
        separator=END_ID,
        dropout=0.1,
        seed=42,
    ),
    objective=MaskedWords(share=0.15, length=128, long=384),
    optimization=Optimization(
        steps=9_000,  # 147 million pieces: every one is read 22 times, masked anew each time
        batch_size=128,
        peak_learning_rate=1e-3,
        warmup_steps=500,  # a post-norm stack does not begin without
        weight_decay=0.01,
        beta_2=0.98,  # forgets the large gradients of the beginning sooner
        ema_momentum=0.999,
        evaluate_every=1_500,
    ),
)
