"""A bidirectional GRU over words and pairs of words. Introduced in chapter 04, Sentiment."""

from typing import Any

from nlp_helpers.datasets import Reviews
from nlp_helpers.models import SentimentRNNConfig
from nlp_helpers.training.corpora import REVIEWS
from nlp_helpers.training.optimization import Optimization
from nlp_helpers.training.recipe import Recipe, Tokenization
from nlp_helpers.training.sentiment import ReviewLabels
from nlp_helpers.training.word_vectors import counted_vectors

LENGTH = 0.2  # of a vector's numbers, on average: several times what Keras begins with


def counted(trained: Any, train: Reviews) -> None:
    """Begin with vectors that tell which words stand near which in the training reviews."""
    layer, ids = trained.model.get_layer("embedding"), trained.tokenizer.encode_batch(train.texts)
    layer.set_weights([LENGTH * counted_vectors(ids, layer.input_dim, layer.output_dim)])


RECIPE = Recipe(
    name="sentiment-gru",
    title="A bidirectional GRU that tells praise from blame in film reviews",
    corpus=REVIEWS,
    # The end is where most writers judge.
    tokenization=Tokenization("words", vocab_size=20_000, limit=400, head=100),
    architecture="sentiment-rnn",
    config=SentimentRNNConfig(
        vocab_size=20_000,
        embedding_size=128,
        units=64,
        bidirectional=True,
        pooling="mean",
        pair_buckets=100_000,
        embedding_dropout=0.3,
        weight_dropout=0.3,
        output_dropout=0.5,
    ),
    objective=ReviewLabels(hidden_share=0.35),
    optimization=Optimization(
        steps=1_050,  # three epochs
        batch_size=64,
        peak_learning_rate=1.5e-3,
        warmup_steps=50,
        weight_decay=0.05,
        undecayed=(),
        ema_momentum=0.99,
        evaluate_every=100,
    ),
    initialize=counted,
)
