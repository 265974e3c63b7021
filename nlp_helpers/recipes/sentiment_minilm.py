"""MiniLM, its upper half fine-tuned. Introduced in chapter 05, Pretrained embeddings."""

from dataclasses import replace

from nlp_helpers.checkpoints.architectures import MiniLMConfig
from nlp_helpers.datasets import MINILM
from nlp_helpers.training.corpora import REVIEWS
from nlp_helpers.training.optimization import Optimization
from nlp_helpers.training.recipe import Recipe, Tokenization
from nlp_helpers.training.sentiment import UpperBlocks

RECIPE = Recipe(
    name="sentiment-minilm",
    title="A sentence encoder, its upper half fine-tuned on film reviews",
    corpus=replace(REVIEWS, cards=(*REVIEWS.cards, MINILM)),
    # Longer than in training: reading on costs little and knows more.
    tokenization=Tokenization("minilm", limit=512, head=128),
    architecture="minilm-classifier",
    config=MiniLMConfig(lower=3, output_dropout=0.1, seed=42),
    objective=UpperBlocks(limit=192, head=48),
    optimization=Optimization(
        steps=800,  # a little more than one epoch
        batch_size=32,
        peak_learning_rate=1e-4,
        warmup_steps=100,
        weight_decay=0.01,
        undecayed=(),
        ema_momentum=0.99,
        evaluate_every=100,
    ),
)
