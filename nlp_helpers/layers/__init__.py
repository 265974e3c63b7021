"""Layers that Keras does not have, and those that the course builds by hand."""

from nlp_helpers.layers.weight_drop import WeightDroppedGRU

__all__ = ["WeightDroppedGRU"]
