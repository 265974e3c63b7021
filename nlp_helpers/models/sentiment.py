"""Recurrent classifiers of texts: is this review for or against?

Legend: B batch, T length, D width.
"""

from dataclasses import dataclass
from typing import Any

import keras
from keras import layers, ops

from nlp_helpers.arguments import check_sizes
from nlp_helpers.layers import WeightDroppedGRU, masked_mean

POOLINGS = ("last", "mean")
MOST_PAIRED_WORDS = 2**18  # numbers of larger pairs would not fit into 32 bits


@dataclass(frozen=True)
class SentimentRNNConfig:
    """The hyperparameters of a recurrent sentiment classifier. Introduced in chapter 04, Sentiment.

    Raises:
        ValueError: if a size is below 1, the pooling is unknown, or pairs would be too many.
    """

    vocab_size: int  # V
    embedding_size: int = 64
    units: int = 64  # of each direction
    masked: bool = True  # without it the GRU reads the padding as if it were words
    bidirectional: bool = False
    pooling: str = "last"  # the last state, or the mean of all
    pair_buckets: int = 0  # pairs of neighbouring words share so many embeddings; 0 for none
    pair_size: int = 16
    embedding_dropout: float = 0.0  # whole embedding features, for a text at a time
    weight_dropout: float = 0.0  # single recurrent weights, for a batch at a time
    output_dropout: float = 0.0  # features of the pooled vector
    seed: int = 0

    def __post_init__(self):
        check_sizes(self)
        if self.pooling not in POOLINGS:
            raise ValueError(f"pooling must be one of {', '.join(POOLINGS)}, not {self.pooling!r}")
        if self.pair_buckets and self.vocab_size > MOST_PAIRED_WORDS:
            raise ValueError(
                f"pairs of {self.vocab_size:,} words have no numbers: vocab_size "
                f"must be at most {MOST_PAIRED_WORDS:,} with pair_buckets"
            )


def make_sentiment_rnn(config: SentimentRNNConfig) -> keras.Model:
    """Build Embedding, GRU, pooling, Dense: from word ids to the logit of "positive".

    Id 0 is padding. The mask that says so is passed by hand to each layer that needs it, which
    is what `mask_zero=True` does behind the scenes. Introduced in chapter 04, Sentiment.

    Returns:
        A functional model, ids (B, T) int32 -> logits (B, 1).

    Example:
        >>> model = make_sentiment_rnn(SentimentRNNConfig(vocab_size=1000))
        >>> model.predict_on_batch(np.ones((2, 5), "int32")).shape
        (2, 1)
    """
    seed = config.seed
    ids = keras.Input((None,), dtype="int32", name="ids")
    mask = ops.not_equal(ids, 0) if config.masked else ops.ones_like(ids, dtype="bool")
    x = layers.Embedding(config.vocab_size, config.embedding_size, name="embedding")(ids)
    if config.pair_buckets:
        pairs = layers.Embedding(config.pair_buckets, config.pair_size, name="pairs")
        x = ops.concatenate([x, pairs(hash_pairs(ids, config.pair_buckets))], axis=-1)
    dropout = {"rate": config.embedding_dropout, "seed": seed + 1, "name": "embedding_dropout"}
    x = layers.SpatialDropout1D(**dropout)(x)
    x = _recurrent(config)(x, mask=mask)
    if config.pooling == "mean":
        x = masked_mean(x, mask)
    x = layers.Dropout(config.output_dropout, seed=seed + 3, name="output_dropout")(x)
    return keras.Model(ids, layers.Dense(1, name="logits")(x), name="sentiment_rnn")


def hash_pairs(ids: Any, buckets: int) -> Any:
    """Number each word together with the one before it.

    There are too many pairs of words to give each an embedding of its own. So each pair is sent
    to one of a fixed number of buckets, and pairs that meet there share one (Joulin et al. 2017,
    section 2). Introduced in chapter 04, Sentiment.

    Args:
        ids: (B, T) int32, below 2**18.
        buckets: how many numbers there are.

    Returns:
        (B, T) int32 in [0, buckets). The first word of a text is paired with padding.
    """
    ids = ops.convert_to_tensor(ids)
    before = ops.pad(ids, [[0, 0], [1, 0]])[:, :-1]
    return ops.mod(before * 7919 + ids, buckets)


def _recurrent(config: SentimentRNNConfig) -> keras.Layer:
    gru = WeightDroppedGRU(
        config.units,
        weight_dropout=config.weight_dropout,
        return_sequences=config.pooling == "mean",
        seed=config.seed + 2,
        name="gru",
    )
    return layers.Bidirectional(gru, name="both") if config.bidirectional else gru
