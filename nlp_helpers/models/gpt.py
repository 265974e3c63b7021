"""A decoder alone: a language model of Transformer blocks, in the style of GPT-2.

Legend: B batch, R rows that are written (beams included), T length, C context length, D width.
"""

from dataclasses import dataclass
from typing import Any

import keras
from keras import layers, ops

from nlp_helpers.arguments import check_sizes
from nlp_helpers.layers import (
    LearnedPositions,
    NoPositions,
    TransformerBlock,
    transformer_blocks,
)

SLIDES = 8  # a full window lets go of an eighth of its characters at a time


@dataclass(frozen=True)
class GPTConfig:
    """The hyperparameters of a GPT. Introduced in chapter 12, GPT.

    Raises:
        ValueError: if a size is below 1.
    """

    vocab_size: int  # V
    context_length: int = 256  # C: how far it can look, its own place included
    width: int = 384  # D
    num_blocks: int = 6
    num_heads: int = 6
    hidden_size: int = 1_536  # between the two dense layers of a block
    rotary: bool = False  # positions by turning queries and keys, not by vectors that are learned
    dropout: float = 0.0  # of the embeddings, and of what each part of a block adds
    seed: int = 0

    def __post_init__(self):
        check_sizes(self)


def make_gpt(config: GPTConfig) -> keras.Model:
    """Build a GPT: every position predicts its successor from itself and those before it.

    The Transformer's decoder without the attention to an encoder (Radford et al. 2018), normalized
    before each part and once more above the last block (Radford et al. 2019, section 2.3). The
    embedding's rows score the next tokens, too. Introduced in chapter 12, GPT.

    Args:
        config: sizes and dropout.

    Returns:
        A functional model, ids (B, T) int32 -> logits (B, T, V), T at most C.

    Raises:
        ValueError: if the width is not a multiple of the number of heads.

    Example:
        >>> model = make_gpt(GPTConfig(vocab_size=65, width=24))
        >>> model.predict_on_batch(np.zeros((2, 5), "int32")).shape
        (2, 5, 65)
    """
    # As GPT-2. There are twice as many additions as blocks: a token is louder than all of them.
    seed, scales = keras.random.SeedGenerator(config.seed), (1, (2 * config.num_blocks) ** -0.5)
    small, smaller = (keras.initializers.RandomNormal(0, 0.02 * s, seed) for s in scales)
    ids = keras.Input((None,), dtype="int32", name="ids")
    embedding = layers.ReversibleEmbedding(
        config.vocab_size, config.width, embeddings_initializer=small, name="embedding"
    )
    x = _positions(config, small)(embedding(ids))
    x = layers.Dropout(config.dropout, seed=config.seed, name="dropout")(x)  # (B, T, D)
    kind = {"norm": "pre", "causal": True, "rotary": config.rotary, "dropout": config.dropout}
    begin = {"kernel_initializer": small, "output_initializer": smaller}
    for i in range(config.num_blocks):
        how = {"seed": config.seed + 1 + i, "name": f"block_{i}"}
        x, _ = TransformerBlock(config.num_heads, config.hidden_size, **kind, **begin, **how)(x)
    x = layers.LayerNormalization(epsilon=1e-5, name="norm")(x)
    return keras.Model(ids, embedding(x, reverse=True), name="gpt")  # (B, T, V)


def _positions(config: GPTConfig, initializer: keras.initializers.Initializer) -> layers.Layer:
    if config.rotary:
        return NoPositions(config.context_length, name="positions")
    return LearnedPositions(config.context_length, initializer, name="positions")


def with_attention_weights(model: keras.Model) -> keras.Model:
    """Return the same layers and weights as a model that also tells where it looks.

    Introduced in chapter 12, GPT.

    Args:
        model: made by `make_gpt`.

    Returns:
        Ids (B, T) -> logits (B, T, V) and, of each block, weights (B, H, T, T).
    """
    weights = [block.output[-1] for block in transformer_blocks(model)]
    return keras.Model(model.input, [model.output, *weights], name="gpt_with_attention_weights")


def window_slide(context_length: int) -> int:
    """How far a text's window slides: see `window_start`. Introduced in chapter 12, GPT."""
    return max(context_length // SLIDES, 1)


def window_start(length: Any, context_length: int) -> Any:
    """Where the window begins through which a text of `length` tokens is seen.

    A text that outgrows the context is seen through a window that slides by an eighth of it at a
    time. So the next token is always predicted from at least seven eighths of the context, and the
    window has to be read anew only once in C / 8 tokens. Introduced in chapter 12, GPT.

    Args:
        length: an integer, or a tensor of integers.
        context_length: C.

    Returns:
        How many tokens lie before the window, a tensor.

    Example:
        >>> [int(window_start(length, 16)) for length in (1, 16, 17, 18, 19)]
        [0, 0, 2, 2, 4]
    """
    slide = window_slide(context_length)
    too_many = ops.maximum(length - context_length, 0)
    return (too_many + slide - 1) // slide * slide


class GPTStep:
    """A GPT as a decoder with a key-value cache.

    What each block has made of earlier tokens is kept, so a step computes the newest token alone.
    Texts may outgrow the context: they are seen through the window of `window_start`, and when it
    slides it is read anew, for every token's position has changed. Introduced in chapter 12, GPT.

    Args:
        model: made by `make_gpt`; its weights are read, not copied.

    Example:
        >>> step = GPTStep(make_gpt(GPTConfig(vocab_size=65, width=24)))
        >>> three, place = np.array([[1, 2, 3]], "int32"), np.array([3], "int32")
        >>> logits, carry = step.read(three, place, step.start((), rows=1, length=10), ())
        >>> logits, carry = step.step(three[:, :1], place, carry, ())
        >>> tuple(logits.shape)
        (1, 65)
    """

    def __init__(self, model: keras.Model):
        names = ("embedding", "positions", "norm")
        self._embedding, self._positions, self._norm = map(model.get_layer, names)
        self._blocks = transformer_blocks(model)
        self.vocab_size = self._embedding.input_dim
        self.context_length = self._positions.max_length
        self.variables = tuple(model.variables)

    def start(self, context: Any, rows: int, length: int) -> Any:
        """Return an empty window (B, at most C) and an empty cache for each block."""
        places = min(length, self.context_length)
        caches = [block.attention.empty_cache(rows, places) for block in self._blocks]
        return ops.zeros((rows, places), "int32"), caches

    def read(self, ids: Any, lengths: Any, carry: Any, context: Any) -> tuple[Any, Any]:
        """Read prompts (B, P) at once, or what the window shows of them."""
        window, caches = carry
        start = window_start(lengths, self.context_length)  # (B,)
        shown = start[:, None] + ops.arange(min(ids.shape[1], window.shape[1]), dtype="int32")
        ids = ops.take_along_axis(ids, ops.minimum(shown, ids.shape[1] - 1), axis=1)
        logits, caches = self._read(ids, ops.subtract(lengths, start + 1), caches)
        return logits, (ops.pad(ids, [(0, 0), (0, window.shape[1] - ids.shape[1])]), caches)

    def step(self, ids: Any, position: Any, carry: Any, context: Any) -> tuple[Any, Any]:
        """Read one token of each row, and the whole window where that makes it slide."""
        window, caches = carry
        start = window_start(position + 1, self.context_length)  # (R,)
        slide = start - window_start(position, self.context_length)
        place = ops.subtract(position, start)  # in the window
        places = ops.arange(window.shape[1], dtype="int32")
        moved = ops.minimum(places + slide[:, None], window.shape[1] - 1)
        window = ops.take_along_axis(window, moved, axis=1)
        window = ops.where(places == place[:, None], ids, window)
        if window.shape[1] < self.context_length:  # the text ends before the window is full
            logits, caches = self._add(ids, position, caches)
        else:
            logits, caches = ops.cond(
                ops.any(slide > 0),
                lambda: self._read(window, place, caches),
                lambda: self._add(ids, place, caches),
            )
        return logits, (window, caches)

    def _read(self, ids: Any, last: Any, caches: Any) -> tuple[Any, Any]:
        """Fill the caches from their beginning; return the logits at the places (R,)."""
        x, caches = self._through_blocks(ids, 0, caches)
        x = ops.take_along_axis(x, last[:, None, None], axis=1)  # (R, 1, D)
        return self._logits(x), caches

    def _add(self, ids: Any, position: Any, caches: Any) -> tuple[Any, Any]:
        """Compute one token of each row (R, 1), with what is kept of those before it."""
        x, caches = self._through_blocks(ids, position, caches)
        return self._logits(x), caches

    def _through_blocks(self, ids: Any, position: Any, caches: Any) -> tuple[Any, list]:
        x, filled = self._positions(self._embedding(ids), position=position), []
        for block, cache in zip(self._blocks, caches, strict=True):
            x, _, cache = block(x, cache=cache, position=position)
            filled.append(cache)
        return x, filled

    def _logits(self, x: Any) -> Any:
        return self._embedding(self._norm(x), reverse=True)[:, 0]  # (R, V)
