"""Layers that Keras does not have, and those that the course builds by hand."""

from nlp_helpers.layers.attention import (
    Attention,
    additive_scores,
    attend,
    dot_scores,
    masked_softmax,
    scaled_scores,
)
from nlp_helpers.layers.masks import and_masks, causal_mask, padding_mask
from nlp_helpers.layers.patches import LearnedVectors, to_patches
from nlp_helpers.layers.pooling import masked_mean
from nlp_helpers.layers.positions import (
    LearnedPositions,
    NoPositions,
    SinusoidalPositions,
    rotary,
    sinusoidal_encoding,
)
from nlp_helpers.layers.reversible import BiasedReversibleEmbedding
from nlp_helpers.layers.transformer import MultiHeadAttention, TransformerBlock, transformer_blocks
from nlp_helpers.layers.weight_drop import WeightDroppedGRU
