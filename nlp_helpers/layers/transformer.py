"""The transformer's attention and its block: every position looks around, then thinks by itself.

Legend: B batch, T length, S length of the memory, H heads, D width, L length of a cache.
"""

import functools
from typing import Any

import keras
from keras import layers, ops

from nlp_helpers.layers.attention import attend, scaled_scores
from nlp_helpers.layers.masks import and_masks, causal_mask
from nlp_helpers.layers.positions import places_from, rotary

NORMS = ("post", "pre")
ATTENTION_SETTINGS = ("num_heads", "rotary", "kernel_initializer", "output_initializer")


@keras.saving.register_keras_serializable(package="nlp_helpers")
class MultiHeadAttention(layers.Layer):
    """Multi-head scaled dot-product attention (Vaswani et al. 2017, equation 1, section 3.2).

    Each head h compares queries with keys and mixes the values accordingly:
    softmax(Q_h K_h^T / sqrt(D / H)) V_h. Introduced in chapter 05, Pretrained embeddings.

    Args:
        num_heads: H, a divisor of the width D.
        rotary: whether queries and keys are turned by where they stand; see `rotary`.
        kernel_initializer: what the matrices begin as, as for `keras.layers.Dense`.
        output_initializer: the same for the last one, if it is to begin otherwise.

    Call arguments:
        x: what asks, (B, T, D).
        memory: what is asked, (B, S, any width), or its `keys_and_values`; x itself where missing.
        attention_mask: (..., T, S) bool, True where a query may look at a place; everywhere where
            missing. See `masks`.
        position: with `rotary`, the place of x's first position, an integer or one a row, (B,).

    Returns:
        (B, T, D), and the weights (B, H, T, S).

    Raises:
        ValueError: if the width is not a multiple of the number of heads, or with `rotary` the
            width of a head is odd.
    """

    def __init__(
        self,
        num_heads: int,
        *,
        rotary: bool = False,
        kernel_initializer: Any = "glorot_uniform",
        output_initializer: Any = None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.rotary = rotary
        self.supports_masking = True  # as keras.layers.MultiHeadAttention: the mask goes on
        self.num_heads, self.kernel_initializer = num_heads, kernel_initializer
        self.output_initializer = output_initializer or kernel_initializer

    def build(self, x_shape: tuple, memory_shape: tuple | None = None) -> None:
        width = x_shape[-1]
        if self.num_heads < 1 or width % self.num_heads:
            raise ValueError(f"a width of {width} cannot be shared by {self.num_heads} heads")
        begin = dict.fromkeys(("query", "key", "value"), self.kernel_initializer)
        self.query, self.key, self.value, self.output_dense = (
            layers.Dense(width, kernel_initializer=its, dtype=self.dtype_policy, name=name)
            for name, its in {**begin, "output": self.output_initializer}.items()
        )
        for dense in (self.query, self.output_dense):
            dense.build(x_shape)
        for dense in (self.key, self.value):
            dense.build(memory_shape or x_shape)

    def call(
        self, x: Any, memory: Any = None, attention_mask: Any = None, position: Any = 0
    ) -> tuple[Any, Any]:
        keys, values = self.keys_and_values(x if memory is None else memory, position)
        mask = ops.ones((1, 1), "bool") if attention_mask is None else attention_mask
        queries = self._turned(self._to_heads(self.query(x)), position)
        scores = scaled_scores(queries, keys)  # (B, H, T, S)
        mixed, weights = attend(scores, values, mask[..., None, :, :])  # the same for all heads
        return self.output_dense(ops.reshape(ops.swapaxes(mixed, 1, 2), ops.shape(x))), weights

    def keys_and_values(self, memory: Any, position: Any = 0) -> tuple[Any, Any]:
        """Return what queries are compared with and what they get, each (B, H, S, D / H).

        A memory that stays the same from step to step needs this only once. What is keys and values
        already comes back as it is. The memory's first place is `position`, if that counts.
        """
        if isinstance(memory, tuple | list):
            return tuple(memory)
        keys = self._turned(self._to_heads(self.key(memory)), position)
        return keys, self._to_heads(self.value(memory))

    def empty_cache(self, rows: int, length: int) -> tuple[Any, Any]:
        """Return room for the keys and values of `length` places: two of (rows, H, L, D / H)."""
        shape = (rows, self.num_heads, length, self.query.units // self.num_heads)
        return tuple(ops.zeros(shape, self.compute_dtype) for _ in range(2))

    def get_config(self) -> dict:
        return super().get_config() | {name: getattr(self, name) for name in ATTENTION_SETTINGS}

    def _turned(self, x: Any, position: Any) -> Any:
        return rotary(x, places_from(position, ops.shape(x)[2])) if self.rotary else x

    def _to_heads(self, x: Any) -> Any:
        batch, length, width = ops.shape(x)
        split = ops.reshape(x, (batch, length, self.num_heads, width // self.num_heads))
        return ops.swapaxes(split, 1, 2)  # (B, H, T, D / H)


@keras.saving.register_keras_serializable(package="nlp_helpers")
class TransformerBlock(layers.Layer):
    """A block of an encoder or a decoder (Vaswani et al. 2017, figure 1).

    Self-attention, attention to a memory where there is one, then two dense layers with a GELU
    between them. Each part is added to its input, and normalized: afterwards as in the paper and in
    BERT ("post"), or what goes into the part is ("pre"), as in GPT-2, which learns without a
    warm-up but needs one more normalization above the last block (Xiong et al. 2020).
    Introduced in chapter 05, Pretrained embeddings.

    Args:
        num_heads: H.
        hidden_size: width between the two dense layers.
        norm: "post" or "pre".
        causal: whether no position looks ahead.
        cross: whether there is a memory to look at.
        rotary: whether self-attention is told positions by turning; see `rotary`.
        dropout: the share of what each part adds that is dropped in training.
        seed: of the dropout.
        kernel_initializer: what the matrices begin as, as for `keras.layers.Dense`.
        output_initializer: the same for those whose result is added to a part's input.

    Call arguments:
        x: (B, T, D).
        attention_mask: (..., T, S) bool, True where a position may look at another.
        memory: with `cross`, (B, S, any width) or the `keys_and_values` that `cross_attention`
            makes of it. For K beams a row, x has B K rows, those of a row side by side.
        cross_mask: (..., 1, S) bool, True where there is a memory.
        cache: keys and values of earlier positions, as `attention.empty_cache` makes it; those of x
            are written into it. Needs `causal`.
        position: with a cache or `rotary`, the place of x's first position, an integer or one a
            row, (B,).

    Returns:
        (B, T, D), and the weights: a dict of "self", (B, H, T, T or L), and with `cross` also of
        "cross", (B, H, T, S). With a cache, thirdly the cache with x in it.

    Raises:
        ValueError: if the norm is unknown, there is a cache and no `causal`, or a memory and no
            `cross`, or the other way round.
    """

    def __init__(
        self,
        num_heads: int,
        hidden_size: int,
        *,
        norm: str = "post",
        causal: bool = False,
        cross: bool = False,
        rotary: bool = False,
        dropout: float = 0.0,
        seed: int | None = None,
        kernel_initializer: Any = "glorot_uniform",
        output_initializer: Any = None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        if norm not in NORMS:
            raise ValueError(f"norm must be one of {', '.join(NORMS)}, not {norm!r}")
        self.supports_masking = True
        self.norm, self.causal, self.cross = norm, causal, cross
        dtype = self.dtype_policy
        make_norm = functools.partial(layers.LayerNormalization, epsilon=1e-12, dtype=dtype)
        begin = {"kernel_initializer": kernel_initializer, "output_initializer": output_initializer}
        make_attention = functools.partial(MultiHeadAttention, num_heads, dtype=dtype, **begin)
        self.attention = make_attention(rotary=rotary, name="attention")
        self.attention_norm = make_norm(name="attention_norm")
        if cross:
            self.cross_attention = make_attention(name="cross_attention")
            self.cross_norm = make_norm(name="cross_norm")
        self.hidden = layers.Dense(
            hidden_size, "gelu", kernel_initializer=kernel_initializer, dtype=dtype, name="hidden"
        )
        self.output_norm = make_norm(name="output_norm")
        self.dropout = layers.Dropout(dropout, seed=seed, dtype=dtype, name="dropout")

    def build(self, x_shape: tuple, memory_shape: tuple | None = None) -> None:
        begin = {"kernel_initializer": self.attention.output_initializer}
        self.output_dense = layers.Dense(
            x_shape[-1], dtype=self.dtype_policy, name="output", **begin
        )
        for part in (self.attention, self.attention_norm, self.hidden, self.output_norm):
            part.build(x_shape)
        self.output_dense.build((*x_shape[:-1], self.hidden.units))
        if self.cross:
            self.cross_attention.build(x_shape, memory_shape)
            self.cross_norm.build(x_shape)

    def call(
        self,
        x: Any,
        attention_mask: Any = None,
        memory: Any = None,
        cross_mask: Any = None,
        cache: Any = None,
        position: Any = 0,
    ) -> tuple:
        self._check_fits(memory, cache)
        asked = self._before(self.attention_norm, x)
        known = self.attention.keys_and_values(asked, position)
        if cache is not None:
            known = cache = tuple(
                _written(*each, position) for each in zip(cache, known, strict=True)
            )
        if self.causal:
            ahead = causal_mask(ops.shape(x)[1], ops.shape(known[0])[2], position)
            attention_mask = and_masks(attention_mask, ahead)
        found, weights = self.attention(asked, known, attention_mask, position=position)
        x, weights = self._after(self.attention_norm, x, found), {"self": weights}
        if self.cross:
            asked = self._before(self.cross_norm, x)
            found, weights["cross"] = self._look_across(asked, memory, cross_mask)
            x = self._after(self.cross_norm, x, found)
        found = self.output_dense(self.hidden(self._before(self.output_norm, x)))
        x = self._after(self.output_norm, x, found)
        return (x, weights) if cache is None else (x, weights, cache)

    def compute_output_spec(
        self,
        x: Any,
        attention_mask: Any = None,
        memory: Any = None,
        cross_mask: Any = None,
        cache: Any = None,
        position: Any = 0,
    ) -> tuple:
        """Say what `call` returns; else Keras would trace it, four fifths of the time of a load."""
        self._check_fits(memory, cache)
        (batch, length, _), caches = x.shape, () if cache is None else (cache,)
        seen = {"self": length if cache is None else cache[0].shape[2]}
        if self.cross:
            known = isinstance(memory, tuple | list)  # keys and values already
            seen["cross"] = memory[0].shape[2] if known else memory.shape[1]
        spec = functools.partial(keras.KerasTensor, dtype=self.compute_dtype)
        asking = batch, self.attention.num_heads, length
        looks = {name: spec((*asking, places)) for name, places in seen.items()}
        return spec(x.shape), looks, *caches

    def _check_fits(self, memory: Any, cache: Any) -> None:
        if self.cross != (memory is not None) or (cache is not None and not self.causal):
            raise ValueError(
                "a memory needs cross=True and the other way round; a cache causal=True"
            )

    def _before(self, norm: layers.Layer, x: Any) -> Any:
        return norm(x) if self.norm == "pre" else x

    def _after(self, norm: layers.Layer, x: Any, found: Any) -> Any:
        x = x + self.dropout(found)
        return norm(x) if self.norm == "post" else x

    def _look_across(self, x: Any, memory: Any, mask: Any) -> tuple[Any, Any]:
        """Let the K beams of a row ask its one memory, as if they were K T positions of a text."""
        known = self.cross_attention.keys_and_values(memory)
        rows, heads, places, _ = ops.shape(known[0])
        _, length, width = ops.shape(x)
        found, weights = self.cross_attention(ops.reshape(x, (rows, -1, width)), known, mask)
        weights = ops.reshape(weights, (rows, heads, -1, length, places))  # (B, H, K, T, S)
        weights = ops.reshape(ops.swapaxes(weights, 1, 2), (-1, heads, length, places))
        return ops.reshape(found, ops.shape(x)), weights

    def get_config(self) -> dict:
        config = {name: getattr(self.attention, name) for name in ATTENTION_SETTINGS}
        config |= {name: getattr(self, name) for name in ("norm", "causal", "cross")}
        config |= {"dropout": self.dropout.rate, "seed": self.dropout.seed}
        return super().get_config() | config | {"hidden_size": self.hidden.units}


def transformer_blocks(model: keras.Model) -> list[TransformerBlock]:
    """Return a model's own blocks. Introduced in chapter 05, Pretrained embeddings."""
    return [layer for layer in model.layers if isinstance(layer, TransformerBlock)]


def _written(cache: Any, new: Any, position: Any) -> Any:
    """Return a cache (B, H, L, D / H) with new places (B, H, T, D / H) from `position` on."""
    rows, heads, length, width = ops.shape(cache)
    count = ops.shape(new)[2]
    places = places_from(ops.broadcast_to(position, (rows,)), count)  # (B, T)
    places = ops.reshape(ops.repeat(places, heads, axis=0), (-1,))  # (B H T,)
    each = ops.repeat(ops.arange(rows * heads, dtype="int32"), count)  # (B H T,)
    indices = ops.stack([each, places], axis=1)
    flat = ops.reshape(cache, (rows * heads, length, width))
    flat = ops.scatter_update(flat, indices, ops.reshape(new, (-1, width)))
    return ops.reshape(flat, ops.shape(cache))
