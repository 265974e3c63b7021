"""The kinds of networks that checkpoints hold, by the name that a card gives them.

A new one is a configuration and a `make_...` in `models`, and a line here; it serves every task
whose inputs and outputs it has.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import keras

from nlp_helpers.datasets import load_minilm_weights
from nlp_helpers.models import (
    CharRNNConfig,
    CharRNNStep,
    EncoderConfig,
    GPTConfig,
    GPTStep,
    SentimentRNNConfig,
    Seq2SeqConfig,
    Seq2SeqStep,
    TransformerConfig,
    TransformerStep,
    ViTConfig,
    load_bert_weights,
    make_bert,
    make_bert_classifier,
    make_char_rnn,
    make_gpt,
    make_sentence_encoder,
    make_sentiment_rnn,
    make_seq2seq,
    make_transformer,
    make_upper_classifier,
    make_vit,
    make_whole_classifier,
)


class Architecture(NamedTuple):
    """What a kind of network brings."""

    config: type  # a dataclass of its hyperparameters
    make: Callable[[Any], keras.Model]
    decoder: Callable[[keras.Model], Any] | None = None  # for those that generate
    stored: Callable[[keras.Model], keras.Model] = lambda model: model  # the part that is trained


@dataclass(frozen=True)
class MiniLMConfig:
    """A classifier on all-MiniLM-L6-v2. Introduced in chapter 05, Pretrained embeddings."""

    lower: int = 3  # blocks that stay as they came
    output_dropout: float = 0.0  # features of the pooled vector
    seed: int = 0


def make_minilm_classifier(config: MiniLMConfig) -> keras.Model:
    """Build the classifier, its encoder filled with the weights that were published.

    Returns:
        A functional model, ids (B, T) -> logits (B, 1).
    """
    encoder = make_sentence_encoder()
    load_bert_weights(encoder, load_minilm_weights())
    how = {"dropout": config.output_dropout, "seed": config.seed}
    upper = make_upper_classifier(encoder, config.lower, **how)
    return make_whole_classifier(encoder, upper, config.lower)


ARCHITECTURES = {
    "char-rnn": Architecture(CharRNNConfig, make_char_rnn, CharRNNStep),
    "gpt": Architecture(GPTConfig, make_gpt, GPTStep),
    "sentiment-rnn": Architecture(SentimentRNNConfig, make_sentiment_rnn),
    "seq2seq-rnn": Architecture(Seq2SeqConfig, make_seq2seq, Seq2SeqStep),
    "vit": Architecture(ViTConfig, make_vit),
    "transformer": Architecture(TransformerConfig, make_transformer, TransformerStep),
    "minilm-classifier": Architecture(
        MiniLMConfig,
        make_minilm_classifier,
        stored=lambda model: model.get_layer("upper_classifier"),
    ),
    "bert": Architecture(EncoderConfig, make_bert),
    "bert-classifier": Architecture(EncoderConfig, make_bert_classifier),
}
