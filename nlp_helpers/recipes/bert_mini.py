"""The pretrained BERT, fine-tuned to tell praise from blame. Introduced in chapter 13, BERT."""

from dataclasses import replace
from typing import Any

from nlp_helpers.checkpoints.beginning import begin_from
from nlp_helpers.recipes import bert_mini_pretrained
from nlp_helpers.tokenization import SPECIAL_IDS
from nlp_helpers.training.corpora import REVIEWS
from nlp_helpers.training.optimization import Optimization
from nlp_helpers.training.recipe import Recipe, Tokenization
from nlp_helpers.training.sentiment import ReviewLabels

PRETRAINED = bert_mini_pretrained.RECIPE


def pretrained(trained: Any, train: Any) -> None:
    """Begin with the encoder of the pretrained model."""
    begin_from(trained, PRETRAINED.name)


RECIPE = Recipe(
    name="bert-mini",
    title="A small BERT, pretrained and fine-tuned on film reviews",
    corpus=REVIEWS,
    tokenization=Tokenization("subwords", limit=256, head=64, checkpoint=PRETRAINED.name),
    architecture="bert-classifier",
    config=replace(PRETRAINED.config, dropout=0.1),
    objective=ReviewLabels(hidden_share=0.1, multiple=128, first_word=SPECIAL_IDS),
    optimization=Optimization(
        steps=1_400,  # two epochs
        batch_size=32,
        peak_learning_rate=3e-4,
        warmup_steps=140,
        weight_decay=0.01,
        ema_momentum=0.995,
        evaluate_every=350,
    ),
    initialize=pretrained,
)
