"""Attention: every query looks at a memory and takes from it what fits.

Legend: B batch, T queries (target length), S places of the memory (source length), D width.
"""

from typing import Any

import keras
import numpy as np
from keras import layers, ops

KINDS = ("dot", "scaled", "general", "additive")


def dot_scores(queries: Any, keys: Any) -> Any:
    """Compare (B, T, D) with (B, S, D) by scalar product, q · k: (B, T, S).

    Luong et al. 2015, equation 8, "dot". Introduced in chapter 10, Attention.
    """
    return ops.matmul(queries, ops.swapaxes(keys, -1, -2))


def scaled_scores(queries: Any, keys: Any) -> Any:
    """Compare (B, T, D) with (B, S, D) by scalar product over √D, q · k / √D: (B, T, S).

    The product of two random vectors grows like √D, and a softmax of large numbers has next to no
    gradient. Vaswani et al. 2017, equation 1. Introduced in chapter 10, Attention.
    """
    return dot_scores(queries, keys) / keys.shape[-1] ** 0.5


def additive_scores(queries: Any, keys: Any, vector: Any) -> Any:
    """Compare by a small neural network, v · tanh(q + k) (Bahdanau et al. 2015, appendix A.1.2).

    Also called concatenative: q and k are products of one matrix each, and their sum is what one
    wide matrix makes of the two put end to end. Introduced in chapter 10, Attention.

    Args:
        queries: W q of each query, (B, T, D).
        keys: U k of each place, (B, S, D).
        vector: v, (D,).

    Returns:
        (B, T, S).
    """
    hidden = ops.tanh(queries[..., None, :] + keys[..., None, :, :])  # (B, T, S, D)
    return ops.matmul(hidden, vector[:, None])[..., 0]


def masked_softmax(scores: Any, mask: Any) -> Any:
    """Turn scores into weights that sum to 1 over the places that may be looked at.

    It is computed in float32 whatever the scores are in. Where no place may be looked at all weigh
    the same, which harms nobody: such a row is padding itself. Places that may be looked at share
    the weight where all of them score -inf. Introduced in chapter 10, Attention.

    Args:
        scores: (..., S).
        mask: bool, broadcast to the scores; True where there is something to look at.

    Returns:
        (..., S) in the dtype of the scores; 0 where the mask is False.
    """
    if scores.shape[-1] == 1:  # a softmax over one place, of which Keras would warn
        return ops.ones_like(scores)
    lowest = float(np.finfo("float32").min)
    free = ops.maximum(ops.cast(scores, "float32"), lowest / 2)  # always above what is masked
    return ops.cast(ops.softmax(ops.where(mask, free, lowest)), scores.dtype)


def attend(scores: Any, values: Any, mask: Any) -> tuple[Any, Any]:
    """Mix values (..., S, E) by scores (..., T, S); the mask is that of `masked_softmax`.

    Returns the mixtures (..., T, E), and the weights (..., T, S). Chapter 10, Attention.
    """
    weights = masked_softmax(scores, mask)
    return ops.matmul(weights, values), weights


@keras.saving.register_keras_serializable(package="nlp_helpers")
class Attention(layers.Layer):
    """What each query finds in a memory: its values, mixed by how well their keys fit.

    Introduced in chapter 10, Attention.

    Args:
        kind: how queries and keys are compared:
            "dot": q · k.
            "scaled": q · k / √D.
            "general": (W q) · k.
            "additive": v · tanh(W q + k). The keys come multiplied by a matrix U, since
            they are the same for all queries.

    Call arguments:
        queries: (B, T, D).
        keys: (B, S, K); K = D for "dot" and "scaled".
        values: (B, S, E); often the same as the keys.
        mask: (..., T, S) bool, True where a query may look at a place; see `masks`.

    Returns:
        The contexts (B, T, E), and the weights (B, T, S) they were mixed with.

    Raises:
        ValueError: if the kind is unknown, or a scalar product of different widths is asked for.
    """

    def __init__(self, kind: str, **kwargs):
        if kind not in KINDS:
            raise ValueError(f"attention must be one of {', '.join(KINDS)}, not {kind!r}")
        super().__init__(**kwargs)
        self.kind = kind

    def build(self, queries_shape: tuple, keys_shape: tuple, *_) -> None:
        width, key_width = queries_shape[-1], keys_shape[-1]
        if self.kind in ("dot", "scaled") and width != key_width:
            raise ValueError(
                f'"{self.kind}" compares vectors of one width, not of {width} and {key_width}: '
                'use "general" or "additive"'
            )
        if self.kind in ("general", "additive"):
            self.matrix = self.add_weight(shape=(width, key_width), name="matrix")
        if self.kind == "additive":
            shape = (1, key_width)  # a row, so that the usual initializer knows its width
            self.vector = self.add_weight(shape=shape, name="vector")

    def call(self, queries: Any, keys: Any, values: Any, mask: Any) -> tuple[Any, Any]:
        return attend(self._scores(queries, keys), values, mask)

    def _scores(self, queries: Any, keys: Any) -> Any:
        if self.kind == "dot":
            return dot_scores(queries, keys)
        if self.kind == "scaled":
            return scaled_scores(queries, keys)
        queries = ops.matmul(queries, self.matrix)  # (B, T, K)
        if self.kind == "general":
            return dot_scores(queries, keys)
        return additive_scores(queries, keys, self.vector[0])

    def get_config(self) -> dict:
        return {**super().get_config(), "kind": self.kind}
