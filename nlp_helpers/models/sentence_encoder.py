"""A BERT-like encoder in Keras, and a classifier on top of it.

Legend: B batch, T length, D width.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import layers, ops

from nlp_helpers.arguments import check_sizes
from nlp_helpers.layers import (
    LearnedPositions,
    NoPositions,
    TransformerBlock,
    masked_mean,
    padding_mask,
)
from nlp_helpers.layers.transformer import transformer_blocks


@dataclass(frozen=True)
class EncoderConfig:
    """The hyperparameters of a sentence encoder; as they stand, those of all-MiniLM-L6-v2.

    Introduced in chapter 05, Pretrained embeddings.

    Raises:
        ValueError: if a size is below 1.
    """

    vocab_size: int = 30_522  # V
    width: int = 384  # D
    num_blocks: int = 6
    num_heads: int = 12
    hidden_size: int = 1_536
    max_length: int = 512  # the longest text that there are position vectors for
    separator: int = 0  # the id that ends a pair's first half; 0: no pairs, and no segment vectors
    rotary: bool = False  # positions by turning queries and keys, not by vectors that are learned
    dropout: float = 0.0  # of what words and blocks add, in training
    seed: int = 0  # of the dropout

    def __post_init__(self):
        check_sizes(self)


def make_sentence_encoder(
    config: EncoderConfig = EncoderConfig(), initializer: Any = None
) -> keras.Model:
    """Build the encoder: a vector for every token, made in the light of all the others.

    Id 0 is padding, and nothing looks at it. Introduced in chapter 05, Pretrained embeddings.

    Args:
        config: sizes and dropout.
        initializer: what all matrices begin as; as each of Keras's layers does where missing.

    Returns:
        A functional model, ids (B, T) int32 -> vectors (B, T, D), T at most `max_length`.

    Raises:
        ValueError: if the width is not a multiple of the number of heads.
    """
    ids = keras.Input((None,), dtype="int32", name="ids")
    mask = padding_mask(ops.not_equal(ids, 0))
    begin = {"embeddings_initializer": initializer or "uniform"}
    kernel = {"kernel_initializer": initializer or "glorot_uniform"}
    x = layers.ReversibleEmbedding(config.vocab_size, config.width, name="words", **begin)(ids)
    if config.separator:
        segments = layers.Embedding(2, config.width, name="segments", **begin)
        x = x + segments(segment_ids(ids, config.separator))
    if config.rotary:
        x = NoPositions(config.max_length, name="positions")(x)
    else:
        x = LearnedPositions(config.max_length, initializer or "normal", name="positions")(x)
    x = layers.LayerNormalization(epsilon=1e-12, name="embedding_norm")(x)
    x = layers.Dropout(config.dropout, seed=config.seed, name="embedding_dropout")(x)
    for i in range(config.num_blocks):
        how = {"dropout": config.dropout, "seed": config.seed + i + 1, "name": f"block_{i}"}
        kind = {"rotary": config.rotary, **kernel}
        x, _ = TransformerBlock(config.num_heads, config.hidden_size, **kind, **how)(x, mask)
    return keras.Model(ids, x, name="sentence_encoder")


def segment_ids(ids: Any, separator: int) -> Any:
    """Number the halves of pairs (Devlin et al. 2019, figure 2). Introduced in chapter 13, BERT.

    Args:
        ids: (B, T) int.
        separator: the id that ends a half.

    Returns:
        (B, T) int32: 0 up to the first separator and on it, 1 after it.
    """
    ends = ops.cast(ops.equal(ids, separator), "int32")
    return ops.cast(ops.cumsum(ends, axis=1) > ends, "int32")


def lower_blocks(encoder: keras.Model, count: int) -> keras.Model:
    """Cut off an encoder after its first blocks.

    Lower layers know the language, upper ones the task. Where only the upper ones are trained,
    what the lower ones say need not be computed anew in every epoch. Introduced in chapter 05,
    Pretrained embeddings.

    Args:
        encoder: made by `make_sentence_encoder`.
        count: how many blocks to keep, at least 1.

    Returns:
        A model on the encoder's own layers, ids (B, T) -> vectors (B, T, D).

    Raises:
        ValueError: if there are not as many blocks.
    """
    lower, _ = _cut_blocks(encoder, count)
    return keras.Model(encoder.input, lower[-1].output[0], name="lower_blocks")


def make_upper_classifier(
    encoder: keras.Model, lower: int, *, dropout: float = 0.0, seed: int = 0
) -> keras.Model:
    """Put an encoder's upper blocks, a mean over the tokens and one dense unit together.

    Introduced in chapter 05, Pretrained embeddings.

    Args:
        encoder: made by `make_sentence_encoder`; its blocks are used, not copied.
        lower: how many blocks `lower_blocks` has cut off; 0 < lower <= their number.
        dropout: share of the pooled vector dropped in training.
        seed: of the dropout.

    Returns:
        A functional model, vectors (B, T, D) and mask (B, T) bool -> logits (B, 1).

    Raises:
        ValueError: if there are not as many blocks to cut off.
    """
    _, upper = _cut_blocks(encoder, lower)
    vectors = keras.Input((None, encoder.output_shape[-1]), name="vectors")
    mask = keras.Input((None,), dtype="bool", name="mask")
    x = vectors
    for block in upper:
        x, _ = block(x, padding_mask(mask))
    x = layers.Dropout(dropout, seed=seed, name="dropout")(masked_mean(x, mask))
    logits = layers.Dense(1, name="logits")(x)
    return keras.Model([vectors, mask], logits, name="upper_classifier")


def make_whole_classifier(encoder: keras.Model, upper: keras.Model, lower: int) -> keras.Model:
    """Join what `lower_blocks` and `make_upper_classifier` made. Chapter 05, Pretrained embeddings.

    Returns:
        A functional model, ids (B, T) -> logits (B, 1).
    """
    ids = encoder.input
    logits = upper([lower_blocks(encoder, lower)(ids), ops.not_equal(ids, 0)])
    return keras.Model(ids, logits, name="sentence_classifier")


def load_bert_weights(encoder: keras.Model, weights: Mapping[str, np.ndarray]) -> None:
    """Fill an encoder with a BERT's weights, named as in the `transformers` library.

    BERT adds one of two vectors to every token, to tell a pair's first sentence from its second. An
    encoder without a separator has only a first: its vector is added to the positions' for good.
    Introduced in chapter 05, Pretrained embeddings.

    Args:
        encoder: made by `make_sentence_encoder` with the sizes of the weights.
        weights: by name, such as "encoder.layer.0.attention.self.query.weight".

    Raises:
        ValueError: if a weight has another shape.
        KeyError: if one is missing; nothing is filled then.
    """
    # All are looked up before any is set: where one is missing the encoder stays as it is.
    for layer, arrays in list(_by_layer(encoder, weights)):
        layer.set_weights(arrays)


def _by_layer(
    encoder: keras.Model, weights: Mapping[str, np.ndarray]
) -> Iterator[tuple[keras.Layer, list[np.ndarray]]]:
    """Yield an encoder's layers and what their weights are to be."""
    segments = weights["embeddings.token_type_embeddings.weight"]
    positions = weights["embeddings.position_embeddings.weight"]
    yield encoder.get_layer("words"), [weights["embeddings.word_embeddings.weight"]]
    if any(layer.name == "segments" for layer in encoder.layers):
        yield encoder.get_layer("segments"), [segments]
    else:
        positions = positions + segments[0]
    yield encoder.get_layer("positions"), [positions]
    named = {"embeddings.LayerNorm": encoder.get_layer("embedding_norm")}
    for i, block in enumerate(transformer_blocks(encoder)):
        named |= {f"encoder.layer.{i}.{name}": layer for name, layer in bert_names(block).items()}
    for name, layer in named.items():  # of a norm's vector T is itself
        yield layer, [weights[f"{name}.weight"].T, weights[f"{name}.bias"]]


def _cut_blocks(encoder: keras.Model, count: int) -> tuple[list, list]:
    """The first `count` blocks, and the others."""
    blocks = transformer_blocks(encoder)
    if not 1 <= count <= len(blocks):
        raise ValueError(f"from 1 to {len(blocks)} blocks can be cut off, not {count}")
    return blocks[:count], blocks[count:]


def bert_names(block: TransformerBlock) -> dict[str, keras.Layer]:
    """Return the layers of a block by what the `transformers` library calls those of a BERT."""
    return {
        "attention.self.query": block.attention.query,
        "attention.self.key": block.attention.key,
        "attention.self.value": block.attention.value,
        "attention.output.dense": block.attention.output_dense,
        "attention.output.LayerNorm": block.attention_norm,
        "intermediate.dense": block.hidden,
        "output.dense": block.output_dense,
        "output.LayerNorm": block.output_norm,
    }
