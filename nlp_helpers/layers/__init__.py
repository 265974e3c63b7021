"""Layers that Keras does not have, and those that the course builds by hand."""

from nlp_helpers.layers.attention import (
    Attention,
    additive_scores,
    dot_scores,
    masked_softmax,
    scaled_scores,
)
from nlp_helpers.layers.pooling import masked_mean
from nlp_helpers.layers.positions import LearnedPositions
from nlp_helpers.layers.reversible import BiasedReversibleEmbedding
from nlp_helpers.layers.transformer import EncoderBlock, SelfAttention
from nlp_helpers.layers.weight_drop import WeightDroppedGRU

__all__ = [
    "Attention",
    "BiasedReversibleEmbedding",
    "EncoderBlock",
    "LearnedPositions",
    "SelfAttention",
    "WeightDroppedGRU",
    "additive_scores",
    "dot_scores",
    "masked_mean",
    "masked_softmax",
    "scaled_scores",
]
