"""Recurrent classifiers of texts: is this review for or against?

Legend: B batch, T length, D width.
"""

from dataclasses import dataclass

import keras
from keras import layers, ops

from nlp_helpers.layers import WeightDroppedGRU, masked_mean

POOLINGS = ("last", "mean")


@dataclass(frozen=True)
class SentimentRNNConfig:
    """The hyperparameters of a recurrent sentiment classifier. Introduced in chapter 04, Sentiment.

    Raises:
        ValueError: if the pooling is unknown or a size is below 1.
    """

    vocab_size: int  # V
    embedding_size: int = 64
    units: int = 64  # of each direction
    masked: bool = True  # without it the GRU reads the padding as if it were words
    bidirectional: bool = False
    pooling: str = "last"  # the last state, or the mean of all
    embedding_dropout: float = 0.0  # whole embedding features, for a text at a time
    weight_dropout: float = 0.0  # single recurrent weights, for a batch at a time
    output_dropout: float = 0.0  # features of the pooled vector
    seed: int = 0

    def __post_init__(self):
        if self.pooling not in POOLINGS:
            raise ValueError(f"pooling must be one of {', '.join(POOLINGS)}, not {self.pooling!r}")
        for name in ("vocab_size", "embedding_size", "units"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)!r}")


def make_sentiment_rnn(config: SentimentRNNConfig) -> keras.Model:
    """Build Embedding, GRU, pooling, Dense: from word ids to the logit of "positive".

    Id 0 is padding. The mask that says so is passed by hand to each layer that needs it, which
    is what `mask_zero=True` does behind the scenes. Introduced in chapter 04, Sentiment.

    Args:
        config: sizes, kind and dropouts.

    Returns:
        A functional model, ids (B, T) int32 -> logits (B, 1).

    Example:
        >>> model = make_sentiment_rnn(SentimentRNNConfig(vocab_size=1000))
        >>> model(np.ones((2, 5), "int32")).shape
        (2, 1)
    """
    seed = config.seed
    ids = keras.Input((None,), dtype="int32", name="ids")
    mask = ops.not_equal(ids, 0) if config.masked else ops.ones_like(ids, dtype="bool")
    x = layers.Embedding(config.vocab_size, config.embedding_size, name="embedding")(ids)
    x = layers.SpatialDropout1D(config.embedding_dropout, seed=seed + 1, name="embedding_dropout")(
        x
    )
    x = _recurrent(config)(x, mask=mask)
    if config.pooling == "mean":
        x = masked_mean(x, mask)
    x = layers.Dropout(config.output_dropout, seed=seed + 3, name="output_dropout")(x)
    return keras.Model(ids, layers.Dense(1, name="logits")(x), name="sentiment_rnn")


def _recurrent(config: SentimentRNNConfig) -> keras.Layer:
    gru = WeightDroppedGRU(
        config.units,
        weight_dropout=config.weight_dropout,
        return_sequences=config.pooling == "mean",
        seed=config.seed + 2,
        name="gru",
    )
    return layers.Bidirectional(gru, name="both") if config.bidirectional else gru
