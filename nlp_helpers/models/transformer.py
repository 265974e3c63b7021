"""Encoder-decoder Transformers: every position looks at all others, in no order but the positions'.

Legend: B batch, S source length, T target length, D width, H heads, V target vocabulary, R rows of
a search, K for each of the B sentences.
"""

from dataclasses import dataclass
from typing import Any

import keras
from keras import layers, ops

from nlp_helpers.arguments import check_sizes
from nlp_helpers.backend import compiled
from nlp_helpers.layers.masks import padding_mask
from nlp_helpers.layers.positions import SinusoidalPositions
from nlp_helpers.layers.reversible import BiasedReversibleEmbedding
from nlp_helpers.layers.transformer import NORMS, TransformerBlock, transformer_blocks
from nlp_helpers.models.sources import given_context, source_ids


@dataclass(frozen=True)
class TransformerConfig:
    """The hyperparameters of an encoder-decoder Transformer.

    Introduced in chapter 11, The Transformer.

    Raises:
        ValueError: if a size is below 1, the norm is unknown, the heads cannot share the width, or
            one embedding is to serve two vocabularies of different size.
    """

    source_vocab_size: int
    target_vocab_size: int  # V
    width: int = 256  # D, even
    num_heads: int = 4  # H
    encoder_blocks: int = 4
    decoder_blocks: int = 3
    hidden_size: int = 1_024  # between the two dense layers of a block
    norm: str = "pre"  # or "post", as in the paper
    shared: bool = False  # one vocabulary, and one embedding for what is read and written
    max_length: int = 512  # of a text on either side
    dropout: float = 0.0  # of the embeddings, and of what each part of a block adds
    seed: int = 0

    def __post_init__(self):
        check_sizes(self)
        if self.norm not in NORMS:
            raise ValueError(f"norm must be one of {', '.join(NORMS)}, not {self.norm!r}")
        if self.width % self.num_heads:
            raise ValueError(f"a width of {self.width} cannot be shared by {self.num_heads} heads")
        if self.shared and self.source_vocab_size != self.target_vocab_size:
            raise ValueError(
                "one embedding cannot serve vocabularies of different size: "
                f"{self.source_vocab_size} and {self.target_vocab_size}"
            )


def make_transformer(config: TransformerConfig) -> keras.Model:
    """Build an encoder, a decoder, and the model that joins them for training.

    As in Vaswani et al. 2017, figure 1, but for the config's `norm` and a GELU in place of a ReLU.
    The decoder is given the target itself, one place later (teacher forcing), and its mask keeps
    it from looking ahead: all T predictions are made at once, and so is their training. Introduced
    in chapter 11, The Transformer.

    Args:
        config: sizes, norm and dropout. With `shared`, store the weights (`save_weights`), not the
            model: Keras loads or clones none whose parts, two models, have a layer in common.

    Returns:
        A functional model, source ids (B, S) and shifted target ids (B, T) -> logits (B, T, V). Id
        0 is padding, which stands at the end only; an id that is in no vocabulary is read as such.
        Its layers "encoder" and "decoder" are models:
        encoder: source ids -> memory (B, S, D) and its mask (B, S).
        decoder: ids, memory and mask -> logits, and the alignment (B, T, S), which is what the
        heads of the last block but one look at, on average (Garg et al. 2019, section 3.2).

    Example:
        >>> model = make_transformer(TransformerConfig(100, 90, width=32))
        >>> model.predict_on_batch([np.ones((2, 5), "int32"), np.ones((2, 7), "int32")]).shape
        (2, 7, 90)
    """
    source = keras.Input((None,), dtype="int32", name="source")
    target = keras.Input((None,), dtype="int32", name="target")
    written = _embedding(BiasedReversibleEmbedding, "target", config.target_vocab_size, config)
    read = written
    if not config.shared:
        read = _embedding(layers.Embedding, "source", config.source_vocab_size, config)
    encoder, decoder = _make_encoder(config, read), _make_decoder(config, written)
    logits, _ = decoder([target, *encoder(source)])
    return keras.Model([source, target], logits, name="transformer")


class TransformerStep:
    """An encoder-decoder Transformer as a decoder with a key-value cache.

    Its context is what cross-attention asks: the keys and values that each block makes of the
    encoder's memory, once for a sentence, `initial_state(source)`. What it carries are the keys and
    values of the tokens that it has read. Introduced in chapter 11, The Transformer.

    Args:
        model: made by `make_transformer`.

    Example:
        >>> step = TransformerStep(make_transformer(TransformerConfig(100, 90, width=32)))
        >>> context = step.initial_state(np.ones((1, 5), "int32"))
        >>> one, first = np.array([[2]], "int32"), np.array([0], "int32")
        >>> logits, carry = step.step(one, first, step.start(context, rows=1, length=4), context)
        >>> tuple(logits.shape)
        (1, 90)
    """

    def __init__(self, model: keras.Model):
        encoder, decoder = model.get_layer("encoder"), model.get_layer("decoder")
        [self._embedding] = _layers(decoder, BiasedReversibleEmbedding)
        [self._positions] = _layers(decoder, SinusoidalPositions)
        self._blocks = transformer_blocks(decoder)
        self._norms = _layers(decoder, layers.LayerNormalization)  # one above pre-norm blocks
        [read] = _layers(encoder, layers.Embedding)
        self._source_vocab_size = read.input_dim
        self.vocab_size = self._embedding.input_dim
        self.max_length = self._positions.max_length
        self.variables = tuple(model.variables)

        def encode(ids: Any) -> tuple:
            memory, mask = encoder(ids)
            known = (block.cross_attention.keys_and_values(memory) for block in self._blocks)
            return tuple(known), mask

        self._encode = compiled(encode, variables=self.variables)

    def initial_state(self, source: Any) -> tuple:
        """Read source ids (B, S), padded with zeros at the end; anything else is a ValueError."""
        return self._encode(source_ids(source, self._source_vocab_size))

    def start(self, context: tuple, rows: int, length: int) -> tuple:
        """Return an empty cache for each block."""
        given_context(context)
        return tuple(block.attention.empty_cache(rows, length) for block in self._blocks)

    def read(self, ids: Any, lengths: Any, carry: tuple, context: tuple) -> tuple[Any, tuple]:
        """Read whole prompts (B, P) at once; the logits (B, V) are those after each one's last."""
        x, carry = self._advance(ids, 0, carry, context)  # (B, P, D)
        last = ops.take_along_axis(x, (lengths - 1)[:, None, None], axis=1)  # (B, 1, D)
        return self._embedding(last, reverse=True)[:, 0], carry

    def step(self, ids: Any, position: Any, carry: tuple, context: tuple) -> tuple[Any, tuple]:
        """Read one id of each row; the beams of a sentence ask its memory together."""
        x, carry = self._advance(ids, position, carry, context)  # (R, 1, D)
        return self._embedding(x, reverse=True)[:, 0], carry

    def _advance(self, ids: Any, position: Any, carry: tuple, context: tuple) -> tuple[Any, tuple]:
        known, mask = context
        x, caches = _placed(ids, self._embedding, self._positions, position), []
        for block, cache, memory in zip(self._blocks, carry, known, strict=True):
            x, _, cache = block(x, None, memory, padding_mask(mask), cache=cache, position=position)
            caches.append(cache)
        for norm in self._norms:
            x = norm(x)
        return x, tuple(caches)


def _make_encoder(config: TransformerConfig, embedding: layers.Layer) -> keras.Model:
    ids = keras.Input((None,), dtype="int32", name="source_ids")
    mask = ops.not_equal(_known(ids, embedding), 0)  # (B, S)
    x = _begin(ids, embedding, config, "encoder", 0)
    for i in range(config.encoder_blocks):
        x, _ = _block(config, f"encoder_block_{i}", i + 1)(x, padding_mask(mask))
    return keras.Model(ids, [_finished(x, config, "encoder"), mask], name="encoder")


def _make_decoder(config: TransformerConfig, embedding: layers.Layer) -> keras.Model:
    ids = keras.Input((None,), dtype="int32", name="target_ids")
    memory = keras.Input((None, config.width), name="memory")
    mask = keras.Input((None,), dtype="bool", name="mask")
    blocks = config.encoder_blocks + config.decoder_blocks
    x, looks = _begin(ids, embedding, config, "decoder", blocks + 1), []
    for i in range(config.decoder_blocks):
        seed = i + 1 + config.encoder_blocks
        block = _block(config, f"decoder_block_{i}", seed, causal=True, cross=True)
        # Padding stands at the end, where no token that counts can look: no mask hides it.
        x, weights = block(x, memory=memory, cross_mask=padding_mask(mask))
        looks.append(weights["cross"])  # (B, H, T, S)
    logits = embedding(_finished(x, config, "decoder"), reverse=True)
    alignment = ops.mean(looks[max(config.decoder_blocks - 2, 0)], axis=1)
    return keras.Model([ids, memory, mask], [logits, alignment], name="decoder")


def _begin(
    ids: Any, embedding: layers.Layer, config: TransformerConfig, name: str, seed: int
) -> Any:
    """What goes into the first block."""
    positions = SinusoidalPositions(config.max_length, name=f"{name}_positions")
    dropout = layers.Dropout(config.dropout, seed=config.seed + seed, name=f"{name}_dropout")
    return dropout(_placed(ids, embedding, positions))


def _placed(ids: Any, embedding: layers.Layer, positions: layers.Layer, position: Any = 0) -> Any:
    """Embed ids, as long as a position's vector on average (Vaswani et al., section 3.4)."""
    x = embedding(_known(ids, embedding)) * embedding.output_dim**0.5
    return positions(x, position=position)


def _known(ids: Any, embedding: layers.Layer) -> Any:
    """Ids, padding in place of those that are in no vocabulary: JAX would find NaN there."""
    return ops.where(ops.logical_and(ids >= 0, ids < embedding.input_dim), ids, 0)


def _block(config: TransformerConfig, name: str, seed: int, **kind: bool) -> TransformerBlock:
    how = {"norm": config.norm, "dropout": config.dropout, "seed": config.seed + seed}
    return TransformerBlock(config.num_heads, config.hidden_size, name=name, **how, **kind)


def _finished(x: Any, config: TransformerConfig, name: str) -> Any:
    """Normalize what pre-norm blocks have added up."""
    if config.norm == "post":
        return x
    return layers.LayerNormalization(epsilon=1e-6, name=f"{name}_norm")(x)


def _embedding(
    kind: type, side: str, vocab_size: int, config: TransformerConfig
) -> layers.Embedding:
    """Make vectors about 1 long."""
    short = keras.initializers.RandomNormal(stddev=config.width**-0.5)
    how = {"embeddings_initializer": short, "name": f"{side}_embedding"}
    return kind(vocab_size, config.width, **how)


def _layers(model: keras.Model, kind: type) -> list:
    return [layer for layer in model.layers if isinstance(layer, kind)]
