"""A student of bert-mini, with a third of its weights. Introduced in chapter 13, BERT."""

from dataclasses import replace
from typing import Any

from nlp_helpers.checkpoints.beginning import remember
from nlp_helpers.models import EncoderConfig
from nlp_helpers.recipes import bert_mini
from nlp_helpers.tokenization import SPECIAL_IDS
from nlp_helpers.training.distillation import TaughtLabels
from nlp_helpers.training.optimization import Optimization

TEACHER = bert_mini.RECIPE


def taught(trained: Any, train: Any) -> None:
    """Begin with nothing; the teacher is noted on the card."""
    remember(trained, TEACHER.name)


RECIPE = replace(
    TEACHER,
    name="distil-mini",
    title="A student of bert-mini with a third of its weights",
    config=EncoderConfig(
        vocab_size=6_000,
        width=64,  # half as wide, or the vectors of the words alone would be too many
        num_blocks=2,
        num_heads=4,
        hidden_size=256,
        max_length=256,
        rotary=True,
        dropout=0.1,
        seed=42,
    ),
    objective=TaughtLabels(
        hidden_share=0.2,
        multiple=128,
        first_word=SPECIAL_IDS,
        teacher=TEACHER.name,
        temperature=2.0,
        teaching=0.9,
    ),
    optimization=Optimization(
        steps=1_050,  # three epochs
        batch_size=64,
        peak_learning_rate=1e-3,
        warmup_steps=100,
        weight_decay=0.02,
        ema_momentum=0.998,
        evaluate_every=350,
    ),
    initialize=taught,
)
