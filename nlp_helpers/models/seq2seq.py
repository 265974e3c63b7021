"""Recurrent encoder-decoders: one LSTM reads a sentence, another writes its translation.

Legend: B batch, S source length, T target length, D width, V target vocabulary.
"""

from dataclasses import dataclass
from typing import Any

import keras
from keras import layers, ops

from nlp_helpers.arguments import check_sizes
from nlp_helpers.backend import compiled
from nlp_helpers.errors import ArgumentError
from nlp_helpers.layers.attention import KINDS, Attention
from nlp_helpers.layers.masks import padding_mask
from nlp_helpers.layers.reversible import BiasedReversibleEmbedding
from nlp_helpers.models.sources import given_context, source_ids


@dataclass(frozen=True)
class Seq2SeqConfig:
    """The hyperparameters of a recurrent encoder-decoder.

    Introduced in chapter 07, Encoder and decoder.

    Raises:
        ValueError: if a size is below 1, the attention is unknown, or `units` cannot be halved for
            the two directions of a bidirectional encoder.
    """

    source_vocab_size: int
    target_vocab_size: int  # V
    embedding_size: int = 256  # E
    units: int = 384  # D of the decoder, and of the encoder's directions together
    bidirectional: bool = False
    attention: str | None = None  # one of layers.attention.KINDS
    tied: bool = True  # the output's weights are those of the target embedding
    embedding_dropout: float = 0.0  # whole embedding features, for a sentence at a time
    output_dropout: float = 0.0  # whole features of what the logits are made of
    seed: int = 0

    def __post_init__(self):
        check_sizes(self)
        if self.attention not in (None, *KINDS):
            raise ValueError(
                f"attention must be None or one of {', '.join(KINDS)}, not {self.attention!r}"
            )
        if self.bidirectional and self.units % 2:
            raise ValueError(f"two directions cannot share {self.units} units: make them even")


def make_seq2seq(config: Seq2SeqConfig) -> keras.Model:
    """Build an encoder, a decoder, and the model that joins them for training.

    The decoder is given the target itself, one place later: what it should have written so far,
    not what it has (teacher forcing). So all T predictions are made at once (Sutskever et al. 2014;
    with attention, Luong et al. 2015, section 3.1, without its input feeding).

    Introduced in chapter 07, Encoder and decoder; `bidirectional` in chapter 08, `attention` in
    chapter 10.

    Returns:
        A functional model, source ids (B, S) and shifted target ids (B, T) -> logits (B, T, V). Id
        0 is padding, which stands at the end only. Its layers "encoder" and "decoder" are models:
        encoder: source ids -> state, a list whose first axes are B: h and c of the LSTM, and with
        attention also the memory's keys (B, S, K), values (B, S, D) and mask (B, S).
        decoder: ids and the parts of a state -> logits, h and c after the last id, and with
        attention its weights (B, T, S).

    Example:
        >>> model = make_seq2seq(Seq2SeqConfig(source_vocab_size=100, target_vocab_size=90))
        >>> model.predict_on_batch([np.ones((2, 5), "int32"), np.ones((2, 7), "int32")]).shape
        (2, 7, 90)
    """
    source = keras.Input((None,), dtype="int32", name="source")
    target = keras.Input((None,), dtype="int32", name="target")
    encoder, decoder = _make_encoder(config), _make_decoder(config)
    logits, *_ = decoder([target, *encoder(source)])
    return keras.Model([source, target], logits, name="seq2seq")


def with_alignments(model: keras.Model) -> keras.Model:
    """Return the same layers and weights as a model that also tells where it looks.

    Introduced in chapter 10, Attention.

    Args:
        model: made by `make_seq2seq` with attention, or by `make_transformer`.

    Returns:
        Source ids (B, S) and shifted target ids (B, T) -> logits (B, T, V) and weights (B, T, S).

    Raises:
        ValueError: if the model has no attention.
    """
    source, target = model.inputs
    outputs = model.get_layer("decoder")([target, *model.get_layer("encoder")(source)])
    if len(outputs[-1].shape) < 3:  # an LSTM's last state, (B, D)
        raise ArgumentError("a model without attention has no alignments: set it in its config")
    return keras.Model([source, target], [outputs[0], outputs[-1]], name="seq2seq_with_alignments")


class Seq2SeqStep:
    """An encoder-decoder as a decoder, and as the plain step `step(ids, state)`.

    Its context, and the state that it starts from, is what the encoder makes of the sentences:
    `initial_state(source)`. Introduced in chapter 07, Encoder and decoder.

    Args:
        model: made by `make_seq2seq`.

    Call arguments:
        ids: (B, 1) int32, the target ids last written.
        state: as the encoder leaves it or the step before returned it.

    Returns:
        logits (B, V) of the next ids, and the state after the present ones.

    Example:
        >>> step = Seq2SeqStep(make_seq2seq(Seq2SeqConfig(100, 90, attention="dot")))
        >>> state = step.initial_state(np.ones((1, 5), "int32"))
        >>> logits, state = step(np.array([[2]]), state)
        >>> tuple(logits.shape)
        (1, 90)
    """

    def __init__(self, model: keras.Model):
        encoder, decoder = model.get_layer("encoder"), model.get_layer("decoder")
        self._source_vocab_size = encoder.get_layer("source_embedding").input_dim
        self._embedding = decoder.get_layer("target_embedding")
        self._cell = decoder.get_layer("decoder_lstm").cell
        self._combine = decoder.get_layer("combine")
        self._attention = next((e for e in decoder.layers if isinstance(e, Attention)), None)
        self._encode = compiled(lambda ids: tuple(encoder(ids)), variables=tuple(encoder.variables))
        self.vocab_size = self._embedding.input_dim
        self.variables = tuple(model.variables)

    def start(self, context: tuple, rows: int, length: int) -> tuple:
        """Start from the h and c that the encoder left."""
        return tuple(given_context(context)[:2])

    def step(self, ids: Any, position: Any, carry: tuple, context: tuple) -> tuple[Any, tuple]:
        """Read one id of each row; the beams of a sentence ask its memory together."""
        x, carry = self._cell(self._embedding(ids)[:, 0], carry)  # (R, D)
        if self._attention:
            keys, values, mask = context[2:]
            queries = ops.reshape(x, (keys.shape[0], -1, x.shape[-1]))  # (B, R/B, D)
            asked = queries, keys, values, padding_mask(mask)
            if keys.shape[0] == 1:  # TensorFlow multiplies two matrices faster than a batch of one
                asked = (each[0] for each in asked)
            found, _ = self._attention(*asked)
            x = ops.concatenate([ops.reshape(found, x.shape), x], axis=-1)
        return self._embedding(self._combine(x), reverse=True), tuple(carry)

    def __call__(self, ids: Any, state: tuple) -> tuple[Any, tuple]:
        logits, carry = self.step(ids, None, state[:2], state)
        return logits, (*carry, *state[2:])

    def initial_state(self, source: Any) -> tuple:
        """Read source ids (B, S), padded with zeros at the end; anything else is a ValueError."""
        return self._encode(source_ids(source, self._source_vocab_size))


def _make_encoder(config: Seq2SeqConfig) -> keras.Model:
    ids = keras.Input((None,), dtype="int32", name="source_ids")
    mask = ops.not_equal(ids, 0)  # (B, S)
    embedding = layers.Embedding(
        config.source_vocab_size,
        config.embedding_size,
        embeddings_initializer=_unit_vectors(config),
        name="source_embedding",
    )
    dropout = layers.SpatialDropout1D(config.embedding_dropout, seed=config.seed + 1)
    x = dropout(embedding(ids))
    memory, *state = _reader(config)(x, mask=mask)  # (B, S, D)
    if config.bidirectional:  # h and c forwards, h and c backwards: joined to one h and one c
        state = [layers.concatenate(state[::2]), layers.concatenate(state[1::2])]
    if config.attention:
        keys = memory
        if config.attention == "additive":
            keys = layers.Dense(config.units, use_bias=False, name="keys")(memory)
        state += [keys, memory, mask]
    return keras.Model(ids, state, name="encoder")


def _reader(config: Seq2SeqConfig) -> keras.Layer:
    units = config.units // 2 if config.bidirectional else config.units
    lstm = layers.LSTM(units, return_sequences=True, return_state=True, name="encoder_lstm")
    return layers.Bidirectional(lstm, name="both") if config.bidirectional else lstm


def _make_decoder(config: Seq2SeqConfig) -> keras.Model:
    ids = keras.Input((None,), dtype="int32", name="target_ids")
    state = [keras.Input((config.units,), name=name) for name in ("h", "c")]
    embedding = BiasedReversibleEmbedding(
        config.target_vocab_size,
        config.embedding_size,
        tie_weights=config.tied,
        embeddings_initializer=_unit_vectors(config),
        name="target_embedding",
    )
    dropout = layers.SpatialDropout1D(config.embedding_dropout, seed=config.seed + 2)
    x = dropout(embedding(ids))
    lstm = layers.LSTM(config.units, return_sequences=True, return_state=True, name="decoder_lstm")
    x, *outputs = lstm(x, initial_state=state)  # (B, T, D)
    if config.attention:
        memory = [keras.Input((None, config.units), name=name) for name in ("keys", "values")]
        memory.append(keras.Input((None,), dtype="bool", name="mask"))
        keys, values, mask = memory
        attention = Attention(config.attention, name="attention")
        contexts, weights = attention(x, keys, values, padding_mask(mask))
        x, state, outputs = layers.concatenate([contexts, x]), state + memory, [*outputs, weights]
    # As wide as the embedding, whose rows it is compared with (Luong et al. 2015, equation 5).
    x = layers.Dense(config.embedding_size, activation="tanh", name="combine")(x)  # (B, T, E)
    x = layers.SpatialDropout1D(config.output_dropout, seed=config.seed + 3)(x)
    return keras.Model([ids, *state], [embedding(x, reverse=True), *outputs], name="decoder")


def _unit_vectors(config: Seq2SeqConfig) -> keras.initializers.Initializer:
    """Start with vectors about 1 long. Keras's own are so short that the LSTMs hardly hear them."""
    return keras.initializers.RandomNormal(stddev=config.embedding_size**-0.5)
