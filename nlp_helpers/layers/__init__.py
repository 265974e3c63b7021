"""Layers that Keras does not have, and those that the course builds by hand."""

from nlp_helpers.layers.pooling import masked_mean
from nlp_helpers.layers.positions import LearnedPositions
from nlp_helpers.layers.transformer import EncoderBlock, SelfAttention
from nlp_helpers.layers.weight_drop import WeightDroppedGRU

__all__ = ["EncoderBlock", "LearnedPositions", "SelfAttention", "WeightDroppedGRU", "masked_mean"]
