"""The transformer's encoder block: every position looks at all, then thinks by itself.

Legend: B batch, T length, H heads, D width.
"""

import functools
from typing import Any

import keras
from keras import layers, ops

from nlp_helpers.layers.attention import masked_softmax, scaled_scores


@keras.saving.register_keras_serializable(package="nlp_helpers")
class SelfAttention(layers.Layer):
    """Multi-head scaled dot-product self-attention (Vaswani et al. 2017, equation 1, section 3.2).

    Each head h compares queries with keys and mixes the values accordingly:
    softmax(Q_h K_h^T / sqrt(D / H)) V_h. Introduced in chapter 05, Pretrained embeddings.

    Args:
        num_heads: H, a divisor of the width D.

    Call arguments:
        x: (B, T, D).
        mask: (B, T) bool, True where there is a token to look at.

    Returns:
        (B, T, D).

    Raises:
        ValueError: if the width is not a multiple of the number of heads.
    """

    def __init__(self, num_heads: int, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True  # as keras.layers.MultiHeadAttention: the mask goes on
        self.num_heads = num_heads

    def build(self, input_shape: tuple) -> None:
        """Make the four dense layers, each from D to D."""
        width = input_shape[-1]
        if self.num_heads < 1 or width % self.num_heads:
            raise ValueError(f"a width of {width} cannot be shared by {self.num_heads} heads")
        self.query, self.key, self.value, self.output_dense = (
            layers.Dense(width, dtype=self.dtype_policy, name=name)
            for name in ("query", "key", "value", "output")
        )
        for dense in (self.query, self.key, self.value, self.output_dense):
            dense.build(input_shape)

    def call(self, x: Any, mask: Any) -> Any:
        """Mix every position's value with those of the positions it attends to."""
        queries, keys, values = (
            self._to_heads(dense(x)) for dense in (self.query, self.key, self.value)
        )
        scores = scaled_scores(queries, keys)  # (B, H, T, T)
        weights = masked_softmax(scores, mask[:, None, None, :])  # nobody looks at padding
        mixed = ops.matmul(weights, values)  # (B, H, T, D / H)
        return self.output_dense(ops.reshape(ops.swapaxes(mixed, 1, 2), ops.shape(x)))

    def compute_output_shape(self, input_shape: tuple, **_) -> tuple:
        """As many vectors come out as went in."""
        return input_shape

    def get_config(self) -> dict:
        """Return what the layer is rebuilt from."""
        return {**super().get_config(), "num_heads": self.num_heads}

    def _to_heads(self, x: Any) -> Any:
        batch, length, _ = ops.shape(x)
        split = ops.reshape(x, (batch, length, self.num_heads, x.shape[-1] // self.num_heads))
        return ops.swapaxes(split, 1, 2)  # (B, H, T, D / H)


@keras.saving.register_keras_serializable(package="nlp_helpers")
class EncoderBlock(layers.Layer):
    """A post-norm encoder block (Vaswani et al. 2017, figure 1, left), as in BERT.

    Self-attention, then two dense layers with a GELU between them; each half is added to its
    input and normalized. Introduced in chapter 05, Pretrained embeddings.

    Args:
        num_heads: H.
        hidden_size: width between the two dense layers.

    Call arguments:
        x: (B, T, D).
        mask: (B, T) bool, True where there is a token.

    Returns:
        (B, T, D).
    """

    def __init__(self, num_heads: int, hidden_size: int, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True
        dtype = self.dtype_policy
        norm = functools.partial(layers.LayerNormalization, epsilon=1e-12, dtype=dtype)
        self.attention = SelfAttention(num_heads, dtype=dtype, name="attention")
        self.attention_norm = norm(name="attention_norm")
        self.hidden = layers.Dense(hidden_size, activation=_gelu, dtype=dtype, name="hidden")
        self.output_norm = norm(name="output_norm")

    def build(self, input_shape: tuple) -> None:
        """Make all parts for vectors of width D."""
        self.output_dense = layers.Dense(input_shape[-1], dtype=self.dtype_policy, name="output")
        for part in (self.attention, self.attention_norm, self.hidden, self.output_norm):
            part.build(input_shape)
        self.output_dense.build((*input_shape[:-1], self.hidden.units))

    def call(self, x: Any, mask: Any) -> Any:
        """Look around, then think."""
        x = self.attention_norm(x + self.attention(x, mask))
        return self.output_norm(x + self.output_dense(self.hidden(x)))

    def compute_output_shape(self, input_shape: tuple, **_) -> tuple:
        """As many vectors come out as went in."""
        return input_shape

    def get_config(self) -> dict:
        """Return what the layer is rebuilt from."""
        sizes = {"num_heads": self.attention.num_heads, "hidden_size": self.hidden.units}
        return {**super().get_config(), **sizes}


def _gelu(x: Any) -> Any:
    return ops.gelu(x, approximate=False)  # BERT's: with the error function itself
